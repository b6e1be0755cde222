"""Act first, then undo: the last twenty things that a person did and can take back."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Action:
    """Something done. ``undo`` and ``redo`` start it the other way; they report by themselves how it went."""

    text: str
    undo: Callable[[], None]
    redo: Callable[[], None] | None = None


class UndoStack(QObject):
    """``changed`` fires whenever something can be undone or redone that could not before, or the other way round."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._done: list[Action] = []
        self._undone: list[Action] = []

    @property
    def undoable(self) -> str | None:
        """What Ctrl+Z would take back, in words."""
        return self._done[-1].text if self._done else None

    @property
    def redoable(self) -> str | None:
        return self._undone[-1].text if self._undone else None

    def push(self, action: Action) -> None:
        """Remembers what was done; what had been undone before is forgotten."""
        self._done = [*self._done, action][-_DEPTH:]
        self._undone.clear()
        self.changed.emit()

    def undo(self) -> None:
        """Takes back the newest action, if there is one."""
        if self._done:
            action = self._done.pop()
            if action.redo is not None:
                self._undone.append(action)
            else:
                # What was undone before it stood on what it did, and is not done again before it.
                self._undone.clear()
            action.undo()
            self.changed.emit()

    def redo(self) -> None:
        """Does again what was last taken back, if there is something."""
        if self._undone:
            action = self._undone.pop()
            self._done.append(action)
            if action.redo is not None:
                action.redo()
            self.changed.emit()

    def holds(self, action: Action) -> bool:
        """Whether that action can still be undone or redone."""
        return any(one is action for one in (*self._done, *self._undone))

    def forget(self) -> None:
        """Nothing can be undone any more: somebody else sits at the desk."""
        self._done.clear()
        self._undone.clear()
        self.changed.emit()
