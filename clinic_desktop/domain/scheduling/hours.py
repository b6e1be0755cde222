"""Working time of a doctor at a centre on a day, and the reasons for the rest of the day.

The layers, each over the one before:

1. The weekly hours in force less the weekly breaks; or, where the day's hours are CHANGED, those alone, without breaks.
2. EXTRA hours are added, also over a weekly break.
3. BLOCKED and UNAVAILABLE time is taken out.
4. DAY_OFF, VACATION and a closure of the centre or the clinic leave nothing, not even extra hours.

Hours that touch or overlap are one working interval. Intervals end with their day: hours to 24:00 and hours from 0:00
on the next day stay two. On days with a change of clocks each layer is turned into instants (``wall_clock``) before it
is applied, so that a break in the hour that comes twice closes all of it, and hours in a skipped hour vanish.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from clinic_desktop.domain.codes import ExceptionKind, RuleKind
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling.stretches import Stretch, merged, within, without
from clinic_desktop.domain.scheduling.values import (
    MINUTES_IN_DAY,
    ClosedInterval,
    ClosedReason,
    DatedException,
    Timetable,
    WeeklyRule,
    period_of,
    second_of,
)
from clinic_desktop.domain.scheduling.wall_clock import closing_second, midnight_of_even_day, opening_second

_LEAVE = (ExceptionKind.DAY_OFF, ExceptionKind.VACATION)
Cut = tuple[ClosedReason, str, Stretch]


def working_time(timetable: Timetable, day: date) -> tuple[Period, ...]:
    """The doctor's working intervals of that local day, in order, never touching."""
    return tuple(period_of(start, end) for start, end in read_day(timetable, day).open)


def closed_time(timetable: Timetable, day: date, bounds: Period) -> tuple[ClosedInterval, ...]:
    """The stretches of that local day inside ``bounds`` in which the doctor takes nobody, with their reasons.

    In order of time. Where reasons overlap the strongest shows: holiday, leave, unavailable, blocked, break. The
    rest is NO_HOURS if no hours were planned, else NOT_IN_YET, BETWEEN_HOURS or LEFT, seen from the planned hours.
    """
    reading = read_day(timetable, day)
    asked = [(second_of(bounds.start), second_of(bounds.end, up=True))]
    rest = without(within(asked, [reading.whole]), reading.open)
    found: list[tuple[Stretch, ClosedReason, str]] = []
    for reason, label, cut in reading.cuts:
        found += [(part, reason, label) for part in within(rest, [cut])]
        rest = without(rest, [cut])
    found += [(part, _outside(part, reading.planned), "") for part in rest]
    return tuple(ClosedInterval(period_of(*part), reason, label) for part, reason, label in sorted(found))


@dataclass(frozen=True, slots=True)
class DayReading:
    """One local day of a timetable in seconds: ``whole`` day, ``planned`` hours before anything is taken out, ``cuts``
    with the strongest reason first, and what stays ``open``."""

    whole: Stretch
    planned: list[Stretch]
    cuts: list[Cut]
    open: list[Stretch]


def read_day(timetable: Timetable, day: date) -> DayReading:
    """Apply all layers to one day."""
    reader = _Reader(day, timetable.zone, midnight_of_even_day(day.toordinal(), timetable.zone))
    whole = reader.whole
    here = [exception for exception in timetable.exceptions if exception.touches(day, timetable.location_id)]
    changed = [reader.hours(exception) for exception in here if exception.kind == ExceptionKind.CHANGED]
    extra = [reader.hours(exception) for exception in here if exception.kind == ExceptionKind.EXTRA]
    rules = [] if changed else _rules_on(timetable, day)
    weekly = merged(changed or [reader.rule(rule) for rule in rules if rule.kind == RuleKind.WORK])
    breaks = [(rule.label, part) for rule in rules if rule.kind == RuleKind.BREAK for part in [reader.rule(rule)]]
    worked = merged(without(weekly, merged(part for _, part in breaks)) + extra)

    cuts = _closures(timetable, day, whole)
    cuts += [(ClosedReason.LEAVE, item.reason, whole) for item in here if item.kind in _LEAVE]
    cuts += [
        (ClosedReason.UNAVAILABLE, item.reason, reader.absence(item))
        for item in here
        if item.kind == ExceptionKind.UNAVAILABLE
    ]
    cuts += [
        (ClosedReason.BLOCKED, item.reason, reader.hours(item)) for item in here if item.kind == ExceptionKind.BLOCKED
    ]
    opened = without(worked, merged(part for _, _, part in cuts))
    cuts += [(ClosedReason.BREAK, label, part) for label, whole in breaks for part in within([whole], weekly)]
    return DayReading(whole, merged(weekly + extra), cuts, opened)


def open_stretches(timetable: Timetable, first_day: date, last_day: date) -> Iterator[tuple[int, int, list[Stretch]]]:
    """Each local day from first to last as ``(ordinal of the day, base, intervals)``, where ``base`` is to be added to
    the intervals to make them seconds since 1970.

    The same as ``read_day`` day by day; ordinary days are computed once per weekday, closed days not at all.
    """
    first, last, zone = first_day.toordinal(), last_day.toordinal(), timetable.zone
    closed, special = _special_days(timetable, first, last)
    patterns: dict[int, list[Stretch]] = {}
    for ordinal in range(first, last + 1):
        if ordinal in closed:
            continue
        midnight = midnight_of_even_day(ordinal, zone)
        if midnight is None or ordinal in special:
            yield ordinal, 0, read_day(timetable, date.fromordinal(ordinal)).open
            continue
        weekday = (ordinal - 1) % 7
        pattern = patterns.get(weekday)
        if pattern is None:
            pattern = patterns[weekday] = _weekly_pattern(timetable, date.fromordinal(ordinal))
        yield ordinal, midnight, pattern


def _weekly_pattern(timetable: Timetable, day: date) -> list[Stretch]:
    """The weekly hours less breaks, in seconds from midnight, of an even day without exceptions."""
    weekday, location_id = day.weekday(), timetable.location_id
    work: list[Stretch] = []
    breaks: list[Stretch] = []
    for rule in timetable.rules:
        if rule.weekday == weekday and rule.location_id == location_id and rule.holds_on(day):
            (work if rule.kind == RuleKind.WORK else breaks).append((rule.start_minute * 60, rule.end_minute * 60))
    return without(merged(work), merged(breaks))


def _special_days(timetable: Timetable, first: int, last: int) -> tuple[set[int], set[int]]:
    """The days from first to last that are closed whole, and those on which something else differs from the weekday:
    an exception, or a rule of that weekday that starts or stops in between."""
    location_id = timetable.location_id
    closed = {closure.day.toordinal() for closure in timetable.closures if closure.location_id in (None, location_id)}
    special: set[int] = set()
    for exception in timetable.exceptions:
        if exception.location_id in (None, location_id):
            start, end = exception.first_day.toordinal(), exception.last_day.toordinal()
            days = range(max(start, first), min(end, last) + 1)
            (closed if exception.kind in _LEAVE else special).update(days)
    for rule in timetable.rules:
        starts, stops = rule.valid_from, rule.valid_until
        if (starts and starts.toordinal() > first) or (stops and stops.toordinal() < last):
            special.update(ordinal for ordinal in range(first, last + 1) if (ordinal - 1) % 7 == rule.weekday)
    return closed, special


def _rules_on(timetable: Timetable, day: date) -> list[WeeklyRule]:
    weekday, location_id = day.weekday(), timetable.location_id
    return [
        rule
        for rule in timetable.rules
        if rule.weekday == weekday and rule.location_id == location_id and rule.holds_on(day)
    ]


def _closures(timetable: Timetable, day: date, whole: Stretch) -> list[Cut]:
    return [
        (ClosedReason.HOLIDAY, closure.name, whole)
        for closure in timetable.closures
        if closure.day == day and closure.location_id in (None, timetable.location_id)
    ]


def _outside(part: Stretch, planned: list[Stretch]) -> ClosedReason:
    if not planned:
        return ClosedReason.NO_HOURS
    if part[1] <= planned[0][0]:
        return ClosedReason.NOT_IN_YET
    return ClosedReason.LEFT if part[0] >= planned[-1][1] else ClosedReason.BETWEEN_HOURS


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns the wall-clock hours of one day into seconds. ``midnight`` is None on a day with a change of clocks."""

    day: date
    zone: ZoneInfo
    midnight: int | None

    @property
    def whole(self) -> Stretch:
        return self.stretch(0, MINUTES_IN_DAY)

    def stretch(self, start_minute: int, end_minute: int) -> Stretch:
        if self.midnight is not None:
            return self.midnight + start_minute * 60, self.midnight + end_minute * 60
        return opening_second(self.day, start_minute, self.zone), closing_second(self.day, end_minute, self.zone)

    def rule(self, rule: WeeklyRule) -> Stretch:
        return self.stretch(rule.start_minute, rule.end_minute)

    def hours(self, exception: DatedException) -> Stretch:
        end = exception.end_minute
        return self.stretch(exception.start_minute or 0, MINUTES_IN_DAY if end is None else end)

    def absence(self, exception: DatedException) -> Stretch:
        start = exception.start_minute if self.day == exception.first_day else None
        end = exception.end_minute if self.day == exception.last_day else None
        return self.stretch(start or 0, MINUTES_IN_DAY if end is None else end)
