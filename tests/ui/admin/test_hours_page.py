"""Any doctor's hours: whose they are, and that nothing drawn is lost by looking at somebody else's."""

from dataclasses import replace

from tests.ui.admin.conftest import Desk


def test_the_first_doctors_hours_are_shown_until_another_is_chosen(desk: Desk) -> None:
    page = desk.page("hours")
    assert page._hours.state.name == "Dr Anita Menon"
    page.doctor.popup.picked.emit(desk.clinic.doctors[1])
    assert page._hours.state.name == "Dr Rahul Sen"
    assert page.doctor.value() == desk.clinic.doctors[1]


def test_a_handed_over_doctor_is_shown(desk: Desk) -> None:
    page = desk.page("hours", practitioner_id=desk.clinic.doctors[2])
    assert page._hours.state.name == "Dr Jonas Weber"


def test_drawn_hours_are_left_only_after_a_question(desk: Desk) -> None:
    page = desk.page("hours")
    hours = page._hours
    hours.state = replace(hours.state, rules=hours.state.rules[1:])
    assert page.has_unsaved()
    page.doctor.popup.picked.emit(desk.clinic.doctors[1])
    assert desk.shell.questions == ["Leave without saving?"]
    assert not page.has_unsaved()


def test_a_centre_manager_chooses_among_the_doctors_of_their_centres(desk: Desk) -> None:
    desk.services.practitioners.deactivate(desk.clinic.admin, desk.clinic.doctors[2])
    desk.sit_down(desk.clinic.centre_manager)
    page = desk.page("hours")
    assert [choice.text for choice in page.doctor.choices] == ["Dr Anita Menon", "Dr Rahul Sen"]
