"""What Razorpay answered, as the program's values."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.gateways import GatewayPayment, GatewayRefund, MoneyState, Page, PageState
from clinic_desktop.integrations.gateways.amounts import from_gateway

Json = dict[str, Any]

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
        id=_text(link["id"]),
        key=_text(link.get("reference_id")),
        url=_text(link["short_url"]),
        state=_LINKS[_text(link["status"])],
        amount_minor=amount,
        currency=currency,
        created_at=_instant(link["created_at"]),
        ends_at=_instant(link["expire_by"]) if link.get("expire_by") else None,
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
    on_link = _ON_LINK.fullmatch(_text(payment.get("description")))
    return GatewayPayment(
        id=_text(payment["id"]),
        state=_PAYMENTS[_text(payment["status"])],
        amount_minor=amount,
        currency=currency,
        refunded_minor=refunded,
        at=_instant(payment["created_at"]),
        key=_note(payment, "key"),
        appointment_id=_appointment(payment),
        method=_text(payment.get("method")),
        link_id=f"plink_{on_link[1]}" if on_link else "",
    )


def read_refund(refund: Json) -> GatewayRefund:
    """A refund."""
    amount, currency = from_gateway(GatewayName.RAZORPAY, refund["amount"], refund["currency"])
    return GatewayRefund(
        id=_text(refund["id"]),
        payment_id=_text(refund["payment_id"]),
        state=_REFUNDS[_text(refund["status"])],
        amount_minor=amount,
        currency=currency,
        at=_instant(refund["created_at"]),
        key=_note(refund, "key"),
    )


def _note(thing: Json, name: str) -> str:
    """Notes without anything in them come as an object, a list or null."""
    notes = thing.get("notes")
    return _text(notes.get(name)) if isinstance(notes, dict) else ""


def _appointment(thing: Json) -> int | None:
    said = _note(thing, "appointment_id")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def _instant(seconds: Any) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
