"""Payment links of the loopback Razorpay, through Razorpay's own SDK."""

from datetime import UTC, datetime
from typing import Any

import pytest
import razorpay
from razorpay.errors import BadRequestError

from clinic_desktop.tour.gateways.messages import PayerRefused
from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from tests.gateways.calls import PATIENCE, RazorpayCalls

NOW = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
FIELDS_OF_A_LINK = {
    "accept_partial", "amount", "amount_paid", "callback_method", "callback_url", "cancelled_at", "created_at",
    "currency", "customer", "description", "expire_by", "expired_at", "first_min_partial_amount", "id", "notes",
    "notify", "payments", "reference_id", "reminder_enable", "reminders", "short_url", "status", "updated_at",
    "upi_link", "user_id", "whatsapp_link",
}  # fmt: skip
FIELDS_OF_A_LINK_PAYMENT = {"amount", "created_at", "method", "payment_id", "plink_id", "status", "updated_at"}


def test_a_new_link_has_the_fields_of_the_vendors_examples(merchant: RazorpayCalls) -> None:
    link = merchant.link()
    assert set(link) == FIELDS_OF_A_LINK
    assert link["id"].startswith("plink_") and len(link["id"]) == 20
    assert (link["status"], link["amount"], link["amount_paid"], link["payments"]) == ("created", 50_000, 0, None)
    assert link["short_url"].startswith(merchant.server.url + "/i/")
    assert link["notes"] == {"appointment_id": "7"}


def test_a_fetched_link_lists_its_payments(merchant: RazorpayCalls) -> None:
    link = merchant.link()
    assert merchant.client.payment_link.fetch(link["id"], timeout=PATIENCE)["payments"] == []
    payment = merchant.server.pay(link["id"], method="upi")
    paid = merchant.client.payment_link.fetch(link["id"], timeout=PATIENCE)
    assert (paid["status"], paid["amount_paid"], paid["order_id"]) == ("paid", 50_000, payment["order_id"])
    assert set(paid["payments"][0]) == FIELDS_OF_A_LINK_PAYMENT
    assert paid["payments"][0]["payment_id"] == payment["id"]


def test_a_reference_is_taken_for_good_and_found_again(merchant: RazorpayCalls) -> None:
    link = merchant.link()
    merchant.link(reference_id="payment-2")
    merchant.client.payment_link.cancel(link["id"], timeout=PATIENCE)
    with pytest.raises(BadRequestError, match="payment link creation with reference ID already attempted"):
        merchant.link()
    found = merchant.client.payment_link.all({"reference_id": "payment-1"}, timeout=PATIENCE)
    assert [one["id"] for one in found["payment_links"]] == [link["id"]] and set(found) == {"payment_links"}
    assert merchant.client.payment_link.all({"reference_id": "none"})["payment_links"] == []


def test_links_are_found_by_payment_and_by_page(merchant: RazorpayCalls) -> None:
    made = [merchant.link(reference_id=f"payment-{number}")["id"] for number in range(12)]
    payment = merchant.server.pay(made[3])
    by_payment = merchant.client.payment_link.all({"payment_id": payment["id"]})["payment_links"]
    assert [link["id"] for link in by_payment] == [made[3]]
    pages = [merchant.client.payment_link.all({"count": 5, "skip": skip})["payment_links"] for skip in (0, 5, 10)]
    assert [link["id"] for page in pages for link in page] == made[::-1]
    assert len(merchant.client.payment_link.all()["payment_links"]) == 10


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"amount": 99}, "The amount must be at least INR 1.00"),
        ({"amount": 100.0}, "The amount must be an integer"),
        ({"amount": "500"}, "The amount must be an integer"),
        ({"amount": None}, "The amount field is required"),
        ({"reference_id": "x" * 41}, "reference_id: the length must be no more than 40"),
        ({"notes": {str(n): "x" for n in range(16)}}, "less than or equal to 15"),
        ({"notes": {"k": "x" * 256}}, "the length must not be greater than 255"),
        ({"payment_method": "card"}, "payment_method is/are not required and should not be sent"),
        ({"upi_link": True, "accept_partial": True}, "partial payment not supported in upi link"),
        ({"upi_link": True}, "UPI Payment Links is not supported in Test Mode"),
        ({"callback_url": "https://example.com"}, "callback_method"),
    ],
)
def test_what_razorpay_would_refuse_is_refused(merchant: RazorpayCalls, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(BadRequestError, match=said):
        merchant.link(**changed)


@pytest.mark.parametrize(("seconds", "fits"), [(899, False), (900, True), (1200, True), (200 * 86_400, False)])
def test_a_link_lives_at_least_a_quarter_of_an_hour_by_the_servers_clock(
    merchant: RazorpayCalls, seconds: int, fits: bool
) -> None:
    merchant.server.clock.set(NOW)
    at = int(NOW.timestamp()) + seconds
    if fits:
        assert merchant.link(expire_by=at)["expire_by"] == at
    else:
        with pytest.raises(BadRequestError, match="expire_by: timestamp"):
            merchant.link(expire_by=at)


def test_a_link_expires_by_itself(merchant: RazorpayCalls) -> None:
    link = merchant.link()
    merchant.server.clock.forward(minutes=21)
    expired = merchant.client.payment_link.fetch(link["id"])
    assert expired["status"] == "expired" and expired["expired_at"] > 0
    with pytest.raises(PayerRefused):
        merchant.server.pay(link["id"])
    with pytest.raises(BadRequestError, match="cannot cancel or expire an expired link"):
        merchant.client.payment_link.cancel(link["id"])


def test_only_a_link_without_money_can_be_cancelled(merchant: RazorpayCalls) -> None:
    link, paid = merchant.link(), merchant.link(reference_id="payment-2")
    partly = merchant.link(reference_id="payment-3", accept_partial=True)
    assert merchant.client.payment_link.cancel(link["id"])["status"] == "cancelled"
    merchant.server.pay(paid["id"])
    merchant.server.pay(partly["id"], amount=20_000)
    for kept in (paid, partly):
        with pytest.raises(BadRequestError, match="already paid / partially paid link"):
            merchant.client.payment_link.cancel(kept["id"])
    with pytest.raises(BadRequestError, match="cancelled link"):
        merchant.client.payment_link.cancel(link["id"])
    with pytest.raises(PayerRefused):
        merchant.server.pay(link["id"])


def test_a_link_can_be_paid_in_parts(merchant: RazorpayCalls) -> None:
    link = merchant.link(accept_partial=True, first_min_partial_amount=10_000)
    merchant.server.pay(link["id"], amount=20_000)
    partly = merchant.client.payment_link.fetch(link["id"])
    assert (partly["status"], partly["amount_paid"]) == ("partially_paid", 20_000)
    merchant.server.pay(link["id"])
    assert [one["amount"] for one in merchant.client.payment_link.fetch(link["id"])["payments"]] == [20_000, 30_000]


def test_a_link_can_be_edited_while_nobody_has_paid(merchant: RazorpayCalls) -> None:
    link = merchant.link()
    edited = merchant.client.payment_link.edit(link["id"], {"reference_id": "payment-9", "notes": {"a": "b"}})
    assert (edited["reference_id"], edited["notes"]) == ("payment-9", {"a": "b"})
    assert merchant.client.payment_link.all({"reference_id": "payment-9"})["payment_links"][0]["id"] == link["id"]
    assert merchant.client.payment_link.notifyBy(link["id"], "sms") == {"success": True}
    merchant.server.pay(link["id"])
    with pytest.raises(BadRequestError, match="cannot edit"):
        merchant.client.payment_link.edit(link["id"], {"notes": {}})


@pytest.mark.parametrize(("style", "sent"), [("object", {}), ("list", []), ("null", None)])
def test_empty_notes_come_in_three_ways(merchant: RazorpayCalls, style: Any, sent: object) -> None:
    merchant.server.empty_notes = style
    assert merchant.link(notes={})["notes"] == sent


def test_ids_are_the_merchants_own(merchant: RazorpayCalls, razorpay_server: RazorpayServer) -> None:
    link = merchant.link()
    razorpay_server.add_merchant("rzp_live_same", "secret", "acc_Loopback000000")
    live = razorpay.Client(auth=("rzp_live_same", "secret"), base_url=razorpay_server.url)
    with pytest.raises(BadRequestError, match="The id provided does not exist"):
        live.payment_link.fetch(link["id"])
    with pytest.raises(BadRequestError, match="is not a valid id"):
        merchant.client.payment_link.fetch("plink_short")


def test_a_wrong_key_or_secret_is_refused(razorpay_server: RazorpayServer) -> None:
    for auth in ((razorpay_server.key_id, "wrong"), ("rzp_test_wrong", razorpay_server.key_secret)):
        with pytest.raises(BadRequestError, match="Authentication failed"):
            razorpay.Client(auth=auth, base_url=razorpay_server.url).payment_link.all()


def test_the_test_mode_may_be_limited(merchant: RazorpayCalls) -> None:
    merchant.server.books.test_mode_limit = 1
    merchant.link()
    with pytest.raises(BadRequestError, match="up to 1 payment links in test mode"):
        merchant.link(reference_id="payment-2")


def test_an_id_that_leaves_its_folder_reaches_another_call(merchant: RazorpayCalls) -> None:
    """The SDK does not escape ids: why the program has to look at them first."""
    assert merchant.client.payment_link.fetch("")["payment_links"] == []
    assert merchant.client.payment_link.fetch("../payments")["entity"] == "collection"
