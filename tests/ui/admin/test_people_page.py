"""The page of people: lists, filters, and what is done from the panel beside them."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.services.accounts.staff import StaffFilters
from clinic_desktop.ui.admin.one_time_password import OneTimePasswordDialog
from clinic_desktop.ui.admin.username_dialog import UsernameDialog
from tests.ui.admin.conftest import Desk, click, dialogs


def test_doctors_are_listed_with_the_first_one_in_view(desk: Desk) -> None:
    page = desk.page("people")
    assert [card.name for card in page.doctor_rows.rows] == ["Dr Anita Menon", "Dr Jonas Weber", "Dr Rahul Sen"]
    assert page.doctor_panel._name.whole_text() == "Dr Anita Menon"
    assert "qualifications" in page.doctor_panel._missing.whole_text()


def test_letters_in_the_search_narrow_the_list(desk: Desk) -> None:
    page = desk.page("people")
    page.search.setFocus()
    QTest.keyClicks(page.search, "cardio")
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert [card.name for card in page.doctor_rows.rows] == ["Dr Rahul Sen"]
    QTest.keyClick(page.search, Qt.Key.Key_Escape)
    assert len(page.doctor_rows.rows) == 3


def test_a_search_for_nobody_offers_a_way_back(desk: Desk) -> None:
    page = desk.page("people")
    page.search.setFocus()
    QTest.keyClicks(page.search, "zzz")
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert page._nobody.isVisible()
    click(page._nobody._primary)
    assert len(page.doctor_rows.rows) == 3


def test_the_switch_takes_a_doctor_out_of_booking_and_undo_puts_them_back(desk: Desk) -> None:
    page = desk.page("people")
    click(page.doctor_panel.available)
    doctor = desk.clinic.doctors[0]
    profile = desk.services.practitioners.profile
    assert not profile(desk.clinic.admin, doctor).available
    assert desk.shell.toasts == ["Dr Anita Menon takes no new bookings"]
    desk.shell.undos[0].undo()
    assert profile(desk.clinic.admin, doctor).available


def test_enter_opens_the_doctor_and_the_button_their_hours(desk: Desk) -> None:
    page = desk.page("people")
    page.doctor_table.setFocus()
    QTest.keyClick(page.doctor_table, Qt.Key.Key_Return)
    click(page.doctor_panel.hours)
    assert desk.shell.opened == [
        ("practitioner_form", {"practitioner_id": desk.clinic.doctors[0]}),
        ("hours", {"practitioner_id": desk.clinic.doctors[0]}),
    ]


def test_a_doctor_without_a_login_gets_one_whose_password_is_shown_once(desk: Desk) -> None:
    page = desk.page("people", practitioner_id=desk.clinic.doctors[2])
    click(page.doctor_panel.login)
    asked = dialogs(UsernameDialog)[0]
    QTest.keyClicks(asked.username.edit, "jonas")
    click(asked.act)
    shown = dialogs(OneTimePasswordDialog)[0]
    signed_in = desk.services.sign_in.sign_in("jonas", shown.password.text(), "desk-1")
    assert signed_in.practitioner_id == desk.clinic.doctors[2]
    click(shown.done_button)
    assert dialogs(OneTimePasswordDialog) == []


def test_a_username_is_needed_where_there_is_no_email_and_no_phone(desk: Desk) -> None:
    page = desk.page("people", practitioner_id=desk.clinic.doctors[2])
    click(page.doctor_panel.login)
    asked = dialogs(UsernameDialog)[0]
    click(asked.act)
    assert asked.username.problem() == "This is needed."
    asked.reject()


def test_staff_are_deactivated_after_a_question_and_come_back(desk: Desk) -> None:
    page = desk.page("people", tab="staff")
    page._view_model.select_member(desk.clinic.front_desk.account_id)
    click(page.staff_panel.leave)
    assert desk.shell.questions == ["Deactivate Front Desk?"]
    listed = desk.services.staff.listing(desk.clinic.admin)
    assert desk.clinic.front_desk.account_id not in [view.account_id for view in listed]
    desk.shell.undos[0].undo()
    assert any(view.role is Role.FRONT_DESK for view in desk.services.staff.listing(desk.clinic.admin))


def test_nobody_takes_their_own_login_away(desk: Desk) -> None:
    page = desk.page("people", tab="staff")
    page._view_model.select_member(desk.clinic.admin.account_id)
    assert not page.staff_panel.leave.isEnabled()
    assert page.staff_panel.leave.accessibleDescription() == "You cannot do this to your own account."


def test_a_reset_password_works_once_it_is_handed_over(desk: Desk) -> None:
    page = desk.page("people", tab="staff")
    page._view_model.select_member(desk.clinic.manager.account_id)
    click(page.staff_panel.reset)
    shown = dialogs(OneTimePasswordDialog)[0]
    assert shown.login.text() == "manager"
    assert desk.services.sign_in.sign_in("manager", shown.password.text(), "desk-1").role is Role.MANAGER
    shown.accept()


def test_a_doctor_with_visits_to_come_stays_and_the_shell_says_why(desk: Desk) -> None:
    page = desk.page("people", practitioner_id=desk.clinic.doctors[0])
    practitioners = desk.services.practitioners
    practitioners.deactivate(desk.clinic.admin, desk.clinic.doctors[1])
    page._view_model.load()
    assert [card.name for card in page.doctor_rows.rows] == ["Dr Anita Menon", "Dr Jonas Weber"]
    click(page.inactive)
    assert len(page.doctor_rows.rows) == 3


def test_a_centre_manager_is_refused_what_belongs_to_other_centres_in_words(desk: Desk) -> None:
    desk.sit_down(desk.clinic.centre_manager)
    page = desk.page("people", practitioner_id=desk.clinic.doctors[1])
    click(page.doctor_panel.leave)
    assert len(desk.shell.refusals) == 1
    assert not isinstance(desk.shell.refusals[0], Invalid)
    everybody = desk.services.staff.listing(desk.clinic.admin, StaffFilters(include_inactive=True))
    assert all(view.active for view in everybody)
