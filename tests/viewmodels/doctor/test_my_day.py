"""A doctor's day, step by step, beside a desk that books and checks in."""

from dataclasses import replace

import pytest

from clinic_desktop.background.tasks import InlineTasks
from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import AppointmentState, QueueState, Topic
from clinic_desktop.domain.errors import StaleRecord
from clinic_desktop.viewmodels.appointments.standing_versions import StandingVersions
from clinic_desktop.viewmodels.doctor.day_rows import RowKind
from clinic_desktop.viewmodels.doctor.my_day import Happened, MyDayViewModel
from clinic_desktop.viewmodels.scheduling.absence import AbsenceViewModel, Until
from tests.builders import KOLKATA, local
from tests.later import Later
from tests.viewmodels.small_clinic import SmallClinic, collected


@pytest.fixture
def day(small: SmallClinic) -> MyDayViewModel:
    services = small.services
    return MyDayViewModel(
        small.session(small.clinic.doctor), services.days, services.visits, services.booking, services.patients,
        services.practitioners, InlineTasks(), StandingVersions(),
    )  # fmt: skip


def state_of(day: MyDayViewModel, appointment_id: int) -> AppointmentState:
    assert day.state.view is not None
    return next(card.state for card in day.state.view.cards if card.appointment_id == appointment_id)


def test_the_day_lists_visits_the_break_and_now(small: SmallClinic, day: MyDayViewModel) -> None:
    small.book(local(small.clock().date(), "11:00"), 0)
    small.book(local(small.clock().date(), "14:30"), 1)
    small.clock.forward(minutes=10)
    day.load()
    kinds = [row.kind for row in day.state.rows]
    assert kinds == [RowKind.VISIT, RowKind.NOW, RowKind.CLOSED, RowKind.VISIT]
    assert day.state.rows[2].label == "Lunch" and day.state.to_come == 2


def test_a_cancelled_visit_leaves_the_list(small: SmallClinic, day: MyDayViewModel) -> None:
    booked = small.book(local(small.clock().date(), "14:30"))
    small.services.booking.cancel(small.clinic.front_desk, booked.id, booked.version, "ill")
    day.load()
    assert [row for row in day.state.rows if row.kind is RowKind.VISIT] == []


def test_call_start_write_and_complete_with_the_note(small: SmallClinic, day: MyDayViewModel) -> None:
    first = small.arrive(local(small.clock().date(), "11:00"), 1)
    second = small.arrive(local(small.clock().date(), "11:30"), 2)
    happened = collected(day.happened)
    day.load()
    assert day.state.selected_id == first.appointment.id and day.state.person is not None
    day.call_next()
    assert day.state.selected is not None and day.state.selected.queue_state is QueueState.CALLED
    day.start()
    assert state_of(day, first.appointment.id) is AppointmentState.IN_PROGRESS
    day.note.write("diagnosis", "Asthma")
    day.complete()
    assert state_of(day, first.appointment.id) is AppointmentState.COMPLETED
    kept = small.services.visits.note(small.clinic.doctor, first.encounter_id)
    assert kept.note.diagnosis == "Asthma" and not day.note.has_unsaved
    assert day.state.selected_id == second.appointment.id
    assert [one.what for one in happened if isinstance(one, Happened)] == ["call_in", Step.START, Step.COMPLETE]


def test_completing_can_be_taken_back(small: SmallClinic, day: MyDayViewModel) -> None:
    arrived = small.arrive(local(small.clock().date(), "11:00"))
    happened = collected(day.happened)
    day.load()
    day.start()
    day.complete()
    last = happened[-1]
    assert isinstance(last, Happened)
    last.undo()
    assert state_of(day, arrived.appointment.id) is AppointmentState.IN_PROGRESS
    assert day.state.selected_id == arrived.appointment.id


def test_one_undo_follows_another_back_to_the_waiting_room(small: SmallClinic, day: MyDayViewModel) -> None:
    arrived = small.arrive(local(small.clock().date(), "11:00"))
    happened, refused, back = collected(day.happened), collected(day.refused), collected(day.taken_back)
    day.load()
    day.start()
    day.complete()
    for step in reversed(happened):
        assert isinstance(step, Happened)
        step.undo()
    assert (refused, len(back)) == ([], 2)
    assert state_of(day, arrived.appointment.id) is AppointmentState.CHECKED_IN
    assert day.state.selected is not None and day.state.selected.queue_state is QueueState.WAITING


def test_a_booked_patient_can_be_marked_here_or_missing(small: SmallClinic, day: MyDayViewModel) -> None:
    early = small.book(local(small.clock().date(), "11:00"), 0)
    late = small.book(local(small.clock().date(), "14:00"), 1)
    small.clock.forward(minutes=20)
    day.load()
    day.select(early.id)
    day.no_show()
    assert state_of(day, early.id) is AppointmentState.NO_SHOW
    day.select(late.id)
    day.arrive()
    assert state_of(day, late.id) is AppointmentState.CHECKED_IN


def test_hold_skip_and_back(small: SmallClinic, day: MyDayViewModel) -> None:
    small.arrive(local(small.clock().date(), "11:00"))
    day.load()
    for verb, queue_state in (
        (day.set_aside, QueueState.HELD),
        (day.back_to_queue, QueueState.WAITING),
        (day.call_in, QueueState.CALLED),
        (day.skip, QueueState.WAITING),
    ):
        verb()
        assert day.state.selected is not None and day.state.selected.queue_state is queue_state


def test_pressing_again_while_a_step_is_under_way_is_one_step(small: SmallClinic, day: MyDayViewModel) -> None:
    arrived = small.arrive(local(small.clock().date(), "11:00"))
    told, later = collected(day.refused), Later()
    day.load()
    day._tasks = later
    for press in (day.start, day.start, day.call_next, day.complete):
        press()
    assert len(later.waiting) == 1
    later.let_go()
    assert (state_of(day, arrived.appointment.id), told) == (AppointmentState.IN_PROGRESS, [])


def test_nothing_of_the_last_patient_stays_while_the_next_is_read(small: SmallClinic, day: MyDayViewModel) -> None:
    first = small.arrive(local(small.clock().date(), "11:00"), 1)
    second = small.arrive(local(small.clock().date(), "11:30"), 2)
    later = Later()
    day.load()
    day.select(first.appointment.id)
    assert day.state.person is not None and day.state.person.id == small.clinic.patients[1]
    day._tasks = day.note._tasks = later
    day.select(second.appointment.id)
    assert (day.state.person, day.state.visits) == (None, ())
    later.let_go()
    assert day.state.person.id == small.clinic.patients[2]
    assert day.note.state.encounter_id == second.encounter_id
    day.turn(1)
    assert (day.state.selected, day.note.state.encounter_id) == (None, None)


def test_what_the_desk_learns_of_the_patient_in_view_is_seen_at_once(small: SmallClinic, day: MyDayViewModel) -> None:
    small.arrive(local(small.clock().date(), "11:00"), 1)
    day.load()
    patients, number = small.services.patients, small.clinic.patients[1]
    card = patients.card(small.clinic.front_desk, number)
    patients.save(small.clinic.front_desk, number, card.version, replace(card.fields, allergies="Latex"))
    day.on_changed(frozenset({Topic.PATIENTS}))
    assert day.state.person is not None and day.state.person.fields.allergies == "Latex"


def test_cancelling_keeps_the_reason(small: SmallClinic, day: MyDayViewModel) -> None:
    booked = small.book(local(small.clock().date(), "14:00"))
    day.load()
    day.select(booked.id)
    day.cancel("The doctor is ill")
    assert small.services.days.appointment(small.clinic.doctor, booked.id).end_reason == "The doctor is ill"


def test_what_another_desk_did_first_is_said_and_shown(small: SmallClinic, day: MyDayViewModel) -> None:
    arrived = small.arrive(local(small.clock().date(), "11:00"))
    refused = collected(day.refused)
    day.load()
    small.services.booking.cancel(small.clinic.front_desk, arrived.appointment.id, arrived.appointment.version, "left")
    day.start()
    assert isinstance(refused[0], StaleRecord) and day.state.busy == ""
    assert state_of(day, arrived.appointment.id) is AppointmentState.CANCELLED


def test_j_and_k_go_through_the_visits_only(small: SmallClinic, day: MyDayViewModel) -> None:
    numbers = [
        small.book(local(small.clock().date(), clock), i).id for i, clock in enumerate(("11:30", "12:00", "14:00"))
    ]
    day.load()
    day.select(numbers[0])
    day.move(1)
    day.move(1)
    assert day.state.selected_id == numbers[2]
    day.move(1)
    assert day.state.selected_id == numbers[2]
    day.move(-2)
    assert day.state.selected_id == numbers[0]


def test_the_selection_stays_when_another_desk_books(small: SmallClinic, day: MyDayViewModel) -> None:
    first = small.book(local(small.clock().date(), "14:00"))
    day.load()
    day.select(first.id)
    small.book(local(small.clock().date(), "11:30"), 1)
    day.on_changed(frozenset({Topic.APPOINTMENTS}))
    assert day.state.selected_id == first.id and len([row for row in day.state.rows if row.card]) == 2


def test_earlier_visits_come_with_their_notes(small: SmallClinic, day: MyDayViewModel) -> None:
    small.clock.forward(days=-7)
    arrived = small.arrive(local(small.clock().date(), "11:30"))
    day.load()
    day.start()
    day.note.write("plan", "Inhaler")
    day.complete()
    small.clock.forward(days=7)
    again = small.book(local(small.clock().date(), "11:30"))
    day.load()
    day.select(again.id)
    former = [visit for visit in day.state.visits if visit.appointment_id == arrived.appointment.id]
    assert former[0].note is not None and former[0].note.plan == "Inhaler"


def test_other_days_and_back(small: SmallClinic, day: MyDayViewModel) -> None:
    tomorrow = small.book(local(small.clock().date().replace(day=24), "09:30"))
    day.load()
    day.turn(1)
    assert not day.state.is_today and day.state.selected_id == tomorrow.id
    assert RowKind.NOW not in {row.kind for row in day.state.rows}
    day.today()
    assert day.state.is_today


def test_no_new_bookings_and_again(small: SmallClinic, day: MyDayViewModel) -> None:
    day.load()
    day.set_available(False)
    day.load()
    assert day.state.available is False
    day.set_available(True)
    assert day.state.available is True


def test_not_available_from_now_says_whom_it_hits_first(small: SmallClinic) -> None:
    small.book(local(small.clock().date(), "12:00"), 0)
    small.book(local(small.clock().date(), "15:00"), 1)
    absence = AbsenceViewModel(
        small.session(small.clinic.doctor), small.services.hours_changes, small.clinic.doctors[0], InlineTasks()
    )
    away = collected(absence.away)
    absence.begin()
    assert [hit.patient_name for hit in absence.state.hits] == ["Asha Rao", "Dev Malhotra"]
    absence.set_until(Until.TIME)
    absence.confirm()
    assert dict(absence.state.problems) == {"reason": "required", "back_at": "required"} and not away
    absence.set_reason("An emergency")
    absence.set_back_at(local(small.clock().date(), "14:00").astimezone(KOLKATA).time())
    assert [hit.patient_name for hit in absence.state.hits] == ["Asha Rao"]
    absence.confirm()
    assert len(away) == 1
    kept = small.services.hours.hours(small.clinic.doctor, small.clinic.doctors[0]).exceptions
    assert [exception.draft.reason for exception in kept] == ["An emergency"]
