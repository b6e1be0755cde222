"""Razorpay's refunds: only of captured payments, never more than what is left."""

from clinic_desktop.tour.gateways import razorpay_errors as errors
from clinic_desktop.tour.gateways import razorpay_params as read
from clinic_desktop.tour.gateways.messages import Json
from clinic_desktop.tour.gateways.razorpay_books import Merchant, RazorpayBooks, new_id

_CREATE = ("amount", "notes", "receipt", "speed")
_LIST = ("count", "from", "skip", "to")


def create_of(books: RazorpayBooks, caller: Merchant, params: Json, payment_id: str) -> Json:
    """Refunds a part of a payment, or without an amount all that is left."""
    if not isinstance(params, dict):
        raise errors.invalid("The amount must be an integer.", "amount")
    read.only(params, _CREATE)
    payment = books.find(books.payments, caller, payment_id, "pay_")
    speed = read.text(params, "speed", 10) or "normal"
    if speed not in ("normal", "optimum"):
        raise errors.invalid("The selected speed is invalid.", "speed")
    notes, amount = read.notes(params), _amount(payment, params)
    receipt = _receipt(books, caller, params)
    if books.balance_short:
        raise errors.not_now(
            "Your account does not have enough balance to carry out the refund operation. You can add funds to your "
            "account from your Razorpay dashboard or capture new payments."
        )
    return books.sent(made(books, payment, amount, receipt, notes, speed), "list")


def create(books: RazorpayBooks, caller: Merchant, params: Json) -> Json:
    """The same with the payment in the body."""
    if not params.get("payment_id"):
        raise errors.invalid("The payment id field is required.", "payment_id")
    rest = {name: value for name, value in params.items() if name != "payment_id"}
    return create_of(books, caller, rest, str(params["payment_id"]))


def made(
    books: RazorpayBooks, payment: Json, amount: int, receipt: str | None, notes: Json, speed: str = "normal"
) -> Json:
    """A refund of a payment that has that much left."""
    refund: Json = {
        "id": new_id("rfnd_"),
        "entity": "refund",
        "acquirer_data": {"arn": None},
        "amount": amount,
        "batch_id": None,
        "created_at": books.now(),
        "currency": payment["currency"],
        "notes": notes,
        "payment_id": payment["id"],
        "receipt": receipt,
        "speed_processed": "normal",
        "speed_requested": speed,
        "status": "pending" if books.refunds_pending else "processed",
    }
    owner = books.owners[payment["id"]]
    books.keep(books.refunds, owner, refund)
    books.refunds_of.setdefault(payment["id"], []).append(refund)
    if receipt is not None:
        books.receipts.add((owner.key_id, receipt))
    _count(books, payment)
    return refund


def finish(books: RazorpayBooks, refund: Json, status: str) -> None:
    """The bank's word on a refund. One that fails gives its amount back to the payment."""
    refund["status"] = status
    if status == "processed":
        refund["acquirer_data"] = {"arn": "10000000000000"}
    _count(books, books.payments[refund["payment_id"]])


def fetch(books: RazorpayBooks, caller: Merchant, params: Json, refund_id: str) -> Json:
    return books.sent(books.find(books.refunds, caller, refund_id, "rfnd_"), "list")


def all_of(books: RazorpayBooks, caller: Merchant, params: Json) -> Json:
    read.only(params, _LIST)
    found = read.page(books.owned(books.refunds, caller), params)
    return read.collection([books.sent(refund, "list") for refund in found])


def all_of_payment(books: RazorpayBooks, caller: Merchant, params: Json, payment_id: str) -> Json:
    read.only(params, _LIST)
    books.find(books.payments, caller, payment_id, "pay_")
    found = books.refunds_of.get(payment_id, [])[::-1]
    return read.collection([books.sent(refund, "list") for refund in read.page(found, params)])


def fetch_of_payment(books: RazorpayBooks, caller: Merchant, params: Json, payment_id: str, refund_id: str) -> Json:
    refund = fetch(books, caller, params, refund_id)
    if refund["payment_id"] != payment_id:
        raise errors.no_such_id()
    return refund


def left(payment: Json) -> int:
    """What can still be refunded."""
    return int(payment["amount"]) - int(payment["amount_refunded"])


def _amount(payment: Json, params: Json) -> int:
    if payment["status"] == "refunded":
        raise errors.not_now("The payment has been fully refunded already")
    if payment["status"] != "captured":
        raise errors.not_now("The payment status should be captured for action to be taken")
    rest = left(payment)
    amount = rest if params.get("amount") is None else read.amount(params, payment["currency"])
    if amount > payment["amount"]:
        raise errors.not_now("The refund amount provided is greater than amount captured")
    if amount > rest:
        raise errors.not_now("The total refund amount is greater than the refund payment amount")
    return amount


def _receipt(books: RazorpayBooks, caller: Merchant, params: Json) -> str | None:
    receipt = read.text(params, "receipt", 40) or None
    if receipt and (caller.key_id, receipt) in books.receipts:
        raise errors.invalid("Duplicate receipt found for this refund request.", "receipt")
    return receipt


def _count(books: RazorpayBooks, payment: Json) -> None:
    given = sum(refund["amount"] for refund in books.refunds_of[payment["id"]] if refund["status"] != "failed")
    whole = given == payment["amount"]
    payment |= {
        "amount_refunded": given,
        "refund_status": "full" if whole else "partial" if given else None,
        "status": "refunded" if whole else "captured",
    }
