"""A time that is chosen in a dock turns the board to its day."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject

from clinic_desktop.ui.appointments.board import DayBoard
from clinic_desktop.viewmodels.appointments.board import BoardViewModel, Mode
from clinic_desktop.viewmodels.appointments.board_state import Ghost


class TurningToGhost(QObject):
    """Turns once for each day that is chosen: whoever turns the board back meanwhile is left alone. ``seen`` says
    whether the page is in view."""

    def __init__(self, model: BoardViewModel, board: DayBoard, seen: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._board, self._seen = model, board, seen
        self._day: date | None = None

    def follow(self, ghost: Ghost | None) -> None:
        """The time that is chosen now, or that there is none."""
        chosen = None if ghost is None else ghost.day
        is_new, self._day = chosen != self._day, chosen
        if ghost is not None and is_new and self._may_follow(ghost):
            self._model.go_to(ghost.day)

    def _may_follow(self, ghost: Ghost) -> bool:
        """Whether the time lies on a day that the board could show but does not; nothing is in the hand meanwhile."""
        state = self._model.state
        if not self._seen() or state.at is not None or self._board.in_hand() is not None:
            return False
        if state.mode is Mode.WEEK:
            same_week = ghost.day.isocalendar()[:2] == state.day.isocalendar()[:2]
            return ghost.practitioner_id == state.practitioner_id and not same_week
        return state.mode is Mode.DAY and ghost.day != state.day
