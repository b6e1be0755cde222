"""Drives the real windows as a person does: real clicks, real keys, and looking at what is on the screen."""

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from clinic_desktop.app import Application
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.shell.navigation import rail

W = TypeVar("W", bound=QWidget)

PATIENCE = 15.0
"""Seconds after which something that should have come about counts as failed."""


class CheckFailed(Exception):
    """What a step promised did not hold."""


@dataclass(slots=True)
class Step:
    """One step of the tour: what was checked, which pictures were taken, how many keys it took, and how long."""

    name: str
    checks: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    keys: int = 0
    milliseconds: int = 0
    failure: str = ""

    @property
    def passed(self) -> bool:
        return not self.failure


class Driver:
    """Hands and eyes on one running program. Steps are collected in ``steps``."""

    def __init__(self, application: Application, folder: Path) -> None:
        self.application = application
        self.window = application.window
        self.folder = folder
        self.steps: list[Step] = []
        self._pictures = 0

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Runs a step; what fails in it is kept, and the tour goes on with the next."""
        step = Step(name)
        self.steps.append(step)
        started = time.monotonic()
        try:
            yield step
        except CheckFailed as failed:
            step.failure = str(failed)
            self.picture("failed " + name)
        except Exception as bug:
            # A step that breaks must not hide how the others do: it counts as failed, with where it broke.
            place = traceback.extract_tb(bug.__traceback__)[-1]
            step.failure = f"{type(bug).__name__}: {bug} ({Path(place.filename).name}:{place.lineno})"
            self.picture("broke " + name)
        finally:
            step.milliseconds = round((time.monotonic() - started) * 1000)

    # --- Hands -----------------------------------------------------------------------------------------------------

    def open_page(self, route: str) -> None:
        """Goes to a page of the rail by its key, Ctrl and its place; 0 is the tenth."""
        routes = [entry.route for entry in rail(self.application.session.actor.role)]
        place = (routes.index(route) + 1) % 10
        self.press(Qt.Key(Qt.Key.Key_0 + place), Qt.KeyboardModifier.ControlModifier)
        self.settle()
        self.check(self.route() == route, f"{route} is in view")

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key press, wherever the keyboard is now."""
        self._count(1)
        QTest.keyClick(self._keyboard(), key, modifiers)
        self.breathe()

    def write(self, text: str) -> None:
        """Letters, one key press each; those that are on no English keyboard as an input method hands them over."""
        self._count(len(text))
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(self._keyboard(), letter)
            else:
                composed = QInputMethodEvent()
                composed.setCommitString(letter)
                QApplication.sendEvent(self._keyboard(), composed)
        self.breathe()

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """A click with the left button, in the middle unless a place is given; scrolls there first, as people do."""
        if not widget.window().isActiveWindow():
            widget.window().activateWindow()
        self._scroll_to(widget)
        if not widget.isEnabled() or widget.visibleRegion().isEmpty():
            raise CheckFailed(f"cannot be clicked: {type(widget).__name__} {widget.accessibleName()!r}")
        QTest.mouseClick(
            widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or widget.rect().center()
        )
        self.breathe()

    def double_click(self, widget: QWidget, at: QPoint) -> None:
        """A double click with the left button at that place."""
        QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        self.breathe()

    def fill(self, edit: QWidget, text: str) -> None:
        """Clicks into an edit, and types a text over what is there."""
        self.click(edit)
        self.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.write(text)

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Presses at one place, moves, and lets go at another."""
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
        for part in range(1, 6):
            QTest.mouseMove(widget, start + (end - start) * part / 5)
            self.breathe()
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
        self.breathe()

    # --- Eyes ------------------------------------------------------------------------------------------------------

    def breathe(self, milliseconds: int = 0) -> None:
        """Lets the program do what it has to do."""
        if milliseconds:
            loop = QEventLoop()
            QTimer.singleShot(milliseconds, loop.quit)
            loop.exec()
        QApplication.processEvents()

    def until(self, holds: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
        """Waits until something holds, and notes it as checked; it counts as failed when patience ends."""
        deadline = time.monotonic() + patience
        while not holds():
            if time.monotonic() > deadline:
                raise CheckFailed(f"not seen within {patience:g} s: {what}")
            self.breathe(10)
        self.note(what)

    def check(self, holds: object, what: str) -> None:
        """Notes that something holds."""
        if not holds:
            raise CheckFailed(f"does not hold: {what}")
        self.note(what)

    def note(self, what: str) -> None:
        """Notes what was checked in the step that runs."""
        self.steps[-1].checks.append(what)

    def settle(self) -> None:
        """Waits until nothing runs in the background and everything is painted."""
        deadline = time.monotonic() + PATIENCE
        while not self.application.tasks.idle and time.monotonic() < deadline:
            self.breathe(5)
        self.breathe(30)

    def find(self, kind: type[W], where: QWidget | None = None, named: str = "") -> W:
        """The first visible widget of that class, with that accessible name if one is given."""
        found = [w for w in (where or self.window).findChildren(kind) if w.isVisible() and named in w.accessibleName()]
        if not found:
            raise CheckFailed(f"no {kind.__name__} {named!r} is on the screen")
        return found[0]

    def dialogs(self, kind: type[W]) -> list[W]:
        """The dialogs of that class that are open."""
        return [w for w in self.window.findChildren(kind) if w.isVisible()]

    def route(self) -> str:
        """Which page is in view."""
        desk = self.application.desk
        return desk.workspace.route if desk is not None else ""

    def shows(self, text: str) -> bool:
        """Whether a label on the screen holds that text."""
        labels = self.window.findChildren(PlainLabel)
        return any(text in label.whole_text() for label in labels if label.isVisible())

    def picture(self, name: str, window: QWidget | None = None) -> Path:
        """A picture of the window with the dialogs before it, or of another one, numbered in the order in which they
        were taken."""
        self.settle()
        self._pictures += 1
        words = "".join(letter if letter.isalnum() else "-" for letter in name.lower())
        path = self.folder / f"{self._pictures:02}-{words}.png"
        seen = self._seen() if window is None else window.grab()
        if not seen.save(str(path)):
            raise CheckFailed(f"the picture {path.name} could not be written")
        self.steps[-1].pictures.append(path.name)
        return path

    # --- Inside ----------------------------------------------------------------------------------------------------

    def _seen(self) -> QPixmap:
        seen = self.window.grab()
        painter = QPainter(seen)
        for other in QApplication.topLevelWidgets():
            if other.isVisible() and other is not self.window and other.parentWidget() is not None:
                painter.drawPixmap(other.mapToGlobal(QPoint()) - self.window.mapToGlobal(QPoint()), other.grab())
        painter.end()
        return seen

    def _scroll_to(self, widget: QWidget) -> None:
        around = widget.parentWidget()
        while around is not None:
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(widget)
            around = around.parentWidget()
        self.breathe()

    def _keyboard(self) -> QWidget:
        if QApplication.activeWindow() is None:
            # Off screen nobody gives the window its keys back after a dialog has closed, as every desktop does.
            self.window.activateWindow()
            self.breathe()
        return (
            QApplication.activePopupWidget() or QApplication.focusWidget() or QApplication.activeWindow() or self.window
        )

    def _count(self, keys: int) -> None:
        if self.steps:
            self.steps[-1].keys += keys
