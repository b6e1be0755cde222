"""The keys of a payment gateway: what they look like, and whether they move real money."""

import re
from dataclasses import dataclass, field

from clinic_desktop.domain.codes import GatewayName

_STRIPE = re.compile(r"(sk|rk)_(org_)?(test|live)_[A-Za-z0-9_]{4,}")
_RAZORPAY = re.compile(r"rzp_(test|live)_[A-Za-z0-9]{4,}")
_SECRET = re.compile(r"[\x21-\x7e]{4,}")


@dataclass(frozen=True, slots=True)
class GatewayKeys:
    """``key_id`` is Razorpay's and no secret; Stripe has none. ``webhook_secret`` signs what the gateway tells by
    itself. Empty means not known."""

    key_id: str = ""
    secret: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)


def can_call(name: GatewayName, keys: GatewayKeys) -> bool:
    """Whether the keys are enough to ask the gateway anything."""
    return bool(keys.secret and (name is GatewayName.STRIPE or keys.key_id))


def is_live(name: GatewayName, keys: GatewayKeys) -> bool:
    """Whether the keys move real money; both gateways say it in the key itself."""
    told = keys.secret if name is GatewayName.STRIPE else keys.key_id
    return "_live_" in told


def key_problems(name: GatewayName, keys: GatewayKeys) -> dict[str, str]:
    """What cannot be a key of that gateway: ``{field: problem}`` with "publishable_key", "webhook_secret_here",
    "not_a_stripe_key", "not_a_key_id" or "not_a_secret". Empty fields are no problem."""
    problems: dict[str, str] = {}
    if keys.secret:
        problem = _stripe_problem(keys.secret) if name is GatewayName.STRIPE else _secret_problem(keys.secret)
        problems |= {"secret": problem} if problem else {}
    if keys.key_id and (name is GatewayName.STRIPE or not _RAZORPAY.fullmatch(keys.key_id)):
        problems["key_id"] = "not_a_key_id"
    if keys.webhook_secret and _secret_problem(keys.webhook_secret):
        problems |= {"webhook_secret": "not_a_secret"}
    return problems


def _stripe_problem(secret: str) -> str:
    if secret.startswith("pk_"):
        return "publishable_key"
    if secret.startswith("whsec_"):
        return "webhook_secret_here"
    return "" if _STRIPE.fullmatch(secret) else "not_a_stripe_key"


def _secret_problem(secret: str) -> str:
    if secret.startswith("rzp_"):
        return "not_a_secret"
    return "" if _SECRET.fullmatch(secret) else "not_a_secret"
