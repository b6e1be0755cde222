"""Amounts as the gateways count them, from and to the minor units of ISO 4217. Integers only."""

from collections.abc import Mapping

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.domain.gateways import GatewayReason
from clinic_desktop.domain.money import minor_digits

# docs.stripe.com/currencies: Stripe counts these in other units than ISO 4217 has decimals.
_STRIPE_DECIMALS = {"ISK": 2, "UGX": 2, "MGA": 0}
_THREE = 3
_LEAST: Mapping[GatewayName, Mapping[str, int]] = {
    # docs.stripe.com/currencies, minimum charge amounts, in minor units
    GatewayName.STRIPE: {
        "USD": 50, "AED": 200, "AUD": 50, "BRL": 50, "CAD": 50, "CHF": 50, "CZK": 1500, "DKK": 250, "EUR": 50,
        "GBP": 30, "HKD": 400, "HUF": 17500, "INR": 50, "JPY": 50, "MXN": 1000, "MYR": 200, "NOK": 300, "NZD": 50,
        "PLN": 200, "RON": 200, "SEK": 300, "SGD": 50, "THB": 1000,
    },
    GatewayName.RAZORPAY: {"INR": 100},
}  # fmt: skip


def to_gateway(name: GatewayName, minor: int, currency: str) -> int:
    """The amount as the gateway wants it. Refuses with BAD_REQUEST what is no positive whole number, and with PRECISION
    what the gateway cannot count: the thousandths of three-decimal currencies end in 0 at both."""
    if not isinstance(minor, int) or isinstance(minor, bool) or minor <= 0:
        raise GatewayRefused(name, GatewayReason.BAD_REQUEST, detail="amount")
    if len(currency) != 3 or not (currency.isascii() and currency.isupper()):
        raise GatewayRefused(name, GatewayReason.CURRENCY, detail="currency")
    if minor_digits(currency) == _THREE and minor % 10:
        raise GatewayRefused(name, GatewayReason.PRECISION)
    shift = _decimals(name, currency) - minor_digits(currency)
    if shift >= 0:
        return int(minor * 10**shift)
    units, rest = divmod(minor, 10**-shift)
    if rest:
        raise GatewayRefused(name, GatewayReason.PRECISION)
    return int(units)


def from_gateway(name: GatewayName, amount: object, currency: object) -> tuple[int, str]:
    """Minor units and the currency of an amount that the gateway said. Raises ValueError for what is none."""
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 0:
        raise ValueError("not an amount")
    code = str(currency).upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise ValueError("not a currency")
    shift = minor_digits(code) - _decimals(name, code)
    if shift >= 0:
        return int(amount * 10**shift), code
    units, rest = divmod(amount, 10**-shift)
    if rest:
        raise ValueError("a part of the smallest unit")
    return int(units), code


def check_least(name: GatewayName, minor: int, currency: str) -> None:
    """Refuses with TOO_SMALL what the gateway is known to refuse; it may refuse more."""
    if minor < _LEAST[name].get(currency, 1):
        raise GatewayRefused(name, GatewayReason.TOO_SMALL)


def _decimals(name: GatewayName, currency: str) -> int:
    if name is GatewayName.STRIPE and currency in _STRIPE_DECIMALS:
        return _STRIPE_DECIMALS[currency]
    return minor_digits(currency)
