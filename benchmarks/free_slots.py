"""Free slots of 50 doctors over 30 days with 11,050 bookings, all rules on, against a two-pointer walk by hand.

Both are given what is in memory: the baseline bare integers with the working intervals already worked out, the program
its values (weekly rules, exceptions, closures, notice, horizon, bookings with their own buffers, holds). The program
answers with ``FreeSlots``, which makes values of the slots that somebody looks at; looking at all is measured too.

Then the same with reading from the database: the program reads settings, doctors, services, hours, exceptions,
closures, bookings and holds, and works the slots out; by hand nothing but the bookings' doctor, start and end are
fetched through the driver. The whole search looks six weeks ahead, and adds how full each day of a week is, its times
and everybody's next ones.

    python -m benchmarks.free_slots [--runs 31] [--database sqlite|postgresql|none]
"""

import argparse
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.clinics import KINDS, place
from benchmarks.many_doctors import fill
from benchmarks.timing import Row, median_ms, report
from clinic_desktop.db.database import Database
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
from clinic_desktop.services.appointments.choices import Who
from clinic_desktop.services.appointments.offerings import load_offerings
from clinic_desktop.services.appointments.search import Found, find_slots
from clinic_desktop.services.appointments.slots import SlotService
from clinic_desktop.services.appointments.timetables import days_window
from clinic_desktop.services.appointments.wishes import SlotWishes
from clinic_desktop.services.settings import load_settings

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


def from_database(kind: str, timetables: list[Timetable], diaries: list[list[Busy]], runs: int) -> None:
    """The same slots read from a database of that kind."""
    with place(kind) as where:
        database, clinic, doctors, service_id = fill(where, LIMITS.now, VISIT, timetables, diaries)
        wishes = SlotWishes(service_id=service_id, first_day=FIRST, location_ids=(clinic.kolkata,))
        service = SlotService(database, lambda: LIMITS.now)

        def by_the_program() -> list[Found]:
            with database.read() as session:
                settings = load_settings(session)
                offerings = load_offerings(session, settings, clinic.kolkata, None, service_id)
                return find_slots(session, settings, Who.DESK, offerings, wishes, LAST, LIMITS.now)

        rows = by_hand(database, doctors)
        floor = median_ms(lambda: by_hand(database, doctors), runs)
        print(f"{kind}: {rows:,} rows, {sum(len(found.slots) for found in by_the_program()):,} slots")
        report(
            [
                Row("the bookings fetched by hand", floor, floor),
                Row("read everything and free_slots", median_ms(by_the_program, runs), floor, "at most 4"),
                Row(
                    "search: six weeks, a week's fullness and times",
                    median_ms(lambda: service.search(clinic.admin, wishes), runs),
                    floor,
                ),
            ]
        )
        database.close()


def by_hand(database: Database, doctors: list[int]) -> int:
    """Fetches doctor, start and end of the bookings through the driver, as text or datetimes as it has them."""
    window = days_window(FIRST, LAST, ZONE)
    bounds = [window.start, window.end]
    if database.is_sqlite:
        bounds = [f"{bound:%Y-%m-%d %H:%M:%S.%f}" for bound in bounds]  # type: ignore[misc]
    mark = "?" if database.is_sqlite else "%s"
    numbers = ", ".join(map(str, doctors))
    with database.engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(
            "SELECT practitioner_id, starts_at, ends_at FROM appointment"
            f" WHERE practitioner_id IN ({numbers}) AND starts_at >= {mark} AND starts_at < {mark}",
            bounds,
        )
        rows = len(cursor.fetchall())
        cursor.close()
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=31)
    parser.add_argument("--database", choices=[*KINDS, "none"], default="sqlite")
    asked = parser.parse_args()
    runs = asked.runs

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
    if asked.database != "none":
        from_database(asked.database, timetables, diaries, runs)


if __name__ == "__main__":
    main()
