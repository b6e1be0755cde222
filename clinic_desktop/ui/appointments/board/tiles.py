"""Pictures of the columns, kept in tiles: scrolling and overlays copy pixels instead of painting cards again."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPixmap

TILE_HEIGHT = 256
"""Device-independent pixels."""

PaintStrip = Callable[[QPainter, int, int, int], None]
"""Paints a column (its index) from one pixel to another, in content coordinates, onto a clipped painter."""


class Tiles:
    """A cache of column strips. The tile longest unused goes first when there are more than ``most``."""

    def __init__(self, paint: PaintStrip) -> None:
        self._paint = paint
        self._ratio = 1.0
        self._kept: dict[tuple[int, int], QPixmap] = {}
        self.most = 64

    def forget(self, ratio: float) -> None:
        """Drop every tile; later ones are made for a screen of that ratio."""
        self._ratio = ratio
        self._kept.clear()

    def forget_all(self) -> None:
        """Drop every tile."""
        self._kept.clear()

    def repaint(self, index: int, width: int, top: int, bottom: int) -> None:
        """Paint a strip of a column anew where it is kept; the rest is painted when it is asked for."""
        for row in range(max(0, top) // TILE_HEIGHT, max(0, bottom - 1) // TILE_HEIGHT + 1):
            tile = self._kept.get((index, row))
            if tile is not None:
                start = row * TILE_HEIGHT
                self._paint_into(tile, index, width, start, max(top, start), min(bottom, start + TILE_HEIGHT))

    def draw(self, painter: QPainter, index: int, width: int, strip: QRect, x: int, y: int) -> None:
        """Draw ``strip`` of a column (in the column's coordinates) with the column's origin at ``x``, ``y``."""
        for row in range(max(0, strip.top()) // TILE_HEIGHT, strip.bottom() // TILE_HEIGHT + 1):
            start = row * TILE_HEIGHT
            part = strip.intersected(QRect(0, start, width, TILE_HEIGHT))
            if part.isEmpty():
                continue
            tile = self._tile(index, row, width)
            source = QRect(part.topLeft() * self._ratio, part.size() * self._ratio)
            source.moveTop(round((part.top() - start) * self._ratio))
            painter.drawPixmap(part.translated(x, y), tile, source)

    def warm(self, index: int, width: int, top: int, bottom: int) -> bool:
        """Make one tile of the stretch that is not kept yet; False when all are."""
        for row in range(max(0, top) // TILE_HEIGHT, max(0, bottom - 1) // TILE_HEIGHT + 1):
            if (index, row) not in self._kept:
                self._tile(index, row, width)
                return True
        return False

    def _tile(self, index: int, row: int, width: int) -> QPixmap:
        key = (index, row)
        tile = self._kept.pop(key, None)
        if tile is None:
            tile = QPixmap(QSize(width, TILE_HEIGHT) * self._ratio)
            tile.setDevicePixelRatio(self._ratio)
            start = row * TILE_HEIGHT
            self._paint_into(tile, index, width, start, start, start + TILE_HEIGHT)
            while len(self._kept) >= self.most:
                del self._kept[next(iter(self._kept))]
        self._kept[key] = tile
        return tile

    def _paint_into(self, tile: QPixmap, index: int, width: int, start: int, top: int, bottom: int) -> None:
        painter = QPainter(tile)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, -start)
        painter.setClipRect(QRect(0, top, width, bottom - top))
        self._paint(painter, index, top, bottom)
        painter.end()
