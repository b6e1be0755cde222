"""The right slots around clock changes, from ``tests/data/time/dst_cases.json`` (computed outside the program)."""

import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from clinic_desktop.domain.codes import RuleKind
from clinic_desktop.domain.period import day_period
from clinic_desktop.domain.scheduling import (
    BookingLimits,
    ServiceRule,
    Timetable,
    WeeklyRule,
    free_slots,
    skipped_minutes,
    wall_instant,
)

CASES = json.loads((Path(__file__).parents[1] / "data" / "time" / "dst_cases.json").read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['why']}")
def test_the_slots_of_a_day_are_the_computed_ones(case):
    zone, day, expected = ZoneInfo(case["zone"]), date.fromisoformat(case["date"]), case["expect"]
    rule = WeeklyRule(1, RuleKind.WORK, day.weekday(), minute(case["open"]), minute(case["close"]))
    limits = BookingLimits(instant("2026-01-01T00:00:00Z"))
    slots = free_slots(Timetable(1, zone, (rule,)), ServiceRule(1, case["step_min"]), day, day, limits, [])
    assert len(slots) == expected["count"]
    assert slots[0].period.start == instant(expected["first_utc"])
    assert slots[-1].period.start == instant(expected["last_utc"])
    if expected["local_starts"] is not None:
        local = [slot.period.start.astimezone(zone).strftime("%H:%M%z") for slot in slots]
        assert local == expected["local_starts"]
    whole = day_period(day, zone)
    assert (whole.start, whole.end) == (instant(expected["day_start_utc"]), instant(expected["day_end_utc"]))
    assert whole.minutes == expected["day_hours"] * 60


def test_a_wall_clock_time_is_none_in_the_gap_and_one_of_two_in_the_repeat():
    london = ZoneInfo("Europe/London")
    assert wall_instant(date(2026, 3, 29), 90, london) is None
    assert wall_instant(date(2026, 10, 25), 90, london) == instant("2026-10-25T00:30:00Z")
    assert wall_instant(date(2026, 10, 25), 90, london, last=True) == instant("2026-10-25T01:30:00Z")
    assert wall_instant(date(2026, 7, 1), 90, london) == instant("2026-07-01T00:30:00Z")


@pytest.mark.parametrize(
    ("zone", "day", "skipped"),
    [
        ("Europe/Berlin", date(2027, 3, 28), (120, 180)),
        ("Europe/Berlin", date(2027, 10, 31), None),
        ("Europe/Berlin", date(2027, 3, 29), None),
        ("Australia/Lord_Howe", date(2026, 10, 4), (120, 150)),
        ("Africa/Cairo", date(2026, 4, 24), (0, 60)),
        ("Asia/Kolkata", date(2027, 3, 28), None),
    ],
)
def test_the_minutes_that_a_clock_never_shows(zone, day, skipped):
    assert skipped_minutes(day, ZoneInfo(zone)) == skipped


def test_clocks_that_go_back_over_midnight_never_give_one_time_to_two_days():
    # St John's, 7 November 2010: one minute after midnight it was 23:01 of the day before again.
    zone, day = ZoneInfo("America/St_Johns"), date(2010, 11, 6)
    rules = tuple(WeeklyRule(1, RuleKind.WORK, weekday, *hours) for weekday, hours in ((5, (1380, 1410)), (6, (0, 60))))
    limits = BookingLimits(instant("2010-01-01T00:00:00Z"))
    slots = free_slots(Timetable(1, zone, rules), ServiceRule(1, 10), day, date(2010, 11, 7), limits, [])
    assert slots.starts == sorted(set(slots.starts))
    assert slots[0].period.start == instant("2010-11-07T01:30:00Z")
    assert slots[5].period.end == slots[6].period.start == instant("2010-11-07T02:30:00Z")


def minute(text):
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def instant(text):
    return datetime.fromisoformat(text)
