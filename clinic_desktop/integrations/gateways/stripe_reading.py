"""What Stripe answered, as the program's values. The SDK's objects are turned into plain dictionaries first: they are
none, and a field that is missing raises where nobody expects it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.gateways import GatewayPayment, GatewayRefund, MoneyState, Page, PageState
from clinic_desktop.integrations.gateways.amounts import from_gateway

Json = dict[str, Any]

_INTENTS = {
    "succeeded": MoneyState.DONE,
    "processing": MoneyState.PENDING,
    "requires_capture": MoneyState.PENDING,
    "requires_action": MoneyState.PENDING,
    "requires_confirmation": MoneyState.PENDING,
}
_REFUNDS = {
    "succeeded": MoneyState.DONE,
    "pending": MoneyState.PENDING,
    "requires_action": MoneyState.PENDING,
    "failed": MoneyState.FAILED,
    "canceled": MoneyState.FAILED,
}


def session_page(session: Json) -> Page:
    """A Checkout Session, with its payment intent and the charge of it expanded."""
    payments = session_payments(session)
    amount, currency = from_gateway(GatewayName.STRIPE, session["amount_total"], session["currency"])
    return Page(
        id=_text(session["id"]),
        key=_text(session.get("client_reference_id")) or key_of(session),
        url=_text(session.get("url")),
        state=session_state(session, payments),
        amount_minor=amount,
        currency=currency,
        created_at=_instant(session["created"]),
        ends_at=_instant(session["expires_at"]) if session.get("expires_at") else None,
        payments=payments,
    )


def link_page(link: Json, sessions: Iterable[Json], made_at: datetime) -> Page:
    """A Payment Link with its sessions. Stripe does not say when it was made."""
    opened = tuple(sessions)
    states = {session_state(session, session_payments(session)) for session in opened}
    paid = PageState.PAID in states
    state = (
        PageState.PAID if paid
        else PageState.PROCESSING if PageState.PROCESSING in states
        else PageState.OPEN if link["active"] is True
        else PageState.ENDED
    )  # fmt: skip
    items = link["line_items"]["data"]
    total = sum(int(item["amount_total"]) for item in items)
    amount, currency = from_gateway(GatewayName.STRIPE, total, link["currency"])
    payments = tuple(payment for session in opened for payment in session_payments(session))
    made_at = min([made_at, *(_instant(session["created"]) for session in opened)])
    return Page(_text(link["id"]), key_of(link), _text(link["url"]), state, amount, currency, made_at, None, payments)


def session_state(session: Json, payments: tuple[GatewayPayment, ...]) -> PageState:
    """Only ``paid`` is paid: ``complete`` and ``unpaid`` was paid by a way that settles later, or has failed to."""
    if session["payment_status"] == "paid":
        return PageState.PAID
    if session["status"] == "open":
        return PageState.OPEN
    if session["status"] == "complete" and not any(payment.state is MoneyState.FAILED for payment in payments):
        return PageState.PROCESSING
    if session["status"] in ("complete", "expired"):
        return PageState.ENDED
    raise ValueError("unknown status of a session")


def session_payments(session: Json) -> tuple[GatewayPayment, ...]:
    """What came in by a session. Tries that failed while it is open are none."""
    intent = session.get("payment_intent")
    if not isinstance(intent, dict):
        return ()
    found = intent_payment(intent, _text(session.get("payment_link")), _text(session.get("client_reference_id")))
    return () if found.state is MoneyState.FAILED and session["status"] != "complete" else (found,)


def intent_payment(intent: Json, link_id: str = "", key: str = "") -> GatewayPayment:
    """A payment intent with its latest charge expanded; its amount is what came in, or is to."""
    charge = intent.get("latest_charge")
    charge = charge if isinstance(charge, dict) else {}
    state = _INTENTS.get(_text(intent["status"]), MoneyState.FAILED)
    said = intent["amount_received"] if state is MoneyState.DONE else intent["amount"]
    amount, currency = from_gateway(GatewayName.STRIPE, said, intent["currency"])
    refunded, _ = from_gateway(GatewayName.STRIPE, charge.get("amount_refunded", 0), intent["currency"])
    return GatewayPayment(
        id=_text(intent["id"]),
        state=state,
        amount_minor=amount,
        currency=currency,
        refunded_minor=refunded,
        at=_instant(charge.get("created") or intent["created"]),
        key=key or key_of(intent),
        appointment_id=_appointment(intent),
        method=_method(charge),
        link_id=link_id,
    )


def charge_payment(charge: Json) -> GatewayPayment:
    """A charge, by the id of its payment intent where it has one."""
    amount, currency = from_gateway(GatewayName.STRIPE, charge["amount"], charge["currency"])
    refunded, _ = from_gateway(GatewayName.STRIPE, charge["amount_refunded"], charge["currency"])
    taken = charge["status"] == "succeeded" and charge["captured"] is True
    return GatewayPayment(
        id=_text(charge.get("payment_intent")) or _text(charge["id"]),
        state=MoneyState.DONE if taken else MoneyState.FAILED if charge["status"] == "failed" else MoneyState.PENDING,
        amount_minor=amount,
        currency=currency,
        refunded_minor=refunded,
        at=_instant(charge["created"]),
        key=key_of(charge),
        appointment_id=_appointment(charge),
        method=_method(charge),
    )


def read_refund(refund: Json) -> GatewayRefund:
    """A refund. Pending and about to act are the same to us: not final."""
    amount, currency = from_gateway(GatewayName.STRIPE, refund["amount"], refund["currency"])
    state = _REFUNDS[_text(refund["status"])]
    return GatewayRefund(
        id=_text(refund["id"]),
        payment_id=_text(refund.get("payment_intent")) or _text(refund.get("charge")),
        state=state,
        amount_minor=amount,
        currency=currency,
        at=_instant(refund["created"]),
        key=key_of(refund),
        reason=_text(refund.get("failure_reason") or refund.get("pending_reason")),
    )


def key_of(thing: Json) -> str:
    """Our key, as everything that we make carries it."""
    return _text(_metadata(thing).get("key"))


def _appointment(thing: Json) -> int | None:
    said = _text(_metadata(thing).get("appointment_id"))
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def _metadata(thing: Json) -> Json:
    found = thing.get("metadata")
    return found if isinstance(found, dict) else {}


def _method(charge: Json) -> str:
    details = charge.get("payment_method_details")
    return _text(details.get("type")) if isinstance(details, dict) else ""


def _instant(seconds: Any) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
