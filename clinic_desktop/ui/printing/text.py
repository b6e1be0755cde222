"""Text on paper: plain, wrapped and cut with an ellipsis by measure, in any script and direction."""

import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from PySide6.QtCore import QLocale, QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

_MOST_MARKS = 3
_UNPRINTABLE = ("Cc", "Cs", "Me")
_POINTS_PER_INCH = 72
_SMALLEST_POINTS = 5.0
_LEFT_TO_RIGHT, _END = "\u2066", "\u2069"


class Align(Enum):
    """Where text stands in its column; START is the left in English and the right in Arabic."""

    START = "start"
    CENTRE = "centre"
    END = "end"


@dataclass(frozen=True, slots=True)
class Press:
    """How a device takes ink: its resolution, and the reader's locale."""

    dots_per_inch: float
    locale: QLocale

    def dots(self, millimetres: float) -> float:
        return millimetres / 25.4 * self.dots_per_inch

    @property
    def from_right(self) -> bool:
        """Whether pages read from right to left."""
        return self.locale.textDirection() == Qt.LayoutDirection.RightToLeft

    def font(self, points: float, weight: QFont.Weight) -> QFont:
        """The paper's font at that size. In pixels of the device: points would follow the screen's resolution."""
        return _font(max(1, round(points * self.dots_per_inch / _POINTS_PER_INCH)), weight)


@lru_cache(maxsize=128)
def _font(pixels: int, weight: QFont.Weight) -> QFont:
    font = QFont("Inter")
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # Inter swaps in other glyphs for a hyphen or colon between digits, and for digits of one width. Qt writes no text
    # for such glyphs into a PDF: searching, copying and reading aloud would lose dates, times and amounts.
    font.setFeature(QFont.Tag("calt"), 0)
    return font


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, shown as it is: no markup, no mnemonics, no line breaks of its own.

    It takes at most ``lines`` lines (0: as many as it needs) and ends in "…" where it had more. ``fit`` makes the
    letters smaller until the text stands on one line."""

    text: str
    points: float = 9
    weight: QFont.Weight = QFont.Weight.Normal
    align: Align = Align.START
    lines: int = 0
    fit: bool = False

    def height(self, press: Press, width: float) -> float:
        return self._layout(press, width).boundingRect().height()

    def paint(self, painter: QPainter, press: Press, left: float, top: float, width: float) -> None:
        self._layout(press, width).draw(painter, QPointF(left, top))

    def natural_width(self, press: Press) -> float:
        """How wide the text is on one line, in dots."""
        return QFontMetricsF(self._font(press, self.points)).horizontalAdvance(printable(self.text)) + 1

    def ascent(self, press: Press, width: float) -> float:
        """From the top to the first baseline, in dots; scripts from other fonts stand deeper."""
        layout = self._layout(press, width)
        return layout.lineAt(0).ascent() if layout.lineCount() else 0

    def lines_shown(self, press: Press, width: float) -> list[str]:
        """What stands on each line at that width, in dots."""
        layout = self._layout(press, width)
        units = layout.text().encode("utf-16-le")
        spans = (layout.lineAt(index) for index in range(layout.lineCount()))
        starts = [(line.textStart(), line.textStart() + line.textLength()) for line in spans]
        return [units[2 * start : 2 * end].decode("utf-16-le") for start, end in starts]

    def _font(self, press: Press, points: float) -> QFont:
        return press.font(points, self.weight)

    def _layout(self, press: Press, width: float) -> QTextLayout:
        points = self._fitting_points(press, width) if self.fit else self.points
        font, most = self._font(press, points), 1 if self.fit else self.lines
        text = printable(self.text)
        layout = self._broken(text, font, press, width)
        if most and layout.lineCount() > most:
            start = layout.lineAt(most - 1).textStart()
            # Qt counts in UTF-16 units, Python in characters.
            units = text.encode("utf-16-le")
            kept, rest = units[: 2 * start].decode("utf-16-le"), units[2 * start :].decode("utf-16-le")
            cut = QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, width - 1)
            layout = self._broken(kept + cut, font, press, width, most)
        return layout

    def _fitting_points(self, press: Press, width: float) -> float:
        wide = self.natural_width(press)
        return self.points if wide <= width else max(_SMALLEST_POINTS, self.points * width / wide * 0.98)

    def _broken(self, text: str, font: QFont, press: Press, width: float, most: int = 0) -> QTextLayout:
        # Alone in a paragraph the marks are not needed, and fonts that lack them would be replaced by taller ones.
        alone = text.startswith(_LEFT_TO_RIGHT) and text.endswith(_END) and text.count(_END) == 1
        layout = QTextLayout(text.strip(_LEFT_TO_RIGHT + _END) if alone else text, font)
        option = QTextOption(_side(self.align, press.from_right) | Qt.AlignmentFlag.AlignAbsolute)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight if alone else _direction(text, press))
        layout.setTextOption(option)
        layout.beginLayout()
        bottom = 0.0
        while (not most or layout.lineCount() < most) and (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, bottom))
            bottom += line.height()
        layout.endLayout()
        return layout


def printable(text: str) -> str:
    """The text on one line without what cannot stand on paper.

    Control characters, lone surrogates, marks without a letter and marks that enclose letters go, and a letter keeps at
    most three marks, so that stacked ones cannot cover what stands around. Directions that a person typed end with the
    text, which is a paragraph of its own.
    """
    kept: list[str] = []
    marks = _MOST_MARKS
    for letter in " ".join(text.split()):
        category = unicodedata.category(letter)
        marks = marks + 1 if category == "Mn" else _MOST_MARKS if letter == " " else 0
        if marks <= _MOST_MARKS and category not in _UNPRINTABLE:
            kept.append(letter)
    return "".join(kept)


def _side(align: Align, from_right: bool) -> Qt.AlignmentFlag:
    if align is Align.CENTRE:
        return Qt.AlignmentFlag.AlignHCenter
    return Qt.AlignmentFlag.AlignRight if (align is Align.END) != from_right else Qt.AlignmentFlag.AlignLeft


def _direction(text: str, press: Press) -> Qt.LayoutDirection:
    """What the letters say; what has no letters, such as a date in numbers, follows the page."""
    if any(unicodedata.bidirectional(letter) in ("L", "R", "AL") for letter in text):
        return Qt.LayoutDirection.LayoutDirectionAuto
    return Qt.LayoutDirection.RightToLeft if press.from_right else Qt.LayoutDirection.LeftToRight
