"""Who begins when if a doctor runs late."""

import pytest

from clinic_desktop.domain.scheduling.late import LateClash, Planned, Shifted, shifted

MINUTE = 60
NINE = 9 * 60
HERE, THERE = 1, 2
ALL_DAY = {HERE: [(NINE * MINUTE, 17 * 60 * MINUTE)]}
WITH_LUNCH = {HERE: [(NINE * MINUTE, 13 * 60 * MINUTE), (14 * 60 * MINUTE, 17 * 60 * MINUTE)]}


def visit(number: int, start: int, length: int = 30, location_id: int = HERE, after: int = 0) -> Planned:
    """A visit at so many minutes after nine."""
    begin = (NINE + start) * MINUTE
    return Planned(number, begin, begin + length * MINUTE, location_id, 0, after)


def late(planned: list[Planned], minutes: int, now: int = NINE) -> tuple[Shifted, ...]:
    return shifted(planned, minutes * MINUTE, now * MINUTE, ALL_DAY)


def delays(found: tuple[Shifted, ...]) -> dict[int, int]:
    return {one.reference: one.delay // MINUTE for one in found}


def test_all_that_follow_at_once_are_late_by_as_much() -> None:
    assert delays(late([visit(1, 0), visit(2, 30), visit(3, 60)], 20)) == {1: 20, 2: 20, 3: 20}


def test_a_gap_absorbs_delay_until_nobody_is_late() -> None:
    assert delays(late([visit(1, 0), visit(2, 45), visit(3, 75), visit(4, 120)], 20)) == {1: 20, 2: 5, 3: 5}


def test_buffers_are_not_free_time() -> None:
    assert delays(late([visit(1, 0, after=15), visit(2, 45)], 20)) == {1: 20, 2: 20}


def test_the_first_does_not_begin_in_the_past() -> None:
    assert delays(late([visit(1, 0), visit(2, 30)], 5, now=NINE + 12)) == {1: 12, 2: 12}


def test_nobody_is_late_by_nothing() -> None:
    assert late([visit(1, 0)], 0, now=NINE + 12) == ()
    with pytest.raises(ValueError, match="less than nothing"):
        late([], -1)


def test_who_was_squeezed_in_and_who_shares_a_session_are_late_with_the_others() -> None:
    group = [visit(1, 0, 60), visit(2, 0, 60), visit(3, 15, 15), visit(4, 60)]
    assert delays(late(group, 10)) == {1: 10, 2: 10, 3: 10, 4: 10}


def test_a_visit_that_runs_into_the_break_or_past_closing_says_so() -> None:
    morning, last = visit(1, 210), visit(2, 450)
    assert [one.clash for one in shifted([morning], 20 * MINUTE, 0, WITH_LUNCH)] == [LateClash.BREAK]
    assert [one.clash for one in shifted([last], 20 * MINUTE, 0, WITH_LUNCH)] == [LateClash.CLOSING]
    assert [one.clash for one in shifted([visit(3, 0)], 20 * MINUTE, 0, WITH_LUNCH)] == [None]


def test_a_visit_that_runs_into_hours_elsewhere_or_time_that_is_given_away_says_so() -> None:
    hours = {HERE: [(NINE * MINUTE, 12 * 60 * MINUTE)], THERE: [(12 * 60 * MINUTE, 17 * 60 * MINUTE)]}
    (found,) = shifted([visit(1, 150)], 10 * MINUTE, 0, hours)
    assert found.clash is LateClash.ELSEWHERE
    fixed = [((NINE + 30) * MINUTE, (NINE + 60) * MINUTE)]
    (found,) = shifted([visit(1, 0)], 10 * MINUTE, 0, ALL_DAY, fixed)
    assert found.clash is LateClash.ELSEWHERE


def test_a_visit_that_was_outside_the_hours_before_clashes_with_nothing_new() -> None:
    (found,) = shifted([visit(1, 480)], 10 * MINUTE, 0, ALL_DAY)
    assert found.clash is None
