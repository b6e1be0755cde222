"""A time becomes free: who is asked, in which order, and what comes of it."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.messages import Message
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.appointments import TAKEN_BACK
from clinic_desktop.domain.codes import ExceptionKind, Urgency, WaitingKind, WaitingState
from clinic_desktop.domain.errors import Invalid, NotAllowed, Refused, SlotTaken, StaleRecord, StepNotAllowed
from clinic_desktop.domain.scheduling import DatedException
from clinic_desktop.domain.waiting import Fit, Source
from clinic_desktop.services.messages.service import MessageService
from clinic_desktop.services.scheduling.hours import HoursService
from clinic_desktop.services.settings import SettingsService
from tests.builders import local, new_key
from tests.services.conftest import MONDAY, TUESDAY

THURSDAY = MONDAY + timedelta(days=3)


@pytest.fixture
def freed(booking, clinic, wish):
    """A visit at 14:00 today that was cancelled."""
    view = booking.book(clinic.front_desk, wish("14:00"))
    return booking.cancel(clinic.front_desk, view.id, view.version, "Cannot come")


def test_a_cancelled_visit_is_free_for_who_waits(waits, freed, times, clinic):
    waits()
    (time,) = times()
    assert (time.practitioner_name, time.period.start, time.total) == ("Dr Anita Menon", local(MONDAY, "14:00"), 1)
    (first,) = time.candidates
    assert (first.source, first.patient_name, first.fit) == (Source.WAITING, "Meera Iyer", Fit.DOCTOR)


def test_the_time_that_became_free_last_comes_first(waits, freed, times, booking, clinic, wish, clock):
    waits()
    clock.forward(minutes=1)
    later = booking.book(clinic.front_desk, wish("16:30"))
    booking.cancel(clinic.front_desk, later.id, later.version, "Cannot come")
    assert [time.period.start for time in times()] == [local(MONDAY, "16:30"), local(MONDAY, "14:00")]


def test_nobody_is_told_of_a_free_time_that_nobody_waits_for(freed, times):
    assert times() == ()


def test_a_time_that_is_taken_again_is_free_no_more(waits, freed, times, booking, clinic, wish):
    waits()
    booking.book(clinic.front_desk, wish("14:00"))
    assert times() == ()


def test_a_time_that_is_over_is_free_no_more(waits, freed, times, clock):
    waits()
    clock.forward(hours=4)
    assert times() == ()


def test_a_visit_that_was_moved_away_frees_its_time(waits, booking, clinic, wish, times):
    waits()
    view = booking.book(clinic.front_desk, wish("14:00"))
    booking.reschedule(clinic.front_desk, view.id, view.version, clinic.doctors[0], local(TUESDAY, "10:00"))
    (time,) = times()
    assert time.period.start == local(MONDAY, "14:00")


def test_a_move_that_was_taken_back_frees_neither_time(waits, booking, clinic, wish, times):
    waits()
    view = booking.book(clinic.front_desk, wish("14:00"))
    moved = booking.reschedule(clinic.front_desk, view.id, view.version, clinic.doctors[0], local(MONDAY, "16:30"))
    assert [time.period.start for time in times()] == [local(MONDAY, "14:00")]
    back = booking.undo(clinic.front_desk, moved.id, moved.version)
    assert times() == ()
    booking.reschedule(clinic.front_desk, back.id, back.version, clinic.doctors[0], local(TUESDAY, "10:00"))
    assert [time.period.start for time in times()] == [local(MONDAY, "14:00")]


def test_only_the_last_of_two_moves_is_passed_over_when_it_is_taken_back(waits, booking, clinic, wish, times):
    waits()
    view = booking.book(clinic.front_desk, wish("14:00"))
    for clock_time in ("15:00", "16:30"):
        view = booking.reschedule(
            clinic.front_desk, view.id, view.version, clinic.doctors[0], local(MONDAY, clock_time)
        )
    booking.undo(clinic.front_desk, view.id, view.version)
    assert [time.period.start for time in times()] == [local(MONDAY, "14:00")]


@pytest.mark.parametrize("reason", sorted(TAKEN_BACK))
def test_a_booking_that_was_taken_back_frees_nothing(waits, booking, clinic, wish, times, reason):
    waits()
    view = booking.book(clinic.front_desk, wish("14:00"))
    booking.cancel(clinic.front_desk, view.id, view.version, reason, by_clinic=True)
    assert times() == ()


def test_who_did_not_come_frees_the_rest_of_their_time(waits, booking, visits, clinic, wish, times, clock):
    waits(service_id=clinic.check_up)
    view = booking.book(clinic.front_desk, wish("11:30"))
    clock.forward(minutes=37)
    visits.no_show(clinic.front_desk, view.id, view.version)
    (time,) = times()
    assert time.period.start == local(MONDAY, "11:40")


def test_an_unpaid_booking_whose_time_to_pay_is_over_frees_it_by_time_alone(
    waits, booking, clinic, wish, times, database, clock
):
    waits()
    view = booking.book(clinic.front_desk, wish("14:00"))
    with database.write() as session:
        session.execute(
            update(Appointment)
            .where(Appointment.id == view.id)
            .values(state="pending", expires_at=clock.now + timedelta(minutes=15))
        )
    assert times() == ()
    clock.forward(minutes=16)
    assert [time.period.start for time in times()] == [local(MONDAY, "14:00")]


def test_new_extra_hours_are_free_from_their_first_minute(waits, clinic, times, database, clock):
    waits()
    extra = DatedException(ExceptionKind.EXTRA, MONDAY, MONDAY, clinic.kolkata, 18 * 60, 20 * 60, "")
    HoursService(database, clock).add_exception(clinic.admin, clinic.doctors[0], extra)
    (time,) = times()
    assert time.period.start == local(MONDAY, "18:00")


def test_the_order_is_urgency_then_recalls_last_then_reach_doctor_and_waiting(
    waits, clinic, who, clock, database, with_email
):
    dev, meera, ali, zoe, asha = (clinic.patients[n] for n in (1, 2, 3, 4, 0))
    waits(patient_id=dev, practitioner_id=None)
    clock.forward(minutes=1)
    waits(patient_id=meera)
    clock.forward(minutes=1)
    waits(patient_id=ali, practitioner_id=None, speciality_id=clinic.general)
    clock.forward(minutes=1)
    waits(patient_id=zoe, kind=WaitingKind.RECALL)
    waits(patient_id=asha, practitioner_id=None, urgency=Urgency.PRIORITY)
    assert who() == [asha, meera, ali, dev, zoe]
    with database.write() as session:
        session.execute(update(Patient).where(Patient.id == meera).values(phone="", email=""))
    assert who() == [asha, ali, dev, meera, zoe]


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({"weekdays": 0b1}, True),
        ({"weekdays": 0b10}, False),
        ({"first_day": TUESDAY}, False),
        ({"from_minute": 14 * 60}, True),
        ({"from_minute": 14 * 60 + 1}, False),
        ({"until_minute": 14 * 60 + 30}, True),
        ({"until_minute": 14 * 60 + 29}, False),
    ],
)
def test_the_window_of_a_wish_counts(waits, who, changes, fits):
    waits(**changes)
    assert bool(who()) is fits


def test_another_doctors_or_specialitys_patients_are_not_asked(waits, who, clinic):
    waits(practitioner_id=clinic.doctors[1])
    waits(practitioner_id=None, speciality_id=clinic.cardiology)
    assert who() == []


def test_a_service_that_does_not_fit_into_the_time_is_not_offered_it(waits, who, booking, wish, clinic):
    booking.book(clinic.front_desk, wish("14:30"))
    waits(service_id=clinic.yoga)
    waits(patient_id=clinic.patients[3])
    assert who() == [clinic.patients[3]]


def test_who_is_with_another_doctor_then_or_was_put_away_is_not_asked(waits, who, booking, wish, clinic, database):
    waits()
    waits(patient_id=clinic.patients[3])
    booking.book(clinic.front_desk, wish("14:00", patient_id=clinic.patients[2], practitioner_id=clinic.doctors[2]))
    with database.write() as session:
        session.execute(update(Patient).where(Patient.id == clinic.patients[3]).values(active=False))
    assert who() == []


def test_who_has_a_visit_at_another_centre_then_is_neither_shown_nor_offered_the_time(
    waits, who, waiting_list, booking, place, wish, clinic
):
    entry = waits()
    assert who("14:00", THURSDAY) == [clinic.patients[2]]
    elsewhere = wish(
        "14:00", THURSDAY, patient_id=clinic.patients[2], practitioner_id=clinic.doctors[1], location_id=clinic.berlin
    )
    booking.book(clinic.admin, elsewhere)
    assert who("14:00", THURSDAY) == []
    assert who("15:00", THURSDAY) == [clinic.patients[2]]
    with pytest.raises(Invalid) as refused:
        waiting_list.offer(clinic.front_desk, entry.id, entry.version, place("14:00", THURSDAY))
    assert refused.value.problems == {"entry": "booked_then"}
    waiting_list.offer(clinic.front_desk, entry.id, entry.version, place("15:00", THURSDAY))


def test_who_waits_in_the_room_is_asked_first_for_a_time_that_begins_soon(waits, who, booking, arrival, clinic, clock):
    waits()
    clock.forward(minutes=1)
    booking.walk_in(clinic.front_desk, arrival())
    assert who("12:00") == [clinic.patients[1], clinic.patients[2]]
    assert who("16:00") == [clinic.patients[2], clinic.patients[1]]
    assert who("10:00", TUESDAY) == [clinic.patients[2]]


def test_who_waits_in_the_room_for_a_colleague_of_the_speciality_is_asked_too(who, booking, arrival, clinic):
    booking.walk_in(clinic.front_desk, arrival(practitioner_id=clinic.doctors[2]))
    booking.walk_in(clinic.front_desk, arrival(practitioner_id=clinic.doctors[1], patient_id=clinic.patients[2]))
    assert who("12:00") == [clinic.patients[1]]


def test_who_waits_in_the_room_gets_the_time_and_it_is_taken_back(waiting_list, booking, arrival, clinic, place, who):
    done = booking.walk_in(clinic.front_desk, arrival())
    first = waiting_list.candidates(clinic.front_desk, place("12:00")).candidates[0]
    booked = waiting_list.book(clinic.front_desk, first, place("12:00"), new_key())
    assert (booked.visit.id, booked.visit.period.start, booked.visit.queue_only) == (
        done.appointment.id, local(MONDAY, "12:00"), False,
    )  # fmt: skip
    waiting_list.undo_book(clinic.front_desk, booked, "taken back")
    assert who("12:00") == [clinic.patients[1]]


def test_a_time_is_booked_for_the_first_and_taken_back(waits, waiting_list, clinic, place, who, rows, outbox):
    waits(note="knee")
    first = waiting_list.candidates(clinic.front_desk, place()).candidates[0]
    key = new_key()
    booked = waiting_list.book(clinic.front_desk, first, place(), key)
    assert (booked.visit.patient_name, booked.visit.reason) == ("Meera Iyer", "knee")
    assert booked.entry.state is WaitingState.BOOKED and booked.entry.appointment_id == booked.visit.id
    assert waiting_list.book(clinic.front_desk, first, place(), key).visit.id == booked.visit.id
    waiting_list.undo_book(clinic.front_desk, booked, "taken back")
    assert rows() == [(clinic.patients[2], "open")] and who() == [clinic.patients[2]]


def test_an_offer_keeps_the_time_and_writes_to_the_patient(
    waits, waiting_list, clinic, place, who, outbox, with_email, offers, wish, booking, clock
):
    with_email(clinic.patients[2])
    entry = waits()
    offer = waiting_list.offer(clinic.front_desk, entry.id, entry.version, place())
    assert offer.told and offer.expires_at == clock.now + timedelta(minutes=30)
    assert outbox() == [("waiting_list_offer", "queued")]
    assert [one.patient_name for one in offers()] == ["Meera Iyer"]
    with pytest.raises(SlotTaken):
        booking.book(clinic.front_desk, wish("14:00"))
    assert who() == []
    assert waiting_list.wish(clinic.front_desk, entry.id).state is WaitingState.OFFERED


def test_who_has_no_address_is_to_be_called(waits, waiting_list, clinic, place, outbox):
    entry = waits()
    assert not waiting_list.offer(clinic.front_desk, entry.id, entry.version, place()).told
    assert outbox() == [("waiting_list_offer", "dropped")]


def test_an_accepted_offer_is_booked_also_by_another_desk(
    waits, waiting_list, clinic, place, other_desk, stored_offers, rows
):
    entry = waits()
    offer = waiting_list.offer(clinic.front_desk, entry.id, entry.version, place())
    booked = waiting_list.accept(other_desk, offer.id, offer.version, new_key())
    assert (booked.visit.period.start, booked.visit.patient_name) == (local(MONDAY, "14:00"), "Meera Iyer")
    assert stored_offers() == ["accepted"] and rows() == [(clinic.patients[2], "booked")]


def test_after_a_refusal_the_next_is_asked_and_the_first_not_again(
    waits, waiting_list, clinic, place, freed, times, stored_offers, who
):
    entry = waits()
    waits(patient_id=clinic.patients[3])
    offer = waiting_list.offer(clinic.front_desk, entry.id, entry.version, place())
    assert times() == ()
    waiting_list.refuse(clinic.front_desk, offer.id, offer.version)
    (time,) = times()
    assert [one.patient_id for one in time.candidates] == [clinic.patients[3]]
    assert stored_offers() == ["refused"]
    assert who("15:00") == [clinic.patients[2], clinic.patients[3]]


def test_after_an_offer_ran_out_the_next_is_asked_by_time_alone(
    waits, waiting_list, clinic, place, freed, times, offers, clock, stored_offers
):
    entry = waits()
    waits(patient_id=clinic.patients[3])
    waiting_list.offer(clinic.front_desk, entry.id, entry.version, place())
    clock.forward(minutes=30)
    assert offers() == () and stored_offers() == ["open"]
    (time,) = times()
    assert [one.patient_id for one in time.candidates] == [clinic.patients[3]]
    assert waiting_list.wish(clinic.front_desk, entry.id).state is WaitingState.OPEN


def test_a_late_yes_still_gets_the_time_unless_somebody_has_it(
    waits, waiting_list, clinic, place, clock, booking, wish
):
    entry = waits()
    offer = waiting_list.offer(clinic.front_desk, entry.id, entry.version, place())
    clock.forward(minutes=31)
    booking.book(clinic.front_desk, wish("14:00"))
    with pytest.raises(SlotTaken):
        waiting_list.accept(clinic.front_desk, offer.id, offer.version, new_key())
    assert waiting_list.wish(clinic.front_desk, entry.id).state is WaitingState.OPEN


def test_an_offer_is_taken_back_with_its_message(waits, waiting_list, clinic, place, who, outbox, with_email):
    with_email(clinic.patients[2])
    entry = waits()
    offer = waiting_list.offer(clinic.front_desk, entry.id, entry.version, place())
    waiting_list.take_back(clinic.front_desk, offer.id, offer.version)
    assert outbox() == [("waiting_list_offer", "dropped")] and who() == [clinic.patients[2]]


def test_an_offer_that_was_refused_is_not_sent_by_putting_its_message_back(
    waits, waiting_list, clinic, place, with_email, database, clock
):
    with_email(clinic.patients[2])
    entry = waits()
    offer = waiting_list.offer(clinic.front_desk, entry.id, entry.version, place())
    with database.read() as session:
        number = session.scalar(select(Message.id))
    messages = MessageService(database, clock)
    waiting_list.refuse(clinic.front_desk, offer.id, offer.version)
    with pytest.raises(Invalid) as refused:
        messages.put_back(clinic.front_desk, number, messages.message(clinic.front_desk, number).row.version)
    assert refused.value.problems == {"message": "overtaken"}


def test_nobody_has_two_offers_at_once(waits, waiting_list, clinic, place):
    entry = waits()
    waiting_list.offer(clinic.front_desk, entry.id, entry.version, place())
    again = waiting_list.wish(clinic.front_desk, entry.id)
    with pytest.raises(Invalid) as refusal:
        waiting_list.offer(clinic.front_desk, entry.id, again.version, place("15:00"))
    assert refusal.value.problems == {"entry": "offered_already"}


def test_booking_another_time_lets_go_of_the_offer(waits, waiting_list, clinic, place, stored_offers, booking, wish):
    entry = waits()
    first = waiting_list.candidates(clinic.front_desk, place("15:00")).candidates[0]
    waiting_list.offer(clinic.front_desk, entry.id, entry.version, place())
    now = waiting_list.wish(clinic.front_desk, entry.id)
    waiting_list.book(clinic.front_desk, replace(first, version=now.version), place("15:00"), new_key())
    assert stored_offers() == ["refused"]
    booking.book(clinic.front_desk, wish("14:00"))


def test_who_is_taken_off_the_list_is_offered_nothing_any_more(
    waits, waiting_list, clinic, place, stored_offers, outbox, with_email, booking, wish
):
    with_email(clinic.patients[2])
    entry = waits()
    waiting_list.offer(clinic.front_desk, entry.id, entry.version, place())
    now = waiting_list.wish(clinic.front_desk, entry.id)
    waiting_list.withdraw(clinic.front_desk, entry.id, now.version)
    assert (stored_offers(), outbox()) == (["refused"], [("waiting_list_offer", "dropped")])
    booking.book(clinic.front_desk, wish("14:00"))


def test_an_offer_for_a_service_that_is_not_wanted_any_more_is_let_go_of(
    waits, waiting_list, clinic, place, draft, stored_offers
):
    entry = waits()
    waiting_list.offer(clinic.front_desk, entry.id, entry.version, place())
    now = waiting_list.wish(clinic.front_desk, entry.id)
    noted = waiting_list.change(clinic.front_desk, entry.id, now.version, draft(note="Mornings"))
    assert stored_offers() == ["open"]
    waiting_list.change(clinic.front_desk, entry.id, noted.version, draft(service_id=clinic.check_up))
    assert stored_offers() == ["refused"]


def test_who_was_booked_otherwise_is_offered_nothing_any_more(
    waits, waiting_list, clinic, place, stored_offers, booking, wish
):
    entry = waits()
    waiting_list.offer(clinic.front_desk, entry.id, entry.version, place())
    booking.book(clinic.front_desk, wish("15:00", patient_id=entry.patient_id, waiting_entry_id=entry.id))
    assert (stored_offers(), waiting_list.wish(clinic.front_desk, entry.id).state) == (["refused"], "booked")


def test_who_has_a_later_visit_is_moved_to_the_earlier_time_and_back(
    waits, waiting_list, booking, clinic, wish, place, times
):
    later = booking.book(clinic.front_desk, wish("10:00", TUESDAY, patient_id=clinic.patients[2]))
    waits(earlier_than_id=later.id)
    waits(patient_id=clinic.patients[3], practitioner_id=clinic.doctors[0])
    first = waiting_list.candidates(clinic.front_desk, place()).candidates[0]
    booked = waiting_list.book(clinic.front_desk, first, place(), new_key())
    assert (booked.visit.id, booked.visit.period.start, booked.moved) == (later.id, local(MONDAY, "14:00"), True)
    assert [time.period.start for time in times()] == [local(TUESDAY, "10:00")]
    waiting_list.undo_book(clinic.front_desk, booked, "")
    back = waiting_list.wish(clinic.front_desk, first.number)
    assert (back.state, back.appointment_id) == (WaitingState.OPEN, later.id)


def test_a_later_visit_that_was_not_paid_in_time_keeps_nobody_from_the_earlier_one(
    waits, waiting_list, booking, clinic, wish, place, database, clock
):
    SettingsService(database, clock).change(clinic.admin, {"prepayment_required": True})
    later = booking.book(clinic.patient, wish("10:00", TUESDAY, patient_id=clinic.patients[0]))
    waits(patient_id=clinic.patients[0], earlier_than_id=later.id)
    clock.forward(minutes=15)
    first = waiting_list.candidates(clinic.front_desk, place()).candidates[0]
    booked = waiting_list.book(clinic.front_desk, first, place(), new_key())
    assert (booked.visit.period.start, booked.moved) == (local(MONDAY, "14:00"), False)
    with pytest.raises(StepNotAllowed):
        waiting_list.earlier_draft(clinic.front_desk, later.id)


def test_two_desks_that_answer_one_offer_book_it_once_and_the_other_is_told(
    waits, waiting_list, clinic, place, other_desk
):
    entry = waits()
    offer = waiting_list.offer(clinic.front_desk, entry.id, entry.version, place())
    waiting_list.accept(other_desk, offer.id, offer.version, new_key())
    with pytest.raises(StaleRecord) as refusal:
        waiting_list.refuse(clinic.front_desk, offer.id, offer.version)
    assert refusal.value.by_name == "Centre Manager"


def test_desks_that_answer_at_the_same_moment_book_once(waits, waiting_list, clinic, place, other_desk):
    entry = waits()
    offer = waiting_list.offer(clinic.front_desk, entry.id, entry.version, place())
    won, lost = [], []

    def answer(actor):
        try:
            won.append(waiting_list.accept(actor, offer.id, offer.version, new_key()))
        except Refused as refusal:
            lost.append(refusal)

    desks = [threading.Thread(target=answer, args=(actor,)) for actor in (clinic.front_desk, other_desk) * 3]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert len(won) == 1 and len(lost) == 5
    assert all(isinstance(refusal, StaleRecord | SlotTaken) for refusal in lost)


def test_desks_that_offer_one_time_to_two_people_offer_it_once(waits, waiting_list, clinic, place, other_desk):
    first, second = waits(), waits(patient_id=clinic.patients[3])
    waiting_list.offer(clinic.front_desk, first.id, first.version, place())
    with pytest.raises(SlotTaken):
        waiting_list.offer(other_desk, second.id, second.version, place())


def test_a_doctor_sees_only_their_own_free_times(waits, waiting_list, freed, clinic):
    waits()
    assert len(waiting_list.freed(clinic.doctor, clinic.kolkata).times) == 1
    assert waiting_list.freed(clinic.other_doctor, clinic.kolkata).times == ()
    with pytest.raises(NotAllowed):
        waiting_list.freed(clinic.patient, clinic.kolkata)
