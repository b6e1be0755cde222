"""Refunds: never more than what is left of a charge."""

from clinic_desktop.tour.gateways import stripe_errors as errors
from clinic_desktop.tour.gateways import stripe_lists as lists
from clinic_desktop.tour.gateways import stripe_params as read
from clinic_desktop.tour.gateways.messages import Json
from clinic_desktop.tour.gateways.stripe_books import Account, StripeBooks, new_id
from clinic_desktop.tour.gateways.stripe_items import shown

CREATE = (
    "amount",
    "charge",
    "currency",
    "customer",
    "expand",
    "instructions_email",
    "metadata",
    "origin",
    "payment_intent",
    "reason",
    "refund_application_fee",
    "reverse_transfer",
)
_REASONS = ("duplicate", "fraudulent", "requested_by_customer")


def create(books: StripeBooks, caller: Account, params: Json) -> Json:
    """Refunds a part, or without an amount all that is left."""
    read.only(params, CREATE)
    if params.get("reason"):
        read.one_of(str(params["reason"]), _REASONS, "reason")
    metadata = read.metadata(params)
    charge = _charge(books, caller, params)
    amount = _amount(charge, params)
    return made(books, charge, amount, params.get("reason"), metadata)


def made(books: StripeBooks, charge: Json, amount: int, reason: str | None, metadata: Json) -> Json:
    """A refund of a charge that has that much left."""
    status, why = "succeeded", None
    if books.balance_short:
        status, why = "pending", "insufficient_funds"
    elif books.refunds_pending:
        status, why = "pending", "processing"
    refund: Json = {
        "id": new_id("re_3"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": new_id("txn_3"),
        "charge": charge["id"],
        "created": books.now(),
        "currency": charge["currency"],
        "destination_details": {
            "type": "card",
            "card": {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"},
        },
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": status,
        "transfer_reversal": None,
    }
    if why is not None:
        refund["pending_reason"] = why
    books.keep(books.refunds, books.owners[charge["id"]], refund)
    books.refunds_of.setdefault(charge["id"], []).append(refund)
    _count(books, charge)
    return refund


def finish(books: StripeBooks, refund: Json, status: str) -> None:
    """The bank's word on a refund. One that fails gives its amount back to the charge."""
    refund["status"] = status
    refund.pop("pending_reason", None)
    if status == "failed":
        refund |= {"failure_reason": "unknown", "failure_balance_transaction": new_id("txn_3")}
    _count(books, books.charges[refund["charge"]])


def retrieve(books: StripeBooks, caller: Account, params: Json, refund_id: str) -> Json:
    read.only(params, ("expand",))
    return books.find(books.refunds, caller, refund_id, "refund", "id")


def all_of(books: StripeBooks, caller: Account, params: Json) -> Json:
    """Lists by charge, payment intent and time."""
    read.only(params, (*lists.PAGING, "charge", "payment_intent"))
    wanted = {name: params[name] for name in ("charge", "payment_intent") if name in params}
    found = [
        refund
        for refund in books.owned(books.refunds, caller)
        if all(refund[name] == value for name, value in wanted.items())
    ]
    return lists.page(found, params, "/v1/refunds", "refund")


def left(charge: Json) -> int:
    """What can still be refunded."""
    return int(charge["amount_captured"]) - int(charge["amount_refunded"])


def _count(books: StripeBooks, charge: Json) -> None:
    given = sum(
        refund["amount"] for refund in books.refunds_of[charge["id"]] if refund["status"] not in ("failed", "canceled")
    )
    charge |= {"amount_refunded": given, "refunded": given == charge["amount"]}


def _charge(books: StripeBooks, caller: Account, params: Json) -> Json:
    if "payment_intent" in params:
        intent_id = str(params["payment_intent"])
        intent = books.find(books.intents, caller, intent_id, "payment_intent", "payment_intent")
        charge = books.charges.get(intent["latest_charge"] or "")
    elif "charge" in params:
        charge = books.find(books.charges, caller, str(params["charge"]), "charge", "charge")
        intent_id = charge["payment_intent"]
    else:
        raise errors.invalid(
            "One of the following params should be provided for this request: payment_intent or charge."
        )
    if charge is None or not charge["captured"]:
        raise errors.not_now(
            f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.",
            "payment_intent",
            "payment_intent_unexpected_state",
        )
    return charge


def _amount(charge: Json, params: Json) -> int:
    rest = left(charge)
    amount = read.integer(params["amount"], "amount", least=1) if "amount" in params else rest
    if rest == 0:
        raise errors.not_now(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if amount > rest:
        code = charge["currency"]
        raise errors.not_now(
            f"Refund amount ({shown(amount, code)}) is greater than unrefunded amount on charge ({shown(rest, code)})",
            "amount",
        )
    return amount
