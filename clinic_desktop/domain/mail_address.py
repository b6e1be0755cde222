"""Email addresses as servers take them, and the ways to encrypt a connection to one."""

import re

STARTTLS, TLS, PLAIN = "starttls", "tls", "none"
SECURITIES = (STARTTLS, TLS, PLAIN)
"""Encrypted after the greeting (port 587), from the first byte (465), or not at all."""

_PART = r"[^\s<>()\[\]\"@,;:\\\x00-\x1f\x7f]+"
_ADDRESS = re.compile(f"{_PART}@{_PART}")


def for_server(text: str) -> str | None:
    """The address in ASCII, its domain as name servers write it; None for what is no address, and for names before
    the @ that only newer servers know."""
    text = text.strip()
    if not _ADDRESS.fullmatch(text):
        return None
    local, _, domain = text.rpartition("@")
    try:
        return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return None
