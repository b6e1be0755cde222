"""The words that codes have on paper."""

from PySide6.QtCore import QCoreApplication

from clinic_desktop.domain.codes import Gender, PaymentMethod, PaymentWord, RefundState
from clinic_desktop.domain.paper import MoneyPaper


def payment_text(payment: PaymentWord) -> str:
    """How a visit stands with money."""
    words = {
        PaymentWord.PAID: QCoreApplication.translate("Paper", "Paid"),
        PaymentWord.PART_PAID: QCoreApplication.translate("Paper", "Part paid"),
        PaymentWord.UNPAID: QCoreApplication.translate("Paper", "Not paid"),
        PaymentWord.LINK_SENT: QCoreApplication.translate("Paper", "Link sent"),
        PaymentWord.FREE: QCoreApplication.translate("Paper", "Free"),
    }
    return words[payment]


def method_text(method: PaymentMethod) -> str:
    """How money was taken."""
    words = {
        PaymentMethod.CASH: QCoreApplication.translate("Paper", "Cash"),
        PaymentMethod.CARD: QCoreApplication.translate("Paper", "Card"),
        PaymentMethod.UPI: QCoreApplication.translate("Paper", "UPI"),
        PaymentMethod.BANK_TRANSFER: QCoreApplication.translate("Paper", "Bank transfer"),
        PaymentMethod.LINK: QCoreApplication.translate("Paper", "Online payment"),
    }
    return words[method]


def own_text(method: PaymentMethod) -> str:
    """For what a receipt is that is one of several; ``{amount}`` is to be filled in."""
    sentences = {
        PaymentMethod.CASH: QCoreApplication.translate("Paper", "This receipt: {amount} in cash"),
        PaymentMethod.CARD: QCoreApplication.translate("Paper", "This receipt: {amount} by card"),
        PaymentMethod.UPI: QCoreApplication.translate("Paper", "This receipt: {amount} by UPI"),
        PaymentMethod.BANK_TRANSFER: QCoreApplication.translate("Paper", "This receipt: {amount} by bank transfer"),
        PaymentMethod.LINK: QCoreApplication.translate("Paper", "This receipt: {amount} paid online"),
    }
    return sentences[method]


def refund_text(state: RefundState, method: PaymentMethod) -> str:
    """How far money is that goes back, and which way it goes."""
    sentences = {
        RefundState.DONE: QCoreApplication.translate("Paper", "Given back, {method}", "a refund and its way"),
        RefundState.SENT: QCoreApplication.translate("Paper", "On its way back, {method}", "a refund and its way"),
    }
    still = QCoreApplication.translate("Paper", "To be given back, {method}", "a refund and its way")
    return sentences.get(state, still).format(method=method_text(method))


def paper_name(kind: MoneyPaper) -> str:
    """What a paper about money is called, with "{number}" for its number."""
    words = {
        MoneyPaper.RECEIPT: QCoreApplication.translate("Paper", "Receipt {number}"),
        MoneyPaper.INVOICE: QCoreApplication.translate("Paper", "Invoice {number}"),
        MoneyPaper.CREDIT_NOTE: QCoreApplication.translate("Paper", "Credit note {number}"),
    }
    return words[kind]


def gender_letter(gender: Gender | None) -> str:
    """One letter for a narrow column, "" where it is not told."""
    words = {
        Gender.FEMALE: QCoreApplication.translate("Paper", "F", "female"),
        Gender.MALE: QCoreApplication.translate("Paper", "M", "male"),
        Gender.OTHER: QCoreApplication.translate("Paper", "X", "other gender"),
    }
    return words.get(gender, "") if gender else ""
