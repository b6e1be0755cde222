"""A list and what is chosen in it: beside each other, below each other, or in turn with a way back."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.foot import feet_height
from clinic_desktop.ui.kit.list_and_pane import ListAndPane, Way
from clinic_desktop.ui.kit.pane import Pane
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.table_rows import Cell, Column, TableRows
from clinic_desktop.ui.kit.text_lines import TextLines
from clinic_desktop.ui.theme.theme import Theme

WIDE, TALL, SMALL = (1208, 600), (750, 640), (750, 380)


@dataclass
class Shown:
    """A window with a list of three, and a pane."""

    window: QWidget
    both: ListAndPane
    listed: QWidget
    table: DataTable
    pane: Pane
    opened: list[object]

    def resize(self, size: tuple[int, int]) -> None:
        self.window.resize(*size)
        QApplication.sendPostedEvents()

    def click_row(self, row: int) -> None:
        place = self.table.visualRect(self.table.model().index(row, 0)).center()
        QTest.mouseClick(self.table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def key(self, key: Qt.Key) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)

    @property
    def pane_has_keys(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.pane.isAncestorOf(focused)

    @property
    def in_sight(self) -> tuple[bool, bool, bool]:
        """The list, the pane, and the way back."""
        return self.listed.isVisible(), self.pane.isVisible(), self.both.back.isVisible()


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme) -> Shown:
    window, listed = QWidget(), QWidget()
    qtbot.addWidget(window)
    table = DataTable(theme, "Refunds")
    rows: TableRows[str] = TableRows((Column("Name", lambda name: Cell(name)),), lambda name: name, table)
    rows.show_rows(("Asha", "Dev", "Meera"))
    table.setModel(rows)
    QVBoxLayout(listed).addWidget(table)
    pane = Pane("The refund", EmptyState(theme, "undo-2", "Nothing is chosen", ""))
    pane.body.addWidget(PlainLabel(theme, "₹500 to Asha"))
    pane.add_actions(Button(theme, "Approve", key="A"))
    pane.show_whole(True)
    both = ListAndPane(theme, listed, table, pane, "All refunds")
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(both)
    window.resize(*WIDE)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    table.setFocus()
    opened: list[object] = []
    table.opened.connect(opened.append)
    return Shown(window, both, listed, table, pane, opened)


def test_where_there_is_room_they_stand_beside_each_other(shown: Shown) -> None:
    assert shown.both.way is Way.BESIDE and shown.in_sight == (True, True, False)
    assert shown.pane.mapTo(shown.both, shown.pane.rect().topLeft()).x() > shown.listed.geometry().right()
    shown.click_row(1)
    assert shown.in_sight == (True, True, False) and shown.table.hasFocus()


def test_where_it_is_narrow_the_pane_stands_below_the_list(shown: Shown) -> None:
    shown.resize(TALL)
    assert shown.both.way is Way.BELOW and shown.in_sight == (True, True, False)
    assert shown.pane.mapTo(shown.both, shown.pane.rect().topLeft()).y() > shown.listed.geometry().bottom()


def test_where_it_is_small_a_click_on_a_row_shows_the_pane_and_the_button_the_list(shown: Shown) -> None:
    shown.resize(SMALL)
    assert shown.both.way is Way.IN_TURN and shown.in_sight == (True, False, False)
    shown.click_row(1)
    assert shown.in_sight == (False, True, True)
    assert shown.table.selected_id() == "Dev"
    QTest.mouseClick(shown.both.back, Qt.MouseButton.LeftButton)
    assert shown.in_sight == (True, False, False) and shown.table.hasFocus()
    shown.click_row(1)
    assert shown.in_sight == (False, True, True)


def test_where_it_is_small_space_shows_the_pane_and_escape_the_list(shown: Shown) -> None:
    shown.resize(SMALL)
    shown.key(Qt.Key.Key_Down)
    assert shown.in_sight == (True, False, False)
    shown.key(Qt.Key.Key_Space)
    assert shown.in_sight == (False, True, True) and shown.pane_has_keys
    shown.key(Qt.Key.Key_Escape)
    assert shown.in_sight == (True, False, False) and shown.table.hasFocus()
    assert shown.both.keys() and shown.opened == []


def test_enter_opens_the_row_from_the_pane_as_from_the_list(shown: Shown) -> None:
    shown.resize(SMALL)
    shown.click_row(2)
    shown.key(Qt.Key.Key_Return)
    shown.key(Qt.Key.Key_Escape)
    shown.key(Qt.Key.Key_Return)
    assert shown.opened == ["Meera", "Meera"]


def test_escape_is_not_taken_where_there_is_nothing_to_go_back_to(shown: Shown) -> None:
    escaped: list[object] = []
    shown.window.keyPressEvent = lambda event: escaped.append(event.key())  # type: ignore[method-assign]
    for size in (WIDE, TALL, SMALL):
        shown.resize(size)
        shown.key(Qt.Key.Key_Escape)
    assert escaped == [Qt.Key.Key_Escape] * 3


def test_larger_text_needs_more_room(shown: Shown, theme: Theme) -> None:
    theme.set_scale(1.5)
    shown.resize(WIDE)
    assert shown.both.way is Way.IN_TURN and shown.in_sight == (True, False, False)
    shown.resize((1208, 800))
    assert shown.both.way is Way.BELOW
    shown.resize((1400, 600))
    assert shown.both.way is Way.BESIDE
    theme.set_scale(1.0)
    shown.resize(WIDE)
    assert shown.both.way is Way.BESIDE


def test_who_is_busy_in_the_pane_stays_there_when_the_window_shrinks(shown: Shown) -> None:
    shown.pane.setFocus()
    shown.resize(SMALL)
    assert shown.in_sight == (False, True, True) and shown.pane_has_keys
    shown.resize(WIDE)
    assert shown.in_sight == (True, True, False)
    shown.table.setFocus()
    shown.resize(SMALL)
    assert shown.in_sight == (True, False, False)


def test_without_anything_to_show_there_is_the_list_alone(shown: Shown) -> None:
    shown.both.set_pane_wanted(False)
    assert shown.in_sight == (True, False, False)
    shown.resize(SMALL)
    shown.both.show_pane()
    assert shown.in_sight == (True, False, False)
    shown.both.set_pane_wanted(True)
    assert shown.in_sight == (False, True, True)
    shown.both.show_list()
    assert shown.in_sight == (True, False, False)


def test_a_pane_says_that_nothing_is_chosen_and_keeps_no_room_for_buttons_then(shown: Shown) -> None:
    assert feet_height(shown.pane, shown.pane.rect()) > 0
    shown.pane.show_whole(False)
    assert feet_height(shown.pane, shown.pane.rect()) == 0
    assert [state.accessibleName() for state in shown.pane.findChildren(EmptyState) if state.isVisible()]


def test_lines_have_smaller_ones_below_them_and_leave_out_what_is_empty(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    lines = TextLines(theme)
    QVBoxLayout(window).addLayout(lines)
    window.show()

    def read() -> list[list[str]]:
        boxes = [lines.itemAt(place).widget() for place in range(lines.count())]
        return [[label.whole_text() for label in box.findChildren(PlainLabel)] for box in boxes]

    lines.show_lines((("Paid", "R-1", ""), ("Why",)))
    assert read() == [["Paid", "R-1"], ["Why"]]
    kept = lines.itemAt(0).widget()
    lines.show_lines((("Paid", "R-1", ""), ("Why",)))
    assert lines.itemAt(0).widget() is kept
    lines.show_lines(())
    assert read() == [] and not [label for label in window.findChildren(PlainLabel) if label.isVisible()]
