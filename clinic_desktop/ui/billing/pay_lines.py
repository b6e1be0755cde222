"""All parts of a payment, and one more where it is split."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.ui.billing.pay_line import PayLineEditor
from clinic_desktop.ui.billing.words import METHOD_KEYS, tr
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.take_payment_state import TakePaymentState


class PayLines(QWidget):
    """The first argument of each signal is the part's place, but of ``split`` and ``deposit``: these pay a part another
    way, and the deposit alone."""

    edited = Signal(int, object)
    chosen = Signal(int, object)
    removed = Signal(int)
    split = Signal()
    deposit = Signal()

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
        self.deposit_button = Button(theme, "", "percent", role="quiet")
        self.deposit_button.set_tip(tr("The rest stays to be paid at the visit"))
        self.deposit_button.clicked.connect(self.deposit)
        self._left = PlainLabel(theme, role="warning", wrap=True)
        foot = QHBoxLayout()
        foot.addWidget(self._left, 1)
        foot.addWidget(self.deposit_button)
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
        self.split_button.setVisible(len(state.lines) < len(METHOD_KEYS))
        deposit = state.deposit
        self.deposit_button.setVisible(deposit is not None and state.total != deposit)
        if deposit is not None:
            self.deposit_button.set_text(tr("Deposit {amount}").format(amount=money_text(deposit, self._locale)))

    def focus_first(self, place: int = 0) -> None:
        """Puts the cursor where the next key belongs: into the cash handed over, else the number on the slip."""
        if self.editors:
            editor = self.editors[place]
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
