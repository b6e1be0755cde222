"""Refunds: once for a key, never more than what is left, followed until they are final."""

from datetime import timedelta
from typing import Any

import pytest

from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.domain.gateways import MoneyState
from clinic_desktop.tour.gateways.faults import FaultKind
from tests.integrations.gateways.counter import Counter, reason_of


def refund_path(counter: Counter) -> str:
    return "/v1/refunds" if counter.name == "stripe" else "*/refund"


def test_a_part_then_the_rest_then_no_more(counter: Counter) -> None:
    payment_id = counter.paid()
    assert counter.gateway.refund(counter.refund(payment_id, 20_000)).state is MoneyState.DONE
    assert counter.gateway.payment(payment_id).refunded_minor == 20_000
    counter.gateway.refund(counter.refund(payment_id, 30_000, "refund-0002"))
    with pytest.raises(GatewayRefused) as caught:
        counter.gateway.refund(counter.refund(payment_id, 100, "refund-0003"))
    assert reason_of(caught) == "already_refunded"
    assert sorted(refund.amount_minor for refund in counter.gateway.refunds_of(payment_id)) == [20_000, 30_000]


def test_more_than_what_is_left_is_refused(counter: Counter) -> None:
    payment_id = counter.paid()
    counter.server.dashboard_refund(payment_id, 40_000)
    with pytest.raises(GatewayRefused) as caught:
        counter.gateway.refund(counter.refund(payment_id, 20_000))
    assert reason_of(caught) == "more_than_left"
    assert [refund.key for refund in counter.gateway.refunds_of(payment_id)] == [""]


def test_a_lost_reply_refunds_once(counter: Counter) -> None:
    payment_id = counter.paid()
    counter.server.faults.add(FaultKind.LOSE_REPLY, refund_path(counter), "POST")
    with pytest.raises(GatewayRefused) as caught:
        counter.gateway.refund(counter.refund(payment_id, 20_000))
    assert caught.value.passing
    again = counter.gateway.refund(counter.refund(payment_id, 20_000))
    assert [refund.id for refund in counter.gateway.refunds_of(payment_id)] == [again.id]


def test_a_request_that_is_sent_twice_on_the_way_refunds_once(counter: Counter) -> None:
    payment_id = counter.paid()
    counter.server.faults.add(FaultKind.TWICE, refund_path(counter), "POST")
    counter.gateway.refund(counter.refund(payment_id, 20_000))
    assert len(counter.gateway.refunds_of(payment_id)) == 1


def test_a_key_that_the_gateway_has_forgotten_refunds_once_all_the_same(counter: Counter) -> None:
    payment_id = counter.paid()
    first = counter.gateway.refund(counter.refund(payment_id, 20_000))
    counter.server.clock.forward(days=3)
    assert counter.gateway.refund(counter.refund(payment_id, 20_000)) == first


@pytest.mark.parametrize("amount", [None, 0, -5, 10.5, "10,50", True])
def test_what_is_no_amount_never_reaches_the_gateway(counter: Counter, amount: Any) -> None:
    payment_id = counter.paid()
    counter.server.forget_calls()
    with pytest.raises(GatewayRefused) as caught:
        counter.gateway.refund(counter.refund(payment_id, amount))
    assert reason_of(caught) == "bad_request"
    assert counter.server.calls == []


def test_the_amount_is_always_sent(counter: Counter) -> None:
    payment_id = counter.paid()
    counter.gateway.refund(counter.refund(payment_id, 50_000))
    (call,) = counter.server.calls_to("POST", refund_path(counter))
    assert "amount" in call.body


def test_a_pending_refund_fails_later_and_is_owed_again(counter: Counter) -> None:
    payment_id = counter.paid()
    counter.server.books.refunds_pending = True
    refund = counter.gateway.refund(counter.refund(payment_id, 20_000))
    assert refund.state is MoneyState.PENDING
    counter.server.finish_refund(refund.id, "failed")
    assert counter.gateway.refund_of(refund.id, payment_id).state is MoneyState.FAILED
    assert counter.gateway.payment(payment_id).refunded_minor == 0


def test_the_repeat_of_a_refund_says_where_it_stands_now(counter: Counter) -> None:
    payment_id = counter.paid()
    counter.server.books.refunds_pending = True
    refund = counter.gateway.refund(counter.refund(payment_id, 20_000))
    counter.server.finish_refund(refund.id, "succeeded")
    assert counter.gateway.refund(counter.refund(payment_id, 20_000)).state is MoneyState.DONE


def test_short_keys_and_strange_ones_are_taken_too(counter: Counter) -> None:
    payment_id = counter.paid()
    assert counter.gateway.refund(counter.refund(payment_id, 100, "R/1")).key == "R/1"
    assert counter.gateway.refund(counter.refund(payment_id, 100, "R/1")).key == "R/1"
    assert len(counter.gateway.refunds_of(payment_id)) == 1


def test_a_refund_without_money_in_the_account_is_said(stripe: Counter, razorpay: Counter) -> None:
    waiting = stripe.paid()
    stripe.server.books.balance_short = True
    refund = stripe.gateway.refund(stripe.refund(waiting, 20_000))
    assert (refund.state, refund.reason) == (MoneyState.PENDING, "insufficient_funds")
    refused = razorpay.paid()
    razorpay.server.books.balance_short = True
    with pytest.raises(GatewayRefused) as caught:
        razorpay.gateway.refund(razorpay.refund(refused, 20_000))
    assert reason_of(caught) == "low_balance"


def test_a_period_gives_every_payment_and_refund_once(counter: Counter) -> None:
    since = counter.server.clock.now() - timedelta(minutes=1)
    ids = {counter.paid(f"CLINIC-{number}-1") for number in range(105)}
    first = min(ids)
    counter.gateway.refund(counter.refund(first, 100))
    counter.server.fail(counter.ask("CLINIC-999-1").id)
    until = counter.server.clock.now() + timedelta(minutes=1)
    found = list(counter.gateway.payments_between(since, until))
    assert len(found) == 105
    assert {payment.id for payment in found} == ids
    assert [refund.payment_id for refund in counter.gateway.refunds_between(since, until)] == [first]
    assert list(counter.gateway.payments_between(since - timedelta(days=1), since)) == []
