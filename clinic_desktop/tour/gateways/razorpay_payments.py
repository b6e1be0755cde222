"""Razorpay's payments: made by payers on links, read and captured by the merchant."""

from clinic_desktop.tour.gateways import razorpay_errors as errors
from clinic_desktop.tour.gateways import razorpay_params as read
from clinic_desktop.tour.gateways.messages import Json
from clinic_desktop.tour.gateways.razorpay_books import Merchant, RazorpayBooks, new_id
from clinic_desktop.tour.gateways.razorpay_links import received

_FEE_IN_TEN_THOUSANDTHS, _TAX_IN_HUNDREDTHS = 200, 18


def fetch(books: RazorpayBooks, caller: Merchant, params: Json, payment_id: str) -> Json:
    read.only(params, ("expand[]",))
    return books.sent(_find(books, caller, payment_id), "list")


def all_of(books: RazorpayBooks, caller: Merchant, params: Json) -> Json:
    read.only(params, ("count", "expand[]", "from", "skip", "to"))
    found = read.page(books.owned(books.payments, caller), params)
    return read.collection([books.sent(payment, "list") for payment in found])


def capture(books: RazorpayBooks, caller: Merchant, params: Json, payment_id: str) -> Json:
    """Takes what the bank has authorised, all of it."""
    read.only(params, ("amount", "currency"))
    payment = _find(books, caller, payment_id)
    if payment["status"] == "captured":
        raise errors.not_now("This payment has already been captured")
    if payment["status"] != "authorized":
        raise errors.not_now("Only payments which have been authorized and not yet captured can be captured")
    if read.amount(params) != payment["amount"]:
        raise errors.not_now("Capture amount must be equal to the amount authorized")
    take(books, payment)
    return books.sent(payment, "list")


def begun(books: RazorpayBooks, link: Json, amount: int, method: str) -> Json:
    """A payer has begun to pay on a link: a payment that is ``created``, on the link's order."""
    order_id = link.setdefault("order_id", new_id("order_"))
    payment: Json = dict.fromkeys(_NULL_AT_FIRST)
    payment |= {
        "id": new_id("pay_"),
        "entity": "payment",
        "acquirer_data": {"rrn": None, "upi_transaction_id": None} if method == "upi" else {"auth_code": None},
        "amount": amount,
        "amount_refunded": 0,
        "amount_transferred": 0,
        "base_amount": amount,
        "captured": False,
        "contact": "+919000000000",
        "created_at": books.now(),
        "currency": link["currency"],
        "description": f"#{link['id'].removeprefix('plink_')}",
        "email": "payer@example.test",
        "fee_bearer": "platform",
        "international": False,
        "method": method,
        "notes": dict(link["notes"]),
        "order_id": order_id,
        "status": "created",
    }
    if method == "upi":
        payment |= {"vpa": "payer@upi", "upi": {"vpa": "payer@upi"}}
    books.link_of[payment["id"]] = link["id"]
    return books.keep(books.payments, books.owners[link["id"]], payment)


def take(books: RazorpayBooks, payment: Json) -> None:
    """The money is there: captured, counted on the link, less the fee and its tax."""
    fee = payment["amount"] * _FEE_IN_TEN_THOUSANDTHS // 10_000
    tax = fee * _TAX_IN_HUNDREDTHS // 100
    payment |= _NO_ERROR | {"status": "captured", "captured": True, "fee": fee + tax, "tax": tax}
    received(books, books.links[books.link_of[payment["id"]]], payment)


def fail(payment: Json) -> None:
    """The bank has not answered, or said no. It may yet change its mind for three days."""
    payment |= {
        "status": "failed",
        "error_code": "BAD_REQUEST_ERROR",
        "error_description": "Payment was unsuccessful due to a temporary issue. Any amount deducted will be refunded "
        "within 5-7 working days.",
        "error_source": "bank",
        "error_step": "payment_authorization",
        "error_reason": "payment_timed_out",
    }


_NO_ERROR: Json = dict.fromkeys(("error_code", "error_description", "error_source", "error_step", "error_reason"))
_NULL_AT_FIRST = (
    "bank",
    "card",
    "card_id",
    "error_code",
    "error_description",
    "error_reason",
    "error_source",
    "error_step",
    "fee",
    "invoice_id",
    "refund_status",
    "tax",
    "vpa",
    "wallet",
)


def _find(books: RazorpayBooks, caller: Merchant, payment_id: str) -> Json:
    return books.find(books.payments, caller, payment_id, "pay_")
