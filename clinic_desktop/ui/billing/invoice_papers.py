"""The papers of the invoice in view: printed, sent by email, and its credit note once it is void."""

from PySide6.QtWidgets import QWidget

from clinic_desktop.services.billing.values import InvoiceView
from clinic_desktop.ui.appointments.token_printing import INVOICE_KEY, SEND_KEY, TokenPrinting
from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class InvoicePapers(QWidget):
    """A button for each paper that there is."""

    def __init__(self, theme: Theme, printing: TokenPrinting) -> None:
        super().__init__()
        self._printing = printing
        self._invoice: InvoiceView | None = None
        self.print_button = Button(theme, tr("Print invoice"), "file-text", role="quiet", key=INVOICE_KEY)
        self.send_button = Button(theme, tr("Email invoice"), "send", role="quiet", key=SEND_KEY)
        self.note_button = Button(theme, tr("Print credit note"), "file-text", role="quiet")
        flow = FlowLayout(self, spacing=Space.S)
        for button in (self.print_button, self.send_button, self.note_button):
            flow.addWidget(button)
        self.print_button.clicked.connect(self.print_invoice)
        self.send_button.clicked.connect(self._send)
        self.note_button.clicked.connect(self._print_note)

    def show_invoice(self, invoice: InvoiceView | None, may_take: bool) -> None:
        """Whose papers they are; who may not take payments prints the invoice only."""
        self._invoice = invoice
        self.print_button.setVisible(invoice is not None)
        self.send_button.setVisible(invoice is not None and may_take)
        self.note_button.setVisible(invoice is not None and invoice.is_void and may_take)

    def print_invoice(self) -> None:
        """Prints what the visit costs with all that was paid."""
        if self._invoice is not None:
            self._printing.print_invoice(self._invoice.appointment_id)

    def print_last_receipt(self) -> bool:
        """Prints the receipt of the newest payment; says whether there is one."""
        if self._invoice is None or not self._invoice.payments:
            return False
        self._printing.print_receipt(max(payment.id for payment in self._invoice.payments), say=True)
        return True

    def _send(self) -> None:
        if self._invoice is not None:
            self._printing.send_invoice(self._invoice.appointment_id)

    def _print_note(self) -> None:
        if self._invoice is not None and self._invoice.id is not None:
            self._printing.print_invoice_credit_note(self._invoice.id)
