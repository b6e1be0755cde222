"""F6 goes round the panes, and finds a place in one whose own is not there."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from clinic_desktop.ui.shell.panes import focus_next_pane
from tests.conftest import SetClock
from tests.ui.appointments.reception import open_desk


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Three panes; in the dock, the field that the focus is to go to is hidden, and another one is not."""
    window = QWidget()
    row = QHBoxLayout(window)
    for name in ("page", "dock", "rail"):
        pane = QWidget()
        pane.setObjectName(name)
        pane.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if name == "dock":
            hidden = QLineEdit()
            inside = QHBoxLayout(pane)
            inside.addWidget(QLineEdit())
            inside.addWidget(hidden)
            hidden.hide()
            pane.setFocusProxy(hidden)
        row.addWidget(pane)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def pane(window: QWidget, name: str) -> QWidget:
    found = window.findChild(QWidget, name)
    assert isinstance(found, QWidget)
    return found


def walked(window: QWidget, forward: bool, times: int) -> list[str]:
    """Which panes have the focus, one after the other."""
    panes = [pane(window, name) for name in ("page", "dock", "rail")]
    places = []
    for _ in range(times):
        focus_next_pane(panes, window.focusWidget(), forward)
        focus = window.focusWidget()
        places.append(next(one.objectName() for one in panes if one is focus or one.isAncestorOf(focus)))
    return places


def test_the_focus_goes_round_from_wherever_it_is(window: QWidget) -> None:
    pane(window, "page").setFocus()
    assert walked(window, True, 4) == ["dock", "rail", "page", "dock"]


def test_and_back(window: QWidget) -> None:
    pane(window, "page").setFocus()
    assert walked(window, False, 3) == ["rail", "dock", "page"]


def test_where_the_panes_own_place_is_hidden_the_first_that_tab_reaches_gets_it(window: QWidget) -> None:
    pane(window, "page").setFocus()
    focus_next_pane([pane(window, "dock")], window.focusWidget(), True)
    assert isinstance(window.focusWidget(), QLineEdit)


def test_no_list_that_is_hidden_because_it_is_empty_gets_the_keys(
    qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path) as desk:
        for route in ("messages", "refunds"):
            desk.workspace.open(route)
            desk.key(Qt.Key.Key_F6)
            desk.key(Qt.Key.Key_F6)
            page = desk.workspace.page
            assert page is not None and page.isAncestorOf(desk.focus) and desk.focus.isVisible()
