"""The board for screen readers: one list item for each card, and one for each free time of the focused column.

Qt asks for the interfaces again and again and does not keep Python's side of them, so they are kept here.
"""

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QColor,
    QWindow,
)
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import isValid

from clinic_desktop.ui.appointments.board.focus import Cell

if TYPE_CHECKING:
    from clinic_desktop.ui.appointments.board.cell_board import CellBoard


class CellInterface(QAccessibleInterface):
    """One card or free time. It stays the same when the board loads anew, so a screen reader does not lose it."""

    def __init__(self, board: "CellBoard", cell: Cell) -> None:
        super().__init__()
        self._board = board
        self.cell = cell

    def isValid(self) -> bool:
        return isValid(self._board) and self.cell in self._board.accessible_cells()

    def object(self) -> QObject | None:  # type: ignore[override]  # the stubs forget that Qt takes none
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        return self._board.window().windowHandle()

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        return QAccessible.queryAccessibleInterface(self._board)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childCount(self) -> int:
        return 0

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def rect(self) -> QRect:
        viewport = self._board.viewport()
        rect = self._board.cell_rect(self.cell)
        return rect.translated(viewport.mapToGlobal(rect.topLeft()) - rect.topLeft()) if rect is not None else QRect()

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.focusable = True
        state.selectable = True
        state.focused = self._board.hasFocus() and self._board.focused_cell() == self.cell
        state.selected = self._board.is_selected(self.cell)
        rect = self._board.cell_rect(self.cell)
        state.offscreen = rect is None or not rect.intersects(self._board.viewport().rect())
        return state

    def text(self, kind: QAccessible.Text) -> str:
        if kind == QAccessible.Text.Name:
            return self._board.cell_name(self.cell)
        return ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """A card's name is not edited in place."""

    def backgroundColor(self) -> QColor:
        return QColor()

    def foregroundColor(self) -> QColor:
        return QColor()


class BoardInterface(QAccessibleWidget):
    """The list of the board's cells; the widgets that it is built from are left out."""

    def __init__(self, board: "CellBoard") -> None:
        super().__init__(board, QAccessible.Role.List, board.accessibleName())
        self._board = board
        self._children: dict[Cell, CellInterface] = {}

    def childCount(self) -> int:
        return len(self._board.accessible_cells())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        cells = self._board.accessible_cells()
        return self._interface(cells[index]) if 0 <= index < len(cells) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        cells = self._board.accessible_cells()
        cell = getattr(child, "cell", None)
        return cells.index(cell) if cell in cells else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        viewport = self._board.viewport()
        here = viewport.mapFromGlobal(QRect(x, y, 1, 1).topLeft())
        for cell in self._board.accessible_cells():
            rect = self._board.cell_rect(cell)
            if rect is not None and rect.contains(here):
                return self._interface(cell)
        return None

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        cell = self._board.focused_cell()
        return self._interface(cell) if cell is not None and self._board.hasFocus() else None

    def _interface(self, cell: Cell) -> CellInterface:
        if cell not in self._children:
            self._children[cell] = self._reused(cell) or self._made(cell)
        return self._children[cell]

    def _reused(self, cell: Cell) -> CellInterface | None:
        """An interface whose cell has gone from the board, now for this one, so that their number stays bounded."""
        present = set(self._board.accessible_cells())
        gone = next((other for other in self._children if other not in present), None)
        if gone is None:
            return None
        interface = self._children.pop(gone)
        interface.cell = cell
        return interface

    def _made(self, cell: Cell) -> CellInterface:
        interface = CellInterface(self._board, cell)
        # Qt's cache may hold a bare pointer to it for as long as the program runs.
        _kept.append(interface)
        return interface


_interfaces: "WeakKeyDictionary[QObject, BoardInterface]" = WeakKeyDictionary()
_kept: list[CellInterface] = []
_installed: list[object] = []


def install() -> None:
    """Teach Qt about boards. Calling it again does nothing."""
    if not _installed:
        _installed.append(_interface_for)
        QAccessible.installFactory(_interface_for)


def _interface_for(class_name: str, made_for: QObject) -> QAccessibleInterface | None:
    from clinic_desktop.ui.appointments.board.cell_board import CellBoard

    if not isinstance(made_for, CellBoard):
        return None
    interface = BoardInterface(made_for)
    _interfaces[made_for] = interface
    return interface


def tell_focus(board: "CellBoard", index: int) -> None:
    """Tell screen readers that the focus is on the child of that index."""
    if QAccessible.isActive():
        event = QAccessibleEvent(board, QAccessible.Event.Focus)
        event.setChild(index)
        QAccessible.updateAccessibility(event)


def announce(widget: QWidget, words: str) -> None:
    """Have a screen reader say something at once."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
