"""Text of 150 % in a window of 1280×800: nothing leaves the window, and nothing that somebody needs is cut."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from clinic_desktop.ui.appointments.walk_in import WalkInDock
from clinic_desktop.ui.doctor.my_day import MyDayScreen
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.patients.hit_list import HitList, HitRow, HitScroll
from clinic_desktop.ui.shell.keys import KeysSheet
from clinic_desktop.ui.shell.navigation import money_pages, rail
from clinic_desktop.ui.theme.theme import Theme
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk


@pytest.fixture
def large(desk: ReceptionDesk) -> ReceptionDesk:
    """The front desk with text of 150 %."""
    desk.theme.set_scale(1.5)
    desk.settle()
    return desk


@pytest.fixture
def admin(qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    with open_desk(sqlite_database_url, clock, tmp_path, account="admin") as opened:
        opened.theme.set_scale(1.5)
        opened.settle()
        yield opened


def place(widget: QWidget) -> QRect:
    """Where a widget is in its window."""
    return QRect(widget.mapTo(widget.window(), QPoint()), widget.size())


def squeezed(inside: QWidget) -> list[str]:
    """The names of buttons that are smaller than they can be, or that no scrolling brings into sight."""
    found = []
    for button in inside.findChildren(QAbstractButton):
        least = button.minimumSizeHint()
        if isinstance(button.parentWidget(), QLineEdit):
            continue
        if button.isVisible() and (button.width() < least.width() or _is_cut(button)):
            found.append(button.accessibleName() or button.text())
    return found


def _is_cut(widget: QWidget) -> bool:
    holder = widget.parentWidget()
    while holder is not None and not isinstance(holder.parentWidget(), QAbstractScrollArea):
        holder = holder.parentWidget()
    area = holder.parentWidget() if holder is not None else None
    if not isinstance(area, QAbstractScrollArea) or holder is None or area.horizontalScrollBar().maximum():
        return False
    left = widget.mapTo(holder, QPoint()).x()
    return left < 0 or left + widget.width() > holder.width()


def test_the_walk_in_dock_stays_in_the_window_beside_every_page(admin: ReceptionDesk) -> None:
    workspace = admin.workspace
    routes = [entry.route for entry in (*rail(admin.actor.role), *money_pages(admin.actor))]
    for route in routes:
        workspace.open(route)
        workspace.open_dock("walk_in")
        admin.settle()
        panel = workspace.panel
        assert isinstance(panel, WalkInDock), route
        assert admin.window.rect().contains(place(panel)), route
        assert squeezed(panel) == [], route
        workspace.close_dock()


def test_a_page_that_has_less_room_than_it_can_do_with_is_scrolled_sideways(admin: ReceptionDesk) -> None:
    workspace = admin.workspace
    workspace.open("people")
    workspace.open_dock("walk_in")
    admin.settle()
    page = workspace.page
    assert page is not None and page.width() >= page.minimumSizeHint().width()
    assert place(page).right() > place(workspace.dock).left()
    assert workspace._room.horizontalScrollBar().maximum() > 0


def test_the_bar_above_the_board_keeps_its_words_beside_a_dock(large: ReceptionDesk) -> None:
    large.key(Qt.Key.Key_F2)
    page = large.workspace.page
    assert page is not None
    assert squeezed(page) == []


def test_each_page_of_an_admin_is_in_the_rail_uncut(admin: ReceptionDesk) -> None:
    rail_ = admin.workspace.rail
    assert squeezed(rail_) == []
    buttons = [button for button in rail_.findChildren(QAbstractButton) if button.isVisible()]
    assert all(button.height() >= button.minimumSizeHint().height() for button in buttons)
    assert all(rail_.rect().contains(button.geometry()) for button in buttons)


def test_a_long_list_of_people_follows_the_highlight(qtbot: QtBot) -> None:
    hits = HitList(Theme(), "People found")
    rows = tuple(HitRow(f"Patient {number}", "36 y") for number in range(8))
    hits.show_rows(rows, 0)
    scroll = HitScroll(hits)
    qtbot.addWidget(scroll)
    scroll.resize(400, hits.row_rect(0).height() * 3)
    scroll.show()
    for highlighted in (7, 0, 4):
        hits.show_rows(rows, highlighted)
        row = hits.row_rect(highlighted)
        assert hits.visibleRegion().boundingRect().contains(row.adjusted(0, 1, 0, -1))


def test_a_toast_that_is_too_long_for_its_page_goes_on_in_the_next_line(large: ReceptionDesk) -> None:
    large.key(Qt.Key.Key_F2)
    toasts = large.workspace.toasts
    large.workspace.toast("Dev Malhotra booked")
    low = toasts.height()
    large.workspace.toast(
        "Dev Malhotra booked · Thursday, 14 March 2026 at 14:30 with Dr Anita Menon, token A-014 printed"
    )
    assert toasts.height() > low
    assert place(toasts).right() <= place(large.workspace.dock).left() + 8


def test_the_note_of_a_visit_is_written_uncut(
    qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="doctor") as desk:
        desk.theme.set_scale(1.5)
        desk.walk_in(patient=0)
        page = desk.workspace.page
        assert isinstance(page, MyDayScreen)
        page.command("refresh")
        page._view_model.call_in()
        page._view_model.start()
        desk.settle()
        assert page.visit.note.isVisible()
        assert squeezed(page) == []
        assert page.visit.banner._name.text() == "Asha Rao"


def test_the_sheet_of_keys_is_scrolled_where_the_window_is_too_low_for_it(large: ReceptionDesk) -> None:
    large.desk.seat._show_keys()
    large.settle()
    (sheet,) = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, KeysSheet)]
    room = large.window.geometry()
    for button in sheet.findChildren(QAbstractButton):
        at = QRect(button.mapToGlobal(QPoint()), button.size())
        assert room.contains(at)
    (page,) = sheet.findChildren(ScrollPage)
    assert page.verticalScrollBar().maximum() > 0
    sheet.reject()


def test_a_clinic_with_a_long_name_leaves_room_for_what_stands_beside_it(large: ReceptionDesk) -> None:
    bar, session = large.workspace.top_bar, large.session
    named = replace(session.centre, clinic_name="Wolfeschlegelsteinhausenbergerdorff" * 8)
    for centres in ((named,), (named, session.centre)):
        bar.show_centres(centres, named)
        large.settle()
        assert bar._sync.width() >= bar._sync.sizeHint().width()
        assert bar.search.width() >= bar.search.minimumSizeHint().width()
        assert large.window.width() == 1280
