"""A week to draw hours into, by mouse and by keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from PySide6.QtCore import QLocale, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from clinic_desktop.domain.codes import RuleKind
from clinic_desktop.ui.formats import time_range, time_text
from clinic_desktop.ui.kit.painting import draw_text, fill_box, start_painting, text_width
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize, Weight

SNAP = 15
_EDGE = 7
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Block:
    """Hours or a break in the grid. ``index`` is the rule's place in the draft; ``faulty`` ones cannot be saved;
    ``foreign`` is one of another centre, which is shown and not touched."""

    index: int
    kind: RuleKind
    weekday: int
    start: int
    end: int
    label: str = ""
    faulty: bool = False
    foreign: bool = False


def clock(minute: int) -> time:
    """A minute of the day on the clock; the end of the day reads as midnight."""
    return time(minute // 60 % 24, minute % 60)


@dataclass(slots=True)
class _Drag:
    """What the mouse is doing: drawing, moving or stretching."""

    what: str
    weekday: int
    anchor: int
    block: Block | None
    shown: tuple[int, int, int]
    moved: bool = False


class WeekGrid(QWidget):
    """``selected`` carries a rule's place or None, ``drawn`` a new block (weekday, start, end), ``changed`` a
    rule's place and its new weekday, start and end, ``removed`` a rule's place."""

    selected = Signal(object)
    drawn = Signal(int, int, int)
    changed = Signal(int, int, int, int)
    removed = Signal(int)

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._locale = theme, locale
        self._begins = locale.firstDayOfWeek().value - 1
        self._blocks: tuple[Block, ...] = ()
        self._chosen: int | None = None
        self._first, self._last = 7 * 60, 21 * 60
        self._cursor = (0, 9 * 60)
        self._drag: _Drag | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Weekly hours"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._renew)

    def show_blocks(self, blocks: Sequence[Block], selected: int | None) -> None:
        """Shows these hours, with one of them selected."""
        self._blocks, self._chosen = tuple(blocks), selected
        earliest = min((block.start for block in blocks), default=8 * 60)
        latest = max((block.end for block in blocks), default=18 * 60)
        self._first = min(7 * 60, earliest // 60 * 60)
        self._last = max(21 * 60, -(-latest // 60) * 60)
        chosen = self._chosen_block()
        if chosen is not None and not self.hasFocus():
            self._cursor = (chosen.weekday, chosen.start)
        self.setAccessibleDescription(self._described())
        self._renew()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(560), self._head() + (self._last - self._first) // 60 * self._hour() + Space.S)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(420), self.sizeHint().height())

    # --- Painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        self._paint_hours(painter)
        self._paint_days(painter)
        for block in sorted(self._blocks, key=lambda one: (not one.foreign, one.kind is RuleKind.BREAK)):
            shown = (
                self._drag.shown
                if self._drag and self._drag.block is block
                else (block.weekday, block.start, block.end)
            )
            self._paint_block(painter, block, *shown)
        if self._drag is not None and self._drag.block is None and self._drag.moved:
            self._paint_block(painter, Block(-1, RuleKind.WORK, 0, 0, 0), *self._drag.shown)
        if self.hasFocus():
            self._paint_cursor(painter)

    def _paint_hours(self, painter: QPainter) -> None:
        font, color = self._theme.font(TextSize.CAPTION), self._theme.color
        for minute in range(self._first, self._last + 1, 60):
            y = self._y(minute)
            line = QRect(self._gutter(), y, self.width() - self._gutter(), 1)
            painter.fillRect(self._visual(line), color("border"))
            box = QRect(0, y - 8, self._gutter() - Space.S, 16)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            if minute < _DAY or minute == self._last:
                draw_text(
                    painter, self._visual(box), time_text(clock(minute), self._locale), font, color("text3"), right
                )

    def _paint_days(self, painter: QPainter) -> None:
        font, color = self._theme.font(TextSize.SMALL, Weight.SEMIBOLD), self._theme.color
        for weekday in range(7):
            box = self._column(weekday)
            painter.fillRect(self._visual(QRect(box.left(), self._head(), 1, self.height())), color("border"))
            name = self._locale.standaloneDayName(weekday + 1, QLocale.FormatType.ShortFormat)
            head = QRect(box.left(), 0, box.width(), self._head())
            draw_text(painter, self._visual(head), name, font, color("text2"), Qt.AlignmentFlag.AlignCenter)

    def _paint_block(self, painter: QPainter, block: Block, weekday: int, start: int, end: int) -> None:
        color = self._theme.color
        column = self._column(weekday)
        top, bottom = self._y(start), self._y(end)
        inset = Space.M if block.kind is RuleKind.BREAK else 3
        box = self._visual(
            QRect(column.left() + inset, top + 1, column.width() - 2 * inset + 1, max(6, bottom - top - 1))
        )
        fill, edge, text = color("accent_soft"), color("accent"), color("accent")
        if block.foreign:
            fill, edge, text = color("surface3"), color("border2"), color("text3")
        elif block.kind is RuleKind.BREAK:
            fill, edge, text = color("surface"), color("border2"), color("text2")
        if block.faulty:
            fill, edge, text = color("danger_soft"), color("danger"), color("danger")
        chosen = block.index == self._chosen and not block.foreign
        fill_box(
            painter,
            box,
            Radius.CARD,
            fill,
            edge,
            2 if chosen else 1,
            dashed=block.kind is RuleKind.BREAK and not chosen,
        )
        words = time_range(clock(start), clock(end), self._locale)
        font = self._theme.font(TextSize.CAPTION, Weight.SEMIBOLD)
        line = QFontMetrics(font).height()
        inner = box.adjusted(Space.XS, 2, -Space.XS, -2)
        if text_width(font, words) > inner.width() and inner.height() >= 2 * line:
            parts = (time_text(clock(start), self._locale), time_text(clock(end), self._locale))
            for place, part in enumerate(parts):
                spot = QRect(inner.left(), inner.top() + place * line, inner.width(), line)
                draw_text(painter, spot, part, font, text)
        elif text_width(font, words) > inner.width():
            shown = block.label or time_text(clock(start), self._locale)
            draw_text(
                painter, QRect(inner.left(), inner.top(), inner.width(), min(line, inner.height())), shown, font, text
            )
        else:
            if block.label and inner.height() >= 2 * line:
                below = QRect(inner.left(), inner.top() + line, inner.width(), line)
                draw_text(painter, below, block.label, self._theme.font(TextSize.CAPTION), text)
            draw_text(
                painter, QRect(inner.left(), inner.top(), inner.width(), min(line, inner.height())), words, font, text
            )

    def _paint_cursor(self, painter: QPainter) -> None:
        weekday, minute = self._cursor
        column = self._column(weekday)
        box = QRect(column.left() + 1, self._y(minute), column.width() - 2, self._y(minute + 60) - self._y(minute))
        fill_box(painter, self._visual(box), Radius.CARD, None, self._theme.color("focus"), Size.FOCUS_RING)

    # --- Mouse -------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if event.button() != Qt.MouseButton.LeftButton or place.y() < self._head():
            return
        weekday, minute = self._weekday_at(place), self._minute_at(place)
        if weekday is None:
            return
        block, edge = self._hit(place)
        self._cursor = (weekday, max(self._first, min(self._last - 30, minute // 30 * 30)))
        if block is None:
            start = minute // SNAP * SNAP
            self._drag = _Drag("draw", weekday, start, None, (weekday, start, start + SNAP))
            self.selected.emit(None)
        else:
            self.selected.emit(block.index)
            self._drag = _Drag(edge, weekday, minute, block, (block.weekday, block.start, block.end))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self._drag is None:
            _, edge = self._hit(place)
            shapes = {
                "start": Qt.CursorShape.SizeVerCursor,
                "end": Qt.CursorShape.SizeVerCursor,
                "move": Qt.CursorShape.OpenHandCursor,
            }
            self.setCursor(
                shapes.get(edge, Qt.CursorShape.CrossCursor if place.y() > self._head() else Qt.CursorShape.ArrowCursor)
            )
            return
        shown = self._dragged(self._drag, self._weekday_at(place), self._minute_at(place))
        if shown != self._drag.shown:
            self._drag.shown, self._drag.moved = shown, True
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        if drag is None or not drag.moved:
            self.update()
            return
        if drag.block is None:
            self.drawn.emit(*drag.shown)
        else:
            self.changed.emit(drag.block.index, *drag.shown)
        self.update()

    def _dragged(self, drag: _Drag, weekday: int | None, minute: int) -> tuple[int, int, int]:
        snapped = round(minute / SNAP) * SNAP
        if drag.block is None:
            low, high = sorted((drag.anchor, max(self._first, min(self._last, snapped))))
            return drag.weekday, low, max(high, low + SNAP)
        block = drag.block
        if drag.what == "start":
            return block.weekday, max(self._first, min(snapped, block.end - SNAP)), block.end
        if drag.what == "end":
            return block.weekday, block.start, min(self._last, max(snapped, block.start + SNAP))
        shift = round((minute - drag.anchor) / SNAP) * SNAP
        length = block.end - block.start
        start = max(self._first, min(self._last - length, block.start + shift))
        return block.weekday if weekday is None else weekday, start, start + length

    # --- Keys --------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, block = event.key(), self._chosen_block()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        down = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(key), 0)
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and block is not None:
            self.removed.emit(block.index)
        elif down and shift and block is not None:
            end = max(block.start + SNAP, min(_DAY, block.end + down * SNAP))
            self.changed.emit(block.index, block.weekday, block.start, end)
        elif down and control and block is not None:
            start = max(0, min(_DAY - (block.end - block.start), block.start + down * SNAP))
            self.changed.emit(block.index, block.weekday, start, start + block.end - block.start)
        elif down:
            weekday, minute = self._cursor
            self._move_to(weekday, minute + down * 30)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            aside = 1 if (key == Qt.Key.Key_Right) == (self.layoutDirection() == Qt.LayoutDirection.LeftToRight) else -1
            place = max(0, min(6, self._place(self._cursor[0]) + aside))
            self._move_to((place + self._begins) % 7, self._cursor[1])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take_cursor()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _move_to(self, weekday: int, minute: int) -> None:
        self._cursor = (weekday, max(self._first, min(self._last - 30, minute)))
        block = self._block_at(*self._cursor)
        self.selected.emit(block.index if block else None)
        self.update()

    def _take_cursor(self) -> None:
        weekday, minute = self._cursor
        if self._block_at(weekday, minute) is None:
            self.drawn.emit(weekday, minute, min(_DAY, minute + 60))

    # --- Places ------------------------------------------------------------------------------------------------------

    def spot(self, weekday: int, minute: int) -> QPoint:
        """Where a minute of a day is, in the middle of its column: for tests and the tour."""
        column = self._column(weekday)
        return self._visual(QRect(column.center().x(), self._y(minute), 1, 1)).topLeft()

    def _chosen_block(self) -> Block | None:
        return next((block for block in self._blocks if block.index == self._chosen and not block.foreign), None)

    def _block_at(self, weekday: int, minute: int) -> Block | None:
        found = [b for b in self._blocks if not b.foreign and b.weekday == weekday and b.start <= minute < b.end]
        return next((block for block in found if block.kind is RuleKind.BREAK), found[0] if found else None)

    def _hit(self, place: QPoint) -> tuple[Block | None, str]:
        weekday, minute = self._weekday_at(place), self._minute_at(place)
        block = self._block_at(weekday, minute) if weekday is not None and place.y() >= self._head() else None
        if block is None:
            return None, ""
        if place.y() - self._y(block.start) < _EDGE:
            return block, "start"
        return block, "end" if self._y(block.end) - place.y() < _EDGE else "move"

    def _weekday_at(self, place: QPoint) -> int | None:
        x = self._visual(QRect(place.x(), 0, 1, 1)).x()
        width = (self.width() - self._gutter()) / 7
        column = int((x - self._gutter()) // width) if width else -1
        return (column + self._begins) % 7 if 0 <= column <= 6 else None

    def _minute_at(self, place: QPoint) -> int:
        minute = self._first + (place.y() - self._head()) * 60 / self._hour()
        return max(self._first, min(self._last, round(minute)))

    def _column(self, weekday: int) -> QRect:
        width = (self.width() - self._gutter()) / 7
        left = self._gutter() + round(self._place(weekday) * width)
        return QRect(left, self._head(), round(width), self.height() - self._head())

    def _place(self, weekday: int) -> int:
        """The column of the weekday: weeks begin as the person's locale has it."""
        return (weekday - self._begins) % 7

    def _y(self, minute: int) -> int:
        return self._head() + round((minute - self._first) * self._hour() / 60)

    def _visual(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rect)

    def _head(self) -> int:
        return self._theme.px(32)

    def _hour(self) -> int:
        return self._theme.px(27)

    def _gutter(self) -> int:
        font = self._theme.font(TextSize.CAPTION)
        return max(text_width(font, time_text(time(hour), self._locale)) for hour in range(24)) + Space.L

    def _described(self) -> str:
        parts = [
            self.tr("{day} {times}").format(
                day=self._locale.standaloneDayName(block.weekday + 1),
                times=time_range(clock(block.start), clock(block.end), self._locale),
            )
            for block in sorted(self._blocks, key=lambda one: (one.weekday, one.start))
            if block.kind is RuleKind.WORK and not block.foreign
        ]
        return "; ".join(parts)

    def _renew(self) -> None:
        self.updateGeometry()
        self.update()
