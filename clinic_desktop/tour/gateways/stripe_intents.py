"""Payment intents and their charges: how far the money has come."""

from clinic_desktop.tour.gateways import stripe_errors as errors
from clinic_desktop.tour.gateways import stripe_lists as lists
from clinic_desktop.tour.gateways import stripe_params as read
from clinic_desktop.tour.gateways.messages import Json
from clinic_desktop.tour.gateways.stripe_books import Account, StripeBooks, new_id


def retrieve(books: StripeBooks, caller: Account, params: Json, intent_id: str) -> Json:
    read.only(params, ("client_secret", "expand"))
    return _find(books, caller, intent_id)


def all_of(books: StripeBooks, caller: Account, params: Json) -> Json:
    read.only(params, (*lists.PAGING, "customer", "customer_account"))
    return lists.page(books.owned(books.intents, caller), params, "/v1/payment_intents", "payment_intent")


def capture(books: StripeBooks, caller: Account, params: Json, intent_id: str) -> Json:
    """Takes the whole of what a card holds; refuses in any other state."""
    read.only(params, ("expand", "metadata"))
    intent = _find(books, caller, intent_id)
    if intent["status"] != "requires_capture":
        raise errors.not_now(
            f"This PaymentIntent could not be captured because it has a status of {intent['status']}. Only a "
            "PaymentIntent with one of the following statuses may be captured: requires_capture.",
            code="payment_intent_unexpected_state",
        )
    charge = books.charges[intent["latest_charge"]]
    charge |= {"captured": True, "amount_captured": charge["amount"]}
    intent |= {"status": "succeeded", "amount_received": intent["amount"], "amount_capturable": 0}
    for session in books.sessions.values():
        if session["payment_intent"] == intent_id:
            session["payment_status"] = "paid"
    return intent


def cancel(books: StripeBooks, caller: Account, params: Json, intent_id: str) -> Json:
    """Lets go of money that was held; an intent of an open session can't be cancelled, only the session expired."""
    read.only(params, ("cancellation_reason", "expand"))
    intent = _find(books, caller, intent_id)
    if intent["status"] != "requires_capture":
        raise errors.not_now(
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
        )
    charge = books.charges[intent["latest_charge"]]
    charge |= {"refunded": True, "amount_refunded": charge["amount"]}
    intent |= {
        "status": "canceled",
        "canceled_at": books.now(),
        "cancellation_reason": params.get("cancellation_reason"),
        "amount_capturable": 0,
    }
    return intent


def retrieve_charge(books: StripeBooks, caller: Account, params: Json, charge_id: str) -> Json:
    read.only(params, ("expand",))
    return books.find(books.charges, caller, charge_id, "charge", "id")


def all_charges(books: StripeBooks, caller: Account, params: Json) -> Json:
    read.only(params, (*lists.PAGING, "customer", "payment_intent", "transfer_group"))
    found = books.owned(books.charges, caller)
    if "payment_intent" in params:
        found = [charge for charge in found if charge["payment_intent"] == params["payment_intent"]]
    return lists.page(found, params, "/v1/charges", "charge")


def intent_of(books: StripeBooks, session: Json) -> Json:
    """The session's payment intent; made when the payer first tries, as Stripe does."""
    if session["payment_intent"] is not None:
        return books.intents[session["payment_intent"]]
    data = books.intent_data[session["id"]]
    intent: Json = dict.fromkeys(_NULL_AT_FIRST)
    intent |= {
        "id": new_id("pi_3"),
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": data["capture_method"],
        "confirmation_method": "automatic",
        "created": books.now(),
        "currency": session["currency"],
        "description": data["description"],
        "livemode": session["livemode"],
        "metadata": dict(data["metadata"]),
        "payment_method_types": session["payment_method_types"],
        "statement_descriptor": data["statement_descriptor"],
        "status": "requires_payment_method",
    }
    intent["client_secret"] = f"{intent['id']}_secret_{new_id('')}"
    session["payment_intent"] = intent["id"]
    return books.keep(books.intents, books.owners[session["id"]], intent)


def charged(books: StripeBooks, intent: Json, method: str, status: str) -> Json:
    """Adds a charge of that status (succeeded, pending or failed) to an intent and makes it its latest."""
    charge: Json = dict.fromkeys(_CHARGE_NULL_AT_FIRST)
    taken = status == "succeeded" and intent["capture_method"] != "manual"
    charge |= {
        "id": new_id("ch_3"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if taken else 0,
        "amount_refunded": 0,
        "billing_details": payer() | {"tax_id": None},
        "calculated_statement_descriptor": "CITY CLINIC",
        "captured": taken,
        "created": books.now(),
        "currency": intent["currency"],
        "description": intent["description"],
        "disputed": False,
        "fraud_details": {},
        "livemode": intent["livemode"],
        "metadata": dict(intent["metadata"]),
        "outcome": {"network_status": "approved_by_network", "type": "authorized"},
        "paid": status == "succeeded",
        "payment_intent": intent["id"],
        "payment_method": new_id("pm_1"),
        "payment_method_details": _method_details(method),
        "refunded": False,
        "status": status,
        "presentment_details": intent["presentment_details"],
    }
    charge["receipt_url"] = f"https://pay.stripe.com/receipts/{new_id('')}"
    intent |= {"latest_charge": charge["id"], "payment_method": charge["payment_method"]}
    return books.keep(books.charges, books.owners[intent["id"]], charge)


def payer() -> Json:
    """What the payer typed on Stripe's page. It comes back in answers, so nobody may keep or log it."""
    address = dict.fromkeys(("city", "line1", "line2", "postal_code", "state")) | {"country": "IN"}
    return {"address": address, "email": "payer@example.test", "name": "Paying Person", "phone": None}


def _find(books: StripeBooks, caller: Account, intent_id: str) -> Json:
    return books.find(books.intents, caller, intent_id, "payment_intent", "intent")


def _method_details(method: str) -> Json:
    details: dict[str, Json] = {
        "card": {"brand": "visa", "country": "US", "exp_month": 12, "exp_year": 2034, "last4": "4242"},
        "upi": {"vpa": "payer@upi"},
    }
    return {"type": method, method: details.get(method, {})}


_NULL_AT_FIRST = (
    "allowed_payment_method_types",
    "application",
    "application_fee_amount",
    "automatic_payment_methods",
    "canceled_at",
    "cancellation_reason",
    "client_secret",
    "customer",
    "customer_account",
    "excluded_payment_method_types",
    "hooks",
    "last_payment_error",
    "latest_charge",
    "managed_payments",
    "next_action",
    "on_behalf_of",
    "payment_details",
    "payment_method",
    "payment_method_configuration_details",
    "payment_method_options",
    "payment_record",
    "presentment_details",
    "processing",
    "receipt_email",
    "review",
    "setup_future_usage",
    "shipping",
    "source",
    "statement_descriptor_suffix",
    "transfer_data",
    "transfer_group",
)
_CHARGE_NULL_AT_FIRST = (
    "application",
    "application_fee",
    "application_fee_amount",
    "authorization_code",
    "balance_transaction",
    "customer",
    "failure_balance_transaction",
    "failure_code",
    "failure_message",
    "level3",
    "on_behalf_of",
    "radar_options",
    "receipt_email",
    "receipt_number",
    "review",
    "shipping",
    "source",
    "source_transfer",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer",
    "transfer_data",
    "transfer_group",
)
