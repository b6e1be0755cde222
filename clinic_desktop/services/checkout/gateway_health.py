"""Whether this computer reaches the payment gateways, and with which keys: for a technician."""

from collections.abc import Callable, Mapping
from pathlib import Path

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import GatewayRefused, Refused
from clinic_desktop.domain.gateway_keys import GatewayKeys, can_call
from clinic_desktop.domain.gateways import GatewayReason
from clinic_desktop.integrations.gateways.address import api_base
from clinic_desktop.services.checkout.accounts import made_gateway
from clinic_desktop.services.checkout.key_ring import KeyRing, keys_given
from clinic_desktop.services.health import Check

_NOBODYS = {
    GatewayName.STRIPE: GatewayKeys(secret="sk_test_" + "nobodys0key"),
    GatewayName.RAZORPAY: GatewayKeys("rzp_test_" + "nobodys0key", "nobodys"),
}
"""A gateway that refuses these has been reached."""


def check_gateways(url: str, environment: Mapping[str, str], words: Callable[[Refused], str]) -> tuple[Check, ...]:
    """Asks each gateway once, with this computer's keys where it has some. ``words`` says a refusal plainly. Sends
    nothing but the keys, to the address that is set, and only over a connection that is trusted."""
    found = _known_keys(url, environment)
    return tuple(_check(name, keys, environment, words) for name, keys in found.items())


def _check(
    name: GatewayName, keys: GatewayKeys, environment: Mapping[str, str], words: Callable[[Refused], str]
) -> Check:
    has_keys = can_call(name, keys)
    try:
        base = api_base(name, environment)
        account = made_gateway(name, keys if has_keys else _NOBODYS[name], base).check()
    except GatewayRefused as refusal:
        if not has_keys and refusal.reason == GatewayReason.WRONG_KEY:
            return Check(name, True, f"{base} answers; this computer has no key for it")
        why = f"{refusal.reason}/{refusal.detail}" if refusal.detail else str(refusal.reason)
        return Check(name, False, f"{words(refusal)} [{why}]", refusal.code)
    return Check(name, True, f"{base} answers; {'live' if account.live else 'test'} account {account.name}")


def _known_keys(url: str, environment: Mapping[str, str]) -> dict[GatewayName, GatewayKeys]:
    """The keys that hold; where the database cannot be asked whose they are, those of the environment."""
    try:
        database = Database(url)
    except Refused:
        return {name: keys_given(name, environment) for name in GatewayName}
    try:
        if database.is_sqlite and not Path(database.url.database or "").is_file():
            # Opening it would make an empty one.
            return {name: keys_given(name, environment) for name in GatewayName}
        ring = KeyRing(database, environment)
        return {name: ring.known(name) for name in GatewayName}
    except Refused:
        return {name: keys_given(name, environment) for name in GatewayName}
    finally:
        database.close()
