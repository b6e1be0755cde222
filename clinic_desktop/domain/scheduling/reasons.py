"""Why a wanted time cannot be booked, and who is in the way."""

from collections.abc import Iterable
from datetime import UTC

from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.domain.scheduling.hours import read_day
from clinic_desktop.domain.scheduling.slots import in_force, is_session_of
from clinic_desktop.domain.scheduling.stretches import Stretch, within
from clinic_desktop.domain.scheduling.values import (
    BookingLimits,
    Busy,
    ClosedReason,
    ServiceRule,
    Timetable,
    WhyNot,
    second_of,
)
from clinic_desktop.domain.scheduling.wall_clock import exists

CUTS = {
    ClosedReason.HOLIDAY: WhyNot.HOLIDAY,
    ClosedReason.LEAVE: WhyNot.LEAVE,
    ClosedReason.UNAVAILABLE: WhyNot.UNAVAILABLE,
    ClosedReason.BLOCKED: WhyNot.BLOCKED,
    ClosedReason.BREAK: WhyNot.BREAK,
}
"""What closes a time, as a reason against booking it."""
OVERBOOKED = frozenset({WhyNot.TAKEN, WhyNot.HOLD, WhyNot.BUFFER_BEFORE, WhyNot.BUFFER_AFTER})
"""What is in the way of a time that hours and limits permit."""


def why_not(
    timetable: Timetable, service: ServiceRule, wanted: Period, limits: BookingLimits, busy: Iterable[Busy]
) -> WhyNot | None:
    """The first reason against booking the period, or None when it can be booked.

    The rules are those of ``free_slots`` but for the steps: the period may start at any moment and be longer or
    shorter than the service (a card that is dragged or resized). Reasons are looked for in the order of ``WhyNot``:

    - NO_SUCH_TIME: the start or end is given in a zone whose clocks never show it.
    - PAST before ``now``, NOTICE before now + notice, HORIZON after the horizon, WEEKEND by the local day of the start.
    - HOLIDAY … BREAK: what the period meets on the local day on which it starts; OUTSIDE_HOURS for the rest, also
      where it goes on past midnight.
    - TAKEN or HOLD: it meets a booking or a hold; TAKEN also for a group session without a place left.
    - BUFFER_BEFORE: too soon after the booking before it; BUFFER_AFTER: too close to the one after it. Whose buffer it
      is does not matter: the larger counts.

    Raises ValueError for a period without length.
    """
    if not (exists(wanted.start) and exists(wanted.end)):
        return WhyNot.NO_SUCH_TIME
    # Python compares times of one zone by the wall clock, so the hour that comes twice would look empty.
    wanted = Period(wanted.start.astimezone(UTC), wanted.end.astimezone(UTC))
    if wanted.start == wanted.end:
        raise ValueError("a booking takes time")
    reason = _against_limits(timetable, wanted, limits) or _against_hours(timetable, wanted)
    if reason is not None:
        return reason
    reasons = [
        clash(service, wanted, booking) for booking in in_the_way(timetable.location_id, service, wanted, limits, busy)
    ]
    return min(reasons, key=list(WhyNot).index, default=None)


def fits(
    timetable: Timetable, service: ServiceRule, wanted: Period, limits: BookingLimits, busy: Iterable[Busy]
) -> bool:
    """Whether the period can be booked, at whatever minute it starts."""
    return why_not(timetable, service, wanted, limits, busy) is None


def in_the_way(
    location_id: int, service: ServiceRule, wanted: Period, limits: BookingLimits, busy: Iterable[Busy]
) -> tuple[Busy, ...]:
    """The bookings and holds that forbid the period by their time or a buffer, in order of time.

    Those of the same group session forbid it only when no place is left.
    """
    start, end = _seconds(wanted)
    taken = in_force(busy, limits)
    session = [booking for booking in taken if is_session_of(booking, service, location_id, start, end)]
    if sum(booking.seats for booking in session) < service.capacity:
        taken = [booking for booking in taken if booking not in session]
    found = [booking for booking in taken if _clashes(service, start, end, booking)]
    # Not as tuples: a hold and a booking of one session are the same up to the field that only holds have.
    return tuple(sorted(found, key=lambda booking: (booking.start, booking.end)))


def _clashes(service: ServiceRule, start: int, end: int, booking: Busy) -> bool:
    apart_before = 60 * max(booking.buffer_after, service.buffer_before)
    apart_after = 60 * max(service.buffer_after, booking.buffer_before)
    return start < booking.end + apart_before and booking.start < end + apart_after


def clash(service: ServiceRule, wanted: Period, booking: Busy) -> WhyNot:
    """How a booking that is in the way is in the way."""
    start, end = _seconds(wanted)
    if start < booking.end and booking.start < end:
        return WhyNot.HOLD if booking.is_hold else WhyNot.TAKEN
    return WhyNot.BUFFER_BEFORE if booking.end <= start else WhyNot.BUFFER_AFTER


def _against_limits(timetable: Timetable, wanted: Period, limits: BookingLimits) -> WhyNot | None:
    if wanted.start < limits.now:
        return WhyNot.PAST
    if wanted.start < limits.earliest:
        return WhyNot.NOTICE
    if limits.horizon is not None and wanted.start > limits.horizon:
        return WhyNot.HORIZON
    if not limits.allow_weekends and local_day(wanted.start, timetable.zone).weekday() in limits.weekend:
        return WhyNot.WEEKEND
    return None


def _against_hours(timetable: Timetable, wanted: Period) -> WhyNot | None:
    reading = read_day(timetable, local_day(wanted.start, timetable.zone))
    start, end = _seconds(wanted)
    if any(opened <= start and end <= closed for opened, closed in reading.open):
        return None
    asked: list[Stretch] = [(start, end)]
    for reason, _, cut in reading.cuts:
        if within(asked, [cut]):
            return CUTS[reason]
    return WhyNot.OUTSIDE_HOURS


def _seconds(wanted: Period) -> Stretch:
    return second_of(wanted.start), second_of(wanted.end, up=True)
