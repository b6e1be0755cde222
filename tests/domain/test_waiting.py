"""Which wishes a free time fulfils, and in which order they are asked."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from clinic_desktop.domain.codes import Urgency
from clinic_desktop.domain.waiting import (
    EVERY_DAY,
    Fit,
    Opening,
    Source,
    Stay,
    Wish,
    fit,
    rank,
    weekday_bits,
    weekdays_of,
)

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
AT_TWO = Opening(1, frozenset({7}), MONDAY, NOW + timedelta(hours=3), {1: Stay(840, 30)})
ROUTINE = Wish(
    Source.WAITING, 1, 1, None, 1, MONDAY, MONDAY, EVERY_DAY, 0, 1440, Urgency.ROUTINE, NOW - timedelta(days=3), True
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Fit.DOCTOR),
        ({"practitioner_id": 2}, None),
        ({"practitioner_id": None, "speciality_id": 7}, Fit.SPECIALITY),
        ({"practitioner_id": None, "speciality_id": 8}, None),
        ({"practitioner_id": None}, Fit.ANYBODY),
        ({"service_id": 2}, None),
        ({"first_day": MONDAY + timedelta(days=1), "last_day": MONDAY + timedelta(days=9)}, None),
        ({"first_day": MONDAY - timedelta(days=9), "last_day": MONDAY - timedelta(days=1)}, None),
        ({"weekdays": 0b1}, Fit.DOCTOR),
        ({"weekdays": 0b1111110}, None),
        ({"from_minute": 840, "until_minute": 870}, Fit.DOCTOR),
        ({"from_minute": 841}, None),
        ({"until_minute": 869}, None),
    ],
)
def test_a_wish_is_fulfilled_by_what_was_asked_for_only(changes: dict[str, object], expected: Fit | None) -> None:
    assert fit(ROUTINE._replace(**changes), AT_TWO) is expected  # type: ignore[arg-type]


def test_a_visit_past_midnight_suits_who_has_no_end() -> None:
    late = Opening(1, frozenset(), MONDAY, NOW, {1: Stay(1430, 30)})
    assert fit(ROUTINE, late) is Fit.DOCTOR
    assert fit(ROUTINE._replace(until_minute=1439), late) is None


IN_ORDER = (
    ROUTINE._replace(number=1, urgency=Urgency.EMERGENCY, practitioner_id=None, source=Source.RECALL, reachable=False),
    ROUTINE._replace(number=2, urgency=Urgency.PRIORITY, since=NOW),
    ROUTINE._replace(number=3, since=NOW - timedelta(days=9)),
    ROUTINE._replace(number=4, since=NOW - timedelta(days=1)),
    ROUTINE._replace(number=5, since=NOW - timedelta(days=1)),
    ROUTINE._replace(number=6, source=Source.WALK_IN, since=NOW - timedelta(minutes=40)),
    ROUTINE._replace(number=7, practitioner_id=None, speciality_id=7, since=NOW - timedelta(days=99)),
    ROUTINE._replace(number=8, practitioner_id=None, since=NOW - timedelta(days=99)),
    ROUTINE._replace(number=9, reachable=False, since=NOW - timedelta(days=99)),
    ROUTINE._replace(number=10, source=Source.RECALL, since=NOW - timedelta(days=99)),
)


def test_the_order_is_the_same_however_the_wishes_come() -> None:
    assert [item.wish.number for item in rank(AT_TWO, reversed(IN_ORDER), NOW)] == list(range(1, 11))
    for some in permutations(IN_ORDER[2:7]):
        assert [item.wish.number for item in rank(AT_TWO, some, NOW)] == [3, 4, 5, 6, 7]


def test_who_is_here_comes_first_within_two_hours_among_those_who_fit_alike() -> None:
    late = NOW + timedelta(hours=1, minutes=1)
    assert [item.wish.number for item in rank(AT_TWO, IN_ORDER, late)][:4] == [1, 2, 6, 3]


@pytest.mark.parametrize("bits", range(128))
def test_weekdays_come_back_from_their_bits(bits: int) -> None:
    assert weekday_bits(weekdays_of(bits)) == bits
