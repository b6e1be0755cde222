"""The program's mark."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.ui.theme.theme import Theme


def draw_mark(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """A white cross on the accent colour, filling the square ``box``."""
    side = box.width()
    _fill(painter, box, side * 0.28, theme, "accent")
    arm, length = round(side * 0.19), round(side * 0.56)
    for width, height in ((arm, length), (length, arm)):
        bar = QRectF(0, 0, width, height)
        bar.moveCenter(box.center())
        _fill(painter, bar, 2, theme, "on_accent")


def _fill(painter: QPainter, box: QRectF, radius: float, theme: Theme, token: str) -> None:
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    painter.fillPath(path, theme.color(token))


class Logo(QWidget):
    """The mark at ``size`` pixels."""

    def __init__(self, theme: Theme, size: int = 32) -> None:
        super().__init__()
        self._theme, self._size = theme, size
        theme.changed.connect(self.update)
        theme.changed.connect(self.updateGeometry)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = self._theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_mark(painter, self._theme, QRectF(self.rect()))
