"""A small line without axes: where a number has been going."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.ui.kit.charts.chart import Chart, ChartTable, ValueText, extremes_sentence, number_text
from clinic_desktop.ui.kit.painting import start_painting
from clinic_desktop.ui.theme.theme import Theme


class Sparkline(Chart):
    """Draws the values in ``token``, the last one as a dot. Its scale runs from the lowest to the highest value."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._values: tuple[float, ...] = ()
        self._labels: tuple[str, ...] = ()
        self._token = "accent"  # noqa: S105 (a colour)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_data(
        self,
        values: Sequence[float],
        labels: Sequence[str] = (),
        token: str = "accent",  # noqa: S107 (a colour)
        value_text: ValueText = number_text,
    ) -> None:
        """Show these values, oldest first."""
        self._values, self._token, self.value_text = tuple(values), token, value_text
        self._labels = tuple(labels) or tuple(str(index + 1) for index in range(len(values)))
        self.say()

    def table(self) -> ChartTable:
        rows = zip(self._labels, map(self.value_text, self._values), strict=True)
        return ChartTable((self.tr("When"), self.tr("Value")), tuple(rows))

    def sentence(self) -> str:
        return extremes_sentence(self._labels, self._values, self.value_text)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(80), self.theme.px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        if len(self._values) < 2:
            return
        painter = start_painting(self)
        color = self.theme.color(self._token)
        low, high = min(self._values), max(self._values)
        edge = 5.0
        width, height = self.width() - 2 * edge, self.height() - 2 * edge
        points = []
        for index, value in enumerate(self._values):
            share = (value - low) / (high - low) if high > low else 0.5
            x = edge + width * index / (len(self._values) - 1)
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                x = self.width() - x
            points.append(QPointF(x, edge + height * (1 - share)))
        pen = QPen(color, 1.75)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(points[-1], 3.0, 3.0)
