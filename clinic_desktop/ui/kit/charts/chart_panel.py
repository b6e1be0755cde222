"""A panel round a chart: its legend, the same numbers as a table, and a way to copy them."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from clinic_desktop.ui.kit.buttons import IconButton
from clinic_desktop.ui.kit.charts.chart import Chart, ChartTable
from clinic_desktop.ui.kit.charts.legend import Legend
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.table_delegate import ID_ROLE, NUMBER_ROLE
from clinic_desktop.ui.theme.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex


class ChartTableModel(QAbstractTableModel):
    """A chart's table for a view; all columns but the first are numbers."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = ChartTable((), ())

    def show(self, table: ChartTable) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._table.headers)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._table.rows[index.row()][index.column()]
        if role == ID_ROLE:
            return index.row()
        return index.column() > 0 if role == NUMBER_ROLE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._table.headers[section]
        return section > 0 if role == NUMBER_ROLE else None


class ChartPanel(Panel):
    """``title`` asks the question, ``subtitle`` names the period. Call ``refresh`` after the chart got new numbers."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        subtitle: str,
        chart: Chart,
        legend: Sequence[tuple[str, str]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, title, subtitle, parent=parent)
        self.chart = chart
        chart.setAccessibleName(title)
        self._model = ChartTableModel(self)
        self._table = DataTable(theme, title)
        self._table.setModel(self._model)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(chart)
        self._pages.addWidget(self._table)
        if legend:
            self.add_action(Legend(theme, legend, self))
        choices = (Choice(0, self.tr("Chart")), Choice(1, self.tr("Table")))
        self._form = Segmented(theme, choices, self.tr("Show as"), self)
        self._form.chosen.connect(self._pages.setCurrentIndex)
        self.add_action(self._form)
        copy = IconButton(theme, "copy", self.tr("Copy the numbers"), parent=self)
        copy.clicked.connect(self.copy)
        self.add_action(copy)
        self.body.addWidget(self._pages, 1)
        self.refresh()

    def refresh(self) -> None:
        """Show the chart's numbers in the table as well."""
        self._model.show(self.chart.table())
        if self._model.columnCount():
            self._table.set_stretch(0)

    def copy(self) -> None:
        """Put the numbers on the clipboard, ready for a spreadsheet."""
        QGuiApplication.clipboard().setText(self.chart.table().as_text())
