"""Painting a column: ground, closed time, lines of the hours, buffers, holds, the now line and the cards."""

from dataclasses import dataclass

from PySide6.QtCore import QLine, QLineF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from clinic_desktop.ui.appointments.board.card_painting import BAR_WIDTH, CardPainter
from clinic_desktop.ui.appointments.board.geometry import ColumnLayout, Geometry, PlacedCard, mirrored
from clinic_desktop.ui.appointments.board.texts import Texts, draw_line, draw_line_centred
from clinic_desktop.ui.kit.painting import fill_box
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, TextSize, Weight
from clinic_desktop.viewmodels.appointments.board_state import END_OF_DAY, ClosedTime, HeldTime

_HATCH_STEP = 9
_STUB = 8


@dataclass(frozen=True, slots=True)
class ColumnView:
    """What a column's picture depends on besides the theme. ``past_minute`` is where the past ends, ``now_minute``
    where the now line is, if this column has it."""

    layout: ColumnLayout
    index: int
    past_minute: float
    now_minute: int | None


class ColumnPainter:
    """Paints any horizontal strip of a column, in content coordinates from the column's left edge."""

    def __init__(self, theme: Theme, texts: Texts, cards: CardPainter) -> None:
        self._theme = theme
        self._texts = texts
        self._cards = cards

    def paint(self, painter: QPainter, view: ColumnView, geometry: Geometry, top: int, bottom: int) -> None:
        """Paint the pixels from ``top`` up to ``bottom``; the painter is already clipped to them."""
        width = view.layout.width
        strip = QRect(0, top, width, bottom - top)
        self._paint_ground(painter, view, geometry, strip)
        for closed in view.layout.column.closed:
            self._paint_closed(painter, self._closed_rect(closed, geometry, width), strip)
        self._paint_lines(painter, geometry, strip)
        edge = mirrored(QRect(0, top, 1, strip.height()), width, geometry.right_to_left)
        painter.fillRect(edge, self._theme.color("border"))
        self._paint_claims(painter, view, geometry, strip)
        for closed in view.layout.column.closed:
            self._paint_reason(painter, closed, self._closed_rect(closed, geometry, width), strip)
        self._paint_cards(painter, view, geometry, strip)

    def _paint_ground(self, painter: QPainter, view: ColumnView, geometry: Geometry, strip: QRect) -> None:
        painter.fillRect(strip, self._theme.color("surface"))
        if view.past_minute > geometry.opens_minute:
            past = geometry.height if view.past_minute >= END_OF_DAY else geometry.y(view.past_minute)
            painter.fillRect(QRect(0, 0, strip.width(), past).intersected(strip), self._theme.color("surface2"))

    @staticmethod
    def _closed_rect(closed: ClosedTime, geometry: Geometry, width: int) -> QRect:
        """Closed time that reaches the edge of the day reaches the edge of the board."""
        top = 0 if closed.start_minute <= geometry.opens_minute else geometry.y(closed.start_minute)
        bottom = geometry.height if closed.end_minute >= geometry.closes_minute else geometry.y(closed.end_minute)
        return QRect(0, top, width, bottom - top)

    def _paint_closed(self, painter: QPainter, area: QRect, strip: QRect) -> None:
        shown = area.intersected(strip)
        if shown.isEmpty():
            return
        painter.fillRect(shown, self._theme.color("surface2"))
        painter.save()
        painter.setClipRect(shown, Qt.ClipOperation.IntersectClip)
        painter.setPen(QPen(self._theme.color("hatch"), 1.4))
        # Lines through points with x + y = a multiple of the step, so that strips fit together.
        first = (shown.top() // _HATCH_STEP) * _HATCH_STEP
        last = shown.bottom() + shown.width() + _HATCH_STEP
        top, height = shown.top() - 1, shown.height() + 2
        painter.drawLines(
            [QLineF(total - top, top, total - top - height, top + height) for total in range(first, last, _HATCH_STEP)]
        )
        painter.restore()

    def _paint_lines(self, painter: QPainter, geometry: Geometry, strip: QRect) -> None:
        hours = geometry.hours(strip.top(), strip.bottom())
        width = strip.width()
        painter.setPen(self._theme.color("border"))
        painter.drawLines([QLine(0, y, width, y) for y in (geometry.y(60 * hour) for hour in hours)])
        dotted = QPen(self._theme.color("border"), 1)
        dotted.setDashPattern([1.0, 3.0])
        painter.setPen(dotted)
        halves = (60 * hour + 30 for hour in range(hours.start - 1, hours.stop))
        ys = (geometry.y(minute) for minute in halves if geometry.opens_minute < minute < geometry.closes_minute)
        painter.drawLines([QLine(0, y, width, y) for y in ys])

    def _paint_claims(self, painter: QPainter, view: ColumnView, geometry: Geometry, strip: QRect) -> None:
        right = geometry.right_to_left
        for buffer in view.layout.column.buffers:
            area = geometry.span_rect(view.index, buffer.start_minute, buffer.end_minute)
            if area.intersects(strip):
                area = mirrored(area.adjusted(BAR_WIDTH, 0, 0, 0), strip.width(), right)
                fill_box(painter, area, Radius.CARD - 2, self._theme.color("surface3"))
        for hold in view.layout.column.holds:
            area = geometry.span_rect(view.index, hold.start_minute, hold.end_minute)
            if area.intersects(strip):
                self._paint_hold(painter, hold, area, strip.width(), right)

    def _paint_hold(self, painter: QPainter, hold: HeldTime, area: QRect, width: int, right: bool) -> None:
        box = mirrored(area, width, right)
        fill_box(painter, box, Radius.CARD, self._theme.color("surface3"), self._theme.color("control"), 1, True)
        size = self._theme.px(13)
        height = min(area.height(), self._theme.px(26))
        icon = QRect(area.x() + 8, area.y() + (height - size) // 2, size, size)
        pixmap = self._theme.icons.pixmap("lock", "text2", size, painter.device().devicePixelRatioF())
        painter.drawPixmap(mirrored(icon, width, right).topLeft(), pixmap)
        start = 8 + size + 6
        text = QRect(area.x() + start, area.y(), area.width() - start - 6, height)
        line = self._texts.line(hold.label, TextSize.CAPTION, Weight.MEDIUM, text.width())
        draw_line(painter, line, mirrored(text, width, right), self._theme.color("text2"), right)

    def _paint_reason(self, painter: QPainter, closed: ClosedTime, area: QRect, strip: QRect) -> None:
        height = self._texts.height(TextSize.CAPTION, Weight.MEDIUM) + self._theme.px(4)
        if not closed.label or area.height() < height:
            return
        line = self._texts.line(closed.label, TextSize.CAPTION, Weight.MEDIUM, area.width() - self._theme.px(36))
        drop = min(self._theme.px(8), (area.height() - height) // 2)
        plate = QRect(0, area.y() + drop, line.width + self._theme.px(20), height)
        plate.moveLeft((area.width() - plate.width()) // 2)
        if plate.intersects(strip):
            fill_box(painter, plate, height / 2, self._theme.color("surface2"))
            draw_line_centred(painter, line, plate, self._theme.color("text3"))

    def _paint_cards(self, painter: QPainter, view: ColumnView, geometry: Geometry, strip: QRect) -> None:
        width = strip.width()
        now_y = None if view.now_minute is None else geometry.y(view.now_minute)
        if now_y is not None:
            painter.fillRect(QRect(0, now_y - 1, width, 2), self._theme.color("now"))
        for placed in view.layout.cards:
            if placed.rect.bottom() >= strip.top() and placed.rect.top() <= strip.bottom():
                self._cards.paint(painter, placed, width)
                if now_y is not None and placed.rect.top() < now_y < placed.rect.bottom():
                    self._paint_stubs(painter, placed, now_y, width, geometry.right_to_left)

    def _paint_stubs(self, painter: QPainter, placed: PlacedCard, y: int, width: int, right: bool) -> None:
        """The now line goes on a little over a card's edges; through its text it would strike it out."""
        color: QColor = self._theme.color("now")
        for x in (placed.rect.x() - _STUB // 2, placed.rect.x() + placed.rect.width() - _STUB // 2):
            painter.fillRect(mirrored(QRect(x, y - 1, _STUB, 2), width, right), color)
