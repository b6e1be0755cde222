"""Free slots of 50 doctors over 30 days with 11,050 bookings, all rules on, against a two-pointer walk by hand.

Both are given what is in memory: the baseline bare integers with the working intervals already worked out, the program
its values (weekly rules, exceptions, closures, notice, horizon, bookings with their own buffers, holds). The program
answers with ``FreeSlots``, which makes values of the slots that somebody looks at; looking at all is measured too.

    python -m benchmarks.free_slots [--runs 31]
"""

import argparse
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.timing import Row, median_ms, report
from clinic_desktop.domain.codes import ExceptionKind, RuleKind
from clinic_desktop.domain.scheduling import (
    BookingLimits,
    Busy,
    Closure,
    DatedException,
    FreeSlots,
    ServiceRule,
    Timetable,
    WeeklyRule,
    free_slots,
    working_time,
)

DOCTORS, DAYS, BOOKINGS = 50, 30, 11_050
ZONE = ZoneInfo("Europe/London")
FIRST = date(2026, 3, 2)
LAST = FIRST + timedelta(days=DAYS - 1)
"""The days hold a change of clocks, 29 March."""
VISIT = ServiceRule(1, 30, buffer_after=15)
LIMITS = BookingLimits(datetime(2026, 3, 2, 10, 20, tzinfo=UTC), timedelta(hours=1), datetime(2026, 4, 1, tzinfo=UTC))
Plain = list[tuple[int, int]]


def timetable_of(doctor: int, chance: random.Random) -> Timetable:
    """Hours on six or seven days with a lunch break, and now and then leave, a blocked hour or a holiday."""
    rules = []
    for weekday in range(7 if doctor % 2 else 6):
        rules.append(WeeklyRule(1, RuleKind.WORK, weekday, 540, 1080, date(2025, 1, 1)))
        rules.append(WeeklyRule(1, RuleKind.BREAK, weekday, 780, 840, label="Lunch"))
    day = FIRST + timedelta(days=chance.randrange(DAYS))
    exceptions = (
        DatedException(ExceptionKind.BLOCKED, day, day, 1, 600, 660, "Ward round"),
        DatedException(ExceptionKind.DAY_OFF, day + timedelta(days=3), day + timedelta(days=3)),
    )
    return Timetable(1, ZONE, tuple(rules), exceptions, (Closure(date(2026, 3, 17), None, "Holiday"),))


def bookings_of(timetable: Timetable, count: int, chance: random.Random) -> list[Busy]:
    """So many bookings and some holds on the steps of the doctor's own hours, in order of time."""
    open_limits = BookingLimits(datetime(2026, 1, 1, tzinfo=UTC))
    starts = free_slots(timetable, VISIT, FIRST, LAST, open_limits, ()).starts
    chosen = sorted(chance.sample(starts, min(count, len(starts))))
    expires = int(LIMITS.now.timestamp()) + 300
    return [
        Busy(start, start + 1800, 0, 15, 1, 1, 1, expires if chance.random() < 0.02 else None, number)
        for number, start in enumerate(chosen)
    ]


def walk(intervals: Plain, bookings: Plain, earliest: int, latest: int) -> list[int]:
    """The baseline: step through each interval beside the sorted bookings, one doctor, plain integers."""
    found = []
    position, count = 0, len(bookings)
    for opens, closes in intervals:
        start = opens
        while start + 1800 <= closes:
            end = start + 1800
            while position < count and bookings[position][1] + 900 <= start:
                position += 1
            if (position == count or bookings[position][0] >= end + 900) and earliest <= start <= latest:
                found.append(start)
            start += 2700
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=31)
    runs = parser.parse_args().runs

    chance = random.Random(20260302)
    timetables = [timetable_of(doctor, chance) for doctor in range(DOCTORS)]
    diaries = [bookings_of(timetable, BOOKINGS // DOCTORS, chance) for timetable in timetables]
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    intervals = [
        [(int(p.start.timestamp()), int(p.end.timestamp())) for day in days for p in working_time(timetable, day)]
        for timetable in timetables
    ]
    plain = [[(booking.start, booking.end) for booking in diary] for diary in diaries]
    earliest, latest = int(LIMITS.earliest.timestamp()), int(datetime(2026, 4, 1, tzinfo=UTC).timestamp())

    def by_hand() -> list[list[int]]:
        return [walk(i, b, earliest, latest) for i, b in zip(intervals, plain, strict=True)]

    def by_the_program() -> list[FreeSlots]:
        return [
            free_slots(timetable, VISIT, FIRST, LAST, LIMITS, diary)
            for timetable, diary in zip(timetables, diaries, strict=True)
        ]

    def as_values() -> int:
        return sum(1 for slots in by_the_program() for _ in slots)

    assert [slots.starts for slots in by_the_program()] == by_hand()
    print(f"{DOCTORS} doctors, {DAYS} days, {sum(map(len, diaries)):,} bookings, {as_values():,} slots")
    floor = median_ms(by_hand, runs)
    report(
        [
            Row("two-pointer walk over plain integers", floor, floor),
            Row("free_slots", median_ms(by_the_program, runs), floor, "at most 3"),
            Row("free_slots, every slot looked at", median_ms(as_values, runs), floor),
        ]
    )


if __name__ == "__main__":
    main()
