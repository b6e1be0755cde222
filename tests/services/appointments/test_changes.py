"""Moving, cancelling, and taking back."""

import pytest
from sqlalchemy import func, select

from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.ledger import LedgerEntry
from clinic_desktop.db.models.payments import Refund
from clinic_desktop.domain.codes import AppointmentState, LedgerAccount, PaymentMethod
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound, SlotTaken, StaleRecord, StepNotAllowed
from clinic_desktop.domain.money import Money
from clinic_desktop.services.appointments.values import RefundChoice
from clinic_desktop.services.billing.desk import DeskPayment
from tests.builders import local, new_key
from tests.services.conftest import MONDAY, TUESDAY

S = AppointmentState


@pytest.fixture
def paid(clinic, booking, wish):
    """A paid appointment tomorrow at 14:00, more than a day from now."""
    return booking.book(
        clinic.front_desk,
        wish("14:00", TUESDAY, payment=DeskPayment(PaymentMethod.CARD, 50_000, None, "T1", new_key())),
    )


def test_a_move_keeps_identity_payment_and_history(clinic, booking, days, paid):
    moved = booking.reschedule(
        clinic.front_desk, paid.id, paid.version, clinic.doctors[2], local(TUESDAY, "16:00"), "Doctor is away"
    )
    assert moved.id == paid.id
    assert moved.practitioner_name == "Dr Jonas Weber"
    assert moved.period.start == local(TUESDAY, "16:00")
    assert (moved.amount, moved.due) == (Money(50_000, "INR"), Money(0, "INR"))
    history = days.appointment(clinic.front_desk, paid.id).history
    assert [row.action for row in history] == ["book", "reschedule", "pay"]
    assert history[1].reason == "Doctor is away"
    assert history[1].detail["practitioner_name"] == ["Dr Anita Menon", "Dr Jonas Weber"]


def test_what_a_moved_visit_brings_is_the_new_doctors(database, clinic, booking, visits, clock, paid):
    moved = booking.reschedule(clinic.front_desk, paid.id, paid.version, clinic.doctors[1], local(TUESDAY, "16:00"))
    clock.now = local(TUESDAY, "16:00")
    visits.complete(clinic.other_doctor, paid.id, moved.version)
    with database.read() as session:
        payable = select(LedgerEntry.practitioner_id).where(LedgerEntry.credit == LedgerAccount.DOCTOR_PAYABLE)
        assert session.execute(payable).scalars().all() == [clinic.doctors[1]]
        assert session.execute(select(Invoice.practitioner_id)).scalar_one() == clinic.doctors[1]


def test_a_move_that_is_taken_back_takes_the_invoice_back(database, clinic, booking, paid):
    moved = booking.reschedule(clinic.front_desk, paid.id, paid.version, clinic.doctors[2], local(TUESDAY, "16:00"))
    booking.undo(clinic.front_desk, paid.id, moved.version)
    with database.read() as session:
        assert session.execute(select(Invoice.practitioner_id)).scalar_one() == clinic.doctors[0]


def test_who_waits_does_not_move_to_another_day(clinic, booking, visits, booked):
    arrived = visits.check_in(clinic.front_desk, booked.id, 1).appointment
    with pytest.raises(StepNotAllowed):
        booking.reschedule(clinic.front_desk, booked.id, arrived.version, clinic.doctors[0], local(TUESDAY, "15:00"))


def test_patients_do_not_move_what_has_begun(clinic, booking, wish, clock):
    own = booking.book(clinic.front_desk, wish("14:00", patient_id=clinic.patients[0]))
    clock.now = local(MONDAY, "14:00")
    with pytest.raises(StepNotAllowed):
        booking.reschedule(clinic.patient, own.id, own.version, clinic.doctors[0], local(TUESDAY, "15:00"))


def test_an_appointment_may_overlap_its_own_former_time(clinic, booking, booked):
    moved = booking.reschedule(clinic.front_desk, booked.id, 1, clinic.doctors[0], local(MONDAY, "14:15"))
    assert moved.period.start == local(MONDAY, "14:15")


def test_a_move_to_a_taken_time_changes_nothing(clinic, booking, days, wish, booked):
    booking.book(clinic.front_desk, wish("15:00", patient_id=clinic.patients[2]))
    with pytest.raises(SlotTaken) as refusal:
        booking.reschedule(clinic.front_desk, booked.id, 1, clinic.doctors[0], local(MONDAY, "15:15"))
    assert refusal.value.nearest
    card = days.appointment(clinic.front_desk, booked.id).card
    assert (card.version, card.period) == (1, booked.period)


def test_a_move_needs_rights_at_both_ends(clinic, booking, booked):
    with pytest.raises(NotAllowed):
        booking.reschedule(clinic.doctor, booked.id, 1, clinic.doctors[1], local(MONDAY, "15:00"))
    with pytest.raises(NotAllowed):
        booking.reschedule(
            clinic.front_desk, booked.id, 1, clinic.doctors[1], local(MONDAY, "15:00"), location_id=clinic.berlin
        )
    with pytest.raises(NotFound):
        booking.reschedule(clinic.admin, 999, 1, clinic.doctors[1], local(MONDAY, "15:00"))


def test_who_may_not_squeeze_in_moves_nobody_over_another(clinic, booking, wish, booked):
    other = booking.book(clinic.front_desk, wish("15:00"))
    move = (other.id, other.version, clinic.doctors[0], booked.period.start)
    with pytest.raises(NotAllowed):
        booking.reschedule(clinic.coordinator, *move, squeeze_in_reason="In pain")
    assert booking.reschedule(clinic.front_desk, *move, squeeze_in_reason="In pain").squeezed_in


def test_what_is_over_does_not_move(clinic, booking, booked):
    gone = booking.cancel(clinic.front_desk, booked.id, 1, "Ill")
    with pytest.raises(StepNotAllowed):
        booking.reschedule(clinic.front_desk, gone.id, gone.version, clinic.doctors[0], local(MONDAY, "15:00"))


def test_who_waits_can_be_given_to_another_doctor(clinic, booking, visits, days, booked):
    arrived = visits.check_in(clinic.front_desk, booked.id, 1).appointment
    booking.reschedule(clinic.front_desk, booked.id, arrived.version, clinic.doctors[2], local(MONDAY, "15:00"))
    assert not days.practitioner_queue(clinic.front_desk, clinic.doctors[0])
    assert days.practitioner_queue(clinic.front_desk, clinic.doctors[2])[0].token == "A-001"


@pytest.mark.parametrize(
    ("hours_later", "percent", "by_clinic"),
    [(0, 100, None), (26, 50, None), (3, 100, None), (4, 50, None), (29, 0, None), (29, 100, True)],
)
def test_the_policy_says_what_goes_back(clinic, booking, paid, clock, hours_later, percent, by_clinic):
    """The appointment is 27 hours from now."""
    clock.forward(hours=hours_later)
    preview = booking.refund_preview(clinic.centre_manager, paid.id, by_clinic=by_clinic)
    assert (preview.percent, preview.refund.minor) == (percent, 500 * percent)
    assert not preview.may_set_any
    booking.cancel(clinic.centre_manager, paid.id, paid.version, "Ill", by_clinic=by_clinic)


def test_cancelling_owes_the_refund_and_frees_the_time(database, clinic, booking, wish, paid):
    gone = booking.cancel(clinic.front_desk, paid.id, paid.version, "Ill")
    assert gone.state is S.CANCELLED
    with database.read() as session:
        assert session.execute(select(Refund.amount_minor, Refund.state)).one() == (50_000, "owed")
        assert session.execute(select(Invoice.refunded_minor)).scalar_one() == 50_000
    booking.book(clinic.front_desk, wish("14:00", TUESDAY))


def test_what_was_paid_of_a_wish_that_is_turned_down_goes_back_in_full(
    clinic, booking, payments, settings, wish, clock
):
    settings.change(clinic.admin, {"approve_self_bookings": True})
    mine = booking.book(clinic.patient, wish("14:00", TUESDAY, patient_id=clinic.patients[0]))
    payment = DeskPayment(PaymentMethod.CARD, 20_000, None, "T1", new_key())
    payments.take_for(clinic.front_desk, mine.id, (payment,))
    clock.forward(hours=20)
    booking.reject(clinic.front_desk, mine.id, mine.version, "Full")
    assert [owed.amount.minor for owed in payments.refunds_owed(clinic.front_desk)] == [20_000]


def test_only_an_admin_sets_another_refund(database, clinic, booking, paid):
    with pytest.raises(NotAllowed):
        booking.cancel(clinic.front_desk, paid.id, paid.version, "Ill", RefundChoice(percent=10))
    wrong = {
        "required": (RefundChoice(), RefundChoice(10, 10)),
        "out_of_bounds": (RefundChoice(percent=-1), RefundChoice(percent=101)),
        "more_than_paid": (RefundChoice(amount_minor=-1), RefundChoice(amount_minor=60_000)),
    }
    for problem, choices in wrong.items():
        for choice in choices:
            with pytest.raises(Invalid) as refusal:
                booking.cancel(clinic.admin, paid.id, paid.version, "Ill", choice)
            assert refusal.value.problems == {"refund": problem}
    booking.cancel(clinic.admin, paid.id, paid.version, "Ill", RefundChoice(amount_minor=12_345))
    with database.read() as session:
        assert session.execute(select(Refund.amount_minor)).scalar_one() == 12_345


def test_a_cancelling_needs_a_reason(clinic, booking, booked):
    for reason in ("", "   "):
        with pytest.raises(Invalid):
            booking.cancel(clinic.front_desk, booked.id, 1, reason)


def test_patients_cancel_and_move_their_own_only(clinic, booking, wish, booked):
    with pytest.raises(NotAllowed):
        booking.cancel(clinic.patient, booked.id, 1, "Ill")
    mine = booking.book(clinic.patient, wish("09:00", TUESDAY, patient_id=clinic.patients[0]))
    # It is not for them to say that it was the clinic's wish.
    assert booking.refund_preview(clinic.patient, mine.id, by_clinic=True).percent == 50
    moved = booking.reschedule(clinic.patient, mine.id, mine.version, clinic.doctors[0], local(TUESDAY, "10:00"))
    with pytest.raises(SlotTaken):
        booking.reschedule(clinic.patient, mine.id, moved.version, clinic.doctors[0], local(MONDAY, "11:30"))
    assert booking.cancel(clinic.patient, mine.id, moved.version, "Ill").state is S.CANCELLED


def test_every_undoable_step_is_taken_back(clinic, booking, visits, days, clock, booked):
    clock.now = booked.period.start
    cancelled = booking.cancel(clinic.front_desk, booked.id, 1, "Ill")
    back = booking.undo(clinic.front_desk, booked.id, cancelled.version)
    assert back.state is S.CONFIRMED
    assert days.appointment(clinic.front_desk, booked.id).end_reason == ""
    absent = visits.no_show(clinic.front_desk, booked.id, back.version)
    back = booking.undo(clinic.front_desk, booked.id, absent.version)
    assert back.state is S.CONFIRMED
    arrived = visits.check_in(clinic.front_desk, booked.id, back.version)
    assert arrived.token == "A-001"
    back = booking.undo(clinic.front_desk, booked.id, arrived.appointment.version)
    assert (back.state, back.token) == (S.CONFIRMED, "")
    again = visits.check_in(clinic.front_desk, booked.id, back.version)
    assert again.token == "A-001"
    started = visits.start(clinic.doctor, booked.id, again.appointment.version)
    back = booking.undo(clinic.doctor, booked.id, started.version)
    assert back.state is S.CHECKED_IN
    assert [entry.token for entry in days.practitioner_queue(clinic.doctor, clinic.doctors[0])] == ["A-001"]
    done = visits.complete(clinic.doctor, booked.id, back.version)
    back = booking.undo(clinic.doctor, booked.id, done.version)
    assert back.state is S.CHECKED_IN


def test_steps_come_off_one_by_one_from_the_top(clinic, booking, visits, clock, booked):
    arrived = visits.check_in(clinic.doctor, booked.id, 1).appointment
    called = visits.call_in(clinic.doctor, booked.id, arrived.version)
    started = visits.start(clinic.doctor, booked.id, called.version)
    back = booking.undo(clinic.doctor, booked.id, started.version)
    back = booking.undo(clinic.doctor, booked.id, back.version)
    assert back.state is S.CONFIRMED
    with pytest.raises(StepNotAllowed):
        booking.undo(clinic.doctor, booked.id, back.version)


def test_a_move_is_taken_back_while_the_old_time_is_free(clinic, booking, wish, booked):
    moved = booking.reschedule(clinic.front_desk, booked.id, 1, clinic.doctors[2], local(MONDAY, "16:00"))
    back = booking.undo(clinic.front_desk, booked.id, moved.version)
    assert (back.practitioner_id, back.period) == (clinic.doctors[0], booked.period)
    assert back.practitioner_name == "Dr Anita Menon"

    moved = booking.reschedule(clinic.front_desk, booked.id, back.version, clinic.doctors[2], local(MONDAY, "16:00"))
    booking.book(clinic.front_desk, wish("14:00"))
    with pytest.raises(SlotTaken) as refusal:
        booking.undo(clinic.front_desk, booked.id, moved.version)
    assert refusal.value.by_name == "Front Desk"


def test_a_cancelling_is_not_taken_back_over_somebody_else(clinic, booking, wish, booked):
    gone = booking.cancel(clinic.front_desk, booked.id, 1, "Ill")
    booking.book(clinic.front_desk, wish("14:00", patient_id=clinic.patients[2]))
    with pytest.raises(SlotTaken):
        booking.undo(clinic.front_desk, booked.id, gone.version)


def test_a_place_in_a_group_is_taken_back_while_one_is_left(clinic, booking, wish):
    group = [
        booking.book(clinic.front_desk, wish("14:00", service_id=clinic.yoga, patient_id=patient))
        for patient in clinic.patients[:3]
    ]
    gone = booking.cancel(clinic.front_desk, group[0].id, 1, "Ill")
    back = booking.undo(clinic.front_desk, gone.id, gone.version)
    assert back.state is S.CONFIRMED
    gone = booking.cancel(clinic.front_desk, back.id, back.version, "Ill")
    booking.book(clinic.front_desk, wish("14:00", service_id=clinic.yoga, patient_id=clinic.patients[3]))
    with pytest.raises(SlotTaken):
        booking.undo(clinic.front_desk, gone.id, gone.version)


def test_a_squeeze_in_does_not_keep_the_first_from_coming_back(clinic, booking, wish, booked):
    booking.book(clinic.front_desk, wish("14:00", patient_id=clinic.patients[2], squeeze_in_reason="Fever"))
    gone = booking.cancel(clinic.front_desk, booked.id, 1, "Wrong patient")
    assert booking.undo(clinic.front_desk, gone.id, gone.version).state is S.CONFIRMED


def test_nobody_comes_back_onto_who_was_squeezed_in_while_they_were_away(clinic, booking, wish):
    booking.book(clinic.front_desk, wish("14:00", service_id=clinic.check_up))
    first = booking.book(clinic.front_desk, wish("14:30", patient_id=clinic.patients[2]))
    gone = booking.cancel(clinic.front_desk, first.id, 1, "Ill")
    booking.book(clinic.front_desk, wish("14:20", patient_id=clinic.patients[3], squeeze_in_reason="In pain"))
    with pytest.raises(SlotTaken) as refused:
        booking.undo(clinic.front_desk, first.id, gone.version)
    assert refused.value.reason == "taken"


def test_patients_who_take_a_step_back_are_not_told_who_has_the_time(clinic, booking, wish):
    own = booking.book(clinic.patient, wish("14:00", TUESDAY, patient_id=clinic.patients[0]))
    gone = booking.cancel(clinic.patient, own.id, own.version, "Ill")
    booking.book(clinic.front_desk, wish("14:00", TUESDAY))
    with pytest.raises(SlotTaken) as refusal:
        booking.undo(clinic.patient, gone.id, gone.version)
    assert (refusal.value.by_name, refusal.value.taken_at) == (None, None)


def test_the_undo_window(clinic, booking, days, clock, booked):
    gone = booking.cancel(clinic.front_desk, booked.id, 1, "Ill")
    assert days.appointment(clinic.front_desk, booked.id).undo_until is not None
    assert not days.appointment(clinic.coordinator, booked.id).may_undo
    with pytest.raises(NotAllowed):
        booking.undo(clinic.coordinator, booked.id, gone.version)
    with pytest.raises(NotAllowed):
        booking.undo(clinic.manager, booked.id, gone.version, "Sorry")
    clock.forward(minutes=10)
    back = booking.undo(clinic.front_desk, booked.id, gone.version)
    gone = booking.cancel(clinic.front_desk, booked.id, back.version, "Ill")
    clock.forward(minutes=11)
    with pytest.raises(NotAllowed):
        booking.undo(clinic.front_desk, booked.id, gone.version, "Sorry")
    detail = days.appointment(clinic.admin, booked.id)
    assert (detail.may_undo, detail.undo_until) == (True, None)
    with pytest.raises(Invalid):
        booking.undo(clinic.admin, booked.id, gone.version)
    assert booking.undo(clinic.admin, booked.id, gone.version, "Wrong patient").state is S.CONFIRMED


def test_an_admin_takes_back_what_somebody_else_has_just_done_without_a_reason(clinic, booking, days, clock, booked):
    gone = booking.cancel(clinic.front_desk, booked.id, 1, "Ill")
    clock.forward(minutes=10)
    detail = days.appointment(clinic.admin, booked.id)
    assert (detail.may_undo, detail.undo_until) == (True, clock.now)
    assert booking.undo(clinic.admin, booked.id, gone.version).state is S.CONFIRMED


@pytest.mark.parametrize("change", ["cancel", "reschedule"])
def test_what_was_booked_meanwhile_keeps_its_pause_from_the_former_time(clinic, booking, wish, change):
    held = booking.book(clinic.front_desk, wish("14:00", service_id=clinic.check_up))
    if change == "cancel":
        held = booking.cancel(clinic.front_desk, held.id, 1, "Ill")
    else:
        held = booking.reschedule(clinic.front_desk, held.id, 1, clinic.doctors[0], local(MONDAY, "16:00"))
    next_one = booking.book(clinic.coordinator, wish("14:15"))
    with pytest.raises(SlotTaken) as refused:
        booking.undo(clinic.front_desk, held.id, 2)
    assert (refused.value.reason, refused.value.by_name) == ("buffer_after", "Coordinator")
    booking.reschedule(clinic.front_desk, next_one.id, 1, clinic.doctors[0], local(MONDAY, "14:30"))
    assert booking.undo(clinic.front_desk, held.id, 2).period.start == local(MONDAY, "14:00")


def test_a_stale_move_and_a_stale_undo_are_refused(database, clinic, booking, booked):
    moved = booking.reschedule(clinic.centre_manager, booked.id, 1, clinic.doctors[0], local(MONDAY, "16:00"))
    with pytest.raises(StaleRecord) as refusal:
        booking.reschedule(clinic.front_desk, booked.id, 1, clinic.doctors[0], local(MONDAY, "15:00"))
    assert refusal.value.changes == {"starts_at": local(MONDAY, "16:00")}
    assert refusal.value.by_name == "Centre Manager"
    with pytest.raises(StaleRecord):
        booking.undo(clinic.centre_manager, booked.id, moved.version - 1)
    with database.read() as session:
        assert session.execute(select(func.count()).select_from(AppointmentChange)).scalar_one() == 2
