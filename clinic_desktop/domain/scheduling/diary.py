"""A doctor's free time while several appointments are put into it, one after the other. Pure: values in, times out."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling.reasons import why_not
from clinic_desktop.domain.scheduling.slots import free_slots
from clinic_desktop.domain.scheduling.values import (
    BookingLimits,
    Busy,
    ServiceRule,
    Timetable,
    WhyNot,
    period_of,
)

_DAY_SECONDS = 86_400


class Diary:
    """One doctor's time at the centres of ``timetables`` on the days from first to last.

    The free starts of a service are found once, by ``free_slots``; what is taken afterwards is cut out of them. So
    placing many appointments costs one pass over the bookings, and each one after that a bisection.
    """

    def __init__(
        self,
        timetables: Mapping[int, Timetable],
        limits: Mapping[int, BookingLimits],
        busy: Iterable[Busy],
        first_day: date,
        last_day: date,
        step_minutes: int | None = None,
    ) -> None:
        self._timetables, self._limits = timetables, limits
        self._first_day, self._last_day, self._step = first_day, last_day, step_minutes
        self._busy = list(busy)
        self._by_day: dict[int, list[Busy]] = {}
        for booking in self._busy:
            self._note(booking)
        self._starts: dict[tuple[int, ServiceRule], list[int]] = {}

    def free_from(
        self,
        location_id: int,
        service: ServiceRule,
        earliest: int,
        latest: int | None = None,
        possible: Callable[[int], bool] | None = None,
    ) -> int | None:
        """The first free start of the service there at or after ``earliest``, and not after ``latest``, in seconds."""
        return next(iter(self.several_from(location_id, service, earliest, 1, latest, possible)), None)

    def several_from(
        self,
        location_id: int,
        service: ServiceRule,
        earliest: int,
        count: int,
        latest: int | None = None,
        possible: Callable[[int], bool] | None = None,
    ) -> list[int]:
        """As ``free_from``: the first so many. ``possible`` is asked about each, such as for a room."""
        starts = self._open(location_id, service)
        found: list[int] = []
        for index in range(bisect_left(starts, earliest), len(starts)):
            start = starts[index]
            if len(found) == count or (latest is not None and start > latest):
                break
            if possible is None or possible(start):
                found.append(start)
        return found

    def why_not(self, location_id: int, service: ServiceRule, wanted: Period, reference: int | None) -> WhyNot | None:
        """The first reason against that time, at any minute, as ``reasons.why_not``; the appointment ``reference`` is
        not in its own way. Only bookings of the days around are looked at."""
        day = int(wanted.start.timestamp()) // _DAY_SECONDS
        near = [
            booking
            for around in (day - 1, day, day + 1)
            for booking in self._by_day.get(around, ())
            if booking.reference != reference or booking.is_hold
        ]
        return why_not(self._timetables[location_id], service, wanted, self._limits[location_id], near)

    def take(self, location_id: int, service: ServiceRule, start: int, reference: int | None = None) -> Busy:
        """An appointment takes that time from now on."""
        end = start + service.duration_minutes * 60
        booking = Busy(
            start, end, service.buffer_before, service.buffer_after, service.service_id, location_id, 1, None, reference
        )
        self._busy.append(booking)
        self._note(booking)
        for (place, rule), starts in self._starts.items():
            _cut(starts, booking, rule)
            if rule.capacity > 1 and (place, rule.service_id) == (location_id, service.service_id):
                # Whether a place of the session is left is for the slot rules to say.
                self._starts[place, rule] = self._found(place, rule)
        return booking

    def _open(self, location_id: int, service: ServiceRule) -> list[int]:
        key = (location_id, service)
        if key not in self._starts:
            self._starts[key] = self._found(location_id, service) if location_id in self._timetables else []
        return self._starts[key]

    def _found(self, location_id: int, service: ServiceRule) -> list[int]:
        timetable, limits = self._timetables[location_id], self._limits[location_id]
        slots = free_slots(timetable, service, self._first_day, self._last_day, limits, self._busy, self._step)
        return list(slots.starts)

    def _note(self, booking: Busy) -> None:
        for day in range(booking.start // _DAY_SECONDS, booking.end // _DAY_SECONDS + 1):
            self._by_day.setdefault(day, []).append(booking)


def _cut(starts: list[int], booking: Busy, service: ServiceRule) -> None:
    """Takes out the starts at which the service would meet the booking, or come too close to it."""
    after = booking.start - service.duration_minutes * 60 - 60 * max(service.buffer_after, booking.buffer_before)
    before = booking.end + 60 * max(booking.buffer_after, service.buffer_before)
    del starts[bisect_right(starts, after) : bisect_left(starts, before)]


def slot_period(start: int, service: ServiceRule) -> Period:
    """The time of a service that begins at that second."""
    return period_of(start, start + service.duration_minutes * 60)
