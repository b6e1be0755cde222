"""What is copied from a label is what was typed, however it is broken on the screen."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clinic_desktop.ui.kit.copy_label import CopyLabel
from clinic_desktop.ui.kit.menu import Menu
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.patients.facts import FactTable
from clinic_desktop.ui.theme.theme import Theme

ADDRESS = "maria.fernandes.pereira@lotus-clinic.example"


@pytest.fixture
def label(qtbot: QtBot, theme: Theme) -> Iterator[CopyLabel]:
    table = FactTable(theme)
    qtbot.addWidget(table)
    table.show_facts((("Email", ADDRESS),))
    table.show()
    QGuiApplication.clipboard().clear()
    yield table.findChildren(CopyLabel)[0]


def test_an_address_that_may_be_broken_is_copied_whole(label: CopyLabel) -> None:
    assert len(label.text()) > len(ADDRESS)
    label.setSelection(0, len(label.text()))
    QTest.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == ADDRESS


def test_its_menu_copies_all_of_it_where_nothing_is_selected(label: CopyLabel) -> None:
    QApplication.sendEvent(label, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(1, 1), QPoint(1, 1)))
    (menu,) = label.findChildren(Menu)
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == ADDRESS
    menu.close()


def test_no_word_is_broken_within_what_is_drawn_as_one_letter(qtbot: QtBot, theme: Theme) -> None:
    label = PlainLabel(theme, "क्ष्म" * 8, wrap=True)
    qtbot.addWidget(label)
    pieces = label.text().split("\u200b")
    assert len(pieces) > 1 and "".join(pieces) == "क्ष्म" * 8
    assert all(not piece.endswith("\u094d") and not piece.startswith("\u094d") for piece in pieces)
