"""A gateway's records of a day against ours, through the real SDKs (scenario 30 of the payments page)."""

from datetime import date

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.domain.codes import FindingKind, FindingState, GatewayName, PaymentState
from clinic_desktop.domain.errors import GatewayRefused, Invalid, NotAllowed
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.finding_values import FindingChoice, FindingFilters, ReconciliationWish
from clinic_desktop.services.billing.findings import FindingService
from clinic_desktop.services.billing.reconciliation import ReconciliationService
from clinic_desktop.services.billing.refund_service import RefundService
from clinic_desktop.services.billing.refunds import RefundWish
from clinic_desktop.services.checkout.accounts import GatewayAccounts
from clinic_desktop.services.checkout.service import CheckoutService
from clinic_desktop.tour.gateways.faults import FaultKind
from tests.builders import new_key
from tests.services.billing.gateways import PaidOnline, environment


@pytest.fixture(params=list(GatewayName), ids=str)
def online(request, database, clock, clinic, settings, booked, stripe_server, razorpay_server) -> PaidOnline:
    """A clinic that uses the gateway, whose clock is the clinic's."""
    name = request.param
    server = stripe_server if name is GatewayName.STRIPE else razorpay_server
    server.clock.follow(clock)
    accounts = GatewayAccounts(database, environment(stripe_server, razorpay_server), clock)
    settings.change(clinic.admin, {"gateway": name.value, "message_hold_seconds": 0})
    checkout = CheckoutService(database, clock, accounts)
    return PaidOnline(name, server, accounts, checkout, database, clock, clinic, booked)


@pytest.fixture
def refunds(database, clock, online) -> RefundService:
    return RefundService(database, clock, online.accounts)


@pytest.fixture
def findings(database, clock, online) -> FindingService:
    return FindingService(database, clock, online.accounts, online.checkout)


@pytest.fixture
def compare(database, clock, online, clinic):
    """Compares the day of the clock at the centre in Kolkata."""
    service = ReconciliationService(database, clock, online.accounts)

    def run(actor=None, first: date | None = None, last: date | None = None):
        day = clock().date()
        wish = ReconciliationWish(online.name, clinic.kolkata, first or day, last or day)
        return service.run(actor or clinic.manager, wish)

    return run


def kinds(findings, clinic):
    return sorted(row.kind.value for row in findings.listing(clinic.manager).rows)


def test_a_day_on_which_both_sides_agree(online, refunds, compare, clinic):
    payment = online.pay()
    online.pay("15:00")
    refunds.ask(clinic.manager, RefundWish(payment, 20_000, "Long wait", new_key()))
    online.send(seconds=1)
    report = compare()
    assert report.new == 0
    sums = report.currencies[0]
    assert (sums.ours_paid, sums.theirs_paid) == (Money(100_000, "INR"), Money(100_000, "INR"))
    assert (sums.ours_refunded, sums.theirs_refunded) == (Money(20_000, "INR"), Money(20_000, "INR"))
    assert (sums.compared, sums.differing, sums.agrees) == (3, 0, True)


def test_every_kind_of_difference_is_found_once_and_named(online, refunds, findings, compare, clinic, database):
    desk = clinic.front_desk
    # They have a payment of a link that we never heard of.
    link = online.checkout.ask(desk, online.book("14:00").id)
    with database.read() as session:
        gateway_id = session.scalars(select(PaymentLink.gateway_id).where(PaymentLink.id == link.id)).one()
    online.server.pay(gateway_id)
    # We have another amount, and one that they do not have at all.
    other, ours = online.pay("14:30"), online.pay("15:00")
    with database.write() as session:
        session.execute(update(Payment).where(Payment.id == other).values(amount_minor=49_000))
        unknown = online.at_gateway(ours)[:-4] + "Gone"
        session.execute(update(Payment).where(Payment.id == ours).values(gateway_payment_id=unknown))
    # Somebody refunded in the dashboard.
    refunded = online.pay("15:30")
    online.server.dashboard_refund(online.at_gateway(refunded), 10_000)
    report = compare()
    # What we call by a wrong number they have by the right one.
    assert kinds(findings, clinic) == sorted(
        ["only_theirs", "only_theirs", "amount_differs", "only_ours", "refund_differs"]
    )
    assert report.new == 5 and report.currencies[0].differing == 5
    assert compare().new == 0
    assert len(findings.listing(clinic.manager).rows) == 5


def test_money_of_a_link_that_only_they_have_is_written_down_in_place(
    online, findings, compare, clinic, database, held
):
    link = online.checkout.ask(clinic.front_desk, online.book("14:00").id)
    with database.read() as session:
        gateway_id = session.scalars(select(PaymentLink.gateway_id).where(PaymentLink.id == link.id)).one()
    online.server.pay(gateway_id)
    compare()
    found = findings.listing(clinic.manager).rows[0]
    assert (found.kind, found.theirs, found.ours) == (FindingKind.ONLY_THEIRS, Money(50_000, "INR"), None)
    assert found.choices == (FindingChoice.LOOK, FindingChoice.SEEN)
    resolved = findings.look(clinic.manager, found.id, found.version)
    assert resolved.state is FindingState.RESOLVED
    assert held()["gateway_clearing"] == 50_000
    assert compare().currencies[0].agrees


def test_money_without_our_key_is_attached_to_a_visit(online, findings, compare, clinic, payments, database, held):
    link = online.checkout.ask(clinic.front_desk, online.book("14:00").id)
    with database.read() as session:
        gateway_id = session.scalars(select(PaymentLink.gateway_id).where(PaymentLink.id == link.id)).one()
    online.server.pay(gateway_id)
    with database.write() as session:
        session.execute(update(PaymentLink).values(key="another-clinic-1"))
    other = online.book("16:00")
    compare()
    found = findings.listing(clinic.manager).rows[0]
    assert found.choices == (FindingChoice.ATTACH, FindingChoice.SEEN) and found.appointment_id is None
    targets = findings.targets(clinic.manager, found.id)
    assert other.id in [target.appointment_id for target in targets]
    resolved = findings.attach(clinic.manager, found.id, found.version, other.id, "Paid by a link of the web site")
    assert (resolved.state, resolved.appointment_id) == (FindingState.RESOLVED, other.id)
    assert payments.invoice(clinic.manager, other.id).due == Money(0, "INR")
    with database.read() as session:
        row = session.scalars(select(Payment)).one()
        assert (row.state, row.gateway_payment_id) == (PaymentState.PAID, found.gateway_id)
    assert held()["gateway_clearing"] == 50_000 and "unallocated" not in held()
    assert compare().currencies[0].agrees
    assert findings.listing(clinic.centre_manager).rows == ()


def test_a_refund_that_only_they_have_is_written_down_in_place(online, findings, refunds, compare, clinic, held):
    payment = online.pay()
    online.server.dashboard_refund(online.at_gateway(payment), 10_000)
    compare()
    found = findings.listing(clinic.manager).rows[0]
    assert (found.kind, found.choices) == (FindingKind.REFUND_DIFFERS, (FindingChoice.LOOK, FindingChoice.SEEN))
    findings.look(clinic.manager, found.id, found.version)
    assert held()["gateway_clearing"] == 40_000
    assert compare().currencies[0].agrees


def test_what_agrees_by_now_ends_by_itself_and_opens_again_if_it_differs_again(
    online, findings, compare, clinic, database
):
    payment = online.pay()

    def make(amount: int) -> None:
        with database.write() as session:
            session.execute(update(Payment).where(Payment.id == payment).values(amount_minor=amount))

    make(49_000)
    assert compare().new == 1
    make(50_000)
    assert compare().new == 0 and findings.listing(clinic.manager).rows == ()
    ended = findings.listing(clinic.manager, FindingFilters(states=(FindingState.RESOLVED,))).rows
    assert [row.resolution for row in ended] == ["agrees"]
    make(48_000)
    assert compare().new == 1
    assert [row.ours for row in findings.listing(clinic.manager).rows] == [Money(48_000, "INR")]


def test_what_they_had_a_day_earlier_is_no_difference(online, compare, clock, database):
    online.pay()
    with database.write() as session:
        # We heard of it when the desk opened the next morning.
        session.execute(update(Payment).values(paid_at=clock().replace(hour=23)))
    clock.forward(days=1)
    report = compare()
    assert report.new == 0


def test_a_refused_comparison_changes_nothing(online, findings, compare, clinic, database):
    online.pay()
    online.server.faults.add(FaultKind.UNAUTHORISED, times=None)
    with pytest.raises(GatewayRefused):
        compare()
    assert findings.listing(clinic.manager).rows == ()


def test_who_compares_and_for_how_long(online, compare, clinic):
    for actor in (clinic.front_desk, clinic.doctor, clinic.patient, clinic.centre_manager):
        with pytest.raises(NotAllowed):
            compare(actor)
    with pytest.raises(Invalid) as refusal:
        compare(first=date(2026, 11, 2), last=date(2026, 11, 1))
    assert refusal.value.problems == {"last_day": "ends_before_start"}
    with pytest.raises(Invalid) as refusal:
        compare(first=date(2026, 1, 1), last=date(2026, 11, 1))
    assert refusal.value.problems == {"last_day": "too_long_a_time"}


def test_comparisons_are_kept_with_their_sums(online, compare, clinic, database, clock):
    online.pay()
    compare()
    clock.forward(minutes=5)
    compare()
    listed = ReconciliationService(database, clock, online.accounts).listing(clinic.admin)
    assert [(one.run_by, one.currencies[0].compared) for one in listed] == [(clinic.manager.name, 1)] * 2
