"""Tokens, receipts and day sheets: read from the services and put on paper, both off the interface thread."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QUrl
from PySide6.QtGui import QDesktopServices

from clinic_desktop.background.tasks import Background
from clinic_desktop.services.clinic import Services
from clinic_desktop.settings import Settings
from clinic_desktop.ui.mail_words import waits_words
from clinic_desktop.ui.shell.screen import Shell
from clinic_desktop.viewmodels.session import Session

if TYPE_CHECKING:
    from clinic_desktop.domain.paper import PaperKind, Printed
    from clinic_desktop.ui.printing.pages import Document
    from clinic_desktop.ui.printing.printer import Paper

    Report = tuple[Callable[[PaperKind, QLocale], Document], str]

INVOICE_KEY = "Ctrl+Shift+P"
"""Prints the invoice wherever a dock is about one visit."""
SEND_KEY = "Ctrl+Shift+E"
"""Sends it by email."""


class TokenPrinting(QObject):
    """Prints what a desk hands out. What goes wrong is said; what went to a file says where."""

    def __init__(
        self,
        session: Session,
        tasks: Background,
        services: Services,
        shell: Shell,
        settings: Callable[[], Settings],
        locale: QLocale,
    ) -> None:
        super().__init__()
        self._session, self._tasks, self._services = session, tasks, services
        self._shell, self._settings, self._locale = shell, settings, locale

    def has_token_printer(self) -> bool:
        """Whether tokens come out of a printer at this desk; else they are kept as PDF."""
        return bool(self._settings().token_printer)

    def print_token(self, encounter_id: int, say: bool = False) -> None:
        """The slip of an arrival; ``say`` tells also that it worked."""
        actor, paper, slips = self._session.actor, self._paper(), self._services.slips
        self._run(lambda: paper.print_token(slips.token_slip(actor, encounter_id)), say)

    def print_receipt(self, payment_id: int, say: bool = False) -> None:
        """The receipt of a payment; from the second time on it is marked as a copy."""
        actor, paper, payments = self._session.actor, self._paper(), self._services.payments
        self._run(lambda: paper.print_receipt(payments.receipt(actor, payment_id)), say)

    def print_receipts_of(self, appointment_id: int) -> None:
        """Every receipt of a visit, and the credit notes of what went back; what was printed before is a copy."""
        actor, paper, payments = self._session.actor, self._paper(), self._services.payments

        def work() -> "tuple[Printed, ...]":
            taken = payments.invoice(actor, appointment_id).payments
            receipts = [payments.receipt(actor, payment.id) for payment in taken]
            refunds = [refund for payment in taken for refund in payment.refunds if refund.credit_note_number]
            notes = [payments.credit_note(actor, refund.id) for refund in refunds]
            return tuple(paper.print_receipt(each) for each in (*receipts, *notes))

        self._tasks.slow.run(self, work, self._receipts_printed, self._shell.refuse)

    def send_invoice(self, appointment_id: int) -> None:
        """The invoice by email, with its paper; says when nothing new is to be sent."""
        actor, services = self._session.actor, self._services

        def work() -> tuple[bool, bool]:
            return services.payments.send_invoice(actor, appointment_id), services.messages.sends_nothing()

        self._tasks.database.run(self, work, lambda answer: self._invoice_sent(*answer), self._shell.refuse)

    def _invoice_sent(self, sent: bool, sends_nothing: bool) -> None:
        if sends_nothing:
            self._shell.toast(waits_words(), trouble=True)
            return
        again = self.tr("This invoice was sent before and has not changed. Under Messages it can be sent again.")
        self._shell.toast(self.tr("The invoice goes out by email") if sent else again)

    def print_credit_note(self, refund_id: int) -> None:
        """The credit note of a refund that was decided."""
        actor, paper, payments = self._session.actor, self._paper(), self._services.payments
        self._run(lambda: paper.print_receipt(payments.credit_note(actor, refund_id)), say=True)

    def print_invoice_credit_note(self, invoice_id: int) -> None:
        """The credit note of a cancelled visit's invoice, over what was never paid; numbered the first time."""
        actor, paper, payments = self._session.actor, self._paper(), self._services.payments
        self._run(lambda: paper.print_receipt(payments.invoice_credit_note(actor, invoice_id)), say=True)

    def print_invoice(self, appointment_id: int) -> None:
        """What the visit costs with all that was paid and given back, on the paper of receipts. An invoice that was
        not written yet is written now."""
        actor, paper, payments = self._session.actor, self._paper(), self._services.payments

        def work() -> "Printed":
            invoice = payments.invoice(actor, appointment_id)
            if invoice.id is None:
                invoice = payments.issue(actor, appointment_id)
            assert invoice.id is not None
            return paper.print_receipt(payments.invoice_paper(actor, invoice.id))

        self._run(work, say=True)

    def print_day_sheets(self, practitioner_ids: Sequence[int], day: date) -> None:
        """The day of each of these doctors."""
        actor, centre_id = self._session.actor, self._session.centre.id
        paper, slips = self._paper(), self._services.slips

        def work() -> "tuple[Printed, ...]":
            return tuple(
                paper.print_day_sheet(slips.day_sheet(actor, number, centre_id, day)) for number in practitioner_ids
            )

        self._tasks.slow.run(self, work, self._sheets_printed, self._shell.refuse)

    def print_report(self, make: Callable[[], "Report"], on_roll: bool) -> None:
        """A report: how it is laid out on a kind of paper, and what its file is called where it goes to one."""
        paper = self._paper()

        def work() -> "Printed":
            layout, name = make()
            return paper.print_report(layout, name, on_roll)

        self._run(work, say=True)

    def _paper(self) -> "Paper":
        # Imported here: every reception screen may print, but none does so when it opens.
        from clinic_desktop.ui.printing.printer import Paper, paper_settings

        return Paper(paper_settings(self._settings()), self._locale, self._session.centre.country)

    def _run(self, work: "Callable[[], Printed]", say: bool) -> None:
        self._tasks.slow.run(self, work, lambda printed: self._printed(printed, say), self._shell.refuse)

    def _receipts_printed(self, printed: "tuple[Printed, ...]") -> None:
        if len(printed) == 1:
            self._printed(printed[0], say=True)
        elif printed and printed[0].printer:
            text = self.tr("%Ln papers sent to {printer}", "", len(printed))
            self._shell.toast(text.format(printer=printed[0].printer))
        elif printed:
            self._offer_to_open(self.tr("%Ln papers kept as PDF", "", len(printed)), printed[0].path, folder=True)

    def _sheets_printed(self, printed: "tuple[Printed, ...]") -> None:
        if len(printed) == 1:
            self._printed(printed[0], say=True)
        elif printed and printed[0].printer:
            text = self.tr("%Ln day sheets sent to {printer}", "", len(printed))
            self._shell.toast(text.format(printer=printed[0].printer))
        elif printed:
            self._shell.toast(self.tr("%Ln day sheets kept as PDF", "", len(printed)))

    def _printed(self, printed: "Printed", say: bool) -> None:
        if not say:
            return
        if printed.printer:
            self._shell.toast(self.tr("Sent to {printer}").format(printer=printed.printer))
        else:
            text = self.tr("Kept as {file}").format(file=printed.path.name if printed.path else "")
            self._offer_to_open(text, printed.path)

    def _offer_to_open(self, text: str, path: Path | None, folder: bool = False) -> None:
        if path is None:
            self._shell.toast(text)
            return
        url = QUrl.fromLocalFile(str(path.parent if folder else path))

        def show() -> None:
            QDesktopServices.openUrl(url)

        self._shell.offer(text, self.tr("Open folder") if folder else self.tr("Open"), show)
