"""The part of the take-payment dock that is about paying at the desk: lines, the till, and whether paper comes out."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.ui.billing.pay_lines import PayLines
from clinic_desktop.ui.billing.till_hint import TillHint
from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.shell.screen import Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.take_payment import TakePaymentViewModel
from clinic_desktop.viewmodels.billing.take_payment_state import TakePaymentState


class PayAtDesk(QWidget):
    """Cash, card, UPI and bank, and several of them for one bill."""

    def __init__(self, theme: Theme, model: TakePaymentViewModel, shell: Shell, locale: QLocale) -> None:
        super().__init__()
        self._model = model
        self.lines = PayLines(theme, locale)
        self.till = TillHint(theme)
        self.print = CheckBox(theme, tr("Print receipt"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        for widget in (self.lines, self.till, self.print):
            column.addWidget(widget)
        self.lines.edited.connect(lambda place, changes: model.edit_line(place, **changes))
        self.lines.chosen.connect(lambda place, method: model.choose_method(method, place))
        self.lines.removed.connect(self._join)
        self.lines.split.connect(self._split)
        self.lines.deposit.connect(model.pay_deposit)
        self.till.open_wanted.connect(lambda: shell.open("till"))
        self.print.clicked.connect(model.set_print_receipt)

    def show_state(self, state: TakePaymentState, shown: bool) -> None:
        """Shows the state; ``shown`` while it is this way that is paid."""
        self.lines.show_state(state)
        self.till.setVisible(state.wants_till)
        self.till.show_till(state.ways is not None and state.ways.till_overnight)
        self.print.setChecked(state.print_receipt)
        self.setVisible(shown)

    def focus_last(self) -> None:
        """Puts the focus into the part that a key has just said something of."""
        if self._model.state.lines and self.lines.isVisible():
            self.lines.focus_first(-1)

    def _split(self) -> None:
        self._model.split()
        self.lines.focus_amount()

    def _join(self, place: int) -> None:
        self._model.join(place)
        self.lines.focus_first()
