"""Giving money back: never more than came in, cash at once, the rest when somebody confirms it."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from clinic_desktop.db.models.payments import Refund
from clinic_desktop.domain.codes import PaymentState, RefundState
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound, Refused, StaleRecord
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.payments import PaymentService
from tests.services.billing.conftest import card, cash


def rupees(amount: int) -> Money:
    return Money(amount * 100, "INR")


@pytest.fixture
def paid(clinic, payments, visits, booked):
    """Takes 500 rupees for a visit that is completed, and gives the payment's number."""

    def pay(payment) -> int:
        appointment = booked()
        done = payments.take_for(clinic.front_desk, appointment.id, (payment,))
        visits.complete(clinic.doctor, appointment.id, appointment.version)
        return done.payment_ids[0]

    return pay


def test_cash_is_handed_back_at_once_and_the_price_is_lower(clinic, payments, paid, held):
    refund = payments.refund(clinic.manager, paid(cash(50_000)), 10_000, "Long wait")
    assert (refund.state, refund.amount) == (RefundState.DONE, rupees(100))
    row = payments.listing(clinic.manager).rows[0]
    assert (row.state, row.refunded) == (PaymentState.PARTLY_REFUNDED, rupees(100))
    invoice = payments.invoice(clinic.manager, row.appointment_id)
    assert (invoice.total, invoice.due) == (rupees(400), rupees(0))
    assert held() == {"cash_drawer": 40_000, "doctor_payable": -40_000}


def test_a_card_refund_is_owed_until_it_is_confirmed(clinic, payments, paid, held):
    refund = payments.refund(clinic.manager, paid(card(50_000)), 50_000, "Doctor was away")
    assert refund.state is RefundState.OWED
    assert held() == {"card_clearing": 50_000, "refunds": -50_000}
    owed = payments.refunds_owed(clinic.front_desk, clinic.kolkata)
    assert [(one.amount, one.patient_name) for one in owed] == [(rupees(500), "Dev Malhotra")]
    done = payments.confirm_refund(clinic.front_desk, refund.id, refund.version, "RRN 4711")
    assert done.state is RefundState.DONE
    assert payments.refunds_owed(clinic.front_desk) == ()
    assert held() == {}
    with pytest.raises(StaleRecord):
        payments.confirm_refund(clinic.front_desk, refund.id, refund.version, "RRN 4711")


def test_money_that_was_taken_by_mistake_is_due_again(clinic, payments, paid, held):
    payments.refund(clinic.manager, paid(cash(50_000)), 50_000, "Was card", due_again=True)
    invoice = payments.invoice(clinic.manager, payments.listing(clinic.manager).rows[0].appointment_id)
    assert (invoice.total, invoice.due) == (rupees(500), rupees(500))
    again = payments.take(clinic.front_desk, invoice.id, invoice.version, (card(50_000),))
    assert again.balance == rupees(0)
    assert held() == {"card_clearing": 50_000, "doctor_payable": -50_000}


def test_a_refund_with_tax_lowers_the_tax_too(clinic, settings, payments, paid, held):
    settings.change(clinic.admin, {"tax_percent": 18, "tax_inclusive": False})
    payment = paid(cash(59_000))
    payments.refund(clinic.manager, payment, 29_500, "Half the time")
    invoice = payments.invoice(clinic.manager, payments.listing(clinic.manager).rows[0].appointment_id)
    assert (invoice.total, invoice.tax, invoice.discount) == (rupees(295), rupees(45), rupees(250))
    assert held() == {"cash_drawer": 29_500, "tax": -4_500, "doctor_payable": -25_000}


@pytest.mark.parametrize(
    ("amount", "reason", "problems"),
    [
        (0, "x", {"amount": "not_positive"}),
        (-1, "x", {"amount": "not_positive"}),
        (50_001, "x", {"amount": "more_than_paid"}),
        (1_000, " ", {"reason": "required"}),
    ],
)
def test_what_cannot_go_back_is_refused(clinic, payments, paid, amount, reason, problems):
    with pytest.raises(Invalid) as refusal:
        payments.refund(clinic.manager, paid(cash(50_000)), amount, reason)
    assert refusal.value.problems == problems


def test_refunds_together_never_exceed_the_payment(database, clock, clinic, payments, paid):
    payment, outcomes, start = paid(card(50_000)), [], threading.Barrier(6)

    def give_back() -> None:
        desk = PaymentService(database, clock)
        start.wait()
        try:
            outcomes.append(desk.refund(clinic.manager, payment, 20_000, "Long wait").amount.minor)
        except Refused as refusal:
            outcomes.append(refusal.code)

    desks = [threading.Thread(target=give_back) for _ in range(6)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    assert sorted(map(str, outcomes)) == ["20000", "20000", "SYS_002", "SYS_002", "SYS_002", "SYS_002"]
    with database.read() as session:
        assert sum(session.execute(select(Refund.amount_minor)).scalars()) == 40_000


@pytest.fixture
def limited(clinic, settings):
    """Refunds above 200 rupees of a payment need a second person."""
    settings.change(clinic.admin, {"refund_approval_minor": 20_000})


def test_a_large_refund_moves_nothing_until_a_second_person_approves(limited, clinic, payments, paid, held):
    payment = paid(cash(50_000))
    before = held()
    asked = payments.refund(clinic.admin, payment, 20_001, "Long wait")
    assert (asked.state, asked.credit_note_number) == (RefundState.REQUESTED, "")
    assert held() == before
    assert payments.listing(clinic.manager).rows[0].state is PaymentState.PAID


def test_what_waits_for_approval_is_reserved(limited, clinic, payments, paid):
    payment = paid(card(50_000))
    payments.refund(clinic.manager, payment, 40_000, "Long wait")
    with pytest.raises(Invalid) as refusal:
        payments.refund(clinic.manager, payment, 10_001, "Long wait")
    assert refusal.value.problems == {"amount": "more_than_paid"}


def test_many_small_refunds_of_one_payment_are_a_large_one(limited, clinic, payments, paid):
    payment = paid(card(50_000))
    assert payments.refund(clinic.manager, payment, 15_000, "Long wait").state is RefundState.OWED
    assert payments.refund(clinic.manager, payment, 5_000, "Long wait").state is RefundState.OWED
    assert payments.refund(clinic.manager, payment, 1, "Long wait").state is RefundState.REQUESTED


def test_the_desk_hands_back_but_does_not_decide(clinic, payments, paid):
    payment = paid(cash(50_000))
    for actor in (clinic.front_desk, clinic.doctor, clinic.patient, clinic.coordinator):
        with pytest.raises(NotAllowed):
            payments.refund(actor, payment, 1_000, "x")
    elsewhere = replace(clinic.centre_manager, location_ids=frozenset({clinic.berlin}))
    with pytest.raises(NotAllowed):
        payments.refund(elsewhere, payment, 1_000, "x")


def test_a_cancelling_refund_comes_from_the_latest_payments_first(clinic, payments, booking, booked):
    appointment = booked()
    payments.take_for(clinic.front_desk, appointment.id, (cash(30_000), card(20_000)))
    booking.cancel(clinic.front_desk, appointment.id, appointment.version, "Travelling")
    assert [(one.method.value, one.amount) for one in payments.refunds_owed(clinic.front_desk)] == [
        ("card", rupees(200)),
        ("cash", rupees(50)),
    ]
    receipt = payments.receipt(clinic.front_desk, payments.listing(clinic.front_desk).rows[0].id)
    assert [line.amount.minor for line in receipt.payments] == [30_000, -5_000, 20_000, -20_000]


def test_what_is_not_there_is_refused(clinic, payments):
    with pytest.raises(NotFound):
        payments.refund(clinic.manager, 4711, 1, "x")
    with pytest.raises(NotFound):
        payments.confirm_refund(clinic.manager, 4711, 1, "x")
