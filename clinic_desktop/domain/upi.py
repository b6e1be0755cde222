"""Paying by UPI from a phone: the link that a QR code carries, and the reference that the payer's bank gives.

The link asks only; it brings no word that money came. So a payment by it is declared: a person reads the 12 digits of
its reference off the payer's phone, and no two payments of a day have the same (NPCI, UPI linking specification).
"""

import re
from urllib.parse import quote

from clinic_desktop.domain.money import Money

CURRENCY = "INR"
REFERENCE_DIGITS = 12
_ADDRESS = re.compile(r"[A-Za-z0-9._-]{2,256}@[A-Za-z][A-Za-z0-9.-]{1,63}")
_REFERENCE = re.compile(rf"[0-9]{{{REFERENCE_DIGITS}}}")
_LONGEST_NAME = 99
_LONGEST_TEXT = 35


def is_upi_address(text: str) -> bool:
    """Whether it has the form of an address for UPI, such as "lotus.clinic@okbank"."""
    return _ADDRESS.fullmatch(text) is not None


def upi_reference(text: str) -> str | None:
    """The reference without the spaces that people type between its digits; None where it is not 12 digits."""
    digits = "".join(text.split())
    return digits if _REFERENCE.fullmatch(digits) else None


def upi_link(address: str, name: str, reference: str, note: str, amount: Money) -> str:
    """What a payer's phone scans: ``reference`` is ours, and ``note`` what the payer reads. No personal data belongs in
    either.

    Raises ValueError for an address that is none, an amount of nothing, and any currency but rupees. Everything is
    escaped with %20, not +, which some apps show as it is.
    """
    if not is_upi_address(address):
        raise ValueError("not an address for UPI")
    if amount.currency != CURRENCY or amount.minor <= 0:
        raise ValueError("UPI pays a positive amount of rupees")
    parts = {
        "pa": quote(address, safe="@"),
        "pn": quote(name[:_LONGEST_NAME], safe=""),
        "tr": quote(reference[:_LONGEST_TEXT], safe=""),
        "tn": quote(note[:_LONGEST_TEXT], safe=""),
        "am": f"{amount.decimal():.2f}",
        "cu": CURRENCY,
    }
    return "upi://pay?" + "&".join(f"{key}={value}" for key, value in parts.items() if value)
