"""Walk-ins, the queue, the consultation and its note."""

from datetime import date

import pytest
from sqlalchemy import func, select

from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.journal import AuditEvent, ChangeNotice
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.domain.codes import AppointmentState, Channel, PaymentMethod, QueueState, Topic, Urgency
from clinic_desktop.domain.errors import Invalid, NotAllowed, SlotTaken, StaleRecord, StepNotAllowed
from clinic_desktop.domain.money import Money
from clinic_desktop.services.appointments.values import NoShows, VisitNote
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.patients.drafts import PatientDraft
from tests.builders import BERLIN, local, new_key
from tests.services.conftest import MONDAY

S = AppointmentState


def cash(amount: int, tendered: int | None = None) -> DeskPayment:
    return DeskPayment(PaymentMethod.CASH, amount, tendered, "", new_key())


def test_a_walk_in_is_one_step_from_the_door_to_the_receipt(clinic, booking, arrival, days):
    done = booking.walk_in(
        clinic.front_desk,
        arrival(
            local(MONDAY, "11:30"), patient_id=None, draft=PatientDraft(name="Kabir Das", phone="9830011111"),
            payment=cash(50_000, 100_000), reason="Fever",
        ),
    )  # fmt: skip
    assert done.patient_name == "Kabir Das"
    assert done.patient_number
    assert done.token == "A-001"
    assert done.receipt_number
    assert done.change == Money(50_000, "INR")
    assert (done.ahead, done.wait_minutes) == (0, 30)
    assert done.appointment.state is S.CHECKED_IN
    assert done.appointment.channel is Channel.WALK_IN
    assert done.appointment.due == Money(0, "INR")
    history = days.appointment(clinic.front_desk, done.appointment.id).history
    assert [(row.action, row.to_state) for row in history] == [
        ("walk_in", S.CONFIRMED),
        ("check_in", S.CHECKED_IN),
        ("pay", S.CHECKED_IN),
    ]


def test_the_same_walk_in_happens_once(database, clinic, booking, arrival):
    request = arrival(local(MONDAY, "11:30"), payment=cash(50_000, 100_000))
    first = booking.walk_in(clinic.front_desk, request)
    assert booking.walk_in(clinic.front_desk, request) == first
    with database.read() as session:
        for model in (Appointment, Encounter, Payment):
            assert session.execute(select(func.count()).select_from(model)).scalar_one() == 1


def test_a_refused_walk_in_leaves_nothing(database, clinic, booking, arrival):
    with pytest.raises(Invalid):
        booking.walk_in(
            clinic.front_desk,
            arrival(
                local(MONDAY, "11:30"), patient_id=None, draft=PatientDraft(name="Kabir Das"), payment=cash(99_999)
            ),
        )
    with database.read() as session:
        assert session.execute(select(func.count()).select_from(Patient)).scalar_one() == 5
        assert session.execute(select(func.count()).select_from(Appointment)).scalar_one() == 0
    done = booking.walk_in(clinic.front_desk, arrival(local(MONDAY, "11:30")))
    assert done.token == "A-001"
    assert (done.receipt_number, done.change) == (None, None)
    assert done.appointment.due == Money(50_000, "INR")


def test_a_slot_that_began_while_the_desk_typed_is_still_taken(clinic, booking, arrival, clock):
    clock.forward(minutes=3)
    booking.walk_in(clinic.front_desk, arrival(local(MONDAY, "11:00")))
    clock.forward(minutes=30)
    with pytest.raises(SlotTaken):
        booking.walk_in(clinic.front_desk, arrival(local(MONDAY, "11:00"), practitioner_id=clinic.doctors[2]))


def test_the_queue_without_a_time_takes_nobodys_slot(clinic, booking, arrival, wish, days):
    done = booking.walk_in(clinic.front_desk, arrival())
    assert done.appointment.queue_only
    booking.book(clinic.front_desk, wish("11:00", patient_id=clinic.patients[2]))
    second = booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[3]))
    assert (second.token, second.ahead, second.wait_minutes) == ("A-002", 1, 30)
    assert days.waiting_room(clinic.front_desk, clinic.kolkata).waiting[0].starts_at is None


def test_tokens_run_per_centre_and_day_without_gaps(clinic, booking, visits, arrival, wish, clock):
    assert booking.walk_in(clinic.front_desk, arrival()).token == "A-001"
    with pytest.raises(SlotTaken):
        booking.walk_in(clinic.front_desk, arrival(local(MONDAY, "13:15")))
    assert booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[2])).token == "A-002"
    thursday = date(2026, 11, 26)
    clock.now = local(thursday, "10:00", BERLIN)
    berlin = arrival(practitioner_id=clinic.doctors[1], location_id=clinic.berlin)
    assert booking.walk_in(clinic.berlin_desk, berlin).token == "B-001"
    assert booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[3])).token == "A-001"


def test_who_comes_another_day_gets_a_token_of_that_day(clinic, booking, visits, days, wish, clock):
    booked = booking.book(clinic.front_desk, wish("14:00"))
    arrived = visits.check_in(clinic.front_desk, booked.id, 1).appointment
    undone = booking.undo(clinic.front_desk, booked.id, arrived.version)
    tuesday = date(2026, 11, 24)
    moved = booking.reschedule(clinic.front_desk, booked.id, undone.version, clinic.doctors[0], local(tuesday, "14:00"))
    clock.now = local(tuesday, "13:30")
    first = booking.book(clinic.front_desk, wish("16:00", tuesday, patient_id=clinic.patients[2], check_in=True))
    assert first.token == "A-001"
    again = visits.check_in(clinic.front_desk, booked.id, moved.version)
    assert again.token == "A-002"
    assert [entry.token for entry in days.waiting_room(clinic.front_desk, clinic.kolkata).waiting] == ["A-002", "A-001"]


def test_the_queue_goes_by_urgency_then_time_then_arrival(clinic, booking, visits, arrival, wish, clock, days):
    booked = {
        time: booking.book(clinic.front_desk, wish(time, patient_id=clinic.patients[number]))
        for number, time in enumerate(("12:00", "11:30"))
    }
    for time in ("12:00", "11:30"):
        clock.forward(minutes=1)
        visits.check_in(clinic.front_desk, booked[time].id, 1)
    clock.forward(minutes=1)
    booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[2]))
    booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[3], urgency=Urgency.EMERGENCY))
    priority = booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[4], urgency=Urgency.PRIORITY))
    assert priority.ahead == 1

    clock.forward(minutes=5)
    room = days.waiting_room(clinic.front_desk, clinic.kolkata)
    assert [entry.token for entry in room.waiting] == ["A-004", "A-005", "A-003", "A-002", "A-001"]
    assert [entry.wait_minutes for entry in room.waiting] == [5, 5, 5, 6, 7]
    assert room.longest_wait_minutes == 7
    assert room.unpaid == 5
    assert room.waiting[3].alert == ("Penicillin" if booked["11:30"].patient_name == "Dev Malhotra" else "")


def test_calling_holding_and_skipping(clinic, booking, visits, arrival, days, clock):
    entries = [
        booking.walk_in(clinic.front_desk, arrival(patient_id=patient)).appointment for patient in clinic.patients[:3]
    ]
    first, second, third = entries

    def tokens(part: str) -> list[str]:
        return [entry.token for entry in getattr(days.waiting_room(clinic.front_desk, clinic.kolkata), part)]

    called = visits.call_in(clinic.front_desk, first.id, 1)
    assert tokens("called") == ["A-001"]
    skipped = visits.skip(clinic.front_desk, first.id, called.version)
    assert tokens("waiting") == ["A-002", "A-003", "A-001"]
    held = visits.hold(clinic.doctor, second.id, 1)
    assert (tokens("held"), tokens("waiting")) == (["A-002"], ["A-003", "A-001"])
    back = visits.back_to_queue(clinic.doctor, second.id, held.version)
    assert tokens("waiting") == ["A-002", "A-003", "A-001"]
    with pytest.raises(StaleRecord):
        visits.call_in(clinic.front_desk, second.id, held.version)
    with pytest.raises(NotAllowed):
        visits.call_in(clinic.coordinator, second.id, back.version)
    started = visits.start(clinic.doctor, third.id, 1)
    with pytest.raises(StepNotAllowed):
        visits.skip(clinic.front_desk, third.id, started.version)
    assert tokens("with_doctor") == ["A-003"]
    assert days.waiting_room(clinic.front_desk, clinic.kolkata).waiting[1].skips == skipped.version - called.version


def test_an_urgency_is_the_visits_and_every_desk_hears_of_it(database, clinic, booking, visits, arrival, days):
    waiting = booking.walk_in(clinic.front_desk, arrival()).appointment
    with database.read() as session:
        heard = session.scalar(select(func.max(ChangeNotice.id)))
    changed = visits.set_urgency(clinic.front_desk, waiting.id, waiting.version, Urgency.EMERGENCY)
    assert changed.urgency is Urgency.EMERGENCY
    called = visits.call_in(clinic.front_desk, waiting.id, changed.version)
    visits.undo_skip(
        clinic.front_desk, waiting.id,
        visits.skip(clinic.front_desk, waiting.id, called.version).version, QueueState.CALLED,
    )  # fmt: skip
    with database.read() as session:
        told = session.scalars(select(ChangeNotice.topic).where(ChangeNotice.id > heard).order_by(ChangeNotice.id))
        assert list(told) == [Topic.APPOINTMENTS, *[Topic.QUEUE] * 4]


def test_a_skip_is_taken_back_to_where_the_patient_stood(clinic, booking, visits, arrival, days, clock):
    first, second = (
        booking.walk_in(clinic.front_desk, arrival(patient_id=patient)).appointment for patient in clinic.patients[:2]
    )
    called = visits.call_in(clinic.front_desk, first.id, 1)
    called_at = clock.now
    clock.forward(minutes=2)
    skipped = visits.skip(clinic.front_desk, first.id, called.version)
    visits.undo_skip(clinic.front_desk, first.id, skipped.version, QueueState.CALLED, called_at)
    (entry,) = days.waiting_room(clinic.front_desk, clinic.kolkata).called
    assert (entry.appointment_id, entry.skips, entry.called_at) == (first.id, 0, called_at)
    with pytest.raises(StepNotAllowed):
        visits.undo_skip(clinic.front_desk, second.id, 1, QueueState.WAITING)


def test_who_is_cancelled_while_waiting_leaves_the_queue(database, clinic, booking, visits, booked, days):
    arrived = visits.check_in(clinic.front_desk, booked.id, booked.version).appointment
    with database.read() as session:
        heard = session.scalar(select(func.max(ChangeNotice.id)))
    booking.cancel(clinic.front_desk, booked.id, arrived.version, "Went home")
    assert not days.practitioner_queue(clinic.front_desk, clinic.doctors[0])
    with database.read() as session:
        assert session.scalars(select(Encounter.queue_state)).all() == [QueueState.LEFT]
        told = set(session.scalars(select(ChangeNotice.topic).where(ChangeNotice.id > heard)))
    assert told >= {Topic.APPOINTMENTS, Topic.QUEUE}


def test_who_is_due_and_who_is_late(clinic, booking, wish, days, clock):
    booking.book(clinic.front_desk, wish("11:30"))
    booking.book(clinic.front_desk, wish("16:00", patient_id=clinic.patients[2]))
    clock.forward(minutes=40)
    due = days.waiting_room(clinic.front_desk, clinic.kolkata).due
    assert [(entry.patient_name, entry.late_minutes) for entry in due] == [("Dev Malhotra", 10)]


def test_completing_ends_the_visit_and_calls_the_next(clinic, booking, visits, arrival, days, clock):
    first, second = (
        booking.walk_in(clinic.front_desk, arrival(patient_id=patient)).appointment for patient in clinic.patients[:2]
    )
    started = visits.start(clinic.doctor, first.id, 1)
    clock.forward(minutes=12)
    done, following = visits.complete_and_call_next(
        clinic.doctor, first.id, started.version, VisitNote(diagnosis="Flu", follow_up_on=date(2026, 12, 1))
    )
    assert done.state is S.COMPLETED
    assert following.id == second.id
    assert days.practitioner_queue(clinic.doctor, clinic.doctors[0])[0].queue_state is QueueState.CALLED
    detail = days.appointment(clinic.doctor, first.id)
    assert detail.has_note
    assert detail.card.ended_at == clock()
    note = visits.note(clinic.doctor, detail.card.encounter_id)
    assert (note.note.diagnosis, note.note.follow_up_on) == ("Flu", date(2026, 12, 1))
    last, nobody = visits.complete_and_call_next(clinic.doctor, second.id, following.version)
    assert (last.state, nobody) == (S.COMPLETED, None)


def test_completing_in_one_step_fills_in_arrival_and_start(database, clinic, visits, booked, clock):
    clock.now = booked.period.start
    done = visits.complete(clinic.doctor, booked.id, 1)
    assert done.token == "A-001"
    with database.read() as session:
        visit = session.execute(select(Encounter)).scalar_one()
        assert visit.arrived_at == visit.started_at == visit.ended_at == clock()
        patient = session.get_one(Patient, booked.patient_id)
        assert (patient.last_visit_at, patient.last_practitioner_id) == (clock(), clinic.doctors[0])


def test_the_first_visit_is_marked_until_the_patient_has_come(clinic, booking, wish, visits, booked, clock):
    assert booked.first_visit
    visits.check_in(clinic.front_desk, booked.id, 1)
    assert not booking.book(clinic.front_desk, wish("15:00")).first_visit


def test_marking_all_who_did_not_come(clinic, booking, visits, wish, clock, days):
    early = booking.book(clinic.front_desk, wish("11:30"))
    there = booking.book(clinic.front_desk, wish("12:00", patient_id=clinic.patients[2]))
    booking.book(clinic.front_desk, wish("12:00", practitioner_id=clinic.doctors[2]))
    booking.book(clinic.front_desk, wish("16:00", patient_id=clinic.patients[3]))
    visits.check_in(clinic.front_desk, there.id, 1)
    clock.forward(minutes=59)
    assert visits.no_show_all(clinic.doctor, clinic.kolkata, MONDAY) == NoShows(0)
    clock.forward(minutes=1)
    assert visits.no_show_all(clinic.doctor, clinic.kolkata, MONDAY) == NoShows(1)
    clock.forward(hours=1)
    assert days.appointment(clinic.front_desk, early.id).card.state is S.NO_SHOW
    assert visits.no_show_all(clinic.front_desk, clinic.kolkata, MONDAY) == NoShows(1)
    assert visits.no_show_all(clinic.front_desk, clinic.kolkata, MONDAY) == NoShows(0)
    with pytest.raises(NotAllowed):
        visits.no_show_all(clinic.berlin_desk, clinic.kolkata, MONDAY)


def test_notes_belong_to_the_treating_doctor(database, clinic, booking, visits, arrival):
    done = booking.walk_in(clinic.front_desk, arrival())
    saved = visits.save_note(clinic.doctor, done.encounter_id, 1, VisitNote(complaint="Cough"))
    assert (saved.version, saved.saved_by, saved.may_write) == (2, "Doctor", True)
    for other in (clinic.other_doctor, clinic.admin, clinic.manager, clinic.front_desk, clinic.patient):
        with pytest.raises(NotAllowed):
            visits.note(other, done.encounter_id)
        with pytest.raises(NotAllowed):
            visits.save_note(other, done.encounter_id, 2, VisitNote())
    visits.note(clinic.doctor, done.encounter_id)
    with database.read() as session:
        events = session.execute(select(AuditEvent.action).where(AuditEvent.entity == "encounter")).scalars().all()
    assert sorted(events) == ["read_note", "save_note"]


def test_a_stale_note_says_what_is_stored(clinic, booking, visits, arrival):
    done = booking.walk_in(clinic.front_desk, arrival())
    visits.save_note(clinic.doctor, done.encounter_id, 1, VisitNote(complaint="Cough", plan="Rest"))
    with pytest.raises(StaleRecord) as refusal:
        visits.save_note(clinic.doctor, done.encounter_id, 1, VisitNote(complaint="Cough", plan="Run"))
    assert refusal.value.changes == {"plan": "Rest"}
