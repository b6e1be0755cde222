"""The first sign-in with a password that somebody else has given."""

from PySide6.QtCore import Qt

from clinic_desktop.ui.shell.lock_page import LockPage
from clinic_desktop.ui.shell.password_form import PasswordForm
from clinic_desktop.ui.shell.sign_in_page import SignInPage
from tests.ui.shell.conftest import Program


def given_password(program: Program) -> str:
    """A one-time password for the doctor, from the admin."""
    assert program.app.desk is not None and program.app.clinic is not None and program.clinic is not None
    staff = program.app.clinic.services.staff
    return staff.reset_password(program.clinic.admin, program.clinic.doctor.account_id)


def signs_in_with(working: Program, password: str) -> tuple[SignInPage, PasswordForm]:
    """The doctor does, at a desk where somebody else works; and is asked for a new one."""
    working.app.desk.seat.change_wanted.emit()
    working.sign_in("doctor", password)
    page = working.page(SignInPage)
    working.wait(lambda: page._new_password is not None and page._new_password.isVisible())
    form = page._new_password
    assert isinstance(form, PasswordForm)
    return page, form


def test_a_given_password_is_typed_once_and_a_new_one_twice(working: Program) -> None:
    page, form = signs_in_with(working, given_password(working))
    assert not form._old.isVisible()
    assert working.app.window.focusWidget() is form._new.edit
    assert form.geometry().bottom() < page._back.geometry().top()

    working.write(form._new.edit, "a boat on the lake")
    working.key(Qt.Key.Key_Tab)
    working.write(form._again.edit, "a boat on the lake", enter=True)
    working.wait(lambda: working.app.session.signed_in and working.app.window.current is not page)
    assert working.app.session.actor.account_id == working.clinic.doctor.account_id


def test_two_that_differ_change_nothing_and_somebody_else_is_asked_for_their_own(working: Program) -> None:
    password = given_password(working)
    page, form = signs_in_with(working, password)
    working.write(form._new.edit, "a boat on the lake")
    working.write(form._again.edit, "a boat on the lane", enter=True)
    working.settle()
    assert form._again.problem() and working.page(SignInPage) is page
    page.back_wanted.emit()
    working.page(LockPage).change_wanted.emit()
    assert working.page(SignInPage)._login.isVisible() and not form.isVisible()
    working.sign_in("doctor", password)
    working.wait(form.isVisible)
