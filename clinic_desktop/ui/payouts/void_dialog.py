"""Asks why a payout is taken back."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.payouts import PayoutView
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.payouts.words import tr
from clinic_desktop.ui.theme.theme import Theme


class VoidDialog(Dialog):
    """``given`` carries the reason; an empty one is not taken."""

    given = Signal(str)

    def __init__(self, theme: Theme, payout: PayoutView, locale: QLocale, parent: QWidget | None) -> None:
        question = tr("Take {number} back?").format(number=payout.number)
        super().__init__(theme, question, parent)
        detail = tr("{amount} will be owed to {name} again. The payout stays in the list with your reason.").format(
            amount=money_text(payout.amount, locale), name=isolated(payout.practitioner_name)
        )
        self.body.addWidget(PlainLabel(theme, question, role="section", wrap=True))
        self.body.addWidget(PlainLabel(theme, detail, role="muted", wrap=True))
        self.reason = TextField(theme, tr("Reason"), max_length=500)
        self.body.addWidget(self.reason)
        self.add_button(Button(theme, tr("Keep it"), key="Esc")).clicked.connect(self.reject)
        self.act = self.add_button(Button(theme, tr("Take it back"), role="danger"), default=True)
        self.act.clicked.connect(self._give)
        self.reason.setFocus()

    def _give(self) -> None:
        if not self.reason.text():
            self.reason.set_problem(problem("required"))
            self.reason.setFocus()
            return
        self.given.emit(self.reason.text())
        self.accept()
