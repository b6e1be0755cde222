"""What Razorpay is asked: the bodies of each call. No name, phone, reason or key is in them."""

import hashlib
import re
from datetime import datetime

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.gateways import GatewayReason, PageRequest, RefundRequest
from clinic_desktop.integrations.gateways.amounts import check_least, to_gateway
from clinic_desktop.integrations.gateways.common import Json, marks
from clinic_desktop.integrations.gateways.refusing import refusal

_LONGEST_KEY = 40
_LONGEST_DESCRIPTION = 2048
_REFUND_KEY = re.compile(r"[A-Za-z0-9_-]{10,64}")


def link(request: PageRequest) -> Json:
    """A payment link for the whole amount. Razorpay writes to nobody: it is told no address."""
    name = GatewayName.RAZORPAY
    if not 0 < len(request.key) <= _LONGEST_KEY:
        raise refusal(name, GatewayReason.BAD_REQUEST, "reference_id")
    check_least(name, request.amount_minor, request.currency)
    body: Json = {
        "amount": to_gateway(name, request.amount_minor, request.currency),
        "currency": request.currency,
        "accept_partial": False,
        "reference_id": request.key,
        "description": request.description[:_LONGEST_DESCRIPTION],
        "notes": marks(request.appointment_id, request.key),
        "notify": {"sms": False, "email": False},
        "reminder_enable": False,
    }
    if request.ends_at is not None:
        body["expire_by"] = int(request.ends_at.timestamp())
    if request.return_address.startswith("https://"):
        body |= {"callback_url": request.return_address, "callback_method": "get"}
    return body


def refund(request: RefundRequest) -> Json:
    """A refund; its amount is always said. The receipt may be used once, so that a refund is made once also when
    Razorpay has forgotten its key."""
    return {
        "amount": to_gateway(GatewayName.RAZORPAY, request.amount_minor, request.currency),
        "speed": "normal",
        "receipt": request.key[:_LONGEST_KEY],
        "notes": marks(request.appointment_id, request.key),
    }


def refund_key(key: str) -> str:
    """The key as Razorpay takes keys: ten signs or more, of a few kinds."""
    if _REFUND_KEY.fullmatch(key):
        return key
    return "refund-" + hashlib.sha256(key.encode()).hexdigest()[:40]


def period(since: datetime, until: datetime) -> Json:
    """Things made in a period: its first second is in it, its end is not; Razorpay counts both in."""
    return {"from": int(since.timestamp()), "to": int(until.timestamp()) - 1}
