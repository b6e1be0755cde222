"""Notices when nobody has touched the program for a while."""

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
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

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)
        self._since = QElapsedTimer()
        self._windows: set[int] = set()
        QGuiApplication.instance().focusWindowChanged.connect(self._watch)  # type: ignore[union-attr]

    def start(self, milliseconds: int) -> None:
        """Begins to count."""
        self._watch(QGuiApplication.focusWindow())
        self._timer.start(milliseconds)
        self._since.start()

    def stop(self) -> None:
        """Does not count any more."""
        self._timer.stop()

    def quiet(self) -> int:
        """Milliseconds since somebody last did something, while it counts; to the second."""
        return self._since.elapsed() if self._timer.isActive() else 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Once a second is enough: a mouse moves a hundred times in one.
        if event.type() in _TOUCHES and self._timer.isActive() and self._since.elapsed() > _SECOND:
            self._timer.start()
            self._since.start()
        return False

    def _watch(self, window: QWindow | None) -> None:
        if window is not None and id(window) not in self._windows:
            self._windows.add(id(window))
            window.installEventFilter(self)
            # Without this watch in it: a window may outlive it.
            windows = self._windows
            window.destroyed.connect(lambda _=None, number=id(window): windows.discard(number))
            if self._timer.isActive():
                self._timer.start()
