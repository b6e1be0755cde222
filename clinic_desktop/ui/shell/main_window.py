"""The one window. It starts with a calm first picture, and then holds whichever page the program is at.

It is seen before anything else is imported, so it imports no more of Qt than it needs: the namespace ``Qt`` alone takes
14 ms, ``QStyle`` 5 ms (``benchmarks/startup.py``).
"""

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space, TextSize

_MARK = 56


class _Line(QFrame):
    """One line of plain text, painted as it is: a label of the kit, or another pen, would need the namespace ``Qt``."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._text = ""
        self.setProperty("role", "opening-line")
        theme.changed.connect(self._fit)

    def say(self, text: str) -> None:
        """Shows another text."""
        self._text = text
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._theme.font(TextSize.SMALL))
        painter.drawText(0, painter.fontMetrics().ascent(), self._text)

    def _fit(self) -> None:
        metrics = QFontMetrics(self._theme.font(TextSize.SMALL))
        self.setFixedSize(metrics.horizontalAdvance(self._text) + 1, metrics.height())
        self.update()


class OpeningPage(QWidget):
    """What is seen while the database opens: the mark and one line. ``painted`` fires once, after it was seen first.

    Its colours come from the stylesheet, and its places from stretches: aligning would need the namespace ``Qt``.
    """

    painted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._painted = False
        self._mark = QFrame()
        self._mark.setProperty("role", "mark")
        self._bars = (QFrame(self._mark), QFrame(self._mark))
        for bar in self._bars:
            bar.setProperty("role", "mark-bar")
        self._line = _Line(theme)
        column = QVBoxLayout(self)
        column.setSpacing(Space.L)
        column.addStretch()
        for widget in (self._mark, self._line):
            row = QHBoxLayout()
            row.addStretch()
            row.addWidget(widget)
            row.addStretch()
            column.addLayout(row)
        column.addStretch()
        theme.changed.connect(self._fit)
        self._fit()
        self.say(self.tr("Opening the clinic…"))

    def say(self, text: str) -> None:
        """Says what is being done; the text is the program's own."""
        self._line.say(text)
        self.setAccessibleName(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def _fit(self) -> None:
        side = self._theme.px(_MARK)
        arm, length = round(side * 0.19), round(side * 0.56)
        self._mark.setFixedSize(side, side)
        for bar, (width, height) in zip(self._bars, ((arm, length), (length, arm)), strict=True):
            bar.setGeometry((side - width) // 2, (side - height) // 2, width, height)


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
