"""What Stripe's SDK raises, as the program's refusal."""

import stripe

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.domain.gateways import GatewayReason
from clinic_desktop.integrations.gateways.refusing import refusal
from clinic_desktop.integrations.gateways.session import LineBroken

_CODES = {
    "resource_missing": GatewayReason.NOT_FOUND,
    "amount_too_small": GatewayReason.TOO_SMALL,
    "amount_too_large": GatewayReason.TOO_LARGE,
    "charge_already_refunded": GatewayReason.ALREADY_REFUNDED,
    "idempotency_key_in_use": GatewayReason.IN_FLIGHT,
    "lock_timeout": GatewayReason.BUSY,
    "rate_limit": GatewayReason.BUSY,
    "balance_insufficient": GatewayReason.LOW_BALANCE,
    "insufficient_funds": GatewayReason.LOW_BALANCE,
    "testmode_charges_only": GatewayReason.NOT_PERMITTED,
    "account_invalid": GatewayReason.NOT_PERMITTED,
}
_CONFLICT = 409


def translated(error: stripe.StripeError) -> GatewayRefused:
    """The refusal that the SDK's error means."""
    name, code = GatewayName.STRIPE, str(error.code or "")
    cause = error.__cause__
    if isinstance(cause, LineBroken):
        return refusal(name, cause.reason, cause.detail)
    if isinstance(error, stripe.APIConnectionError):
        return refusal(name, GatewayReason.NETWORK, "local")
    return refusal(name, _reason(error, code), code or _param(error))


def _reason(error: stripe.StripeError, code: str) -> GatewayReason:
    if isinstance(error, stripe.RateLimitError):
        return GatewayReason.BUSY
    if isinstance(error, stripe.AuthenticationError):
        return GatewayReason.WRONG_KEY
    if code in _CODES:
        return _CODES[code]
    if isinstance(error, stripe.PermissionError):
        return GatewayReason.NOT_PERMITTED
    if isinstance(error, stripe.IdempotencyError):
        return GatewayReason.KEY_REUSED
    if isinstance(error, stripe.InvalidRequestError | stripe.CardError):
        about_currency = _param(error).endswith(("currency", "currency]"))
        return GatewayReason.CURRENCY if about_currency else GatewayReason.BAD_REQUEST
    if error.http_status == _CONFLICT:
        return GatewayReason.IN_FLIGHT
    # What is left: trouble at Stripe, and pages of something in between.
    return GatewayReason.BROKEN


def _param(error: stripe.StripeError) -> str:
    return str(getattr(error, "param", None) or "")
