"""The whole state table of appointments, cell by cell: state × step × role."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.waiting import WaitPromise
from clinic_desktop.domain.appointments import Step, after
from clinic_desktop.domain.codes import AppointmentState, QueueState, Role
from clinic_desktop.domain.errors import NotAllowed, StaleRecord, StepNotAllowed
from tests.services.conftest import MONDAY, TUESDAY

S = AppointmentState
ALLOWED = {
    (S.PENDING, Step.CONFIRM): S.CONFIRMED,
    (S.PENDING, Step.REJECT): S.REJECTED,
    (S.PENDING, Step.CANCEL): S.CANCELLED,
    (S.CONFIRMED, Step.CANCEL): S.CANCELLED,
    (S.CHECKED_IN, Step.CANCEL): S.CANCELLED,
    (S.IN_PROGRESS, Step.CANCEL): S.CANCELLED,
    (S.CONFIRMED, Step.CHECK_IN): S.CHECKED_IN,
    (S.CONFIRMED, Step.NO_SHOW): S.NO_SHOW,
    (S.CHECKED_IN, Step.START): S.IN_PROGRESS,
    (S.CONFIRMED, Step.COMPLETE): S.COMPLETED,
    (S.CHECKED_IN, Step.COMPLETE): S.COMPLETED,
    (S.IN_PROGRESS, Step.COMPLETE): S.COMPLETED,
}
_DESKS = {Role.ADMIN, Role.MANAGER, Role.CENTRE_MANAGER, Role.FRONT_DESK}
MAY = {
    Step.CONFIRM: _DESKS,
    Step.REJECT: _DESKS,
    Step.CANCEL: set(Role),
    Step.CHECK_IN: _DESKS | {Role.DOCTOR},
    Step.NO_SHOW: _DESKS | {Role.DOCTOR},
    Step.START: {Role.DOCTOR},
    Step.COMPLETE: {Role.DOCTOR},
}
VISITED = {S.CHECKED_IN: QueueState.WAITING, S.IN_PROGRESS: QueueState.IN_ROOM, S.COMPLETED: QueueState.DONE}


@pytest.fixture
def steps(booking, visits) -> dict[Step, Callable]:
    return {
        Step.CONFIRM: booking.confirm,
        Step.REJECT: lambda actor, number, version: booking.reject(actor, number, version, "Full"),
        Step.CANCEL: lambda actor, number, version: booking.cancel(actor, number, version, "Ill"),
        Step.CHECK_IN: lambda actor, number, version: visits.check_in(actor, number, version).appointment,
        Step.NO_SHOW: visits.no_show,
        Step.START: visits.start,
        Step.COMPLETE: visits.complete,
    }


@pytest.fixture
def stand(database, clinic, booked):
    """Puts the one appointment, which is the patient's own and has begun, into a state."""

    def put(state: S) -> int:
        with database.write() as session:
            session.execute(
                update(Appointment)
                .where(Appointment.id == booked.id)
                .values(
                    state=state, version=5, patient_id=clinic.patients[0], starts_at=booked.period.start, end_reason=""
                )
            )
            session.query(WaitPromise).delete()
            session.query(Encounter).delete()
            if state in VISITED:
                session.add(
                    Encounter(
                        appointment_id=booked.id, patient_id=clinic.patients[0], practitioner_id=clinic.doctors[0],
                        location_id=clinic.kolkata, day=MONDAY, token_number=77, token="A-077",
                        queue_state=VISITED[state], arrived_at=booked.period.start,
                    )
                )  # fmt: skip
        return booked.id

    return put


def expected(actor, state: S, step: Step) -> type[Exception] | S:
    """What the domain page's table says."""
    if actor.role not in MAY[step]:
        return NotAllowed
    if (state, step) not in ALLOWED:
        return StepNotAllowed
    if (state, step) == (S.IN_PROGRESS, Step.CANCEL) and actor.role is not Role.DOCTOR:
        return NotAllowed
    return ALLOWED[state, step]


@pytest.mark.parametrize("state", list(S))
def test_every_cell_of_the_table_for_every_role(clinic, steps, stand, clock, booked, state):
    clock.now = booked.period.start
    cells = 0
    for role, actor in clinic.actors.items():
        for step, act in steps.items():
            want = expected(actor, state, step)
            number = stand(state)
            if isinstance(want, S):
                assert act(actor, number, 5).state is want, (role, state, step)
            else:
                with pytest.raises(want):
                    act(actor, number, 5)
            cells += 1
    assert cells == 7 * 7


@pytest.mark.parametrize("state", list(S))
def test_the_domains_table_is_the_one_above(state):
    for step in Step:
        if (state, step) in ALLOWED:
            assert after(state, step) is ALLOWED[state, step]
        else:
            with pytest.raises(StepNotAllowed):
                after(state, step)


def test_cards_offer_exactly_what_services_permit(clinic, stand, clock, booked, days):
    clock.now = booked.period.start
    for state in S:
        number = stand(state)
        for actor in clinic.actors.values():
            card = days.appointment(actor, number).card
            permitted = {step for step in Step if isinstance(expected(actor, state, step), S)}
            assert set(card.steps) == permitted, (actor.role, state)


@pytest.mark.parametrize("step", list(Step))
def test_a_stale_step_is_refused_with_what_changed(clinic, booking, visits, steps, clock, wish, booked, step):
    """The desk moved the appointment and checked it in; the others still see version 1."""
    moved = booking.reschedule(clinic.centre_manager, booked.id, 1, clinic.doctors[0], wish("15:00").starts_at)
    visits.check_in(clinic.centre_manager, booked.id, moved.version)
    clock.now = wish("15:00").starts_at
    actor = clinic.doctor if step in (Step.START, Step.COMPLETE) else clinic.front_desk
    with pytest.raises(StaleRecord) as refusal:
        steps[step](actor, booked.id, 1)
    assert refusal.value.by_name == "Centre Manager"
    assert refusal.value.changes == {"state": S.CHECKED_IN, "starts_at": wish("15:00").starts_at}


def test_what_somebody_saw_already_is_not_called_changed(clinic, booking, visits, wish, booked):
    moved = booking.reschedule(clinic.front_desk, booked.id, 1, clinic.doctors[0], wish("15:00").starts_at)
    visits.check_in(clinic.front_desk, booked.id, moved.version)
    with pytest.raises(StaleRecord) as refusal:
        booking.cancel(clinic.coordinator, booked.id, moved.version, "Ill")
    assert refusal.value.changes == {"state": S.CHECKED_IN}


def test_the_clock_has_a_say(clinic, booking, visits, wish, clock):
    today = booking.book(clinic.front_desk, wish("14:00"))
    with pytest.raises(StepNotAllowed):
        visits.no_show(clinic.front_desk, today.id, today.version)
    tomorrow = booking.book(clinic.front_desk, wish("14:00", TUESDAY))
    with pytest.raises(StepNotAllowed):
        visits.check_in(clinic.front_desk, tomorrow.id, tomorrow.version)
    with pytest.raises(StepNotAllowed):
        visits.complete(clinic.doctor, tomorrow.id, tomorrow.version)


def test_other_centres_and_other_doctors_are_out_of_reach(clinic, booking, visits, days, booked):
    with pytest.raises(NotAllowed):
        booking.cancel(clinic.berlin_desk, booked.id, booked.version, "Ill")
    with pytest.raises(NotAllowed):
        visits.check_in(clinic.berlin_desk, booked.id, booked.version)
    with pytest.raises(NotAllowed):
        visits.complete(clinic.other_doctor, booked.id, booked.version)
    with pytest.raises(NotAllowed):
        days.appointment(clinic.other_doctor, booked.id)
    with pytest.raises(NotAllowed):
        days.appointment(clinic.patient, booked.id)
