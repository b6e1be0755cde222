"""Large refunds wait for a second person; what is owed is handed back with its reference, or taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from clinic_desktop.db import shared_time
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.models.messages import Message
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.payments import Refund
from clinic_desktop.domain.codes import (
    MessageKind,
    MessageState,
    PaymentMethod,
    PaymentState,
    RefundCause,
    RefundState,
)
from clinic_desktop.domain.errors import Invalid, NotAllowed, StaleRecord
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import utc_now
from clinic_desktop.services.appointments.values import RefundChoice
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.billing.refund_listing import RefundFilters, RefundGroup
from clinic_desktop.services.billing.refund_service import RefundService
from clinic_desktop.services.billing.refunds import RefundWish
from clinic_desktop.services.checkout.accounts import GatewayAccounts
from clinic_desktop.services.patients.service import PatientService
from tests.builders import new_key
from tests.services.billing.conftest import card, cash, upi


@pytest.fixture
def refunds(database, clock) -> RefundService:
    return RefundService(database, clock, GatewayAccounts(database, {}, clock))


@pytest.fixture
def limited(clinic, settings):
    """Refunds above 200 rupees of a payment need a second person."""
    settings.change(clinic.admin, {"refund_approval_minor": 20_000})


@pytest.fixture
def paid(clinic, payments, booked):
    """Takes 500 rupees for a visit, and gives the payment's number."""

    def pay(payment) -> int:
        return payments.take_for(clinic.front_desk, booked().id, (payment,)).payment_ids[0]

    return pay


def wish(payment_id: int, amount: int, **changes) -> RefundWish:
    return RefundWish(payment_id, amount, "Long wait", new_key(), **changes)


def test_a_second_person_approves_and_only_then_money_moves(limited, clinic, payments, refunds, paid, held):
    payment = paid(card(50_000))
    before = held()
    asked = refunds.ask(clinic.centre_manager, wish(payment, 30_000))
    assert (asked.state, held()) == (RefundState.REQUESTED, before)
    with pytest.raises(Invalid) as refusal:
        refunds.approve(clinic.centre_manager, asked.id, asked.version)
    assert refusal.value.problems == {"approve": "asked_yourself"}
    approved = refunds.approve(clinic.manager, asked.id, asked.version)
    assert (approved.state, approved.credit_note_number) == (RefundState.OWED, "C-2026-00001")
    assert (approved.made_by, approved.decided_by) == (clinic.centre_manager.name, clinic.manager.name)
    assert held()["refunds"] == -30_000
    with pytest.raises(StaleRecord):
        refunds.approve(clinic.admin, asked.id, asked.version)
    # What a second person approved is not what the first gave back alone.
    assert refunds.terms(clinic.centre_manager, payment).alone == Money(20_000, "INR")


def test_an_admin_who_may_set_any_refund_needs_a_second_person_too(limited, clinic, refunds, paid):
    asked = refunds.ask(clinic.admin, wish(paid(card(50_000)), 30_000))
    with pytest.raises(Invalid):
        refunds.approve(clinic.admin, asked.id, asked.version)
    with pytest.raises(Invalid):
        refunds.reject(clinic.admin, asked.id, asked.version, "No")


def test_the_desk_and_the_doctor_approve_nothing(limited, clinic, refunds, paid):
    asked = refunds.ask(clinic.manager, wish(paid(card(50_000)), 30_000))
    for actor in (clinic.front_desk, clinic.doctor, clinic.patient, clinic.coordinator):
        with pytest.raises(NotAllowed):
            refunds.approve(actor, asked.id, asked.version)
        with pytest.raises(NotAllowed):
            refunds.reject(actor, asked.id, asked.version, "No")


def test_what_is_rejected_gives_its_reason_and_frees_the_money(limited, clinic, refunds, paid, held):
    payment = paid(card(50_000))
    before = held()
    asked = refunds.ask(clinic.manager, wish(payment, 30_000))
    with pytest.raises(Invalid) as refusal:
        refunds.reject(clinic.admin, asked.id, asked.version, " ")
    assert refusal.value.problems == {"reason": "required"}
    rejected = refunds.reject(clinic.admin, asked.id, asked.version, "The visit took place")
    assert (rejected.state, rejected.decision_reason) == (RefundState.REJECTED, "The visit took place")
    assert held() == before
    assert refunds.terms(clinic.manager, payment).left == Money(50_000, "INR")


def test_the_one_who_asked_takes_it_back(limited, clinic, refunds, paid):
    asked = refunds.ask(clinic.manager, wish(paid(card(50_000)), 30_000))
    ended = refunds.take_back(clinic.manager, asked.id, asked.version, "Wrong visit")
    assert (ended.state, ended.problem) == (RefundState.REJECTED, "taken_back")


def test_terms_say_who_approves_from_which_amount_on(limited, clinic, refunds, paid):
    payment = paid(card(50_000))
    terms = refunds.terms(clinic.centre_manager, payment)
    assert (terms.alone, terms.left, terms.ways) == (Money(20_000, "INR"), Money(50_000, "INR"), (PaymentMethod.CARD,))
    assert clinic.manager.name in terms.approvers and clinic.centre_manager.name not in terms.approvers
    refunds.ask(clinic.centre_manager, wish(payment, 15_000))
    assert refunds.terms(clinic.centre_manager, payment).alone == Money(5_000, "INR")


def test_taking_back_what_lowered_the_price_puts_the_price_back(clinic, settings, payments, refunds, booked, held):
    settings.change(clinic.admin, {"tax_percent": 18, "tax_inclusive": False})
    done = payments.take_for(clinic.front_desk, booked().id, (card(59_000),))
    before = held()
    asked = refunds.ask(clinic.manager, wish(done.payment_ids[0], 10_000))
    assert payments.invoice(clinic.manager, done.invoice.appointment_id).total == Money(49_000, "INR")
    refunds.take_back(clinic.manager, asked.id, asked.version, "Wrong visit")
    invoice = payments.invoice(clinic.manager, done.invoice.appointment_id)
    assert (invoice.total, invoice.tax, invoice.due) == (Money(59_000, "INR"), Money(9_000, "INR"), Money(0, "INR"))
    assert held() == before


def test_the_patient_hears_of_a_refund_that_is_approved_and_of_none_that_is_taken_back(
    limited, clinic, refunds, paid, database
):
    with database.write() as session:
        session.execute(update(Patient).values(email="patient@example.org"))
        session.execute(update(Message).values(state=MessageState.SENT))

    def told() -> list[str]:
        with database.read() as session:
            return list(session.scalars(select(Message.state).where(Message.kind == MessageKind.REFUND)))

    asked = refunds.ask(clinic.centre_manager, wish(paid(card(50_000)), 30_000))
    assert told() == []
    approved = refunds.approve(clinic.manager, asked.id, asked.version)
    assert told() == [MessageState.QUEUED]
    refunds.take_back(clinic.manager, approved.id, approved.version, "Wrong visit")
    assert told() == [MessageState.DROPPED]


def test_what_a_gateway_may_have_sent_cannot_be_taken_back(clinic, refunds, paid, database):
    owed = refunds.ask(clinic.manager, wish(paid(card(50_000)), 10_000))
    with database.write() as session:
        session.execute(update(Refund).values(sent_at=Refund.created_at))
    with pytest.raises(Invalid) as refusal:
        refunds.take_back(clinic.manager, owed.id, owed.version, "Wrong visit")
    assert refusal.value.problems == {"refund": "goes_by_gateway"}


def test_what_was_handed_over_cannot_be_taken_back(clinic, refunds, paid):
    done = refunds.ask(clinic.manager, wish(paid(cash(50_000)), 10_000))
    assert done.state is RefundState.DONE
    with pytest.raises(StaleRecord):
        refunds.take_back(clinic.manager, done.id, done.version, "Wrong visit")


def test_repeating_a_wish_gives_back_once(clinic, refunds, paid, held):
    once = wish(paid(card(50_000)), 10_000)
    assert refunds.ask(clinic.manager, once).id == refunds.ask(clinic.manager, once).id
    with pytest.raises(Invalid) as refusal:
        refunds.ask(clinic.manager, replace(once, amount_minor=5_000))
    assert refusal.value.problems == {"key": "taken"}
    assert held()["refunds"] == -10_000


def test_cash_can_be_handed_over_later_and_comes_from_the_drawer_then(clinic, refunds, paid, held):
    asked = refunds.ask(clinic.manager, wish(paid(cash(50_000)), 10_000, later=True))
    assert (asked.state, held()["cash_drawer"]) == (RefundState.OWED, 50_000)
    refunds.confirm(clinic.front_desk, asked.id, asked.version)
    assert held()["cash_drawer"] == 40_000


@pytest.mark.parametrize("payment", [card(50_000), upi(50_000)])
def test_all_but_cash_needs_its_reference(clinic, refunds, paid, payment):
    asked = refunds.ask(clinic.manager, wish(paid(payment), 10_000))
    with pytest.raises(Invalid) as refusal:
        refunds.confirm(clinic.front_desk, asked.id, asked.version, "  ")
    assert refusal.value.problems == {"reference": "required"}
    assert refunds.confirm(clinic.front_desk, asked.id, asked.version, "RRN 4711").reference == "RRN 4711"


def test_a_card_is_refunded_by_its_terminal_only_until_that_fails(clinic, refunds, paid, held):
    payment = paid(card(50_000))
    with pytest.raises(Invalid) as refusal:
        refunds.ask(clinic.manager, wish(payment, 10_000, way=PaymentMethod.CASH))
    assert refusal.value.problems == {"way": "not_that_way"}
    asked = refunds.ask(clinic.manager, wish(payment, 10_000))
    with pytest.raises(NotAllowed):
        refunds.go_another_way(clinic.front_desk, asked.id, asked.version, PaymentMethod.CASH, "Card expired")
    other = refunds.go_another_way(clinic.manager, asked.id, asked.version, PaymentMethod.CASH, "Card expired")
    refunds.confirm(clinic.front_desk, other.id, other.version)
    assert (held()["cash_drawer"], held()["card_clearing"]) == (-10_000, 50_000)


def test_cash_goes_back_by_the_bank_if_the_patient_likes(clinic, refunds, paid, held):
    asked = refunds.ask(clinic.manager, wish(paid(cash(50_000)), 10_000, way=PaymentMethod.BANK_TRANSFER))
    assert (asked.state, asked.method) == (RefundState.OWED, PaymentMethod.BANK_TRANSFER)
    refunds.confirm(clinic.front_desk, asked.id, asked.version, "UTR 1")
    assert (held()["cash_drawer"], held()["bank_clearing"]) == (50_000, -10_000)


def test_an_amount_set_by_hand_on_cancelling_waits_above_the_limit(limited, clinic, booking, payments, refunds, booked):
    appointment = booked()
    payments.take_for(clinic.front_desk, appointment.id, (cash(30_000), card(20_000)))
    booking.cancel(clinic.admin, appointment.id, appointment.version, "Complaint", RefundChoice(percent=80))
    waiting = refunds.listing(clinic.manager, RefundFilters(groups=(RefundGroup.TO_APPROVE,)))
    assert [(row.amount.minor, row.method.value) for row in waiting.rows] == [(20_000, "cash"), (20_000, "card")]
    assert refunds.waiting(clinic.manager).to_approve == 2 and refunds.waiting(clinic.admin).to_approve == 0
    row = waiting.rows[0]
    assert refunds.approve(clinic.manager, row.id, row.version).state is RefundState.OWED


def test_an_amount_set_by_hand_on_cancelling_counts_what_was_given_back_alone_before(
    limited, clinic, booking, payments, refunds, booked
):
    appointment = booked()
    payment = payments.take_for(clinic.front_desk, appointment.id, (card(50_000),)).payment_ids[0]
    assert booking.refund_preview(clinic.admin, appointment.id).approval_above.minor == 20_000
    refunds.ask(clinic.admin, wish(payment, 15_000))
    assert booking.refund_preview(clinic.admin, appointment.id).approval_above.minor == 5_000
    booking.cancel(clinic.admin, appointment.id, appointment.version, "Complaint", RefundChoice(amount_minor=5_001))
    waiting = refunds.listing(clinic.manager, RefundFilters(groups=(RefundGroup.TO_APPROVE,)))
    assert [row.amount.minor for row in waiting.rows] == [5_001]


def test_a_payment_of_which_nothing_is_left_alone_ends_what_cancelling_gives_back_alone(
    limited, clinic, booking, payments, refunds, booked
):
    appointment = booked()
    ids = payments.take_for(clinic.front_desk, appointment.id, (card(40_000), cash(10_000))).payment_ids
    refunds.ask(clinic.admin, wish(ids[0], 20_000))
    assert booking.refund_preview(clinic.admin, appointment.id).approval_above.minor == 10_000
    booking.cancel(clinic.admin, appointment.id, appointment.version, "Complaint", RefundChoice(amount_minor=10_000))
    assert refunds.waiting(clinic.manager).to_approve == 0


def test_what_the_policy_pays_back_needs_no_approval(limited, clinic, booking, payments, refunds, booked):
    appointment = booked()
    payments.take_for(clinic.front_desk, appointment.id, (card(50_000),))
    booking.cancel(clinic.front_desk, appointment.id, appointment.version, "Travelling")
    row = refunds.listing(clinic.manager).rows[0]
    assert (row.state, row.cause, row.amount.minor) == (RefundState.OWED, RefundCause.POLICY, 25_000)
    with pytest.raises(NotAllowed):
        refunds.take_back(clinic.manager, row.id, row.version, "Keep it")
    refunds.take_back(clinic.admin, row.id, row.version, "Agreed with the patient")


def test_undoing_a_cancelling_takes_its_request_back_and_no_other(
    limited, clinic, clock, booking, payments, refunds, booked, held
):
    appointment = booked()
    taken = payments.take_for(clinic.front_desk, appointment.id, (card(24_000), card(26_000)))
    earlier = refunds.ask(clinic.centre_manager, wish(taken.payment_ids[1], 26_000))
    clock.forward(minutes=1)
    before = held()
    choice = RefundChoice(amount_minor=24_000)
    over = booking.cancel(clinic.admin, appointment.id, appointment.version, "Complaint", choice)
    booking.undo(clinic.admin, appointment.id, over.version)
    states = {row.id: row.state for row in refunds.listing(clinic.manager).rows}
    assert states.pop(earlier.id) is RefundState.REQUESTED
    assert list(states.values()) == [RefundState.REJECTED]
    assert held() == before and refunds.waiting(clinic.manager).to_approve == 1


def test_credit_notes_have_no_gaps_also_when_refunds_are_refused(clinic, payments, refunds, booked, database):
    for time in ("14:00", "14:30", "15:00"):
        payment = payments.take_for(clinic.front_desk, booked(time).id, (card(50_000),)).payment_ids[0]
        refunds.ask(clinic.manager, wish(payment, 10_000))
        with pytest.raises(Invalid):
            refunds.ask(clinic.manager, wish(payment, 60_000))
    with database.read() as session:
        numbers = session.scalars(select(Refund.credit_note_number).order_by(Refund.id)).all()
    assert numbers == ["C-2026-00001", "C-2026-00002", "C-2026-00003"]


def test_a_merged_patients_refund_survives_and_can_still_be_handed_back(  # 25
    clinic, database, clock, refunds, paid, payments
):
    asked = refunds.ask(clinic.manager, wish(paid(card(50_000)), 10_000))
    kept, again = clinic.patients[2], clinic.patients[1]
    PatientService(database, clock).merge(clinic.admin, kept, again)
    row = refunds.listing(clinic.manager).rows[0]
    assert row.patient_id == kept
    assert refunds.confirm(clinic.front_desk, asked.id, asked.version, "RRN 1").state is RefundState.DONE
    assert payments.listing(clinic.manager).rows[0].state is PaymentState.PARTLY_REFUNDED


def test_who_asked_approved_and_handed_back_is_in_the_audit(limited, clinic, refunds, paid, database):
    asked = refunds.ask(clinic.centre_manager, wish(paid(card(50_000)), 30_000))
    approved = refunds.approve(clinic.manager, asked.id, asked.version)
    refunds.confirm(clinic.front_desk, approved.id, approved.version, "RRN 1")
    with database.read() as session:
        events = session.execute(
            select(AuditEvent.action, AuditEvent.actor_name)
            .where(AuditEvent.entity == "refund")
            .order_by(AuditEvent.id)
        ).all()
    assert [tuple(event) for event in events] == [
        ("request_refund", clinic.centre_manager.name),
        ("approve_refund", clinic.manager.name),
        ("confirm_refund", clinic.front_desk.name),
    ]


def test_staff_see_who_gave_it_back_and_patients_do_not(clinic, refunds, paid):
    asked = refunds.ask(clinic.manager, wish(paid(cash(50_000)), 10_000, later=True))
    refunds.confirm(clinic.front_desk, asked.id, asked.version)
    refunds.ask(clinic.manager, wish(asked.payment_id, 5_000))
    names = {row.amount.minor: row.done_by for row in refunds.listing(clinic.manager).rows}
    assert names == {10_000: clinic.front_desk.name, 5_000: clinic.manager.name}
    own = refunds.listing(clinic.patient).rows
    assert all(row.done_by == "" for row in own)


def test_refunds_are_listed_for_their_centre_and_found_by_name_and_number(clinic, refunds, paid):
    asked = refunds.ask(clinic.manager, wish(paid(card(50_000)), 10_000))
    assert refunds.listing(clinic.berlin_desk).rows == ()
    for text in ("malhotra", asked.credit_note_number, asked.credit_note_number[-5:]):
        assert [row.id for row in refunds.listing(clinic.front_desk, RefundFilters(text=text)).rows] == [asked.id]
    assert refunds.listing(clinic.front_desk, RefundFilters(text="nobody")).rows == ()
    own = refunds.listing(clinic.patient)
    assert all(row.made_by == "" and row.reason == "" for row in own.rows)


def test_a_desk_whose_clock_is_wrong_goes_by_the_time_of_all_desks(database, clinic, paid, monkeypatch):
    """The worker that sends what is due goes by it too."""
    if database.is_sqlite:
        pytest.skip("the file is on this computer, whose time is everybody's")

    def fast():
        return utc_now() + timedelta(hours=1)

    monkeypatch.setattr(shared_time, "utc_now", fast)
    payment = paid(cash(50_000))
    refunds, payments = (
        RefundService(database, fast, GatewayAccounts(database, {}, fast)),
        PaymentService(database, fast),
    )
    asked = refunds.ask(clinic.manager, wish(payment, 10_000))
    again = payments.refund(clinic.manager, payment, 10_000, "Long wait")
    with database.read() as session:
        for one in (asked, again):
            decided = session.scalars(select(Refund.decided_at).where(Refund.id == one.id)).one()
            assert abs(decided - utc_now()) < timedelta(minutes=30)
