"""What a visit costs, line by line: price, discount, tax, what was paid, and what is due."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.values import InvoiceView
from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.formats import money_text, percent_text
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class InvoiceSummary(QWidget):
    """Words at the near side, amounts at the far side; the last line is the one that matters."""

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._locale = theme, locale
        self._shown: InvoiceView | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(Space.XS)
        self._grid.setColumnStretch(0, 1)

    def show_invoice(self, invoice: InvoiceView) -> None:
        """Shows an invoice, or what it would say once it is issued."""
        if invoice == self._shown:
            return
        self._shown = invoice
        empty(self._grid)
        for row, (text, amount, look) in enumerate(self._lines(invoice)):
            self._grid.addWidget(PlainLabel(self._theme, text, role=look, wrap=True), row, 0)
            label = PlainLabel(self._theme, money_text(amount, self._locale), role=look)
            self._grid.addWidget(label, row, 1, Qt.AlignmentFlag.AlignRight)

    def _lines(self, invoice: InvoiceView) -> list[tuple[str, Money, str]]:
        currency = invoice.amount.currency
        lines = [(invoice.service_name, invoice.amount, "body")]
        if invoice.discount:
            words = tr("Discount: {reason}").format(reason=invoice.discount_reason)
            lines.append((words, Money(-invoice.discount.minor, currency), "body"))
        if invoice.tax:
            percent = percent_text(invoice.tax_percent, self._locale)
            name = invoice.tax_name or tr("Tax")
            pattern = tr("{tax} {percent}, in the price") if invoice.tax_inclusive else tr("{tax} {percent}")
            lines.append((pattern.format(tax=name, percent=percent), invoice.tax, "muted"))
        if invoice.paid:
            lines.append((tr("Paid"), Money(-invoice.paid.minor, currency), "body"))
        back = invoice.back
        for minor, words in (
            (back.given, tr("Refunded")),
            (back.on_the_way, tr("On its way back")),
            (back.to_hand_back, tr("To hand back")),
        ):
            if minor:
                lines.append((words, Money(minor, currency), "body"))
        lines.append((tr("Due"), invoice.due, "heading"))
        return lines
