"""A discount with its reason, in the dock for taking a payment."""

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.errors import Invalid, Refused
from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.fields import AmountField, TextField
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.take_payment_state import TakePaymentState


class DiscountPart(QWidget):
    """``given`` carries the amount and the reason; ``cancelled`` that there will be none."""

    given = Signal(object, str)
    cancelled = Signal()

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._locale = theme, locale
        self._panel = Panel(theme, tr("Discount"), role="inset")
        self.amount: AmountField | None = None
        self.reason = TextField(theme, tr("Reason"), max_length=200)
        self.cancel = Button(theme, tr("No discount"), role="quiet")
        self.cancel.clicked.connect(self.cancelled)
        self.give = Button(theme, tr("Take it off"))
        self.give.clicked.connect(self._give)
        self._fields = QHBoxLayout()
        self._fields.setSpacing(Space.M)
        self._fields.addWidget(self.reason, 2)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.give)
        self._panel.body.addLayout(self._fields)
        self._panel.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._panel)

    def show_state(self, state: TakePaymentState) -> None:
        """Shows the part while a discount is being typed."""
        opened = state.discount_open and state.invoice is not None and self.isHidden()
        self.setVisible(state.discount_open)
        if opened and state.invoice is not None:
            self._open(state.invoice.amount.currency)
        if state.discount_open and isinstance(state.refusal, Invalid):
            self._show_problems(state.refusal)

    def _open(self, currency: str) -> None:
        if self.amount is not None:
            self.amount.hide()
            self.amount.deleteLater()
        self.amount = AmountField(self._theme, tr("Amount off"), currency, self._locale)
        self._fields.insertWidget(0, self.amount, 1)
        self._put_before_reason(self.amount)
        self.reason.set_text("")
        self.amount.edit.setFocus()

    def _put_before_reason(self, amount: AmountField) -> None:
        """A field that is made later stands last in the order of Tab; this one is read first."""
        before = self.reason.edit.previousInFocusChain()
        while before is not None and before.focusPolicy() == Qt.FocusPolicy.NoFocus:
            before = before.previousInFocusChain()
        if before is not None:
            QWidget.setTabOrder(before, amount.edit)

    def _give(self) -> None:
        money = self.amount.money() if self.amount is not None else None
        if money is None and self.amount is not None:
            self.amount.set_problem(problem("not_an_amount"))
            self.amount.edit.setFocus()
        elif not self.reason.text():
            self.reason.set_problem(problem("required"))
            self.reason.edit.setFocus()
        elif money is not None:
            self.given.emit(money, self.reason.text())

    def _show_problems(self, refusal: Refused) -> None:
        problems = refusal.problems if isinstance(refusal, Invalid) else {}
        for name, code in problems.items():
            field = self.reason if "reason" in name else self.amount
            if field is not None:
                field.set_problem(problem(code))
