"""What lists have around them: keys, pages, days, a bar of two rows, and the row that is chosen."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.day_stepper import DayStepper
from clinic_desktop.ui.kit.pager import Pager
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.shortcuts import ACT_KEYS, on_keys
from clinic_desktop.ui.kit.table_rows import Cell, Column, TableRows
from clinic_desktop.ui.kit.two_row_bar import TwoRowBar
from clinic_desktop.ui.theme.theme import Theme


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Iterator[QWidget]:
    widget = QWidget()
    QVBoxLayout(widget)
    qtbot.addWidget(widget)
    widget.resize(900, 400)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    yield widget


def put(window: QWidget, *widgets: QWidget) -> None:
    layout = window.layout()
    assert layout is not None
    for widget in widgets:
        layout.addWidget(widget)
    QApplication.sendPostedEvents()


def test_a_key_acts_while_the_focus_is_inside(window: QWidget) -> None:
    page, inside, outside = QWidget(), QPushButton(), QPushButton()
    QVBoxLayout(page).addWidget(inside)
    put(window, page, outside)
    acted: list[str] = []
    on_keys(page, {"A": lambda: acted.append("a")})
    on_keys(page, dict.fromkeys(ACT_KEYS, lambda: acted.append("act")))
    inside.setFocus()
    QTest.keyClick(inside, Qt.Key.Key_A)
    QTest.keyClick(inside, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(inside, Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier)
    outside.setFocus()
    QTest.keyClick(outside, Qt.Key.Key_A)
    assert acted == ["a", "act", "act"]
    assert not any(shortcut.autoRepeat() for shortcut in page.findChildren(QShortcut))
    on_keys(outside, {"T": lambda: None}, repeats=True)
    assert all(shortcut.autoRepeat() for shortcut in outside.findChildren(QShortcut))


def test_pages_are_turned_where_there_are_several(window: QWidget, theme: Theme) -> None:
    pager = Pager(theme, QLocale("en_IN"), "Newer payments", "Older payments")
    put(window, pager)
    turned: list[int] = []
    pager.turned.connect(turned.append)
    pager.show_page(0, 0)
    assert not pager.isVisible()
    pager.show_page(0, 1_199)
    assert pager.isVisible() and pager.place.whole_text() == "Page 1 of 1,200"
    assert not pager.newer.isEnabled()
    pager.older.click()
    pager.show_page(1_199, 1_199)
    pager.newer.click()
    assert turned == [1, -1] and not pager.older.isEnabled()
    pager.show_open_end(0, more=False)
    assert not pager.isVisible()
    pager.show_open_end(1, more=False)
    assert pager.isVisible() and pager.place.whole_text() == "Page 2" and not pager.older.isEnabled()


def test_days_are_stepped_through_up_to_the_last(window: QWidget, theme: Theme) -> None:
    days = DayStepper(theme)
    put(window, days)
    said: list[object] = []
    days.stepped.connect(said.append)
    days.today_wanted.connect(lambda: said.append("today"))
    days.show_days("Monday", may_go_on=False)
    for button in (days.before, days.after, days.today):
        button.click()
    assert said == [-1, "today"]
    days.show_days("Sunday")
    days.after.click()
    assert said == [-1, "today", 1] and days.days.whole_text() == "Sunday"


def test_a_bar_gives_way_step_by_step(window: QWidget, theme: Theme) -> None:
    bar = TwoRowBar(theme, "Payments")
    search, days, filters = QLineEdit(), QLineEdit(), QLineEdit()
    bar.upper_row.addWidget(search, 1)
    bar.lower_row.addWidget(days)
    bar.lower_row.addWidget(filters)
    put(window, bar)

    def lines(width: int) -> tuple[bool, bool]:
        window.resize(width, 400)
        QApplication.sendPostedEvents()
        return bar._title.isVisible(), filters.y() > days.y()

    assert lines(1000) == (True, False)
    assert lines(800) == (False, True)
    assert search.y() < days.y()
    theme.set_scale(1.5)
    assert lines(1200) == (False, True)
    assert lines(1400) == (True, False)


def test_a_row_is_highlighted_again_after_the_choice_was_taken_back(window: QWidget, theme: Theme) -> None:
    table = DataTable(theme, "Refunds")
    rows: TableRows[str] = TableRows((Column("Name", lambda name: Cell(name)),), lambda name: name, table)
    rows.show_rows(("Asha", "Dev"))
    table.setModel(rows)
    put(window, table)
    told: list[object] = []
    table.chosen.connect(told.append)
    table.show_selected("Dev")
    table.show_selected(None)
    assert not table.selectionModel().hasSelection()
    table.show_selected("Dev")
    assert table.selectionModel().hasSelection() and table.selected_id() == "Dev"
    assert told == []


def test_what_was_searched_for_is_selected_when_the_keys_come_back(window: QWidget, theme: Theme) -> None:
    search = SearchField(theme, "Find a refund")
    put(window, search)
    search.set_query("Asha")
    search.take_keys()
    QTest.keyClicks(search, "Dev")
    assert search.text() == "Dev"
