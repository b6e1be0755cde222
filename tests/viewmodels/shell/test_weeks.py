"""Weeks begin where the person's locale has them begin."""

from datetime import date, timedelta

import pytest

from clinic_desktop.viewmodels.session import Session
from tests.conftest import SetClock

SUNDAY, MONDAY, SATURDAY = 6, 0, 5


@pytest.mark.parametrize(
    ("first_weekday", "begins"),
    [(MONDAY, date(2026, 11, 23)), (SUNDAY, date(2026, 11, 22)), (SATURDAY, date(2026, 11, 21))],
)
def test_a_week_begins_on_the_first_day_of_the_locale(clock: SetClock, first_weekday: int, begins: date) -> None:
    session = Session(clock, first_weekday)
    week = [begins + timedelta(days=after) for after in range(7)]
    assert {session.week_of(day) for day in week} == {begins}
    assert session.week_of(begins - timedelta(days=1)) == begins - timedelta(days=7)
