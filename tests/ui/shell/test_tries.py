"""Wrong passwords: the time of the block on the wall's clock, the tries that are left, and nobody's typing lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest

from clinic_desktop.settings import Settings
from clinic_desktop.ui.formats import time_text
from clinic_desktop.ui.shell.lock_page import LockPage
from clinic_desktop.ui.shell.sign_in_page import SignInPage
from tests.builders import KOLKATA, Clinic
from tests.conftest import SetClock
from tests.later import Later
from tests.ui.shell.conftest import PASSWORD, Program


@pytest.fixture
def at_kolkata(
    programs: Callable[..., Program], small_clinic: Clinic, database_url: str, tmp_path: Path, clock: SetClock
) -> Program:
    """The program at a desk of the centre in Kolkata, while the computer's own clock tells UTC or anything else."""
    settings = Settings(tmp_path / "data", database_url, desk="Desk 1", home_location_id=small_clinic.kolkata)
    program = programs(settings, clock, small_clinic)
    program.page(SignInPage)
    return program


@pytest.mark.parametrize("login", ["desk", "nobody.at.all"])
def test_the_block_ends_on_the_clock_of_the_desks_centre(at_kolkata: Program, clock: SetClock, login: str) -> None:
    for _ in range(6):
        at_kolkata.sign_in(login, "not the password")
    clock.forward(minutes=15)
    until = time_text(clock().astimezone(KOLKATA), QLocale())
    words = at_kolkata.page(SignInPage)._refusal.whole_text()
    assert words == f"Too many wrong passwords. Try again after {until}. (AUTH_005)"


@pytest.mark.parametrize("login", ["desk", "nobody.at.all"])
def test_the_last_tries_are_counted_alike_for_everybody(program: Program, login: str) -> None:
    page = program.page(SignInPage)
    told = []
    for _ in range(4):
        program.sign_in(login, "not the password")
        program.settle()
        told.append(page._refusal.whole_text())
    assert [words.partition("Tries left: ")[2] for words in told] == ["", "3.", "2.", "1."]


def test_pressing_enter_again_while_it_is_looked_at_is_no_other_try(working: Program) -> None:
    desk, later = working.app.desk, Later()
    desk.lock()
    desk.sign_in._tasks = later
    lock = working.page(LockPage)
    working.write(lock._password.edit, "not the password", enter=True)
    working.key(Qt.Key.Key_Return)
    assert len(later.waiting) == 1
    later.let_go()
    lock.change_wanted.emit()
    page = working.page(SignInPage)
    page._login.set_text("desk")
    working.write(page._password.edit, "not the password", enter=True)
    working.key(Qt.Key.Key_Return)
    assert len(later.waiting) == 1
    later.let_go()


def test_the_right_password_starts_the_count_anew(program: Program) -> None:
    page = program.page(SignInPage)
    for right in (False, False, True, False):
        program.sign_in(password=PASSWORD if right else "not the password")
        program.settle()
        if right:
            program.app.desk.sign_out()
            page = program.page(SignInPage)
    assert "Tries left" not in page._refusal.whole_text()


def test_a_locked_desk_counts_the_last_tries_too(working: Program) -> None:
    working.ctrl(Qt.Key.Key_L)
    page = working.page(LockPage)
    for _ in range(3):
        page._password.edit.clear()
        working.write(page._password.edit, "not the password", enter=True)
        working.settle()
    assert page._refusal.whole_text().endswith("Tries left: 2.")


def test_what_is_typed_while_the_tries_are_counted_stays(program: Program) -> None:
    page = program.page(SignInPage)
    program.sign_in(password="not the password")
    program.settle()
    page._password.edit.clear()
    QTest.keyClicks(page._password.edit, PASSWORD[:5])
    assert program.app.desk is not None
    program.app.desk.sign_in.show_state(tries_left=3)
    assert "Tries left: 3" in page._refusal.whole_text()
    QTest.keyClicks(page._password.edit, PASSWORD[5:])
    assert page._password.text() == PASSWORD
