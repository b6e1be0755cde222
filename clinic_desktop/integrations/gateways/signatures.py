"""Webhooks: whether a gateway signed them, and when. Counted with the standard library: one SDK lets webhooks from the
future pass, and the other stumbles over bytes."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from clinic_desktop.domain.errors import PaymentUnverified
from clinic_desktop.domain.gateways import Notice

TOLERANCE = timedelta(minutes=5)
_LONGEST = 255


def stripe_notice(body: bytes, headers: Mapping[str, str], secret: str, at: datetime) -> Notice:
    """Stripe signs the time and the body; a header may hold several signatures while a secret is changed."""
    parts = [part.strip().partition("=") for part in _header(headers, "Stripe-Signature").split(",")]
    times = [value for name, _, value in parts if name == "t"]
    signatures = [value for name, _, value in parts if name == "v1"]
    if len(times) != 1 or not _is_number(times[0]):
        raise PaymentUnverified
    wanted = _signed(secret, times[0].encode() + b"." + body)
    _require(any(_same(wanted, signature) for signature in signatures))
    signed_at = _instant(int(times[0]))
    _require(abs(at - signed_at) <= TOLERANCE)
    event = _json(body)
    thing = _dict(_dict(event.get("data")).get("object"))
    key = thing.get("client_reference_id") or _dict(thing.get("metadata")).get("key")
    return Notice(_text(event.get("id")), _text(event.get("type")), _text(thing.get("id")), _text(key), signed_at)


def razorpay_notice(body: bytes, headers: Mapping[str, str], secret: str, at: datetime) -> Notice:
    """Razorpay signs the body, which says when the event was made; its id is beside it, so that one without is known by
    its content."""
    _require(_same(_signed(secret, body), _header(headers, "X-Razorpay-Signature")))
    event = _json(body)
    made = event.get("created_at")
    if not isinstance(made, int) or isinstance(made, bool):
        raise PaymentUnverified
    made_at = _instant(made)
    _require(abs(at - made_at) <= TOLERANCE)
    payload = _dict(event.get("payload"))
    entities = {name: _dict(_dict(part).get("entity")) for name, part in payload.items()}
    first = next((entities[name] for name in ("payment_link", "refund", "payment") if name in entities), {})
    event_id = _header(headers, "x-razorpay-event-id") or hashlib.sha256(body).hexdigest()
    key = entities.get("payment_link", {}).get("reference_id") or _note_key(entities.values())
    return Notice(_text(event_id), _text(event.get("event")), _text(first.get("id")), _text(key), made_at)


def _note_key(entities: Any) -> object:
    return next((key for entity in entities if (key := _dict(entity.get("notes")).get("key"))), "")


def _signed(secret: str, content: bytes) -> str:
    # With an empty secret anybody could sign.
    _require(bool(secret))
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()


def _same(wanted: str, given: str) -> bool:
    return hmac.compare_digest(wanted.encode(), given.encode("utf-8", "surrogateescape"))


def _require(condition: bool) -> None:
    if not condition:
        raise PaymentUnverified


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12


def _instant(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        raise PaymentUnverified from None


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name.lower()), "")


def _json(body: bytes) -> dict[str, Any]:
    try:
        return _dict(json.loads(body))
    except (ValueError, RecursionError):
        raise PaymentUnverified from None


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    """An id or a code. Signed or not, nothing longer is kept."""
    return value[:_LONGEST] if isinstance(value, str) and value.isprintable() else ""
