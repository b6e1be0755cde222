"""Notices when nobody has touched the program for a while."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from clinic_desktop.ui.shell.countdown import Countdown

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        # Of a shortcut the window sees nothing but that its key is let go.
        QEvent.Type.KeyRelease,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)
_SECOND = 1000


class IdleWatch(QObject):
    """``idle`` fires when no key, mouse or touch came to any window of the program for the given time.

    It listens at the windows, not at the application: a filter there would see every event of every widget.
    """

    idle = Signal()

    def __init__(self, parent: QObject, wall: Callable[[], float] = time.time) -> None:
        """``wall`` gives the seconds of the computer's clock."""
        super().__init__(parent)
        self._countdown = Countdown(self, wall)
        self._countdown.over.connect(self.idle)
        self._windows: set[int] = set()
        QGuiApplication.instance().focusWindowChanged.connect(self._watch)  # type: ignore[union-attr]

    def start(self, milliseconds: int) -> None:
        """Begins to count."""
        self._watch(QGuiApplication.focusWindow())
        self._countdown.start(milliseconds)

    def stop(self) -> None:
        """Does not count any more."""
        self._countdown.stop()

    def quiet(self) -> int:
        """Milliseconds since somebody last did something, while it counts; to the second."""
        return self._countdown.elapsed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Once a second is enough: a mouse moves a hundred times in one.
        if event.type() not in _TOUCHES or self._countdown.elapsed() <= _SECOND:
            return False
        if self._countdown.look():
            # The first touch after a sleep must not do anything to what was in view.
            return True
        self._countdown.begin_anew()
        return False

    def _watch(self, window: QWindow | None) -> None:
        if window is not None and id(window) not in self._windows:
            self._windows.add(id(window))
            window.installEventFilter(self)
            # Without this watch in it: a window may outlive it.
            windows = self._windows
            window.destroyed.connect(lambda _=None, number=id(window): windows.discard(number))
            self._countdown.begin_anew()
