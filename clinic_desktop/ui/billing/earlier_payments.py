"""What was paid of a visit already, each with its receipt to print again and the way to give it back."""

from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.services.billing.values import InvoiceView, PaymentView, RefundView
from clinic_desktop.ui.billing.refund_words import refund_line
from clinic_desktop.ui.billing.words import METHOD_ICONS, method_word, tr
from clinic_desktop.ui.formats import money_text, short_date, time_text
from clinic_desktop.ui.gateway_words import gateway_text
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.small_icon import SmallIcon
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class EarlierPayments(QWidget):
    """``print_wanted`` carries a payment's number, ``note_wanted`` that of a refund whose credit note is to be printed,
    ``refund_wanted`` the PaymentView."""

    print_wanted = Signal(int)
    note_wanted = Signal(int)
    refund_wanted = Signal(object)

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._locale = theme, locale
        self._shown: object = None
        self._title = PlainLabel(theme, tr("Paid already"), role="field-label")
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.S)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self._title)
        column.addLayout(self._list)

    def show_invoice(self, invoice: InvoiceView | None, zone: ZoneInfo, may_refund: bool) -> None:
        """Shows the payments; without one the part is not there."""
        payments = invoice.payments if invoice is not None else ()
        self.setVisible(bool(payments))
        if (payments, may_refund) == self._shown:
            return
        self._shown = (payments, may_refund)
        empty(self._list)
        for payment in payments:
            self._list.addWidget(self._payment(payment, zone, may_refund))

    def _payment(self, payment: PaymentView, zone: ZoneInfo, may_refund: bool) -> QWidget:
        box = QWidget(self)
        amount = money_text(payment.amount, self._locale)
        words = QVBoxLayout()
        words.setSpacing(0)
        title = joined(amount, method_word(payment.method), payment.receipt_number)
        words.addWidget(PlainLabel(self._theme, title, role="strong"))
        at = payment.paid_at.astimezone(zone)
        when = joined(short_date(at.date(), self._locale), time_text(at, self._locale), payment.taken_by)
        declared = tr("declared") if payment.declared else ""
        known = (_reference_words(payment), _card_words(payment), payment.terminal, declared)
        words.addWidget(PlainLabel(self._theme, joined(when, *known), role="caption", wrap=True))
        for refund in payment.refunds:
            words.addLayout(self._refund(refund))
        receipt = IconButton(self._theme, "printer", tr("Print the receipt again"))
        receipt.clicked.connect(partial(self.print_wanted.emit, payment.id))
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(SmallIcon(self._theme, METHOD_ICONS[payment.method]))
        row.addLayout(words, 1)
        row.addWidget(receipt)
        if may_refund and payment.left.minor > 0:
            give_back = Button(self._theme, tr("Refund…"))
            give_back.clicked.connect(partial(self.refund_wanted.emit, payment))
            row.addWidget(give_back)
        return box

    def _refund(self, refund: RefundView) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        row.addWidget(PlainLabel(self._theme, self._refund_text(refund), role="warning", wrap=True), 1)
        if refund.credit_note_number:
            note = IconButton(self._theme, "file-text", tr("Print the credit note"))
            note.clicked.connect(partial(self.note_wanted.emit, refund.id))
            row.addWidget(note)
        return row

    def _refund_text(self, refund: RefundView) -> str:
        return joined(refund_line(refund, self._locale), refund.reason)


def _reference_words(payment: PaymentView) -> str:
    """The number that came with it; of an online payment by what it came: its number means nothing to a desk."""
    if payment.method is not PaymentMethod.LINK:
        return payment.reference
    return tr("Online payment by {gateway}").format(gateway=gateway_text(payment.gateway)) if payment.gateway else ""


def _card_words(payment: PaymentView) -> str:
    """The end of the card's number."""
    return tr("card …{digits}").format(digits=payment.card_last4) if payment.card_last4 else ""
