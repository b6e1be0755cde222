"""Asks how much of a payment goes back, and why, before any money leaves."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.money import Money
from clinic_desktop.ui.billing.words import method_word, tr
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.fields import AmountField, TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.theme.theme import Theme


class RefundDialog(Dialog):
    """``given`` carries the amount, the reason, and whether the visit is to be paid again."""

    given = Signal(object, str, bool)

    def __init__(
        self, theme: Theme, name: str, method: PaymentMethod, left: Money, locale: QLocale, parent: QWidget | None
    ) -> None:
        super().__init__(theme, "", parent)
        self._left, self._locale = left, locale
        question = tr("Give money back to {name}?").format(name=isolated(name))
        self.setWindowTitle(question)
        self.setAccessibleName(question)
        self.body.addWidget(PlainLabel(theme, question, role="section", wrap=True))
        cash = method is PaymentMethod.CASH
        handing = tr("Hand the cash over now.") if cash else tr("It stays owed until somebody says that it was sent.")
        paid = tr("{amount} of the payment by {method} is left.").format(
            amount=money_text(left, locale), method=method_word(method)
        )
        self.body.addWidget(PlainLabel(theme, paid, role="muted", wrap=True))
        self.body.addWidget(PlainLabel(theme, handing, role="muted", wrap=True))
        self.amount = AmountField(theme, tr("Amount"), left.currency, locale)
        self.amount.set_money(left)
        self.amount.amount_edited.connect(lambda _: self._show_amount())
        self.reason = TextField(theme, tr("Reason"), max_length=200)
        self.due_again = CheckBox(theme, tr("It was taken by mistake: the visit still has to be paid"))
        for widget in (self.amount, self.reason, self.due_again):
            self.body.addWidget(widget)
        self.add_button(Button(theme, tr("Keep it"))).clicked.connect(self.reject)
        self.act = self.add_button(Button(theme, "", role="danger"))
        self.act.clicked.connect(self._give)
        self._show_amount()
        self.reason.setFocus()

    def _show_amount(self) -> None:
        money = self.amount.money()
        text = tr("Give back")
        if money is not None:
            text = tr("Give back {amount}").format(amount=money_text(money, self._locale))
        self.act.set_text(text)

    def _give(self) -> None:
        money = self.amount.money()
        if money is None or money.minor <= 0:
            self.amount.set_problem(problem("not_positive"))
            self.amount.edit.setFocus()
        elif self._left < money:
            self.amount.set_problem(problem("more_than_paid"))
            self.amount.edit.setFocus()
        elif not self.reason.text():
            self.reason.set_problem(problem("required"))
            self.reason.edit.setFocus()
        else:
            self.given.emit(money, self.reason.text(), self.due_again.isChecked())
            self.accept()
