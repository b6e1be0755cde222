"""A QR code on the screen, large enough for a phone across the desk."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.ui.printing.qr import modules, paint_qr
from clinic_desktop.ui.theme.theme import Theme

LEAST = 300
"""Pixels from edge to edge, white zone included (payments page, section 5)."""
_QUIET = 8


class QrView(QWidget):
    """Black on white in every theme, with the white zone that phones need, in whole pixels a module. It is as large as
    the first size of at least 300 pixels at which the modules come out even. ``grows`` with the size of the text where
    there is room for that."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, grows: bool = True) -> None:
        super().__init__(parent)
        self._theme, self._grows = theme, grows
        self._data = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._fit)
        self._fit()

    def show_code(self, data: str, words: str) -> None:
        """Shows the code of a text; ``words`` say to a screen reader what it is for. Nothing is shown of no text."""
        self.setAccessibleName(words)
        if data != self._data:
            self._data = data
            self._fit()
            self.update()

    @property
    def data(self) -> str:
        """What the code says."""
        return self._data

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._data:
            painter = QPainter(self)
            paint_qr(painter, QRectF(self.rect()), self._data)
            painter.end()

    def _fit(self) -> None:
        least = max(LEAST, self._theme.px(LEAST)) if self._grows else LEAST
        side = len(modules(self._data)) + _QUIET if self._data else 1
        pixels = -(-least // side) * side
        self.setFixedSize(pixels, pixels)
