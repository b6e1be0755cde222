"""The settings are found in the omnibox by what people call them, and Enter begins where they stand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from clinic_desktop.ui.admin.settings import SettingsScreen
from clinic_desktop.viewmodels.omnibox import CommandRow
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk

_CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    """The admin's window."""
    with open_desk(sqlite_database_url, clock, tmp_path, account="admin") as office:
        yield office


def found(office: ReceptionDesk, text: str) -> list[str]:
    office.key(Qt.Key.Key_K, _CONTROL)
    office.type(text)
    return [row.command.words for row in office.desk.omnibox._viewmodel.state.rows if isinstance(row, CommandRow)]


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("stripe", "Online payments"),
        ("razorpay", "Online payments"),
        ("gateway", "Online payments"),
        ("online payments", "Online payments"),
        ("tax", "Money"),
        ("till", "Money"),
        ("refund limit", "Money"),
        ("upi", "Paying by UPI at the desk"),
    ],
)
def test_a_group_of_settings_is_found_by_what_people_call_it(office: ReceptionDesk, text: str, group: str) -> None:
    assert f"Settings: {group}" in found(office, text)


def test_enter_opens_the_settings_where_the_group_begins(office: ReceptionDesk) -> None:
    assert found(office, "refund limit")[0] == "Settings: Money"
    office.key(Qt.Key.Key_Return)
    office.settle()
    page = office.workspace.page
    assert isinstance(page, SettingsScreen)
    assert page.rows["default_method"].field.isAncestorOf(office.focus) or page.rows["default_method"].field.hasFocus()
    top = page.panels["money"].mapTo(page._page.viewport(), QPoint(0, 0)).y()
    assert 0 <= top < page._page.viewport().height() // 2


def test_the_page_leads_to_each_of_its_groups(office: ReceptionDesk) -> None:
    office.workspace.open("settings")
    office.settle()
    page = office.workspace.page
    assert isinstance(page, SettingsScreen)
    page.jump.popup.picked.emit("papers")
    office.settle()
    assert 0 <= page.panels["papers"].mapTo(page._page.viewport(), QPoint(0, 0)).y() < page._page.viewport().height()
    assert page.jump.value() is None and not page.has_unsaved()


def test_who_has_no_settings_finds_none(
    qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path) as desk:
        assert not any(words.startswith("Settings") for words in found(desk, "stripe"))
