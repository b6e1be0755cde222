"""People or things in order, each with a thin bar, a value and a word below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.ui.kit.avatar import draw_avatar
from clinic_desktop.ui.kit.charts.chart import Chart, ChartTable
from clinic_desktop.ui.kit.painting import draw_text, fill_box, mirrored_rect, start_painting, text_width
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space, TextSize, Weight


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line: ``value`` sets the bar's length, ``text`` is what is written for it."""

    name: str
    value: float
    text: str
    detail: str = ""
    picture: QPixmap | None = None


class RankedBars(Chart):
    """Draws the lines in the order given, bars against the longest. ``avatars`` puts a portrait before each."""

    def __init__(self, theme: Theme, avatars: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._avatars = avatars
        self._lines: tuple[Ranked, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_data(self, lines: Sequence[Ranked]) -> None:
        """Show these lines."""
        self._lines = tuple(lines)
        self.say()

    def table(self) -> ChartTable:
        rows = tuple((line.name, line.text, line.detail) for line in self._lines)
        return ChartTable((self.tr("Name"), self.tr("Value"), self.tr("Detail")), rows)

    def sentence(self) -> str:
        if not self._lines:
            return self.tr("No numbers")
        first, last = self._lines[0], self._lines[-1]
        return self.tr("From {first} with {first_value} to {last} with {last_value}.").format(
            first=first.name, first_value=first.text, last=last.name, last_value=last.text
        )

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(280), len(self._lines) * self._row())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        longest = max((line.value for line in self._lines), default=0) or 1
        font = self.theme.font(TextSize.BODY, Weight.SEMIBOLD, tabular=True)
        small = self.theme.font(TextSize.CAPTION)
        far = max((text_width(font, line.text) for line in self._lines), default=0)
        far = max(far, max((text_width(small, line.detail) for line in self._lines), default=0)) + 2
        for index, line in enumerate(self._lines):
            self._paint_line(painter, index * self._row(), line, line.value / longest, far)

    def _paint_line(self, painter: QPainter, top: int, line: Ranked, share: float, far: int) -> None:
        theme, color, px = self.theme, self.theme.color, self.theme.px
        left = 0
        if self._avatars:
            side = px(28)
            box = QRect(0, top + (self._row() - side) // 2, side, side)
            draw_avatar(painter, theme, mirrored_rect(self, box), line.name, line.picture)
            left = side + Space.M - 2
        width = self.width() - left - far - Space.M
        name = mirrored_rect(self, QRect(left, top + px(2), width, px(20)))
        draw_text(painter, name, line.name, theme.font(TextSize.BODY, Weight.MEDIUM), color("text"))
        track = QRect(left, top + px(26), width, px(6))
        fill_box(painter, mirrored_rect(self, track), 3, color("surface3"))
        if share > 0:
            bar = QRect(left, track.y(), max(6, round(width * share)), track.height())
            fill_box(painter, mirrored_rect(self, bar), 3, color("chart1"))
        ending = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        value = mirrored_rect(self, QRect(self.width() - far, top + px(2), far, px(20)))
        font = theme.font(TextSize.BODY, Weight.SEMIBOLD, tabular=True)
        draw_text(painter, value, line.text, font, color("text"), ending)
        detail = mirrored_rect(self, QRect(self.width() - far, top + px(21), far, px(16)))
        draw_text(painter, detail, line.detail, theme.font(TextSize.CAPTION), color("text3"), ending)

    def _row(self) -> int:
        return self.theme.px(42)
