"""The dock beside the page: whose place a panel takes, what comes back, and what goes along to another page."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from clinic_desktop.ui.shell.dock import Dock
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.ui.theme.theme import Theme


class Panel(Screen):
    """A panel that notes what it is told."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.told: list[str] = []
        self.typed = False

    def enter(self, **arguments: object) -> None:
        self.told.append("enter")

    def leave(self) -> None:
        self.told.append("leave")

    def put_aside(self) -> None:
        self.told.append("aside")

    def has_unsaved(self) -> bool:
        return self.typed


class Panels:
    """Makes the panels of a dock, and finds them by name."""

    def __init__(self) -> None:
        self.made: dict[str, Panel] = {}

    def make(self, route: str, parent: QWidget) -> Screen:
        assert route not in self.made
        self.made[route] = Panel(parent)
        return self.made[route]


@pytest.fixture
def panels() -> Panels:
    return Panels()


@pytest.fixture
def dock(qtbot: QtBot, panels: Panels) -> Dock:
    dock = Dock(Theme(), panels.make)
    qtbot.addWidget(dock)
    return dock


def test_a_panel_that_gives_way_to_another_is_put_aside_and_kept(dock: Dock, panels: Panels) -> None:
    assert dock.open("visit", {}) is None
    assert dock.open("booking", {}) is panels.made["visit"]
    assert panels.made["visit"].told == ["enter", "aside"]
    dock.open("visit", {})
    assert (dock.route, panels.made["visit"].told) == ("visit", ["enter", "aside", "enter"])


def test_what_is_closed_makes_room_for_the_pages_own_panel(dock: Dock, panels: Panels) -> None:
    dock.set_home("waiting_room", {})
    dock.open("booking", {})
    assert not dock.is_at_home()
    assert dock.close_panel() is panels.made["booking"]
    assert dock.route == "waiting_room"
    assert dock.is_at_home()


def test_without_a_home_the_dock_is_hidden(dock: Dock) -> None:
    dock.open("booking", {})
    dock.close_panel()
    assert dock.isHidden()
    assert dock.panel is None
    assert dock.route == ""


def test_a_panel_is_closed_with_its_page(dock: Dock, panels: Panels) -> None:
    dock.open("booking", {})
    dock.leave_page()
    assert dock.isHidden()
    assert panels.made["booking"].told == ["enter", "leave"]


def test_what_is_being_typed_goes_along_and_the_next_pages_home_waits(dock: Dock, panels: Panels) -> None:
    dock.open("booking", {})
    panels.made["booking"].typed = True
    dock.leave_page()
    dock.set_home("waiting_room", {})
    dock.open("waiting_room", {})
    dock.enter_page()
    assert dock.route == "booking"
    assert dock.has_unsaved()
    dock.close_panel()
    assert dock.route == "waiting_room"


def test_it_takes_no_more_than_half_of_a_narrow_window(dock: Dock) -> None:
    dock.open("booking", {})
    dock.fit(2000)
    wide = dock.width()
    dock.fit(640)
    assert dock.width() == 320 < wide
    dock.fit(300)
    assert dock.width() == 280


def test_nothing_of_it_is_left_for_the_next_person(dock: Dock, panels: Panels) -> None:
    dock.open("booking", {})
    panels.made["booking"].typed = True
    dock.forget()
    assert not dock.has_unsaved()
    assert dock.panel is None
    assert panels.made["booking"].parent() is None
