"""The pages of one person's workspace: the one in view, those that stay as they were left, and the way back."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from clinic_desktop.background import garbage
from clinic_desktop.ui.shell.screen import Screen, throw_away
from clinic_desktop.viewmodels.undo import Action, UndoStack

# It knows tables, which the board has none of: imported when a page is thrown away.
if TYPE_CHECKING:
    from clinic_desktop.ui.shell.places import Place

# Pages that stay as they were left, beside the first and the one in view; each takes 2 to 6 MB.
_KEPT = 3
# An undo belongs to the page in view, or to one just left: what it asked is answered before a third is opened.
_DOERS = 3
# Milliseconds until pages that are thrown away are gone.
_GONE = 500


class Pages(QStackedWidget):
    """Makes a page when it is opened first. The page that was opened first of all stays, and those last in view; the
    others are thrown away, unless something is typed in them or they know how to undo something; their place is kept.

    ``left`` fires when the page in view has been told to leave, ``shown`` carries the route of the next before it
    loads anything, ``entered`` after that.
    """

    left = Signal()
    shown = Signal(str)
    entered = Signal(str)

    def __init__(self, undo: UndoStack, make: Callable[[str, QWidget], Screen]) -> None:
        super().__init__()
        self._undo, self._make = undo, make
        # In the order in which they were last in view.
        self._pages: dict[str, Screen] = {}
        self._arguments: dict[str, dict[str, Any]] = {}
        self._visited: list[tuple[str, dict[str, Any]]] = []
        self._undoing: list[tuple[Action, list[str]]] = []
        self._places: dict[str, Place] = {}
        self._centre_id: int | None = None

    @property
    def page(self) -> Screen | None:
        """The page in view."""
        widget = self.currentWidget()
        return widget if isinstance(widget, Screen) else None

    @property
    def route(self) -> str:
        """The name of the page in view."""
        return self._visited[-1][0] if self._visited else ""

    @property
    def kept(self) -> tuple[str, ...]:
        """The names of the pages that are there, the one in view last."""
        return tuple(self._pages)

    def minimumSizeHint(self) -> QSize:
        # A stack of Qt asks for as much as its widest page does, also while that one is out of view.
        return self.page.minimumSizeHint() if self.page is not None else super().minimumSizeHint()

    def open(self, route: str, arguments: dict[str, Any]) -> Screen | None:
        """Shows the page of that name; gives the one that was left, if it is another."""
        self._visited.append((route, arguments))
        return self._show(route, arguments)

    def back(self) -> Screen | None:
        """Shows the page before this one, where there is one; gives the one that was left, if it is another."""
        if len(self._visited) < 2:
            return None
        self._visited.pop()
        return self._show(*self._visited[-1])

    def place_of(self, page: Screen) -> tuple[str, dict[str, Any]]:
        """Under which name a page was opened last, and with what."""
        route = next(route for route, one in self._pages.items() if one is page)
        return route, self._arguments.get(route, {})

    def keep_while_undoable(self, action: Action) -> None:
        """The page in view has done something that only it can take back, or one that was just left has."""
        self._undoing.append((action, list(self._pages)[-_DOERS:]))

    def has_unsaved(self) -> bool:
        """Whether something is typed in one of the pages and not stored."""
        return any(page.has_unsaved() for page in self._pages.values())

    def look_at(self, centre_id: int) -> None:
        """Which centre is in view: places on pages that were thrown away are of one centre."""
        if centre_id != self._centre_id:
            self._centre_id = centre_id
            self._places.clear()

    def forget(self) -> None:
        """Throws all of them away."""
        for page in self._pages.values():
            page.leave()
            throw_away(page)
        for held in (self._pages, self._arguments, self._visited, self._undoing, self._places):
            held.clear()

    def _show(self, route: str, arguments: dict[str, Any]) -> Screen | None:
        page = self._pages.pop(route, None)
        if page is None:
            page = self._make(route, self)
            self.addWidget(page)
            place = self._places.pop(route, None)
            if place is not None:
                from clinic_desktop.ui.shell.places import go_to

                # How far somebody had scrolled says nothing about something else, such as another patient.
                same = not arguments or arguments == self._arguments.get(route)
                go_to(page, place if same else replace(place, scrolled={}))
        self._pages[route] = page
        previous = self.page if self.page is not page else None
        if previous is not None:
            previous.leave()
            self.left.emit()
        self.setCurrentWidget(page)
        self.updateGeometry()
        self.shown.emit(route)
        page.setFocus()
        self._arguments[route] = arguments
        page.enter(**arguments)
        self.entered.emit(route)
        self._drop_old()
        return previous

    def _drop_old(self) -> None:
        """Who comes back to a page that was thrown away finds it made anew, at the place where they were."""
        self._undoing = [(action, doers) for action, doers in self._undoing if self._undo.holds(action)]
        needed = {route for _, doers in self._undoing for route in doers}
        first = self._visited[0][0]
        old = [route for route, page in self._pages.items() if page is not self.page and route != first]
        for route in old[:-_KEPT]:
            if route not in needed and not self._pages[route].has_unsaved():
                from clinic_desktop.ui.shell.places import place_of

                page = self._pages.pop(route)
                self._places[route] = place_of(page)
                throw_away(page)
                QTimer.singleShot(_GONE, garbage.clear_away)
