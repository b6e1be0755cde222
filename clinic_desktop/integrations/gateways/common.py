"""What both gateways do in the same way, though they say it in other words."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.domain.gateways import Gateway, GatewayReason, GatewayRefund, RefundRequest
from clinic_desktop.integrations.gateways.refusing import refusal
from clinic_desktop.integrations.gateways.session import GatewaySession

Json = dict[str, Any]
_LONGEST_NUMBER = 18


def time_of(gateway: Gateway, session: GatewaySession, ask: Callable[[], object]) -> datetime:
    """The gateway's time; ``ask`` asks it anything where it is not known."""
    if session.time.now() is None:
        try:
            ask()
        except GatewayRefused:
            # Also a refusal says what time it is.
            if session.time.now() is None:
                raise
    known = session.time.now()
    if known is None:
        raise refusal(gateway.name, GatewayReason.BROKEN, "date")
    return known


def refund_with(gateway: Gateway, request: RefundRequest) -> GatewayRefund | None:
    """The refund that was made with that key before, also when the gateway has forgotten the key."""
    return next((one for one in gateway.refunds_of(request.payment_id) if one.key == request.key), None)


def say_what_is_left(gateway: Gateway, request: RefundRequest) -> None:
    """Neither gateway has a code for too large a refund; the numbers tell. Refuses with ALREADY_REFUNDED or
    MORE_THAN_LEFT."""
    payment = gateway.payment(request.payment_id)
    left = payment.amount_minor - payment.refunded_minor
    if left <= 0:
        raise refusal(gateway.name, GatewayReason.ALREADY_REFUNDED) from None
    if request.amount_minor > left:
        raise refusal(gateway.name, GatewayReason.MORE_THAN_LEFT) from None


def marks(appointment_id: int, key: str) -> dict[str, str]:
    """What everything that is made at a gateway carries: numbers of ours, and nobody's name."""
    return {"appointment_id": str(appointment_id), "key": key}


def mark(carried: object, name: str) -> str:
    """One of the marks, from what the gateway gives back of them; empty where there are none."""
    return text(carried.get(name)) if isinstance(carried, dict) else ""


def marked_appointment(carried: object) -> int | None:
    """The appointment's number among the marks."""
    said = mark(carried, "appointment_id")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _LONGEST_NUMBER else None


def instant(seconds: Any) -> datetime:
    """A time that a gateway counts in seconds since 1970."""
    return datetime.fromtimestamp(int(seconds), UTC)


def text(value: object) -> str:
    """The text, or nothing where it is none."""
    return value if isinstance(value, str) else ""
