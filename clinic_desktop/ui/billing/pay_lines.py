"""The parts of a payment: how much, which way, the cash handed over and the change, or the terminal's number."""

from functools import partial

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.money import Money
from clinic_desktop.ui.billing.words import method_choices, pay_problem, tr
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.fields import AmountField, TextField
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.patients.facts import empty
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.take_payment_state import PayLine, TakePaymentState, handy_cash


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
        self.reference = TextField(theme, tr("Number on the slip (optional)"), max_length=120)
        self.remove = IconButton(theme, "trash-2", tr("Leave this part out"))
        self.change = PlainLabel(theme, role="section", wrap=True)
        self._handy = QWidget()
        self._handy_row = FlowLayout(self._handy, spacing=Space.S)
        self.method.chosen.connect(self.chosen)
        self.amount.amount_edited.connect(lambda money: self.edited.emit({"amount": money}))
        self.tendered.amount_edited.connect(lambda money: self.edited.emit({"tendered": money}))
        self.reference.edited.connect(lambda text: self.edited.emit({"reference": text}))
        self.remove.clicked.connect(self.removed)
        self._lay_out()

    def show_line(self, line: PayLine, state: TakePaymentState) -> None:
        """Shows the part; a field that is being typed into is left alone."""
        cash = line.method is PaymentMethod.CASH
        self.method.set_value(line.method)
        self._show_money(self.amount, line.amount)
        self._show_money(self.tendered, line.tendered)
        if self.reference.text() != line.reference:
            self.reference.set_text(line.reference)
        self.tendered.setVisible(cash)
        self.reference.setVisible(not cash)
        self.remove.setVisible(len(state.lines) > 1)
        self._show_handy(line.amount if cash else None)
        short = cash and line.amount is not None and line.tendered is not None and line.change is None
        self.tendered.set_problem(pay_problem("tendered") if short else None)
        over = state.problem == "more_than_due" and line is state.lines[-1]
        self.amount.set_problem(pay_problem("more_than_due") if over else self._unread())
        change = line.change
        text = tr("Change {amount}").format(amount=money_text(change, self._locale)) if change else ""
        self.change.set_text(text)
        self.change.setVisible(bool(text))

    def _unread(self) -> str | None:
        # While somebody is typing an amount it is not wrong yet.
        return self.amount.problem() if not self.amount.edit.hasFocus() and self.amount.money() is None else None

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
        self.edited.emit({"tendered": money})

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.method, 1)
        head.addWidget(self.remove)
        fields = QHBoxLayout()
        fields.setSpacing(Space.M)
        fields.addWidget(self.amount, 1)
        fields.addWidget(self.tendered, 1)
        fields.addWidget(self.reference, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addLayout(fields)
        column.addWidget(self._handy)
        column.addWidget(self.change)


class PayLines(QWidget):
    """All parts, and one more where it is split. The first argument of each signal is the part's place."""

    edited = Signal(int, object)
    chosen = Signal(int, object)
    removed = Signal(int)
    split = Signal()

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._locale = theme, locale
        self._currency = ""
        self.editors: list[PayLineEditor] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.L)
        self.split_button = Button(theme, tr("Split"), "split", role="quiet")
        self.split_button.set_tip(tr("Pay part of it another way"))
        self.split_button.clicked.connect(self.split)
        self._left = PlainLabel(theme, role="warning", wrap=True)
        foot = QHBoxLayout()
        foot.addWidget(self._left, 1)
        foot.addWidget(self.split_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(self._list)
        column.addLayout(foot)

    def show_state(self, state: TakePaymentState) -> None:
        """Shows the state."""
        self.setVisible(bool(state.lines) and state.invoice is not None)
        if not state.lines or state.invoice is None:
            return
        self._fit(len(state.lines), state.invoice.due.currency)
        for editor, line in zip(self.editors, state.lines, strict=True):
            editor.show_line(line, state)
        left = state.left
        text = ""
        if left is not None and left.minor > 0:
            text = tr("{amount} stays to be paid").format(amount=money_text(left, self._locale))
        self._left.set_text(text)
        self.split_button.setVisible(len(state.lines) < len(method_choices()))

    def focus_first(self) -> None:
        """Puts the cursor where the next key belongs: into the cash handed over, else the number on the slip."""
        if self.editors:
            editor = self.editors[0]
            field = editor.tendered if editor.tendered.isVisibleTo(editor) else editor.reference
            field.edit.setFocus()
            field.edit.selectAll()

    def focus_amount(self) -> None:
        """Puts the cursor into the first amount: a split begins with how much of it is paid this way."""
        if self.editors:
            self.editors[0].amount.edit.setFocus()
            self.editors[0].amount.edit.selectAll()

    def _fit(self, count: int, currency: str) -> None:
        if currency != self._currency:
            self._currency = currency
            empty(self._list)
            self.editors.clear()
        while len(self.editors) > count:
            editor = self.editors.pop()
            self._list.removeWidget(editor)
            editor.hide()
            editor.deleteLater()
        while len(self.editors) < count:
            self._add(len(self.editors))

    def _add(self, place: int) -> None:
        editor = PayLineEditor(self._theme, self._currency, self._locale)
        editor.edited.connect(lambda changes: self.edited.emit(place, changes))
        editor.chosen.connect(lambda method: self.chosen.emit(place, method))
        editor.removed.connect(lambda: self.removed.emit(place))
        self.editors.append(editor)
        self._list.addWidget(editor)
