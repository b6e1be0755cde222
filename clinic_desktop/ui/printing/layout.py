"""The parts that pages are made of. Each knows its height at a width, so pages can be cut before they are painted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from clinic_desktop.integrations.logo import load_logo
from clinic_desktop.ui.printing.qr import paint_qr
from clinic_desktop.ui.printing.text import Align, Press, Text

_PICTURE_DOTS_PER_INCH = 150


class Block(Protocol):
    """Something that takes a height at a width and paints itself there; all in dots of the device."""

    def height(self, press: Press, width: float) -> float: ...

    def paint(self, painter: QPainter, press: Press, left: float, top: float, width: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing, for so many millimetres."""

    millimetres: float

    def height(self, press: Press, width: float) -> float:
        return press.dots(self.millimetres)

    def paint(self, painter: QPainter, press: Press, left: float, top: float, width: float) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Rule:
    """A line from edge to edge with air around it, in millimetres."""

    thickness: float = 0.25
    air: float = 1.5

    def height(self, press: Press, width: float) -> float:
        return self._ink(press) + 2 * press.dots(self.air)

    def paint(self, painter: QPainter, press: Press, left: float, top: float, width: float) -> None:
        area = QRectF(left, round(top + press.dots(self.air)), width, self._ink(press))
        painter.fillRect(area, Qt.GlobalColor.black)

    def _ink(self, press: Press) -> float:
        return max(1, round(press.dots(self.thickness)))


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code, centred, of at most so many millimetres with its quiet zone."""

    data: str
    millimetres: float

    def height(self, press: Press, width: float) -> float:
        return min(width, press.dots(self.millimetres))

    def paint(self, painter: QPainter, press: Press, left: float, top: float, width: float) -> None:
        paint_qr(painter, QRectF(left, top, width, self.height(press, width)), self.data)


@dataclass(frozen=True, slots=True)
class Picture:
    """The clinic's logo, as large as it fits into so many millimetres, and no larger than 150 dots an inch make it.
    What is no picture is left out: a paper is not worth less without its logo."""

    content: bytes
    wide: float
    tall: float
    align: Align = Align.START

    def height(self, press: Press, width: float) -> float:
        return self._size(press, width).height()

    def paint(self, painter: QPainter, press: Press, left: float, top: float, width: float) -> None:
        image, size = _picture(self.content), self._size(press, width)
        if image.isNull():
            return
        if self.align is Align.CENTRE:
            left += (width - size.width()) / 2
        elif (self.align is Align.END) != press.from_right:
            left += width - size.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(left, top, size.width(), size.height()), image)

    def _size(self, press: Press, width: float) -> QSizeF:
        image = _picture(self.content)
        room = QSizeF(min(width, press.dots(self.wide)), press.dots(self.tall))
        natural = QSizeF(image.size()) * (press.dots_per_inch / _PICTURE_DOTS_PER_INCH)
        fits = natural.width() <= room.width() and natural.height() <= room.height()
        return natural if fits else natural.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)


@lru_cache(maxsize=4)
def _picture(content: bytes) -> QImage:
    return load_logo(content)


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value on one line. The value takes the width it needs, up to 65 %; the label has the rest."""

    start: Text
    end: Text
    gap: float = 2

    def height(self, press: Press, width: float) -> float:
        wide_start, wide_end = self._widths(press, width)
        rise_start, rise_end = self.start.ascent(press, wide_start), self.end.ascent(press, wide_end)
        below = max(self.start.height(press, wide_start) - rise_start, self.end.height(press, wide_end) - rise_end)
        return max(rise_start, rise_end) + below

    def paint(self, painter: QPainter, press: Press, left: float, top: float, width: float) -> None:
        wide_start, wide_end = self._widths(press, width)
        start_left, end_left = (left, left + width - wide_end)
        if press.from_right:
            start_left, end_left = (left + width - wide_start, left)
        # Labels and values of different size stand on one baseline.
        rise_start, rise_end = self.start.ascent(press, wide_start), self.end.ascent(press, wide_end)
        baseline = top + max(rise_start, rise_end)
        self.start.paint(painter, press, start_left, baseline - rise_start, wide_start)
        self.end.paint(painter, press, end_left, baseline - rise_end, wide_end)

    def _widths(self, press: Press, width: float) -> tuple[float, float]:
        end = min(self.end.natural_width(press), width * 0.65)
        return width - end - press.dots(self.gap), end


@dataclass(frozen=True, slots=True)
class Row:
    """Blocks side by side, with shares of the width; the first stands where reading starts."""

    cells: Sequence[Block]
    shares: Sequence[float]
    gap: float = 3

    def height(self, press: Press, width: float) -> float:
        widths = self._widths(press, width)
        return max(cell.height(press, wide) for cell, wide in zip(self.cells, widths, strict=True))

    def paint(self, painter: QPainter, press: Press, left: float, top: float, width: float) -> None:
        offset = 0.0
        for cell, wide in zip(self.cells, self._widths(press, width), strict=True):
            cell_left = left + (width - offset - wide if press.from_right else offset)
            cell.paint(painter, press, cell_left, top, wide)
            offset += wide + press.dots(self.gap)

    def _widths(self, press: Press, width: float) -> list[float]:
        room = width - press.dots(self.gap) * (len(self.cells) - 1)
        return [room * share / sum(self.shares) for share in self.shares]


@dataclass(frozen=True, slots=True)
class Stack:
    """Blocks below each other that stay on one page."""

    blocks: Sequence[Block]

    def height(self, press: Press, width: float) -> float:
        return sum(block.height(press, width) for block in self.blocks)

    def paint(self, painter: QPainter, press: Press, left: float, top: float, width: float) -> None:
        for block in self.blocks:
            block.paint(painter, press, left, top, width)
            top += block.height(press, width)


@dataclass(frozen=True, slots=True)
class Framed:
    """A short text in a box as wide as the text."""

    text: Text
    padding: float = 1

    def height(self, press: Press, width: float) -> float:
        return self.text.height(press, width) + 2 * press.dots(self.padding)

    def paint(self, painter: QPainter, press: Press, left: float, top: float, width: float) -> None:
        padding = press.dots(self.padding)
        wide = min(width, self.text.natural_width(press) + 4 * padding)
        at_right = (self.text.align is Align.END) != press.from_right
        left += (width - wide) / 2 if self.text.align is Align.CENTRE else (width - wide) * at_right
        line = max(1, round(press.dots(0.25)))
        painter.setPen(QPen(Qt.GlobalColor.black, line))
        painter.drawRect(QRectF(left + line / 2, top, wide - line, self.height(press, width)))
        replace(self.text, align=Align.CENTRE).paint(painter, press, left, top + padding, wide)
