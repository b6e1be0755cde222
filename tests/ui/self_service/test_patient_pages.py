"""A patient books, moves, cancels and keeps their data up to date in the real window."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import update

from clinic_desktop.db.models.organisation import Location
from clinic_desktop.services.accounts.passwords import hashed
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.self_service.cancel_dialog import CancelDialog
from clinic_desktop.ui.self_service.find_doctor import FindDoctorScreen
from clinic_desktop.ui.self_service.me import MeScreen
from clinic_desktop.ui.self_service.visits import VisitsScreen
from clinic_desktop.viewmodels.self_service.find_doctor_state import Stage
from tests.builders import local, new_key
from tests.conftest import NOW, SetClock
from tests.later import Later
from tests.ui.appointments.reception import ReceptionDesk, open_desk


@pytest.fixture
def home(qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    with open_desk(sqlite_database_url, clock, tmp_path, account="patient") as home:
        yield home


def finder(home: ReceptionDesk) -> FindDoctorScreen:
    screen = home.workspace.page
    assert isinstance(screen, FindDoctorScreen)
    return screen


def press(home: ReceptionDesk, widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    home.settle()


def test_a_patient_books_by_clicks(home: ReceptionDesk) -> None:
    assert isinstance(home.workspace.page, VisitsScreen)
    press(home, home.workspace.page.book_button)
    page = finder(home)
    press(home, page.doctors.cards[home.clinic.doctors[0]])
    start = local(NOW.date().replace(day=24), "10:00")
    press(home, next(day for day in page.times.days if day.day == start.date()))
    press(home, page.times.times[start])
    press(home, page.go_button)
    home.type("Cough")
    press(home, page.go_button)
    assert page._view_model.state.stage is Stage.DONE
    press(home, page.done.visits)
    visits = home.workspace.page
    assert isinstance(visits, VisitsScreen)
    upcoming = home.services.days.patient_appointments(home.actor, home.actor.patient_id or 0).upcoming
    assert [visit.card.period.start for visit in upcoming] == [start] and upcoming[0].card.reason == "Cough"
    assert set(visits.cards) == {upcoming[0].card.appointment_id}


def test_while_free_times_are_looked_up_what_stands_above_them_stays_above(home: ReceptionDesk) -> None:
    assert isinstance(home.workspace.page, VisitsScreen)
    press(home, home.workspace.page.book_button)
    page = finder(home)
    later = Later()
    page._view_model._tasks = later
    press(home, page.doctors.cards[home.clinic.doctors[2]])
    column = page.times
    column.layout().activate()
    assert column._shapes.isVisible()
    assert column._heading.geometry().top() == 0
    assert column._shapes.geometry().top() < column.height() // 3
    later.let_go()
    home.settle()
    assert not column._shapes.isVisible()
    assert column.times


def test_each_day_that_cannot_be_booked_has_one_reason_and_both_days_of_a_weekend_the_same(home: ReceptionDesk) -> None:
    home.window.resize(1920, 1080)
    assert isinstance(home.workspace.page, VisitsScreen)
    press(home, home.workspace.page.book_button)
    page = finder(home)
    press(home, page.doctors.cards[home.clinic.doctors[0]])
    while not any(day.day.weekday() == 6 for day in page.times.days):
        press(home, page.times._after)
    lines = page.times._why.whole_text().split("\n")
    assert [line for line in lines if "Sun" in line] == ["Sat 28 Nov, Sun 29 Nov: No online booking at weekends."]
    assert sum("Sat 28 Nov" in line for line in lines) == 1


def test_the_ends_of_the_days_say_why_they_are_the_ends(home: ReceptionDesk) -> None:
    press(home, home.workspace.page.book_button)
    page = finder(home)
    press(home, page.doctors.cards[home.clinic.doctors[0]])
    times = page.times
    assert "before these days" in times._before.accessibleDescription()
    assert times._after.isEnabled() and not times._after.accessibleDescription()
    while times._after.isEnabled():
        press(home, times._after)
    assert "after these days" in times._after.accessibleDescription()
    assert times._before.isEnabled() and not times._before.accessibleDescription()


def test_a_visit_moves_from_its_card(home: ReceptionDesk) -> None:
    home.services.booking.book(home.clinic.coordinator, _request(home, "10:00"))
    page = home.workspace.page
    assert isinstance(page, VisitsScreen)
    page._view_model.load()
    card = next(iter(page.cards.values()))
    press(home, card.move_button)
    start = local(NOW.date().replace(day=24), "11:30")
    press(home, finder(home).times.times[start])
    press(home, finder(home).go_button)
    press(home, finder(home).go_button)
    upcoming = home.services.days.patient_appointments(home.actor, home.actor.patient_id or 0).upcoming
    assert [visit.card.period.start for visit in upcoming] == [start]


def test_cancelling_asks_first_and_the_safe_answer_keeps_it(home: ReceptionDesk) -> None:
    home.services.booking.book(home.clinic.coordinator, _request(home, "10:00"))
    page = home.workspace.page
    assert isinstance(page, VisitsScreen)
    page._view_model.load()
    press(home, next(iter(page.cards.values())).cancel)
    dialog = page.findChild(CancelDialog)
    assert dialog is not None
    dialog.keep.click()
    home.settle()
    assert len(page._view_model.state.visits.upcoming) == 1  # type: ignore[union-attr]
    press(home, next(iter(page.cards.values())).cancel)
    second = [child for child in page.findChildren(CancelDialog) if child.isVisible()]
    second[-1].act.click()
    home.settle()
    assert page._view_model.state.visits is not None and page._view_model.state.visits.upcoming == ()


def test_a_city_that_stands_in_the_address_is_not_named_twice(home: ReceptionDesk) -> None:
    with home.database.write() as session:
        values = {"address": "100 Feet Road, Bengaluru 560038", "city": "Bengaluru"}
        session.execute(update(Location).where(Location.id == home.clinic.kolkata).values(**values))
    page = home.workspace.page
    assert isinstance(page, VisitsScreen)
    press(home, page.book_button)
    places = {place.id: place.address for place in finder(home)._view_model.state.places}
    assert places[home.clinic.kolkata] == "100 Feet Road, Bengaluru 560038"


def test_what_is_paid_where_and_what_is_over_is_said_truly(home: ReceptionDesk) -> None:
    page = home.workspace.page
    assert isinstance(page, VisitsScreen)
    request = _request(home, "10:00")
    booked = home.services.booking.book(home.clinic.coordinator, replace(request, online=True))
    page._view_model.load()
    said = [label.whole_text() for label in page.cards[booked.id].findChildren(PlainLabel)]
    assert "₹500.00 to pay" in said
    home.services.booking.cancel(home.clinic.coordinator, booked.id, booked.version, "Travels")
    page._view_model.load()
    heads = [label.whole_text() for label in page._list.findChildren(PlainLabel)]
    assert "Past and cancelled visits" in heads


def test_a_taken_time_offers_others_and_names_nobody(home: ReceptionDesk) -> None:
    home.workspace.open("find_doctor")
    page = finder(home)
    press(home, page.doctors.cards[home.clinic.doctors[0]])
    start = local(NOW.date().replace(day=24), "10:00")
    press(home, next(day for day in page.times.days if day.day == start.date()))
    press(home, page.times.times[start])
    home.services.booking.book(home.clinic.coordinator, _request(home, "10:00", patient=1))
    press(home, page.go_button)
    assert page.times._trouble.isVisible() and start not in page.times.times
    assert "Coordinator" not in page.times._trouble.findChild(QWidget).accessibleName()


def test_no_doctor_fits_says_so_and_leads_back(home: ReceptionDesk) -> None:
    home.workspace.open("find_doctor")
    page = finder(home)
    page._view_model.filter(text="nobody")
    assert page.doctors._pages.currentWidget() is page.doctors._nobody
    page.doctors._nobody.primary.emit()
    assert len(page.doctors.cards) == 3


def test_own_data_is_saved_and_faults_stand_at_their_fields(home: ReceptionDesk) -> None:
    home.workspace.open("me")
    page = home.workspace.page
    assert isinstance(page, MeScreen)
    assert page.fields["name"].text() == "Asha Rao"
    page.fields["email"].setFocus()
    home.type("asha")
    press(home, page.save_button)
    assert page.fields["email"].problem() and page.has_unsaved()
    page.fields["city"].setFocus()
    home.type("Pune")
    assert page.fields["city"].edit.hasFocus()
    press(home, page.save_button)
    assert page.fields["email"].edit.hasFocus()
    home.type("@example.org")
    press(home, page.save_button)
    card = home.services.patients.card(home.actor, home.actor.patient_id or 0)
    assert card.fields.email == "asha@example.org" and not page.has_unsaved()


def test_the_password_is_changed_with_the_old_one(home: ReceptionDesk) -> None:
    from sqlalchemy import text

    with home.database.write() as session:
        row = {"hash": hashed("an old password", 10), "id": home.actor.account_id}
        session.execute(text("UPDATE account SET password_hash = :hash WHERE id = :id"), row)
    home.workspace.open("me")
    page = home.workspace.page
    assert isinstance(page, MeScreen)
    dialog = page.open_password()
    form = dialog.findChildren(QWidget)
    for field, typed in zip(("_old", "_new", "_again"), ("an old password", "Teapot 4711", "Teapot 4711"), strict=True):
        owner = next(widget for widget in form if hasattr(widget, field))
        getattr(owner, field).set_text(typed)
    next(widget for widget in form if hasattr(widget, "_again")).button.click()
    home.settle()
    assert "Password changed" in home.toast()


def test_everything_that_takes_the_focus_has_a_name(home: ReceptionDesk) -> None:
    home.services.booking.book(home.clinic.coordinator, _request(home, "10:00"))
    for route in ("visits", "find_doctor", "me"):
        home.workspace.open(route)
        home.settle()
        screen = home.workspace.page
        assert screen is not None
        nameless = [
            type(widget).__name__
            for widget in screen.findChildren(QWidget)
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
        ]
        assert nameless == []


def _request(home: ReceptionDesk, clock: str, patient: int = 0) -> BookingRequest:
    return BookingRequest(
        request_key=new_key(),
        practitioner_id=home.clinic.doctors[0],
        location_id=home.clinic.kolkata,
        service_id=home.clinic.consultation,
        starts_at=local(NOW.date().replace(day=24), clock),
        patient_id=home.clinic.patients[patient],
    )
