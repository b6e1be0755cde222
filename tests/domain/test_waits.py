"""How long patients are likely to wait: lengths of visits, the walk through a queue, and the program's own error."""

from datetime import UTC, datetime, timedelta

import pytest

from clinic_desktop.domain.period import Period
from clinic_desktop.domain.waits import UNMEASURED, Lengths, PastVisit, Queued, WaitError, expected_starts, wait_error

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TALK, CHECK = 1, 2


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def after(count: float) -> datetime:
    return NOON + minutes(count)


def past(service_id: int, *actual: float, booked: float = 15) -> tuple[PastVisit, ...]:
    return tuple(PastVisit(service_id, minutes(length), minutes(booked)) for length in actual)


OPEN = (Period(after(-180), after(60)), Period(after(120), after(300)))


def test_a_service_with_five_visits_takes_their_median():
    lengths = Lengths(past(TALK, 20, 22, 24, 26, 90) + past(CHECK, *[60] * 9))
    assert lengths.expected(TALK, minutes(15)) == minutes(24)


def test_only_the_last_thirty_of_a_service_count():
    lengths = Lengths(past(TALK, *[10] * 30, *[40] * 30))
    assert lengths.expected(TALK, minutes(15)) == minutes(10)


def test_a_rare_service_is_stretched_as_the_others_are():
    lengths = Lengths(past(TALK, 30, 30, 30, 30, 30) + past(CHECK, 5, booked=20))
    assert lengths.expected(CHECK, minutes(20)) == minutes(40)


def test_four_visits_are_too_few_to_go_by():
    assert Lengths(past(TALK, 40, 40, 40, 40)).expected(TALK, minutes(15)) == minutes(15)
    assert UNMEASURED.expected(TALK, minutes(15)) == minutes(15)


@pytest.mark.parametrize(("actual", "expected"), [(2, 3.75), (100, 45)])
def test_the_estimate_stays_within_a_quarter_and_three_times_what_was_booked(actual: float, expected: float):
    assert Lengths(past(TALK, *[actual] * 8)).expected(TALK, minutes(15)) == minutes(expected)


def test_visits_that_were_only_closed_or_forgotten_do_not_count():
    lengths = Lengths(past(TALK, 0, 0.5, 0, 0, 700, 500, 20, 20, 20, 20, 20))
    assert lengths.expected(TALK, minutes(15)) == minutes(20)


def test_what_is_left_of_a_visit_is_the_rest_of_what_is_expected():
    lengths = Lengths(past(TALK, *[20] * 6))
    assert lengths.left(TALK, minutes(15), minutes(5)) == minutes(15)
    assert lengths.left(TALK, minutes(15), minutes(-3)) == minutes(20)


def test_a_visit_that_runs_over_goes_on_as_the_longer_ones_did():
    lengths = Lengths(past(TALK, 10, 10, 10, 10, 30, 40, 50))
    assert lengths.left(TALK, minutes(15), minutes(20)) == minutes(20)
    assert lengths.left(TALK, minutes(15), minutes(60)) == minutes(5)


def test_each_waits_for_the_room_and_for_those_before():
    queue = (Queued(TALK, minutes(20), begun_at=after(-5)), Queued(TALK, minutes(10)), Queued(TALK, minutes(10)))
    assert expected_starts(queue, UNMEASURED, OPEN, NOON) == [NOON, after(15), after(25)]


def test_nobody_goes_in_before_their_own_time():
    queue = (Queued(TALK, minutes(10), not_before=after(30)), Queued(TALK, minutes(10), not_before=after(35)))
    assert expected_starts(queue, UNMEASURED, OPEN, NOON) == [after(30), after(40)]


def test_a_break_is_waited_for_and_so_are_the_first_hours():
    queue = (Queued(TALK, minutes(50)), Queued(TALK, minutes(20)), Queued(TALK, minutes(20)))
    assert expected_starts(queue, UNMEASURED, OPEN, NOON) == [NOON, after(50), after(120)]
    assert expected_starts(queue[:1], UNMEASURED, OPEN[1:], NOON) == [after(120)]
    assert expected_starts(queue[:1], UNMEASURED, OPEN, OPEN[0].end) == [after(120)]


def test_after_the_last_hours_the_doctor_goes_on():
    late = after(310)
    assert expected_starts([Queued(TALK, minutes(20))], UNMEASURED, OPEN, late) == [late]
    assert expected_starts([Queued(TALK, minutes(20))], UNMEASURED, (), late) == [late]


def test_the_error_is_told_with_how_many_it_is_of():
    assert wait_error([(10, 12), (10, 10), (30, 20), (5, 8)]) == WaitError(4, 2, 10)
    assert wait_error([]) == WaitError(0, None, None)
