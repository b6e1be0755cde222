"""How full a doctor's days are: what share of the time that can still be booked is taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from clinic_desktop.domain.scheduling.hours import open_stretches, read_day
from clinic_desktop.domain.scheduling.stretches import Stretch, merged
from clinic_desktop.domain.scheduling.values import BookingLimits, Busy, ClosedReason, Timetable, second_of

_ALL_DAY = (ClosedReason.HOLIDAY, ClosedReason.LEAVE, ClosedReason.UNAVAILABLE, ClosedReason.BLOCKED)


@dataclass(frozen=True, slots=True)
class DayLoad:
    """One local day. ``bookable`` are the seconds of working time from the first start allowed on, ``taken`` those of
    them that bookings, holds and their buffers cover. Where nothing is bookable ``closed`` says why, with what a person
    typed as its ``label``."""

    day: date
    bookable: int = 0
    taken: int = 0
    closed: ClosedReason | None = None
    label: str = ""

    @property
    def share(self) -> float:
        """From 0, empty, to 1, full; a closed day is full."""
        return self.taken / self.bookable if self.bookable else 1.0


def day_loads(
    timetable: Timetable, first_day: date, last_day: date, limits: BookingLimits, busy: Iterable[Busy]
) -> tuple[DayLoad, ...]:
    """The days of one doctor at one centre from first to last. ``busy`` is as for ``free_slots``.

    Buffers count as taken, since nobody can be booked into them: a day without a gap is full. A group session counts as
    taken from its first patient on. Days beyond the horizon are shown as they are: ``free_slots`` says what is offered.
    """
    earliest, now = second_of(limits.earliest, up=True), second_of(limits.now)
    covered = merged(
        (start - before * 60, end + after * 60)
        for start, end, before, after, _, _, _, expires, _ in busy
        if expires is None or expires > now
    )
    opened = {
        ordinal: [(max(base + start, earliest), base + end) for start, end in intervals]
        for ordinal, base, intervals in open_stretches(timetable, first_day, last_day)
    }
    loads: list[DayLoad] = []
    position = 0
    for offset in range((last_day - first_day).days + 1):
        day = first_day + timedelta(days=offset)
        stretches = [stretch for stretch in opened.get(day.toordinal(), ()) if stretch[0] < stretch[1]]
        if not stretches:
            loads.append(_closed(timetable, day))
            continue
        while position < len(covered) and covered[position][1] <= stretches[0][0]:
            position += 1
        bookable = sum(end - start for start, end in stretches)
        loads.append(DayLoad(day, bookable, _overlap(stretches, covered, position)))
    return tuple(loads)


def together(loads: Iterable[DayLoad]) -> DayLoad:
    """The same day of several doctors as one. Closed only where all of them are: then with the reason that they share,
    else NO_HOURS. Raises ValueError for none at all."""
    found = list(loads)
    if not found:
        raise ValueError("a day of nobody has no load")
    bookable = sum(load.bookable for load in found)
    if bookable:
        return DayLoad(found[0].day, bookable, sum(load.taken for load in found))
    reasons = {(load.closed, load.label) for load in found}
    kinds = {load.closed for load in found}
    if len(kinds) > 1:
        return DayLoad(found[0].day, closed=ClosedReason.NO_HOURS)
    label = found[0].label if len(reasons) == 1 else ""
    return DayLoad(found[0].day, closed=found[0].closed, label=label)


def _overlap(stretches: list[Stretch], covered: list[Stretch], position: int) -> int:
    """How much of the stretches is covered; both are in order, and what lies before ``position`` is over."""
    taken = 0
    for start, end in stretches:
        for low, high in covered[position:]:
            if low >= end:
                break
            if high > start:
                taken += min(end, high) - max(start, low)
    return taken


def _closed(timetable: Timetable, day: date) -> DayLoad:
    """A day without working time that could still be booked."""
    reading = read_day(timetable, day)
    if reading.open:
        return DayLoad(day, closed=ClosedReason.LEFT)
    if not reading.planned and not any(reason is ClosedReason.HOLIDAY for reason, _, _ in reading.cuts):
        return DayLoad(day, closed=ClosedReason.NO_HOURS)
    for reason, label, _ in reading.cuts:
        if reason in _ALL_DAY:
            return DayLoad(day, closed=reason, label=label)
    return DayLoad(day, closed=ClosedReason.NO_HOURS)
