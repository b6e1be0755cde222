"""What a person has to look at about money, resolved in place, through the real SDKs."""

import pytest
from sqlalchemy import select

from clinic_desktop.db.models.payments import Payment
from clinic_desktop.domain.codes import (
    AppointmentState,
    FindingKind,
    FindingState,
    GatewayName,
    PaymentMethod,
    PaymentState,
    RefundState,
)
from clinic_desktop.domain.errors import Invalid, NotAllowed
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.finding_values import FindingChoice, FindingFilters
from clinic_desktop.services.billing.findings import FindingService
from clinic_desktop.services.billing.refund_service import RefundService
from clinic_desktop.services.billing.refunds import RefundWish
from clinic_desktop.services.checkout.accounts import GatewayAccounts
from clinic_desktop.services.checkout.service import CheckoutService
from tests.builders import new_key
from tests.services.billing.gateways import PaidOnline, environment


@pytest.fixture
def online(database, clock, clinic, settings, booked, stripe_server, razorpay_server) -> PaidOnline:
    """A clinic that uses Stripe."""
    accounts = GatewayAccounts(database, environment(stripe_server, razorpay_server), clock)
    settings.change(clinic.admin, {"gateway": "stripe", "message_hold_seconds": 0})
    checkout = CheckoutService(database, clock, accounts)
    return PaidOnline(GatewayName.STRIPE, stripe_server, accounts, checkout, database, clock, clinic, booked)


@pytest.fixture
def findings(database, clock, online) -> FindingService:
    return FindingService(database, clock, online.accounts, online.checkout)


@pytest.fixture
def refunds(database, clock, online) -> RefundService:
    return RefundService(database, clock, online.accounts)


def only(findings, actor):
    rows = findings.listing(actor).rows
    assert len(rows) == 1
    return rows[0]


def payment_row(database, payment_id: int) -> Payment:
    with database.read() as session:
        return session.scalars(select(Payment).where(Payment.id == payment_id)).one()


def test_money_in_another_amount_is_held_and_accepted(online, findings, clinic, payments, database, held):  # 22
    appointment = online.book()
    payment = online.pay_for(appointment.id, 40_000)
    assert held()["unallocated"] == -40_000
    found = only(findings, clinic.manager)
    assert (found.kind, found.ours, found.theirs) == (
        FindingKind.OTHER_AMOUNT, Money(50_000, "INR"), Money(40_000, "INR"),
    )  # fmt: skip
    assert found.choices == (FindingChoice.ACCEPT, FindingChoice.GIVE_BACK)
    resolved = findings.accept(clinic.manager, found.id, found.version, "The price was agreed")
    assert (resolved.state, resolved.resolution, resolved.choices) == (FindingState.RESOLVED, "accept", ())
    assert (resolved.resolved_by, resolved.note) == (clinic.manager.name, "The price was agreed")
    row = payment_row(database, payment)
    assert (row.state, row.receipt_number) == (PaymentState.PAID, "R-2026-00001")
    assert payments.invoice(clinic.manager, appointment.id).due == Money(10_000, "INR")
    assert "unallocated" not in held()
    with pytest.raises(Invalid):
        findings.accept(clinic.manager, found.id, resolved.version)


def test_what_was_too_much_goes_back_when_it_is_accepted(online, findings, clinic, payments, database, held):  # 22
    appointment = online.book()
    payment = online.pay_for(appointment.id, 60_000)
    found = only(findings, clinic.manager)
    findings.accept(clinic.manager, found.id, found.version)
    assert payments.invoice(clinic.manager, appointment.id).due == Money(0, "INR")
    online.send(seconds=1)
    assert online.theirs(payment) == [(10_000, "done")]
    assert held()["gateway_clearing"] == 50_000 and "refunds" not in held()


def test_accepting_confirms_a_booking_that_waited_for_its_money(
    online, findings, clinic, settings, booking, wish, payments
):
    settings.change(clinic.admin, {"prepayment_required": True})
    own = booking.book(clinic.patient, wish("16:00", patient_id=clinic.patient.patient_id))
    assert own.state is AppointmentState.PENDING
    online.pay_for(own.id, 60_000)
    found = only(findings, clinic.manager)
    findings.accept(clinic.manager, found.id, found.version)
    assert payments.invoice(clinic.manager, own.id).appointment_state is AppointmentState.CONFIRMED


def test_money_that_is_held_goes_back_whole(online, findings, refunds, clinic, database, held):  # 22
    payment = online.pay_for(online.book().id, 40_000)
    found = only(findings, clinic.manager)
    with pytest.raises(Invalid) as refusal:
        refunds.ask(clinic.manager, RefundWish(payment, 20_000, "Half of it", new_key()))
    assert refusal.value.problems == {"amount": "held_goes_back_whole"}
    with pytest.raises(Invalid) as refusal:
        findings.mark_seen(clinic.manager, found.id, found.version, "Never mind")
    assert refusal.value.problems == {"finding": "still_held"}
    with pytest.raises(Invalid):
        findings.give_back(clinic.manager, found.id, found.version, " ")
    findings.give_back(clinic.manager, found.id, found.version, "Not the price")
    online.send(seconds=1)
    assert online.theirs(payment) == [(40_000, "done")]
    assert payment_row(database, payment).state == PaymentState.REFUNDED
    assert "unallocated" not in held() and "gateway_clearing" not in held() and "refunds" not in held()


def test_what_a_cancelled_visit_got_can_only_go_back(online, findings, clinic, booking, database):
    appointment = online.book()
    online.pay_for(appointment.id, 40_000)
    booking.cancel(clinic.front_desk, appointment.id, appointment.version, "Ill")
    found = only(findings, clinic.manager)
    assert found.choices == (FindingChoice.GIVE_BACK,)
    with pytest.raises(Invalid) as refusal:
        findings.accept(clinic.manager, found.id, found.version)
    assert refusal.value.problems == {"appointment": "nothing_due"}


def failed_refund(online, refunds, clinic) -> int:
    payment = online.pay()
    online.server.refunds_pending = True
    refunds.ask(clinic.manager, RefundWish(payment, 20_000, "Long wait", new_key()))
    online.send(seconds=1)
    online.server.finish_refund(online.last_refund(payment), "failed")
    online.send(seconds=3600)
    online.server.refunds_pending = False
    return payment


def test_a_failed_refund_is_sent_again_by_the_desk_from_its_finding(online, findings, refunds, clinic):  # 18
    payment = failed_refund(online, refunds, clinic)
    found = only(findings, clinic.front_desk)
    assert (found.kind, found.choices) == (
        FindingKind.REFUND_FAILED, (FindingChoice.SEND_AGAIN, FindingChoice.ANOTHER_WAY),
    )  # fmt: skip
    findings.send_again(clinic.front_desk, found.id, found.version)
    online.send(seconds=1)
    assert online.theirs(payment) == [(20_000, "done"), (20_000, "failed")]
    assert findings.listing(clinic.front_desk).rows == ()


def test_a_failed_refund_goes_another_way_from_its_finding(online, findings, refunds, clinic):  # 18
    failed_refund(online, refunds, clinic)
    found = only(findings, clinic.front_desk)
    findings.another_way(clinic.front_desk, found.id, found.version, PaymentMethod.CASH, "Card is closed")
    row = refunds.listing(clinic.front_desk).rows[0]
    assert (row.state, row.method) == (RefundState.OWED, PaymentMethod.CASH)


def test_the_desk_sees_but_does_not_resolve(online, findings, clinic):
    online.pay_for(online.book().id, 40_000)
    found = only(findings, clinic.front_desk)
    assert found.choices == ()
    with pytest.raises(NotAllowed):
        findings.accept(clinic.front_desk, found.id, found.version)
    assert findings.listing(clinic.berlin_desk).rows == ()
    for actor in (clinic.doctor, clinic.patient, clinic.coordinator):
        with pytest.raises(NotAllowed):
            findings.listing(actor)


def test_two_people_resolve_a_finding_once(online, findings, refunds, clinic):
    payment = online.pay()
    online.server.dashboard_refund(online.at_gateway(payment), 10_000)
    refunds.look(clinic.front_desk, payment)
    found = only(findings, clinic.manager)
    findings.mark_seen(clinic.manager, found.id, found.version, "The owner did")
    with pytest.raises(Invalid):
        findings.mark_seen(clinic.admin, found.id, found.version, "Me too")
    again = findings.listing(clinic.manager, FindingFilters(states=(FindingState.RESOLVED,))).rows
    assert [(row.note, row.resolved_by) for row in again] == [("The owner did", clinic.manager.name)]
