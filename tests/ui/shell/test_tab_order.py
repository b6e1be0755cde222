"""Tab goes from the rail into every page from its top, reaches all of it, and never stands still."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from clinic_desktop.ui.shell.rail import RailButton
from tests.conftest import SetClock
from tests.ui.appointments.reception import open_desk

_MOST = 150


def reached(first: QWidget) -> list[QWidget]:
    """What Tab reaches until it comes to something for the second time."""
    found: list[QWidget] = []
    first.setFocus()
    focus = QApplication.focusWidget()
    while focus is not None and focus not in found and len(found) < _MOST:
        found.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
    assert focus is first, f"Tab stands still at or turns back to {focus}"
    return found


@pytest.mark.parametrize(
    "route",
    [
        "payments",
        "links",
        "refunds",
        "findings",
        "till",
        "payouts",
        "books",
        "messages",
        "patients",
        "people",
        "appointments",
    ],
)
def test_tab_reaches_all_of_a_page_from_its_top(
    qtbot: QtBot, sqlite_database_url, clock: SetClock, tmp_path, route
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="admin") as desk:
        desk.session.look_at(next(one for one in desk.session.centres if one.id == desk.clinic.kolkata))
        desk.walk_in(patient=0)
        desk.workspace.open(route)
        desk.settle()
        last = [button for button in desk.window.findChildren(RailButton) if button.isVisible()][-1]
        page = desk.workspace.page
        found = [widget for widget in reached(last) if page.isAncestorOf(widget)]
        wanted = [
            widget
            for widget in page.findChildren(QWidget)
            if widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
        ]
        assert {widget.accessibleName() for widget in wanted} == {widget.accessibleName() for widget in found}
