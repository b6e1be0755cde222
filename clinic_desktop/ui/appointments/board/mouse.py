"""What the mouse does on the board: hover, click, double click and drag."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication

from clinic_desktop.ui.appointments.board.focus import CardCell, FreeCell

if TYPE_CHECKING:
    from clinic_desktop.ui.appointments.board.carrying import CarryingBoard

_EDGE = 28
_EDGE_STEP = 12
_EDGE_MILLISECONDS = 30


class BoardMouse(QObject):
    """Turns the viewport's mouse events into the board's verbs."""

    def __init__(self, board: "CarryingBoard") -> None:
        super().__init__(board)
        self._board = board
        self._pressed: QPoint | None = None
        self._pressed_cell: CardCell | FreeCell | None = None
        self._pressed_end = False
        self._at = QPoint()
        self._edge_timer = QTimer(self)
        self._edge_timer.setInterval(_EDGE_MILLISECONDS)
        self._edge_timer.timeout.connect(self._scroll_at_edge)

    def press(self, at: QPoint) -> None:
        """The left button went down."""
        self._pressed, self._at = at, at
        self._pressed_cell = cell = self._board.cell_at(at)
        self._pressed_end = self._board.end_grip_at(at) is not None
        if cell is None:
            self._board.clear_selection()
        elif isinstance(cell, CardCell):
            self._board.focus_cell(cell, scroll=False)

    def move(self, at: QPoint, left_is_down: bool) -> None:
        """The pointer moved."""
        self._at = at
        if not left_is_down:
            self._board.hover(self._board.cell_at(at))
            if self._board.end_grip_at(at) is not None:
                self._board.viewport().setCursor(Qt.CursorShape.SizeVerCursor)
            return
        if self._board.is_moving():
            self._board.aim_at(at)
            self._watch_edge()
        elif self._is_drag(at) and isinstance(self._pressed_cell, CardCell) and self._pressed is not None:
            self._board.hover(None)
            if self._picks_up(self._pressed_cell, self._pressed):
                self._board.aim_at(at)

    def release(self, at: QPoint) -> None:
        """The left button went up."""
        self._edge_timer.stop()
        pressed, self._pressed = self._pressed_cell, None
        self._pressed_cell = None
        if self._board.is_moving():
            self._board.aim_at(at)
            self._board.drop()
            self._board.cancel_move()
        elif isinstance(pressed, FreeCell) and pressed == self._board.cell_at(at):
            self._board.focus_cell(pressed, scroll=False)
            self._board.choose_slot(pressed)

    def _picks_up(self, cell: CardCell, pressed: QPoint) -> bool:
        if self._pressed_end:
            return self._board.pick_up_end(cell.appointment_id)
        return self._board.pick_up(cell.appointment_id, pressed)

    def cancel(self) -> None:
        """Whatever the button was held for is given up."""
        self._edge_timer.stop()
        self._pressed = self._pressed_cell = None

    def _is_drag(self, at: QPoint) -> bool:
        return self._pressed is not None and (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()

    def _watch_edge(self) -> None:
        if self._edge_steps() != (0, 0) and not self._edge_timer.isActive():
            self._edge_timer.start()

    def _edge_steps(self) -> tuple[int, int]:
        """How far to scroll to the right and down, because the pointer is near an edge."""
        view = self._board.viewport().rect()
        return _edge_step(self._at.x(), view.width()), _edge_step(self._at.y(), view.height())

    def _scroll_at_edge(self) -> None:
        across, down = self._edge_steps()
        if (across, down) == (0, 0) or not self._board.is_moving() or self._board.is_away():
            self._edge_timer.stop()
            return
        if self._board.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            across = -across
        for bar, step in ((self._board.horizontalScrollBar(), across), (self._board.verticalScrollBar(), down)):
            bar.setValue(bar.value() + step)
        self._board.aim_at(self._at)


def _edge_step(position: int, length: int) -> int:
    if position < _EDGE:
        return -_EDGE_STEP
    return _EDGE_STEP if position > length - _EDGE else 0
