"""A model of rows for a data table: columns say how a row reads and what it is ordered by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.ui.kit.table_delegate import (
    AVATAR_ROLE,
    DETAIL_ROLE,
    ICON_ROLE,
    ID_ROLE,
    NUMBER_ROLE,
    PICTURE_ROLE,
    STATE_ROLE,
    STRONG_ROLE,
    TONE_ROLE,
    WHOLE_ROLE,
)

R = TypeVar("R")
AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

FACT_TONES = {"ok": "ok", "info": "text2", "warn": "warn", "danger": "danger", "neutral": "text3"}
"""The tone of a text in a table that stands as a chip where there is more room, by the chip's tone."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place. ``person`` puts a portrait before the text, ``picture`` what it shows; ``state`` makes
    the text a chip; ``tone`` is a colour token."""

    text: str = ""
    detail: str = ""
    icon: str = ""
    person: str = ""
    picture: QPixmap | None = None
    state: AppointmentState | None = None
    tone: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column. Without ``order`` a click on its head changes nothing. Numbers, and what is ``whole``, are never cut
    off: other columns give way."""

    title: str
    cell: Callable[[R], Cell]
    order: Callable[[R], Any] | None = None
    number: bool = False
    whole: bool = False


class TableRows(QAbstractTableModel, Generic[R]):
    """Shows the rows in the order in which they come, until a person sorts them."""

    def __init__(self, columns: Sequence[Column[R]], row_id: Callable[[R], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._columns, self._row_id = tuple(columns), row_id
        self._given: tuple[R, ...] = ()
        self._rows: tuple[R, ...] = ()
        self._sorted: tuple[int, Qt.SortOrder] | None = None

    @property
    def rows(self) -> tuple[R, ...]:
        """The rows in the order in which they are in view."""
        return self._rows

    def show_rows(self, rows: tuple[R, ...]) -> None:
        """Shows these rows; the same ones again change nothing."""
        if rows != self._given:
            self.beginResetModel()
            self._given = rows
            self._arrange()
            self.endResetModel()

    def repaint_rows(self) -> None:
        """The rows read differently now: a picture came, or the language changed."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._columns) - 1))

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        column = self._columns[section]
        if role == WHOLE_ROLE:
            return column.whole
        return column.number if role == NUMBER_ROLE else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._rows[index.row()], self._columns[index.column()]
        if role == ID_ROLE:
            return self._row_id(row)
        if role == NUMBER_ROLE:
            return column.number
        if role < Qt.ItemDataRole.UserRole and role not in _TEXT_ROLES:
            return None
        cell = column.cell(row)
        if role in _TEXT_ROLES:
            spoken = role == Qt.ItemDataRole.AccessibleTextRole and cell.detail
            return f"{cell.text}, {cell.detail}" if spoken else cell.text
        field = _FIELDS.get(role)
        return getattr(cell, field) if field else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self._columns) or self._columns[column].order is None:
            return
        self.beginResetModel()
        self._sorted = column, order
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        self._rows = self._given
        if self._sorted is not None:
            column, order = self._sorted
            key = self._columns[column].order
            assert key is not None
            self._rows = tuple(sorted(self._given, key=key, reverse=order == Qt.SortOrder.DescendingOrder))


_TEXT_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
_FIELDS = {
    DETAIL_ROLE: "detail",
    ICON_ROLE: "icon",
    AVATAR_ROLE: "person",
    PICTURE_ROLE: "picture",
    STATE_ROLE: "state",
    TONE_ROLE: "tone",
    STRONG_ROLE: "strong",
}
