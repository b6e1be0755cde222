"""Refunds and idempotency keys of the loopback Stripe, through Stripe's own SDK."""

import threading
from typing import Any

import pytest
import stripe

from clinic_desktop.tour.gateways.faults import FaultKind
from clinic_desktop.tour.gateways.messages import PayerRefused
from clinic_desktop.tour.gateways.stripe_server import StripeServer
from tests.gateways.calls import client_of, session_params

REFUNDS = "/v1/refunds"


@pytest.fixture
def paid(checkout: stripe.StripeClient, stripe_server: StripeServer) -> str:
    """The intent of a session of 500.00 that is paid."""
    session = checkout.v1.checkout.sessions.create(session_params())
    return str(stripe_server.pay(session.id)["payment_intent"])


def charge_of(checkout: stripe.StripeClient, intent: str) -> stripe.Charge:
    return checkout.v1.charges.list({"payment_intent": intent}).data[0]


def refusal_of(checkout: stripe.StripeClient, **params: Any) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        checkout.v1.refunds.create(params)  # type: ignore[arg-type]
    return caught.value


def test_a_part_then_the_rest_then_no_more(checkout: stripe.StripeClient, paid: str) -> None:
    part = checkout.v1.refunds.create(
        {"payment_intent": paid, "amount": 20_000, "reason": "requested_by_customer", "metadata": {"refund": "1"}}
    )
    assert (part.status, part.amount, part.currency) == ("succeeded", 20_000, "inr")
    assert part.id.startswith("re_3") and part.payment_intent == paid
    charge = charge_of(checkout, paid)
    assert (charge.amount_refunded, charge.refunded) == (20_000, False)
    too_much = refusal_of(checkout, payment_intent=paid, amount=30_001)
    assert too_much.user_message == ("Refund amount (₹300.01) is greater than unrefunded amount on charge (₹300.00)")
    assert checkout.v1.refunds.create({"charge": charge.id}).amount == 30_000
    done = refusal_of(checkout, payment_intent=paid)
    assert (done.code, done.http_status) == ("charge_already_refunded", 400)
    assert charge_of(checkout, paid).refunded


def test_an_amount_of_none_is_dropped_by_the_sdk_and_refunds_everything(
    checkout: stripe.StripeClient, paid: str
) -> None:
    params: Any = {"payment_intent": paid, "amount": None}
    assert checkout.v1.refunds.create(params).amount == 50_000


@pytest.mark.parametrize("amount", [0, -1, 10.5, "10,50", "1e3"])
def test_amounts_that_are_no_whole_positive_number_are_refused(
    checkout: stripe.StripeClient, paid: str, amount: object
) -> None:
    error = refusal_of(checkout, payment_intent=paid, amount=amount)
    assert (error.code, error.param) == ("parameter_invalid_integer", "amount")


def test_a_refund_needs_a_payment_that_was_paid_and_a_reason_that_stripe_knows(
    checkout: stripe.StripeClient, stripe_server: StripeServer, paid: str
) -> None:
    assert "payment_intent or charge" in str(refusal_of(checkout, amount=100))
    assert refusal_of(checkout, payment_intent=paid, reason="because").param == "reason"
    unpaid = stripe_server.fail(checkout.v1.checkout.sessions.create(session_params()).id)["payment_intent"]
    assert refusal_of(checkout, payment_intent=unpaid).code == "payment_intent_unexpected_state"
    assert refusal_of(checkout, payment_intent="pi_nobody").code == "resource_missing"


def test_a_pending_refund_may_still_fail_and_gives_its_amount_back(
    checkout: stripe.StripeClient, stripe_server: StripeServer, paid: str
) -> None:
    stripe_server.refunds_pending = True
    refund = checkout.v1.refunds.create({"payment_intent": paid})
    assert (refund.status, refund.pending_reason) == ("pending", "processing")
    assert charge_of(checkout, paid).amount_refunded == 50_000
    stripe_server.finish_refund(refund.id, "failed")
    failed = checkout.v1.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "unknown")
    charge = charge_of(checkout, paid)
    assert (charge.amount_refunded, charge.refunded) == (0, False)
    again = checkout.v1.refunds.create({"payment_intent": paid})
    assert stripe_server.finish_refund(again.id, "succeeded")["status"] == "succeeded"


def test_without_balance_a_refund_waits(checkout: stripe.StripeClient, stripe_server: StripeServer, paid: str) -> None:
    stripe_server.balance_short = True
    refund = checkout.v1.refunds.create({"payment_intent": paid})
    assert (refund.status, refund.pending_reason) == ("pending", "insufficient_funds")


def test_a_refund_in_the_dashboard_counts(
    checkout: stripe.StripeClient, stripe_server: StripeServer, paid: str
) -> None:
    stripe_server.dashboard_refund(paid, 45_000)
    assert charge_of(checkout, paid).amount_refunded == 45_000
    with pytest.raises(PayerRefused):
        stripe_server.dashboard_refund(paid, 5_001)
    assert [refund.amount for refund in checkout.v1.refunds.list({"payment_intent": paid}).data] == [45_000]


def test_the_refunds_of_a_charge_can_be_expanded(checkout: stripe.StripeClient, paid: str) -> None:
    checkout.v1.refunds.create({"payment_intent": paid, "amount": 100})
    charge = checkout.v1.charges.retrieve(charge_of(checkout, paid).id, {"expand": ["refunds"]})
    assert charge.refunds is not None and [refund.amount for refund in charge.refunds.data] == [100]


def test_the_same_key_gives_the_same_refund_and_says_so(checkout: stripe.StripeClient, paid: str) -> None:
    made = [
        checkout.v1.refunds.create({"payment_intent": paid, "amount": 100}, {"idempotency_key": "refund:1"})
        for _ in range(3)
    ]
    assert len({refund.id for refund in made}) == 1
    replayed = [refund.last_response.headers.get("Idempotent-Replayed") for refund in made]  # type: ignore[union-attr]
    assert replayed == [None, "true", "true"]
    assert charge_of(checkout, paid).amount_refunded == 100


def test_a_key_with_another_body_or_for_another_call_is_an_idempotency_error(
    checkout: stripe.StripeClient, paid: str
) -> None:
    options: Any = {"idempotency_key": "refund:1"}
    checkout.v1.refunds.create({"payment_intent": paid, "amount": 100}, options)
    with pytest.raises(stripe.IdempotencyError, match="same parameters") as caught:
        checkout.v1.refunds.create({"payment_intent": paid, "amount": 200}, options)
    assert caught.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        checkout.v1.checkout.sessions.create(session_params(), options)


def test_a_key_of_another_account_is_another_key(stripe_server: StripeServer, checkout: stripe.StripeClient) -> None:
    stripe_server.add_account("sk_test_other", "acct_1Other")
    options: Any = {"idempotency_key": "payment-1"}
    mine = checkout.v1.checkout.sessions.create(session_params(), options)
    theirs = client_of(stripe_server, "sk_test_other").v1.checkout.sessions.create(session_params(), options)
    assert mine.id != theirs.id


def test_a_refusal_of_the_state_is_kept_under_the_key_and_one_of_the_parameters_is_not(
    checkout: stripe.StripeClient, stripe_server: StripeServer, paid: str
) -> None:
    options: Any = {"idempotency_key": "refund:1"}
    with pytest.raises(stripe.InvalidRequestError):
        checkout.v1.refunds.create({"payment_intent": paid, "amount": 0}, options)
    refund = checkout.v1.refunds.create({"payment_intent": paid}, options)
    stripe_server.finish_refund(refund.id, "failed")
    too_late: Any = {"idempotency_key": "refund:2"}
    stripe_server.dashboard_refund(paid)
    with pytest.raises(stripe.InvalidRequestError):
        checkout.v1.refunds.create({"payment_intent": paid}, too_late)
    stripe_server.finish_refund(checkout.v1.refunds.list({"limit": 1}).data[0].id, "failed")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        checkout.v1.refunds.create({"payment_intent": paid}, too_late)
    assert caught.value.code == "charge_already_refunded"


def test_a_key_is_forgotten_after_a_day(checkout: stripe.StripeClient, stripe_server: StripeServer) -> None:
    options: Any = {"idempotency_key": "payment-1"}
    first = checkout.v1.checkout.sessions.create(session_params(), options)
    stripe_server.clock.forward(hours=23)
    assert checkout.v1.checkout.sessions.create(session_params(), options).id == first.id
    stripe_server.clock.forward(hours=1)
    assert checkout.v1.checkout.sessions.create(session_params(), options).id != first.id


def test_a_key_whose_first_call_is_still_at_work_is_409(
    checkout: stripe.StripeClient, stripe_server: StripeServer, paid: str
) -> None:
    params: Any = {"payment_intent": paid, "amount": 100}
    options: Any = {"idempotency_key": "refund:1"}
    stripe_server.faults.add(FaultKind.STALL, REFUNDS, seconds=30)
    slow = threading.Thread(target=lambda: checkout.v1.refunds.create(params, options))
    slow.start()
    stripe_server.faults.wait_for_stall()
    with pytest.raises(stripe.APIError) as caught:
        checkout.v1.refunds.create(params, options)
    assert (caught.value.http_status, caught.value.error.code) == (409, "idempotency_key_in_use")  # type: ignore[union-attr]
    stripe_server.faults.clear()
    slow.join()
    assert charge_of(checkout, paid).amount_refunded == 100
