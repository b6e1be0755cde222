"""The keys that mean the same everywhere, the bell, the sheet, banners and quitting."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from clinic_desktop.domain.errors import SlotTaken, Unreachable
from clinic_desktop.domain.period import Period
from clinic_desktop.ui.kit.dialog import Question
from clinic_desktop.ui.shell.keys import KeysSheet, place_key
from clinic_desktop.ui.shell.lock_page import LockPage
from clinic_desktop.ui.shell.news_list import NewsList
from clinic_desktop.ui.shell.sign_in_page import SignInPage
from clinic_desktop.ui.shell.workspace import Workspace
from clinic_desktop.viewmodels.undo import Action
from tests.conftest import NOW
from tests.ui.shell.conftest import Program, on_one_database


def workspace(program: Program) -> Workspace:
    assert program.app.desk is not None
    return program.app.desk.workspace


@on_one_database
def test_f2_opens_the_walk_in_from_any_page_and_escape_closes_it(working: Program) -> None:
    working.ctrl(Qt.Key.Key_3)
    working.key(Qt.Key.Key_F2)
    shell = workspace(working)
    assert shell.dock.route == "walk_in"
    working.key(Qt.Key.Key_Escape)
    assert shell.panel is None
    assert shell.route == "patients"


@on_one_database
def test_the_rail_answers_to_control_and_its_number_and_back_leads_back(working: Program) -> None:
    working.ctrl(Qt.Key.Key_2)
    assert workspace(working).route == "queue"
    working.ctrl(Qt.Key.Key_Comma)
    assert workspace(working).route == "preferences"
    working.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert workspace(working).route == "queue"
    working.ctrl(Qt.Key.Key_9)
    assert workspace(working).route == "queue"


def test_the_tenth_page_of_the_rail_has_zero_and_no_other_has_a_key() -> None:
    assert [place_key(place) for place in (0, 8, 9, 10)] == ["Ctrl+1", "Ctrl+9", "Ctrl+0", ""]


@on_one_database
def test_f3_finds_patients(working: Program) -> None:
    working.key(Qt.Key.Key_F3)
    assert workspace(working).route == "patients"


def test_control_z_takes_back_and_control_shift_z_does_again(working: Program) -> None:
    done: list[str] = []
    workspace(working).toast("Moved", Action("Moved", lambda: done.append("undo"), lambda: done.append("redo")))
    working.ctrl(Qt.Key.Key_Z)
    working.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    working.ctrl(Qt.Key.Key_Z)
    working.ctrl(Qt.Key.Key_Z)
    assert done == ["undo", "redo", "undo"]


@on_one_database
def test_the_panes_take_turns(working: Program) -> None:
    shell = workspace(working)
    seen = []
    for _ in range(3):
        working.key(Qt.Key.Key_F6)
        focus = working.app.window.focusWidget()
        seen += [
            name for name, pane in (("rail", shell.rail), ("page", shell.page)) if pane and pane.isAncestorOf(focus)
        ]
    assert "rail" in seen


def test_the_bell_counts_what_was_refused_and_shows_it(working: Program) -> None:
    shell = workspace(working)
    shell.refuse(SlotTaken(Period(NOW, NOW), by_name="Meera", taken_at=NOW))
    assert working.app.desk.news.unseen == 1
    working.ctrl(Qt.Key.Key_J)
    bell = working.app.window.findChild(NewsList)
    assert bell is not None and bell.isVisible()
    assert "APPT_002" in working.app.desk.news.items[0].text
    assert working.app.desk.news.unseen == 0
    working.key(Qt.Key.Key_Escape)
    assert not bell.isVisible()


@on_one_database
def test_a_click_on_the_bell_opens_it_and_another_closes_it(working: Program) -> None:
    button = workspace(working).top_bar.news_button
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    bell = working.app.window.findChild(NewsList)
    assert bell is not None and bell.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not bell.isVisible()


@on_one_database
def test_the_sheet_shows_the_keys_of_the_page_too(working: Program) -> None:
    working.key(Qt.Key.Key_Question)
    sheets = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, KeysSheet)]
    assert len(sheets) == 1
    sheets[0].reject()


def test_a_lost_database_is_said_in_a_banner_and_asking_again_takes_it_away(working: Program) -> None:
    shell = workspace(working)
    shell.refuse(Unreachable("database", "network"))
    working.wait(lambda: shell.banners.banner("connection") is not None)
    assert "Offline" in shell.top_bar._sync.text()
    from clinic_desktop.ui.shell.connection import Connection

    connection = shell.findChild(Connection)
    assert connection is not None
    connection.try_now()
    working.wait(lambda: shell.banners.banner("connection") is None)
    assert "Synced" in shell.top_bar._sync.text()


def test_quitting_asks_only_when_something_would_be_lost(working: Program) -> None:
    shell = workspace(working)
    page = shell.page
    assert page is not None
    page.has_unsaved = lambda: True
    working.app.window.close()
    assert working.app.window.isVisible()
    question = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Question))
    question.reject()
    page.has_unsaved = lambda: False
    working.app.window.close()
    assert not working.app.window.isVisible()


@on_one_database
def test_signing_out_asks_only_when_something_would_be_lost(working: Program) -> None:
    page = workspace(working).page
    assert page is not None
    page.has_unsaved = lambda: True
    for loses_it in (False, True):
        working.app.desk.sign_out()
        assert working.app.session.signed_in
        question = next(one for one in QApplication.topLevelWidgets() if isinstance(one, Question) and one.isVisible())
        if loses_it:
            question.acted.emit()
        question.reject()
    working.page(SignInPage)
    assert not working.app.session.signed_in


@on_one_database
def test_keys_of_the_desk_do_nothing_for_who_does_not_sit_there(program: Program) -> None:
    program.sign_in("doctor")
    program.wait(lambda: program.app.session.signed_in)
    program.settle()
    route = workspace(program).route
    program.key(Qt.Key.Key_F2)
    assert workspace(program).panel is None
    program.app.desk.seat.act("till")
    assert workspace(program).route == route


@on_one_database
def test_the_theme_is_remembered(working: Program) -> None:
    dark = working.app.theme.dark
    workspace(working).top_bar.theme_toggled.emit()
    assert working.app.theme.dark is not dark
    assert working.app.settings.theme == ("light" if dark else "dark")


def test_work_that_is_not_saved_waits_for_its_person(working: Program) -> None:
    shell = workspace(working)
    page = shell.page
    assert page is not None
    page.has_unsaved = lambda: True
    working.ctrl(Qt.Key.Key_L)
    working.page(LockPage).change_wanted.emit()
    working.sign_in("admin")
    working.wait(lambda: working.app.session.actor.name == "Admin")
    working.app.desk.sign_out()
    working.sign_in("desk")
    working.wait(lambda: working.app.session.signed_in)
    assert working.page(Workspace) is shell
