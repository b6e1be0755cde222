"""The dock at the right of the page: one panel in view, the others kept as they were left."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QWidget

from clinic_desktop.ui.shell.screen import Screen, throw_away
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size

_WIDEST = 470
_NARROWEST = 280


class Dock(QFrame):
    """Makes a panel when it is opened first. It is hidden while no panel is in view; it never covers the page.

    A page may have a panel that the dock shows while nothing else is asked for: its home. Panels with something typed
    in them go along to the next page.
    """

    def __init__(self, theme: Theme, make: Callable[[str, QWidget], Screen]) -> None:
        super().__init__()
        self.setProperty("role", "surface")
        self._theme, self._make = theme, make
        self._panels: dict[str, Screen] = {}
        self._home: tuple[str, dict[str, Any]] | None = None
        self._typing: Screen | None = None
        self._window_width = 0
        self._stack = QStackedWidget()
        edge = QFrame()
        edge.setProperty("role", "line-vertical")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(edge)
        row.addWidget(self._stack)
        self.hide()

    @property
    def panel(self) -> Screen | None:
        """The panel in view, where the dock is open."""
        widget = self._stack.currentWidget()
        return widget if isinstance(widget, Screen) and not self.isHidden() else None

    @property
    def route(self) -> str:
        """The name of the panel in view; empty where the dock is hidden."""
        panel = self.panel
        return self.route_of(panel) if panel is not None else ""

    def route_of(self, panel: Screen) -> str:
        """The name of a panel that was opened here."""
        return next(route for route, one in self._panels.items() if one is panel)

    def open(self, route: str, arguments: dict[str, Any]) -> Screen | None:
        """Shows the panel of that name; gives the one whose place it takes, if it is another. A page's home does not
        come in front of what somebody typed on the page before."""
        if self._typing is not None and self._home is not None and route == self._home[0]:
            return None
        panel = self._panels.get(route)
        if panel is None:
            panel = self._panels[route] = self._make(route, self._stack)
            self._stack.addWidget(panel)
        previous = self.panel if self.panel is not panel else None
        if previous is not None:
            previous.put_aside()
        self._stack.setCurrentWidget(panel)
        self.show()
        self._fit()
        panel.enter(**arguments)
        return previous

    def close_panel(self) -> Screen | None:
        """Closes the panel in view and gives it; the home comes back, else the dock is hidden."""
        closed = self.panel
        self._hide_panel()
        if self._home is not None:
            self.open(*self._home)
        return closed

    def set_home(self, route: str | None, arguments: dict[str, Any]) -> None:
        """What the dock shows while nothing else is asked for."""
        self._home = (route, arguments) if route else None

    def is_at_home(self) -> bool:
        """Whether the panel in view is the page's own."""
        return self._home is not None and self.panel is self._panels.get(self._home[0])

    def leave_page(self) -> None:
        """The page beside is left: what somebody is typing goes with them, since looking something up must not cost
        it; anything else is closed."""
        self._typing = self.panel if self.panel is not None and self.panel.has_unsaved() else None
        self._home = None
        if self._typing is None:
            self._hide_panel()

    def enter_page(self) -> None:
        """The next page has been entered, and has said what its home is."""
        self._typing = None

    def has_unsaved(self) -> bool:
        """Whether something is typed in one of the panels and not stored."""
        return any(panel.has_unsaved() for panel in self._panels.values())

    def forget(self) -> None:
        """Throws all panels away."""
        for panel in self._panels.values():
            panel.leave()
            throw_away(panel)
        self._panels.clear()
        self._home = None
        self.hide()

    def fit(self, window_width: int) -> None:
        """Takes at most half of a window of that width."""
        self._window_width = window_width
        self._fit()

    def _fit(self) -> None:
        wide = self._theme.px(Size.DOCK)
        panel = self.panel
        if panel is not None and panel.sizeHint().width() > wide:
            wide = min(panel.sizeHint().width(), self._theme.px(_WIDEST))
        self.setFixedWidth(min(wide, max(_NARROWEST, self._window_width // 2)))

    def _hide_panel(self) -> None:
        if self.panel is not None:
            self.panel.leave()
        self.hide()
