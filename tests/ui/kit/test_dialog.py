"""The frame of all dialogs."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setGeometry(0, 0, 1280, 800)
    widget.show()
    return widget


def test_a_dialog_that_grows_keeps_its_buttons_in_the_window(qtbot: QtBot, theme: Theme, window: QWidget) -> None:
    dialog = Dialog(theme, "Running late", window)
    content = QWidget(dialog)
    dialog.body.addWidget(content)
    button = dialog.add_button(Button(theme, "Run late"))
    dialog.open()
    dialog.move(100, 400)
    content.setMinimumHeight(600)
    qtbot.waitUntil(lambda: dialog.height() > 600)
    bottom = button.mapToGlobal(button.rect().bottomLeft()).y()
    assert bottom <= window.geometry().bottom()
    assert dialog.y() >= window.geometry().top()


def test_a_dialog_dims_the_window_that_it_blocks_until_it_is_closed(
    qtbot: QtBot, theme: Theme, window: QWidget
) -> None:
    ground = window.grab().toImage().pixelColor(5, 5)
    dialog = Dialog(theme, "Cancel the visit?", window)
    dialog.open()
    assert window.grab().toImage().pixelColor(5, 5).lightness() < ground.lightness()
    window.resize(1400, 900)
    assert window.grab().toImage().pixelColor(1395, 895).lightness() < ground.lightness()
    dialog.reject()
    assert window.grab().toImage().pixelColor(5, 5) == ground


def test_a_dialog_over_a_dialog_dims_only_its_panel(theme: Theme, window: QWidget) -> None:
    first = Dialog(theme, "Pay back", window)
    first.add_button(Button(theme, "Pay back"))
    first.open()
    bright = first.grab().toImage()
    second = Dialog(theme, "Really?", first)
    second.open()
    dimmed = first.grab().toImage()
    middle = QPoint(first.width() // 2, Size.SHADOW + 8)
    assert dimmed.pixelColor(middle).lightness() < bright.pixelColor(middle).lightness()
    assert dimmed.pixelColor(0, 0) == bright.pixelColor(0, 0)
    second.reject()
    assert first.grab().toImage() == bright


def test_a_dialog_that_grows_stays_in_the_middle(theme: Theme, window: QWidget) -> None:
    dialog = Dialog(theme, "Hours", window)
    dialog.open()
    dialog.resize(dialog.width() + 200, dialog.height() + 300)
    assert (dialog.geometry().center() - window.geometry().center()).manhattanLength() <= 2


def test_a_dialog_that_was_moved_is_found_there_again_after_the_lock(
    qtbot: QtBot, theme: Theme, window: QWidget
) -> None:
    dialog = Dialog(theme, "Hours", window)
    dialog.open()
    QTest.mousePress(dialog, Qt.MouseButton.LeftButton, pos=QPoint(dialog.width() // 2, Size.SHADOW + 4))
    dialog.move(40, 60)
    dialog.hide()
    dialog.show()
    assert dialog.pos() == QPoint(40, 60)
