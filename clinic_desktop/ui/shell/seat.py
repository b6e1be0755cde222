"""What one person has at the desk: a workspace of their own, and what its keys, menus and commands do."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal

from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.ui import screens
from clinic_desktop.ui.kit.menu import Menu
from clinic_desktop.ui.parts import Parts
from clinic_desktop.ui.shell import keys
from clinic_desktop.ui.shell.connection import Connection
from clinic_desktop.ui.shell.desk_parts import DeskParts
from clinic_desktop.ui.shell.navigation import WALK_IN_ROLES
from clinic_desktop.ui.shell.news_list import NewsList
from clinic_desktop.ui.shell.waiting_counts import WaitingCounts
from clinic_desktop.ui.shell.workspace import Workspace
from clinic_desktop.viewmodels.shell.news import News
from clinic_desktop.viewmodels.shell.sign_in import SignInViewModel
from clinic_desktop.viewmodels.undo import UndoStack

# Imported when they are first wanted: the board is there sooner without them.
if TYPE_CHECKING:
    from clinic_desktop.ui.omnibox.overlay import Omnibox
    from clinic_desktop.ui.shell.finding import Finding


class Seat(QObject):
    """Lives as long as its workspace. Its signals ask the desk for what concerns other people, too: ``lock_wanted``,
    ``change_wanted`` (somebody else takes over) and ``sign_out_wanted``; ``session_ended`` says that the person has to
    sign in again."""

    lock_wanted = Signal()
    change_wanted = Signal()
    sign_out_wanted = Signal()
    session_ended = Signal()

    def __init__(
        self, parts: DeskParts, sign_in: SignInViewModel, undo: UndoStack, news: News, *, role: Role, connected: bool
    ) -> None:
        """``role`` is the person's, whose pages these are; ``connected`` says whether the database could be reached
        when it was last asked."""
        workspace = Workspace(
            parts.theme, parts.session, undo, news, lambda route, parent: screens.build(self.parts, route, parent)
        )
        super().__init__(workspace)
        self.workspace, self.role = workspace, role
        self._desk, self._sign_in, self._undo = parts, sign_in, undo
        self._finding: Finding | None = None
        self.parts = Parts(
            theme=parts.theme, services=parts.services, tasks=parts.tasks, hub=parts.hub, session=parts.session,
            undo=undo, shell=self.workspace, settings=parts.computer.settings, locale=parts.locale,
            paper_folder=parts.paper_folder, computer=parts.computer,
        )  # fmt: skip
        self._connect(news)
        WaitingCounts(self.workspace, news, parts.session, parts.services, parts.tasks.slow, parts.hub).start()
        connection = Connection(self.workspace, parts.hub, parts.tasks, parts.reach)
        if not connected:
            connection.show_connection(False)
        keys.install(self.workspace, self.act, self.workspace.go_to_place)
        self._note_demo()

    @property
    def omnibox(self) -> "Omnibox":
        """The omnibox over the workspace, made when it is first wanted."""
        if self._finding is None:
            from clinic_desktop.ui.shell.finding import Finding

            self._finding = Finding(self.parts, self.workspace, self.act)
        return self._finding.box

    def close_omnibox(self) -> None:
        """Closes it where it is open."""
        if self._finding is not None:
            self._finding.box.close_box()

    def act(self, name: str) -> None:
        """Does what a global key, a menu or a command asks for; what is not the window's own the page may know."""
        workspace = self.workspace
        if name != "search":
            self.close_omnibox()
        actions: dict[str, Callable[[], object]] = {
            "walk_in": self._walk_in,
            "till": self._open_till,
            "find": self._find,
            "search": lambda: self.omnibox.open(),
            "next_pane": lambda: workspace.next_pane(True),
            "previous_pane": lambda: workspace.next_pane(False),
            "undo": self._take_back,
            "redo": self._do_again,
            "news": workspace.top_bar.news_wanted.emit,
            "lock": self.lock_wanted.emit,
            "foot": workspace.open_foot,
            "back": workspace.back,
            "keys": self._show_keys,
            "quit": self._desk.window.close,
            "theme": self._toggle_theme,
            "change_person": self.change_wanted.emit,
            "change_password": self._change_password,
            "sign_out": self.sign_out_wanted.emit,
        }
        actions.get(name, lambda: workspace.command(name))()

    def _connect(self, news: News) -> None:
        workspace, bar, parts = self.workspace, self.workspace.top_bar, self._desk
        bell = NewsList(parts.theme, bar.news_button, news, parts.session, parts.locale)
        bar.news_wanted.connect(bell.open_news)
        bar.search_wanted.connect(lambda: self.omnibox.open())
        bar.theme_toggled.connect(self._toggle_theme)
        bar.primary_wanted.connect(lambda: self.act("walk_in"))
        workspace.rail.person_clicked.connect(self._show_person_menu)
        workspace.session_ended.connect(self.session_ended)

    def _note_demo(self) -> None:
        beginning = self._desk.beginning
        if beginning.demo_logins:
            detail = self.tr("Change person to see it as {logins}. Everybody's password is: {password}").format(
                logins=", ".join(beginning.demo_logins), password=beginning.demo_password
            )
            title = self.tr("A demo clinic: everybody in it is invented")
            action = (self.tr("Change person"), self.change_wanted.emit)
            self.workspace.banners.show_banner("demo", "info", "info", (title, detail), action, "users")

    def _open_till(self) -> None:
        if self._desk.session.may(Permission.KEEP_TILL):
            self.workspace.open("till")

    def _walk_in(self) -> None:
        if self._desk.session.actor.role in WALK_IN_ROLES:
            self.workspace.open_dock("walk_in")

    def _take_back(self) -> None:
        if self._undo.undoable is None:
            self.workspace.toasts.show_toast(self.tr("There is nothing to take back."))
        self._undo.undo()

    def _do_again(self) -> None:
        if self._undo.redoable is None:
            self.workspace.toasts.show_toast(self.tr("There is nothing to do again."))
        self._undo.redo()

    def _find(self) -> None:
        if not self.workspace.command("find"):
            self.workspace.find_patients()

    def _show_keys(self) -> None:
        page = self.workspace.page
        keys.KeysSheet(self._desk.theme, self.workspace, page.keys() if page is not None else ()).open()

    def _toggle_theme(self) -> None:
        self._desk.computer.change(theme="light" if self._desk.theme.dark else "dark")

    def _show_person_menu(self) -> None:
        button = self.workspace.rail.person_button
        menu = Menu(self._desk.theme, self.workspace)
        menu.setAccessibleName(self._desk.session.actor.name)
        menu.add(self.tr("Lock"), self.lock_wanted.emit, icon="lock", key="Ctrl+L")
        menu.add(self.tr("Change person"), self.change_wanted.emit, icon="users")
        menu.add(self.tr("Change password…"), self._change_password, icon="key-round")
        menu.add(self.tr("Preferences"), lambda: self.workspace.open("preferences"), icon="sliders-horizontal")
        menu.addSeparator()
        menu.add(self.tr("Sign out"), self.sign_out_wanted.emit, icon="log-out")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(button.width(), 0)))

    def _change_password(self) -> None:
        from clinic_desktop.ui.shell.password_dialog import PasswordDialog

        dialog = PasswordDialog(self._desk.theme, self.workspace, self._sign_in, self._desk.session.actor)
        dialog.accepted.connect(lambda: self.workspace.toast(self.tr("Password changed")))
        dialog.open()
