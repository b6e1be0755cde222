"""Who comes back to a page that was thrown away finds it as they left it; the next person finds nothing of it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.ui.admin.audit import AuditScreen
from clinic_desktop.ui.appointments.appointments import VisitsPage
from clinic_desktop.ui.appointments.board_page import BoardPage
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.patients.patient import PatientScreen
from clinic_desktop.ui.patients.patients import PatientsScreen
from clinic_desktop.ui.shell.places import Place, place_of
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.viewmodels.appointments.board import Mode
from clinic_desktop.viewmodels.appointments.board_state import ENDED_STATES
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, in_minutes, open_desk


@pytest.fixture
def admin(qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    with open_desk(sqlite_database_url, clock, tmp_path, account="admin") as opened:
        opened.walk_in(patient=0)
        opened.book(in_minutes(clock, 60), patient=1)
        yield opened


def page(desk: ReceptionDesk) -> Screen:
    found = desk.workspace.page
    assert found is not None
    return found


def go_away_and_come_back(desk: ReceptionDesk, route: str) -> None:
    """Opens so many other pages that this one is thrown away, and then it."""
    for other in ("queue", "preferences", "waiting_list", "patients", "payments", "appointments"):
        if other != route:
            desk.workspace.open(other)
            desk.settle()
    assert route not in desk.workspace.pages.kept
    desk.workspace.open(route)
    desk.settle()


def left_at(desk: ReceptionDesk) -> Place:
    """Where somebody is on the page after having looked round in it: the last tab, and something searched for."""
    for choice in page(desk).findChildren(QRadioButton):
        if choice.isVisible() and choice.isEnabled():
            choice.click()
            desk.settle()
    for field in page(desk).findChildren(SearchField):
        if field.isVisible():
            QTest.keyClicks(field, "a")
            QTest.keyClick(field, Qt.Key.Key_Return)
            desk.settle()
    shown = page(desk)
    if isinstance(shown, AuditScreen):
        shown._view_model.filter(action="walk_in")
        desk.settle()
    return place_of(shown)


ROUTES = (
    "appointments", "waiting_list", "patients", "payments", "links", "refunds", "findings", "till", "payouts",
    "books", "messages", "people", "services", "centres", "audit", "settings", "wordings",
)  # fmt: skip


def test_pages_come_back_with_their_filters_order_and_tab(admin: ReceptionDesk) -> None:
    left, moved = {}, set()
    for route in ROUTES:
        admin.workspace.open(route)
        admin.settle()
        fresh = place_of(page(admin))
        left[route] = left_at(admin)
        if left[route].models != fresh.models:
            moved.add(route)
    assert moved >= set(ROUTES) - {"settings", "wordings"}

    for route in ROUTES:
        # Each was thrown away while so many others were opened.
        assert route not in admin.workspace.pages.kept
        admin.workspace.open(route)
        admin.settle()
        here, there = place_of(page(admin)), left[route]
        assert (route, here.models, here.searches, here.orders) == (route, there.models, there.searches, there.orders)


def test_filters_order_and_the_row_that_was_chosen_are_there_again_in_the_list_of_visits(admin: ReceptionDesk) -> None:
    admin.workspace.open("appointments")
    admin.settle()
    visits = page(admin)
    assert isinstance(visits, VisitsPage)
    visits.everywhere.click()
    visits.unpaid.click()
    QTest.keyClicks(visits.search, "asha")
    QTest.keyClick(visits.search, Qt.Key.Key_Return)
    admin.settle()
    visits.list.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    admin.settle()
    shown = [card.patient_name for card in visits.list.rows.rows]
    assert shown == ["Asha Rao"]
    visits.list.table.setFocus()
    admin.key(Qt.Key.Key_Down)

    go_away_and_come_back(admin, "appointments")
    again = page(admin)
    assert isinstance(again, VisitsPage) and again is not visits
    assert again.everywhere.isChecked() and again.unpaid.isChecked() and again.search.text() == "asha"
    assert [card.patient_name for card in again.list.rows.rows] == shown
    assert (again.list.table.sort_column(), again.list.table.sort_order()) == (1, Qt.SortOrder.DescendingOrder)
    assert again.list.table.selected_id() == again.list.rows.rows[0].appointment_id


@pytest.mark.parametrize("mode", Mode)
def test_the_board_comes_back_on_its_day_in_its_view_with_its_filter(
    admin: ReceptionDesk, clock: SetClock, mode: Mode
) -> None:
    day = clock().date() + timedelta(days=3)
    admin.workspace.open("board", day=day)
    admin.settle()
    board = page(admin)
    assert isinstance(board, BoardPage)
    board.bar.mode_chosen.emit(mode)
    board.bar.chips.chips[AppointmentState.CONFIRMED].click()
    admin.settle()
    go_away_and_come_back(admin, "board")
    again = page(admin)
    assert isinstance(again, BoardPage) and again is not board
    left, here = board._model.state, again._model.state
    assert (here.day, here.mode, here.practitioner_id) == (day, mode, left.practitioner_id)
    assert here.hidden == frozenset(AppointmentState) - {AppointmentState.CONFIRMED}
    pressed = [state for state, chip in again.bar.chips.chips.items() if chip.isChecked()]
    assert pressed == [AppointmentState.CONFIRMED]
    if mode is Mode.LIST:
        assert again._listing.state.filters == board._listing.state.filters
        assert again._listing.state.doctors == board._listing.state.doctors != ()


def test_another_centre_presses_no_chip_of_the_last_one(admin: ReceptionDesk) -> None:
    admin.workspace.open("board")
    board = page(admin)
    assert isinstance(board, BoardPage)
    board.bar.chips.chips[AppointmentState.CONFIRMED].click()
    admin.workspace.open("patients")
    admin.session.look_at(next(one for one in admin.session.centres if one.id != admin.session.centre.id))
    admin.workspace.open("board")
    admin.settle()
    assert board._model.state.hidden == ENDED_STATES
    assert not any(chip.isChecked() for chip in board.bar.chips.chips.values())


def test_a_list_is_scrolled_again_to_where_it_was(admin: ReceptionDesk) -> None:
    admin.window.resize(1280, 600)
    for number in range(40):
        admin.services.patients.register(admin.actor, PatientDraft(name=f"Patient {number}", phone=""))
    admin.workspace.open("patients")
    admin.settle()
    patients = page(admin)
    assert isinstance(patients, PatientsScreen)
    bar = patients.table.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    left = bar.value()
    assert left > 0
    for route in ("queue", "preferences", "waiting_list", "payments", "appointments", "patients"):
        admin.workspace.open(route)
        admin.settle()
    again = page(admin)
    assert isinstance(again, PatientsScreen) and again is not patients
    assert again.table.verticalScrollBar().value() == left


def test_another_patient_is_not_scrolled_to_where_the_last_one_was(admin: ReceptionDesk, clock: SetClock) -> None:
    admin.window.resize(1280, 500)
    start = in_minutes(clock, 60)
    for doctor, patient in enumerate((2, 3)):
        for week in range(1, 8):
            admin.book(start + timedelta(days=7 * week), patient=patient, doctor=doctor)
    admin.workspace.open("patient", patient_id=admin.clinic.patients[2])
    admin.settle()
    first = page(admin)
    assert isinstance(first, PatientScreen)
    bar = first.visits.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    for route in ("queue", "preferences", "waiting_list", "payments", "appointments"):
        admin.workspace.open(route)
        admin.settle()
    admin.workspace.open("patient", patient_id=admin.clinic.patients[3])
    admin.settle()
    again = page(admin)
    assert isinstance(again, PatientScreen) and again is not first
    assert again.visits.verticalScrollBar().maximum() > 0
    assert again.visits.verticalScrollBar().value() == 0


def test_the_next_person_finds_nothing_of_the_last_ones(admin: ReceptionDesk) -> None:
    admin.workspace.open("patients")
    QTest.keyClicks(page(admin).findChildren(SearchField)[0], "asha")
    for route in ("queue", "preferences", "waiting_list", "payments", "appointments"):
        admin.workspace.open(route)
        admin.settle()
    admin.workspace.start()
    admin.workspace.open("patients")
    admin.settle()
    assert page(admin).findChildren(SearchField)[0].text() == ""
