"""Soft shadows for floating layers, painted once and stretched, and the scrim behind a floating layer."""

from PySide6.QtCore import QEvent, QMargins, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.kit.painting import fill_box, start_painting
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size

_STEPS = Size.SHADOW
_DROP = 6


class Shadow(QObject):
    """A 9-patch of a blurred rounded box: drawing it costs nine pixmap copies, whatever the size of the layer."""

    def __init__(self, theme: Theme, radius: int = Radius.DIALOG) -> None:
        super().__init__(theme)
        self._theme = theme
        self._radius = radius
        self._patch: QPixmap | None = None
        theme.changed.connect(self._forget)

    def draw(self, painter: QPainter, box: QRect) -> None:
        """Paint the shadow of ``box``; it reaches ``Size.SHADOW`` pixels beyond it."""
        if self._patch is None:
            self._patch = self._made()
        corner = _STEPS + self._radius
        target = box.marginsAdded(QMargins(_STEPS, _STEPS - _DROP, _STEPS, _STEPS))
        side = self._patch.width()
        columns = ((0, corner), (corner, side - 2 * corner), (side - corner, corner))
        x_cuts = _cuts(target.left(), target.width(), corner)
        y_cuts = _cuts(target.top(), target.height(), corner)
        for (source_x, source_width), (x, width) in zip(columns, x_cuts, strict=True):
            for (source_y, source_height), (y, height) in zip(columns, y_cuts, strict=True):
                source = QRect(source_x, source_y, source_width, source_height)
                painter.drawPixmap(QRect(x, y, width, height), self._patch, source)

    def _forget(self) -> None:
        self._patch = None

    def _made(self) -> QPixmap:
        side = 2 * (_STEPS + self._radius) + 8
        patch = QPixmap(side, side)
        patch.fill(Qt.GlobalColor.transparent)
        painter = QPainter(patch)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        color = self._theme.color("shadow")
        # Concentric boxes add up to the token's strength in the middle, falling off like a blur.
        total = sum(range(1, _STEPS + 1))
        for step in range(_STEPS):
            layer = self._theme.color("shadow")
            layer.setAlphaF(min(1.0, color.alphaF() * 1.4 * (step + 1) / total))
            painter.setBrush(layer)
            radius = self._radius + _STEPS - step
            painter.drawRoundedRect(QRectF(step, step, side - 2 * step, side - 2 * step), radius, radius)
        painter.end()
        return patch


def _cuts(start: int, length: int, corner: int) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    return (start, corner), (start + corner, length - 2 * corner), (start + length - corner, corner)


class Scrim(QWidget):
    """Dims ``window`` for as long as it is there, all but ``margin`` pixels at its edges, with rounded corners where
    ``radius`` says so. What lies below gets no press."""

    def __init__(self, theme: Theme, window: QWidget, margin: int = 0, radius: int = 0) -> None:
        super().__init__(window)
        self._theme, self._margin, self._radius = theme, margin, radius
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        theme.changed.connect(self.update)
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(event, QResizeEvent):
            self.resize(event.size())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        edge = self._margin
        box = self.rect().marginsRemoved(QMargins(edge, edge, edge, edge))
        fill_box(painter, box, self._radius, self._theme.color("scrim"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
