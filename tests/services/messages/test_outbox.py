"""What verbs put into the outbox, and what undoing them takes out of it again."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.messages import Message
from clinic_desktop.domain.codes import MessageKind, MessageState
from clinic_desktop.domain.errors import NotFound, SlotTaken
from clinic_desktop.services.messages.outbox import drop, drop_cause, enqueue, enqueue_for_patient
from tests.builders import local
from tests.services.billing.conftest import cash
from tests.services.conftest import MONDAY, TUESDAY


def said(outbox):
    return [(message.kind, message.state) for message in outbox()]


def test_a_booking_by_telephone_is_confirmed_when_the_time_to_undo_is_over(booked, outbox, clock):
    (message,) = outbox()
    assert (message.kind, message.state, message.address) == ("confirmation", "queued", "p2@example.org")
    assert message.due_at == clock.now + timedelta(seconds=10)
    assert message.data["practitioner_name"] == "Dr Anita Menon"
    assert message.data["starts_at"] == booked.period.start.isoformat()


def test_who_is_there_already_gets_no_confirmation(booking, clinic, wish, outbox, clock):
    booking.book(clinic.front_desk, wish("11:30", check_in=True))
    assert outbox() == []


def test_a_booking_that_is_paid_at_once_brings_its_receipt(booking, clinic, wish, outbox):
    booking.book(clinic.front_desk, wish("14:00", payment=cash(50_000)))
    assert said(outbox) == [("confirmation", "queued"), ("receipt", "queued")]


def test_the_same_request_again_sends_no_second_confirmation(booking, clinic, wish, outbox):
    request = wish("14:00")
    booking.book(clinic.front_desk, request)
    booking.book(clinic.front_desk, request)
    assert said(outbox) == [("confirmation", "queued")]


def test_a_refused_booking_leaves_no_message(booking, clinic, wish, booked, outbox):
    with pytest.raises(SlotTaken):
        booking.book(clinic.front_desk, wish("14:00"))
    assert len(outbox()) == 1


def test_who_has_no_address_is_not_told_and_the_desk_can_see_it(booking, clinic, wish, outbox):
    view = booking.book(clinic.front_desk, wish("14:00", patient_id=clinic.patients[-1]))
    assert outbox() == []
    booking.cancel(clinic.front_desk, view.id, view.version, "Doctor ill")
    (message,) = outbox()
    assert (message.kind, message.state, message.problem) == ("cancellation", "dropped", "no_address")


def test_who_waits_for_approval_hears_nothing_until_it_is_decided(booking, clinic, wish, settings, outbox):
    settings.change(clinic.admin, {"approve_self_bookings": True})
    one, other = (
        booking.book(clinic.patient, wish(time, TUESDAY, patient_id=clinic.patients[0])) for time in ("09:00", "10:00")
    )
    assert outbox() == []
    booking.confirm(clinic.front_desk, one.id, one.version)
    booking.reject(clinic.front_desk, other.id, other.version, "Full")
    assert said(outbox) == [("confirmation", "queued"), ("cancellation", "queued")]


def test_a_booking_cancelled_before_its_confirmation_left_tells_nothing(booking, clinic, booked, outbox):
    booking.cancel(clinic.front_desk, booked.id, booked.version, "Wrong patient")
    assert said(outbox) == [("confirmation", "dropped")]


def test_a_cancelling_tells_what_goes_back(booking, clinic, booked, outbox, leave):
    leave()
    booking.cancel(clinic.front_desk, booked.id, booked.version, "Cannot come")
    assert said(outbox) == [("confirmation", "sent"), ("cancellation", "queued")]


def test_who_pays_first_is_confirmed_with_the_money(booking, clinic, payments, wish, settings, outbox):
    settings.change(clinic.admin, {"prepayment_required": True})
    view = booking.book(clinic.patient, wish("14:00", TUESDAY, patient_id=clinic.patients[0]))
    assert outbox() == []
    payments.take_for(clinic.front_desk, view.id, (cash(50_000),))
    assert said(outbox) == [("confirmation", "queued"), ("receipt", "queued")]


def test_what_is_leaving_at_this_moment_is_as_good_as_told(database, booking, clinic, booked, outbox):
    with database.write() as session:
        session.execute(update(Message).values(state=MessageState.SENDING))
    booking.cancel(clinic.front_desk, booked.id, booked.version, "Cannot come")
    assert said(outbox) == [("confirmation", "sending"), ("cancellation", "queued")]


def test_a_move_before_the_confirmation_left_confirms_the_new_time_only(booking, clinic, booked, outbox):
    booking.reschedule(clinic.front_desk, booked.id, booked.version, clinic.doctors[0], local(TUESDAY, "10:00"))
    assert said(outbox) == [("confirmation", "dropped"), ("confirmation", "queued")]
    assert outbox()[-1].data["starts_at"] == local(TUESDAY, "10:00").isoformat()


def test_a_move_tells_from_when_to_when(booking, clinic, booked, outbox, leave):
    leave()
    booking.reschedule(clinic.front_desk, booked.id, booked.version, clinic.doctors[0], local(TUESDAY, "10:00"))
    last = outbox()[-1]
    assert (last.kind, last.state) == ("reschedule", "queued")
    assert last.data["former_starts_at"] == local(MONDAY, "14:00").isoformat()
    assert last.data["starts_at"] == local(TUESDAY, "10:00").isoformat()


def test_a_move_undone_before_it_left_tells_nothing(booking, clinic, booked, outbox, leave):
    leave()
    moved = booking.reschedule(clinic.front_desk, booked.id, booked.version, clinic.doctors[0], local(TUESDAY, "10:00"))
    booking.undo(clinic.front_desk, moved.id, moved.version)
    assert said(outbox) == [("confirmation", "sent"), ("reschedule", "dropped")]


def test_a_move_undone_after_it_left_tells_where_the_appointment_is_now(booking, clinic, booked, outbox, leave):
    moved = booking.reschedule(clinic.front_desk, booked.id, booked.version, clinic.doctors[0], local(TUESDAY, "10:00"))
    leave()
    booking.undo(clinic.front_desk, moved.id, moved.version)
    last = outbox()[-1]
    assert (last.kind, last.state) == ("reschedule", "queued")
    assert last.data["starts_at"] == local(MONDAY, "14:00").isoformat()
    assert last.data["former_starts_at"] == local(TUESDAY, "10:00").isoformat()


def test_a_cancelling_undone_before_it_left_tells_nothing(booking, clinic, booked, outbox, leave):
    leave()
    gone = booking.cancel(clinic.front_desk, booked.id, booked.version, "Mistake")
    booking.undo(clinic.front_desk, gone.id, gone.version)
    assert said(outbox) == [("confirmation", "sent"), ("cancellation", "dropped")]


def test_a_cancelling_undone_after_it_left_confirms_again(booking, clinic, booked, outbox, leave):
    leave()
    gone = booking.cancel(clinic.front_desk, booked.id, booked.version, "Mistake")
    leave()
    booking.undo(clinic.front_desk, gone.id, gone.version)
    assert said(outbox)[-1] == ("confirmation", "queued")


def test_a_booking_from_before_there_were_messages_is_known_to_its_patient(
    database, booking, clinic, wish, outbox, clock
):
    view = booking.book(clinic.front_desk, wish("14:00", patient_id=clinic.patients[-1]))
    with database.write() as session:
        session.get(Appointment, view.id).patient_id = clinic.patients[0]
    moved = booking.reschedule(clinic.front_desk, view.id, view.version, clinic.doctors[0], local(TUESDAY, "10:00"))
    assert said(outbox) == [("reschedule", "queued")]
    booking.undo(clinic.front_desk, moved.id, moved.version)
    assert said(outbox) == [("reschedule", "dropped")]


def test_two_moves_before_the_first_left_send_one_message_from_the_time_that_was_known(
    booking, clinic, booked, outbox, leave
):
    leave()
    doctor = clinic.doctors[0]
    moved = booking.reschedule(clinic.front_desk, booked.id, booked.version, doctor, local(TUESDAY, "10:00"))
    booking.reschedule(clinic.front_desk, moved.id, moved.version, doctor, local(TUESDAY, "15:00"))
    assert [message.state for message in outbox()] == ["sent", "dropped", "queued"]
    assert outbox()[-1].data["former_starts_at"] == local(MONDAY, "14:00").isoformat()


def test_one_cause_has_one_message(database, clinic, booked, outbox, clock):
    def late():
        with database.write() as session:
            return enqueue(
                session, clinic.front_desk, MessageKind.RUNNING_LATE, booked.id, clock.now,
                cause="running_late:1", facts={"minutes": 20},
            )  # fmt: skip

    assert late() is not None
    assert late() is None
    assert [message.data.get("minutes") for message in outbox()] == [None, 20]


def test_an_offer_needs_no_appointment(database, clinic, outbox, clock):
    with database.write() as session:
        enqueue_for_patient(
            session, clinic.front_desk, MessageKind.WAITING_LIST_OFFER, clinic.patients[0], clinic.kolkata, clock.now,
            cause="waiting_list_offer:7",
        )  # fmt: skip
    assert outbox()[0].data["location_name"] == "Park Street"
    with database.write() as session:
        assert drop_cause(session, clinic.front_desk, "waiting_list_offer:7", clock.now)
        assert not drop_cause(session, clinic.front_desk, "waiting_list_offer:7", clock.now)
    assert said(outbox) == [("waiting_list_offer", "dropped")]


def test_what_has_left_cannot_be_taken_back(database, clinic, booked, outbox, leave, clock):
    leave()
    with database.write() as session:
        assert drop(session, clinic.front_desk, booked.id, clock.now) == 0
    assert said(outbox) == [("confirmation", "sent")]


def test_nobody_is_told_of_an_appointment_that_is_not_there(database, clinic, clock):
    with database.write() as session, pytest.raises(NotFound):
        enqueue(session, clinic.front_desk, MessageKind.RUNNING_LATE, 999, clock.now, cause="x")


def test_a_patient_hears_of_a_start_and_not_of_an_end(booking, clinic, booked, outbox, leave):
    longer = booking.change_length(clinic.front_desk, booked.id, booked.version, 45)
    first, second = outbox()
    assert (first.state, second.kind, second.state) == ("dropped", "confirmation", "queued")
    assert second.data["ends_at"] == longer.period.end.isoformat()
    leave()
    booking.change_length(clinic.front_desk, booked.id, longer.version, 30)
    assert len(outbox()) == 2
