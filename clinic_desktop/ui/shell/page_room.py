"""The room of the page in view, beside the dock."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class _Content(QWidget):
    """The strip above the page, and the page in all the room below it.

    It is as wide as both need; in a low window the page gives way itself, as far as it can. A layout of Qt would ask
    for the height of each line that wraps, and have the whole page scrolled up and down.
    """

    def __init__(self, strip: QWidget, pages: QWidget) -> None:
        super().__init__()
        self._strip, self._pages = strip, pages
        for part in (strip, pages):
            part.setParent(self)

    def minimumSizeHint(self) -> QSize:
        widths = [self._pages.minimumSizeHint().width()]
        if not self._strip.isHidden():
            widths.append(self._strip.minimumSizeHint().width())
        return QSize(max(widths), 0)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
            self.updateGeometry()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        high = 0 if self._strip.isHidden() else self._strip.sizeHint().height()
        self._strip.setGeometry(QRect(0, 0, self.width(), high))
        self._pages.setGeometry(QRect(0, high, self.width(), max(0, self.height() - high)))


class PageRoom(QScrollArea):
    """Holds the strip above the page and the page. Where the dock leaves less room than both can do with, as with large
    text in a small window, they are scrolled sideways: neither is cut, and the dock stays in the window."""

    def __init__(self, strip: QWidget, pages: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = _Content(strip, pages)
        content.setProperty("role", "clear")
        self.setWidget(content)
