"""The calls that the tests of the gateways make, with what they usually send."""

import time
from dataclasses import dataclass
from typing import Any

import razorpay
import stripe

from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from clinic_desktop.tour.gateways.stripe_server import StripeServer

PATIENCE = (5, 20)


def client_of(server: StripeServer, key: str | None = None, patience: Any = PATIENCE) -> stripe.StripeClient:
    return stripe.StripeClient(
        key or server.secret_key,
        base_addresses={"api": server.url},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=patience),
    )


def items(amount: object = 50_000, currency: str = "inr") -> list[dict[str, Any]]:
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Appointment"}}
    return [{"quantity": 1, "price_data": price}]


def session_params(**others: Any) -> dict[str, Any]:
    return {
        "mode": "payment",
        "success_url": "https://example.com/done",
        "line_items": items(),
        "client_reference_id": "payment-1",
        "metadata": {"appointment_id": "7"},
        "payment_intent_data": {"metadata": {"appointment_id": "7"}},
        "adaptive_pricing": {"enabled": False},
    } | others


def link_params(**others: Any) -> dict[str, Any]:
    return {
        "line_items": items(),
        "after_completion": {"type": "hosted_confirmation"},
        "restrictions": {"completed_sessions": {"limit": 1}},
        "metadata": {"appointment_id": "7"},
        "payment_intent_data": {"metadata": {"appointment_id": "7"}},
    } | others


@dataclass(frozen=True)
class RazorpayCalls:
    """Razorpay's client with its server."""

    client: razorpay.Client
    server: RazorpayServer

    def link(self, **others: Any) -> dict[str, Any]:
        params = {
            "amount": 50_000,
            "currency": "INR",
            "reference_id": "payment-1",
            "expire_by": int(self.server.clock()) + 20 * 60,
            "notes": {"appointment_id": "7"},
        } | others
        sent = {name: value for name, value in params.items() if value is not None}
        answer: dict[str, Any] = self.client.payment_link.create(sent, timeout=PATIENCE)
        return answer

    def refund(self, payment_id: str, key: str | None = None, **body: Any) -> dict[str, Any]:
        headers = {} if key is None else {"X-Refund-Idempotency": key}
        answer: dict[str, Any] = self.client.payment.refund(payment_id, body, headers=headers, timeout=PATIENCE)
        return answer


def soon(minutes: int = 33) -> int:
    return int(time.time()) + minutes * 60


def fields_of(kind: type) -> set[str]:
    """The fields that a type of Stripe's SDK names."""
    return {name for name in kind.__annotations__ if name.islower() and not name.startswith("_")}
