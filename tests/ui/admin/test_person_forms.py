"""The forms for doctors and staff, filled in with real keys."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from clinic_desktop.domain.codes import RegistrationCheck, Role, RuleKind
from clinic_desktop.domain.money import Money
from clinic_desktop.services.practitioners.values import DirectoryFilters
from clinic_desktop.ui.admin.one_time_password import OneTimePasswordDialog
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from tests.ui.admin.conftest import Desk, click, dialogs, type_into


def test_a_member_of_staff_is_added_and_the_password_shown(desk: Desk) -> None:
    form = desk.page("staff_form")
    type_into(form.name, "Meera Rao")
    type_into(form.username, "meera.rao")
    form.centres.popup.picked.emit(desk.clinic.kolkata)
    click(form.bar.save)
    shown = dialogs(OneTimePasswordDialog)[0]
    actor = desk.services.sign_in.sign_in("meera.rao", shown.password.text(), "desk-1")
    assert (actor.role, actor.name, actor.location_ids) == (Role.FRONT_DESK, "Meera Rao", {desk.clinic.kolkata})
    assert desk.shell.opened == [("people", {"tab": "staff"})]
    shown.accept()


def test_what_is_wrong_stands_under_its_field(desk: Desk) -> None:
    form = desk.page("staff_form")
    type_into(form.email, "no email")
    click(form.bar.save)
    assert form.name.problem() == "This is needed."
    assert form.email.problem() == "This is not an email address."
    assert form.has_unsaved()


def test_a_space_between_two_names_stays_while_it_is_typed(desk: Desk) -> None:
    form = desk.page("staff_form")
    type_into(form.name, "Anna ")
    assert form.name.edit.text() == "Anna "


def test_the_last_admin_stays_an_admin(desk: Desk) -> None:
    form = desk.page("staff_form", account_id=desk.clinic.admin.account_id)
    form.role.popup.picked.emit(Role.MANAGER)
    click(form.bar.save)
    assert form.role.problem() == "The clinic needs at least one admin."


def test_somebody_elses_change_is_said_and_what_was_typed_is_kept(desk: Desk) -> None:
    form = desk.page("staff_form", account_id=desk.clinic.front_desk.account_id)
    desk.services.staff.reset_password(desk.clinic.admin, desk.clinic.front_desk.account_id)
    type_into(form.name, "Maria Pereira")
    click(form.bar.save)
    assert "changed this" in form.bar._words.whole_text()
    assert form.name.text() == "Maria Pereira"


def test_a_doctor_is_added_with_fee_first_hours_service_and_login(desk: Desk) -> None:
    form = desk.page("practitioner_form")
    type_into(form.name, "Dr Léna Østby")
    type_into(form.email, "lena@lotus.example")
    type_into(form.languages, "English, हिन्दी")
    type_into(form.experience, "12")
    type_into(form.registration, "KMC 48211")
    place = form.places.places[desk.clinic.kolkata]
    type_into(place.fee, "650")
    form.specialities.popup.picked.emit(desk.clinic.cardiology)
    click(form.bar.save)
    shown = dialogs(OneTimePasswordDialog)[0]
    actor = desk.services.sign_in.sign_in("lena@lotus.example", shown.password.text(), "desk-1")
    shown.accept()
    profile = desk.services.practitioners.profile(desk.clinic.admin, actor.practitioner_id)
    assert (profile.name, profile.languages, profile.experience_years) == ("Dr Léna Østby", ("English", "हिन्दी"), 12)
    assert profile.roles[0].fee == Money(65_000, "INR")
    assert profile.registration_check is RegistrationCheck.SUBMITTED
    rules = desk.services.hours.hours(desk.clinic.admin, profile.id).rules
    assert [(rule.weekday, rule.start_minute, rule.end_minute) for rule in rules if rule.kind is RuleKind.WORK] == [
        (weekday, 540, 1020) for weekday in range(5)
    ]
    assert [offered.name for offered in profile.services] == ["Consultation"]
    assert desk.shell.opened == [("people", {"practitioner_id": profile.id})]


def test_the_main_centre_of_a_new_doctor_is_the_one_that_was_ticked_first(desk: Desk) -> None:
    form = desk.page("practitioner_form")
    click(form.places.places[desk.clinic.berlin].works)
    assert [choice.value for choice in form.places.primary.choices] == [desk.clinic.berlin, desk.clinic.kolkata]
    assert form.places.primary.value() == desk.clinic.kolkata


def test_a_fee_that_is_no_amount_is_not_saved_as_nothing(desk: Desk) -> None:
    form = desk.page("practitioner_form", practitioner_id=desk.clinic.doctors[0])
    fee = form.places.places[desk.clinic.kolkata].fee
    type_into(fee, "five hundred")
    click(form.bar.save)
    assert fee.problem() == "Type an amount such as 1250 or 1250.50."
    profile = desk.services.practitioners.profile(desk.clinic.admin, desk.clinic.doctors[0])
    assert profile.roles[0].fee == Money(50_000, "INR")


def test_hours_that_end_before_they_start_are_refused_at_their_centre(desk: Desk) -> None:
    form = desk.page("practitioner_form")
    type_into(form.name, "Dr New")
    type_into(form.email, "new@lotus.example")
    week = form.places.places[desk.clinic.kolkata].week
    type_into(week.times["end"], "8:00")
    click(form.bar.save)
    assert week._fault.isVisible()
    assert week._fault.whole_text() == "The end lies before the start."
    assert desk.services.practitioners.directory(desk.clinic.admin, DirectoryFilters(text="Dr New")) == ()


def test_a_field_that_cannot_be_saved_is_scrolled_into_sight(desk: Desk) -> None:
    form = desk.page("practitioner_form", practitioner_id=desk.clinic.doctors[0])
    type_into(form.experience, "200")
    page = next(page for page in form.findChildren(ScrollPage) if page.isAncestorOf(form.experience))
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    assert form.experience.visibleRegion().isEmpty()
    click(form.bar.save)
    assert form.experience.problem() is not None
    assert form.experience.visibleRegion().boundingRect() == form.experience.rect()


def test_the_preview_and_the_completeness_follow_what_is_typed(desk: Desk) -> None:
    form = desk.page("practitioner_form", practitioner_id=desk.clinic.doctors[0])
    before = form._view_model.state.complete[0]
    type_into(form.about, "Listens.")
    assert form.preview._about.whole_text() == "Listens."
    assert form._view_model.state.complete[0] > before
    assert "a few words" not in form.complete._missing.whole_text()


def test_own_minutes_and_prices_are_kept_and_emptied_again(desk: Desk) -> None:
    doctor = desk.clinic.doctors[0]
    form = desk.page("practitioner_form", practitioner_id=doctor)
    offer = form.offers.offers[desk.clinic.check_up]
    type_into(offer.duration, "20")
    type_into(offer.prices[desk.clinic.kolkata], "300")
    click(form.bar.save)
    profile = desk.services.practitioners.profile(desk.clinic.admin, doctor)
    offered = next(one for one in profile.services if one.service_id == desk.clinic.check_up)
    assert (offered.own_duration, offered.prices[0].price, offered.prices[0].own) == (20, Money(30_000, "INR"), True)
    form.enter(practitioner_id=doctor)
    type_into(form.offers.offers[desk.clinic.check_up].prices[desk.clinic.kolkata], "")
    click(form.bar.save)
    profile = desk.services.practitioners.profile(desk.clinic.admin, doctor)
    offered = next(one for one in profile.services if one.service_id == desk.clinic.check_up)
    assert (offered.own_duration, offered.prices[0].own) == (20, False)


def test_a_picture_is_stored_with_the_doctor_and_goes_when_it_is_removed(desk: Desk, tmp_path: Path) -> None:
    doctor = desk.clinic.doctors[0]
    file = tmp_path / "face.png"
    image = QImage(200, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    assert image.save(str(file))
    form = desk.page("practitioner_form", practitioner_id=doctor)
    form.picture.load_file(file)
    click(form.bar.save)
    key = desk.services.practitioners.profile(desk.clinic.admin, doctor).picture
    assert desk.services.pictures.path(key, 256).exists()
    people = desk.page("people", tab="staff")
    (row,) = [view for view in people.staff_rows.rows if view.practitioner_id == doctor]
    assert people.staff_rows._columns[0].cell(row).picture is not None
    form.enter(practitioner_id=doctor)
    assert form.picture.view.has_picture
    click(form.picture.remove_button)
    click(form.bar.save)
    assert desk.services.practitioners.profile(desk.clinic.admin, doctor).picture == ""


def test_another_doctor_is_opened_only_after_a_question_when_something_is_unsaved(desk: Desk) -> None:
    form = desk.page("practitioner_form", practitioner_id=desk.clinic.doctors[0])
    type_into(form.name, "Somebody else")
    form.enter(practitioner_id=desk.clinic.doctors[0])
    assert form.name.text() == "Somebody else"
    form.enter(practitioner_id=desk.clinic.doctors[1])
    assert desk.shell.questions == ["Leave without saving?"]
    assert form.name.text() == "Dr Rahul Sen"


def test_discarding_brings_back_what_is_stored(desk: Desk) -> None:
    form = desk.page("practitioner_form", practitioner_id=desk.clinic.doctors[0])
    type_into(form.name, "Somebody else")
    assert form.has_unsaved()
    click(form.bar.discard)
    assert form.name.text() == "Dr Anita Menon"
    assert not form.has_unsaved()


def test_a_refused_save_leads_to_the_first_fault_once(desk: Desk) -> None:
    form = desk.page("staff_form")
    type_into(form.email, "no email")
    click(form.bar.save)
    assert desk.window.window().focusWidget() is form.name.edit
    form.email.edit.setFocus()
    QTest.keyClicks(form.email.edit, "x@y.example")
    assert desk.window.window().focusWidget() is form.email.edit


def test_minutes_that_are_no_whole_number_are_not_saved_as_others(desk: Desk) -> None:
    form = desk.page("practitioner_form", practitioner_id=desk.clinic.doctors[0])
    type_into(form.duration, "1.5")
    type_into(form.about, "Listens.")
    click(form.bar.save)
    assert form.duration.problem() == "Type a whole number such as 30."
    assert desk.window.window().focusWidget() is form.duration.edit
    profile = desk.services.practitioners.profile(desk.clinic.admin, desk.clinic.doctors[0])
    assert profile.about != "Listens."
    click(form.bar.discard)
    assert form.duration.text() == ""


def test_first_hours_that_cannot_be_read_are_not_saved_as_the_usual_ones(desk: Desk) -> None:
    form = desk.page("practitioner_form")
    type_into(form.name, "Dr New")
    type_into(form.email, "new@lotus.example")
    start = form.places.places[desk.clinic.kolkata].week.times["start"]
    type_into(start, "9:99")
    type_into(form.about, "Listens.")
    assert start.text() == "9:99"
    click(form.bar.save)
    assert start.problem() == "Type a time such as 9:30, 930 or 3pm."
    assert desk.services.practitioners.directory(desk.clinic.admin, DirectoryFilters(text="Dr New")) == ()


def test_a_name_that_is_too_long_is_cut_aloud_and_stays_in_its_column(desk: Desk, qtbot: QtBot) -> None:
    form = desk.page("practitioner_form")
    QGuiApplication.clipboard().setText("N" * 300)
    form.name.edit.setFocus()
    QTest.keyClick(form.name.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(form.name.note()))
    assert form.name.note() == "At most 100 characters fit here; the rest was left out."
    name = form.preview._name
    assert name.whole_text() == "N" * 100
    assert name.mapTo(form, name.rect().bottomRight()).x() < form.width() == 1208
    type_into(form.email, "n@lotus.example")
    click(form.bar.save)
    assert form.name.problem() is None
    assert desk.services.practitioners.directory(desk.clinic.admin, DirectoryFilters(text="N" * 100))
