"""One part of a payment: how much, which way, the cash handed over and the change, or the numbers of card, UPI and
bank."""

from functools import partial

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.upi import CURRENCY, upi_reference
from clinic_desktop.ui.billing.qr_view import QrView
from clinic_desktop.ui.billing.words import method_choices, pay_problem, reference_label, tr
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.fields import AmountField, TextField
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.take_payment_state import PayLine, TakePaymentState, handy_cash


class UpiCode(QWidget):
    """The code that the payer's phone scans, and what the desk has to do then."""

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__()
        self._locale = locale
        self.code = QrView(theme)
        self._said = PlainLabel(theme, role="strong", wrap=True)
        self._missing = PlainLabel(theme, role="warning", wrap=True)
        hint = tr(
            "When it is paid, type the reference from the payer's phone. It is their word: no bank has confirmed it."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.S, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.code, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._said)
        column.addWidget(self._missing)
        column.addWidget(PlainLabel(theme, hint, role="caption", wrap=True))

    def show_missing(self, currency: str) -> None:
        """Says why there is no code, and where that is mended."""
        rupees = tr(
            "No code to scan: the clinic has no UPI address. An admin enters it in Settings, Paying by UPI at the desk."
        )
        other = tr("No code to scan: UPI pays in rupees only.")
        self._missing.set_text(rupees if currency == CURRENCY else other)
        self._missing.show()
        self.code.hide()
        self._said.hide()
        self.show()

    def show_code(self, data: str, amount: Money | None, name: str) -> None:
        """Shows the code, or hides where there is none."""
        self.setVisible(bool(data))
        self._missing.hide()
        self.code.show()
        self._said.show()
        if data and amount is not None:
            text = tr("Scan to pay {amount} to {name}").format(
                amount=money_text(amount, self._locale), name=isolated(name)
            )
            self._said.set_text(text)
            self.code.show_code(data, text)


class PayLineEditor(QWidget):
    """One part. ``edited`` carries changed fields of PayLine, ``chosen`` another way to pay; ``removed``: it goes."""

    edited = Signal(object)
    chosen = Signal(object)
    removed = Signal()

    def __init__(self, theme: Theme, currency: str, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._locale, self._currency = theme, locale, currency
        self._offered: tuple[Money, ...] = ()
        self.method = Segmented(theme, method_choices(), tr("Way to pay"))
        self.amount = AmountField(theme, tr("Amount"), currency, locale)
        self.tendered = AmountField(theme, tr("Cash handed over"), currency, locale)
        self.references = {
            method: TextField(theme, reference_label(method), max_length=120)
            for method in (PaymentMethod.CARD, PaymentMethod.UPI, PaymentMethod.BANK_TRANSFER)
        }
        self.last4 = TextField(theme, tr("Last 4 digits (optional)"), max_length=4)
        self.terminal = TextField(theme, tr("Terminal"), max_length=64)
        for field in (*self.references.values(), self.last4, self.terminal):
            field.edit.keep_left_to_right()
        self.remove = IconButton(theme, "trash-2", tr("Leave this part out"))
        self.change = PlainLabel(theme, role="section", wrap=True)
        self.upi = UpiCode(theme, locale)
        self._handy = QWidget()
        self._handy_row = FlowLayout(self._handy, spacing=Space.S)
        self._method = PaymentMethod.CASH
        self._named = (0, 1)
        self._connect()
        self._lay_out()

    @property
    def reference(self) -> TextField:
        """The field for the number of the way to pay that is chosen; the card's for cash, where none is seen."""
        return self.references.get(self._method, self.references[PaymentMethod.CARD])

    def show_line(self, line: PayLine, state: TakePaymentState) -> None:
        """Shows the part; a field that is being typed into is left alone."""
        self._method = line.method
        cash, card = line.method is PaymentMethod.CASH, line.method is PaymentMethod.CARD
        self.method.set_value(line.method)
        self._show_money(self.amount, line.amount)
        if self.tendered.unread() and not line.unread:
            # Another way or the deposit was chosen since: what was typed does not count any more.
            self.tendered.set_money(None)
        self._show_money(self.tendered, line.tendered)
        self.tendered.setVisible(cash)
        for method, field in self.references.items():
            field.setVisible(method is line.method)
        texts = ((self.reference, line.reference), (self.last4, line.card_last4), (self.terminal, line.terminal))
        for field, text in texts:
            if field.text() != text:
                field.set_text(text)
        self._card.setVisible(card)
        self._name_parts(state.lines.index(line), len(state.lines))
        self.remove.setVisible(len(state.lines) > 1)
        self._show_handy(line.amount if cash else None)
        self._show_problems(line, state)
        self._show_upi(line, state)
        change = line.change
        text = tr("Change {amount}").format(amount=money_text(change, self._locale)) if change else ""
        self.change.set_text(text)
        self.change.setVisible(bool(text))

    def _name_parts(self, place: int, count: int) -> None:
        """Who hears the parts of a split hears which one a field is of."""
        if (place, count) == self._named:
            return
        self._named = (place, count)
        number = self._locale.toString(place + 1)
        for field in (self.amount, self.tendered, *self.references.values(), self.last4, self.terminal):
            name = (
                tr("{field}, part {number}").format(field=field.label(), number=number) if count > 1 else field.label()
            )
            field.edit.setAccessibleName(name)

    def _show_upi(self, line: PayLine, state: TakePaymentState) -> None:
        ways = state.ways
        if line.method is PaymentMethod.UPI and ways is not None and not ways.upi_address:
            self.upi.show_missing(self._currency)
        else:
            self.upi.show_code(state.upi_code(line), line.amount, ways.upi_name if ways is not None else "")

    def _show_problems(self, line: PayLine, state: TakePaymentState) -> None:
        wrong = line.problem
        self.tendered.set_problem(pay_problem("tendered") if wrong == "tendered" else _unread(self.tendered))
        over = state.problem == "more_than_due" and line is state.lines[-1]
        self.amount.set_problem(pay_problem("more_than_due") if over else _unread(self.amount))
        # While somebody is typing a number it is not wrong yet.
        upi = self.references[PaymentMethod.UPI]
        typed = bool(line.reference) and not upi.edit.hasFocus()
        upi.set_problem(pay_problem("upi_reference") if wrong == "upi_reference" and typed else None)
        if wrong != "upi_reference" and line.method is PaymentMethod.UPI and upi_reference(line.reference):
            upi.set_note("", "ok")
        last4 = wrong == "card_last4" and not self.last4.edit.hasFocus()
        self.last4.set_problem(pay_problem("card_last4") if last4 else None)

    def _show_money(self, field: AmountField, money: Money | None) -> None:
        if field.money() != money and not (field.edit.hasFocus() and field.edit.isModified()):
            field.set_money(money)

    def _show_handy(self, amount: Money | None) -> None:
        offered = handy_cash(amount) if amount is not None and amount.minor > 0 else ()
        self._handy.setVisible(bool(offered))
        if offered == self._offered:
            return
        self._offered = offered
        empty(self._handy_row)
        for money in offered:
            button = Button(self._theme, money_text(money, self._locale), parent=self._handy)
            button.clicked.connect(partial(self._take_handy, money))
            self._handy_row.addWidget(button)

    def _take_handy(self, money: Money) -> None:
        self.tendered.set_money(money)
        self.edited.emit({"tendered": money, "unread": False})

    def _connect(self) -> None:
        self.method.chosen.connect(self.chosen)
        self.amount.amount_edited.connect(lambda money: self.edited.emit({"amount": money}))
        self.tendered.amount_edited.connect(
            lambda money: self.edited.emit({"tendered": money, "unread": self.tendered.unread()})
        )
        for field in self.references.values():
            field.edited.connect(lambda text: self.edited.emit({"reference": text}))
        self.last4.edited.connect(lambda text: self.edited.emit({"card_last4": text}))
        self.terminal.edited.connect(lambda text: self.edited.emit({"terminal": text}))
        self.remove.clicked.connect(self.removed)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.method, 1)
        head.addWidget(self.remove)
        fields = QHBoxLayout()
        fields.setSpacing(Space.M)
        for field in (self.amount, self.tendered, *self.references.values()):
            fields.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self._card = QWidget()
        more = QGridLayout(self._card)
        more.setContentsMargins(0, 0, 0, 0)
        more.setHorizontalSpacing(Space.M)
        more.addWidget(self.last4, 0, 0)
        more.addWidget(self.terminal, 0, 1)
        more.setColumnStretch(0, 1)
        more.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addLayout(fields)
        column.addWidget(self._card)
        column.addWidget(self._handy)
        column.addWidget(self.change)
        column.addWidget(self.upi)


def _unread(field: AmountField) -> str | None:
    # While somebody is typing an amount it is not wrong yet.
    return field.problem() if not field.edit.hasFocus() and field.money() is None else None
