"""One bar cut into shares, with a line of words for each share."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.ui.kit.charts.chart import Chart, ChartTable
from clinic_desktop.ui.kit.painting import draw_text, mirrored_rect, start_painting, text_width
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import CHART_SERIES, Radius, Space, TextSize, Weight

# The series in the order that keeps neighbours apart for people who see colours differently.
_ORDER = tuple(CHART_SERIES[index] for index in (0, 3, 1, 2, 4, 5))


@dataclass(frozen=True, slots=True)
class Share:
    """One part: ``value`` sets its length, ``text`` is what is written for it."""

    name: str
    value: float
    text: str


class ShareBar(Chart):
    """Parts in the order given; their percentages are of the whole. At most six parts."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._parts: tuple[Share, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_data(self, parts: Sequence[Share]) -> None:
        """Show these parts. Raises ValueError for more than six or a negative one."""
        if len(parts) > len(_ORDER) or any(part.value < 0 for part in parts):
            raise ValueError("at most six parts, none below zero")
        self._parts = tuple(parts)
        self.say()

    def table(self) -> ChartTable:
        rows = tuple((part.name, self._percent(part), part.text) for part in self._parts)
        return ChartTable((self.tr("Part"), self.tr("Share"), self.tr("Value")), rows)

    def sentence(self) -> str:
        if not self._parts:
            return self.tr("No numbers")
        return ", ".join(f"{part.name} {self._percent(part)}" for part in self._parts)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(280), self.theme.px(14) + Space.S + len(self._parts) * self._row())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        self._paint_bar(painter)
        for index, part in enumerate(self._parts):
            self._paint_words(painter, index, part)

    def _paint_bar(self, painter: QPainter) -> None:
        whole = QRectF(0, 0, self.width(), self.theme.px(14))
        outline = QPainterPath()
        outline.addRoundedRect(whole, Radius.KEYCAP, Radius.KEYCAP)
        painter.save()
        painter.setClipPath(outline)
        total = self._total()
        if not total:
            painter.fillRect(whole, self.theme.color("surface3"))
        left = 0.0
        for index, part in enumerate(self._parts):
            width = whole.width() * part.value / total if total else 0.0
            right = round(left + width)
            box = QRect(round(left), 0, max(0, right - round(left) - 2), round(whole.height()))
            painter.fillRect(mirrored_rect(self, box), self.theme.color(_ORDER[index]))
            left += width
        painter.restore()

    def _paint_words(self, painter: QPainter, index: int, part: Share) -> None:
        theme, color = self.theme, self.theme.color
        top, row = theme.px(14) + Space.S + index * self._row(), self._row()
        dot = mirrored_rect(self, QRect(0, top, theme.px(10), row))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(_ORDER[index]))
        painter.drawEllipse(QPointF(dot.center()) + QPointF(0.5, 0.5), theme.px(4.5), theme.px(4.5))
        strong = theme.font(TextSize.BODY, Weight.SEMIBOLD, tabular=True)
        far = max(text_width(strong, each.text) for each in self._parts) + 2
        percent = theme.px(44)
        ending = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = theme.px(10) + Space.S
        name = QRect(left, top, self.width() - left - far - percent - Space.L, row)
        draw_text(painter, mirrored_rect(self, name), part.name, theme.font(TextSize.BODY), color("text"))
        middle = QRect(name.right(), top, percent, row)
        draw_text(
            painter,
            mirrored_rect(self, middle),
            self._percent(part),
            theme.font(TextSize.SMALL),
            color("text3"),
            ending,
        )
        value = QRect(self.width() - far, top, far, row)
        draw_text(painter, mirrored_rect(self, value), part.text, strong, color("text"), ending)

    def _percent(self, part: Share) -> str:
        total = self._total()
        return self.tr("{share}%").format(share=round(100 * part.value / total) if total else 0)

    def _total(self) -> float:
        return sum(part.value for part in self._parts)

    def _row(self) -> int:
        return self.theme.px(24)
