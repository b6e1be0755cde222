"""The tills of the centre, the latest first, and the chosen one beside them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import TillState
from clinic_desktop.domain.money import Money
from clinic_desktop.services.till.values import TillRow
from clinic_desktop.ui.formats import money_text, short_date, time_text
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.list_and_pane import ListAndPane
from clinic_desktop.ui.kit.list_frame import ListFrame
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.kit.table_rows import Cell, Column, TableRows
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.till.till_card import TillCard
from clinic_desktop.ui.till.words import difference_text, tr
from clinic_desktop.viewmodels.till.till import TillPageState

_WIDTHS = (150, 150, 190, 130, 150)


class TillsPart(QWidget):
    """The table's ``chosen`` says which one is looked at."""

    def __init__(self, theme: Theme, locale: QLocale, zone: ZoneInfo) -> None:
        super().__init__()
        self._theme, self._locale, self._zone = theme, locale, zone
        self.table = DataTable(theme, tr("Tills"), lines=2)
        self._rows: TableRows[TillRow] = TableRows(self._columns(), lambda row: row.id, self.table)
        self.table.setModel(self._rows)
        self.table.set_widths(_WIDTHS)
        self.table.set_optional((3, 0))
        self.table.set_stretch(2)
        self._empty = EmptyState(theme, "wallet", tr("No till yet"), tr("Tills of this centre are listed here."))
        self._list = QStackedWidget()
        self._list.addWidget(self.table)
        self._list.addWidget(self._empty)
        self.card = TillCard(theme, locale, zone)
        beside = ScrollPage(theme, tr("The chosen till"), side=0)
        beside.body.addWidget(self.card)
        self.both = ListAndPane(theme, ListFrame(self._list), self.table, beside, tr("All tills"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.addWidget(self.both)

    def show_state(self, state: TillPageState) -> None:
        """Shows the list, and the chosen till."""
        rows = state.tills or ()
        self._rows.show_rows(rows)
        self._list.setCurrentWidget(self.table if rows else self._empty)
        if state.selected_id is not None:
            self.table.show_selected(state.selected_id)
        self.both.set_pane_wanted(state.selected is not None)
        if state.selected is not None:
            self.card.show_till(state.selected)

    def _columns(self) -> tuple[Column[TillRow], ...]:
        return (
            Column(tr("Number"), lambda row: Cell(row.number or "–"), lambda row: row.number),
            Column(tr("Desk"), lambda row: Cell(row.desk, row.opened_by, strong=True), lambda row: row.desk),
            Column(tr("Opened and closed"), self._when, lambda row: row.opened_at),
            Column(
                tr("Cash counted"),
                lambda row: Cell(self._money(row.counted)),
                lambda row: _minor(row.counted),
                number=True,
            ),
            Column(tr("Difference"), self._difference, lambda row: _minor(row.difference), number=True),
        )

    def _when(self, row: TillRow) -> Cell:
        opened = self._at(row.opened_at)
        if row.state is TillState.OPEN:
            tone = "warn" if row.overnight else "ok"
            return Cell(opened, tr("open since an earlier day") if row.overnight else tr("open"), tone=tone)
        return Cell(opened, self._at(row.closed_at))

    def _at(self, instant: datetime | None) -> str:
        if instant is None:
            return ""
        at = instant.astimezone(self._zone)
        return f"{short_date(at.date(), self._locale)}, {time_text(at, self._locale)}"

    def _difference(self, row: TillRow) -> Cell:
        if row.state is TillState.OPEN:
            return Cell("–")
        return Cell(difference_text(row.difference, self._locale), tone="warn" if row.difference else "")

    def _money(self, money: Money | None) -> str:
        return "–" if money is None else money_text(money, self._locale)


def _minor(money: Money | None) -> int:
    return 0 if money is None else money.minor
