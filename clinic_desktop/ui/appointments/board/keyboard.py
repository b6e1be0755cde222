"""What keys do on the board."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from clinic_desktop.ui.appointments.board.focus import CardCell, FreeCell, end_of_column, next_column, next_in_column

if TYPE_CHECKING:
    from clinic_desktop.ui.appointments.board.board import DayBoard

_KEY = Qt.Key
_ACTIONS: Mapping[int, str] = MappingProxyType(
    {getattr(Qt.Key, f"Key_{letter}"): letter for letter in ("A", "C", "H", "S", "X", "P", "V")}
)
_ARROWS: Mapping[int, tuple[int, int]] = MappingProxyType(
    {_KEY.Key_Left: (-1, 0), _KEY.Key_Right: (1, 0), _KEY.Key_Up: (0, -1), _KEY.Key_Down: (0, 1)}
)
_ENTER = (_KEY.Key_Return, _KEY.Key_Enter)
_ZOOM: Mapping[int, int] = MappingProxyType(
    {_KEY.Key_Plus: 1, _KEY.Key_Equal: 1, _KEY.Key_Minus: -1, _KEY.Key_Underscore: -1, _KEY.Key_0: 0}
)
_IGNORED = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier


def zoom_step(event: QKeyEvent) -> int | None:
    """What the key means for the height of the rows: 1 higher, -1 lower, 0 as usual; None for any other key."""
    plain = event.modifiers() & ~_IGNORED in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
    return _ZOOM.get(event.key()) if plain else None


def handle_key(board: "DayBoard", event: QKeyEvent) -> bool:
    """Do what the key means; False when it means nothing here."""
    key = event.key()
    modifiers = event.modifiers() & ~_IGNORED
    if board.is_moving():
        return _moving_key(board, key, modifiers)
    if modifiers == Qt.KeyboardModifier.ControlModifier and key in (_KEY.Key_Left, _KEY.Key_Right):
        board.day_stepped.emit(_across(board, _ARROWS[key][0]))
        return True
    step = zoom_step(event)
    if step is not None:
        board.step_zoom(step)
        return True
    if modifiers != Qt.KeyboardModifier.NoModifier:
        return False
    return _walk(board, key) or _act(board, key)


def _moving_key(board: "DayBoard", key: int, modifiers: Qt.KeyboardModifier) -> bool:
    """In Move mode, and while the mouse drags, the keys belong to the card that is being moved."""
    if key == _KEY.Key_Escape:
        board.cancel_move()
    elif key in _ENTER:
        board.drop()
    elif key == _KEY.Key_K:
        board.park()
    elif key == _KEY.Key_Q:
        board.ask_why_not()
    elif key in _ARROWS:
        columns, steps = _ARROWS[key]
        if columns and modifiers == Qt.KeyboardModifier.ControlModifier:
            board.day_stepped.emit(_across(board, columns))
        elif steps and modifiers == Qt.KeyboardModifier.ShiftModifier:
            board.step_end(steps)
        else:
            board.step_target(_across(board, columns), steps)
    return True


def _walk(board: "DayBoard", key: int) -> bool:
    if key not in _ARROWS and key not in (_KEY.Key_Home, _KEY.Key_End):
        return False
    cell = board.focused_cell()
    if cell is None:
        board.focus_first()
        return True
    layouts = board.layouts()
    if key in (_KEY.Key_Home, _KEY.Key_End):
        board.focus_cell(end_of_column(layouts, cell, last=key == _KEY.Key_End))
        return True
    columns, steps = _ARROWS[key]
    if columns:
        board.focus_cell(next_column(layouts, cell, _across(board, columns)))
    else:
        board.focus_cell(next_in_column(layouts, cell, steps))
    return True


def _act(board: "DayBoard", key: int) -> bool:
    cell = board.focused_cell()
    if key == _KEY.Key_Q:
        return board.ask_why()
    if isinstance(cell, FreeCell) and key in (*_ENTER, _KEY.Key_N):
        board.choose_slot(cell)
        return True
    if isinstance(cell, FreeCell) and key == _KEY.Key_K:
        board.put_down_requested.emit(cell)
        return True
    if not isinstance(cell, CardCell):
        return False
    if key in _ENTER:
        board.card_opened.emit(cell.appointment_id)
    elif key == _KEY.Key_M:
        return board.start_move(cell.appointment_id)
    elif key == _KEY.Key_L:
        return board.start_sizing(cell.appointment_id)
    elif key == _KEY.Key_K:
        return board.ask_to_park(cell.appointment_id)
    elif key in _ACTIONS:
        board.action_requested.emit(cell.appointment_id, _ACTIONS[key])
    else:
        return False
    return True


def _across(board: "DayBoard", step: int) -> int:
    """Left and right are where they point: in a right-to-left layout the next column is on the left."""
    return -step if board.layoutDirection() == Qt.LayoutDirection.RightToLeft else step
