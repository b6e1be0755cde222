"""Where a gateway's API is: the vendor's address, or another one from the environment."""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.domain.gateways import GatewayReason

VARIABLES = {GatewayName.STRIPE: "STRIPE_API_BASE", GatewayName.RAZORPAY: "RAZORPAY_API_BASE"}
_VENDORS = {GatewayName.STRIPE: "https://api.stripe.com", GatewayName.RAZORPAY: "https://api.razorpay.com"}


def api_base(name: GatewayName, environment: Mapping[str, str]) -> str:
    """The base of the API, without a slash at its end. Refuses with ADDRESS one that would send the keys unencrypted
    over a network, and what is no address."""
    given = environment.get(VARIABLES[name], "").strip().rstrip("/")
    if not given:
        return _VENDORS[name]
    if not _may_be_used(given):
        raise GatewayRefused(name, GatewayReason.ADDRESS, detail=VARIABLES[name])
    return given


def is_loopback(base: str) -> bool:
    """Whether the address is on this computer."""
    host = urlsplit(base).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _may_be_used(base: str) -> bool:
    try:
        parts = urlsplit(base)
        parts.port  # noqa: B018 (refuses what is no port)
    except ValueError:
        return False
    if not parts.hostname or parts.username or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(base))
