"""The strip above the pages of money, which leads from one of them to the others."""

from collections.abc import Mapping

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.screens import ROUTES
from clinic_desktop.ui.shell.navigation import Entry, money_pages
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.session import Session


class MoneyStrip(QFrame):
    """``chosen`` carries the route that a person picked. It is there only above a page of money, and where the person
    may open more than one of them."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "topbar")
        self.pages = Segmented(theme, (), self.tr("Pages of money"))
        self._entries: tuple[Entry, ...] = ()
        self._counts: dict[str, int] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S - 2, Space.L, Space.S - 2)
        row.addWidget(self.pages)
        row.addStretch(1)
        self.pages.chosen.connect(self.chosen)
        self.hide()

    def show_person(self, session: Session) -> None:
        """The pages that the person who has signed in may open."""
        self._entries = tuple(entry for entry in money_pages(session.actor) if entry.route in ROUTES)
        self._show_entries()

    def show_waiting(self, counts: Mapping[str, int]) -> None:
        """How much waits on which page, by its route."""
        if dict(counts) != self._counts:
            self._counts = dict(counts)
            self._show_entries()

    def _show_entries(self) -> None:
        chosen = self.pages.value()
        texts = {route: QLocale().toString(count) for route, count in self._counts.items() if count}
        self.pages.set_choices(
            [Choice(entry.route, entry.text(), texts.get(entry.route, ""), entry.icon) for entry in self._entries]
        )
        if chosen is not None:
            self.pages.set_value(chosen)

    def show_route(self, route: str) -> None:
        """Which page is in view."""
        here = any(entry.route == route for entry in self._entries)
        self.setVisible(here and len(self._entries) > 1)
        if here:
            self.pages.set_value(route)

    def place_in_rail(self, route: str) -> str:
        """The rail's entry for that page: the pages of money share one."""
        return "payments" if any(entry.route == route for entry in self._entries) else route
