"""Payments and refunds of the loopback Razorpay, through Razorpay's own SDK."""

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from razorpay.errors import BadRequestError

from clinic_desktop.tour.gateways.faults import FaultKind
from clinic_desktop.tour.gateways.messages import PayerRefused
from tests.gateways.calls import PATIENCE, RazorpayCalls

NOW = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
KEY = "refund-0001-1"
FIELDS_OF_A_PAYMENT = {
    "acquirer_data", "amount", "amount_refunded", "amount_transferred", "bank", "base_amount", "captured", "card",
    "card_id", "contact", "created_at", "currency", "description", "email", "entity", "error_code",
    "error_description", "error_reason", "error_source", "error_step", "fee", "fee_bearer", "id", "international",
    "invoice_id", "method", "notes", "order_id", "refund_status", "status", "tax", "upi", "vpa", "wallet",
}  # fmt: skip
FIELDS_OF_A_REFUND = {
    "acquirer_data", "amount", "batch_id", "created_at", "currency", "entity", "id", "notes", "payment_id", "receipt",
    "speed_processed", "speed_requested", "status",
}  # fmt: skip


@pytest.fixture
def paid(merchant: RazorpayCalls) -> str:
    """The captured payment of a link of 500.00."""
    return str(merchant.server.pay(merchant.link()["id"], method="upi")["id"])


def payment_of(merchant: RazorpayCalls, payment_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = merchant.client.payment.fetch(payment_id, timeout=PATIENCE)
    return answer


def test_a_payment_has_the_fields_of_the_vendors_examples(merchant: RazorpayCalls, paid: str) -> None:
    payment = payment_of(merchant, paid)
    assert set(payment) == FIELDS_OF_A_PAYMENT
    assert (payment["status"], payment["captured"], payment["method"]) == ("captured", True, "upi")
    assert (payment["amount"], payment["fee"], payment["tax"]) == (50_000, 1180, 180)
    assert payment["notes"] == {"appointment_id": "7"} and payment["order_id"].startswith("order_")


def test_payments_are_listed_by_time_and_page(merchant: RazorpayCalls) -> None:
    merchant.server.clock.set(NOW)
    made = []
    for number in range(4):
        made.append(merchant.server.pay(merchant.link(reference_id=f"payment-{number}")["id"])["id"])
        merchant.server.clock.forward(minutes=1)
    since = int(NOW.timestamp())
    listed = merchant.client.payment.all({"from": since + 60, "to": since + 120})
    assert listed["entity"] == "collection" and listed["count"] == 2
    assert [payment["id"] for payment in listed["items"]] == [made[2], made[1]]
    assert [one["id"] for one in merchant.client.payment.all({"count": 2, "skip": 1})["items"]] == [made[2], made[1]]
    with pytest.raises(BadRequestError, match="count"):
        merchant.client.payment.all({"count": 101})


def test_a_failed_payment_can_be_captured_hours_later_even_on_a_dead_link(merchant: RazorpayCalls) -> None:
    link = merchant.link()
    failed = merchant.server.fail(link["id"])
    assert payment_of(merchant, failed["id"])["error_reason"] == "payment_timed_out"
    assert merchant.client.payment_link.fetch(link["id"])["status"] == "created"
    merchant.server.clock.forward(hours=5)
    merchant.server.capture_late(link["id"])
    late = payment_of(merchant, failed["id"])
    assert (late["status"], late["error_code"]) == ("captured", None)
    dead = merchant.client.payment_link.fetch(link["id"])
    assert (dead["status"], dead["amount_paid"], len(dead["payments"])) == ("expired", 50_000, 1)


def test_late_money_on_an_open_link_pays_it(merchant: RazorpayCalls) -> None:
    link = merchant.link()
    merchant.server.capture_late(merchant.server.fail(link["id"])["id"])
    assert merchant.client.payment_link.fetch(link["id"])["status"] == "paid"


def test_money_that_is_only_authorised_can_be_captured(merchant: RazorpayCalls) -> None:
    payment = merchant.server.fail(merchant.link()["id"])
    merchant.server.authorise_late(payment["id"])
    with pytest.raises(BadRequestError, match="status should be captured"):
        merchant.refund(payment["id"])
    assert merchant.client.payment.capture(payment["id"], 50_000, {})["status"] == "captured"
    with pytest.raises(BadRequestError, match="already been captured"):
        merchant.client.payment.capture(payment["id"], 50_000, {})


def test_a_waiting_payment_is_settled_or_fails(merchant: RazorpayCalls) -> None:
    first, second = merchant.link(), merchant.link(reference_id="payment-2")
    for link in (first, second):
        waiting = merchant.server.pay_async(link["id"])
        assert payment_of(merchant, waiting["id"])["status"] == "created"
    assert merchant.server.settle(first["id"])["status"] == "captured"
    assert merchant.server.fail_async(second["id"])["status"] == "failed"
    assert merchant.client.payment_link.fetch(first["id"])["status"] == "paid"
    assert merchant.client.payment_link.fetch(second["id"])["status"] == "created"


def test_a_link_can_be_paid_twice_by_two_payers(merchant: RazorpayCalls) -> None:
    link = merchant.link()
    merchant.server.pay(link["id"])
    with pytest.raises(PayerRefused):
        merchant.server.pay(link["id"])
    merchant.server.pay_again(link["id"])
    assert merchant.client.payment_link.fetch(link["id"])["amount_paid"] == 100_000


def test_a_part_then_the_rest_then_no_more(merchant: RazorpayCalls, paid: str) -> None:
    part = merchant.refund(paid, KEY, amount=20_000, speed="normal", receipt="refund-1")
    assert set(part) == FIELDS_OF_A_REFUND
    assert (part["status"], part["amount"], part["payment_id"]) == ("processed", 20_000, paid)
    partly = payment_of(merchant, paid)
    assert (partly["status"], partly["refund_status"], partly["amount_refunded"]) == ("captured", "partial", 20_000)
    with pytest.raises(BadRequestError, match="total refund amount is greater"):
        merchant.refund(paid, amount=30_001)
    with pytest.raises(BadRequestError, match="greater than amount captured"):
        merchant.refund(paid, amount=50_001)
    assert merchant.refund(paid)["amount"] == 30_000
    whole = payment_of(merchant, paid)
    assert (whole["status"], whole["refund_status"]) == ("refunded", "full")
    with pytest.raises(BadRequestError, match="fully refunded already"):
        merchant.refund(paid, amount=100)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"amount": 0}, "at least INR 1.00"),
        ({"amount": 99}, "at least INR 1.00"),
        ({"amount": 100.0}, "must be an integer"),
        ({"amount": "100"}, "must be an integer"),
        ({"reason": "x"}, "reason is/are not required"),
        ({"amount": 100, "speed": "now"}, "speed is invalid"),
    ],
)
def test_refunds_that_razorpay_would_refuse_are_refused(
    merchant: RazorpayCalls, paid: str, body: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadRequestError, match=said):
        merchant.refund(paid, **body)


def test_the_shadowed_refund_of_the_sdk_sends_a_bare_number_and_is_refused(merchant: RazorpayCalls, paid: str) -> None:
    with pytest.raises(BadRequestError, match="wrong input fields"):
        merchant.client.payment.refund(paid, 500)


def test_the_same_key_gives_the_same_refund(merchant: RazorpayCalls, paid: str) -> None:
    refunds = [merchant.refund(paid, KEY, amount=20_000) for _ in range(3)]
    assert refunds[0] == refunds[1] == refunds[2]
    with pytest.raises(BadRequestError, match="Different request with the same idempotency key"):
        merchant.refund(paid, KEY, amount=10_000)
    for poor, said in (("short", "at least 10 characters"), ("refund:0001:1", "letters, numbers")):
        with pytest.raises(BadRequestError, match=said):
            merchant.refund(paid, poor, amount=10_000)


def test_without_a_key_every_call_refunds(merchant: RazorpayCalls, paid: str) -> None:
    assert merchant.refund(paid, amount=100)["id"] != merchant.refund(paid, amount=100)["id"]


def test_a_receipt_serves_one_refund(merchant: RazorpayCalls, paid: str) -> None:
    merchant.refund(paid, amount=100, receipt="refund-1")
    with pytest.raises(BadRequestError, match="Duplicate receipt"):
        merchant.refund(paid, amount=100, receipt="refund-1")


def test_a_key_whose_first_call_is_still_at_work_is_409(merchant: RazorpayCalls, paid: str) -> None:
    merchant.server.faults.add(FaultKind.STALL, "*/refund", seconds=30)
    slow = threading.Thread(target=lambda: merchant.refund(paid, KEY, amount=100))
    slow.start()
    merchant.server.faults.wait_for_stall()
    answer = requests.post(
        f"{merchant.server.url}/v1/payments/{paid}/refund",
        json={"amount": 100},
        auth=(merchant.server.key_id, merchant.server.key_secret),
        headers={"X-Refund-Idempotency": KEY},
        timeout=PATIENCE,
    )
    assert answer.status_code == 409
    assert answer.json()["error"] == {
        "code": "BAD_REQUEST_ERROR",
        "description": "Another request with the same idempotency key is still in progress.",
        "source": "NA",
        "step": "NA",
        "reason": "NA",
        "metadata": {},
    }
    merchant.server.faults.clear()
    slow.join()
    assert payment_of(merchant, paid)["amount_refunded"] == 100


def test_a_pending_refund_is_processed_or_fails_and_gives_its_amount_back(merchant: RazorpayCalls, paid: str) -> None:
    merchant.server.refunds_pending = True
    first, second = merchant.refund(paid, amount=20_000), merchant.refund(paid, amount=30_000)
    assert (first["status"], payment_of(merchant, paid)["status"]) == ("pending", "refunded")
    merchant.server.finish_refund(first["id"], "succeeded")
    merchant.server.finish_refund(second["id"], "failed")
    done = merchant.client.refund.fetch(first["id"])
    assert (done["status"], done["acquirer_data"]["arn"] is None) == ("processed", False)
    assert merchant.client.payment.fetch_refund_id(paid, second["id"])["status"] == "failed"
    payment = payment_of(merchant, paid)
    assert (payment["status"], payment["refund_status"], payment["amount_refunded"]) == ("captured", "partial", 20_000)


def test_without_balance_a_refund_is_refused(merchant: RazorpayCalls, paid: str) -> None:
    merchant.server.balance_short = True
    with pytest.raises(BadRequestError, match="does not have enough balance"):
        merchant.refund(paid, KEY, amount=100)
    merchant.server.balance_short = False
    assert merchant.refund(paid, KEY, amount=100)["status"] == "processed"


def test_refunds_are_listed_for_a_payment_and_for_all(merchant: RazorpayCalls, paid: str) -> None:
    other = merchant.server.pay(merchant.link(reference_id="payment-2")["id"])["id"]
    first = merchant.refund(paid, amount=100)["id"]
    second = merchant.server.dashboard_refund(other, 200)["id"]
    third = merchant.client.refund.create({"payment_id": paid, "amount": 300})["id"]
    of_one = merchant.client.payment.fetch_multiple_refund(paid)
    assert (of_one["count"], [refund["id"] for refund in of_one["items"]]) == (2, [third, first])
    assert [refund["id"] for refund in merchant.client.refund.all()["items"]] == [third, second, first]
    assert [refund["id"] for refund in merchant.client.refund.all({"count": 1, "skip": 1})["items"]] == [second]


def test_only_captured_payments_can_be_refunded(merchant: RazorpayCalls) -> None:
    failed = merchant.server.fail(merchant.link()["id"])
    with pytest.raises(BadRequestError, match="status should be captured"):
        merchant.refund(failed["id"], amount=100)
