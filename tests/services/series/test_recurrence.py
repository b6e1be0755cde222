"""Rules of repetition: which days they name, and which rules are refused."""

from datetime import date

import pytest

from clinic_desktop.domain.errors import Invalid
from clinic_desktop.services.series.recurrence import Pattern, Repeat, days_of, rule_of

MONDAY = date(2026, 11, 23)


def days(pattern: Pattern, first: date = MONDAY) -> list[str]:
    return [day.isoformat() for day in days_of(rule_of(pattern, first), first, 100)]


@pytest.mark.parametrize(
    ("pattern", "first", "expected"),
    [
        (Pattern(Repeat.DAILY, 1, 3), MONDAY, ["2026-11-23", "2026-11-24", "2026-11-25"]),
        (Pattern(Repeat.WEEKLY, 2, 3), MONDAY, ["2026-11-23", "2026-12-07", "2026-12-21"]),
        (Pattern(Repeat.WEEKLY, 1, None, date(2026, 12, 7)), MONDAY, ["2026-11-23", "2026-11-30", "2026-12-07"]),
        (Pattern(Repeat.MONTHLY_BY_DATE, 1, 3), MONDAY, ["2026-11-23", "2026-12-23", "2027-01-23"]),
        (
            Pattern(Repeat.MONTHLY_BY_DATE, 1, 4),
            date(2026, 12, 31),
            ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"],
        ),
        (Pattern(Repeat.MONTHLY_BY_WEEKDAY, 1, 3), date(2026, 11, 10), ["2026-11-10", "2026-12-08", "2027-01-12"]),
        (Pattern(Repeat.MONTHLY_BY_WEEKDAY, 1, 3), date(2026, 11, 30), ["2026-11-30", "2026-12-28", "2027-01-25"]),
        (Pattern(Repeat.WEEKLY, 1, 1), MONDAY, ["2026-11-23"]),
    ],
)
def test_a_pattern_names_its_days(pattern, first, expected):
    assert days(pattern, first) == expected


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("FREQ=WEEKLY", "endless"),
        ("FREQ=DAILY;COUNT=10000", "too_many"),
        ("FREQ=DAILY;COUNT=101", "too_many"),
        ("FREQ=DAILY;UNTIL=20270601", "too_many"),
        ("FREQ=WEEKLY;UNTIL=20991231", "too_far"),
        ("FREQ=MONTHLY;COUNT=20", "too_far"),
        ("FREQ=WEEKLY;UNTIL=20261101", "no_days"),
        ("FREQ=YEARLY;COUNT=2", "not_a_rule"),
        ("FREQ=SECONDLY;COUNT=5", "not_a_rule"),
        ("FREQ=DAILY;BYHOUR=1,2,3;COUNT=5", "not_a_rule"),
        ("FREQ=DAILY;BYMONTHDAY=31;COUNT=5", "not_a_rule"),
        ("FREQ=MONTHLY;BYMONTHDAY=32;COUNT=5", "not_a_rule"),
        ("FREQ=MONTHLY;BYDAY=6MO;COUNT=5", "too_far"),
        ("FREQ=DAILY;INTERVAL=0;COUNT=5", "not_a_rule"),
        ("FREQ=DAILY;COUNT=-1", "not_a_rule"),
        ("FREQ=DAILY;COUNT=2;COUNT=3", "not_a_rule"),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=3", "not_a_rule"),
        ("FREQ=WEEKLY;UNTIL=never", "not_a_rule"),
        ("", "not_a_rule"),
        ("every second Tuesday", "not_a_rule"),
    ],
)
def test_what_cannot_be_a_series_is_refused_with_its_reason(rule, problem):
    with pytest.raises(Invalid) as refused:
        days_of(rule, MONDAY, 100)
    assert refused.value.problems == {"rule": problem}
