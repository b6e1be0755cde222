"""What Stripe answered, as the program's values. The SDK's objects are turned into plain dictionaries first: they are
none, and a field that is missing raises where nobody expects it."""

from collections.abc import Iterable
from datetime import datetime

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.gateways import GatewayPayment, GatewayRefund, MoneyState, Page, PageState
from clinic_desktop.integrations.gateways.amounts import from_gateway
from clinic_desktop.integrations.gateways.common import Json, instant, mark, marked_appointment, text

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
        id=text(session["id"]),
        key=text(session.get("client_reference_id")) or key_of(session),
        url=text(session.get("url")),
        state=session_state(session, payments),
        amount_minor=amount,
        currency=currency,
        created_at=instant(session["created"]),
        ends_at=instant(session["expires_at"]) if session.get("expires_at") else None,
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
    made_at = min([made_at, *(instant(session["created"]) for session in opened)])
    return Page(text(link["id"]), key_of(link), text(link["url"]), state, amount, currency, made_at, None, payments)


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
    found = intent_payment(intent, text(session.get("payment_link")), text(session.get("client_reference_id")))
    return () if found.state is MoneyState.FAILED and session["status"] != "complete" else (found,)


def intent_payment(intent: Json, link_id: str = "", key: str = "") -> GatewayPayment:
    """A payment intent with its latest charge expanded; its amount is what came in, or is to."""
    charge = intent.get("latest_charge")
    charge = charge if isinstance(charge, dict) else {}
    state = _INTENTS.get(text(intent["status"]), MoneyState.FAILED)
    said = intent["amount_received"] if state is MoneyState.DONE else intent["amount"]
    amount, currency = from_gateway(GatewayName.STRIPE, said, intent["currency"])
    refunded, _ = from_gateway(GatewayName.STRIPE, charge.get("amount_refunded", 0), intent["currency"])
    return GatewayPayment(
        id=text(intent["id"]),
        state=state,
        amount_minor=amount,
        currency=currency,
        refunded_minor=refunded,
        at=instant(charge.get("created") or intent["created"]),
        key=key or key_of(intent),
        appointment_id=marked_appointment(intent.get("metadata")),
        method=_method(charge),
        link_id=link_id,
    )


def charge_payment(charge: Json) -> GatewayPayment:
    """A charge, by the id of its payment intent where it has one."""
    amount, currency = from_gateway(GatewayName.STRIPE, charge["amount"], charge["currency"])
    refunded, _ = from_gateway(GatewayName.STRIPE, charge["amount_refunded"], charge["currency"])
    taken = charge["status"] == "succeeded" and charge["captured"] is True
    return GatewayPayment(
        id=text(charge.get("payment_intent")) or text(charge["id"]),
        state=MoneyState.DONE if taken else MoneyState.FAILED if charge["status"] == "failed" else MoneyState.PENDING,
        amount_minor=amount,
        currency=currency,
        refunded_minor=refunded,
        at=instant(charge["created"]),
        key=key_of(charge),
        appointment_id=marked_appointment(charge.get("metadata")),
        method=_method(charge),
    )


def read_refund(refund: Json) -> GatewayRefund:
    """A refund. Pending and about to act are the same to us: not final."""
    amount, currency = from_gateway(GatewayName.STRIPE, refund["amount"], refund["currency"])
    state = _REFUNDS[text(refund["status"])]
    return GatewayRefund(
        id=text(refund["id"]),
        payment_id=text(refund.get("payment_intent")) or text(refund.get("charge")),
        state=state,
        amount_minor=amount,
        currency=currency,
        at=instant(refund["created"]),
        key=key_of(refund),
        reason=text(refund.get("failure_reason") or refund.get("pending_reason")),
    )


def key_of(thing: Json) -> str:
    """Our key, as everything that we make carries it."""
    return mark(thing.get("metadata"), "key")


def _method(charge: Json) -> str:
    details = charge.get("payment_method_details")
    return text(details.get("type")) if isinstance(details, dict) else ""
