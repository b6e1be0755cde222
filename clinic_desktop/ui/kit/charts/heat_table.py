"""A table of shares from 0 to 100, each cell as strong as its number."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.kit.charts.chart import Chart, ChartTable, ValueText, extremes_sentence, number_text
from clinic_desktop.ui.kit.painting import draw_text, fill_box, mirrored_rect, start_painting, text_width
from clinic_desktop.ui.theme.contrast import blend, readable_on
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import HEAT_TEXTS, Radius, Space, TextSize, Weight

_GAP = 3
_WEAKEST = 0.08
_NARROWEST = 16


class HeatTable(Chart):
    """A missing value (None) is an empty frame. Where many columns make the cells too narrow for their numbers, the
    colour says how much, and the mouse how much exactly; of the names below as many stand there as have room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._rows: tuple[str, ...] = ()
        self._columns: tuple[str, ...] = ()
        self._values: tuple[tuple[float | None, ...], ...] = ()

    def show_data(
        self,
        rows: Sequence[str],
        columns: Sequence[str],
        values: Sequence[Sequence[float | None]],
        value_text: ValueText = number_text,
    ) -> None:
        """``values`` holds one line a row, each with one number a column."""
        self._rows, self._columns = tuple(rows), tuple(columns)
        self._values = tuple(tuple(line) for line in values)
        self.value_text = value_text
        self.say()

    def table(self) -> ChartTable:
        lines = tuple(
            (name, *("" if value is None else self.value_text(value) for value in line))
            for name, line in zip(self._rows, self._values, strict=True)
        )
        return ChartTable(("", *self._columns), lines)

    def sentence(self) -> str:
        cells = [
            (f"{row} {column}", value)
            for row, line in zip(self._rows, self._values, strict=True)
            for column, value in zip(self._columns, line, strict=True)
            if value is not None
        ]
        return extremes_sentence([name for name, _value in cells], [value for _name, value in cells], self.value_text)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(52 * max(1, len(self._columns)) + 44), self.theme.px(38 * (len(self._rows) + 1)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(_NARROWEST * len(self._columns) + 44), self.theme.px(26 * (len(self._rows) + 1)))

    def tip_at(self, place: QPoint) -> str:
        for row, line in enumerate(self._values):
            for column, value in enumerate(line):
                if value is not None and self._cell(row, column).contains(place):
                    return f"{self._rows[row]} {self._columns[column]}: {self.value_text(value)}"
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        font, color = self.theme.font(TextSize.CAPTION), self.theme.color("text3")
        fits = self._numbers_fit()
        for row, name in enumerate(self._rows):
            cell = self._cell(row, 0, mirrored=False)
            box = mirrored_rect(self, QRect(0, cell.y(), cell.x() - Space.XS, cell.height()))
            draw_text(painter, box, name, font, color)
            for column, value in enumerate(self._values[row]):
                self._paint_cell(painter, self._cell(row, column), value, fits)
        widest = max((text_width(font, name) for name in self._columns), default=0)
        every = math.ceil((widest + Space.XS) / max(1, self._cell(0, 0).width() + _GAP))
        for column, name in enumerate(self._columns[::every]):
            box = self._cell(len(self._rows), column * every)
            wider = max(0, widest - box.width()) // 2 + 1
            draw_text(painter, box.adjusted(-wider, 0, wider, 0), name, font, color, Qt.AlignmentFlag.AlignCenter)

    def _numbers_fit(self) -> bool:
        font = self.theme.font(TextSize.CAPTION, Weight.MEDIUM, tabular=True)
        texts = (self.value_text(value) for line in self._values for value in line if value is not None)
        return max((text_width(font, text) for text in texts), default=0) <= self._cell(0, 0).width()

    def _paint_cell(self, painter: QPainter, box: QRect, value: float | None, with_number: bool) -> None:
        if value is None:
            fill_box(painter, box, Radius.KEYCAP, None, self.theme.color("border"))
            return
        share = _WEAKEST + (1 - _WEAKEST) * min(1.0, max(0.0, value / 100)) ** 1.4
        fill = blend(self.theme.color("surface"), self.theme.color("chart1"), share)
        fill_box(painter, box, Radius.KEYCAP, fill)
        if not with_number:
            return
        text = readable_on(fill, *map(QColor, HEAT_TEXTS))
        font = self.theme.font(TextSize.CAPTION, Weight.MEDIUM, tabular=True)
        draw_text(painter, box, self.value_text(value), font, text, Qt.AlignmentFlag.AlignCenter)

    def _cell(self, row: int, column: int, mirrored: bool = True) -> QRect:
        font = self.theme.font(TextSize.CAPTION)
        gutter = max((text_width(font, name) for name in self._rows), default=0) + Space.M
        width = (self.width() - gutter) / max(1, len(self._columns))
        height = self.height() / (len(self._rows) + 1)
        left, top = gutter + column * width, row * height
        box = QRect(round(left), round(top), round(width) - _GAP, round(height) - _GAP)
        return mirrored_rect(self, box) if mirrored else box
