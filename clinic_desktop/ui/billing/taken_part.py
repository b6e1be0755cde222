"""What has just been taken: the change to give back, large, and what stays to be paid."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.take_payment_state import TakePaymentState


class TakenPart(QWidget):
    """``go_on`` takes what is left, ``close_wanted`` is for when everything is done."""

    go_on = Signal()
    close_wanted = Signal()

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._locale = locale
        panel = Panel(theme, role="inset")
        self._receipts = PlainLabel(theme, role="good", wrap=True)
        self._change_word = PlainLabel(theme, tr("Give back"), role="field-label")
        self._change = PlainLabel(theme, role="display")
        self._left = PlainLabel(theme, role="warning", wrap=True)
        self._more = Button(theme, tr("Take the rest"))
        self._more.clicked.connect(self.go_on)
        self.done = Button(theme, tr("Done"), role="primary", key="Enter")
        self.done.clicked.connect(self.close_wanted)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addStretch(1)
        foot.addWidget(self._more)
        foot.addWidget(self.done)
        for widget in (self._receipts, self._change_word, self._change, self._left):
            panel.body.addWidget(widget)
        panel.body.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)

    def show_state(self, state: TakePaymentState) -> None:
        """Shows what was taken, while the desk has to see it."""
        taken = state.taken
        appears = taken is not None and self.isHidden()
        self.setVisible(taken is not None)
        if taken is None:
            return
        self._receipts.set_text(tr("Receipt {number}").format(number=", ".join(taken.receipt_numbers)))
        self._change.set_text(money_text(taken.change, self._locale))
        for label in (self._change, self._change_word):
            label.setVisible(bool(taken.change))
        left = tr("{amount} stays to be paid").format(amount=money_text(taken.balance, self._locale))
        self._left.set_text(left)
        self._left.setVisible(bool(taken.balance))
        self._more.setVisible(bool(taken.balance))
        if appears:
            self.done.setFocus()
