"""Webhooks: only what the gateway signed, and just now."""

from dataclasses import replace
from datetime import timedelta

import pytest

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import PaymentUnverified
from clinic_desktop.domain.gateways import Notice
from clinic_desktop.tour.gateways.webhooks import (
    SignedEvent,
    payment_events,
    razorpay_event,
    session_events,
    stripe_event,
)
from tests.integrations.gateways.counter import Counter

SECRET = "whsec_made0up"


def events_of(counter: Counter) -> list[SignedEvent]:
    counter.prefers_links = counter.name is GatewayName.RAZORPAY
    page = counter.ask()
    counter.server.pay(page.id)
    if counter.name is GatewayName.STRIPE:
        return session_events(counter.server, page.id, SECRET)
    found = counter.gateway.page(counter.reference(page))
    assert found is not None
    return payment_events(counter.server, found.payments[0].id, SECRET)


@pytest.fixture(params=["stripe", "razorpay"])
def desk(request: pytest.FixtureRequest) -> Counter:
    made: Counter = request.getfixturevalue(request.param)
    return made


def read(counter: Counter, event: SignedEvent, secret: str = SECRET, **late: float) -> Notice:
    at = counter.server.clock.now() + timedelta(**late)
    return counter.gateway.notice(event.body.encode(), event.headers, secret, at)


def test_an_event_says_what_it_is_about_and_whose_it_is(desk: Counter) -> None:
    for event in events_of(desk):
        notice = read(desk, event)
        assert notice.event_id == event.id
        assert notice.key == "CLINIC-7-1"
        assert notice.object_id.startswith(("cs_", "pi_", "ch_", "plink_", "pay_"))
        assert "." in notice.type


@pytest.mark.parametrize("seconds", [-299, 299])
def test_a_few_minutes_between_the_clocks_are_nothing(desk: Counter, seconds: int) -> None:
    assert read(desk, events_of(desk)[0], seconds=seconds)


@pytest.mark.parametrize("seconds", [-302, 302, 86_400])
def test_an_old_event_and_one_from_the_future_are_refused(desk: Counter, seconds: int) -> None:
    with pytest.raises(PaymentUnverified):
        read(desk, events_of(desk)[0], seconds=seconds)


def test_a_wrong_secret_none_or_a_changed_body_are_refused(desk: Counter) -> None:
    event = events_of(desk)[0]
    for secret in ("another", ""):
        with pytest.raises(PaymentUnverified):
            read(desk, event, secret)
    with pytest.raises(PaymentUnverified):
        read(desk, replace(event, body=event.body.replace("CLINIC-7-1", "CLINIC-8-1")))
    for headers in (
        {},
        {"Stripe-Signature": "t=1,v1=é", "X-Razorpay-Signature": "é"},
        {"Stripe-Signature": "v1=x,t=" + "9" * 40},
    ):
        with pytest.raises(PaymentUnverified):
            read(desk, replace(event, headers=headers))


def test_one_of_several_signatures_is_enough_while_a_secret_is_changed(stripe: Counter) -> None:
    event = events_of(stripe)[0]
    signed = event.headers["Stripe-Signature"].replace(",v1=", ",v1=00,v1=")
    assert read(stripe, replace(event, headers={"stripe-signature": signed}))


def test_a_signed_body_that_is_no_event_names_nothing(stripe: Counter, razorpay: Counter) -> None:
    now = stripe.server.clock.now()
    assert read(stripe, stripe_event("charge.refunded", {"id": 7, "metadata": None}, SECRET, now)).object_id == ""
    assert read(razorpay, razorpay_event("payment.failed", {"payment": {"notes": []}}, SECRET, now)).key == ""
