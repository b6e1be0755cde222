"""The one window. It starts with a calm first picture, and then holds whichever page the program is at.

It is seen before anything else is imported, so it imports no more of Qt than it needs: the namespace ``Qt`` alone takes
14 ms, ``QStyle`` 5 ms (``benchmarks/startup.py``).
"""

from PySide6.QtCore import QPointF, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from clinic_desktop.ui.shell.logo import draw_mark
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space, TextSize

_MARK = 56


class OpeningPage(QWidget):
    """What is seen while the database opens: the mark and one line. ``painted`` fires once, after it was seen first."""

    painted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._painted = False
        theme.changed.connect(self.update)
        self.say(self.tr("Opening the clinic…"))

    def say(self, text: str) -> None:
        """Says what is being done."""
        self.setAccessibleName(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.color("bg"))
        font = self._theme.font(TextSize.SMALL)
        metrics = QFontMetricsF(font)
        side = float(self._theme.px(_MARK))
        top = (self.height() - side - Space.L - metrics.height()) / 2
        draw_mark(painter, self._theme, QRectF((self.width() - side) / 2, top, side, side))
        painter.setFont(font)
        painter.setPen(self._theme.color("text3"))
        line = self.accessibleName()
        left = (self.width() - metrics.horizontalAdvance(line)) / 2
        painter.drawText(QPointF(left, top + side + Space.L + metrics.ascent()), line)
        painter.end()
        if not self._painted:
            self._painted = True
            self.painted.emit()


class MainWindow(QMainWindow):
    """``seen`` fires once the first picture has been painted; ``closing`` before the window goes, and may be refused by
    its receiver with ``keep_open``."""

    seen = Signal()
    closing = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._keep_open = False
        self._stack = QStackedWidget()
        self._opening = OpeningPage(theme)
        # By a timer, so that what follows cannot keep the picture from reaching the screen.
        self._opening.painted.connect(lambda: QTimer.singleShot(0, self.seen.emit))
        self._stack.addWidget(self._opening)
        self.setCentralWidget(self._stack)
        self.setWindowTitle(self.tr("Clinic Desktop"))
        self.setMinimumSize(QSize(900, 600))
        self.resize(1280, 800)

    @property
    def current(self) -> QWidget | None:
        """The page in view."""
        return self._stack.currentWidget()

    def show_opening(self, text: str) -> None:
        """Back to the first picture, with a line that says why."""
        self._opening.say(text)
        self._stack.setCurrentWidget(self._opening)

    def show_page(self, page: QWidget) -> None:
        """Shows a page; it is kept until ``drop_page``."""
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    def take_page(self, page: QWidget) -> None:
        """Takes a page out of the window and keeps it, unseen."""
        page.hide()
        self._stack.removeWidget(page)
        page.setParent(None)

    def drop_page(self, page: QWidget) -> None:
        """Throws a page away."""
        page.hide()
        self._stack.removeWidget(page)
        page.setParent(None)
        page.deleteLater()

    def keep_open(self) -> None:
        """Refuses the closing that ``closing`` has just told of."""
        self._keep_open = True

    def closeEvent(self, event: QCloseEvent) -> None:
        self._keep_open = False
        self.closing.emit()
        if self._keep_open:
            event.ignore()
        else:
            super().closeEvent(event)
