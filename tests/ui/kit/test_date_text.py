"""Dates and times as people type them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_desktop.ui.formats import identity_date
from clinic_desktop.ui.kit.date_text import DateFault, DateTextError, DateWords, TypedDate, parse_date
from clinic_desktop.ui.kit.time_text import TimeTextError, parse_time

SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 11, 21)),
        ("tom", date(2026, 11, 22)),
        ("Tomorrow", date(2026, 11, 22)),
        ("yesterday", date(2026, 11, 20)),
        ("+7", date(2026, 11, 28)),
        ("-1", date(2026, 11, 20)),
        ("+2w", date(2026, 12, 5)),
        ("+3m", date(2027, 2, 21)),
        ("mon", date(2026, 11, 23)),
        ("Sat", date(2026, 11, 28)),
        ("saturday", date(2026, 11, 28)),
        ("14-3-1992", date(1992, 3, 14)),
        ("14/3/92", date(2092, 3, 14)),
        ("14.03.1992", date(1992, 3, 14)),
        ("14 mar 1992", date(1992, 3, 14)),
        ("14-Mar-1992", date(1992, 3, 14)),
        ("mar 14 1992", date(1992, 3, 14)),
        ("1992-03-14", date(1992, 3, 14)),
        ("14031992", date(1992, 3, 14)),
        ("24 dec", date(2026, 12, 24)),
        ("24-10", date(2027, 10, 24)),
        ("29 feb", date(2028, 2, 29)),
        ("٢٤/١٢/٢٠٢٦", date(2026, 12, 24)),
    ],
)
def test_a_date_for_a_visit(text: str, day: date) -> None:
    assert parse_date(text, SATURDAY) == TypedDate(day)


@pytest.mark.parametrize(
    ("text", "day", "estimated"),
    [
        ("34y", date(1992, 1, 1), True),
        ("34", date(1992, 1, 1), True),
        ("8m", date(2026, 3, 21), True),
        ("3w", date(2026, 10, 31), True),
        ("34 y", date(1992, 1, 1), True),
        ("34 years", date(1992, 1, 1), True),
        ("15 mo", date(2025, 8, 21), True),
        ("2 months", date(2026, 9, 21), True),
        ("5 mar", date(2026, 3, 5), False),
        ("3 weeks", date(2026, 10, 31), True),
        ("3 d", date(2026, 11, 18), True),
        ("14/3/92", date(1992, 3, 14), False),
        ("14/3/26", date(2026, 3, 14), False),
        ("24 dec", date(2025, 12, 24), False),
        ("29 feb", date(2024, 2, 29), False),
    ],
)
def test_a_birthday_or_an_age(text: str, day: date, estimated: bool) -> None:
    assert parse_date(text, SATURDAY, birth=True) == TypedDate(day, estimated)


@pytest.mark.parametrize(
    "text", ["", "soon", "99", "1-2-3-4", "14-13-1992", "14 foo", "mo", "12345", "--", "14-3-19922"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(DateTextError):
        parse_date(text, SATURDAY)


def test_a_day_that_the_month_lacks_is_named() -> None:
    with pytest.raises(DateTextError) as refused:
        parse_date("31-02-1992", SATURDAY, birth=True)
    assert (refused.value.fault, refused.value.day, refused.value.month) == (DateFault.NO_SUCH_DAY, 31, 2)


def test_words_of_the_persons_language_are_read_too() -> None:
    words = DateWords(months={"märz": 3}, weekdays={"montag": 0}, relative={"morgen": 1})
    assert parse_date("14. märz 1992", SATURDAY, words=words).day == date(1992, 3, 14)
    assert parse_date("Montag", SATURDAY, words=words).day == date(2026, 11, 23)
    assert parse_date("morgen", SATURDAY, words=words).day == date(2026, 11, 22)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_shown_date_is_read_back(day: date) -> None:
    assert parse_date(identity_date(day), SATURDAY) == TypedDate(day)


@given(st.text(max_size=12))
def test_nothing_that_is_typed_breaks_the_parsers(text: str) -> None:
    for birth in (False, True):
        try:
            assert isinstance(parse_date(text, SATURDAY, birth).day, date)
        except DateTextError:
            pass
    try:
        assert isinstance(parse_time(text), time)
    except TimeTextError:
        pass


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("9", time(9)),
        ("930", time(9, 30)),
        ("0930", time(9, 30)),
        ("9:30", time(9, 30)),
        ("9.30", time(9, 30)),
        ("9h30", time(9, 30)),
        ("3pm", time(15)),
        ("3:05 PM", time(15, 5)),
        ("3:05 p.m.", time(15, 5)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("1545", time(15, 45)),
        ("0", time(0)),
    ],
)
def test_a_time_of_day(text: str, moment: time) -> None:
    assert parse_time(text) == moment


@pytest.mark.parametrize("text", ["", "24", "9:60", "13pm", "0am", "noonish", "9:3", "99999"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(TimeTextError):
        parse_time(text)
