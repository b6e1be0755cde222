"""Centres, services and specialities: what is typed is kept, and what is wrong is said where it was typed."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from clinic_desktop.domain.money import Money
from clinic_desktop.services.location_values import OpeningInterval
from tests.ui.admin.conftest import Desk, click, type_into


def test_a_centre_is_added_with_zone_and_currency_of_its_country(desk: Desk) -> None:
    page = desk.page("centres")
    click(page.add)
    assert page.details.name.edit.hasFocus()
    assert page.details.prefix.text() == "C"
    type_into(page.details.name, "Marina")
    type_into(page.details.prefix, "c")
    page.details.country.popup.picked.emit("AE")
    assert (page.details.zone.text(), page.details.currency.text()) == ("Asia/Dubai", "AED")
    click(page.details.bar.save)
    centre = next(view for view in desk.services.locations.listing() if view.name == "Marina")
    assert (centre.zone, centre.currency, centre.country, centre.token_prefix) == ("Asia/Dubai", "AED", "AE", "C")
    assert len(centre.opening) == 6
    assert page._view_model.state.selected_id == centre.id


def test_a_zone_that_does_not_exist_cannot_be_chosen(desk: Desk) -> None:
    page = desk.page("centres")
    zone = page.details.zone
    zone.edit.setFocus()
    zone.edit.selectAll()
    QTest.keyClicks(zone.edit, "Europe/Atlantis")
    assert zone.matching("Europe/Atlantis") == []
    QTest.keyClick(zone.edit, Qt.Key.Key_Return)
    zone.edit.clearFocus()
    assert zone.value() == "Asia/Kolkata"


def test_a_zone_is_found_by_any_of_its_words_and_tells_what_time_it_is(desk: Desk) -> None:
    page = desk.page("centres")
    zone = page.details.zone
    zone.edit.setFocus()
    zone.edit.selectAll()
    QTest.keyClicks(zone.edit, "york")
    assert [choice.value for choice in zone.matching("york")] == ["America/New_York"]
    QTest.keyClick(zone.edit, Qt.Key.Key_Return)
    assert zone.value() == "America/New_York"
    assert zone.note() == "It is 12:30\u00a0am there, Mon 23 Nov"


def test_the_currency_of_a_centre_that_was_booked_in_is_said_to_be_in_use(desk: Desk) -> None:
    page = desk.page("centres")
    type_into(page.details.name, "")
    click(page.details.bar.save)
    assert page.details.name.problem() == "This is needed."
    click(page.details.bar.discard)
    assert page.details.name.text() == "Park Street"


def test_another_centre_is_looked_at_only_after_a_question_when_something_is_unsaved(desk: Desk) -> None:
    page = desk.page("centres")
    type_into(page.details.name, "Park Street South")
    page.table.chosen.emit(desk.clinic.berlin)
    assert desk.shell.questions == ["Leave without saving?"]
    assert page.details.name.text() == "Mitte"


def test_rooms_are_added_renamed_and_taken_out_of_use(desk: Desk) -> None:
    page = desk.page("centres", section="rooms")
    type_into(page.rooms.name, "ECG")
    click(page.rooms.add)
    assert [row.room.name for row in page.rooms.rows] == ["ECG", "Room 1", "Room 2", "Room 3"]
    type_into(page.rooms.rows[0].name, "ECG and echo")
    assert page.rooms.rows[0].room.name == "ECG and echo"
    click(page.rooms.rows[1].use)
    rooms = desk.services.locations.location(desk.clinic.kolkata).rooms
    assert [(room.name, room.active) for room in rooms][:2] == [("ECG and echo", True), ("Room 1", False)]


def test_a_room_without_a_name_is_refused_at_its_field(desk: Desk) -> None:
    page = desk.page("centres", section="rooms")
    click(page.rooms.add)
    assert page.rooms.name.problem() == "This is needed."


def test_opening_hours_are_switched_split_and_saved(desk: Desk) -> None:
    page = desk.page("centres", section="opening")
    editor = page.opening.editor
    click(editor.days[6])
    assert page._view_model.state.opening.draft[-1] == OpeningInterval(6, 540, 1080)
    type_into(editor.spans[6].end, "13:00")
    click(page.opening.bar.save)
    opening = desk.services.locations.location(desk.clinic.kolkata).opening
    assert opening[-1] == OpeningInterval(6, 540, 780)


def test_an_end_before_its_start_is_red_and_not_saved(desk: Desk) -> None:
    page = desk.page("centres", section="opening")
    type_into(page.opening.editor.spans[0].end, "8:00")
    click(page.opening.bar.save)
    assert page._view_model.state.opening.problems == {"opening.0": "ends_before_start"}
    assert page.has_unsaved()
    assert desk.services.locations.location(desk.clinic.kolkata).opening[0] == OpeningInterval(0, 540, 1080)


def test_monday_is_copied_to_every_open_day(desk: Desk) -> None:
    page = desk.page("centres", section="opening")
    type_into(page.opening.editor.spans[0].start, "7:30")
    click(page.opening.copy)
    assert {interval.start_minute for interval in page._view_model.state.opening.draft} == {450}


def test_a_day_is_closed_and_opened_again(desk: Desk) -> None:
    page = desk.page("centres", section="closed")
    type_into(page.closed.day, "24-12-2026")
    type_into(page.closed.name, "Christmas Eve")
    click(page.closed.add)
    closures = desk.services.locations.closures(date(2026, 12, 1), date(2026, 12, 31), desk.clinic.kolkata)
    assert [(closure.day, closure.name) for closure in closures] == [(date(2026, 12, 24), "Christmas Eve")]
    assert page.closed.day.text() == ""
    page._view_model.remove_closure(closures[0].id)
    assert desk.services.locations.closures(date(2026, 12, 1), date(2026, 12, 31)) == ()


def test_a_closed_day_without_a_day_or_a_reason_is_refused(desk: Desk) -> None:
    page = desk.page("centres", section="closed")
    click(page.closed.add)
    assert page.closed.day.problem() == "This is needed."
    type_into(page.closed.day, "24-12-2026")
    click(page.closed.add)
    assert page.closed.name.problem() == "This is needed."


def test_public_holidays_are_picked_from_the_countrys_list(desk: Desk) -> None:
    page = desk.page("centres", section="closed")
    names = {holiday.name: box for holiday, box in page.closed.boxes.items()}
    click(names["Christmas"])
    assert page.closed.pick.label() == "Close on this holiday"
    click(page.closed.pick)
    closures = desk.services.locations.closures(date(2026, 12, 1), date(2026, 12, 31), desk.clinic.kolkata)
    assert [closure.name for closure in closures] == ["Christmas"]
    box = next(box for holiday, box in page.closed.boxes.items() if holiday.name == "Christmas")
    assert not box.isEnabled()


def test_a_centre_is_deactivated_after_a_question_and_comes_back(desk: Desk) -> None:
    page = desk.page("centres", location_id=desk.clinic.berlin)
    click(page.end)
    assert desk.shell.questions == ["Deactivate Mitte?"]
    assert [view.name for view in desk.services.locations.listing()] == ["Park Street"]
    click(page.end)
    assert len(desk.services.locations.listing()) == 2


def test_a_new_service_begins_with_the_clinics_defaults(desk: Desk) -> None:
    desk.services.settings.change(
        desk.clinic.admin, {"default_duration_minutes": 20, "default_buffer_after_minutes": 5}
    )
    page = desk.page("services")
    click(page.add)
    assert (page.form.duration.text(), page.form.after.text(), page.form.capacity.text()) == ("20", "5", "1")


def test_a_service_is_added_with_a_price_at_one_centre(desk: Desk) -> None:
    page = desk.page("services")
    click(page.add)
    assert page.form.name.edit.hasFocus()
    type_into(page.form.name, "Stress test")
    type_into(page.form.duration, "45")
    type_into(page.form.capacity, "2")
    type_into(page.form.prices[desk.clinic.kolkata], "1250.50")
    click(page.form.online)
    click(page.form.bar.save)
    service = next(view for view in desk.services.practitioners.services() if view.name == "Stress test")
    assert (service.duration_minutes, service.capacity, service.online) == (45, 2, True)
    assert [(price.location_name, price.price) for price in service.prices] == [("Park Street", Money(125_050, "INR"))]


@pytest.mark.parametrize(("field", "text"), [("duration_minutes", ""), ("capacity", "999"), ("duration_minutes", "0")])
def test_numbers_that_make_no_sense_are_said_in_place(desk: Desk, field: str, text: str) -> None:
    page = desk.page("services")
    type_into(page.form.numbers[field], text)
    click(page.form.bar.save)
    assert page.form.numbers[field].problem() is not None
    assert page.has_unsaved()


def test_a_price_that_is_none_is_not_saved_as_free(desk: Desk) -> None:
    page = desk.page("services")
    price = page.form.prices[desk.clinic.kolkata]
    type_into(price, "12,5x")
    click(page.form.bar.save)
    assert price.problem() == "Type an amount such as 1250 or 1250.50."


def test_doctors_who_offer_a_service_are_listed_and_open_their_profile(desk: Desk) -> None:
    page = desk.page("services")
    assert [offer.practitioner_name for offer in page.form.rows.rows] == [
        "Dr Anita Menon", "Dr Jonas Weber", "Dr Rahul Sen",
    ]  # fmt: skip
    page.form.offers.opened.emit(desk.clinic.doctors[0])
    assert desk.shell.opened == [("practitioner_form", {"practitioner_id": desk.clinic.doctors[0]})]


def test_a_service_is_taken_out_of_booking_and_back(desk: Desk) -> None:
    page = desk.page("services")
    click(page.end)
    assert len(desk.services.practitioners.services()) == 2
    click(page.end)
    assert len(desk.services.practitioners.services()) == 3


def test_specialities_grow_below_each_other(desk: Desk) -> None:
    page = desk.page("services", part="specialities")
    tree = page.specialities
    tree.new_parent.popup.picked.emit(desk.clinic.cardiology)
    type_into(tree.new_name, "Paediatric cardiology")
    click(tree.add)
    paths = [node.path for node in desk.services.practitioners.specialities()]
    assert ("Cardiology", "Paediatric cardiology") in paths
    assert tree.new_name.text() == ""


def test_a_speciality_in_use_is_not_removed_and_a_name_is_not_taken_twice(desk: Desk) -> None:
    page = desk.page("services", part="specialities")
    tree = page.specialities
    page._view_model.select_speciality(desk.clinic.cardiology)
    click(tree.remove)
    assert tree.name.problem() == "This is still in use."
    type_into(tree.new_name, "cardiology")
    click(tree.add)
    assert len(desk.services.practitioners.specialities()) == 2


def test_a_fault_below_one_price_leaves_the_others_in_line(desk: Desk, qtbot: QtBot) -> None:
    page = desk.page("services")
    first, second = list(page.form.prices.values())[:2]
    type_into(first, "50.123")
    qtbot.waitUntil(lambda: first.height() > second.height())
    assert first.y() == second.y()
