"""Bars over time with an optional line of means; zero is always the base."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.kit.charts.chart import (
    Chart,
    ChartTable,
    Plot,
    ValueText,
    extremes_sentence,
    number_text,
    paint_column_labels,
    paint_grid,
    plan_plot,
)
from clinic_desktop.ui.kit.painting import start_painting
from clinic_desktop.ui.theme.theme import Theme

_UNFINISHED = 0.45


def draw_bar(painter: QPainter, box: QRectF, color: QColor, rounded: bool = True) -> None:
    """A bar with its upper corners rounded."""
    radius = min(3.0, box.width() / 2, box.height()) if rounded else 0.0
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addRoundedRect(box, radius, radius)
    if box.height() > radius:
        path.addRect(box.adjusted(0, radius, 0, 0))
    painter.fillPath(path, color)


class BarChart(Chart):
    """One bar a label; the last one pale when its period is not over; ``mean`` as a line in the second colour."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._labels: tuple[str, ...] = ()
        self._values: tuple[float, ...] = ()
        self._mean: tuple[float, ...] = ()
        self._names = ("", "")
        self._unfinished = False
        self._plot: Plot | None = None

    def show_data(
        self,
        labels: Sequence[str],
        values: Sequence[float],
        mean: Sequence[float] = (),
        names: tuple[str, str] = ("", ""),
        value_text: ValueText = number_text,
        last_unfinished: bool = False,
    ) -> None:
        """``names`` are those of the bars and of the line, for the table."""
        self._labels, self._values, self._mean = tuple(labels), tuple(values), tuple(mean)
        self._names, self.value_text, self._unfinished = names, value_text, last_unfinished
        self.say()

    def table(self) -> ChartTable:
        bars, line = self._names[0] or self.tr("Value"), self._names[1] or self.tr("Mean")
        if not self._mean:
            rows = zip(self._labels, map(self.value_text, self._values), strict=True)
            return ChartTable((self.tr("When"), bars), tuple(rows))
        both = zip(self._labels, map(self.value_text, self._values), map(self.value_text, self._mean), strict=True)
        return ChartTable((self.tr("When"), bars, line), tuple(both))

    def sentence(self) -> str:
        return extremes_sentence(self._labels, self._values, self.value_text)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(360), self.theme.px(220))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(200), self.theme.px(140))

    def tip_at(self, place: QPoint) -> str:
        column = self._plot.column_at(place) if self._plot else -1
        if column < 0:
            return ""
        return f"{self._labels[column]}: {self.value_text(self._values[column])}"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        highest = max((*self._values, *self._mean), default=0)
        plot, step = plan_plot(self, highest, len(self._values))
        self._plot = plot
        paint_grid(painter, self, plot, step)
        bar = min(plot.slot() * 0.62, self.theme.px(34))
        for column, value in enumerate(self._values):
            color = self.theme.color("chart1")
            if self._unfinished and column == len(self._values) - 1:
                color.setAlphaF(_UNFINISHED)
            left = plot.left(column) + (plot.slot() - bar) / 2
            if value > 0:
                draw_bar(painter, QRectF(left, plot.y(value), bar, plot.area.bottom() - plot.y(value)), color)
        self._paint_mean(painter, plot)
        paint_column_labels(painter, self, plot, self._labels)

    def _paint_mean(self, painter: QPainter, plot: Plot) -> None:
        if len(self._mean) < 2:
            return
        points = [QPointF(plot.left(i) + plot.slot() / 2, plot.y(value)) for i, value in enumerate(self._mean)]
        pen = QPen(self.theme.color("chart2"), 2)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))
