"""Everything that forbids a time, with how far it reaches; and why a whole day has nothing free."""

from collections.abc import Iterable
from datetime import UTC, date

from clinic_desktop.domain.codes import ExceptionKind
from clinic_desktop.domain.period import Period, day_period, local_day
from clinic_desktop.domain.scheduling.hours import Cut, DayReading, read_day
from clinic_desktop.domain.scheduling.reasons import CUTS, clash, in_the_way
from clinic_desktop.domain.scheduling.stretches import Stretch, within, without
from clinic_desktop.domain.scheduling.values import (
    MINUTES_IN_DAY,
    Against,
    BookingLimits,
    Busy,
    ClosedReason,
    DatedException,
    ServiceRule,
    Timetable,
    WhyNot,
    instant_of,
    period_of,
    second_of,
)
from clinic_desktop.domain.scheduling.wall_clock import closing_second, exists, opening_second

_KINDS = {
    ClosedReason.LEAVE: (ExceptionKind.DAY_OFF, ExceptionKind.VACATION),
    ClosedReason.UNAVAILABLE: (ExceptionKind.UNAVAILABLE,),
}
_ORDER = {reason: place for place, reason in enumerate(WhyNot)}


def reasons_against(
    timetable: Timetable, service: ServiceRule, wanted: Period, limits: BookingLimits, busy: Iterable[Busy]
) -> tuple[Against, ...]:
    """All reasons against booking the period, in the order of ``WhyNot``; empty when it can be booked.

    The rules are those of ``why_not``, which gives the first of them. A time that the clocks never show has that one
    reason alone. Where hours and closures both forbid it, both are said: who passes over the leave has also to know
    that it is a Sunday. Raises ValueError for a period without length.
    """
    if not (exists(wanted.start) and exists(wanted.end)):
        return (Against(WhyNot.NO_SUCH_TIME),)
    wanted = Period(wanted.start.astimezone(UTC), wanted.end.astimezone(UTC))
    if wanted.start == wanted.end:
        raise ValueError("a booking takes time")
    day = local_day(wanted.start, timetable.zone)
    found = [
        *_against_limits(timetable, wanted, limits),
        *_against_hours(timetable, day, wanted),
        *(
            _in_the_way(service, wanted, booking)
            for booking in in_the_way(timetable.location_id, service, wanted, limits, busy)
        ),
    ]
    return tuple(sorted(found, key=lambda item: _ORDER[item.why]))


def why_day_is_full(
    timetable: Timetable, service: ServiceRule, day: date, limits: BookingLimits
) -> tuple[Against, ...]:
    """Why that local day has nothing free for the service. For a day on which ``free_slots`` found none.

    - WEEKEND alone where weekends cannot be booked: whatever else is against the day would change nothing.
    - The day's closures and leave; OUTSIDE_HOURS where no hours are left, with those that were planned.
    - What takes the rest of the hours away where those before it are over: "away", rather than "the day is over".
    - PAST, NOTICE or HORIZON where the open hours lie too early or too late.
    - TAKEN without a booking: the hours are there, and what is left between the bookings is too short.
    """
    if _is_barred_weekend(day, limits):
        return (Against(WhyNot.WEEKEND),)
    reading = read_day(timetable, day)
    if not reading.open:
        cuts = [_of_cut(timetable, day, cut) for cut in reading.cuts if cut[0] is not ClosedReason.BREAK]
        return tuple(sorted(cuts, key=lambda item: _ORDER[item.why])) or (_outside(reading),)
    length = service.duration_minutes * 60
    fitting = [(start, end) for start, end in reading.open if end - start >= length]
    if not fitting:
        return (_outside(reading),)
    last = period_of(fitting[-1][1] - length, fitting[-1][1])
    first = period_of(fitting[0][0], fitting[0][0] + length)
    too_early = [item for item in _against_limits(timetable, last, limits) if item.why is not WhyNot.HORIZON]
    gone = _gone(timetable, reading, day, limits) if any(item.why is WhyNot.PAST for item in too_early) else []
    if gone:
        return tuple(gone)
    too_late = [item for item in _against_limits(timetable, first, limits) if item.why is WhyNot.HORIZON]
    return tuple(too_early or too_late) or (Against(WhyNot.TAKEN, day_period(day, timetable.zone)),)


def _gone(timetable: Timetable, reading: DayReading, day: date, limits: BookingLimits) -> list[Against]:
    """The closures and leave that take away planned hours that are still to come."""
    now = second_of(limits.now)
    ahead = [
        cut
        for cut in reading.cuts
        if cut[0] is not ClosedReason.BREAK and any(end > now for _, end in within([cut[2]], reading.planned))
    ]
    return sorted((_of_cut(timetable, day, cut) for cut in ahead), key=lambda item: _ORDER[item.why])


def _against_limits(timetable: Timetable, wanted: Period, limits: BookingLimits) -> list[Against]:
    found = []
    if wanted.start < limits.now:
        found.append(Against(WhyNot.PAST, Period(wanted.start, limits.now)))
    elif wanted.start < limits.earliest:
        found.append(Against(WhyNot.NOTICE, Period(limits.now.astimezone(UTC), limits.earliest)))
    if limits.horizon is not None and wanted.start > limits.horizon:
        found.append(Against(WhyNot.HORIZON, until=limits.horizon))
    if _is_barred_weekend(local_day(wanted.start, timetable.zone), limits):
        found.append(Against(WhyNot.WEEKEND))
    return found


def _is_barred_weekend(day: date, limits: BookingLimits) -> bool:
    return not limits.allow_weekends and day.weekday() in limits.weekend


def _against_hours(timetable: Timetable, day: date, wanted: Period) -> list[Against]:
    reading = read_day(timetable, day)
    asked: Stretch = second_of(wanted.start), second_of(wanted.end, up=True)
    if any(opened <= asked[0] and asked[1] <= closed for opened, closed in reading.open):
        return []
    found = [_of_cut(timetable, day, cut) for cut in reading.cuts if within([asked], [cut[2]])]
    if not found or without([asked], reading.planned):
        found.append(_outside(reading))
    return found


def _outside(reading: DayReading) -> Against:
    return Against(WhyNot.OUTSIDE_HOURS, hours=tuple(period_of(*part) for part in reading.planned))


def _of_cut(timetable: Timetable, day: date, cut: Cut) -> Against:
    """The closure, leave, block or break, as long as it lasts: a leave reaches over more than the day."""
    reason, label, part = cut
    kinds = _KINDS.get(reason, ())
    whole = next(
        (
            item
            for item in timetable.exceptions
            if item.kind in kinds and item.reason == label and item.touches(day, timetable.location_id)
        ),
        None,
    )
    extent = period_of(*part) if whole is None else _extent(timetable, whole)
    return Against(CUTS[reason], extent, label=label)


def _extent(timetable: Timetable, item: DatedException) -> Period:
    """From its first to its last instant."""
    if item.kind is not ExceptionKind.UNAVAILABLE:
        first, last = day_period(item.first_day, timetable.zone), day_period(item.last_day, timetable.zone)
        return Period(first.start, last.end)
    end = MINUTES_IN_DAY if item.end_minute is None else item.end_minute
    return period_of(
        opening_second(item.first_day, item.start_minute or 0, timetable.zone),
        closing_second(item.last_day, end, timetable.zone),
    )


def _in_the_way(service: ServiceRule, wanted: Period, booking: Busy) -> Against:
    why = clash(service, wanted, booking)
    minutes = 0
    if why is WhyNot.BUFFER_BEFORE:
        minutes = max(booking.buffer_after, service.buffer_before)
    elif why is WhyNot.BUFFER_AFTER:
        minutes = max(service.buffer_after, booking.buffer_before)
    until = None if booking.expires is None else instant_of(booking.expires)
    return Against(why, booking.period, until, minutes=minutes, booking=booking)
