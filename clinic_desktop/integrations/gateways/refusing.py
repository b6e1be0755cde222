"""Turning whatever went wrong into the one refusal that the program knows. No word of a gateway, an SDK or a key goes
into it: their texts repeat keys, addresses and what payers typed."""

import logging
import re

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.domain.gateways import PASSING, GatewayReason

_log = logging.getLogger(__name__)
_CODE = re.compile(r"[a-z][a-z0-9_.\[\]]{0,47}")
_ID = re.compile(r"[A-Za-z0-9_]{4,255}")

STRANGE = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, UnboundLocalError)
"""What reading an answer that is none runs into, in the SDKs and here. (UnboundLocalError: one
SDK names what it never imported.)"""


def refusal(name: GatewayName, reason: GatewayReason, detail: str = "") -> GatewayRefused:
    """The refusal; ``detail`` is kept only if it looks like a code."""
    return GatewayRefused(name, reason, reason in PASSING, detail if _CODE.fullmatch(detail) else "")


def strange(name: GatewayName, error: Exception) -> GatewayRefused:
    """For an answer that could not be read."""
    _log.warning("%s: an answer could not be read: %s", name, type(error).__name__)
    return refusal(name, GatewayReason.BROKEN, "answer")


def checked_id(name: GatewayName, object_id: str, *prefixes: str) -> str:
    """An id that may be put into an address. Razorpay's SDK would take ``../payments`` for one, and an empty one for
    all."""
    if not isinstance(object_id, str) or not _ID.fullmatch(object_id) or not object_id.startswith(prefixes):
        raise refusal(name, GatewayReason.BAD_REQUEST, "id")
    return object_id
