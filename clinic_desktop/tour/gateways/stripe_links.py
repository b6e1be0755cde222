"""Payment links: addresses without an end, each visit of which opens a session."""

from clinic_desktop.tour.gateways import stripe_lists as lists
from clinic_desktop.tour.gateways import stripe_params as read
from clinic_desktop.tour.gateways.messages import Json
from clinic_desktop.tour.gateways.stripe_books import Account, StripeBooks, new_id
from clinic_desktop.tour.gateways.stripe_items import basket
from clinic_desktop.tour.gateways.stripe_sessions import intent_data_of

CREATE = (
    "after_completion",
    "allow_promotion_codes",
    "application_fee_amount",
    "application_fee_percent",
    "automatic_tax",
    "billing_address_collection",
    "consent_collection",
    "currency",
    "custom_fields",
    "custom_text",
    "customer_creation",
    "expand",
    "inactive_message",
    "invoice_creation",
    "line_items",
    "managed_payments",
    "metadata",
    "name_collection",
    "on_behalf_of",
    "optional_items",
    "payment_intent_data",
    "payment_method_collection",
    "payment_method_options",
    "payment_method_types",
    "phone_number_collection",
    "restrictions",
    "shipping_address_collection",
    "shipping_options",
    "submit_type",
    "subscription_data",
    "tax_id_collection",
    "transfer_data",
)
INTENT_DATA = (
    "capture_method",
    "description",
    "metadata",
    "setup_future_usage",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
)
LINE_ITEM = ("adjustable_quantity", "price", "price_data", "quantity")
UPDATE = (
    *(name for name in CREATE if name not in ("currency", "managed_payments")),
    "active",
)


def create(books: StripeBooks, caller: Account, params: Json) -> Json:
    """Makes a link that is active; it has no end of its own."""
    read.only(params, CREATE)
    content = basket(params, LINE_ITEM)
    intent_data = intent_data_of(params, INTENT_DATA)
    link: Json = dict.fromkeys(_NULL_AT_FIRST)
    link |= {
        "id": new_id("plink_1"),
        "object": "payment_link",
        "active": True,
        "after_completion": _after_completion(params),
        "allow_promotion_codes": False,
        "automatic_tax": {"enabled": False, "liability": None},
        "billing_address_collection": "auto",
        "currency": content.currency,
        "custom_fields": [],
        "custom_text": dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
        "customer_creation": "if_required",
        "inactive_message": read.text(params, "inactive_message", 500),
        "invoice_creation": {"enabled": False, "invoice_data": {"metadata": {}}},
        "livemode": caller.livemode,
        "metadata": read.metadata(params),
        "payment_intent_data": intent_data if "payment_intent_data" in params else None,
        "payment_method_collection": "always",
        "phone_number_collection": {"enabled": False},
        "restrictions": _restrictions(params),
        "shipping_options": [],
        "submit_type": "auto",
        "tax_id_collection": {"enabled": False, "required": "never"},
        "url": f"{books.pages}/b/{new_id(caller.mode + '_', 18)}",
    }
    books.items[link["id"]] = content.items
    books.intent_data[link["id"]] = intent_data
    return books.keep(books.links, caller, link)


def retrieve(books: StripeBooks, caller: Account, params: Json, link_id: str) -> Json:
    read.only(params, ("expand",))
    return _find(books, caller, link_id)


def update(books: StripeBooks, caller: Account, params: Json, link_id: str) -> Json:
    """Turns a link on or off and changes what is written on it. Sessions that are open live on."""
    read.only(params, UPDATE)
    link = _find(books, caller, link_id)
    if "active" in params:
        link["active"] = read.boolean(params["active"], "active")
    if "metadata" in params:
        link["metadata"] = _merged(link["metadata"], params)
    if "restrictions" in params:
        link["restrictions"] = _restrictions(params)
    if "inactive_message" in params:
        link["inactive_message"] = read.text(params, "inactive_message", 500)
    return link


def all_of(books: StripeBooks, caller: Account, params: Json) -> Json:
    read.only(params, ("active", "ending_before", "expand", "limit", "starting_after"))
    found = books.owned(books.links, caller)
    if "active" in params:
        wanted = read.boolean(params["active"], "active")
        found = [link for link in found if link["active"] is wanted]
    return lists.page(found, params, "/v1/payment_links", "payment_link")


def completed(books: StripeBooks, link_id: str) -> None:
    """Counts a completed session; at its limit the link turns itself off."""
    link = books.links[link_id]
    limit = (link["restrictions"] or {}).get("completed_sessions")
    if limit is not None:
        limit["count"] += 1
        link["active"] = link["active"] and limit["count"] < limit["limit"]


_NULL_AT_FIRST = (
    "application",
    "application_fee_amount",
    "application_fee_percent",
    "consent_collection",
    "managed_payments",
    "name_collection",
    "on_behalf_of",
    "optional_items",
    "payment_method_options",
    "payment_method_types",
    "shipping_address_collection",
    "subscription_data",
    "transfer_data",
)


def _find(books: StripeBooks, caller: Account, link_id: str) -> Json:
    return books.find(books.links, caller, link_id, "payment_link", "payment_link")


def _merged(former: Json, params: Json) -> Json:
    """Stripe adds to metadata; an empty value takes a key away, and an empty metadata takes all."""
    if params["metadata"] == "":
        return {}
    sent = read.hash_of(params, "metadata")
    return {key: value for key, value in former.items() if key not in sent} | read.metadata(params)


def _after_completion(params: Json) -> Json:
    data = read.hash_of(params, "after_completion")
    read.only(data, ("hosted_confirmation", "redirect", "type"), "after_completion")
    kind = str(data.get("type", "hosted_confirmation"))
    read.one_of(kind, ("hosted_confirmation", "redirect"), "after_completion[type]")
    if kind == "redirect":
        return {"type": kind, "redirect": {"url": read.url(read.hash_of(data, "redirect"), "url")}}
    confirmation = read.hash_of(data, "hosted_confirmation")
    return {"type": kind, "hosted_confirmation": {"custom_message": confirmation.get("custom_message")}}


def _restrictions(params: Json) -> Json | None:
    if not read.hash_of(params, "restrictions"):
        return None
    sessions = read.hash_of(read.hash_of(params, "restrictions"), "completed_sessions")
    limit = read.integer(sessions.get("limit", ""), "restrictions[completed_sessions][limit]", least=1)
    return {"completed_sessions": {"count": 0, "limit": limit}}
