"""What the gateways send by themselves: events, built and signed as each vendor does, and brought to an address."""

import hashlib
import hmac
import http.client
import json
import random
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from clinic_desktop.tour.gateways.messages import Json
from clinic_desktop.tour.gateways.razorpay_books import new_id as new_razorpay_id
from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from clinic_desktop.tour.gateways.stripe_books import new_id as new_stripe_id
from clinic_desktop.tour.gateways.stripe_server import API_VERSION, StripeServer

_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class SignedEvent:
    """One event, ready to be sent: the raw body that was signed, and its headers."""

    id: str
    body: str
    headers: Mapping[str, str]


def stripe_event(kind: str, thing: Json, secret: str, at: datetime, event_id: str | None = None) -> SignedEvent:
    """An event of Stripe about an object, such as ``checkout.session.completed``; signed at that time."""
    event_id = event_id or new_stripe_id("evt_1")
    event = {
        "id": event_id,
        "object": "event",
        "api_version": API_VERSION,
        "created": int(at.timestamp()),
        "data": {"object": thing},
        "livemode": thing.get("livemode", False),
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
    body = json.dumps(event, indent=2, ensure_ascii=False)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "Stripe-Signature": stripe_signature(body, secret, at),
    }
    return SignedEvent(event_id, body, headers)


def stripe_signature(body: str, secret: str, at: datetime) -> str:
    """The header: the time, and the HMAC-SHA256 of the time and the body."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_hmac(secret, f'{seconds}.{body}')}"


def razorpay_event(
    kind: str, entities: Mapping[str, Json], secret: str, at: datetime, event_id: str | None = None
) -> SignedEvent:
    """An event of Razorpay about entities by their names, such as ``payment_link`` and ``payment``."""
    event_id = event_id or new_razorpay_id("")
    event = {
        "account_id": "acc_Loopback000000",
        "contains": list(entities),
        "created_at": int(at.timestamp()),
        "entity": "event",
        "event": kind,
        "payload": {name: {"entity": entity} for name, entity in entities.items()},
    }
    body = json.dumps(event, ensure_ascii=False)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Razorpay-Webhook/v1",
        "X-Razorpay-Signature": _hmac(secret, body),
        "x-razorpay-event-id": event_id,
    }
    return SignedEvent(event_id, body, headers)


def session_events(server: StripeServer, session_id: str, secret: str) -> list[SignedEvent]:
    """The three events that one paid session fires."""
    session, at = server.object(session_id), server.clock.now()
    intent = server.object(session["payment_intent"])
    return [
        stripe_event("charge.succeeded", server.object(intent["latest_charge"]), secret, at),
        stripe_event("payment_intent.succeeded", intent, secret, at),
        stripe_event("checkout.session.completed", session, secret, at),
    ]


def payment_events(server: RazorpayServer, payment_id: str, secret: str) -> list[SignedEvent]:
    """The three events that one captured payment fires."""
    payment, at = server.object(payment_id), server.clock.now()
    link = server.object(server.books.link_of[payment_id])
    order: Json = {
        "amount": link["amount"],
        "amount_due": link["amount"] - link["amount_paid"],
        "amount_paid": link["amount_paid"],
        "attempts": 1,
        "created_at": link["created_at"],
        "currency": link["currency"],
        "entity": "order",
        "id": payment["order_id"],
        "notes": link["notes"] or [],
        "offer_id": None,
        "receipt": link["reference_id"],
        "status": "paid" if link["amount_paid"] >= link["amount"] else "attempted",
    }
    whole = "paid" if link["status"] == "paid" else "partially_paid"
    return [
        razorpay_event("payment.captured", {"payment": payment}, secret, at),
        razorpay_event("order.paid", {"payment": payment, "order": order}, secret, at),
        razorpay_event(f"payment_link.{whole}", {"payment_link": link, "order": order, "payment": payment}, secret, at),
    ]


def deliver(
    url: str, events: Iterable[SignedEvent], copies: int = 1, shuffled: random.Random | None = None
) -> list[int]:
    """Posts every event that many times, in an order by chance if asked; gives the statuses that came back."""
    letters = [event for event in events for _ in range(copies)]
    if shuffled is not None:
        shuffled.shuffle(letters)
    parts = urlsplit(url)
    statuses = []
    for event in letters:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE)
        try:
            connection.request("POST", parts.path or "/", event.body.encode(), dict(event.headers))
            statuses.append(connection.getresponse().status)
        finally:
            connection.close()
    return statuses


def new_secret(prefix: str = "whsec_") -> str:
    """A secret to sign with."""
    return prefix + secrets.token_urlsafe(24)


def _hmac(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
