"""What every chart promises: its numbers as a table, and one sentence for people who cannot see it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from clinic_desktop.ui.kit.painting import draw_text, follow_theme, plain_tooltip, text_width
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space, TextSize

ValueText = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class ChartTable:
    """A chart's numbers as text."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def as_text(self) -> str:
        """Tab-separated, as spreadsheets take it from the clipboard."""
        return "\n".join("\t".join(row) for row in (self.headers, *self.rows))


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers with its name and the colour token it is drawn in."""

    name: str
    values: tuple[float, ...]
    token: str = "chart1"  # noqa: S105 (a colour)


def number_text(value: float) -> str:
    """A number in the person's locale, without needless decimals."""
    locale = QLocale()
    return locale.toString(int(value)) if value == int(value) else locale.toString(value, "f", 1)


def nice_top(highest: float, lines: int = 4) -> tuple[float, float]:
    """A round end of the axis not below ``highest``, and the distance of the grid lines; 3 or 4 lines."""
    if highest <= 0:
        return float(lines), 1.0
    raw = highest / lines
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999999)
    if highest >= lines:
        step = math.ceil(step)
    return step * math.ceil(highest / step - 1e-9), step


def extremes_sentence(labels: Sequence[str], values: Sequence[float], text: ValueText) -> str:
    """Lowest, highest and last value in one sentence."""
    if not values:
        return QCoreApplication.translate("Chart", "No numbers")
    low, high = min(range(len(values)), key=values.__getitem__), max(range(len(values)), key=values.__getitem__)
    sentence = QCoreApplication.translate(
        "Chart", "Lowest {low} at {low_label}, highest {high} at {high_label}, last {last}."
    )
    return sentence.format(
        low=text(values[low]),
        low_label=labels[low],
        high=text(values[high]),
        high_label=labels[high],
        last=text(values[-1]),
    )


class Chart(QWidget):
    """The base of the painted charts. Subclasses fill in ``table``, ``sentence`` and ``tip_at``."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.value_text: ValueText = number_text
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        follow_theme(theme, self)

    def table(self) -> ChartTable:
        """The numbers that are drawn."""
        raise NotImplementedError

    def sentence(self) -> str:
        """What the chart says, in one sentence."""
        raise NotImplementedError

    def tip_at(self, place: QPoint) -> str:
        """What the thing under the mouse is; "" for nothing."""
        return ""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.tip_at(event.pos())
            if text:
                QToolTip.showText(event.globalPos(), plain_tooltip(text), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def say(self) -> None:
        """Tell the screen reader and paint: call it after new numbers came."""
        self.setAccessibleDescription(self.sentence())
        self.updateGeometry()
        self.update()


@dataclass(frozen=True, slots=True)
class Plot:
    """Where bars stand: ``area`` without labels, and how a value becomes a height."""

    area: QRect
    top: float
    columns: int
    right_to_left: bool

    def y(self, value: float) -> float:
        """The place of a value from the top of the widget."""
        return self.area.bottom() - self.area.height() * value / self.top

    def slot(self) -> float:
        """The width that one column has."""
        return self.area.width() / max(1, self.columns)

    def left(self, column: int) -> float:
        """The left end of a column; the first one starts where the language starts."""
        place = self.columns - 1 - column if self.right_to_left else column
        return self.area.left() + place * self.slot()

    def column_at(self, place: QPoint) -> int:
        """The column under a point, or -1."""
        if not self.columns or not self.area.left() <= place.x() <= self.area.right():
            return -1
        column = min(self.columns - 1, int((place.x() - self.area.left()) / self.slot()))
        return self.columns - 1 - column if self.right_to_left else column


def plan_plot(chart: Chart, highest: float, columns: int) -> tuple[Plot, float]:
    """Room for the axis texts taken off the chart; also the distance of the grid lines."""
    top, step = nice_top(highest)
    font = chart.theme.font(TextSize.CAPTION)
    texts = [chart.value_text(step * line) for line in range(round(top / step) + 1)]
    gutter = max(text_width(font, text) for text in texts) + Space.M
    right_to_left = chart.layoutDirection() == Qt.LayoutDirection.RightToLeft
    below = chart.theme.px(TextSize.CAPTION) + Space.L + Space.XS
    area = chart.rect().adjusted(0 if right_to_left else gutter, Space.S, -gutter if right_to_left else 0, -below)
    return Plot(area, top, columns, right_to_left), step


def axis_texts(chart: Chart, plot: Plot, step: float) -> list[str]:
    """What stands at each line across, from the bottom; "" where it would only repeat the one below."""
    texts = [chart.value_text(step * line) for line in range(round(plot.top / step) + 1)]
    return [text if text not in texts[:line] else "" for line, text in enumerate(texts)]


def paint_grid(painter: QPainter, chart: Chart, plot: Plot, step: float) -> None:
    """Lines across and their numbers."""
    font, color = chart.theme.font(TextSize.CAPTION), chart.theme.color
    for line, text in enumerate(axis_texts(chart, plot, step)):
        y = round(plot.y(step * line))
        painter.fillRect(QRect(plot.area.left(), y, plot.area.width(), 1), color("border2" if line == 0 else "border"))
        text_box = QRect(0, y - 8, plot.area.left() - Space.S, 16)
        if plot.right_to_left:
            text_box = QRect(plot.area.right() + Space.S, y - 8, chart.width() - plot.area.right() - Space.S, 16)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        draw_text(painter, text_box, text, font, color("text3"), flags)


def paint_column_labels(painter: QPainter, chart: Chart, plot: Plot, labels: Sequence[str]) -> None:
    """Names below the columns; where they would touch, only every second, third … one."""
    font, color = chart.theme.font(TextSize.CAPTION), chart.theme.color("text3")
    widest = max((text_width(font, label) for label in labels), default=0) + Space.S
    every = max(1, math.ceil(widest / plot.slot()))
    if every > 1 and len(labels) > 12:
        every = 7 if every <= 7 else every
    for column in range(0, len(labels), every):
        centre = plot.left(column) + plot.slot() / 2
        width = max(widest, plot.slot())
        box = QRect(round(centre - width / 2), plot.area.bottom() + Space.S, round(width), chart.theme.px(18))
        box.moveLeft(min(max(0, box.left()), chart.width() - box.width()))
        draw_text(painter, box, labels[column], font, color, Qt.AlignmentFlag.AlignCenter)
