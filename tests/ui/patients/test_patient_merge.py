"""Merging two records in the real window, and taking it back with one key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.ui.patients.patient_merge import PatientMergeScreen
from clinic_desktop.ui.patients.person_row import PersonRow
from clinic_desktop.viewmodels.patients.patient_merge import Side
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    with open_desk(sqlite_database_url, clock, tmp_path, account="centre_manager") as desk:
        with qtbot.waitActive(desk.window):
            desk.window.activateWindow()
        yield desk


@pytest.fixture
def twin(desk: ReceptionDesk) -> int:
    return desk.services.patients.register(desk.actor, PatientDraft("Dev Malhotra", "98300 99999")).id


def opened(desk: ReceptionDesk, **arguments: int) -> PatientMergeScreen:
    desk.workspace.open("patient_merge", **arguments)
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, PatientMergeScreen)
    return page


def test_two_records_become_one_and_two_again(desk: ReceptionDesk, twin: int) -> None:
    kept = desk.clinic.patients[1]
    page = opened(desk, patient_id=kept, other_id=twin)
    page.compare.options["phone", Side.GIVEN_UP].click()
    assert page.compare.options["phone", Side.GIVEN_UP].isChecked()
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert desk.workspace.route == "patient"
    assert desk.services.patients.card(desk.actor, twin).id == kept
    assert desk.services.patients.card(desk.actor, kept).fields.phone == "+919830099999"
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert desk.services.patients.card(desk.actor, twin).id == twin
    assert "apart again" in desk.toast()


def test_the_other_record_is_chosen_from_the_likely_ones(desk: ReceptionDesk, twin: int) -> None:
    page = opened(desk, patient_id=desk.clinic.patients[1])
    rows = [row for row in page.choose.findChildren(PersonRow) if row.isVisible()]
    assert rows[0].button.accessibleName() == "Compare: Dev Malhotra"
    rows[0].button.click()
    desk.settle()
    assert page.compare.isVisible()


def test_the_card_leads_to_comparing(desk: ReceptionDesk, twin: int) -> None:
    desk.workspace.open("patient", patient_id=desk.clinic.patients[1])
    desk.settle()
    card = desk.workspace.page
    assert card is not None
    compare = next(row for row in card.findChildren(PersonRow) if row.button.label() == "Compare")
    compare.button.click()
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, PatientMergeScreen)
    assert page._model.state.given_up is not None
    assert page._model.state.given_up.id == twin
