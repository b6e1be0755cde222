"""Bars made of up to three parts."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.kit.charts.bars import draw_bar
from clinic_desktop.ui.kit.charts.chart import (
    Chart,
    ChartTable,
    Plot,
    Series,
    ValueText,
    extremes_sentence,
    number_text,
    paint_column_labels,
    paint_grid,
    plan_plot,
)
from clinic_desktop.ui.kit.painting import start_painting
from clinic_desktop.ui.theme.theme import Theme

_MOST_PARTS = 3


class StackedBarChart(Chart):
    """The first series stands at the bottom. Raises ValueError for more than three series."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._labels: tuple[str, ...] = ()
        self._series: tuple[Series, ...] = ()
        self._plot: Plot | None = None

    def show_data(self, labels: Sequence[str], series: Sequence[Series], value_text: ValueText = number_text) -> None:
        """Every series has one value a label."""
        if len(series) > _MOST_PARTS:
            raise ValueError("more than three parts cannot be told apart")
        self._labels, self._series, self.value_text = tuple(labels), tuple(series), value_text
        self.say()

    def totals(self) -> tuple[float, ...]:
        """The height of each bar."""
        return tuple(sum(series.values[column] for series in self._series) for column in range(len(self._labels)))

    def table(self) -> ChartTable:
        rows = tuple(
            (label, *(self.value_text(series.values[column]) for series in self._series))
            for column, label in enumerate(self._labels)
        )
        return ChartTable((self.tr("When"), *(series.name for series in self._series)), rows)

    def sentence(self) -> str:
        return extremes_sentence(self._labels, self.totals(), self.value_text)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(320), self.theme.px(220))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(180), self.theme.px(140))

    def tip_at(self, place: QPoint) -> str:
        column = self._plot.column_at(place) if self._plot else -1
        if column < 0:
            return ""
        parts = [f"{series.name}: {self.value_text(series.values[column])}" for series in self._series]
        return " · ".join((self._labels[column], *parts))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        plot, step = plan_plot(self, max(self.totals(), default=0), len(self._labels))
        self._plot = plot
        paint_grid(painter, self, plot, step)
        for column in range(len(self._labels)):
            self._paint_column(painter, plot, column)
        paint_column_labels(painter, self, plot, self._labels)

    def _paint_column(self, painter: QPainter, plot: Plot, column: int) -> None:
        width = min(plot.slot() * 0.5, self.theme.px(40))
        left = plot.left(column) + (plot.slot() - width) / 2
        parts = [(series, series.values[column]) for series in self._series if series.values[column] > 0]
        base = 0.0
        for index, (series, value) in enumerate(parts):
            low, high = plot.y(base), plot.y(base + value)
            last = index == len(parts) - 1
            gap = 0.0 if last else min(1.0, (low - high) / 2)
            draw_bar(painter, QRectF(left, high + gap, width, low - high - gap), self.theme.color(series.token), last)
            base += value
