"""First start, signing in, locking and coming back, in the real window on both databases."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid

from clinic_desktop.db.database import Database, sqlite_url
from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.settings import Settings, load
from clinic_desktop.ui.first_start.page import FirstStartPage
from clinic_desktop.ui.first_start.steps import ClinicStep
from clinic_desktop.ui.kit.menu import Menu
from clinic_desktop.ui.shell.closed_page import ClosedPage
from clinic_desktop.ui.shell.crash_dialog import CrashDialog
from clinic_desktop.ui.shell.lock_page import LockPage
from clinic_desktop.ui.shell.sign_in_page import SignInPage
from clinic_desktop.ui.shell.workspace import Workspace
from clinic_desktop.viewmodels.shell.first_start import Step
from clinic_desktop.viewmodels.shell.opening import demo_settings
from clinic_desktop.viewmodels.undo import Action
from tests.conftest import SetClock
from tests.ui.shell.conftest import PASSWORD, Program


def through_the_wizard(program: Program) -> None:
    """Fills the steps of the clinic, the admin and the doctor in, by keys."""
    page = program.page(FirstStartPage)
    model = page._viewmodel
    program.wait(lambda: model.state.step is Step.CLINIC)
    program.write(page.form.fields["clinic_name"].edit, "Sunrise Clinic")
    assert isinstance(page.form, ClinicStep)
    page.form._choose_country("IN")
    program.write(page.form.fields["centre_name"].edit, "Indiranagar", enter=True)
    program.write(page.form.fields["admin_name"].edit, "Nila Rao")
    program.write(page.form.fields["admin_email"].edit, "nila@example.org")
    program.write(page.form.fields["admin_password"].edit, PASSWORD)
    program.write(page.form.fields["admin_again"].edit, PASSWORD, enter=True)
    program.write(page.form.fields["doctor_name"].edit, "Dr Asha Menon")
    program.write(page.form.fields["doctor_fee_minor"].edit, "500")
    page.next.click()


def test_the_first_start_makes_a_clinic_and_signs_its_admin_in(
    programs: Callable[..., Program], database: Database, database_url: str, tmp_path: Path, clock: SetClock
) -> None:
    program = programs(Settings(tmp_path / "data", database_url, desk="Desk 1", given=True), clock)
    through_the_wizard(program)
    program.page(Workspace)
    assert program.app.session.actor.name == "Nila Rao"
    assert program.app.session.centre.name == "Indiranagar"
    with database.read() as session:
        assert session.query(Location).one().currency == "INR"
        assert session.query(Practitioner).one().name == "Dr Asha Menon"
        assert session.query(Account).one().email == "nila@example.org"
    program.settle()
    kept = load(tmp_path / "data")
    assert "Sunrise" not in kept.file.read_text(encoding="utf-8")
    assert ":" + PASSWORD not in kept.file.read_text(encoding="utf-8")


def test_the_wizard_checks_in_place_and_makes_a_new_file(
    programs: Callable[..., Program], tmp_path: Path, clock: SetClock
) -> None:
    program = programs(Settings(tmp_path / "data", desk="Desk 1"), clock)
    page = program.page(FirstStartPage)
    page.next.click()
    page.next.click()
    assert page.form.fields["clinic_name"].problem()
    assert program.app.window.focusWidget() is page.form.fields["clinic_name"].edit
    through_the_wizard(program)
    program.page(Workspace)
    program.settle()
    assert load(tmp_path / "data").database_url == sqlite_url(tmp_path / "data" / "clinic.sqlite3")


def test_the_wizard_says_why_a_server_cannot_be_reached(
    programs: Callable[..., Program], tmp_path: Path, clock: SetClock
) -> None:
    program = programs(Settings(tmp_path / "data", desk="Desk 1"), clock)
    page = program.page(FirstStartPage)
    page._viewmodel.edit(place="server")
    program.write(page.form.fields["url"].edit, "mysql://x/y", enter=True)
    assert page.form.fields["url"].problem()
    page.form.fields["url"].edit.clear()
    program.write(page.form.fields["url"].edit, "postgresql://a:b@127.0.0.1:1/none")
    page.form.test.click()
    program.wait(lambda: page._viewmodel.state.refusal is not None)
    assert "DB_001" in page._refusal.whole_text()


def test_a_wrong_password_is_said_and_the_right_one_opens_the_first_page(program: Program) -> None:
    program.sign_in(password="not the password")
    page = program.page(SignInPage)
    assert "AUTH_002" in page._refusal.whole_text()
    program.sign_in()
    program.page(Workspace)
    assert program.app.desk.workspace.route == "board"


def test_enter_leads_from_the_login_to_the_password_and_in_and_nothing_of_it_stays(program: Program) -> None:
    page = program.page(SignInPage)
    program.write(page._login.edit, "desk", enter=True)
    assert program.app.window.focusWidget() is page._password.edit
    program.write(page._password.edit, PASSWORD, enter=True)
    program.page(Workspace)
    program.app.desk.sign_out()
    page = program.page(SignInPage)
    assert (page._login.text(), page._password.text()) == ("", "")


def test_too_many_tries_block_for_a_while(program: Program) -> None:
    for _ in range(6):
        program.sign_in(password="not the password")
    assert "AUTH_005" in program.page(SignInPage)._refusal.whole_text()


def readable(widget: QWidget) -> str:
    """Everything that accessibility tells of a widget and all below it."""
    told: list[str] = []

    def visit(interface: object, depth: int = 0) -> None:
        if interface is None or depth > 40:
            return
        told.append(interface.text(QAccessible.Text.Name))
        for place in range(interface.childCount()):
            visit(interface.child(place), depth + 1)

    visit(QAccessible.queryAccessibleInterface(widget))
    return "\n".join(told)


def test_a_locked_desk_shows_and_tells_nothing_of_the_work(working: Program) -> None:
    assert "Dr Anita Menon" in readable(working.app.window)
    working.ctrl(Qt.Key.Key_L)
    working.page(LockPage)
    assert "Dr Anita Menon" not in readable(working.app.window)
    seen = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    assert seen == [working.app.window]


def test_the_same_person_finds_their_work_as_it_was(working: Program) -> None:
    workspace = working.app.desk.workspace
    working.key(Qt.Key.Key_F2)
    working.ctrl(Qt.Key.Key_L)
    lock = working.page(LockPage)
    working.write(lock._password.edit, "not the password", enter=True)
    working.wait(lambda: "AUTH_002" in lock._refusal.whole_text())
    lock._password.edit.clear()
    working.write(lock._password.edit, PASSWORD, enter=True)
    assert working.page(Workspace) is workspace
    assert workspace.panel is not None


def test_the_search_closes_when_the_desk_locks_by_itself(working: Program) -> None:
    box = working.app.desk.omnibox
    box.open()
    assert box.isVisible()
    working.app.desk.lock()
    working.write(working.page(LockPage)._password.edit, PASSWORD, enter=True)
    working.page(Workspace)
    assert not box.isVisible()


def test_another_person_gets_a_workspace_of_their_own(working: Program) -> None:
    desk = working.app.desk
    before = desk.workspace
    before.toast("Asha Rao moved", Action("Asha Rao moved", lambda: None))
    working.ctrl(Qt.Key.Key_L)
    working.page(LockPage).change_wanted.emit()
    working.sign_in("admin")
    working.wait(lambda: working.app.session.actor.name == "Admin")
    after = working.page(Workspace)
    assert after is not before
    assert desk.workspace.route == "overview"
    assert (desk.undo.undoable, desk.news.items) == (None, ())
    working.wait(lambda: not isValid(before))


def test_back_from_the_sign_in_leads_to_the_lock(working: Program) -> None:
    working.app.desk.lock()
    working.page(LockPage).change_wanted.emit()
    working.page(SignInPage).back_wanted.emit()
    working.page(LockPage)


def test_signing_out_leaves_nobody(working: Program) -> None:
    desk = working.app.desk
    session_end = desk._lock._session_end
    assert session_end.is_running
    desk.workspace.toast("Asha Rao moved", Action("Asha Rao moved", lambda: None))
    desk.sign_out()
    working.page(SignInPage)
    assert not working.app.session.signed_in
    assert not session_end.is_running
    assert (desk.undo.undoable, desk.news.items) == (None, ())


def test_idling_locks(working: Program) -> None:
    working.app.desk._lock._idle.start(1)
    working.page(LockPage)


def test_an_old_session_ends_and_keeps_the_work(working: Program) -> None:
    workspace = working.app.desk.workspace
    working.app.desk._lock._session_end.start(1)
    lock = working.page(LockPage)
    working.write(lock._password.edit, PASSWORD, enter=True)
    assert working.page(Workspace) is workspace


@pytest.mark.parametrize(
    ("content", "words"), [(b"this is no database at all, only words", "damaged"), (None, "not there")]
)
def test_a_database_that_cannot_be_opened_is_said_in_plain_words(
    programs: Callable[..., Program], tmp_path: Path, clock: SetClock, content: bytes | None, words: str
) -> None:
    path = tmp_path / "old.sqlite3"
    if content is not None:
        path.write_bytes(content * 100)
    program = programs(Settings(tmp_path / "data", sqlite_url(path), desk="Desk 1"), clock)
    page = program.page(ClosedPage)
    assert words in page.words.whole_text()
    assert page.refusal.code == "DB_001"
    page.again.click()
    program.settle()
    page = program.page(ClosedPage)
    page.other.click()
    program.page(FirstStartPage)


def test_a_database_of_a_newer_program_is_refused(
    programs: Callable[..., Program], database: Database, database_url: str, tmp_path: Path, clock: SetClock
) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    program = programs(Settings(tmp_path / "data", database_url, desk="Desk 1"), clock)
    assert "newer program" in program.page(ClosedPage).words.whole_text()


def program_text() -> str:
    """What somebody typed; tracebacks show the program's own lines."""
    return "Asha Rao, 98450 14471"


def test_a_fault_is_told_once_with_a_reference_and_kept_out_of_sight_in_the_log(working: Program) -> None:
    typed = program_text()

    def broken() -> None:
        raise ValueError(typed)

    working.app.tasks.slow.run(working.app, broken, lambda _: None, lambda _: None)
    working.app.tasks.slow.run(working.app, broken, lambda _: None, lambda _: None)
    working.wait(lambda: working.app.tasks.idle and working.app.window.findChildren(CrashDialog))
    dialogs = working.app.window.findChildren(CrashDialog)
    assert len(dialogs) == 1
    log = (working.app.settings.data_folder / "logs" / "error.log").read_text(encoding="utf-8")
    assert dialogs[0].reference in log
    assert "ValueError" in log and "in broken" in log
    assert "Asha" not in log
    dialogs[0].accept()
    working.wait(lambda: not working.app.window.findChildren(CrashDialog))
    assert working.app.window.isVisible()


def test_a_demo_begins_at_the_front_desk_and_says_who_else_can_sign_in(
    programs: Callable[..., Program], small_clinic: object, database_url: str, tmp_path: Path, clock: SetClock
) -> None:
    program = programs(Settings(tmp_path / "data", database_url, desk="Desk 1"), clock, demo=True)
    workspace = program.page(Workspace)
    assert program.app.session.actor.name == "Front Desk"
    banner = workspace.banners.banner("demo")
    assert banner is not None
    assert "admin" in banner.accessibleName() and "sunrise over the lake" in banner.accessibleName()


def test_a_demo_that_cannot_be_written_says_so(
    programs: Callable[..., Program], tmp_path: Path, clock: SetClock
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "demo").write_text("a letter", encoding="utf-8")
    program = programs(Settings(tmp_path / "data", desk="Desk 1"), clock)
    program.page(FirstStartPage)
    program.app.open_demo()
    assert "cannot be written to" in program.page(ClosedPage).words.whole_text()


def test_pictures_lie_in_the_folder_that_the_desks_share(
    programs: Callable[..., Program], small_clinic: object, database_url: str, tmp_path: Path, clock: SetClock
) -> None:
    shared = tmp_path / "shared"
    program = programs(Settings(tmp_path / "data", database_url, desk="Desk 1", picture_folder=str(shared)), clock)
    program.page(SignInPage)
    key = f"profiles/2026/11/{'0' * 32}"
    assert program.app.clinic.services.pictures.path(key, 96).is_relative_to(shared)


def test_the_demo_leaves_a_clinic_alone_that_lies_in_a_folder_of_its_name(tmp_path: Path) -> None:
    mine = Settings(tmp_path / "demo", picture_folder=str(tmp_path / "ours"))
    demo = demo_settings(mine)
    assert demo.pictures == tmp_path / "demo" / "pictures"
    assert demo.data_folder == tmp_path / "demo"
    assert demo.database_url != sqlite_url(mine.default_database)
    assert demo_settings(demo) == demo


def test_the_only_centre_is_told_and_not_offered(working: Program) -> None:
    bar = working.app.desk.workspace.top_bar
    assert not bar._centre.isVisible()
    assert bar._only_centre.isVisible()


def test_leaving_a_page_with_something_unsaved_keeps_it_says_so_and_leads_back(working: Program) -> None:
    working.ctrl(Qt.Key.Key_L)
    working.page(LockPage).change_wanted.emit()
    working.sign_in("admin")
    working.wait(lambda: working.app.session.actor.name == "Admin")
    workspace = working.page(Workspace)
    working.settle()
    workspace.open("settings")
    working.settle()
    page = workspace.page
    field = page.rows["hold_minutes"].field
    field.edit.selectAll()
    working.write(field.edit, "9")
    assert page.has_unsaved()

    buttons = workspace.rail.findChildren(QAbstractButton)
    rail_button = next(button for button in buttons if button.accessibleName() == "Board")
    QTest.mouseClick(rail_button, Qt.MouseButton.LeftButton)
    working.settle()
    assert workspace.route == "board"
    assert "keeps what you typed" in workspace.toasts.accessibleName()
    assert "Settings" in workspace.toasts.accessibleName()

    QTest.mouseClick(workspace.toasts._button, Qt.MouseButton.LeftButton)
    working.settle()
    assert workspace.route == "settings"
    assert page.has_unsaved()
    assert page.rows["hold_minutes"].field.text() == "9"


def test_the_menus_of_person_and_centre_look_like_the_house_and_print_their_keys(working: Program) -> None:
    workspace = working.app.desk.workspace
    QTest.mouseClick(workspace.rail.person_button, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, Menu)
    lock = next(action for action in menu.actions() if action.text() == "Lock")
    assert lock.shortcut() == QKeySequence("Ctrl+L")
    menu.close()

    workspace.top_bar._show_centres()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, Menu)
    assert [action.text() for action in menu.actions()] == [centre.name for centre in working.app.session.centres]
    menu.close()
