"""The lock: what it hides while it is down, and what comes back when it is lifted."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from clinic_desktop.background.tasks import InlineTasks
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.ui.shell.lock import Lock
from clinic_desktop.ui.shell.lock_page import LockPage
from clinic_desktop.ui.shell.main_window import MainWindow
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.shell.sign_in import SignInViewModel

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


def test_what_was_hidden_comes_back(locked: LockedWindow) -> None:
    locked.fall()
    locked.lock.lift()
    locked.window.show_page(locked.work)
    locked.lock.uncover()
    assert not locked.lock.is_down
    assert locked.dialog.isVisible()


def test_a_dialog_of_a_workspace_that_was_thrown_away_stays_hidden(locked: LockedWindow) -> None:
    locked.fall()
    locked.dialog.setParent(None)
    locked.lock.forget_orphans()
    locked.lock.uncover()
    assert not locked.dialog.isVisible()


def test_the_lock_comes_back_over_the_sign_in_of_somebody_else(locked: LockedWindow) -> None:
    locked.fall()
    lock_page = locked.window.current
    other = QWidget()
    locked.window.show_page(other)
    assert locked.lock.is_down
    locked.lock.show_page()
    assert locked.window.current is lock_page
    locked.window.drop_page(other)
