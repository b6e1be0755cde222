"""Single lines of text that are shaped once and drawn many times."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QStaticText, QTransform

from clinic_desktop.ui.theme.theme import Theme

_MOST_KEPT = 6000


@dataclass(frozen=True, slots=True)
class Line:
    """A shaped line: draw it with ``font``. ``width`` and ``height`` are whole pixels."""

    shaped: QStaticText
    font: QFont
    width: int
    height: int


class Texts:
    """Shapes what people typed as plain text, on one line, shortened with an ellipsis to a width."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._transform = QTransform()
        self._fonts: dict[tuple[int, int, bool], QFont] = {}
        self._heights: dict[tuple[int, int, bool], int] = {}
        self._lines: dict[tuple[str, tuple[int, int, bool], int], Line] = {}

    def forget(self, ratio: float) -> None:
        """Start anew: the theme's fonts or the screen's ratio of pixels changed."""
        self._transform = QTransform.fromScale(ratio, ratio)
        self._fonts.clear()
        self._heights.clear()
        self._lines.clear()

    def height(self, size: int, weight: int) -> int:
        """The height of a line in a font of ``size`` pixels at 100 %."""
        key = (size, weight, False)
        if key not in self._heights:
            self._heights[key] = QFontMetrics(self._font(key)).height()
        return self._heights[key]

    def line(self, text: str, size: int, weight: int, width: int, struck: bool = False) -> Line:
        """The text shortened to ``width`` pixels."""
        style = (size, weight, struck)
        whole = self._shaped(text, style, -1)
        return whole if whole.width <= width else self._shaped(text, style, max(0, width))

    def two_lines(self, text: str, size: int, weight: int, width: int) -> tuple[Line, ...]:
        """The text on one line where it fits, else broken between words; what two lines do not hold is shortened."""
        whole = self._shaped(text, (size, weight, False), -1)
        words = text.split()
        fitting = [
            count
            for count in range(1, len(words))
            if self._shaped(" ".join(words[:count]), (size, weight, False), -1).width <= width
        ]
        if whole.width <= width or not fitting:
            return (self.line(text, size, weight, width),)
        first, rest = words[: fitting[-1]], words[fitting[-1] :]
        return tuple(self.line(" ".join(part), size, weight, width) for part in (first, rest))

    def _shaped(self, text: str, style: tuple[int, int, bool], width: int) -> Line:
        key = (text, style, width)
        line = self._lines.get(key)
        if line is None:
            if len(self._lines) >= _MOST_KEPT:
                self._lines.clear()
            line = self._lines[key] = self._made(" ".join(text.split()), self._font(style), width)
        return line

    def _made(self, text: str, font: QFont, width: int) -> Line:
        if width >= 0:
            text = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
        shaped = QStaticText(text)
        shaped.setTextFormat(Qt.TextFormat.PlainText)
        shaped.prepare(self._transform, font)
        size = shaped.size()
        return Line(shaped, font, -int(-size.width() // 1), round(size.height()))

    def _font(self, style: tuple[int, int, bool]) -> QFont:
        if style not in self._fonts:
            size, weight, struck = style
            font = self._theme.font(size, weight)
            font.setStrikeOut(struck)
            self._fonts[style] = font
        return self._fonts[style]


def draw_line(painter: QPainter, line: Line, rect: QRect, color: QColor, at_right: bool = False) -> None:
    """Draw a line at the left or right end of the rectangle, in the middle of its height."""
    x = rect.x() + rect.width() - line.width if at_right else rect.x()
    painter.setFont(line.font)
    painter.setPen(color)
    painter.drawStaticText(QPoint(x, rect.y() + (rect.height() - line.height) // 2), line.shaped)


def draw_line_centred(painter: QPainter, line: Line, rect: QRect, color: QColor) -> None:
    """Draw a line in the middle of the rectangle."""
    painter.setFont(line.font)
    painter.setPen(color)
    x = rect.x() + (rect.width() - line.width) / 2
    painter.drawStaticText(QPointF(round(x), rect.y() + (rect.height() - line.height) // 2), line.shaped)
