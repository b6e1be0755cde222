"""The real program, built as it starts, on a temporary folder and a small clinic."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from clinic_desktop.app import Application, build
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.accounts import Account
from clinic_desktop.services.accounts.passwords import LEAST_COST, hashed
from clinic_desktop.services.patients.search_index import reindex
from clinic_desktop.settings import Settings
from clinic_desktop.ui.shell.crash_dialog import CrashDialog
from clinic_desktop.ui.shell.sign_in_page import SignInPage
from tests.builders import Clinic, make_clinic
from tests.conftest import SetClock

W = TypeVar("W", bound=QWidget)
PASSWORD = "river otter 9"
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what the database has no part in: the other tests of the program run on both."""


@cache
def _hash_of_password() -> str:
    return hashed(PASSWORD, LEAST_COST)


class Program:
    """The program with hands: it types, presses keys and waits."""

    def __init__(self, application: Application, qtbot: QtBot, clinic: Clinic | None) -> None:
        self.app, self.qtbot, self.clinic = application, qtbot, clinic

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()))

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.app.window.focusWidget() or self.app.window, key, modifiers)

    def ctrl(self, key: Qt.Key) -> None:
        self.key(key, Qt.KeyboardModifier.ControlModifier)

    def write(self, widget: QWidget, text: str, enter: bool = False) -> None:
        widget.setFocus()
        QTest.keyClicks(widget, text)
        if enter:
            QTest.keyClick(widget, Qt.Key.Key_Return)

    def page(self, kind: type[W]) -> W:
        self.wait(lambda: isinstance(self.app.window.current, kind))
        page = self.app.window.current
        assert isinstance(page, kind)
        return page

    def sign_in(self, login: str = "desk", password: str = PASSWORD) -> None:
        page = self.page(SignInPage)
        assert isinstance(page, SignInPage)
        page._login.set_text(login)
        page._password.set_text("")
        self.write(page._password.edit, password, enter=True)
        assert self.app.desk is not None
        self.wait(lambda: not self.app.desk.sign_in.state.busy)

    def settle(self) -> None:
        self.wait(lambda: self.app.tasks.idle)


@pytest.fixture
def programs(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Program]]:
    """Starts programs, and ends them; an unexpected fault in any fails the test."""
    started: list[Application] = []

    def start(settings: Settings, clock: SetClock, clinic: Clinic | None = None, **options: object) -> Program:
        application = build(settings, clock=clock, **options)
        started.append(application)
        application.open()
        return Program(application, qtbot, clinic)

    yield start
    for application in started:
        faults = [dialog.reference for dialog in application.window.findChildren(CrashDialog)]
        application.close()
        application.window.deleteLater()
        log = application.settings.data_folder / "logs" / "error.log"
        assert not faults, log.read_text(encoding="utf-8") if log.exists() else faults


@pytest.fixture
def small_clinic(database: Database, clock: SetClock) -> Clinic:
    """The clinic of the builders, with a password for the front desk and the admin, and patients who can be found."""
    clinic = make_clinic(database, clock)
    with database.write() as session:
        for actor, name in ((clinic.front_desk, "desk"), (clinic.admin, "admin"), (clinic.doctor, "doctor")):
            account = session.get(Account, actor.account_id)
            assert account is not None
            account.username, account.password_hash = name, _hash_of_password()
        reindex(session)
    return clinic


@pytest.fixture
def program(
    programs: Callable[..., Program], small_clinic: Clinic, database_url: str, tmp_path: Path, clock: SetClock
) -> Program:
    """The program at its sign-in page, on each of the two databases."""
    program = programs(Settings(tmp_path / "data", database_url, desk="Desk 1"), clock, small_clinic)
    program.page(SignInPage)
    return program


@pytest.fixture
def working(program: Program) -> Program:
    """The program with the front desk signed in."""
    program.sign_in()
    program.wait(lambda: program.app.session.signed_in)
    program.settle()
    return program
