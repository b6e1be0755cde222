"""What Razorpay answered, as the program's values. Notes without anything in them come as an object, a list or null."""

import re
from collections.abc import Iterable

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.gateways import GatewayPayment, GatewayRefund, MoneyState, Page, PageState
from clinic_desktop.integrations.gateways.amounts import from_gateway
from clinic_desktop.integrations.gateways.common import Json, instant, mark, marked_appointment, text

_LINKS = {
    "created": PageState.OPEN,
    "partially_paid": PageState.PART_PAID,
    "paid": PageState.PAID,
    "cancelled": PageState.ENDED,
    "expired": PageState.ENDED,
}
_PAYMENTS = {
    "captured": MoneyState.DONE,
    "refunded": MoneyState.DONE,
    "authorized": MoneyState.PENDING,
    "created": MoneyState.PENDING,
    "failed": MoneyState.FAILED,
}
_REFUNDS = {"processed": MoneyState.DONE, "pending": MoneyState.PENDING, "failed": MoneyState.FAILED}
_ON_LINK = re.compile(r"#([A-Za-z0-9]{14})")


def read_page(link: Json, payments: Iterable[GatewayPayment]) -> Page:
    """A payment link with its payments, which are asked for one by one: the link says nothing of refunds."""
    amount, currency = from_gateway(GatewayName.RAZORPAY, link["amount"], link["currency"])
    return Page(
        id=text(link["id"]),
        key=text(link.get("reference_id")),
        url=text(link["short_url"]),
        state=_LINKS[text(link["status"])],
        amount_minor=amount,
        currency=currency,
        created_at=instant(link["created_at"]),
        ends_at=instant(link["expire_by"]) if link.get("expire_by") else None,
        payments=tuple(payments),
    )


def payment_ids(link: Json) -> tuple[str, ...]:
    """The payments on a link, each once. A link without any has null or an empty list."""
    found = link.get("payments") or []
    return tuple(dict.fromkeys(str(entry["payment_id"]) for entry in found))


def read_payment(payment: Json) -> GatewayPayment:
    """A payment. One that was given back whole is done, and refunded."""
    amount, currency = from_gateway(GatewayName.RAZORPAY, payment["amount"], payment["currency"])
    refunded, _ = from_gateway(GatewayName.RAZORPAY, payment.get("amount_refunded") or 0, payment["currency"])
    on_link = _ON_LINK.fullmatch(text(payment.get("description")))
    return GatewayPayment(
        id=text(payment["id"]),
        state=_PAYMENTS[text(payment["status"])],
        amount_minor=amount,
        currency=currency,
        refunded_minor=refunded,
        at=instant(payment["created_at"]),
        key=mark(payment.get("notes"), "key"),
        appointment_id=marked_appointment(payment.get("notes")),
        method=text(payment.get("method")),
        link_id=f"plink_{on_link[1]}" if on_link else "",
        at_bank=text(payment["status"]) == "authorized",
    )


def read_refund(refund: Json) -> GatewayRefund:
    """A refund."""
    amount, currency = from_gateway(GatewayName.RAZORPAY, refund["amount"], refund["currency"])
    return GatewayRefund(
        id=text(refund["id"]),
        payment_id=text(refund["payment_id"]),
        state=_REFUNDS[text(refund["status"])],
        amount_minor=amount,
        currency=currency,
        at=instant(refund["created_at"]),
        key=mark(refund.get("notes"), "key"),
    )
