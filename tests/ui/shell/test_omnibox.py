"""The omnibox by keys, in the real window on both databases."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.ui.omnibox.overlay import Omnibox
from clinic_desktop.viewmodels.appointments.board import Mode
from clinic_desktop.viewmodels.omnibox import ActionRow, CommandRow, OmniboxState, PatientAction, PatientRow, VisitRow
from tests.ui.appointments.reception import ReceptionDesk
from tests.ui.shell.conftest import Program, on_one_database


@pytest.fixture
def box(working: Program) -> Omnibox:
    working.ctrl(Qt.Key.Key_K)
    box = working.app.desk.omnibox
    assert box.isVisible()
    return box


def typed(program: Program, box: Omnibox, text: str) -> OmniboxState:
    QTest.keyClicks(box.edit, text)
    model = box._viewmodel
    program.wait(lambda: model.state.settled and program.app.tasks.idle)
    return model.state


def name_of(program: Program) -> str:
    clinic, app = program.clinic, program.app
    assert clinic is not None and app.clinic is not None
    return app.clinic.services.patients.card(app.session.actor, clinic.patients[0]).fields.name


def test_part_of_a_name_finds_the_patient_and_enter_opens_them(working: Program, box: Omnibox) -> None:
    name = name_of(working)
    state = typed(working, box, name.split()[-1][:4].lower())
    assert isinstance(state.rows[0], PatientRow)
    assert name in [line.title for line in box.list.lines]
    working.key(Qt.Key.Key_Return)
    assert not box.isVisible()
    assert working.app.desk.workspace.route == "patient"


def test_tab_reaches_the_actions_and_their_letters(working: Program, box: Omnibox) -> None:
    typed(working, box, name_of(working).split()[-1].lower())
    working.key(Qt.Key.Key_Tab)
    QTest.keyClicks(box.edit, "f")
    assert not box.isVisible()
    shell = working.app.desk.workspace
    assert shell.dock.route == "booking"


@on_one_database
def test_a_slash_lists_commands_and_enter_runs_one(working: Program, box: Omnibox) -> None:
    state = typed(working, box, "/lock")
    assert all(isinstance(row, CommandRow) for row in state.rows)
    working.key(Qt.Key.Key_Return)
    assert working.app.desk.locked


def test_a_doctor_is_found_by_name(working: Program, box: Omnibox) -> None:
    typed(working, box, "anita")
    assert "Dr Anita Menon" in [line.title for line in box.list.lines]


def enter_on(program: Program, box: Omnibox, place: int) -> None:
    for _ in range(place - box._viewmodel.state.current):
        program.key(Qt.Key.Key_Down)
    program.key(Qt.Key.Key_Return)
    program.settle()


def test_enter_on_a_doctor_opens_their_week_on_the_board(working: Program, box: Omnibox) -> None:
    typed(working, box, "anita")
    place = next(place for place, line in enumerate(box.list.lines) if line.title == "Dr Anita Menon")
    enter_on(working, box, place)
    workspace = working.app.desk.workspace
    assert workspace.route == "board"
    assert workspace.page._model.state.mode is Mode.WEEK
    assert workspace.page._model.state.week_view.practitioner_id == working.clinic.doctors[0]


def test_enter_on_a_patients_payments_opens_their_card_with_the_payment_beside_it(
    working: Program, box: Omnibox
) -> None:
    state = typed(working, box, name_of(working).split()[-1][:4].lower())
    actions = [row.action if isinstance(row, ActionRow) else None for row in state.rows]
    enter_on(working, box, actions.index(PatientAction.PAYMENTS))
    workspace = working.app.desk.workspace
    assert workspace.route == "patient"
    assert workspace.dock.route == "take_payment"


@on_one_database
def test_what_was_typed_becomes_a_new_walk_in(working: Program, box: Omnibox) -> None:
    typed(working, box, "zzyzx")
    assert box.list.lines[0].title == "New walk-in “zzyzx”"
    working.key(Qt.Key.Key_Return)
    shell = working.app.desk.workspace
    assert shell.dock.route == "walk_in"


@on_one_database
def test_arrows_move_round_and_escape_gives_the_focus_back(working: Program, box: Omnibox) -> None:
    typed(working, box, "/")
    working.key(Qt.Key.Key_Up)
    assert box._viewmodel.state.current == len(box.list.lines) - 1
    working.key(Qt.Key.Key_Down)
    assert box._viewmodel.state.current == 0
    working.key(Qt.Key.Key_Escape)
    assert not box.isVisible()
    assert working.app.desk.workspace.page.isAncestorOf(working.app.window.focusWidget())


def test_answers_to_old_key_presses_are_dropped_and_enter_waits_for_the_new_one(working: Program, box: Omnibox) -> None:
    name = name_of(working).split()[-1].lower()
    QTest.keyClicks(box.edit, name)
    working.key(Qt.Key.Key_Return)
    working.wait(lambda: not box.isVisible())
    assert working.app.desk.workspace.route == "patient"


def test_a_name_is_shown_as_it_was_typed(working: Program, box: Omnibox) -> None:
    typed(working, box, "<b>x</b>")
    assert "<b>x</b>" in box.list.lines[0].title


def test_who_types_the_beginning_of_a_command_means_it_rather_than_somebody_of_that_name(
    working: Program, box: Omnibox
) -> None:
    typed(working, box, "waiting list")
    assert box.list.lines[1].title == "New walk-in “waiting list”"
    working.key(Qt.Key.Key_Return)
    assert working.app.desk.workspace.route == "waiting_list"


def asked(desk: ReceptionDesk, text: str) -> OmniboxState:
    desk.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    desk.type(text)
    return desk.desk.omnibox._viewmodel.state


@pytest.mark.parametrize("token", ["A-001", "a001", "a1"])
def test_a_token_finds_its_visit_before_whoever_has_its_digits_in_their_phone(desk: ReceptionDesk, token: str) -> None:
    visit = desk.walk_in(patient=1)
    state = asked(desk, token)
    assert isinstance(state.rows[0], VisitRow)
    assert state.rows[0].card.token == visit.token == "A-001"
    desk.key(Qt.Key.Key_Return)
    assert desk.workspace.dock.route == "appointment"


def test_a_part_of_a_token_alone_is_no_token(desk: ReceptionDesk) -> None:
    desk.walk_in(patient=1)
    assert not any(isinstance(row, VisitRow) for row in asked(desk, "a00").rows)


def test_a_word_of_a_command_means_the_command(desk: ReceptionDesk) -> None:
    asked(desk, "late")
    lines = desk.desk.omnibox.list.lines
    assert [line.title for line in lines[:2]] == ["Running late…", "New walk-in “late”"]


def test_a_command_comes_before_a_name_that_only_a_typo_finds(desk: ReceptionDesk) -> None:
    desk.services.patients.register(desk.actor, PatientDraft(name="Lata Verma"))
    state = asked(desk, "late")
    assert isinstance(state.rows[0], CommandRow)
    assert any(isinstance(row, PatientRow) for row in state.rows)


def test_a_name_comes_before_a_command(desk: ReceptionDesk) -> None:
    desk.services.patients.register(desk.actor, PatientDraft(name="Lateef Khan"))
    assert isinstance(asked(desk, "late").rows[0], PatientRow)


def test_enter_on_digits_opens_nobody_who_has_them_as_number(desk: ReceptionDesk) -> None:
    state = asked(desk, f"{desk.clinic.patients[2]:04d}")
    assert isinstance(state.rows[state.current], CommandRow)
    assert any(isinstance(row, PatientRow) for row in state.rows)
