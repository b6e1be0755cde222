"""Checkout sessions: made by a call or opened from a payment link."""

from clinic_desktop.tour.gateways import stripe_errors as errors
from clinic_desktop.tour.gateways import stripe_lists as lists
from clinic_desktop.tour.gateways import stripe_params as read
from clinic_desktop.tour.gateways.messages import Json
from clinic_desktop.tour.gateways.stripe_books import Account, StripeBooks, new_id
from clinic_desktop.tour.gateways.stripe_items import Basket, basket

CREATE = (
    "adaptive_pricing",
    "after_expiration",
    "allow_promotion_codes",
    "allowed_payment_method_types",
    "automatic_tax",
    "billing_address_collection",
    "branding_settings",
    "cancel_url",
    "client_reference_id",
    "consent_collection",
    "currency",
    "custom_fields",
    "custom_text",
    "customer",
    "customer_account",
    "customer_creation",
    "customer_email",
    "customer_update",
    "discounts",
    "excluded_payment_method_types",
    "expand",
    "expires_at",
    "integration_identifier",
    "invoice_creation",
    "line_items",
    "locale",
    "managed_payments",
    "metadata",
    "mode",
    "name_collection",
    "optional_items",
    "origin_context",
    "payment_intent_data",
    "payment_method_collection",
    "payment_method_configuration",
    "payment_method_data",
    "payment_method_options",
    "permissions",
    "phone_number_collection",
    "redirect_on_completion",
    "return_url",
    "saved_payment_method_options",
    "setup_intent_data",
    "shipping_address_collection",
    "shipping_options",
    "submit_type",
    "subscription_data",
    "success_url",
    "tax_id_collection",
    "ui_mode",
    "wallet_options",
)
"""What the API of 2026-10-28.endive takes; ``payment_method_types`` is gone since 2026-09-30."""

INTENT_DATA = (
    "application_fee_amount",
    "capture_method",
    "description",
    "metadata",
    "on_behalf_of",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
    "transfer_group",
)
LINE_ITEM = ("adjustable_quantity", "metadata", "price", "price_data", "quantity", "tax_rates")
_LIST = (*lists.PAGING, "customer", "customer_account", "customer_details", "payment_intent", "payment_link", "status")
_UI_MODES = ("hosted_page", "embedded_page", "form", "elements")
_SHORTEST, _LONGEST = 30 * 60, 24 * 60 * 60
_FRAGMENT = "fidnandhYHdWcXxpYCc%2FJ2FgY2RwaXEn" * 8
"""Real addresses end in a long fragment, some 380 signs in all."""


def create(books: StripeBooks, caller: Account, params: Json) -> Json:
    """Opens a session in payment mode; refuses what Stripe refuses."""
    read.only(params, CREATE)
    if "mode" not in params:
        raise errors.missing_parameter("mode")
    read.one_of(str(params["mode"]), ("payment", "setup", "subscription"), "mode")
    if params["mode"] != "payment":
        raise errors.invalid("This loopback gateway plays payment mode only.", "mode")
    ui_mode = read.one_of(str(params.get("ui_mode", "hosted_page")), _UI_MODES, "ui_mode")
    if ui_mode == "hosted_page" and "success_url" not in params:
        raise errors.missing_parameter("success_url")
    intent_data = intent_data_of(params, INTENT_DATA)
    content = basket(params, LINE_ITEM)
    session = blank(books, caller, content) | {
        "cancel_url": read.url(params, "cancel_url"),
        "client_reference_id": read.text(params, "client_reference_id", 200),
        "expires_at": _expires_at(books, params),
        "metadata": read.metadata(params),
        "success_url": read.url(params, "success_url"),
        "ui_mode": ui_mode,
        "customer_email": read.text(params, "customer_email", 512),
        "adaptive_pricing": {"enabled": _adaptive(params)},
    }
    return _opened(books, caller, session, content.items, intent_data)


def open_from(books: StripeBooks, link: Json, client_reference_id: str | None = None) -> Json:
    """Opens the session that a payer gets on coming to a payment link."""
    owner = books.owners[link["id"]]
    items = books.items[link["id"]]
    total = sum(item["amount_total"] for item in items)
    session = blank(books, owner, Basket(items, link["currency"], total)) | {
        "client_reference_id": client_reference_id,
        "metadata": dict(link["metadata"]),
        "payment_link": link["id"],
        "redirect_on_completion": None,
    }
    books.sessions_of.setdefault(link["id"], []).append(session)
    return _opened(books, owner, session, items, books.intent_data[link["id"]])


def retrieve(books: StripeBooks, caller: Account, params: Json, session_id: str) -> Json:
    read.only(params, ("expand",))
    return _find(books, caller, session_id)


def expire(books: StripeBooks, caller: Account, params: Json, session_id: str) -> Json:
    """Ends an open session; refuses any other."""
    read.only(params, ("expand",))
    session = _find(books, caller, session_id)
    if session["status"] != "open":
        raise errors.not_now(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of '
            f"`{session['status']}`."
        )
    books.close(session, "expired")
    return session


def line_items(books: StripeBooks, caller: Account, params: Json, session_id: str) -> Json:
    read.only(params, ("ending_before", "expand", "limit", "starting_after"))
    items = books.items[_find(books, caller, session_id)["id"]]
    return lists.page(items, params, f"/v1/checkout/sessions/{session_id}/line_items", "item")


def all_of(books: StripeBooks, caller: Account, params: Json) -> Json:
    """Lists by payment link, payment intent, status and time."""
    read.only(params, _LIST)
    wanted = {name: params[name] for name in ("payment_link", "payment_intent", "status") if name in params}
    newest_first = (
        reversed(books.sessions_of.get(str(params["payment_link"]), []))
        if "payment_link" in params
        else reversed(books.sessions.values())
    )
    found = [
        session
        for session in books.owned_of(newest_first, caller)
        if all(session[name] == value for name, value in wanted.items())
    ]
    return lists.page(found, params, "/v1/checkout/sessions", "checkout.session")


def intent_data_of(params: Json, known: tuple[str, ...]) -> Json:
    """The checked ``payment_intent_data``."""
    data = read.hash_of(params, "payment_intent_data")
    read.only(data, known, "payment_intent_data")
    method = str(data.get("capture_method", "automatic_async"))
    read.one_of(method, ("automatic", "automatic_async", "manual"), "payment_intent_data[capture_method]")
    return {
        "capture_method": method,
        "description": data.get("description"),
        "metadata": read.metadata(data, "payment_intent_data"),
        "statement_descriptor": data.get("statement_descriptor"),
    }


def blank(books: StripeBooks, owner: Account, content: Basket) -> Json:
    """A session with every field that Stripe sends."""
    now = books.now()
    session: Json = dict.fromkeys(_NULL_AT_FIRST)
    return session | {
        "id": new_id(f"cs_{owner.mode}_a1", 56),
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": True},
        "amount_subtotal": content.total,
        "amount_total": content.total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "created": now,
        "currency": content.currency,
        "custom_fields": [],
        "custom_text": dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
        "customer_creation": "if_required",
        "discounts": [],
        "expires_at": now + _LONGEST,
        "invoice_creation": {"enabled": False, "invoice_data": {"metadata": {}}},
        "livemode": owner.livemode,
        "metadata": {},
        "mode": "payment",
        "payment_method_collection": "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card", "upi"] if content.currency == "inr" else ["card"],
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
    }


_NULL_AT_FIRST = (
    "after_expiration",
    "allow_promotion_codes",
    "allowed_payment_method_types",
    "billing_address_collection",
    "branding_settings",
    "cancel_url",
    "client_reference_id",
    "client_secret",
    "collected_information",
    "consent",
    "consent_collection",
    "currency_conversion",
    "customer",
    "customer_account",
    "customer_details",
    "customer_email",
    "excluded_payment_method_types",
    "integration_identifier",
    "invoice",
    "locale",
    "managed_payments",
    "name_collection",
    "optional_items",
    "origin_context",
    "payment_intent",
    "payment_link",
    "payment_method_configuration_details",
    "permissions",
    "presentment_details",
    "recovered_from",
    "redirect_on_completion",
    "return_url",
    "saved_payment_method_options",
    "setup_intent",
    "shipping_address_collection",
    "shipping_cost",
    "submit_type",
    "subscription",
    "success_url",
    "tax_id_collection",
    "url",
    "wallet_options",
)


def _opened(books: StripeBooks, owner: Account, session: Json, items: list[Json], intent_data: Json) -> Json:
    session["url"] = f"{books.pages}/c/pay/{session['id']}#{_FRAGMENT}"
    books.items[session["id"]] = items
    books.intent_data[session["id"]] = intent_data
    books.open_sessions[session["id"]] = session
    return books.keep(books.sessions, owner, session)


def _find(books: StripeBooks, caller: Account, session_id: str) -> Json:
    return books.find(books.sessions, caller, session_id, "checkout.session", "session")


def _adaptive(params: Json) -> bool:
    data = read.hash_of(params, "adaptive_pricing")
    read.only(data, ("enabled",), "adaptive_pricing")
    return read.boolean(data.get("enabled", "true"), "adaptive_pricing[enabled]")


def _expires_at(books: StripeBooks, params: Json) -> int:
    """More than 30 minutes and less than 24 hours after the server's now: exactly either is refused in practice."""
    now = books.clock()
    if "expires_at" not in params:
        return int(now) + _LONGEST
    at = read.integer(params["expires_at"], "expires_at")
    if at - now <= _SHORTEST:
        raise errors.invalid(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.", "expires_at"
        )
    if at - now >= _LONGEST:
        raise errors.invalid(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.", "expires_at"
        )
    return at
