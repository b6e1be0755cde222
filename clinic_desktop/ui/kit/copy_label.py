"""A text that can be taken along into another program."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.kit.menu import Menu
from clinic_desktop.ui.kit.plain_label import PlainLabel, as_typed
from clinic_desktop.ui.theme.theme import Theme


class CopyLabel(PlainLabel):
    """Wraps. What is selected in it with the mouse, else all of it, is copied as it was typed: an address must not take
    along what only lets a long word break."""

    def __init__(self, theme: Theme, text: str, role: str = "body", parent: QWidget | None = None) -> None:
        super().__init__(theme, text, role=role, wrap=True, parent=parent)
        self._theme = theme
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def copy(self) -> None:
        """Copies it."""
        QGuiApplication.clipboard().setText(as_typed(self.selectedText()) or self.whole_text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = Menu(self._theme, self)
        menu.add(self.tr("Copy"), self.copy, icon="copy", key="Ctrl+C")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())
