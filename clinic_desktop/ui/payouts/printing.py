"""Printing the statement of a payout."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QLocale

from clinic_desktop.domain.paper import PaperKind
from clinic_desktop.domain.payouts import PayoutStatement
from clinic_desktop.ui.appointments.token_printing import TokenPrinting
from clinic_desktop.ui.file_names import file_stem
from clinic_desktop.ui.payouts.words import tr


def print_statement(printing: TokenPrinting, read: Callable[[], PayoutStatement], country: str) -> None:
    """Prints a statement that ``read`` gives, on the paper of pages."""

    def make() -> tuple[Callable[[PaperKind, QLocale], Any], str]:
        # What lays paper out is not needed to open the page.
        from clinic_desktop.ui.printing.payout_statement import payout_statement_document

        statement = read()
        name = file_stem(tr("payout"), statement.payout.number, statement.payout.practitioner_name)
        return lambda paper, locale: payout_statement_document(statement, paper, locale, country), name

    printing.print_report(make, on_roll=False)
