"""The window of a person who is signed in: rail, top bar, banners, the page, and the dock at its right.

It knows pages by their names only: ``ui/screens.py`` makes them.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.errors import NotSignedIn, Refused, SessionEnded, Unreachable
from clinic_desktop.ui.kit.dialog import ask
from clinic_desktop.ui.kit.toast import ToastHost
from clinic_desktop.ui.messages import sentence
from clinic_desktop.ui.shell.banners import BannerStack
from clinic_desktop.ui.shell.dock import Dock
from clinic_desktop.ui.shell.money_strip import MoneyStrip
from clinic_desktop.ui.shell.navigation import WALK_IN_ROLES, foot, rail
from clinic_desktop.ui.shell.page_room import PageRoom
from clinic_desktop.ui.shell.pages import Pages
from clinic_desktop.ui.shell.panes import focus_next_pane
from clinic_desktop.ui.shell.rail import Rail
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.ui.shell.top_bar import TopBar
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.shell.news import News
from clinic_desktop.viewmodels.undo import Action, UndoStack

# The other reasons (a lock, a full disk) pass or need somebody's hand; these mean that the desk is cut off.
_OUT_OF_REACH = frozenset({"network", "missing"})


class Workspace(QWidget):
    """Implements ``Shell``. ``page_changed`` carries the route in view; ``unreachable`` fires when a refusal says that
    the database cannot be reached, ``session_ended`` when one says that the person has to sign in again."""

    page_changed = Signal(str)
    unreachable = Signal()
    session_ended = Signal()

    def __init__(
        self,
        theme: Theme,
        session: Session,
        undo: UndoStack,
        news: News,
        make: Callable[[str, QWidget], Screen],
    ) -> None:
        super().__init__()
        self._theme, self._session, self._undo, self._news = theme, session, undo, news
        self._account_id: int | None = None
        self.rail = Rail(theme)
        self.top_bar = TopBar(theme)
        self.money = MoneyStrip(theme)
        self.banners = BannerStack(theme)
        self.pages = Pages(undo, make)
        self.dock = Dock(theme, make)
        self._room = PageRoom(self.money, self.pages)
        self.toasts = ToastHost(theme, self, self._room)
        self._lay_out()
        self.pages.left.connect(self.dock.leave_page)
        self.pages.shown.connect(self._show_place)
        self.pages.entered.connect(self._on_entered)
        self.rail.chosen.connect(self._go)
        self.money.chosen.connect(self._go)
        self.top_bar.centre_chosen.connect(session.look_at)
        session.changed.connect(self._show_session)
        theme.changed.connect(self._fit)

    # --- Shell -----------------------------------------------------------------------------------------------------

    def open(self, route: str, **arguments: Any) -> None:
        """See ``Shell.open``."""
        self._say_page_kept(self.pages.open(route, arguments))

    def back(self) -> None:
        """See ``Shell.back``."""
        self._say_page_kept(self.pages.back())

    def open_dock(self, route: str, **arguments: Any) -> None:
        """See ``Shell.open_dock``."""
        self._say_panel_kept(self.dock.open(route, arguments))

    def set_home_panel(self, route: str | None, **arguments: Any) -> None:
        """See ``Shell.set_home_panel``; the board keeps the waiting room there."""
        self.dock.set_home(route, arguments)

    def close_dock(self) -> None:
        """See ``Shell.close_dock``."""
        closed = self.dock.close_panel()
        if self.page is not None:
            self.page.setFocus()
        self._say_panel_kept(closed)

    def toast(self, text: str, undo: Action | None = None, trouble: bool = False) -> None:
        """See ``Shell.toast``."""
        if undo is not None:
            self._undo.push(undo)
            self.pages.keep_while_undoable(undo)
        # Ctrl+Z belongs to the whole window, so the toast only prints it.
        icon = "triangle-alert" if trouble else "circle-check"
        self.toasts.show_toast(text, self._undo.undo if undo is not None else None, icon=icon, listen=False)
        self._news.add(text, trouble=trouble)

    def offer(self, text: str, word: str, act: Callable[[], None]) -> None:
        """See ``Shell.offer``."""
        self.toasts.show_toast(text, act, key="", word=word)
        self._news.add(text)

    def refuse(self, refusal: Refused) -> None:
        """See ``Shell.refuse``."""
        zone = self._session.centre.zone if self._session.signed_in else None
        text = sentence(refusal, zone)
        self.toasts.show_toast(text, icon="triangle-alert")
        self._news.add(text, trouble=True)
        if isinstance(refusal, Unreachable) and refusal.what == "database" and refusal.reason in _OUT_OF_REACH:
            self.unreachable.emit()
        elif isinstance(refusal, NotSignedIn | SessionEnded):
            self.session_ended.emit()

    def ask(self, question: str, detail: str, keep: str, act: str, then: Callable[[], None]) -> None:
        """See ``Shell.ask``."""
        ask(self._theme, self, question, detail, keep, act).acted.connect(then)

    # --- What the main window needs --------------------------------------------------------------------------------

    @property
    def page(self) -> Screen | None:
        """The page in view."""
        return self.pages.page

    @property
    def panel(self) -> Screen | None:
        """The panel in the dock, where one is open."""
        return self.dock.panel

    @property
    def route(self) -> str:
        """The name of the page in view."""
        return self.pages.route

    def start(self) -> None:
        """Shows the first page of the person who is signed in: from now on it is theirs."""
        self._account_id = self._session.actor.account_id
        self.forget_pages()
        self._show_session()
        self.open(rail(self._session.actor.role)[0].route)

    def wake(self) -> None:
        """The same person is back: pages show what has changed meanwhile."""
        self._show_session()
        self.command("refresh")
        if self.page is not None:
            self.page.setFocus()

    def find_patients(self) -> None:
        """Opens the person's list of patients, where the role has one."""
        entries = rail(self._session.actor.role)
        route = next((entry.route for entry in entries if entry.route in ("patients", "my_patients")), None)
        if route is not None:
            self._go(route)

    def go_to_place(self, place: int) -> None:
        """Opens the rail's entry with that number, from 0."""
        entries = rail(self._session.actor.role)
        if place < len(entries):
            self._go(entries[place].route)

    def open_foot(self) -> None:
        """Opens the entry at the rail's foot."""
        self._go(foot(self._session.actor.role).route)

    def command(self, name: str) -> bool:
        """Hands a key that means something on several pages to the dock's panel, else to the page."""
        return any(screen is not None and screen.command(name) for screen in (self.panel, self.page))

    def next_pane(self, forward: bool) -> None:
        """Moves the focus between page, dock and rail (F6, Shift+F6)."""
        panes: list[QWidget] = [pane for pane in (self.page, self.panel, self.rail) if pane is not None]
        focus_next_pane(panes, self.focusWidget(), forward)

    def has_unsaved(self) -> bool:
        """Whether something typed would be lost by leaving now."""
        return self.pages.has_unsaved() or self.dock.has_unsaved()

    def forget_pages(self) -> None:
        """Throws the pages away: another person signs in, who must find nothing of the last one's."""
        self.pages.forget()
        self.dock.forget()
        self._undo.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Only what no layer above has taken comes here.
        key, control = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Escape and self.panel is not None and not self.dock.is_at_home():
            self.close_dock()
        elif (
            key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and control == Qt.KeyboardModifier.ControlModifier
            and not event.isAutoRepeat()
            and self.panel is not None
        ):
            # The button of the dock shows that key, also to who has just looked something up on the page beside it.
            self.panel.command("act")
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # --- Inside ----------------------------------------------------------------------------------------------------

    def _go(self, route: str) -> None:
        if route != self.route:
            self.open(route)
        elif self.page is not None:
            self.page.setFocus()

    def _on_entered(self, route: str) -> None:
        self.dock.enter_page()
        self.page_changed.emit(route)

    def _say_page_kept(self, page: Screen | None) -> None:
        """Where something typed is still on a page that was left: says so, with the way back."""
        if page is not None and (words := page.kept_words()):
            route, arguments = self.pages.place_of(page)
            self._toast_back(words, lambda: self.open(route, **arguments))

    def _say_panel_kept(self, panel: Screen | None) -> None:
        """The same of a panel that was closed, or that another one took the place of."""
        if panel is not None and (words := panel.kept_words()):
            route = self.dock.route_of(panel)
            arguments = {"resume": True} if route == "walk_in" else {}
            self._toast_back(words, lambda: self.open_dock(route, **arguments))

    def _toast_back(self, text: str, back: Callable[[], None]) -> None:
        self.toasts.show_toast(text, back, key="", icon="pencil", listen=False, word=self.tr("Go back to it"))

    @property
    def is_in_use(self) -> bool:
        """Whether its person is signed in; it may be kept while somebody else is."""
        return self._session.signed_in and self._session.actor.account_id == self._account_id

    def _show_session(self) -> None:
        if not self.is_in_use:
            return
        actor = self._session.actor
        self.rail.show_pages(rail(actor.role), foot(actor.role), actor.name)
        self.money.show_person(self._session)
        self._show_place(self.route)
        self.top_bar.show_centres(self._session.centres, self._session.centre)
        self.pages.look_at(self._session.centre.id)
        self.top_bar.show_primary(actor.role in WALK_IN_ROLES)
        self.top_bar.show_for_staff(actor.role is not Role.PATIENT)

    def _show_place(self, route: str) -> None:
        self.rail.show_current(self.money.place_in_rail(route))
        self.money.show_route(route)

    def _lay_out(self) -> None:
        line = QFrame()
        line.setProperty("role", "line-vertical")
        page = QHBoxLayout()
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self._room, 1)
        page.addWidget(self.dock)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.banners)
        column.addLayout(page, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addWidget(line)
        whole.addLayout(column, 1)

    def _fit(self) -> None:
        self.dock.fit(self.width())
