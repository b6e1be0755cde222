"""Hours drawn into the week by mouse and by keys."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from clinic_desktop.domain.codes import RuleKind
from clinic_desktop.services.scheduling.hours import RuleDraft
from clinic_desktop.ui.doctor.my_hours import MyHoursScreen
from clinic_desktop.ui.scheduling.change_dialog import ChangeDialog
from clinic_desktop.ui.scheduling.hours_editor import HoursEditor
from tests.builders import local
from tests.conftest import NOW
from tests.ui.appointments.reception import ReceptionDesk

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def editor(office: ReceptionDesk) -> HoursEditor:
    office.workspace.open("my_hours")
    office.settle()
    screen = office.workspace.page
    assert isinstance(screen, MyHoursScreen)
    return screen.editor


def stored(office: ReceptionDesk, weekday: int) -> set[tuple[RuleKind, int, int]]:
    rules = office.services.hours.hours(office.clinic.doctor, office.clinic.doctors[0]).rules
    return {(rule.kind, rule.start_minute, rule.end_minute) for rule in rules if rule.weekday == weekday}


def drafted(editor: HoursEditor, weekday: int) -> list[RuleDraft]:
    return [rule for rule in editor._view_model.state.rules if rule.weekday == weekday]


def drag(editor: HoursEditor, start: tuple[int, int], end: tuple[int, int]) -> None:
    grid = editor.grid
    QTest.mousePress(grid, Qt.MouseButton.LeftButton, pos=grid.spot(*start))
    QTest.mouseMove(grid, grid.spot(*end))
    QTest.mouseRelease(grid, Qt.MouseButton.LeftButton, pos=grid.spot(*end))


def test_hours_are_drawn_with_the_mouse_and_saved(office: ReceptionDesk, editor: HoursEditor) -> None:
    drag(editor, (6, 10 * 60), (6, 13 * 60))
    assert [(rule.start_minute, rule.end_minute) for rule in drafted(editor, 6)] == [(600, 780)]
    editor.save_button.click()
    office.settle()
    assert stored(office, 6) == {(RuleKind.WORK, 600, 780)} and "Hours saved" in office.toast()


def test_hours_are_moved_and_stretched_with_the_mouse(editor: HoursEditor) -> None:
    drag(editor, (6, 10 * 60), (6, 12 * 60))
    drag(editor, (6, 11 * 60), (6, 15 * 60))
    assert [(rule.start_minute, rule.end_minute) for rule in drafted(editor, 6)] == [(14 * 60, 16 * 60)]
    drag(editor, (6, 16 * 60 - 3), (6, 18 * 60))
    assert [(rule.start_minute, rule.end_minute) for rule in drafted(editor, 6)] == [(14 * 60, 18 * 60)]


def test_hours_are_drawn_with_the_keys(office: ReceptionDesk, editor: HoursEditor) -> None:
    editor.grid.setFocus()
    # The cursor begins on Monday; weeks begin on Sunday in India, and go no further to the left.
    for _ in range(3):
        office.key(Qt.Key.Key_Left)
    office.key(Qt.Key.Key_Return)
    assert [(rule.start_minute, rule.end_minute) for rule in drafted(editor, 6)] == [(540, 600)]
    office.key(Qt.Key.Key_Down, SHIFT)
    office.key(Qt.Key.Key_Down, CONTROL)
    assert [(rule.start_minute, rule.end_minute) for rule in drafted(editor, 6)] == [(555, 630)]
    office.key(Qt.Key.Key_S, CONTROL)
    assert stored(office, 6) == {(RuleKind.WORK, 555, 630)}
    office.key(Qt.Key.Key_Delete)
    assert drafted(editor, 6) == []


def test_typed_times_and_their_faults(office: ReceptionDesk, editor: HoursEditor) -> None:
    monday = next(i for i, rule in enumerate(editor._view_model.state.rules) if rule.kind is RuleKind.WORK)
    editor._view_model.select(monday)
    editor.fields.end.edit.setText("830")
    editor.fields.end.edit.editingFinished.emit()
    assert "end lies before the start" in editor.fields._fault.whole_text()
    assert not editor.save_button.isEnabled()
    editor.fields.end.edit.setText("3pm")
    editor.fields.end.edit.editingFinished.emit()
    assert drafted(editor, 0)[0].end_minute == 15 * 60 and editor.save_button.isEnabled()


def test_a_first_day_is_counted_from_today_at_the_centre_and_not_at_this_computer(
    office: ReceptionDesk, editor: HoursEditor
) -> None:
    editor._view_model.select(0)
    first = editor.fields.valid_from.edit
    first.setFocus()
    QTest.keyClicks(first, "+7")
    QTest.keyClick(first, Qt.Key.Key_Return)
    office.settle()
    assert editor._view_model.state.rules[0].valid_from == office.session.today() + timedelta(days=7)


def test_hours_with_a_time_that_cannot_be_read_are_not_saved(office: ReceptionDesk, editor: HoursEditor) -> None:
    drag(editor, (6, 10 * 60), (6, 13 * 60))
    end = editor.fields.end
    end.edit.setFocus()
    end.edit.selectAll()
    QTest.keyClicks(end.edit, "noonish")
    QTest.keyClick(end.edit, Qt.Key.Key_S, CONTROL)
    office.settle()
    assert end.problem() == "Type a time such as 9:30, 930 or 3pm."
    assert stored(office, 6) == set()


def test_hours_past_midnight_and_hours_twice_are_refused_in_words(office: ReceptionDesk, editor: HoursEditor) -> None:
    monday = next(i for i, rule in enumerate(editor._view_model.state.rules) if rule.kind is RuleKind.WORK)
    before = stored(office, 0)
    editor._view_model.select(monday)
    for field, text in ((editor.fields.start, "8pm"), (editor.fields.end, "2am")):
        field.edit.setText(text)
        field.edit.editingFinished.emit()
    assert editor.fields._fault.whole_text() == "The end lies before the start."
    assert not editor.save_button.isEnabled()
    editor._view_model.change(monday, start_minute=9 * 60, end_minute=17 * 60)
    editor._view_model.add(RuleKind.WORK, 0, 16 * 60, 18 * 60)
    assert "overlap" in editor.fields._fault.whole_text()
    assert not editor.save_button.isEnabled()
    assert stored(office, 0) == before


def test_who_is_hit_is_named_before_saving(office: ReceptionDesk, editor: HoursEditor) -> None:
    office.book(local(NOW.date().replace(day=30), "16:00"))
    monday = next(i for i, rule in enumerate(editor._view_model.state.rules) if rule.kind is RuleKind.WORK)
    editor._view_model.change(monday, end_minute=15 * 60)
    editor.save_button.click()
    office.settle()
    dialog = editor.findChild(ChangeDialog)
    assert dialog is not None and editor.has_unsaved()
    dialog.act.click()
    office.settle()
    assert not editor.has_unsaved() and (RuleKind.WORK, 540, 900) in stored(office, 0)


def test_a_day_is_copied_to_others(editor: HoursEditor) -> None:
    editor._view_model.select(0)
    editor.fields.copy_button.click()
    assert editor.fields.copy_to.problem()
    editor.fields.copy_to.set_values((6,))
    editor.fields.copy_button.click()
    assert len(drafted(editor, 6)) == 2


def test_what_is_said_below_a_field_leaves_the_head_in_line(editor: HoursEditor, qtbot: QtBot) -> None:
    def tops() -> list[int]:
        widgets = (editor.copy_week, editor.step.edit, editor.shown_on.edit)
        return [widget.mapTo(editor, QPoint()).y() for widget in widgets]

    editor.copy_week.show()
    editor.shown_on.set_problem("A fault that takes two lines of words in a field as narrow as this one")
    qtbot.waitUntil(lambda: editor.shown_on.height() > editor.step.height() + 20)
    assert len(set(tops())) == 1


def test_who_adds_hours_by_the_button_goes_on_where_they_begin(office: ReceptionDesk, editor: HoursEditor) -> None:
    editor.fields.add_hours.setFocus()
    office.key(Qt.Key.Key_Space)
    edit = editor.fields.start.edit
    assert office.focus is edit
    assert not edit.visibleRegion().isEmpty()
