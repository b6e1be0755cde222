"""The words and signs of money that goes back: where it stands, which way it goes, why, and what went wrong."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import GatewayName, PaymentMethod, RefundCause, RefundState
from clinic_desktop.services.billing.refund_listing import RefundGroup, RefundRow
from clinic_desktop.services.billing.values import RefundView
from clinic_desktop.ui.billing.words import method_word
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.gateway_words import gateway_problem, gateway_text

TAKEN_BACK, ELSEWHERE = "taken_back", "refunded_elsewhere"


def tr(text: str) -> str:
    """A text about refunds in the program's language."""
    return QCoreApplication.translate("Refunds", text)


def plural(text: str, count: int) -> str:
    """A text with a number of things in the program's language."""
    return QCoreApplication.translate("Refunds", text, "", count)


def group_word(group: RefundGroup | None) -> str:
    """What a list of refunds holds."""
    words = {
        None: tr("All"),
        RefundGroup.TO_APPROVE: tr("To approve"),
        RefundGroup.OWED: tr("To hand back"),
        RefundGroup.AT_GATEWAY: tr("On the way"),
        RefundGroup.FAILED: tr("Failed"),
        RefundGroup.DONE: tr("Given back"),
        RefundGroup.ENDED: tr("Not given"),
    }
    return words[group]


_LOOKS = {
    RefundGroup.TO_APPROVE: ("hourglass", "warn"),
    RefundGroup.OWED: ("hand", "warn"),
    RefundGroup.AT_GATEWAY: ("send", "info"),
    RefundGroup.FAILED: ("triangle-alert", "danger"),
    RefundGroup.DONE: ("circle-check", "ok"),
    RefundGroup.ENDED: ("ban", "neutral"),
}


def group_look(group: RefundGroup) -> tuple[str, str]:
    """The icon of where a refund stands, and its tone."""
    return _LOOKS[group]


def standing_word(row: RefundRow) -> str:
    """Where a refund stands, in one or two words."""
    if row.group is RefundGroup.ENDED:
        words = {TAKEN_BACK: tr("Taken back"), ELSEWHERE: tr("Overtaken")}
        return words.get(row.problem, tr("Not approved"))
    if row.group is RefundGroup.OWED and row.method is PaymentMethod.LINK:
        return tr("To send again")
    if row.group is RefundGroup.AT_GATEWAY and row.state is RefundState.OWED:
        return tr("Leaves soon")
    if row.group is RefundGroup.FAILED and row.problem == ELSEWHERE:
        return tr("Overtaken")
    words_of = {
        RefundGroup.TO_APPROVE: tr("To approve"),
        RefundGroup.OWED: tr("To hand back"),
        RefundGroup.AT_GATEWAY: tr("On the way"),
        RefundGroup.FAILED: tr("Failed"),
        RefundGroup.DONE: tr("Given back"),
    }
    return words_of[row.group]


def way_word(method: PaymentMethod, gateway: GatewayName | None = None) -> str:
    """Which way money goes back."""
    if method is PaymentMethod.LINK and gateway is not None:
        return tr("By {gateway}").format(gateway=gateway_text(gateway))
    words = {
        PaymentMethod.CASH: tr("In cash"),
        PaymentMethod.CARD: tr("By the card terminal"),
        PaymentMethod.UPI: tr("By UPI"),
        PaymentMethod.BANK_TRANSFER: tr("By bank transfer"),
        PaymentMethod.LINK: tr("The way it was paid online"),
    }
    return words[method]


def way_name(method: PaymentMethod, gateway: GatewayName | None = None) -> str:
    """The way in a word, for lists."""
    if method is PaymentMethod.LINK and gateway is not None:
        return gateway_text(gateway)
    return method_word(method)


def cause_word(cause: RefundCause) -> str:
    """Why money goes back, where no person gave a reason."""
    words = {
        RefundCause.DESK: "",
        RefundCause.POLICY: tr("The visit was cancelled"),
        RefundCause.LATE: tr("Paid when the time was gone"),
        RefundCause.TWICE: tr("Paid twice, or too much"),
        RefundCause.ELSEWHERE: tr("Made at the gateway, not here"),
    }
    return words[cause]


def why_text(row: RefundRow) -> str:
    """Why it goes back: what the person said, else the clinic's rule."""
    return row.reason or cause_word(row.cause)


def trouble_text(row: RefundRow) -> str:
    """What went wrong, in plain words; empty where nothing did."""
    if not row.problem or row.problem == TAKEN_BACK:
        return ""
    if row.problem == ELSEWHERE:
        return tr("Somebody had given the money back at the gateway already, so this one was not sent.")
    gateway = row.gateway or ""
    why = gateway_problem(gateway, row.problem) if row.problem in _SPOKEN else bank_problem(row.problem)
    if row.group is RefundGroup.AT_GATEWAY:
        return tr("{why} It is tried again; it is not sent twice.").format(why=why)
    return why


_SPOKEN = frozenset(
    {
        "no_key", "address", "wrong_key", "test_key", "not_permitted", "network", "stalled", "busy", "broken",
        "in_flight", "key_reused", "not_found", "too_small", "too_large", "currency", "precision", "already_refunded",
        "more_than_left", "low_balance", "bad_request",
    }
)  # fmt: skip


def bank_problem(code: str) -> str:
    """Why a bank did not take money back, by the codes of the gateways."""
    words = {
        "expired_or_canceled_card": tr("The card has expired or was cancelled."),
        "lost_or_stolen_card": tr("The card was reported lost or stolen."),
        "declined": tr("The bank refused it."),
        "insufficient_funds": tr("The account at the gateway did not hold enough money."),
        "merchant_request": tr("It was cancelled at the gateway."),
    }
    return words.get(code, tr("The bank gave the money back to the gateway."))


def refund_line(refund: RefundView, locale: QLocale) -> str:
    """One refund of a payment in a line."""
    amount = money_text(refund.amount, locale)
    by_gateway = refund.method is PaymentMethod.LINK
    texts = {
        RefundState.REQUESTED: tr("{amount} waits for approval"),
        RefundState.REJECTED: tr("{amount} was not given back"),
        RefundState.OWED: tr("{amount} is to be sent back") if by_gateway else tr("{amount} to be handed back"),
        RefundState.SENT: tr("{amount} on its way back"),
        RefundState.DONE: tr("{amount} given back"),
        RefundState.FAILED: tr("{amount} could not be sent back"),
    }
    return texts[refund.state].format(amount=amount)


def given_text(refund: RefundView, approvers: tuple[str, ...], locale: QLocale) -> str:
    """What came of giving money back, for a toast."""
    amount = money_text(refund.amount, locale)
    if refund.state is RefundState.REQUESTED:
        if approvers:
            names = isolated(" / ".join(approvers))
            return tr("{amount} asked for · {names} can approve it").format(amount=amount, names=names)
        return tr("{amount} asked for · a second person has to approve it").format(amount=amount)
    if refund.state is RefundState.DONE:
        return tr("{amount} handed back").format(amount=amount)
    if refund.method is PaymentMethod.LINK:
        return tr("{amount} goes back by {gateway}").format(
            amount=amount, gateway=gateway_text(refund.gateway) if refund.gateway else ""
        )
    return tr("{amount} is to be handed back").format(amount=amount)


def is_late(row: RefundRow, now: datetime) -> bool:
    """Whether it has waited for a person for more than two days."""
    waits = row.group in (RefundGroup.TO_APPROVE, RefundGroup.OWED)
    return waits and (now - row.created_at).days >= 2
