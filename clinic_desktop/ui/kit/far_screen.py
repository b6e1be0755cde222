"""A window of its own for people who are not at the desk, on another monitor and read from afar.

It is drawn on a canvas of 1280 × 720 or wider, blown up to whatever the monitor has.
"""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.kit.painting import text_width
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import TextSize

_CANVAS = QSize(1280, 720)


class FarScreen(QWidget):
    """Esc closes it, F11 fills the monitor or leaves it. Painted by subclasses, ``canvas`` times ``canvas_scale``.

    ``shown_while_locked`` is for what anybody may see while the desk is locked.
    """

    shown_while_locked = False

    def __init__(self, theme: Theme) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # The program ends with its own window, also while this one is open.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.theme = theme
        self.resize(_CANVAS)
        theme.changed.connect(self.update)

    def open_beside(self, desk: QWidget) -> None:
        """Fills another monitor than the desk's where there is one; else a window that can be moved."""
        here = desk.screen()
        other = next((screen for screen in QGuiApplication.screens() if screen is not here), None)
        if other is None:
            self.show()
            return
        self.setGeometry(other.geometry())
        self.showFullScreen()

    def canvas_scale(self) -> float:
        """How many pixels of the window one of the canvas is."""
        return min(self.width() / _CANVAS.width(), self.height() / _CANVAS.height())

    def canvas(self) -> QRect:
        """What there is to paint on."""
        scale = self.canvas_scale()
        return QRect(0, 0, round(self.width() / scale), round(self.height() / scale))

    def canvas_font(self, size: int, weight: int, tabular: bool = False) -> QFont:
        """A font of the design, whatever text size the desk has."""
        font = self.theme.font(size, weight, tabular)
        font.setPixelSize(size)
        return font

    def fitting_font(self, text: str, size: int, weight: int, width: int) -> QFont:
        """The font of that size, or the largest that can be read and in which the text is not cut off."""
        font = self.canvas_font(size, weight)
        wide = text_width(font, text)
        if wide > width:
            font.setPixelSize(max(size * width // wide, TextSize.KIOSK_STRONG))
        return font

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() == Qt.Key.Key_F11:
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        else:
            super().keyPressEvent(event)
