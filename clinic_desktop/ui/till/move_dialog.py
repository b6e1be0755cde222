"""Asks how much cash is put in or taken out, and why."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.codes import TillMovementKind
from clinic_desktop.domain.money import Money
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.fields import AmountField, TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.till.words import tr


class MoveDialog(Dialog):
    """``given`` carries the kind, the amount and the reason."""

    given = Signal(object, object, str)

    def __init__(
        self, theme: Theme, kind: TillMovementKind, in_drawer: Money, locale: QLocale, parent: QWidget | None
    ) -> None:
        super().__init__(theme, "", parent)
        self._kind, self._in_drawer = kind, in_drawer
        titles = {
            TillMovementKind.PAY_IN: (tr("Put cash into the till"), tr("From the safe, such as coins for change.")),
            TillMovementKind.PAY_OUT: (tr("Take cash out of the till"), tr("For a purchase; keep its slip.")),
            TillMovementKind.BANKED: (tr("Take cash to the bank or the safe"), tr("What is too much for a drawer.")),
        }
        title, why = titles[kind]
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.body.addWidget(PlainLabel(theme, title, role="section", wrap=True))
        self.body.addWidget(PlainLabel(theme, why, role="muted", wrap=True))
        there = tr("{amount} should be in the drawer.").format(amount=money_text(in_drawer, locale))
        self.body.addWidget(PlainLabel(theme, there, role="caption"))
        optional = kind is TillMovementKind.BANKED
        self.amount = AmountField(theme, tr("Amount"), in_drawer.currency, locale)
        self.reason = TextField(
            theme, tr("Number of the bag (optional)") if optional else tr("What for"), max_length=200
        )
        self.body.addWidget(self.amount)
        self.body.addWidget(self.reason)
        acts = {
            TillMovementKind.PAY_IN: tr("Put in"),
            TillMovementKind.PAY_OUT: tr("Take out"),
            TillMovementKind.BANKED: tr("Take away"),
        }
        self.add_button(Button(theme, tr("Cancel"))).clicked.connect(self.reject)
        self.act = self.add_button(Button(theme, acts[kind], role="primary"), default=True)
        self.act.clicked.connect(self._give)
        self.amount.edit.setFocus()

    def _give(self) -> None:
        money = self.amount.money()
        outwards = self._kind is not TillMovementKind.PAY_IN
        if money is None or money.minor <= 0:
            self.amount.set_problem(problem("not_an_amount" if money is None else "not_positive"))
            self.amount.edit.setFocus()
        elif outwards and self._in_drawer < money:
            self.amount.set_problem(problem("more_than_in_till"))
            self.amount.edit.setFocus()
        elif self._kind is not TillMovementKind.BANKED and not self.reason.text():
            self.reason.set_problem(problem("required"))
            self.reason.edit.setFocus()
        else:
            self.given.emit(self._kind, money, self.reason.text())
            self.accept()
