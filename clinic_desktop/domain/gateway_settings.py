"""What the clinic's settings may say about payment gateways."""

from urllib.parse import urlsplit

BY_CURRENCY, NO_GATEWAY = "by_currency", "none"
"""What the setting ``gateway`` may say beside a gateway's name."""


def is_return_address(text: str) -> bool:
    """Whether payers can be sent there once they have paid: an encrypted address of a web page."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 (refuses what is no port)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and not any(sign.isspace() for sign in text)
