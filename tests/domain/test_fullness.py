"""How full days are, against counting every minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_desktop.domain.codes import ExceptionKind, RuleKind
from clinic_desktop.domain.scheduling import (
    BookingLimits,
    Busy,
    Closure,
    DatedException,
    Timetable,
    WeeklyRule,
    working_time,
)
from clinic_desktop.domain.scheduling.fullness import DayLoad, day_loads, together
from clinic_desktop.domain.scheduling.values import ClosedReason

ZONE = ZoneInfo("Europe/London")
MONDAY = date(2026, 3, 23)
LAST = MONDAY + timedelta(days=6)
"""The Sunday on which the clocks go forward."""
RULES = tuple(
    rule
    for weekday in (0, 1, 2, 3, 6)
    for rule in (
        WeeklyRule(1, RuleKind.WORK, weekday, 0, 1080),
        WeeklyRule(1, RuleKind.BREAK, weekday, 780, 840, label="Lunch"),
    )
)
TABLE = Timetable(1, ZONE, RULES)
EARLY = BookingLimits(datetime(2026, 1, 1, tzinfo=UTC))
START = int(datetime.combine(MONDAY, time(), ZONE).timestamp())


def booking(minute: int, length: int, before: int = 0, after: int = 0, expires: int | None = None) -> Busy:
    start = START + minute * 60
    return Busy(start, start + length * 60, before, after, expires=expires)


bookings = st.builds(
    booking, st.integers(-600, 7 * 1440), st.integers(5, 300), st.sampled_from((0, 10)), st.sampled_from((0, 15))
)


@given(st.lists(bookings, max_size=25), st.integers(0, 6 * 1440))
def test_the_minutes_are_those_that_counting_finds(busy: list[Busy], minute: int) -> None:
    now = datetime.fromtimestamp(START + minute * 60, UTC)
    for load in day_loads(TABLE, MONDAY, LAST, BookingLimits(now), busy):
        minutes = [
            second
            for period in working_time(TABLE, load.day)
            for second in range(int(period.start.timestamp()), int(period.end.timestamp()), 60)
            if second >= now.timestamp()
        ]
        taken = [
            second
            for second in minutes
            if any(item.start - item.buffer_before * 60 <= second < item.end + item.buffer_after * 60 for item in busy)
        ]
        assert (load.bookable, load.taken) == (len(minutes) * 60, len(taken) * 60)
        assert (load.closed is None) == bool(minutes)


def test_a_hold_that_has_run_out_takes_nothing() -> None:
    over = booking(60, 60, expires=int(EARLY.now.timestamp()))
    held = booking(60, 60, expires=int(EARLY.now.timestamp()) + 1)
    assert day_loads(TABLE, MONDAY, MONDAY, EARLY, [over])[0].taken == 0
    assert day_loads(TABLE, MONDAY, MONDAY, EARLY, [held])[0].taken == 3600


@pytest.mark.parametrize(
    ("timetable", "day", "expected"),
    [
        (Timetable(1, ZONE, RULES, (), (Closure(MONDAY, None, "Bank holiday"),)), 0, ("holiday", "Bank holiday")),
        (
            Timetable(1, ZONE, RULES, (DatedException(ExceptionKind.VACATION, MONDAY, MONDAY, reason="Rome"),)),
            0,
            ("leave", "Rome"),
        ),
        (TABLE, 4, ("no_hours", "")),
    ],
)
def test_a_closed_day_has_its_strongest_reason(timetable: Timetable, day: int, expected: tuple[str, str]) -> None:
    load = day_loads(timetable, MONDAY, LAST, EARLY, ())[day]
    assert (load.closed, load.label, load.share) == (*expected, 1.0)


def test_a_day_that_is_over_says_so() -> None:
    late = BookingLimits(datetime.combine(MONDAY, time(20), ZONE))
    assert day_loads(TABLE, MONDAY, MONDAY, late, ())[0].closed is ClosedReason.LEFT


def test_several_doctors_are_closed_only_where_all_are() -> None:
    leave, holiday = DayLoad(MONDAY, closed=ClosedReason.LEAVE, label="Rome"), DayLoad(MONDAY, 3600, 1800)
    assert together([leave, holiday]) == DayLoad(MONDAY, 3600, 1800)
    other = DayLoad(MONDAY, closed=ClosedReason.LEAVE, label="Goa")
    assert together([leave, other]) == DayLoad(MONDAY, closed=ClosedReason.LEAVE)
    assert together([leave, DayLoad(MONDAY, closed=ClosedReason.NO_HOURS)]).closed is ClosedReason.NO_HOURS
    with pytest.raises(ValueError, match="nobody"):
        together([])
