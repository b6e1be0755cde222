"""The words that codes have on paper."""

from PySide6.QtCore import QCoreApplication

from clinic_desktop.domain.codes import Gender, PaymentMethod
from clinic_desktop.domain.paper import PaymentWord


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


def gender_letter(gender: Gender | None) -> str:
    """One letter for a narrow column, "" where it is not told."""
    words = {
        Gender.FEMALE: QCoreApplication.translate("Paper", "F", "female"),
        Gender.MALE: QCoreApplication.translate("Paper", "M", "male"),
        Gender.OTHER: QCoreApplication.translate("Paper", "X", "other gender"),
    }
    return words.get(gender, "") if gender else ""
