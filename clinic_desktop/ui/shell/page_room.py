"""The room of the page in view, beside the dock."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


class _Content(QWidget):
    """As wide as it needs to be; in a low window the page gives way itself, as far as it can."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class PageRoom(QScrollArea):
    """Holds the strip above the page and the page. Where the dock leaves less room than both can do with, as with large
    text in a small window, they are scrolled sideways: neither is cut, and the dock stays in the window."""

    def __init__(self, strip: QWidget, pages: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        content = _Content()
        content.setProperty("role", "clear")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(pages, 1)
        self.setWidget(content)
