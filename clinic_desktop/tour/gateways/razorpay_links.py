"""Razorpay's payment links."""

from clinic_desktop.tour.gateways import razorpay_errors as errors
from clinic_desktop.tour.gateways import razorpay_params as read
from clinic_desktop.tour.gateways.messages import Json
from clinic_desktop.tour.gateways.razorpay_books import Merchant, RazorpayBooks, new_id

CREATE = (
    "accept_partial",
    "amount",
    "callback_method",
    "callback_url",
    "currency",
    "customer",
    "description",
    "expire_by",
    "first_min_partial_amount",
    "notes",
    "notify",
    "options",
    "reference_id",
    "reminder_enable",
    "upi_link",
)
_EDIT = ("accept_partial", "expire_by", "notes", "reference_id", "reminder_enable")
_LIST = ("count", "from", "payment_id", "reference_id", "skip", "to")
_SOONEST = 15 * 60
_LATEST = 183 * 24 * 60 * 60


def create(books: RazorpayBooks, caller: Merchant, params: Json) -> Json:
    """Makes a link; its reference can have been used by no other link, whatever became of that one."""
    read.only(params, CREATE)
    currency = read.text(params, "currency", 3) or "INR"
    amount = read.amount(params, currency)
    partial, upi = read.boolean(params, "accept_partial"), read.boolean(params, "upi_link")
    _check_kind(books, caller, partial, upi)
    _check_callback(params)
    now = books.now()
    link: Json = {
        "accept_partial": partial,
        "amount": amount,
        "amount_paid": 0,
        "callback_method": read.text(params, "callback_method", 10),
        "callback_url": read.text(params, "callback_url", 2048),
        "cancelled_at": 0,
        "created_at": now,
        "currency": currency,
        "customer": dict(params.get("customer") or {}),
        "description": read.text(params, "description", 2048),
        "expire_by": _expire_by(books, params),
        "expired_at": 0,
        "first_min_partial_amount": read.integer(params, "first_min_partial_amount"),
        "id": new_id("plink_"),
        "notes": read.notes(params),
        "notify": {"email": False, "sms": False, "whatsapp": False} | dict(params.get("notify") or {}),
        "payments": None,
        "reference_id": _reference(books, caller, params),
        "reminder_enable": read.boolean(params, "reminder_enable"),
        "reminders": [],
        "short_url": f"{books.pages}/i/{new_id('')[:7]}",
        "status": "created",
        "updated_at": now,
        "upi_link": upi,
        "user_id": "",
        "whatsapp_link": False,
    }
    books.keep(books.links, caller, link)
    books.open_links[link["id"]] = link
    books.references[caller.key_id, link["reference_id"]] = link["id"]
    return books.sent(link, "null")


def fetch(books: RazorpayBooks, caller: Merchant, params: Json, link_id: str) -> Json:
    """The link with its payments, as a list."""
    link = _find(books, caller, link_id)
    return books.sent(link | {"payments": link["payments"] or []}, "null")


def all_of(books: RazorpayBooks, caller: Merchant, params: Json) -> Json:
    """Lists by reference, payment and time; under ``payment_links``, unlike all other lists."""
    read.only(params, _LIST)
    found = _by_reference(books, caller, params) if "reference_id" in params else books.owned(books.links, caller)
    if "payment_id" in params:
        found = [link for link in found if link["id"] == books.link_of.get(params["payment_id"])]
    return {"payment_links": [fetch(books, caller, {}, link["id"]) for link in read.page(found, params)]}


def edit(books: RazorpayBooks, caller: Merchant, params: Json, link_id: str) -> Json:
    """Changes what may be changed while nobody has paid."""
    read.only(params, _EDIT)
    link = _find(books, caller, link_id)
    if link["status"] not in ("created", "partially_paid"):
        raise errors.not_now(f"cannot edit a link which is {link['status']}")
    changes: Json = {"updated_at": books.now()}
    if "expire_by" in params:
        changes["expire_by"] = _expire_by(books, params)
    if "reference_id" in params and params["reference_id"] != link["reference_id"]:
        changes["reference_id"] = _reference(books, caller, params)
        books.references[caller.key_id, changes["reference_id"]] = link_id
    if "notes" in params:
        changes["notes"] = read.notes(params)
    for name in ("accept_partial", "reminder_enable"):
        if name in params:
            changes[name] = read.boolean(params, name)
    link |= changes
    return fetch(books, caller, {}, link_id)


def cancel(books: RazorpayBooks, caller: Merchant, params: Json, link_id: str) -> Json:
    """Cancels a link on which nothing was paid."""
    link = _find(books, caller, link_id)
    refusals = {
        "paid": "cannot cancel or expire an already paid / partially paid link",
        "partially_paid": "cannot cancel or expire an already paid / partially paid link",
        "expired": "cannot cancel or expire an expired link",
        "cancelled": "cannot cancel or expire a cancelled link",
    }
    if link["status"] != "created":
        raise errors.not_now(refusals[link["status"]])
    link |= {"status": "cancelled", "cancelled_at": books.now(), "updated_at": books.now()}
    return fetch(books, caller, {}, link_id)


def notify(books: RazorpayBooks, caller: Merchant, params: Json, link_id: str, medium: str) -> Json:
    if medium not in ("sms", "email"):
        raise errors.invalid("medium: must be sms or email.", "medium")
    _find(books, caller, link_id)
    return {"success": True}


def received(books: RazorpayBooks, link: Json, payment: Json) -> None:
    """Counts a captured payment on its link. A link that is over keeps its status and yet holds the money."""
    listed(books, link, payment)
    link |= {"amount_paid": link["amount_paid"] + payment["amount"], "order_id": payment["order_id"]}
    if link["status"] in ("created", "partially_paid"):
        link["status"] = "paid" if link["amount_paid"] >= link["amount"] else "partially_paid"


def listed(books: RazorpayBooks, link: Json, payment: Json) -> None:
    """Lists a payment on its link as it stands now, once."""
    now = books.now()
    entry = {
        "amount": payment["amount"],
        "created_at": now,
        "method": payment["method"],
        "payment_id": payment["id"],
        "plink_id": link["id"],
        "status": payment["status"],
        "updated_at": now,
    }
    others = [one for one in link["payments"] or [] if one["payment_id"] != payment["id"]]
    link |= {"payments": [*others, entry], "updated_at": now}


def _find(books: RazorpayBooks, caller: Merchant, link_id: str) -> Json:
    return books.find(books.links, caller, link_id, "plink_")


def _by_reference(books: RazorpayBooks, caller: Merchant, params: Json) -> list[Json]:
    link = books.links.get(books.references.get((caller.key_id, params["reference_id"]), ""))
    return [link] if link is not None and params["reference_id"] else []


def _check_kind(books: RazorpayBooks, caller: Merchant, partial: bool, upi: bool) -> None:
    if upi and partial:
        raise errors.invalid("partial payment not supported in upi link")
    if upi and not caller.livemode:
        raise errors.invalid("UPI Payment Links is not supported in Test Mode")
    limit = books.test_mode_limit
    if limit is not None and not caller.livemode and len(books.owned(books.links, caller)) >= limit:
        raise errors.invalid(f"You can create up to {limit} payment links in test mode.")


def _check_callback(params: Json) -> None:
    if params.get("callback_url") and params.get("callback_method") != "get":
        raise errors.invalid("callback_method: must be get when callback_url is sent.", "callback_method")


def _reference(books: RazorpayBooks, caller: Merchant, params: Json) -> str:
    reference = read.text(params, "reference_id", 40)
    if reference and (caller.key_id, reference) in books.references:
        raise errors.invalid("payment link creation with reference ID already attempted", "reference_id")
    return reference


def _expire_by(books: RazorpayBooks, params: Json) -> int:
    """0 (six months) or at least 15 minutes ahead by the server's clock."""
    at = read.integer(params, "expire_by")
    if at and at - books.clock() < _SOONEST:
        raise errors.invalid("expire_by: timestamp must be atleast 15 minutes in future", "expire_by")
    if at and at - books.clock() > _LATEST:
        raise errors.invalid("expire_by: timestamp cannot be more than 6 months in future", "expire_by")
    return at
