"""The desk once its database is open: sign-in, the workspace of whoever works, the lock, and what every page shares."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QPoint, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from clinic_desktop.background import memory
from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.clinic import Services
from clinic_desktop.ui import screens
from clinic_desktop.ui.formats import time_text
from clinic_desktop.ui.kit.dialog import ask
from clinic_desktop.ui.kit.menu import Menu
from clinic_desktop.ui.parts import Parts
from clinic_desktop.ui.shell import keys
from clinic_desktop.ui.shell.connection import Connection
from clinic_desktop.ui.shell.idle import IdleWatch
from clinic_desktop.ui.shell.main_window import MainWindow
from clinic_desktop.ui.shell.navigation import WALK_IN_ROLES
from clinic_desktop.ui.shell.news_list import NewsList
from clinic_desktop.ui.shell.sign_in_page import SignInPage
from clinic_desktop.ui.shell.workspace import Workspace
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.shell.arrival import Arrival
from clinic_desktop.viewmodels.shell.computer import Computer
from clinic_desktop.viewmodels.shell.failed_messages import FailedMessagesViewModel
from clinic_desktop.viewmodels.shell.news import News
from clinic_desktop.viewmodels.shell.opening import Beginning
from clinic_desktop.viewmodels.shell.sign_in import SignInViewModel
from clinic_desktop.viewmodels.shell.waiting_money import WaitingMoneyViewModel
from clinic_desktop.viewmodels.undo import UndoStack

# Imported when they are first wanted: the board is there sooner without them.
if TYPE_CHECKING:
    from clinic_desktop.ui.omnibox.overlay import Omnibox
    from clinic_desktop.ui.shell.finding import Finding
    from clinic_desktop.ui.shell.lock_page import LockPage

_MINUTE = 60_000
# Milliseconds until what a person left is gone.
_GONE = 500


@dataclass(frozen=True)
class DeskParts:
    """What a desk is made from; ``reach`` asks the database for anything, on a worker."""

    theme: Theme
    window: MainWindow
    services: Services
    tasks: Background
    hub: ChangeHub
    session: Session
    computer: Computer
    locale: QLocale
    paper_folder: Path
    beginning: Beginning
    reach: Callable[[], None]


class Desk(QObject):
    """Shows one of sign-in page, workspace and lock page. Each person has a workspace of their own, so that nothing of
    one is left for the next; one with unsaved work is kept until its person comes back."""

    def __init__(self, parts: DeskParts) -> None:
        super().__init__()
        self._parts = parts
        self._connected = True
        self._workspaces: dict[int, Workspace] = {}
        self._screens: dict[int, Parts] = {}
        self._findings: dict[int, Finding] = {}
        self._lock: LockPage | None = None
        self._sign_in_page: SignInPage | None = None
        self._arrival: Arrival | None = None
        self._hidden: list[QWidget] = []
        self.news = News(parts.session.clock)
        self.undo = UndoStack()
        settings = parts.computer.settings
        self.sign_in = SignInViewModel(parts.services, parts.tasks.database, settings.desk, settings.home_location_id)
        self.sign_in.arrived.connect(self._arrived)
        self._idle = IdleWatch(self)
        self._idle.idle.connect(self.lock)
        self._session_end = QTimer(self)
        self._session_end.setSingleShot(True)
        self._session_end.timeout.connect(self._end_session)
        parts.hub.connection_changed.connect(self._on_connection)
        parts.session.changed.connect(self._remember_centre)

    # --- What app, tests and tour ask ------------------------------------------------------------------------------

    @property
    def workspace(self) -> Workspace:
        """The workspace of the person who is signed in; refuses with NotSignedIn where there is none."""
        return self._workspaces[self._parts.session.actor.account_id]

    @property
    def omnibox(self) -> "Omnibox":
        """The omnibox of the workspace in use, made when it is first wanted."""
        account_id = self._parts.session.actor.account_id
        if account_id not in self._findings:
            from clinic_desktop.ui.shell.finding import Finding

            self._findings[account_id] = Finding(self._screens[account_id], self.workspace, self._act)
        return self._findings[account_id].box

    @property
    def locked(self) -> bool:
        """Whether the lock is in view, or the sign-in of somebody else over it."""
        return self._lock is not None

    def show_sign_in(self, note: str = "", login: str = "") -> None:
        """Shows the sign-in page, empty."""
        if self._sign_in_page is None:
            page = SignInPage(self._parts.theme, self.sign_in, self._parts.beginning.clinic_name)
            page.back_wanted.connect(self._back_to_lock)
            self._sign_in_page = page
        self._sign_in_page.show_connection(self._connected)
        self._sign_in_page.prepare(note, back=self._lock is not None, login=login)
        self._parts.window.show_page(self._sign_in_page)

    def lock(self) -> None:
        """Hides the work until the same person, or another one, proves who they are."""
        now = self._parts.session.now() if self._parts.session.signed_in else None
        if now is not None:
            self._lock_with(self.tr("Locked at {time}").format(time=time_text(now, self._parts.locale)))

    def sign_out(self) -> None:
        """Ends the person's session; asks first where something is not saved."""
        workspace = self.workspace
        if workspace.has_unsaved():
            question = self.tr("Sign out and lose what is not saved?")
            detail = self.tr("Something you typed has not been saved yet.")
            asked = ask(
                self._parts.theme, workspace, question, detail, self.tr("Keep working"), self.tr("Lose it and sign out")
            )
            asked.acted.connect(self._sign_out)
        else:
            self._sign_out()

    def has_unsaved(self) -> bool:
        """Whether quitting would lose something that anybody typed at this desk."""
        return any(workspace.has_unsaved() for workspace in self._workspaces.values())

    def close(self) -> None:
        """Throws everything away: the program ends, or opens another database."""
        self._idle.stop()
        self._session_end.stop()
        if self._parts.session.signed_in:
            self._parts.session.end()
        for page in (*self._workspaces.values(), self._lock, self._sign_in_page):
            if page is not None:
                self._drop(page)
        self._workspaces.clear()
        self._screens.clear()
        self._findings.clear()
        self._lock = self._sign_in_page = None

    # --- Coming and going ------------------------------------------------------------------------------------------

    def _arrived(self, arrival: Arrival) -> None:
        self._arrival = arrival
        self._leave_lock()
        session = self._parts.session
        account_id = arrival.actor.account_id
        same = session.signed_in and session.actor.account_id == account_id
        if not same:
            self._put_away_others(account_id)
            self.undo.forget()
            self.news.forget()
        kept = self._workspaces.get(account_id)
        centre = session.centre if same and session.centre in arrival.centres else arrival.centre
        workspace = kept or self._make_workspace(account_id)
        session.begin(arrival.actor, arrival.centres, centre)
        self._parts.window.show_page(workspace)
        self._idle.start(arrival.lock_minutes * _MINUTE)
        self._session_end.start(arrival.session_hours * 60 * _MINUTE)
        if kept is None:
            workspace.start()
        else:
            workspace.wake()
        for widget in self._hidden:
            widget.show()
        self._hidden.clear()

    def _put_away_others(self, account_id: int) -> None:
        for owner, workspace in tuple(self._workspaces.items()):
            if owner != account_id and not workspace.has_unsaved():
                self._forget(owner)
        self._hidden = [widget for widget in self._hidden if widget.parent() is not None]

    def _lock_with(self, note: str) -> None:
        if self._lock is not None:
            return
        self._idle.stop()
        from clinic_desktop.ui.shell.lock_page import LockPage

        workspace = self.workspace
        self._close_omnibox()
        self._hide_other_windows()
        self._lock = LockPage(self._parts.theme, self.sign_in, self._parts.session.actor, note)
        self._lock.change_wanted.connect(self.show_sign_in)
        self._parts.window.show_page(self._lock)
        # Out of the window altogether: what is only hidden in it can still be read through accessibility.
        self._parts.window.take_page(workspace)

    def _hide_other_windows(self) -> None:
        popup = QApplication.activePopupWidget()
        while popup is not None and popup.close():
            popup = QApplication.activePopupWidget()
        for widget in QApplication.topLevelWidgets():
            if widget is not self._parts.window and widget.isVisible():
                widget.hide()
                self._hidden.append(widget)

    def _back_to_lock(self) -> None:
        if self._lock is not None:
            self.sign_in.reset()
            self._parts.window.show_page(self._lock)

    def _leave_lock(self) -> None:
        if self._lock is not None:
            self._drop(self._lock)
            self._lock = None

    def _end_session(self) -> None:
        if not self._parts.session.signed_in:
            return
        self._leave_lock()
        self._lock_with(self.tr("You have been signed in for long. Enter your password to go on; your work is kept."))

    def _sign_out(self) -> None:
        self._idle.stop()
        self._session_end.stop()
        account_id = self._parts.session.actor.account_id
        self.show_sign_in()
        self._forget(account_id)
        self._parts.session.end()
        self.undo.forget()
        self.news.forget()

    def _forget(self, account_id: int) -> None:
        """Throws away all that was made for a person."""
        self._findings.pop(account_id, None)
        self._screens.pop(account_id)
        self._drop(self._workspaces.pop(account_id))
        QTimer.singleShot(_GONE, memory.give_back)

    def _drop(self, page: QWidget) -> None:
        if isinstance(page, Workspace):
            page.forget_pages()
        self._parts.window.drop_page(page)

    # --- One workspace ---------------------------------------------------------------------------------------------

    def _make_workspace(self, account_id: int) -> Workspace:
        parts = self._parts
        workspace = Workspace(
            parts.theme,
            parts.session,
            self.undo,
            self.news,
            lambda route, parent: screens.build(screen_parts, route, parent),
        )
        screen_parts = self._screen_parts(workspace)
        self._workspaces[account_id] = workspace
        self._screens[account_id] = screen_parts
        bell = NewsList(parts.theme, workspace.top_bar.news_button, self.news, parts.session, parts.locale)
        workspace.top_bar.news_wanted.connect(bell.open_news)
        workspace.top_bar.search_wanted.connect(lambda: self.omnibox.open())
        workspace.top_bar.theme_toggled.connect(self._toggle_theme)
        workspace.top_bar.primary_wanted.connect(lambda: self._act("walk_in"))
        workspace.rail.person_clicked.connect(self._show_person_menu)
        workspace.session_ended.connect(self._end_session)
        self.news.changed.connect(workspace.show_news)
        failed = FailedMessagesViewModel(parts.session, parts.services, parts.tasks.slow, parts.hub)
        failed.setParent(workspace)
        failed.state_changed.connect(workspace.show_failed)
        failed.start()
        money = WaitingMoneyViewModel(parts.session, parts.services, parts.tasks.slow, parts.hub)
        money.setParent(workspace)
        money.state_changed.connect(workspace.show_waiting_money)
        money.more.connect(workspace.tell_waiting_money)
        money.start()
        connection = Connection(workspace, parts.hub, parts.tasks, parts.reach)
        if not self._connected:
            connection.show_connection(False)
        keys.install(workspace, self._act, workspace.go_to_place)
        self._note_demo(workspace)
        return workspace

    def _note_demo(self, workspace: Workspace) -> None:
        beginning = self._parts.beginning
        if beginning.demo_logins:
            detail = self.tr("Change person to see it as {logins}. Everybody's password is: {password}").format(
                logins=", ".join(beginning.demo_logins), password=beginning.demo_password
            )
            title = self.tr("A demo clinic: everybody in it is invented")
            action = (self.tr("Change person"), self._change_person)
            workspace.banners.show_banner("demo", "info", "info", (title, detail), action, "users")

    def _screen_parts(self, workspace: Workspace) -> Parts:
        parts = self._parts
        return Parts(
            theme=parts.theme, services=parts.services, tasks=parts.tasks, hub=parts.hub, session=parts.session,
            undo=self.undo, shell=workspace, settings=parts.computer.settings, locale=parts.locale,
            paper_folder=parts.paper_folder, computer=parts.computer,
        )  # fmt: skip

    def _act(self, name: str) -> None:
        """Does what a global key, a menu or a command asks for."""
        workspace = self.workspace
        if name != "search":
            self._close_omnibox()
        actions: dict[str, Callable[[], object]] = {
            "walk_in": self._walk_in,
            "till": self._open_till,
            "find": self._find,
            "search": lambda: self.omnibox.open(),
            "next_pane": lambda: workspace.next_pane(True),
            "previous_pane": lambda: workspace.next_pane(False),
            "undo": self.undo.undo,
            "redo": self.undo.redo,
            "news": workspace.top_bar.news_wanted.emit,
            "lock": self.lock,
            "foot": workspace.open_foot,
            "back": workspace.back,
            "keys": self._show_keys,
            "quit": self._parts.window.close,
            "theme": self._toggle_theme,
            "change_person": self._change_person,
            "change_password": self._change_password,
            "sign_out": self.sign_out,
        }
        actions.get(name, lambda: workspace.command(name))()

    def _close_omnibox(self) -> None:
        finding = self._findings.get(self._parts.session.actor.account_id)
        if finding is not None:
            finding.box.close_box()

    def _open_till(self) -> None:
        if self._parts.session.may(Permission.KEEP_TILL):
            self.workspace.open("till")

    def _walk_in(self) -> None:
        if self._parts.session.actor.role in WALK_IN_ROLES:
            self.workspace.open_dock("walk_in")

    def _find(self) -> None:
        if not self.workspace.command("find"):
            self.workspace.find_patients()

    def _show_keys(self) -> None:
        page = self.workspace.page
        keys.KeysSheet(self._parts.theme, self.workspace, page.keys() if page is not None else ()).open()

    def _toggle_theme(self) -> None:
        self._parts.computer.change(theme="light" if self._parts.theme.dark else "dark")

    def _show_person_menu(self) -> None:
        button = self.workspace.rail.person_button
        menu = Menu(self._parts.theme, self.workspace)
        menu.setAccessibleName(self._parts.session.actor.name)
        menu.add(self.tr("Lock"), self.lock, icon="lock", key="Ctrl+L")
        menu.add(self.tr("Change person"), self._change_person, icon="users")
        menu.add(self.tr("Change password…"), self._change_password, icon="key-round")
        menu.add(self.tr("Preferences"), lambda: self.workspace.open("preferences"), icon="sliders-horizontal")
        menu.addSeparator()
        menu.add(self.tr("Sign out"), self.sign_out, icon="log-out")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(button.width(), 0)))

    def _change_person(self) -> None:
        self.lock()
        self.show_sign_in()

    def _change_password(self) -> None:
        from clinic_desktop.ui.shell.password_dialog import PasswordDialog

        dialog = PasswordDialog(self._parts.theme, self.workspace, self.sign_in, self._parts.session.actor)
        dialog.accepted.connect(lambda: self.workspace.toast(self.tr("Password changed")))
        dialog.open()

    def _remember_centre(self) -> None:
        session = self._parts.session
        if session.signed_in and len(session.centres) > 1:
            self._parts.computer.change(home_location_id=session.centre.id)

    def _on_connection(self, connected: bool) -> None:
        self._connected = connected
        if self._sign_in_page is not None:
            self._sign_in_page.show_connection(connected)
