"""Why a wanted time cannot be booked, and who is in the way."""

from collections.abc import Iterable

from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling.values import BookingLimits, Busy, ServiceRule, Timetable, WhyNot


def why_not(
    timetable: Timetable, service: ServiceRule, wanted: Period, limits: BookingLimits, busy: Iterable[Busy]
) -> WhyNot | None:
    """The first reason against booking the period, or None when it can be booked."""
    raise NotImplementedError


def fits(
    timetable: Timetable, service: ServiceRule, wanted: Period, limits: BookingLimits, busy: Iterable[Busy]
) -> bool:
    """Whether the period can be booked, at whatever minute it starts."""
    return why_not(timetable, service, wanted, limits, busy) is None


def in_the_way(
    location_id: int, service: ServiceRule, wanted: Period, limits: BookingLimits, busy: Iterable[Busy]
) -> tuple[Busy, ...]:
    """The bookings and holds that forbid the period by their time or a buffer."""
    raise NotImplementedError
