"""What patients are told about their wait: measured, remembered, and compared with how long it really was."""

import pytest
from sqlalchemy import select

from clinic_desktop.db.models.waiting import WaitPromise
from clinic_desktop.domain.codes import QueueState, Urgency
from clinic_desktop.domain.errors import NotAllowed, StepNotAllowed
from clinic_desktop.domain.waits import WaitError
from clinic_desktop.services.appointments.slots import SlotService
from tests.builders import local
from tests.services.conftest import MONDAY


def seen(clinic, booking, visits, arrival, clock, minutes: int, patient: int = 0) -> None:
    """A walk-in who goes in at once and stays so long."""
    walked = booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[patient])).appointment
    started = visits.start(clinic.doctor, walked.id, walked.version)
    clock.forward(minutes=minutes)
    visits.complete(clinic.doctor, walked.id, started.version)


def promises(database) -> list[tuple[int, int | None]]:
    with database.read() as session:
        rows = session.execute(select(WaitPromise).order_by(WaitPromise.id)).scalars()
        return [(row.promised_minutes, row.waited_minutes) for row in rows]


def test_a_slow_doctor_has_a_longer_wait_than_was_booked(clinic, booking, visits, arrival, clock):
    for _ in range(5):
        seen(clinic, booking, visits, arrival, clock, 40)
    clock.now = local(MONDAY, "14:30")
    booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[1]))
    second = booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[2]))
    assert (second.ahead, second.wait_minutes) == (1, 40)


def test_what_is_left_of_the_visit_in_the_room_counts(clinic, booking, visits, arrival, clock):
    first = booking.walk_in(clinic.front_desk, arrival()).appointment
    visits.start(clinic.doctor, first.id, first.version)
    clock.forward(minutes=12)
    assert booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[2])).wait_minutes == 18
    clock.forward(minutes=30)
    late = booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[3]))
    assert late.wait_minutes == 5 + 30


def test_who_is_booked_before_and_not_here_yet_is_counted_on(clinic, booking, visits, wish, clock):
    booking.book(clinic.front_desk, wish("14:00", patient_id=clinic.patients[2], duration_minutes=30))
    mine = booking.book(clinic.front_desk, wish("14:45", patient_id=clinic.patients[3]))
    clock.now = local(MONDAY, "14:05")
    arrived = visits.check_in(clinic.front_desk, mine.id, mine.version)
    assert (arrived.ahead, arrived.wait_minutes) == (0, 40)
    clock.now = local(MONDAY, "14:20")
    other = booking.book(clinic.front_desk, wish("15:30", patient_id=clinic.patients[1], check_in=True))
    assert other.token


def test_queue_page_dock_and_slip_say_the_same(clinic, booking, arrival, days, database, clock):
    booking.walk_in(clinic.front_desk, arrival())
    second = booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[2]))
    room = days.waiting_room(clinic.front_desk, clinic.kolkata)
    assert [entry.expected_minutes for entry in room.waiting] == [0, second.wait_minutes]
    offers = SlotService(database, clock).offer(clinic.kolkata, MONDAY)
    assert next(o for o in offers if o.practitioner_id == clinic.doctors[0]).wait_minutes == 60


def test_the_promise_is_kept_and_the_wait_filled_in_when_called(clinic, booking, visits, arrival, database, clock):
    booking.walk_in(clinic.front_desk, arrival())
    walked = booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[2])).appointment
    assert promises(database) == [(0, None), (30, None)]
    clock.forward(minutes=21)
    called = visits.call_in(clinic.front_desk, walked.id, walked.version)
    assert promises(database)[1] == (30, 21)
    clock.forward(minutes=4)
    again = visits.call_in(clinic.front_desk, walked.id, called.version)
    assert promises(database)[1] == (30, 21)
    visits.back_to_queue(clinic.front_desk, walked.id, again.version)
    assert promises(database)[1] == (30, None)


def test_a_wait_ends_with_the_visit_too_and_taking_that_back_takes_it_back(
    clinic, booking, visits, arrival, database, clock
):
    walked = booking.walk_in(clinic.front_desk, arrival()).appointment
    clock.forward(minutes=9)
    started = visits.start(clinic.doctor, walked.id, walked.version)
    assert promises(database) == [(0, 9)]
    booking.undo(clinic.doctor, walked.id, started.version)
    assert promises(database) == [(0, None)]


def test_nobody_is_promised_anything_when_the_arrival_is_filled_in_later(clinic, visits, booked, database, clock):
    clock.now = booked.period.start
    visits.complete(clinic.doctor, booked.id, 1)
    assert promises(database) == []


def test_who_comes_again_is_told_anew(clinic, booking, visits, booked, database, clock):
    clock.now = local(MONDAY, "13:30")
    arrived = visits.check_in(clinic.front_desk, booked.id, booked.version).appointment
    undone = booking.undo(clinic.front_desk, booked.id, arrived.version)
    clock.forward(minutes=10)
    visits.check_in(clinic.front_desk, booked.id, undone.version)
    assert promises(database) == [(20, None)]


def test_the_program_tells_its_own_error(clinic, booking, visits, arrival, days, clock):
    assert days.wait_error(clinic.front_desk, clinic.kolkata) == WaitError(0, None, None)
    for minutes, patient in ((0, 0), (6, 1)):
        walked = booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[patient])).appointment
        clock.forward(minutes=minutes)
        visits.call_in(clinic.front_desk, walked.id, walked.version)
    assert days.wait_error(clinic.front_desk, clinic.kolkata) == WaitError(2, 0, 24)
    clock.forward(minutes=60 * 24 * 31)
    assert days.wait_error(clinic.front_desk, clinic.kolkata).count == 0
    with pytest.raises(NotAllowed):
        days.wait_error(clinic.berlin_desk, clinic.kolkata)


def test_more_urgent_goes_before_and_less_urgent_back(clinic, booking, visits, arrival, days):
    booking.walk_in(clinic.front_desk, arrival())
    second = booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[2])).appointment

    def tokens() -> list[str]:
        return [entry.token for entry in days.waiting_room(clinic.front_desk, clinic.kolkata).waiting]

    raised = visits.set_urgency(clinic.front_desk, second.id, second.version, Urgency.PRIORITY)
    assert (tokens(), raised.urgency) == (["A-002", "A-001"], Urgency.PRIORITY)
    lowered = visits.set_urgency(clinic.front_desk, second.id, raised.version, Urgency.ROUTINE)
    assert tokens() == ["A-001", "A-002"]
    with pytest.raises(NotAllowed):
        visits.set_urgency(clinic.coordinator, second.id, lowered.version, Urgency.PRIORITY)
    started = visits.start(clinic.doctor, second.id, lowered.version)
    with pytest.raises(StepNotAllowed):
        visits.set_urgency(clinic.front_desk, second.id, started.version, Urgency.PRIORITY)


def test_who_is_called_three_times_in_vain_seems_gone(clinic, booking, visits, arrival, days):
    walked = booking.walk_in(clinic.front_desk, arrival()).appointment
    version = walked.version
    for expected in (False, False, True):
        version = visits.call_in(clinic.front_desk, walked.id, version).version
        version = visits.skip(clinic.front_desk, walked.id, version).version
        entry = days.waiting_room(clinic.front_desk, clinic.kolkata).waiting[0]
        assert (entry.queue_state, entry.seems_gone) == (QueueState.WAITING, expected)


def test_the_waiting_room_screen_knows_tokens_and_rooms_only(clinic, booking, visits, arrival, days, clock):
    first = booking.walk_in(clinic.front_desk, arrival()).appointment
    booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[2]))
    visits.call_in(clinic.front_desk, first.id, first.version)
    board = days.token_board(clinic.front_desk, clinic.kolkata)
    assert [(shown.token, shown.room) for shown in board.called] == [("A-001", "Room 1")]
    assert [(shown.token, shown.minutes, shown.first) for shown in board.following] == [("A-002", 30, True)]
    assert "Dev" not in repr(board) and "Asha" not in repr(board)
    with pytest.raises(NotAllowed):
        days.token_board(clinic.berlin_desk, clinic.kolkata)
    with pytest.raises(NotAllowed):
        days.token_board(clinic.patient, clinic.kolkata)
