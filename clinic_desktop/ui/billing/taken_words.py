"""What is said once a payment has been taken."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.values import PaymentsTaken
from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.formats import isolated, money_text

_MOST_NUMBERS = 2


def taken_text(taken: PaymentsTaken, locale: QLocale) -> str:
    """How much came from whom, and the receipts' numbers."""
    return tr("{amount} from {name} · {receipts}").format(
        amount=money_text(taken_amount(taken), locale),
        name=isolated(taken.invoice.patient_name),
        receipts=_receipts(taken.receipt_numbers),
    )


def taken_amount(taken: PaymentsTaken) -> Money:
    """How much one press of the button took, by all ways together."""
    paid = sum(one.amount.minor for one in taken.invoice.payments if one.id in taken.payment_ids)
    return Money(paid, taken.balance.currency)


def _receipts(numbers: Sequence[str]) -> str:
    """The numbers of at most two receipts; how many there are of more, so that a toast covers no cards."""
    if len(numbers) > _MOST_NUMBERS:
        return QCoreApplication.translate("Billing", "%Ln receipts", "", len(numbers))
    return ", ".join(numbers)
