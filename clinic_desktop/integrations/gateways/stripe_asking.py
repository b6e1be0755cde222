"""What Stripe is asked: the parameters of each call. No name, phone, reason or key is in them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.domain.gateways import GatewayReason, PageRequest, RefundRequest
from clinic_desktop.integrations.gateways.amounts import check_least, to_gateway
from clinic_desktop.integrations.gateways.common import Json, marks
from clinic_desktop.integrations.gateways.refusing import checked_id, refusal

CHARGE = "payment_intent.latest_charge"
_LONGEST_NAME = 250


def session(request: PageRequest) -> Json:
    """A Checkout Session. Refuses with BAD_REQUEST one without an end or without an address to send the payer to."""
    if request.ends_at is None:
        raise refusal(GatewayName.STRIPE, GatewayReason.BAD_REQUEST, "expires_at")
    if not request.return_address.startswith("https://"):
        raise refusal(GatewayName.STRIPE, GatewayReason.BAD_REQUEST, "success_url")
    return _page(request) | {
        "mode": "payment",
        "client_reference_id": request.key,
        "expires_at": int(request.ends_at.timestamp()),
        "success_url": request.return_address,
        # Stripe would otherwise show, and take, the currency of the payer's card.
        "adaptive_pricing": {"enabled": False},
    }


def link(request: PageRequest) -> Json:
    """A Payment Link that one payer can pay once; afterwards it shows Stripe's own page, or goes to ours."""
    after: Json = {"type": "hosted_confirmation"}
    if request.return_address.startswith("https://"):
        after = {"type": "redirect", "redirect": {"url": request.return_address}}
    return _page(request) | {"after_completion": after, "restrictions": {"completed_sessions": {"limit": 1}}}


def _page(request: PageRequest) -> Json:
    name = GatewayName.STRIPE
    check_least(name, request.amount_minor, request.currency)
    carried = marks(request.appointment_id, request.key)
    price = {
        "currency": request.currency.lower(),
        "unit_amount": to_gateway(name, request.amount_minor, request.currency),
        "product_data": {"name": request.description[:_LONGEST_NAME]},
    }
    return {
        "line_items": [{"price_data": price, "quantity": 1}],
        "metadata": carried,
        "payment_intent_data": {"metadata": carried},
    }


def refund(request: RefundRequest) -> Json:
    """A refund; its amount is always said."""
    name = GatewayName.STRIPE
    checked_id(name, request.payment_id, "pi_", "ch_", "py_")
    by = "payment_intent" if request.payment_id.startswith("pi_") else "charge"
    return {
        by: request.payment_id,
        "amount": to_gateway(name, request.amount_minor, request.currency),
        "reason": "requested_by_customer",
        "metadata": marks(request.appointment_id, request.key),
    }


def period(since: datetime, until: datetime) -> Json:
    """Things made in a period: its first second is in it, its end is not."""
    return {"created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())}}


def account_of(one: Callable[..., Json], v1: Any) -> tuple[tuple[str, ...], str]:
    """The account's currencies and its name, as far as the key may know them; restricted keys mostly may not."""
    currencies: tuple[str, ...] = ()
    name = ""
    for verb in (v1.accounts.retrieve_current, v1.balance.retrieve):
        try:
            found = one(verb)
        except GatewayRefused as error:
            if error.reason != GatewayReason.NOT_PERMITTED:
                raise
            continue
        if found.get("object") == "account":
            name = _name(found)
        held = found.get("available")
        currencies = tuple(sorted({str(part["currency"]).upper() for part in held})) if held else currencies
    return currencies, name


def needed(v1: Any) -> dict[str, Callable[..., Any]]:
    """What a restricted key must be able to read, as Stripe's page of permissions calls it."""
    return {
        "checkout_sessions": v1.checkout.sessions.list,
        "payment_links": v1.payment_links.list,
        "payment_intents": v1.payment_intents.list,
        "charges": v1.charges.list,
        "refunds": v1.refunds.list,
    }


def _name(account: Json) -> str:
    for *path, last in (("settings", "dashboard", "display_name"), ("business_profile", "name")):
        part: Any = account
        for step in path:
            part = part.get(step) if isinstance(part, dict) else None
        said = part.get(last) if isinstance(part, dict) else None
        if isinstance(said, str) and said:
            return said
    return str(account.get("id") or "")
