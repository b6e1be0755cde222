"""Who comes back to a page that was thrown away finds it as they left it; the next person finds nothing of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.ui.admin.audit import AuditScreen
from clinic_desktop.ui.appointments.appointments import VisitsPage
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.patients.patients import PatientsScreen
from clinic_desktop.ui.shell.places import Place, place_of
from clinic_desktop.ui.shell.screen import Screen
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


@pytest.mark.parametrize(
    "route",
    (
        "appointments", "waiting_list", "patients", "payments", "links", "refunds", "findings", "till", "payouts",
        "books", "messages", "people", "services", "centres", "audit", "settings", "wordings",
    ),
)  # fmt: skip
def test_a_page_comes_back_with_its_filters_order_and_tab(admin: ReceptionDesk, route: str) -> None:
    admin.workspace.open(route)
    admin.settle()
    first = page(admin)
    fresh, left = place_of(first), left_at(admin)
    go_away_and_come_back(admin, route)
    assert page(admin) is not first
    here = place_of(page(admin))
    assert (here.models, here.searches, here.orders) == (left.models, left.searches, left.orders)
    assert left.models != fresh.models or route in ("settings", "wordings")


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
