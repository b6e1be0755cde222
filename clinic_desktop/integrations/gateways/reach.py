"""Whether a gateway can be reached at all, asked without sending it anything."""

import socket
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

_PORTS = {"https": 443, "http": 80}
_SECONDS = 3.0


def reaches(base: str, seconds: float = _SECONDS) -> bool:
    """Whether a connection to the address comes about in that time; to the network's proxy where one is set. True says
    nothing of what the gateway would answer. Looking up a name may take longer than ``seconds``."""
    parts = urlsplit(base)
    host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 443)
    proxy = getproxies().get(parts.scheme, "")
    if proxy and not proxy_bypass(host):
        through = urlsplit(proxy if "//" in proxy else f"//{proxy}")
        host, port = through.hostname or host, through.port or port
    try:
        with socket.create_connection((host, port), timeout=seconds):
            return True
    except OSError:
        return False
