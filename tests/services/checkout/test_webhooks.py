"""What gateways tell by themselves: taken down once, believed as a hint only, never lost."""

import random
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from clinic_desktop.db.models.checkout import GatewayEvent, PaymentFinding
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Refund
from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import Conflict, GatewayRefused, PaymentUnverified, Unreachable
from clinic_desktop.services.checkout import webhook_running
from clinic_desktop.services.checkout.accounts import GatewayAccounts
from clinic_desktop.services.checkout.webhook_running import WebhookReceiver, webhook_receiver
from clinic_desktop.services.checkout.webhooks import WebhookService
from clinic_desktop.tour.gateways import webhooks as sending
from clinic_desktop.tour.gateways.webhooks import SignedEvent
from tests.services.billing.gateways import environment
from tests.services.checkout.online import Online

SECRET = "whsec_made0up"


@pytest.fixture
def accounts(online: Online) -> GatewayAccounts:
    given = environment(*online.servers.values()) | {
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "RAZORPAY_WEBHOOK_SECRET": SECRET,
    }
    return GatewayAccounts(online.database, given, online.clock)


@pytest.fixture
def service(online: Online, accounts: GatewayAccounts) -> WebhookService:
    return WebhookService(online.database, online.clock, accounts)


@pytest.fixture
def link_id(online: Online, booking: Any, wish: Any) -> int:
    """A link that the desk has asked for, and nobody watches."""
    booked = booking.book(online.clinic.front_desk, wish("14:00"))
    found = int(online.checkout.ask(online.clinic.front_desk, booked.id).id)
    with online.database.write() as session:
        session.execute(update(PaymentLink).values(due_at=None, watched_until=None))
    return found


def paid_events(online: Online, link_id: int) -> list[SignedEvent]:
    paid = online.pay(link_id)
    if online.name is GatewayName.STRIPE:
        return sending.session_events(online.server, paid["id"], SECRET)
    return sending.payment_events(online.server, paid["id"], SECRET)


def take(service: WebhookService, online: Online, event: SignedEvent) -> bool:
    return service.receive(online.name, event.body.encode(), event.headers)


def states(online: Online) -> list[str]:
    with online.database.read() as session:
        return [str(state) for state in session.execute(select(GatewayEvent.state).order_by(GatewayEvent.id)).scalars()]


@contextmanager
def listening(online: Online, accounts: GatewayAccounts) -> Iterator[str]:
    receiver = webhook_receiver(online.database, accounts, "127.0.0.1", 0, online.clock)
    receiver.start()
    try:
        yield f"http://127.0.0.1:{receiver.port}/{online.name}"
    finally:
        receiver.stop()


def test_an_event_makes_its_link_due_and_the_gateway_is_asked(
    online: Online, service: WebhookService, link_id: int
) -> None:
    events = paid_events(online, link_id)
    assert online.work(seconds=60).paid == 0, "nobody asks about it"
    for event in events:
        assert take(service, online, event)
    assert states(online) == ["handled"] * 3
    assert online.work(seconds=2).paid == 1
    assert online.state(link_id) == "paid"
    assert len(online.payments()) == 1


def test_the_same_event_is_kept_once(online: Online, service: WebhookService, link_id: int) -> None:
    event = paid_events(online, link_id)[-1]
    assert [take(service, online, event) for _ in range(3)] == [True, False, False]
    assert states(online) == ["handled"]


def test_what_an_event_says_is_not_believed(online: Online, service: WebhookService, link_id: int) -> None:
    page = online.server.object(online.page_of(link_id))
    at = online.clock()
    if online.name is GatewayName.STRIPE:
        lie = page | {"status": "complete", "payment_status": "paid"}
        event = sending.stripe_event("checkout.session.completed", lie, SECRET, at)
    else:
        lie = page | {"status": "paid", "amount_paid": page["amount"]}
        event = sending.razorpay_event("payment_link.paid", {"payment_link": lie}, SECRET, at)
    assert take(service, online, event)
    online.work(seconds=2)
    assert online.state(link_id) == "open"
    assert online.payments() == []


def test_an_event_that_comes_before_its_row_waits_for_it(online: Online, service: WebhookService, link_id: int) -> None:
    event = paid_events(online, link_id)[-1]
    with online.database.write() as session:
        session.execute(update(PaymentLink).values(key="of another", gateway_id="of another"))
    assert take(service, online, event)
    assert service.look_again() == 0
    assert states(online) == ["new"]
    with online.database.write() as session:
        # The row of another desk's transaction appears.
        session.execute(update(PaymentLink).values(key=key_of(event)))
    assert service.look_again() == 1
    assert states(online) == ["handled"]


def test_a_link_that_is_just_being_asked_about_is_asked_again(
    online: Online, service: WebhookService, link_id: int
) -> None:
    event = paid_events(online, link_id)[-1]
    with online.database.write() as session:
        until = online.clock() + timedelta(seconds=30)
        session.execute(update(PaymentLink).values(claimed_by="desk-2", claimed_until=until))
    take(service, online, event)
    assert (states(online), service.look_again()) == (["new"], 0)
    online.clock.forward(seconds=31)
    assert service.look_again() == 1


def key_of(event: SignedEvent) -> str:
    found = re.search(r'"(?:client_reference_id|reference_id|key)": "([^"]+)"', event.body)
    assert found is not None
    return found[1]


def test_what_is_about_no_link_of_ours_stands_before_nothing_and_is_forgotten(
    online: Online, service: WebhookService
) -> None:
    at = online.clock()
    if online.name is GatewayName.STRIPE:
        event = sending.stripe_event("charge.succeeded", {"id": "ch_of0another0shop", "metadata": {}}, SECRET, at)
    else:
        event = sending.razorpay_event("payment.captured", {"payment": {"id": "pay_Other000000000"}}, SECRET, at)
    assert take(service, online, event)
    assert (service.look_again(), states(online)) == (0, ["foreign"])
    online.clock.forward(days=31)
    service.look_again()
    assert states(online) == []


def test_money_with_our_key_and_no_link_is_shown_to_a_person(
    online: Online, service: WebhookService, link_id: int
) -> None:
    event = paid_events(online, link_id)[-1]
    with online.database.write() as session:
        # A backup was put back that is older than the link.
        session.execute(update(PaymentLink).values(key="of another", gateway_id="of another"))
    take(service, online, event)
    online.clock.forward(hours=2)
    service.look_again()
    assert states(online) == ["missed"]
    assert online.findings() == ["unknown_event"]
    service.look_again()
    with online.database.read() as session:
        assert session.scalar(select(func.count()).select_from(PaymentFinding)) == 1


def test_a_refund_that_the_gateway_settles_is_asked_about_at_once(
    online: Online, service: WebhookService, link_id: int, payments: Any
) -> None:
    for event in paid_events(online, link_id):
        take(service, online, event)
    online.work(seconds=2)
    online.server.books.refunds_pending = True
    (payment,) = online.payments()
    payments.refund(online.clinic.admin, payment.id, 10_000, "asked for")
    online.send_refunds(seconds=660)
    (row,) = online.refunds()
    assert row.state == "sent"
    refund = online.server.finish_refund(row.gateway_refund_id, "succeeded")
    with online.database.write() as session:
        session.execute(update(Refund).values(due_at=None))
    at = online.clock()
    if online.name is GatewayName.STRIPE:
        told = sending.stripe_event("refund.updated", refund, SECRET, at)
    else:
        told = sending.razorpay_event("refund.processed", {"refund": refund}, SECRET, at)
    assert take(service, online, told)
    online.send_refunds(seconds=2)
    assert [row.state for row in online.refunds()] == ["done"]


def test_a_refund_that_is_just_being_asked_about_is_ours_though_its_key_does_not_say_so(
    online: Online, service: WebhookService, link_id: int, payments: Any
) -> None:
    online.pay(link_id)
    with online.database.write() as session:
        session.execute(update(PaymentLink).values(due_at=online.clock()))
    online.work(seconds=2)
    (payment,) = online.payments()
    payments.refund(online.clinic.admin, payment.id, 10_000, "asked for")
    online.send_refunds(seconds=660)
    (row,) = online.refunds()
    with online.database.write() as session:
        session.execute(update(Refund).values(claimed_until=online.clock() + timedelta(seconds=30)))
    refund, at = {"id": row.gateway_refund_id, "metadata": {"key": row.key}}, online.clock()
    if online.name is GatewayName.STRIPE:
        told = sending.stripe_event("refund.updated", refund, SECRET, at)
    else:
        told = sending.razorpay_event("refund.processed", {"refund": refund}, SECRET, at)
    assert take(service, online, told)
    assert (states(online), service.look_again()) == (["new"], 0)
    online.clock.forward(seconds=31)
    assert (service.look_again(), states(online)) == (1, ["handled"])


class RefusesThenBreaks:
    """A service whose database is away first, then torn between two writers, and then meets a bug."""

    def __init__(self) -> None:
        self.faults: list[BaseException] = [Unreachable("database", "gone"), Conflict("Deadlock"), AssertionError()]
        self.looked = threading.Event()

    def look_again(self) -> int:
        if len(self.faults) == 1:
            self.looked.set()
        raise self.faults.pop(0)


def test_what_is_refused_does_not_end_looking_again_and_a_bug_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bugs: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda failed: bugs.append(failed.exc_type))
    monkeypatch.setattr(webhook_running, "_AGAIN_SECONDS", 0)
    service: Any = RefusesThenBreaks()
    receiver = WebhookReceiver(service, "127.0.0.1", 0)
    receiver.start()
    service.looked.wait(30)
    receiver._again.join(30)
    receiver.stop()
    assert (service.faults, bugs) == ([], [AssertionError])
    assert "not looked for any more" in caplog.text


# --- Over the wire ---------------------------------------------------------------------------------------------------


def test_doubled_and_shuffled_events_count_once(online: Online, accounts: GatewayAccounts, link_id: int) -> None:
    events = paid_events(online, link_id)
    with listening(online, accounts) as url:
        answers = sending.deliver(url, events, copies=3, shuffled=random.Random(7))
    assert answers == [200] * 9
    assert len(states(online)) == 3
    online.work(seconds=2)
    online.work(seconds=2)
    assert len(online.payments()) == 1


def test_what_is_not_signed_old_or_from_the_future_is_refused(
    online: Online, accounts: GatewayAccounts, link_id: int
) -> None:
    events = paid_events(online, link_id)
    forged = [SignedEvent(event.id, event.body + " ", event.headers) for event in events]
    with listening(online, accounts) as url:
        assert sending.deliver(url, forged) == [400] * 3
        for minutes in (6, -12):
            online.clock.forward(minutes=minutes)
            assert sending.deliver(url, events) == [400] * 3
        online.clock.forward(minutes=6)
        assert sending.deliver(url, events) == [200] * 3
    assert states(online) == ["handled"] * 3


def test_without_a_secret_nothing_is_taken_and_it_may_come_again(online: Online, link_id: int) -> None:
    events = paid_events(online, link_id)
    bare = GatewayAccounts(online.database, environment(*online.servers.values()), online.clock)
    with pytest.raises(GatewayRefused):
        take(WebhookService(online.database, online.clock, bare), online, events[0])
    with listening(online, bare) as url:
        assert sending.deliver(url, events[:1]) == [503]
    assert states(online) == []


def test_the_secret_of_the_other_gateway_opens_nothing(online: Online, service: WebhookService, link_id: int) -> None:
    other = GatewayName.RAZORPAY if online.name is GatewayName.STRIPE else GatewayName.STRIPE
    event = paid_events(online, link_id)[0]
    with pytest.raises(PaymentUnverified):
        service.receive(other, event.body.encode(), event.headers)


def test_the_body_of_an_event_is_not_kept(online: Online, service: WebhookService, link_id: int) -> None:
    for event in paid_events(online, link_id):
        take(service, online, event)
    with online.database.read() as session:
        kept = str(session.execute(select(*GatewayEvent.__table__.c)).all())
    assert "payer@example.test" not in kept
    assert "+919000000000" not in kept
