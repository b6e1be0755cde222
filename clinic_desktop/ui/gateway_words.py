"""What a payment gateway is called, and why it did not do what it was asked: the words behind the codes."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.ui.formats import isolated

_CONTEXT = "GatewayProblems"

GATEWAYS = {GatewayName.STRIPE: "Stripe", GatewayName.RAZORPAY: "Razorpay"}
"""Names of companies are not translated."""

GATEWAY_PROBLEMS: dict[str, object] = {
    "no_key": QT_TRANSLATE_NOOP("GatewayProblems", "This computer has no key for {gateway}."),
    "address": QT_TRANSLATE_NOOP(
        "GatewayProblems",
        "The environment of this computer names an address for {gateway} that would send the key unencrypted. It has"
        " to begin with https.",
    ),
    "wrong_key": QT_TRANSLATE_NOOP(
        "GatewayProblems", "{gateway} does not know this key. It was mistyped, replaced or switched off there."
    ),
    "test_key": QT_TRANSLATE_NOOP(
        "GatewayProblems",
        "The key works, but it is a test key, and this clinic has taken real money with {gateway}. Patients could not"
        " pay with it: enter the live key.",
    ),
    "not_permitted": QT_TRANSLATE_NOOP(
        "GatewayProblems", "The account or the key at {gateway} is not allowed to do this."
    ),
    "network": QT_TRANSLATE_NOOP("GatewayProblems", "{gateway} was not reached, or the answer was lost."),
    "stalled": QT_TRANSLATE_NOOP("GatewayProblems", "{gateway} did not answer in time."),
    "busy": QT_TRANSLATE_NOOP("GatewayProblems", "{gateway} is being asked too often."),
    "broken": QT_TRANSLATE_NOOP(
        "GatewayProblems",
        "What came back is not an answer of {gateway}: it has trouble, or the network shows a page of its own, such as"
        " a guest network's.",
    ),
    "in_flight": QT_TRANSLATE_NOOP("GatewayProblems", "{gateway} is still working on this."),
    "key_reused": QT_TRANSLATE_NOOP(
        "GatewayProblems", "{gateway} has got another request by the same number. Make a new link."
    ),
    "not_found": QT_TRANSLATE_NOOP(
        "GatewayProblems", "{gateway} does not know this payment: it belongs to another account, or to its test mode."
    ),
    "too_small": QT_TRANSLATE_NOOP("GatewayProblems", "The amount is less than {gateway} takes."),
    "too_large": QT_TRANSLATE_NOOP("GatewayProblems", "The amount is more than {gateway} takes."),
    "currency": QT_TRANSLATE_NOOP("GatewayProblems", "The account at {gateway} does not take this currency."),
    "precision": QT_TRANSLATE_NOOP(
        "GatewayProblems", "{gateway} takes no amount with so many decimals: round its last one."
    ),
    "already_paid": QT_TRANSLATE_NOOP("GatewayProblems", "It has been paid already."),
    "already_ended": QT_TRANSLATE_NOOP("GatewayProblems", "The link has ended already."),
    "part_paid": QT_TRANSLATE_NOOP("GatewayProblems", "A part has been paid already."),
    "already_refunded": QT_TRANSLATE_NOOP("GatewayProblems", "All of it has been paid back already."),
    "more_than_left": QT_TRANSLATE_NOOP("GatewayProblems", "That is more than is left of the payment at {gateway}."),
    "low_balance": QT_TRANSLATE_NOOP(
        "GatewayProblems", "The account at {gateway} does not hold enough money to pay this back."
    ),
    "bad_request": QT_TRANSLATE_NOOP("GatewayProblems", "{gateway} refuses this as it is."),
}

# Where more is known than the reason.
_DETAILS: dict[tuple[str, str], object] = {
    ("not_found", "other_account"): QT_TRANSLATE_NOOP(
        "GatewayProblems",
        "The key works, but it belongs to another account at {gateway}: that one knows nothing of this clinic's links.",
    ),
    ("network", "name"): QT_TRANSLATE_NOOP(
        "GatewayProblems", "{gateway} was not found: this computer is not connected to the internet."
    ),
    ("network", "unreachable"): QT_TRANSLATE_NOOP(
        "GatewayProblems",
        "{gateway} was not reached: this computer is not connected to the internet, or a firewall is between.",
    ),
    ("network", "proxy"): QT_TRANSLATE_NOOP(
        "GatewayProblems", "{gateway} was not reached: the proxy of this network did not let it through."
    ),
    ("network", "certificate"): QT_TRANSLATE_NOOP(
        "GatewayProblems",
        "The connection to {gateway} is looked into by somebody whom this computer does not trust. Nothing was sent,"
        " not even the key. Where the clinic's own network does this, its certificate has to be installed here.",
    ),
    ("network", "tls"): QT_TRANSLATE_NOOP(
        "GatewayProblems", "No encrypted connection to {gateway} came about. Nothing was sent."
    ),
    ("network", "no_certificates"): QT_TRANSLATE_NOOP(
        "GatewayProblems", "This installation is damaged: the certificates for {gateway} are missing. Install it again."
    ),
    ("bad_request", "expires_at"): QT_TRANSLATE_NOOP(
        "GatewayProblems", "{gateway} refuses the time at which the link was to end. Make a new link."
    ),
    ("bad_request", "expire_by"): QT_TRANSLATE_NOOP(
        "GatewayProblems", "{gateway} refuses the time at which the link was to end. Make a new link."
    ),
    ("bad_request", "success_url"): QT_TRANSLATE_NOOP(
        "GatewayProblems", "{gateway} refuses the return page that the settings name."
    ),
    ("bad_request", "callback_url"): QT_TRANSLATE_NOOP(
        "GatewayProblems", "{gateway} refuses the return page that the settings name."
    ),
}
_MAY_NOT_READ = QT_TRANSLATE_NOOP("GatewayProblems", "The key works, but {gateway} does not let it read: {what}.")
_READABLE = {
    "checkout_sessions": "Checkout Sessions",
    "payment_links": "Payment Links",
    "payment_intents": "Payment Intents",
    "charges": "Charges",
    "refunds": "Refunds",
}
"""As Stripe's page of permissions has them, in English."""


def gateway_text(name: str) -> str:
    """The gateway's name."""
    return GATEWAYS[GatewayName(name)] if name in tuple(GatewayName) else name


def gateway_problem(name: str, reason: str, detail: str = "") -> str:
    """Why the gateway did not do what it was asked, in plain words; empty where nothing is wrong."""
    if not reason:
        return ""
    gateway = gateway_text(name)
    if reason == "not_permitted" and detail in _READABLE:
        return _translated(_MAY_NOT_READ).format(gateway=gateway, what=isolated(_READABLE[detail]))
    text = _DETAILS.get((reason, detail)) or GATEWAY_PROBLEMS.get(reason, GATEWAY_PROBLEMS["bad_request"])
    return _translated(text).format(gateway=gateway)


def _translated(text: object) -> str:
    return QCoreApplication.translate(_CONTEXT, str(text))
