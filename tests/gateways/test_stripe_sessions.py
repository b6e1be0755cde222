"""Checkout sessions of the loopback Stripe, through Stripe's own SDK."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe
from stripe import PaymentIntent
from stripe.checkout import Session
from stripe.params import PaymentLinkCreateParams, RefundCreateParams
from stripe.params.checkout import SessionCreateParams

from clinic_desktop.tour.gateways import stripe_items, stripe_links, stripe_refunds, stripe_sessions
from clinic_desktop.tour.gateways.messages import PayerRefused
from clinic_desktop.tour.gateways.stripe_server import StripeServer
from tests.gateways.calls import fields_of, items, session_params, soon

NOW = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)


def refusal_of(checkout: stripe.StripeClient, **params: Any) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        checkout.v1.checkout.sessions.create(session_params(**params))
    return caught.value


def test_a_new_session_is_open_unpaid_and_has_an_address_of_real_length(checkout: stripe.StripeClient) -> None:
    session = checkout.v1.checkout.sessions.create(session_params())
    assert re.fullmatch(r"cs_test_a1[A-Za-z0-9]{56}", session.id)
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    assert (session.amount_total, session.currency, session.livemode) == (50_000, "inr", False)
    assert session.client_reference_id == "payment-1" and session.metadata.to_dict() == {"appointment_id": "7"}
    assert session.url is not None and 340 < len(session.url) < 420
    assert session.expires_at == session.created + 24 * 60 * 60


def test_a_session_has_every_field_of_the_sdk(checkout: stripe.StripeClient) -> None:
    session = checkout.v1.checkout.sessions.create(session_params()).to_dict()
    assert set(session) == fields_of(Session) - {"line_items"}


def test_an_intent_and_a_charge_have_every_field_of_the_sdk(
    checkout: stripe.StripeClient, stripe_server: StripeServer
) -> None:
    paid = stripe_server.pay(checkout.v1.checkout.sessions.create(session_params()).id)
    intent = checkout.v1.payment_intents.retrieve(paid["payment_intent"])
    charge = checkout.v1.charges.retrieve(str(intent.latest_charge))
    assert set(intent.to_dict()) == fields_of(PaymentIntent)
    assert set(charge.to_dict()) == fields_of(stripe.Charge) - {"refunds"}
    assert (intent.status, intent.amount_received, charge.status, charge.captured) == (
        "succeeded",
        50_000,
        "succeeded",
        True,
    )
    assert intent.metadata.to_dict() == {"appointment_id": "7"}


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        (stripe_sessions.CREATE, SessionCreateParams),
        (stripe_sessions.INTENT_DATA, "SessionCreateParamsPaymentIntentData"),
        (stripe_sessions.LINE_ITEM, "SessionCreateParamsLineItem"),
        (stripe_items.PRICE_DATA, "SessionCreateParamsLineItemPriceData"),
        (stripe_items.PRODUCT_DATA, "SessionCreateParamsLineItemPriceDataProductData"),
        (stripe_links.CREATE, PaymentLinkCreateParams),
        (stripe_links.UPDATE, "PaymentLinkUpdateParams"),
        (stripe_links.INTENT_DATA, "PaymentLinkCreateParamsPaymentIntentData"),
        (stripe_links.LINE_ITEM, "PaymentLinkCreateParamsLineItem"),
        (stripe_refunds.CREATE, RefundCreateParams),
    ],
)
def test_the_parameters_it_knows_are_those_of_the_sdk(known: tuple[str, ...], typed: Any) -> None:
    if isinstance(typed, str):
        typed = getattr(stripe.params.checkout if typed.startswith("Session") else stripe.params, typed)
    own = set(typed.__annotations__) - {
        "api_key",
        "stripe_version",
        "stripe_account",
        "stripe_context",
        "max_network_retries",
        "idempotency_key",
        "headers",
        "content_type",
    }
    assert set(known) == own


def test_the_old_parameter_for_methods_is_unknown(checkout: stripe.StripeClient) -> None:
    error = refusal_of(checkout, payment_method_types=["card"])
    assert (error.code, error.param, error.http_status) == ("parameter_unknown", "payment_method_types", 400)
    assert error.user_message == "Received unknown parameter: payment_method_types"


@pytest.mark.parametrize(
    ("minutes", "fits"), [(29, False), (30, False), (31, True), (23 * 60 + 59, True), (24 * 60, False)]
)
def test_a_session_ends_between_half_an_hour_and_a_day_by_the_servers_clock(
    checkout: stripe.StripeClient, stripe_server: StripeServer, minutes: int, fits: bool
) -> None:
    stripe_server.clock.set(NOW)
    at = int(NOW.timestamp()) + minutes * 60
    if fits:
        assert checkout.v1.checkout.sessions.create(session_params(expires_at=at)).expires_at == at
    else:
        assert refusal_of(checkout, expires_at=at).param == "expires_at"


@pytest.mark.parametrize(
    ("changed", "code", "param"),
    [
        ({"line_items": items(10.5)}, "parameter_invalid_integer", "line_items[0][price_data][unit_amount]"),
        ({"line_items": items(49, "usd")}, "amount_too_small", None),
        ({"line_items": items(5125, "kwd")}, None, "line_items[0][price_data][unit_amount]"),
        ({"line_items": items(500, "rupees")}, None, "line_items[0][price_data][currency]"),
        ({"success_url": "page"}, "url_invalid", "success_url"),
        ({"client_reference_id": "x" * 201}, None, "client_reference_id"),
        ({"metadata": {str(n): "x" for n in range(51)}}, None, "metadata"),
        ({"metadata": {"k" * 41: "x"}}, None, "metadata"),
        ({"metadata": {"k": "x" * 501}}, None, "metadata[k]"),
        ({"mode": "gift"}, None, "mode"),
        ({"line_items": [{"price": "price_1", "quantity": 1}]}, "resource_missing", "line_items[0][price]"),
        ({"payment_intent_data": {"metadate": {}, "capture_method": "later"}}, None, None),
    ],
)
def test_what_stripe_would_refuse_is_refused(
    checkout: stripe.StripeClient, changed: dict[str, Any], code: str | None, param: str | None
) -> None:
    error = refusal_of(checkout, **changed)
    assert error.http_status in (400, 404)
    if code is not None or param is not None:
        assert (error.code, error.param) == (code, param)


@pytest.mark.parametrize("missing", ["mode", "line_items", "success_url"])
def test_a_missing_parameter_is_named(checkout: stripe.StripeClient, missing: str) -> None:
    params = session_params()
    del params[missing]
    with pytest.raises(stripe.InvalidRequestError) as caught:
        checkout.v1.checkout.sessions.create(params)
    assert (caught.value.code, caught.value.param) == ("parameter_missing", missing)


@pytest.mark.parametrize(("amount", "currency"), [(500, "jpy"), (5120, "kwd"), (1999, "usd"), (29, "inr")])
def test_amounts_are_taken_in_the_smallest_unit(checkout: stripe.StripeClient, amount: int, currency: str) -> None:
    quantity = [items(amount, currency)[0] | {"quantity": 2}]
    session = checkout.v1.checkout.sessions.create(session_params(line_items=quantity))
    assert (session.amount_total, session.currency) == (2 * amount, currency)


def test_expiring_an_open_session_takes_its_page_away(checkout: stripe.StripeClient) -> None:
    session = checkout.v1.checkout.sessions.create(session_params())
    expired = checkout.v1.checkout.sessions.expire(session.id)
    assert (expired.status, expired.payment_status, expired.url) == ("expired", "unpaid", None)


@pytest.mark.parametrize("status", ["complete", "expired"])
def test_only_open_sessions_can_be_expired(
    checkout: stripe.StripeClient, stripe_server: StripeServer, status: str
) -> None:
    session = checkout.v1.checkout.sessions.create(session_params())
    stripe_server.pay(session.id) if status == "complete" else checkout.v1.checkout.sessions.expire(session.id)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        checkout.v1.checkout.sessions.expire(session.id)
    assert caught.value.http_status == 400
    assert str(caught.value.user_message) == (
        'Only Checkout Sessions with a status in ["open"] can be expired. '
        f"This Checkout Session has a status of `{status}`."
    )


def test_a_session_expires_by_itself_when_its_time_is_over(
    checkout: stripe.StripeClient, stripe_server: StripeServer
) -> None:
    session = checkout.v1.checkout.sessions.create(session_params(expires_at=soon()))
    stripe_server.clock.forward(minutes=34)
    assert checkout.v1.checkout.sessions.retrieve(session.id).status == "expired"
    with pytest.raises(PayerRefused):
        stripe_server.pay(session.id)


def test_a_paid_session_is_complete_and_leads_to_its_money(
    checkout: stripe.StripeClient, stripe_server: StripeServer
) -> None:
    session = checkout.v1.checkout.sessions.create(session_params())
    stripe_server.pay(session.id, method="upi")
    paid = checkout.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge", "line_items"]}
    )
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    intent = paid.payment_intent
    assert isinstance(intent, PaymentIntent) and isinstance(intent.latest_charge, stripe.Charge)
    assert intent.latest_charge.payment_method_details is not None
    assert intent.latest_charge.payment_method_details.type == "upi"
    assert paid.line_items is not None and paid.line_items.data[0].amount_total == 50_000


def test_money_that_takes_its_time_is_complete_but_unpaid(
    checkout: stripe.StripeClient, stripe_server: StripeServer
) -> None:
    sessions = checkout.v1.checkout.sessions
    settled, failed = sessions.create(session_params()), sessions.create(session_params())
    for session in (settled, failed):
        waiting = stripe_server.pay_async(session.id)
        assert (waiting["status"], waiting["payment_status"]) == ("complete", "unpaid")
        assert checkout.v1.payment_intents.retrieve(waiting["payment_intent"]).status == "processing"
    stripe_server.settle(settled.id)
    stripe_server.fail_async(failed.id)
    assert sessions.retrieve(settled.id).payment_status == "paid"
    lost = sessions.retrieve(failed.id, {"expand": ["payment_intent"]})
    assert (lost.status, lost.payment_status) == ("complete", "unpaid")
    assert isinstance(lost.payment_intent, PaymentIntent)
    assert lost.payment_intent.status == "requires_payment_method"


def test_a_declined_card_leaves_the_session_open(checkout: stripe.StripeClient, stripe_server: StripeServer) -> None:
    session = checkout.v1.checkout.sessions.create(session_params())
    declined = stripe_server.fail(session.id)
    assert declined["status"] == "open" and declined["payment_intent"] is not None
    assert stripe_server.pay(session.id)["payment_status"] == "paid"
    charges = checkout.v1.charges.list({"payment_intent": declined["payment_intent"]})
    assert [charge.status for charge in charges.data] == ["succeeded", "failed"]


def test_a_held_payment_is_paid_once_it_is_captured(checkout: stripe.StripeClient, stripe_server: StripeServer) -> None:
    session = checkout.v1.checkout.sessions.create(session_params(payment_intent_data={"capture_method": "manual"}))
    held = stripe_server.pay(session.id)
    assert (held["status"], held["payment_status"]) == ("complete", "unpaid")
    assert checkout.v1.payment_intents.capture(held["payment_intent"]).status == "succeeded"
    assert checkout.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_a_payer_may_pay_in_another_currency_unless_the_session_forbids_it(
    checkout: stripe.StripeClient, stripe_server: StripeServer
) -> None:
    sessions = checkout.v1.checkout.sessions
    free = sessions.create(session_params(adaptive_pricing={"enabled": True}))
    stripe_server.change_currency(free.id, "usd", 620)
    stripe_server.pay(free.id)
    paid = sessions.retrieve(free.id, {"expand": ["payment_intent"]})
    assert (paid.amount_total, paid.currency) == (620, "usd")
    assert isinstance(paid.payment_intent, PaymentIntent)
    assert (paid.payment_intent.amount, paid.payment_intent.currency) == (50_000, "inr")
    with pytest.raises(PayerRefused):
        stripe_server.change_currency(sessions.create(session_params()).id, "usd", 620)


def test_another_amount_than_was_asked_shows_in_the_total(
    checkout: stripe.StripeClient, stripe_server: StripeServer
) -> None:
    session = checkout.v1.checkout.sessions.create(session_params())
    assert stripe_server.pay(session.id, amount=40_000)["amount_total"] == 40_000
