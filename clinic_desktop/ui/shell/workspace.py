"""The window of a person who is signed in: rail, top bar, banners, the page, and the dock at its right.

It knows pages by their names only: ``ui/screens.py`` makes them.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.background import memory
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.errors import NotSignedIn, Refused, SessionEnded, Unreachable
from clinic_desktop.ui.kit.dialog import ask
from clinic_desktop.ui.kit.toast import ToastHost
from clinic_desktop.ui.messages import sentence
from clinic_desktop.ui.shell.banners import BannerStack
from clinic_desktop.ui.shell.money_strip import MoneyStrip
from clinic_desktop.ui.shell.navigation import WALK_IN_ROLES, foot, rail
from clinic_desktop.ui.shell.rail import Rail
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.ui.shell.top_bar import TopBar
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.shell.failed_messages import FailedState
from clinic_desktop.viewmodels.shell.news import News
from clinic_desktop.viewmodels.shell.waiting_money import WaitingMoney
from clinic_desktop.viewmodels.undo import Action, UndoStack

# The other reasons (a lock, a full disk) pass or need somebody's hand; these mean that the desk is cut off.
_OUT_OF_REACH = frozenset({"network", "missing"})
# Pages that stay as they were left, beside the first and the one in view; each takes 2 to 6 MB.
_KEPT_PAGES = 3
# An undo belongs to the page in view, or to one just left: what it asked is answered before a third is opened.
_DOERS = 3
# Milliseconds until pages that are thrown away are gone.
_GONE = 500


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
        self._theme, self._session, self._undo, self._news, self._make = theme, session, undo, news, make
        # In the order in which they were last in view.
        self._pages: dict[str, Screen] = {}
        self._undoing: list[tuple[Action, list[str]]] = []
        self._panels: dict[str, Screen] = {}
        self._visited: list[tuple[str, dict[str, Any]]] = []
        self._entered: dict[str, dict[str, Any]] = {}
        self._home_panel: tuple[str, dict[str, Any]] | None = None
        self.rail = Rail(theme)
        self.top_bar = TopBar(theme)
        self.money = MoneyStrip(theme)
        self.banners = BannerStack(theme)
        self._stack = QStackedWidget()
        self._dock = QStackedWidget()
        self._dock_frame = QFrame()
        self._typing: Screen | None = None
        self.toasts = ToastHost(theme, self, self._stack, partial(_foot_of, self._stack))
        self._lay_out()
        self.rail.chosen.connect(self._go)
        self.money.chosen.connect(self._go)
        self.top_bar.centre_chosen.connect(session.look_at)
        session.changed.connect(self._show_session)
        theme.changed.connect(self._fit)

    # --- Shell -----------------------------------------------------------------------------------------------------

    def open(self, route: str, **arguments: Any) -> None:
        """See ``Shell.open``."""
        self._visited.append((route, arguments))
        self._show_page(route, arguments)

    def back(self) -> None:
        """See ``Shell.back``."""
        if len(self._visited) > 1:
            self._visited.pop()
            route, arguments = self._visited[-1]
            self._show_page(route, arguments)

    def open_dock(self, route: str, **arguments: Any) -> None:
        """See ``Shell.open_dock``."""
        if self._typing is not None and self._home_panel is not None and route == self._home_panel[0]:
            return
        panel = self._panels.get(route)
        if panel is None:
            panel = self._panels[route] = self._make(route, self._dock)
            self._dock.addWidget(panel)
        previous = self.panel
        replaced = previous is not None and previous is not panel
        if previous is not None and replaced:
            previous.put_aside()
        self._dock.setCurrentWidget(panel)
        self._dock_frame.show()
        self._fit()
        panel.enter(**arguments)
        if previous is not None and replaced:
            self._say_kept(previous)

    def close_dock(self) -> None:
        """See ``Shell.close_dock``."""
        closed = self.panel
        if closed is not None:
            closed.leave()
        self._dock_frame.hide()
        if self._home_panel is not None:
            route, arguments = self._home_panel
            self.open_dock(route, **arguments)
        if self.page is not None:
            self.page.setFocus()
        if closed is not None:
            self._say_kept(closed)

    def toast(self, text: str, undo: Action | None = None, trouble: bool = False) -> None:
        """See ``Shell.toast``."""
        if undo is not None:
            self._undo.push(undo)
            self._undoing.append((undo, list(self._pages)[-_DOERS:]))
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
        widget = self._stack.currentWidget()
        return widget if isinstance(widget, Screen) else None

    @property
    def panel(self) -> Screen | None:
        """The panel in the dock, where one is open."""
        widget = self._dock.currentWidget()
        return widget if isinstance(widget, Screen) and not self._dock_frame.isHidden() else None

    @property
    def route(self) -> str:
        """The name of the page in view."""
        return self._visited[-1][0] if self._visited else ""

    def set_home_panel(self, route: str | None, **arguments: Any) -> None:
        """What the dock shows while nothing else is asked for; the board keeps the waiting room there."""
        self._home_panel = (route, arguments) if route else None

    def start(self) -> None:
        """Shows the person's first page."""
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

    def show_news(self) -> None:
        """Shows on the bell how much went wrong that nobody has looked at."""
        self.top_bar.show_news(self._news.unseen)

    def show_failed(self, failed: FailedState) -> None:
        """Shows on the rail how many messages failed."""
        self.rail.show_badge("messages", failed.count)

    def show_waiting_money(self, waiting: WaitingMoney) -> None:
        """Shows on the rail and above the pages of money what waits for the person."""
        self.rail.show_badge("payments", waiting.to_approve + waiting.owed + waiting.findings)
        self.money.show_waiting({"refunds": waiting.to_approve + waiting.owed, "findings": waiting.findings})

    def tell_waiting_money(self, more: WaitingMoney) -> None:
        """Puts under the bell what has come to wait."""
        if more.to_approve:
            self._news.add(self.tr("%n refunds wait for your approval", "", more.to_approve), trouble=True)
        if more.findings:
            self._news.add(self.tr("%n findings about money to look at", "", more.findings), trouble=True)

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
        focus = self.focusWidget()
        here = next((i for i, pane in enumerate(panes) if focus and (pane is focus or pane.isAncestorOf(focus))), -1)
        target = panes[(here + (1 if forward else -1)) % len(panes)]
        target.setFocus(Qt.FocusReason.OtherFocusReason)
        if not target.hasFocus() and not (target.focusWidget() and target.focusWidget().hasFocus()):
            first = next((w for w in target.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus), None)
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def has_unsaved(self) -> bool:
        """Whether something typed would be lost by leaving now."""
        return any(screen.has_unsaved() for screen in (*self._pages.values(), *self._panels.values()))

    def forget_pages(self) -> None:
        """Throws the pages away: another person signs in, who must find nothing of the last one's."""
        for screen in (*self._pages.values(), *self._panels.values()):
            screen.leave()
            _throw_away(screen)
        self._pages.clear()
        self._undoing.clear()
        self._panels.clear()
        self._visited.clear()
        self._entered.clear()
        self._home_panel = None
        self._dock_frame.hide()
        self._undo.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Only what no layer above has taken comes here.
        if event.key() == Qt.Key.Key_Escape and self.panel is not None and not self._at_home():
            self.close_dock()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # --- Inside ----------------------------------------------------------------------------------------------------

    def _at_home(self) -> bool:
        """Whether the dock shows what the page has there by itself."""
        return self._home_panel is not None and self.panel is self._panels.get(self._home_panel[0])

    def _go(self, route: str) -> None:
        if route != self.route:
            self.open(route)
        elif self.page is not None:
            self.page.setFocus()

    def _show_page(self, route: str, arguments: dict[str, Any]) -> None:
        page = self._pages.get(route)
        if page is None:
            page = self._make(route, self._stack)
            self._stack.addWidget(page)
        self._pages.pop(route, None)
        self._pages[route] = page
        previous = self.page
        left = previous is not None and previous is not page
        if previous is not None and left:
            # What somebody is typing in the dock goes with them: looking something up must not cost it.
            self._typing = self.panel if self.panel is not None and self.panel.has_unsaved() else None
            previous.leave()
            self._home_panel = None
            if self._typing is None:
                self._hide_dock()
        self._stack.setCurrentWidget(page)
        self._show_place(route)
        page.setFocus()
        self._entered[route] = arguments
        page.enter(**arguments)
        self._typing = None
        self.page_changed.emit(route)
        if previous is not None and left:
            self._say_kept(previous)
        self._drop_old_pages()

    def _drop_old_pages(self) -> None:
        """Throws away the pages that were not in view for longest, but none with something typed, and none that knows
        how to undo something. Who comes back to one finds it new."""
        self._undoing = [(action, doers) for action, doers in self._undoing if self._undo.holds(action)]
        needed = {route for _, doers in self._undoing for route in doers}
        first = rail(self._session.actor.role)[0].route
        old = [route for route, page in self._pages.items() if page is not self.page and route != first]
        for route in old[:-_KEPT_PAGES]:
            if route not in needed and not self._pages[route].has_unsaved():
                _throw_away(self._pages.pop(route))
                QTimer.singleShot(_GONE, memory.give_back)

    def _say_kept(self, screen: Screen) -> None:
        """Where something typed is still on a screen that was left: says so, with the way back."""
        words = screen.kept_words()
        if not words:
            return
        panel = next((route for route, one in self._panels.items() if one is screen), None)
        if panel is not None:
            self._toast_back(words, lambda: self.open_dock(panel), "F2" if panel == "walk_in" else "")
            return
        page = next(route for route, one in self._pages.items() if one is screen)
        arguments = self._entered.get(page, {})
        self._toast_back(words, lambda: self.open(page, **arguments), "")

    def _toast_back(self, text: str, back: Callable[[], None], key: str) -> None:
        # F2 belongs to the whole window, so the toast only prints it.
        self.toasts.show_toast(text, back, key, icon="pencil", listen=False, word=self.tr("Go back to it"))

    def _hide_dock(self) -> None:
        if self.panel is not None:
            self.panel.leave()
        self._dock_frame.hide()

    def _show_session(self) -> None:
        if not self._session.signed_in:
            return
        actor = self._session.actor
        self.rail.show_pages(rail(actor.role), foot(actor.role), actor.name)
        self.money.show_person(self._session)
        self._show_place(self.route)
        self.top_bar.show_centres(self._session.centres, self._session.centre)
        self.top_bar.show_primary(actor.role in WALK_IN_ROLES)
        self.top_bar.show_for_staff(actor.role is not Role.PATIENT)

    def _show_place(self, route: str) -> None:
        self.rail.show_current(self.money.place_in_rail(route))
        self.money.show_route(route)

    def _lay_out(self) -> None:
        line = QFrame()
        line.setProperty("role", "line-vertical")
        self._dock_frame.setProperty("role", "surface")
        dock = QHBoxLayout(self._dock_frame)
        dock.setContentsMargins(0, 0, 0, 0)
        dock.setSpacing(0)
        edge = QFrame()
        edge.setProperty("role", "line-vertical")
        dock.addWidget(edge)
        dock.addWidget(self._dock)
        self._dock_frame.hide()
        page = QHBoxLayout()
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        paged = QVBoxLayout()
        paged.setSpacing(0)
        paged.addWidget(self.money)
        paged.addWidget(self._stack, 1)
        page.addLayout(paged, 1)
        page.addWidget(self._dock_frame)
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
        wide = self._theme.px(Size.DOCK)
        panel = self.panel
        if panel is not None and panel.sizeHint().width() > wide:
            wide = min(panel.sizeHint().width(), self._theme.px(470))
        self._dock_frame.setFixedWidth(min(wide, max(280, self.width() // 2)))


def _throw_away(screen: Screen) -> None:
    screen.setParent(None)
    screen.deleteLater()


def _foot_of(stack: QStackedWidget) -> int:
    """How much of the lower edge of the page in view toasts leave free."""
    page = stack.currentWidget()
    return page.foot_height() if isinstance(page, Screen) else 0
