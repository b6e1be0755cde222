"""The words of payouts, on pages, in dialogs and in files."""

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import LedgerAccount
from clinic_desktop.domain.payouts import LineKind, PayoutView
from clinic_desktop.ui.formats import period_ends


def tr(text: str) -> str:
    """A text about payouts in the program's language."""
    return QCoreApplication.translate("Payouts", text)


def count_of_visits(count: int) -> str:
    """ "1 visit", "12 visits"."""
    return QCoreApplication.translate("Payouts", "%Ln visits", None, count)


def count_of_postings(count: int) -> str:
    """ "1 posting", "1,200 postings"."""
    return QCoreApplication.translate("Payouts", "%Ln postings", None, count)


def kind_text(kind: LineKind) -> str:
    """Why a line stands on a statement."""
    words = {
        LineKind.VISIT: tr("Visit"),
        LineKind.KEPT: tr("Kept of a visit that was not"),
        LineKind.CORRECTION: tr("Correction of an earlier visit"),
    }
    return words[kind]


def account_word(account: LedgerAccount) -> str:
    """What an account of the books holds."""
    words = {
        LedgerAccount.PATIENT_RECEIVABLE: tr("Patients owe"),
        LedgerAccount.CASH_DRAWER: tr("Cash in the drawers"),
        LedgerAccount.CARD_CLEARING: tr("Card terminals"),
        LedgerAccount.UPI_CLEARING: tr("UPI"),
        LedgerAccount.BANK_CLEARING: tr("Bank transfers"),
        LedgerAccount.GATEWAY_CLEARING: tr("Online payments"),
        LedgerAccount.ESCROW_HELD: tr("Held until the visit"),
        LedgerAccount.DOCTOR_PAYABLE: tr("Owed to doctors"),
        LedgerAccount.PLATFORM_FEE: tr("The clinic's share"),
        LedgerAccount.TAX: tr("Tax"),
        LedgerAccount.REFUNDS: tr("To be given back"),
        LedgerAccount.UNALLOCATED: tr("Nobody knows yet what for"),
        LedgerAccount.SAFE: tr("Safe"),
        LedgerAccount.BANK: tr("Bank"),
        LedgerAccount.EXPENSES: tr("Expenses"),
        LedgerAccount.CASH_DIFFERENCE: tr("Cash differences"),
    }
    return words[account]


def period_text(payout: PayoutView, locale: QLocale) -> str:
    """The days whose earnings a payout paid."""
    first, last = period_ends(payout.period_from, payout.period_to, locale)
    same = payout.period_from == payout.period_to
    return last if same else tr("{first} – {last}").format(first=first, last=last)
