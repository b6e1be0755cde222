"""What Razorpay answered instead of what was asked, as the program's refusal. Its SDK keeps only a sentence of it, so
the answer itself is read again."""

from typing import Any

import requests

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.domain.gateways import GatewayReason
from clinic_desktop.integrations.gateways.refusing import refusal

_STATUSES = {
    401: GatewayReason.WRONG_KEY,
    403: GatewayReason.NOT_PERMITTED,
    404: GatewayReason.NOT_FOUND,
    409: GatewayReason.IN_FLIGHT,
    429: GatewayReason.BUSY,
}
# Razorpay has no codes for these: only its sentences tell.
_SENTENCES = (
    ("different request with the same idempotency key", GatewayReason.KEY_REUSED),
    ("id provided does not exist", GatewayReason.NOT_FOUND),
    ("is not a valid id", GatewayReason.NOT_FOUND),
    ("fully refunded already", GatewayReason.ALREADY_REFUNDED),
    ("enough balance", GatewayReason.LOW_BALANCE),
    ("greater than the refund payment amount", GatewayReason.MORE_THAN_LEFT),
    ("greater than amount captured", GatewayReason.MORE_THAN_LEFT),
    ("amount exceeds maximum", GatewayReason.TOO_LARGE),
    ("amount must be atleast", GatewayReason.TOO_SMALL),
    ("minimum amount", GatewayReason.TOO_SMALL),
    ("currency is not supported", GatewayReason.CURRENCY),
    ("currency not supported", GatewayReason.CURRENCY),
)
_SERVER = 500


def translated(answer: requests.Response | None) -> GatewayRefused:
    """The refusal that an answer means which is no success."""
    name = GatewayName.RAZORPAY
    if answer is None:
        return refusal(name, GatewayReason.BROKEN, "answer")
    error = _error(answer)
    if answer.status_code >= _SERVER or error.get("code") in ("SERVER_ERROR", "GATEWAY_ERROR"):
        return refusal(name, GatewayReason.BROKEN, f"http_{answer.status_code}")
    field = error.get("field")
    detail = field if isinstance(field, str) else _known(error.get("reason"))
    return refusal(name, _reason(answer.status_code, error), detail)


def _reason(status: int, error: dict[str, Any]) -> GatewayReason:
    sentence = str(error.get("description") or "").lower()
    for words, reason in _SENTENCES:
        if words in sentence:
            return reason
    if status in _STATUSES:
        return _STATUSES[status]
    return GatewayReason.CURRENCY if error.get("field") == "currency" else GatewayReason.BAD_REQUEST


def _error(answer: requests.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    error = said.get("error") if isinstance(said, dict) else None
    return error if isinstance(error, dict) else {}


def _known(reason: object) -> str:
    return reason if isinstance(reason, str) and reason != "NA" else ""
