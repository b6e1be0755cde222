"""Putting a patient on the recall list from the visit, with one key."""

from datetime import date, timedelta

from PySide6.QtCore import Qt

from clinic_desktop.domain.codes import Topic
from clinic_desktop.services.waiting.values import Listed, WaitingFilters, WishView
from clinic_desktop.ui.doctor.my_day import MyDayScreen
from tests.builders import local
from tests.conftest import NOW
from tests.ui.appointments.reception import ReceptionDesk

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def recalls(office: ReceptionDesk) -> tuple[WishView, ...]:
    filters = WaitingFilters(office.clinic.kolkata, Listed.RECALLS)
    return office.services.waiting_list.listing(office.clinic.doctor, filters).rows


def in_visit(office: ReceptionDesk) -> MyDayScreen:
    booked = office.book(local(NOW.date(), "11:00"), 1)
    office.services.visits.check_in(office.clinic.front_desk, booked.id, booked.version)
    office.hub.changed.emit(frozenset({Topic.APPOINTMENTS, Topic.QUEUE}), frozenset())
    office.settle()
    office.key(Qt.Key.Key_E)
    screen = office.workspace.page
    assert isinstance(screen, MyDayScreen)
    return screen


def test_the_follow_up_date_becomes_a_recall_and_is_taken_back(office: ReceptionDesk) -> None:
    screen = in_visit(office)
    screen.visit.note.follow_up.edit.setFocus()
    office.type("+14")
    office.key(Qt.Key.Key_R, ALT)
    (row,) = recalls(office)
    assert (row.patient_name, row.first_day) == ("Dev Malhotra", date(2026, 12, 7))
    assert "is on the recall list from" in office.toast()
    assert screen._view_model.note.state.draft.follow_up_on == date(2026, 12, 7)
    screen.list.setFocus()
    office.key(Qt.Key.Key_Z, CONTROL)
    assert recalls(office) == () and "off the recall list" in office.toast()


def test_without_a_date_it_is_half_a_year_by_the_button_too(office: ReceptionDesk) -> None:
    screen = in_visit(office)
    screen.visit.note.recall.click()
    office.settle()
    (row,) = recalls(office)
    assert row.first_day == NOW.date() + timedelta(days=182)
