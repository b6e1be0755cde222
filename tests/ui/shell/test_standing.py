"""What an admin changes of somebody's account holds at once at the desk where that person works."""

from dataclasses import fields, replace

from PySide6.QtCore import Qt

from clinic_desktop.domain.codes import Role
from clinic_desktop.services.accounts.staff import StaffDraft
from clinic_desktop.services.location_values import LocationDraft
from clinic_desktop.ui.shell.lock_page import LockPage
from clinic_desktop.ui.shell.sign_in_page import SignInPage
from clinic_desktop.ui.shell.workspace import Workspace
from tests.ui.shell.conftest import PASSWORD, Program


def change(program: Program, **changes: object) -> None:
    """An admin saves the account of who works here, at another desk."""
    staff, admin = program.app.clinic.services.staff, program.clinic.admin
    account_id = program.app.session.actor.account_id
    view = next(view for view in staff.listing(admin) if view.account_id == account_id)
    draft = StaffDraft(view.name, view.role, view.email, view.username, view.phone, view.location_ids)
    staff.save(admin, account_id, view.version, replace(draft, **changes))


def test_who_is_no_longer_active_is_locked_out_at_once(working: Program) -> None:
    account_id = working.app.session.actor.account_id
    working.app.clinic.services.staff.deactivate(working.clinic.admin, account_id)
    lock = working.page(LockPage)
    assert "no longer" in lock._subtitle.whole_text()
    working.write(lock._password.edit, PASSWORD, enter=True)
    working.wait(lambda: "AUTH_003" in lock._refusal.whole_text())
    lock.change_wanted.emit()
    working.page(SignInPage)


def test_another_role_needs_the_password_and_gets_its_own_pages(working: Program) -> None:
    working.key(Qt.Key.Key_F2)
    before = working.app.desk.workspace
    change(working, role=Role.MANAGER)
    lock = working.page(LockPage)
    assert "role" in lock._subtitle.whole_text()
    working.write(lock._password.edit, PASSWORD, enter=True)
    after = working.page(Workspace)
    assert after is not before
    assert working.app.session.actor.role is Role.MANAGER
    assert after.route == "overview"


def test_another_name_and_centre_hold_without_a_word(working: Program) -> None:
    workspace = working.app.desk.workspace
    change(working, name="Leela Das")
    working.wait(lambda: working.app.session.actor.name == "Leela Das")
    assert working.page(Workspace) is workspace


def test_a_new_centre_and_another_name_of_one_are_there_at_once(program: Program) -> None:
    session, locations = program.app.session, program.app.clinic.services.locations
    program.sign_in("admin")
    program.wait(lambda: session.signed_in)
    program.settle()
    here, admin = session.centre, program.clinic.admin
    locations.add(admin, LocationDraft("Alipore", "Asia/Kolkata", "IN", "INR"))
    program.wait(lambda: "Alipore" in {centre.name for centre in session.centres})
    assert session.centre == here

    view = locations.location(here.id)
    names = {one.name for one in fields(LocationDraft)}
    draft = LocationDraft(**{name: getattr(view, name) for name in names})
    locations.save(admin, here.id, view.version, replace(draft, name="Park Circus"))
    program.wait(lambda: session.centre.name == "Park Circus")
    assert session.centre.id == here.id
    assert "Park Circus" in program.app.desk.workspace.top_bar._centre.label()


def test_the_changed_account_of_somebody_else_is_nothing_to_this_desk(working: Program) -> None:
    working.app.clinic.services.staff.deactivate(working.clinic.admin, working.clinic.doctor.account_id)
    working.settle()
    assert working.page(Workspace) is working.app.desk.workspace


def test_behind_the_lock_it_is_heard_when_the_person_comes_back(working: Program) -> None:
    working.ctrl(Qt.Key.Key_L)
    lock = working.page(LockPage)
    change(working, role=Role.MANAGER)
    working.settle()
    assert working.page(LockPage) is lock
    working.write(lock._password.edit, PASSWORD, enter=True)
    assert working.page(Workspace).route == "overview"
