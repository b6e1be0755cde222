"""The lock of the desk: when it falls, and what nobody can see or read while it is down."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from clinic_desktop.domain.permissions import Actor
from clinic_desktop.ui.shell.countdown import Countdown
from clinic_desktop.ui.shell.idle import IdleWatch
from clinic_desktop.ui.shell.main_window import MainWindow
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.shell.sign_in import SignInViewModel

# Imported when it is first wanted: the board is there sooner without it.
if TYPE_CHECKING:
    from clinic_desktop.ui.shell.lock_page import LockPage

_MINUTE = 60_000


class Lock(QObject):
    """``idle`` fires when nobody touched the program for so long that it has to lock, ``overdue`` when the person has
    to give the password again, ``change_wanted`` when somebody else wants to sign in from the lock page."""

    idle = Signal()
    overdue = Signal()
    change_wanted = Signal()

    def __init__(self, theme: Theme, window: MainWindow, sign_in: SignInViewModel, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._window, self._sign_in = theme, window, sign_in
        self._page: LockPage | None = None
        # Each with the workspace over which it stood.
        self._hidden: list[tuple[QWidget, QWidget]] = []
        self._idle = IdleWatch(self)
        self._idle.idle.connect(self.idle)
        self._session_end = Countdown(self)
        self._session_end.over.connect(self.overdue)

    @property
    def is_down(self) -> bool:
        """Whether the lock page is in view, or the sign-in of somebody else over it."""
        return self._page is not None

    def watch(self, lock_minutes: int, session_hours: int) -> None:
        """Begins to count: somebody works."""
        self._idle.start(lock_minutes * _MINUTE)
        self._session_end.start(session_hours * 60 * _MINUTE)

    def rest(self) -> None:
        """Counts no more: nobody is signed in."""
        self._idle.stop()
        self._session_end.stop()

    def fall(self, workspace: QWidget, actor: Actor, note: str) -> None:
        """Shows the lock page in the place of the person's workspace; ``note`` says why. It must not be down yet."""
        from clinic_desktop.ui.shell.lock_page import LockPage

        self._idle.stop()
        self._hide_other_windows(workspace)
        self._page = LockPage(self._theme, self._sign_in, actor, note)
        self._page.change_wanted.connect(self.change_wanted)
        self._window.show_page(self._page)
        # Out of the window altogether: what is only hidden in it can still be read through accessibility.
        self._window.take_page(workspace)

    def show_page(self) -> None:
        """Shows the lock page again, over the sign-in of somebody else."""
        if self._page is not None:
            self._window.show_page(self._page)

    def lift(self) -> None:
        """Throws the lock page away, where there is one: somebody has signed in."""
        if self._page is not None:
            self._window.drop_page(self._page)
            self._page = None

    def uncover(self, workspace: QWidget) -> None:
        """Shows the windows again that were hidden over this workspace. Those over another one stay hidden until its
        person comes back; what was closed or thrown away meanwhile is gone."""
        there = [(owner, widget) for owner, widget in self._hidden if isValid(owner) and isValid(widget)]
        self._hidden = [(owner, widget) for owner, widget in there if owner is not workspace]
        for owner, widget in there:
            if owner is workspace:
                widget.show()

    def _hide_other_windows(self, workspace: QWidget) -> None:
        popup = QApplication.activePopupWidget()
        while popup is not None and popup.close():
            popup = QApplication.activePopupWidget()
        for widget in QApplication.topLevelWidgets():
            hides = widget is not self._window and not getattr(widget, "shown_while_locked", False)
            if hides and widget.isVisible():
                widget.hide()
                self._hidden.append((workspace, widget))
