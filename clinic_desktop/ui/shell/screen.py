"""What a page of the main window is, and what it may ask of the window around it."""

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.errors import Refused
from clinic_desktop.viewmodels.undo import Action


class Screen(QWidget):
    """A page, or a panel for the right dock. A page that is not seen loads nothing.

    The shell calls ``enter`` each time it comes to be seen, with what the caller of ``Shell.open`` handed over, and
    ``leave`` when it is no longer seen.
    """

    _keys_at: QWidget | None = None

    def begin_keys_at(self, widget: QWidget) -> None:
        """Who gives the focus to the page gives it to that widget of it.

        It is no focus proxy: with one, Tab from the rail jumps to it, over all that stands above it on the page, and
        goes nowhere at all while it is hidden, as an empty list is.
        """
        self._keys_at = widget

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        if self._keys_at is not None:
            self._keys_at.setFocus(reason)
        else:
            super().setFocus(reason)

    def enter(self, **arguments: Any) -> None:
        """The page is seen from now on: load what it shows."""

    def leave(self) -> None:
        """The page is not seen any more."""

    def put_aside(self) -> None:
        """Another panel takes its place in the dock; the person did not close it. Keeps no less than ``leave``."""
        self.leave()

    def has_unsaved(self) -> bool:
        """Whether something typed here is not stored: in view, or kept since the screen was left."""
        return False

    def kept_words(self) -> str:
        """After ``leave`` or ``put_aside``: says that what was typed is still here. Nothing where nothing is, or where
        it stores itself."""
        return ""

    def command(self, name: str) -> bool:
        """Does one of the keys that mean something on several pages: "refresh", "print", "take_payment", "call_next",
        "find"; or "act", the one button of a dock that shows Ctrl+Enter. Says whether the page has such a thing."""
        return False

    def keys(self) -> tuple[tuple[str, str], ...]:
        """The page's own keys for the sheet (?): the key and, translated, what it does."""
        return ()


def throw_away(screen: Screen) -> None:
    """Takes a screen out of its window and lets it go."""
    screen.setParent(None)
    screen.deleteLater()


def unsaved_words(page: str) -> str:
    """What ``kept_words`` says of a page with that title that has something to be saved."""
    return QCoreApplication.translate("Screen", "Not saved yet · “{page}” keeps what you typed").format(page=page)


class Shell(Protocol):
    """The window around the screens."""

    def open(self, route: str, **arguments: Any) -> None:
        """Shows the page of that name, such as ``open("patient", patient_id=7)``."""

    def open_dock(self, route: str, **arguments: Any) -> None:
        """Shows a panel in the right dock; it pushes the page aside and never covers it."""

    def close_dock(self) -> None:
        """Puts the dock back to what the page has there by itself (the waiting room on the board), or hides it."""

    def set_home_panel(self, route: str | None, **arguments: Any) -> None:
        """What the dock shows while nothing else is asked for, until another page is opened; ``open_dock`` shows it."""

    def back(self) -> None:
        """Shows the page before this one."""

    def toast(self, text: str, undo: Action | None = None, trouble: bool = False) -> None:
        """Says what happened for a few seconds; with ``undo`` it goes onto the undo stack too. ``trouble`` where what
        was wanted did not happen."""

    def offer(self, text: str, word: str, act: Callable[[], None]) -> None:
        """Says what happened, with a button ``word`` that does something about it which is no undo."""

    def refuse(self, refusal: Refused) -> None:
        """Says in words why something was refused."""

    def ask(self, question: str, detail: str, keep: str, act: str, then: Callable[[], None]) -> None:
        """Asks before money leaves or something is deleted; ``then`` runs when the person chooses ``act``."""
