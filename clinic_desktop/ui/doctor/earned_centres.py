"""What the doctor earned at each centre, as a table."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.services.billing.earnings import CentreEarned, EarningsOf
from clinic_desktop.ui.formats import amount_text
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.table_delegate import ID_ROLE, NUMBER_ROLE, STRONG_ROLE
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space

AnyIndex = QModelIndex | QPersistentModelIndex


class _Centres(QAbstractTableModel):
    """One row a centre; the amounts leave the currency to the heads."""

    def __init__(self, heads: Sequence[str], locale: QLocale, parent: QWidget) -> None:
        super().__init__(parent)
        self._heads, self._locale = tuple(heads), locale
        self._rows: tuple[CentreEarned, ...] = ()

    def show(self, rows: tuple[CentreEarned, ...]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._heads)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == ID_ROLE:
            return row.location_id
        if role == NUMBER_ROLE:
            return index.column() > 0
        if role == STRONG_ROLE:
            return index.column() in (0, 4)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        amounts = (row.charged, row.unpaid, row.earned)
        texts = [row.location_name, self._locale.toString(row.visits)]
        return [*texts, *(amount_text(amount, self._locale) for amount in amounts)][index.column()]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == NUMBER_ROLE:
            return section > 0
        return self._heads[section] if role == Qt.ItemDataRole.DisplayRole else None


class EarnedCentres(Panel):
    """As high as its rows: the page scrolls, not the table."""

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__(theme, "")
        heads = (self.tr("Centre"), self.tr("Visits"), self.tr("Charged"), self.tr("Not paid"), self.tr("Yours"))
        self._model = _Centres(heads, locale, self)
        self._table = DataTable(theme, self.tr("By centre"))
        self._table.setModel(self._model)
        self._table.set_widths((0, 90, 140, 140, 140))
        self._table.set_stretch(0)
        self.body.addWidget(self._table)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_part(self, part: EarningsOf) -> None:
        """The centres of one currency."""
        self._model.show(part.centres)
        self._table.setFixedHeight(
            self._table.horizontalHeader().sizeHint().height()
            + max(1, len(part.centres)) * self._table.verticalHeader().defaultSectionSize()
            + Space.S
        )
        self.set_title(self.tr("By centre"), self.tr("Amounts in {currency}").format(currency=part.currency))
