"""The one window. It starts with a calm first picture, and then holds whichever page the program is at."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.ui.shell.rail import Logo
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class OpeningPage(QWidget):
    """What is seen while the database opens: the mark and one line."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._line = QLabel(self.tr("Opening the clinic…"))
        self._line.setTextFormat(Qt.TextFormat.PlainText)
        self._line.setProperty("role", "caption")
        layout = QVBoxLayout(self)
        layout.setSpacing(Space.L)
        layout.addStretch()
        layout.addWidget(Logo(theme, 56), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._line, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()

    def say(self, text: str) -> None:
        """Says what is being done."""
        self._line.setText(text)


class MainWindow(QMainWindow):
    """``shown_once`` fires after the first paint; ``closing`` before the window goes, and may be refused by its receiver
    with ``keep_open``."""

    shown_once = Signal()
    closing = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._keep_open = False
        self._shown = False
        self._stack = QStackedWidget()
        self._opening = OpeningPage(theme)
        self._stack.addWidget(self._opening)
        self.setCentralWidget(self._stack)
        self.setWindowTitle(self.tr("Clinic Desktop"))
        self.setMinimumSize(QSize(900, 600))
        self.resize(1280, 800)

    @property
    def current(self) -> QWidget:
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

    def drop_page(self, page: QWidget) -> None:
        """Throws a page away."""
        self._stack.removeWidget(page)
        page.deleteLater()

    def keep_open(self) -> None:
        """Refuses the closing that ``closing`` has just told of."""
        self._keep_open = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._shown:
            self._shown = True
            # Painted at once, not when the event loop comes round to it: what follows may take a while.
            self.repaint()
            self.shown_once.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._keep_open = False
        self.closing.emit()
        if self._keep_open:
            event.ignore()
        else:
            super().closeEvent(event)
