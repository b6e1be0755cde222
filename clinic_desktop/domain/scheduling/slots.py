"""The slot function: what can be booked."""

from collections.abc import Iterable, Sequence
from datetime import date

from clinic_desktop.domain.scheduling.values import BookingLimits, Busy, ServiceRule, Slot, Timetable


class FreeSlots(Sequence[Slot]):
    """Slots in order of time, made into values only when somebody looks at them."""


def free_slots(
    timetable: Timetable,
    service: ServiceRule,
    first_day: date,
    last_day: date,
    limits: BookingLimits,
    busy: Iterable[Busy],
    step_minutes: int | None = None,
) -> FreeSlots:
    """The slots of one doctor, centre and service from ``first_day`` to ``last_day``, both included."""
    raise NotImplementedError
