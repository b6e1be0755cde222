"""A time that runs out also while the computer sleeps."""

import time
from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

# How often it is looked: for so long at most a computer that woke up shows what it should not show any more.
_LOOK_EVERY = 2_000


class Countdown(QObject):
    """``over`` fires once when the time has passed.

    A QTimer stands still while the computer sleeps, so the clock on the wall is asked too: a laptop that was closed
    with work in view must not open with it the next morning.
    """

    over = Signal()

    def __init__(self, parent: QObject, wall: Callable[[], float] = time.time) -> None:
        """``wall`` gives the seconds of the computer's clock."""
        super().__init__(parent)
        self._wall = wall
        self._length, self._began = 0, 0.0
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    @property
    def is_running(self) -> bool:
        return self._timer.isActive()

    def start(self, milliseconds: int) -> None:
        """Begins to count."""
        self._length = milliseconds
        self._timer.start(min(milliseconds, _LOOK_EVERY))
        self.begin_anew()

    def begin_anew(self) -> None:
        """Counts from now on, as long as it was told last."""
        self._began = self._wall()
        self._since.start()

    def stop(self) -> None:
        """Does not count any more."""
        self._timer.stop()

    def elapsed(self) -> int:
        """Milliseconds since it began; 0 while it does not count."""
        if not self._timer.isActive():
            return 0
        return max(self._since.elapsed(), round((self._wall() - self._began) * 1000))

    def look(self) -> bool:
        """Fires where the time has passed by now, and says whether it has."""
        if not self._timer.isActive() or self.elapsed() < self._length:
            return False
        self._timer.stop()
        self.over.emit()
        return True
