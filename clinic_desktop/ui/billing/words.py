"""The words of money at the desk."""

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import PaymentMethod, PaymentState
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.money_back import MoneyBack
from clinic_desktop.services.billing.values import PaymentRow
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.kit.choice import Choice


def tr(text: str) -> str:
    """A text of the money screens in the program's language."""
    return QCoreApplication.translate("Billing", text)


def method_word(method: PaymentMethod) -> str:
    """How somebody paid."""
    words = {
        PaymentMethod.CASH: tr("Cash"),
        PaymentMethod.CARD: tr("Card"),
        PaymentMethod.UPI: tr("UPI"),
        PaymentMethod.BANK_TRANSFER: tr("Bank"),
        PaymentMethod.LINK: tr("Online"),
    }
    return words[method]


METHOD_ICONS = {
    PaymentMethod.CASH: "banknote",
    PaymentMethod.CARD: "credit-card",
    PaymentMethod.UPI: "qr-code",
    PaymentMethod.BANK_TRANSFER: "building-2",
    PaymentMethod.LINK: "link",
}
METHOD_KEYS = {
    PaymentMethod.CASH: "Alt+C",
    PaymentMethod.CARD: "Alt+D",
    PaymentMethod.UPI: "Alt+U",
    PaymentMethod.BANK_TRANSFER: "Alt+B",
}
LINK_KEY = "Alt+L"


def method_choices() -> tuple[Choice, ...]:
    """The ways to pay at the desk, with their keys; by link the patient pays with their own phone."""
    link = Choice(PaymentMethod.LINK, tr("Link"), icon=METHOD_ICONS[PaymentMethod.LINK], key=LINK_KEY)
    at_desk = tuple(
        Choice(method, method_word(method), icon=METHOD_ICONS[method], key=key) for method, key in METHOD_KEYS.items()
    )
    return (*at_desk, link)


def reference_label(method: PaymentMethod) -> str:
    """What the number is called that comes with a payment made that way."""
    words = {
        PaymentMethod.UPI: tr("UPI reference (12 digits)"),
        PaymentMethod.BANK_TRANSFER: tr("Bank's reference (optional)"),
    }
    return words.get(method, tr("Approval number (optional)"))


def payment_state_word(state: PaymentState) -> str:
    """Where a payment stands."""
    words = {
        PaymentState.PENDING: tr("Waiting"),
        PaymentState.HELD: tr("To be decided"),
        PaymentState.PAID: tr("Paid"),
        PaymentState.FAILED: tr("Failed"),
        PaymentState.EXPIRED: tr("Run out"),
        PaymentState.PARTLY_REFUNDED: tr("Partly refunded"),
        PaymentState.REFUNDED: tr("Refunded"),
    }
    return words[state]


def payment_row_word(row: PaymentRow) -> str:
    """Where a listed payment stands; money that goes back is not called refunded before it is with the patient."""
    if row.given_back < row.refunded:
        return tr("To be refunded") if row.refunded >= row.amount else tr("Partly to be refunded")
    return payment_state_word(row.state)


def back_words(back: MoneyBack, currency: str, locale: QLocale) -> tuple[str, ...]:
    """Where the money is that goes back, by what has happened to it."""
    said = (
        (back.given, tr("refunded {amount}")),
        (back.on_the_way, tr("{amount} on its way back")),
        (back.to_hand_back, tr("{amount} to hand back")),
        (back.to_approve, tr("{amount} to be approved for going back")),
    )
    return tuple(pattern.format(amount=money_text(Money(minor, currency), locale)) for minor, pattern in said if minor)


def pay_problem(code: str) -> str:
    """Why nothing can be taken now, by the codes of TakePaymentState.problem."""
    words = {
        "nothing_due": tr("There is nothing left to pay."),
        "amount": tr("Type an amount such as 1250 or 1250.50."),
        "not_positive": tr("The amount must be more than nothing."),
        "more_than_due": tr("This is more than is left to pay."),
        "tendered": tr("This is less cash than the amount."),
        "upi_reference": tr("Type the 12 digits of the UPI reference from the payer's phone."),
        "card_last4": tr("Type the last four digits of the card, or none."),
    }
    return words.get(code, "")
