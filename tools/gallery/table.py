"""A table with two-line rows."""
# ruff: noqa: TID251, N802

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.table_delegate import AVATAR_ROLE, DETAIL_ROLE, ID_ROLE, NUMBER_ROLE, STATE_ROLE, STRONG_ROLE
from clinic_desktop.ui.theme.theme import Theme
from tools.gallery.parts import STATES, page


class PatientsModel(QAbstractTableModel):
    """Invented rows for the table."""

    HEADS = ("Patient", "Doctor", "Status", "Time", "Due")
    ROWS = (
        ("Dev Malhotra", "34 y · 98450 14471", "Dr Asha Menon", 1, "12:15", "500.00"),
        ("<b>Priya</b> Raman", "41 y · 98860 20471", "Dr Asha Menon", 2, "11:45", "0.00"),
        ("Vikram Rathore", "52 y · 90080 11832", "Dr Rahul Verma", 0, "12:00", "1,250.50"),
        ("मीरा जोसेफ", "29 y · 98451 33310", "Dr Leena Kapoor", 4, "15:15", "700.00"),
        ("Sunita Desai", "37 y · 99001 55210", "Dr Imran Sheikh", 3, "10:45", "0.00"),
    )

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return len(self.ROWS)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return len(self.HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        return {Qt.ItemDataRole.DisplayRole: self.HEADS[section], NUMBER_ROLE: section == 4}.get(role)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        name, detail, doctor, state, time, due = self.ROWS[index.row()]
        column = index.column()
        shown = (name, doctor, STATES[state][1], time, due)[column]
        return {
            Qt.ItemDataRole.DisplayRole: shown,
            ID_ROLE: index.row(),
            DETAIL_ROLE: detail if column == 0 else None,
            AVATAR_ROLE: name if column == 0 else None,
            STRONG_ROLE: column == 0,
            STATE_ROLE: STATES[state][0] if column == 2 else None,
            NUMBER_ROLE: column == 4,
        }.get(role)


def table_page(theme: Theme) -> QWidget:
    """A table with two-line rows."""
    widget, column = page()
    panel = Panel(theme, "Patients", "5 today")
    panel.add_action(SearchField(theme, "Search patients", key="F3"))
    table = DataTable(theme, "Patients", lines=2)
    model = PatientsModel(table)
    table.setModel(model)
    table.set_widths((260, 160, 150, 80, 100))
    table.set_stretch(1)
    table.set_sortable(3)
    table.select_id(1)
    panel.body.addWidget(table, 1)
    column.addWidget(panel, 1)
    widget.setProperty("focuses", table)
    return widget
