"""A doctor's own payouts, each with its statement."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.domain.payouts import PayoutView
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.table_rows import TableRows
from clinic_desktop.ui.payouts.payout_columns import PayoutColumns
from clinic_desktop.ui.payouts.words import tr
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.session import Session

_WIDTHS = (170, 210, 170, 160, 150)
_MOST_IN_SIGHT = 6


class PayoutList(Panel):
    """``print_wanted`` carries the PayoutView whose statement is to be printed."""

    print_wanted = Signal(object)

    def __init__(self, theme: Theme, session: Session, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(theme, tr("Payouts"), parent=parent)
        self.table = DataTable(theme, tr("Payouts"), lines=2)
        columns = PayoutColumns(session, locale).own()
        self.rows: TableRows[PayoutView] = TableRows(columns, lambda row: row.id, self.table)
        self.table.setModel(self.rows)
        self.table.set_widths(_WIDTHS)
        self.table.set_stretch(1)
        self.print = Button(theme, tr("Print statement"), "printer", key="Ctrl+P")
        self._nothing = PlainLabel(theme, tr("Nothing was paid out yet"), role="muted")
        self.add_action(self.print)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self.table)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.print.clicked.connect(self._ask)
        self.table.opened.connect(lambda _: self._ask())
        self.table.chosen.connect(lambda _: self._show_button())
        self.show_payouts(())

    def show_payouts(self, payouts: tuple[PayoutView, ...]) -> None:
        """Shows the payouts."""
        self.rows.show_rows(payouts)
        self._nothing.setVisible(not payouts)
        self.table.setVisible(bool(payouts))
        self.print.setVisible(bool(payouts))
        lines = min(max(1, len(payouts)), _MOST_IN_SIGHT)
        head, row = self.table.horizontalHeader().sizeHint().height(), self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(head + lines * row + Space.S)
        self._show_button()

    def chosen(self) -> PayoutView | None:
        """The chosen payout."""
        wanted = self.table.selected_id()
        return next((row for row in self.rows.rows if row.id == wanted), None)

    def _ask(self) -> None:
        payout = self.chosen()
        if payout is not None:
            self.print_wanted.emit(payout)

    def _show_button(self) -> None:
        self.print.set_disabled_reason(None if self.chosen() else tr("Choose a payout first."))
