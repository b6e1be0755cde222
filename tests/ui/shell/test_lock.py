"""The lock: what it hides while it is down, and what comes back when it is lifted."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from clinic_desktop.background.tasks import InlineTasks
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.ui.shell.lock import Lock
from clinic_desktop.ui.shell.lock_page import LockPage
from clinic_desktop.ui.shell.main_window import MainWindow
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.shell.sign_in import SignInViewModel
from tests.conftest import SetClock
from tests.ui.appointments.reception import open_desk

ACTOR = Actor(account_id=1, role=Role.FRONT_DESK, name="Maria Pereira")


class LockedWindow:
    """A window with somebody's work in it, a dialog over that, and the lock."""

    def __init__(self) -> None:
        self.theme = Theme()
        self.window = MainWindow(self.theme)
        self.owner = QObject()
        sign_in = SignInViewModel(SimpleNamespace(), InlineTasks(), "desk-1", None)  # type: ignore[arg-type]
        sign_in.setParent(self.owner)
        self.lock = Lock(self.theme, self.window, sign_in, self.owner)
        self.work = QWidget()
        self.window.show_page(self.work)
        self.window.show()
        self.dialog = QDialog(self.work)
        self.dialog.show()

    def fall(self) -> None:
        self.lock.fall(self.work, ACTOR, "Locked at 10:00")


@pytest.fixture
def locked(qtbot: QtBot) -> Iterator[LockedWindow]:
    locked = LockedWindow()
    yield locked
    locked.lock.lift()
    locked.window.drop_page(locked.work)
    locked.window.close()
    locked.window.deleteLater()


def test_the_work_is_out_of_the_window_and_its_dialogs_are_hidden(locked: LockedWindow) -> None:
    locked.fall()
    assert locked.lock.is_down
    assert isinstance(locked.window.current, LockPage)
    assert not locked.window.isAncestorOf(locked.work)
    assert not locked.dialog.isVisible()


def test_it_wants_to_fall_when_nobody_does_anything_and_when_somebody_signed_in_long_ago(
    qtbot: QtBot, locked: LockedWindow
) -> None:
    with qtbot.waitSignal(locked.lock.idle):
        locked.lock.watch(0, 24)
    with qtbot.waitSignal(locked.lock.overdue):
        locked.lock.watch(10, 0)


def test_it_counts_while_somebody_works_and_a_session_ends_also_behind_it(locked: LockedWindow) -> None:
    def counts() -> tuple[bool, bool]:
        return locked.lock._idle._countdown.is_running, locked.lock._session_end.is_running

    locked.lock.watch(10, 24)
    assert counts() == (True, True)
    locked.fall()
    assert counts() == (False, True)
    locked.lock.rest()
    assert counts() == (False, False)


def test_what_was_hidden_comes_back(locked: LockedWindow) -> None:
    locked.fall()
    locked.lock.lift()
    locked.window.show_page(locked.work)
    locked.lock.uncover(locked.work)
    assert not locked.lock.is_down
    assert locked.dialog.isVisible()


def test_a_menu_that_was_open_is_closed_and_does_not_come_back(locked: LockedWindow) -> None:
    menu = QMenu(locked.work)
    menu.addAction("Refund")
    menu.popup(locked.window.mapToGlobal(locked.window.rect().center()))
    locked.fall()
    assert not menu.isVisible()
    locked.lock.uncover(locked.work)
    assert locked.dialog.isVisible() and not menu.isVisible()


def test_the_next_person_sees_no_dialog_of_the_last_one_who_finds_it_again(locked: LockedWindow) -> None:
    locked.fall()
    locked.lock.lift()
    other = QWidget()
    locked.window.show_page(other)
    locked.lock.uncover(other)
    assert not locked.dialog.isVisible()
    locked.window.take_page(other)
    locked.window.show_page(locked.work)
    locked.lock.uncover(locked.work)
    assert locked.dialog.isVisible()
    other.deleteLater()


def test_a_dialog_that_was_answered_meanwhile_is_in_nobodys_way(locked: LockedWindow) -> None:
    locked.fall()
    delete(locked.dialog)
    locked.lock.lift()
    locked.window.show_page(locked.work)
    locked.lock.uncover(locked.work)
    assert not locked.lock.is_down


def test_the_lock_comes_back_over_the_sign_in_of_somebody_else(locked: LockedWindow) -> None:
    locked.fall()
    lock_page = locked.window.current
    other = QWidget()
    locked.window.show_page(other)
    assert locked.lock.is_down
    locked.lock.show_page()
    assert locked.window.current is lock_page
    locked.window.drop_page(other)


def test_a_question_over_work_that_is_kept_waits_for_its_person_while_another_one_is_there(
    qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path) as desk:
        desk.workspace.open_dock("walk_in")
        desk.type("Zed Newman")
        desk.key(Qt.Key.Key_Return)
        assert desk.workspace.has_unsaved()
        desk.workspace.ask("Give 400 back to Asha Rao?", "", "Keep", "Give back", lambda: None)
        desk.settle()
        kept = desk.workspace
        (question,) = kept.findChildren(QDialog)
        desk.desk.lock()
        desk.desk.sign_in.enter_as(desk.clinic.coordinator.account_id)
        desk.settle()
        assert not question.isVisible()
        assert not kept.is_in_use and desk.workspace.is_in_use
        assert kept.rail.person_button.accessibleName() != desk.workspace.rail.person_button.accessibleName()
        desk.desk.lock()
        desk.desk.sign_in.enter_as(desk.actor.account_id)
        desk.settle()
        assert question.isVisible()
