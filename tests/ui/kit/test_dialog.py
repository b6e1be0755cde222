"""The frame of all dialogs."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.theme.theme import Theme


def test_a_dialog_that_grows_keeps_its_buttons_in_the_window(qtbot: QtBot) -> None:
    theme = Theme()
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(0, 0, 1280, 800)
    window.show()
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
