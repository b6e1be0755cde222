"""What becomes of visits that new hours, an absence or a delay hit: chosen with real keys and clicks, and undone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from clinic_desktop.domain.codes import AppointmentState, ExceptionKind, RuleKind
from clinic_desktop.ui.admin.centres import CentresScreen
from clinic_desktop.ui.admin.hours import HoursScreen
from clinic_desktop.ui.appointments.board_page import BoardPage
from clinic_desktop.ui.doctor.my_day import MyDayScreen
from clinic_desktop.ui.doctor.my_hours import MyHoursScreen
from clinic_desktop.ui.scheduling.absence_dialog import AbsenceDialog
from clinic_desktop.ui.scheduling.change_dialog import ChangeDialog
from clinic_desktop.ui.scheduling.copy_dialog import CopyWeekDialog
from clinic_desktop.ui.scheduling.hours_editor import HoursEditor
from clinic_desktop.ui.scheduling.late_dialog import LateDialog
from clinic_desktop.viewmodels.omnibox import CommandRow
from clinic_desktop.viewmodels.scheduling.change import Pick
from tests.builders import KOLKATA, local
from tests.conftest import NOW, SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk

TODAY = NOW.date()
NEXT_MONDAY = TODAY + timedelta(days=7)
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    """The doctor's own window."""
    with open_desk(sqlite_database_url, clock, tmp_path, account="doctor") as office:
        yield office


@pytest.fixture
def desk(qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    """The front desk."""
    with open_desk(sqlite_database_url, clock, tmp_path) as desk:
        yield desk


def editor(office: ReceptionDesk) -> HoursEditor:
    office.workspace.open("my_hours")
    office.settle()
    assert isinstance(office.workspace.page, MyHoursScreen)
    return office.workspace.page.editor


def undo(desk: ReceptionDesk) -> None:
    """Ctrl+Z in the window behind the dialog that has closed."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    desk.window.activateWindow()
    desk.settle()
    desk.key(Qt.Key.Key_Z, CONTROL)


def state_of(office: ReceptionDesk, number: int) -> tuple[AppointmentState, str]:
    view = office.services.days.appointment(office.clinic.front_desk, number)
    start = view.card.period.start.astimezone(KOLKATA)
    return view.card.state, f"{start:%d %H:%M}"


def asked(hours: HoursEditor) -> ChangeDialog:
    """Mondays end at 15:00 now, and the person wants to save."""
    rules = hours._view_model.state.rules
    monday = next(i for i, rule in enumerate(rules) if rule.kind is RuleKind.WORK and rule.weekday == 0)
    hours._view_model.change(monday, end_minute=15 * 60)
    hours.window().activateWindow()
    hours.save_button.click()
    dialog = hours.findChild(ChangeDialog)
    assert dialog is not None
    return dialog


def gone(dialog: QWidget) -> bool:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return not (isValid(dialog) and dialog.isVisible())


def test_each_visit_is_decided_with_one_key_and_all_is_saved_at_once(office: ReceptionDesk) -> None:
    kept, moved, cancelled = (
        office.book(local(NEXT_MONDAY, at), patient) for patient, at in enumerate(("15:00", "15:30", "16:00"))
    )
    hours = editor(office)
    dialog = asked(hours)
    office.settle()
    assert "3 visits are hit" in dialog.choices.count.text()
    table = dialog.choices.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_M)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_X)
    assert "1 moved" in dialog.choices.totals.text() and "1 cancelled" in dialog.choices.totals.text()
    QTest.keyClick(table, Qt.Key.Key_Return, CONTROL)
    office.settle()
    assert dialog.choices.reason.problem(), "a reason is asked for"
    QTest.keyClicks(dialog.choices.reason.edit, "Shorter Mondays")
    QTest.keyClick(table, Qt.Key.Key_Return, CONTROL)
    office.settle()
    assert gone(dialog) and not hours.has_unsaved()
    assert state_of(office, kept.id) == (AppointmentState.CONFIRMED, "30 15:00")
    assert state_of(office, moved.id) == (AppointmentState.CONFIRMED, "01 09:30")
    assert state_of(office, cancelled.id)[0] is AppointmentState.CANCELLED
    assert "1 visit moved" in office.toast()
    undo(office)
    assert state_of(office, moved.id) == (AppointmentState.CONFIRMED, "30 15:30")
    assert state_of(office, cancelled.id)[0] is AppointmentState.CONFIRMED
    rules = office.services.hours.hours(office.clinic.doctor, office.clinic.doctors[0]).rules
    assert any(rule.weekday == 0 and rule.end_minute == 17 * 60 for rule in rules)


def test_one_choice_for_all_by_mouse(office: ReceptionDesk) -> None:
    visits = [office.book(local(NEXT_MONDAY, at)) for at in ("15:00", "15:30")]
    dialog = asked(editor(office))
    dialog.choices.buttons[Pick.OWN].click()
    dialog.act.click()
    office.settle()
    assert [state_of(office, visit.id)[1] for visit in visits] == ["01 09:00", "01 09:30"]


def test_what_nobody_can_have_says_why_also_to_its_key(office: ReceptionDesk) -> None:
    office.book(local(NEXT_MONDAY, "15:00"))
    choices = asked(editor(office)).choices
    button = choices.buttons[Pick.OTHER]
    if button.isEnabled():
        model = choices._model
        model.show_state(hits=tuple(replace(hit, other=None) for hit in model.state.hits))
    assert not button.isEnabled()
    assert "No other doctor of the speciality" in button.toolTip()
    QTest.keyClick(choices.table, Qt.Key.Key_O, SHIFT)
    assert "No other doctor of the speciality" in choices.fault.whole_text() and choices.fault.isVisible()


def test_the_menu_of_a_visit_shows_more_times(office: ReceptionDesk) -> None:
    visit = office.book(local(NEXT_MONDAY, "15:00"))
    dialog = asked(editor(office))
    table = dialog.choices.table
    index = table.model().index(0, 3)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
    menu = dialog.choices.table.menu
    assert menu is not None
    texts = [action.text() for action in menu.actions()]
    assert texts[0].startswith("Keep") and texts[-1].startswith("Cancel")
    next(action for action in menu.actions() if action.text().startswith("Other times")).trigger()
    office.settle()
    times = dialog.choices.table.menu
    assert times is not None and len(times.actions()) >= 6
    times.actions()[2].trigger()
    dialog.act.click()
    office.settle()
    assert state_of(office, visit.id)[1] == "01 10:00"


def test_thinking_again_keeps_the_draft(office: ReceptionDesk) -> None:
    office.book(local(NEXT_MONDAY, "15:00"))
    hours = editor(office)
    dialog = asked(hours)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    office.settle()
    assert hours.has_unsaved() and gone(dialog)
    assert asked(hours) is not None


def test_a_visit_booked_while_the_list_is_open_is_shown_before_anything_is_saved(office: ReceptionDesk) -> None:
    first = office.book(local(NEXT_MONDAY, "15:00"))
    dialog = asked(editor(office))
    dialog.choices.buttons[Pick.OWN].click()
    second = office.book(local(NEXT_MONDAY, "16:00"), 1)
    dialog.act.click()
    office.settle()
    assert "look again" in dialog.choices.fault.text() and "2 visits are hit" in dialog.choices.count.text()
    assert state_of(office, first.id)[1] == "30 15:00"
    dialog.act.click()
    office.settle()
    assert (state_of(office, first.id)[1], state_of(office, second.id)[1]) == ("01 09:00", "30 16:00")


def test_two_desks_change_one_week_and_both_edits_are_kept(office: ReceptionDesk) -> None:
    hours = editor(office)
    rules = hours._view_model.state.rules
    without_friday = tuple(rule for rule in rules if rule.weekday != 4)
    office.services.hours.save_rules(office.clinic.admin, office.clinic.doctors[0], 1, without_friday)
    monday = next(i for i, rule in enumerate(rules) if rule.kind is RuleKind.WORK and rule.weekday == 0)
    hours._view_model.change(monday, end_minute=16 * 60)
    hours.save_button.click()
    office.settle()
    assert "Admin" in hours._bar_words.text() and "Friday" in hours._bar_words.text()
    assert hours.has_unsaved()
    hours.save_button.click()
    office.settle()
    kept = office.services.hours.hours(office.clinic.doctor, office.clinic.doctors[0]).rules
    assert not any(rule.weekday == 4 for rule in kept)
    assert any(rule.weekday == 0 and rule.end_minute == 16 * 60 for rule in kept)


def test_an_exception_moves_whom_it_hits(office: ReceptionDesk) -> None:
    visit = office.book(local(TODAY + timedelta(days=1), "10:00"))
    hours = editor(office)
    dialog = hours.add_exception()
    assert dialog is not None
    dialog._view_model.change(kind=ExceptionKind.BLOCKED, start_minute=600, end_minute=660, reason="Meeting")
    dialog.choices.table.setFocus()
    QTest.keyClick(dialog.choices.table, Qt.Key.Key_M)
    dialog.save.click()
    office.settle()
    assert state_of(office, visit.id)[1] == "24 11:00"
    undo(office)
    assert state_of(office, visit.id)[1] == "24 10:00"
    assert office.services.hours.hours(office.clinic.doctor, office.clinic.doctors[0]).exceptions == ()


def test_the_fields_of_an_exception_stay_in_place_while_a_day_is_wrong(office: ReceptionDesk) -> None:
    office.book(local(TODAY + timedelta(days=1), "10:00"))
    dialog = editor(office).add_exception()
    assert dialog is not None
    office.settle()
    before = dialog.reason.geometry()
    dialog._view_model.change(last_day=TODAY - timedelta(days=1))
    office.settle()
    assert dialog.last.problem() == "The end lies before the start."
    assert not dialog.choices.isVisible()
    dialog.layout().activate()
    assert dialog.reason.height() == before.height()
    assert dialog.reason.y() - before.y() < 2 * dialog.reason.height()
    dialog.reject()


def test_a_doctor_says_by_key_that_they_are_late(office: ReceptionDesk) -> None:
    visits = [office.book(local(TODAY, at), patient) for patient, at in enumerate(("14:00", "14:30"))]
    office.workspace.open("my_day")
    office.settle()
    page = office.workspace.page
    assert isinstance(page, MyDayScreen)
    office.key(Qt.Key.Key_L)
    dialog = page.findChild(LateDialog)
    assert dialog is not None
    dialog.minutes.edit.selectAll()
    QTest.keyClicks(dialog.minutes.edit, "20")
    assert "2 visits begin later" in dialog.count.text()
    QTest.keyClick(dialog.minutes.edit, Qt.Key.Key_Return)
    office.settle()
    assert gone(dialog)
    assert [state_of(office, visit.id)[1] for visit in visits] == ["23 14:20", "23 14:50"]
    assert "2 visits begin later" in office.toast()
    undo(office)
    assert [state_of(office, visit.id)[1] for visit in visits] == ["23 14:00", "23 14:30"]


def test_a_delay_that_nobody_can_have_is_said_at_the_field(office: ReceptionDesk) -> None:
    office.workspace.open("my_day")
    page = office.workspace.page
    assert isinstance(page, MyDayScreen)
    dialog = page.open_late()
    dialog.minutes.edit.selectAll()
    QTest.keyClicks(dialog.minutes.edit, "999")
    assert dialog.minutes.problem() and not dialog.confirm.isEnabled()
    dialog.minutes.edit.selectAll()
    QTest.keyClicks(dialog.minutes.edit, "15")
    assert not dialog.minutes.problem() and dialog.confirm.isEnabled()


def test_who_would_be_seen_after_closing_is_proposed_another_time(office: ReceptionDesk) -> None:
    office.workspace.open("my_day")
    visit = office.book(local(TODAY, "16:30"))
    page = office.workspace.page
    assert isinstance(page, MyDayScreen)
    dialog = page.open_late()
    office.settle()
    assert dialog._model.state.outcomes[visit.id].time is not None
    dialog.confirm.click()
    office.settle()
    assert state_of(office, visit.id)[1] == "24 09:00"


def test_the_desk_says_it_from_the_head_of_the_board_and_by_key(desk: ReceptionDesk) -> None:
    visit = desk.book(local(TODAY, "14:00"))
    page = desk.workspace.page
    assert isinstance(page, BoardPage)
    desk.settle()
    heads = page.board._heads
    QTest.mouseClick(heads, Qt.MouseButton.LeftButton, pos=heads.column_rect(0).center())
    menu = page.doctor_menu.menu
    assert menu is not None and menu.accessibleName() == "Dr Anita Menon"
    assert [action.text() for action in menu.actions()][:2] == ["Running late…", "Not available from now…"]
    menu.close()
    page.board.setFocus()
    assert page.board.show_card(visit.id)
    QTest.keyClick(desk.focus, Qt.Key.Key_D)
    menu = page.doctor_menu.menu
    assert menu is not None and menu.isVisible()
    menu.actions()[0].trigger()
    dialog = page.findChild(LateDialog)
    assert dialog is not None
    dialog.usual.chosen.emit(30)
    dialog.confirm.click()
    desk.settle()
    assert state_of(desk, visit.id)[1] == "23 14:30"
    column = page._model.state.day_view.columns[0] if page._model.state.day_view else None
    assert column is not None and column.late_minutes == 30


def test_the_desk_says_that_a_doctor_is_away_with_one_enter(desk: ReceptionDesk) -> None:
    visit = desk.book(local(TODAY, "14:00"))
    page = desk.workspace.page
    assert isinstance(page, BoardPage)
    desk.settle()
    page.doctor_menu.do("not_available", desk.clinic.doctors[0], "Dr Anita Menon")
    dialog = page.findChild(AbsenceDialog)
    assert dialog is not None and "Dr Anita Menon" in dialog.windowTitle()
    QTest.keyClicks(dialog.reason.edit, "Emergency")
    QTest.keyClick(dialog.reason.edit, Qt.Key.Key_Return)
    desk.settle()
    assert state_of(desk, visit.id)[1] == "24 09:00"
    undo(desk)
    assert state_of(desk, visit.id)[1] == "23 14:00"


def offered(desk: ReceptionDesk, text: str) -> set[str]:
    """The commands that the omnibox lists for a text. It is made with the first Ctrl+K."""
    desk.key(Qt.Key.Key_K, CONTROL)
    desk.type(text)
    rows = desk.desk.omnibox._viewmodel.state.rows
    return {row.command.name for row in rows if isinstance(row, CommandRow)}


def test_the_omnibox_opens_the_board_and_asks_of_which_doctor(desk: ReceptionDesk) -> None:
    desk.workspace.open("patients")
    assert "running_late" in offered(desk, "/running late")
    desk.key(Qt.Key.Key_Return)
    page = desk.workspace.page
    assert isinstance(page, BoardPage) and page.doctor_menu.menu is not None
    names = [action.text() for action in page.doctor_menu.menu.actions()]
    assert names[0] == "Dr Anita Menon"
    page.doctor_menu.menu.actions()[0].trigger()
    assert page.findChild(LateDialog) is not None


def test_who_may_not_say_it_is_not_offered_it(
    qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="coordinator") as desk:
        assert not {"running_late", "not_available"} & offered(desk, "/")


def test_a_closed_day_asks_what_becomes_of_its_visits(
    qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="admin") as desk:
        tomorrow = TODAY + timedelta(days=1)
        visits = [desk.book(local(tomorrow, "10:00"), doctor, doctor) for doctor in (0, 2)]
        desk.workspace.open("centres")
        desk.settle()
        page = desk.workspace.page
        assert isinstance(page, CentresScreen)
        page._view_model.select(desk.clinic.kolkata)
        page._view_model.add_closure(tomorrow, "Diwali", False)
        desk.settle()
        dialog = page.question
        assert dialog is not None and not dialog.choices.table.isColumnHidden(2)
        QTest.keyClick(dialog.choices.table, Qt.Key.Key_M, SHIFT)
        dialog.act.click()
        desk.settle()
        assert gone(dialog) and "Closed on" in desk.toast()
        assert [state_of(desk, visit.id)[1] for visit in visits] == ["25 09:00", "25 09:00"]
        undo(desk)
        assert [state_of(desk, visit.id)[1] for visit in visits] == ["24 10:00", "24 10:00"]
        assert desk.services.locations.closures(tomorrow, tomorrow) == ()


def test_a_week_goes_to_other_doctors_once_it_is_clear_what_it_replaces(
    qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="manager") as desk:
        anita, jonas = desk.clinic.doctors[0], desk.clinic.doctors[2]
        rules = desk.services.hours.hours(desk.actor, anita).rules
        short = tuple(rule for rule in rules if rule.weekday != 1)
        desk.services.hours.save_rules(desk.actor, anita, 1, short)
        visit = desk.book(local(TODAY + timedelta(days=1), "10:00"), doctor=2)
        desk.workspace.open("hours", practitioner_id=anita)
        desk.settle()
        page = desk.workspace.page
        assert isinstance(page, HoursScreen)
        page.editor.copy_week.click()
        dialog = page.editor.findChild(CopyWeekDialog)
        assert dialog is not None and not dialog.confirm.isEnabled()
        dialog._model.choose((jonas,))
        desk.settle()
        assert "replaces" in dialog.replaced.text() and "hit" in dialog.choices.count.text()
        QTest.keyClick(dialog.choices.table, Qt.Key.Key_M)
        dialog.confirm.click()
        desk.settle()
        assert desk.services.hours.hours(desk.actor, jonas).rules == tuple(short)
        assert state_of(desk, visit.id)[1] == "25 09:00"
        undo(desk)
        assert state_of(desk, visit.id)[1] == "24 10:00"
        assert any(rule.weekday == 1 for rule in desk.services.hours.hours(desk.actor, jonas).rules)
