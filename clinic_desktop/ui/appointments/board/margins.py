"""The board's fixed edges: the heads of the columns on top and the times of the day at the side."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PySide6.QtCore import QEvent, QLocale, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QToolTip, QWidget

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.ui.appointments.board.geometry import Geometry, mirrored
from clinic_desktop.ui.appointments.board.texts import Line, Texts, draw_line, draw_line_centred
from clinic_desktop.ui.appointments.board.words import minute_text
from clinic_desktop.ui.kit.avatar import draw_avatar
from clinic_desktop.ui.kit.painting import fill_box, plain_tooltip, start_painting
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import TextSize, Weight
from clinic_desktop.viewmodels.appointments.board_state import BoardColumn, PresenceDot, SubtitleTone

HEADER_HEIGHT = 56
GUTTER_WIDTH = 56
_AVATAR = 32
_AVATAR_NARROW = 24
_NARROW = 162
_SIDE = 12
_PROGRESS = 3
_ANY_WIDTH = 10_000
_DOTS: Mapping[PresenceDot, str] = MappingProxyType(
    {
        PresenceDot.HERE: "ok",
        PresenceDot.LATE: "warn",
        PresenceDot.ONLINE: "info",
        PresenceDot.AWAY: "control",
    }
)


class ColumnHeads(QWidget):
    """The heads of all columns, over the gutter's corner too. Scrolls sideways with the board.

    ``pressed`` carries the doctor of the head that was clicked, and where its menu goes.
    """

    pressed = Signal(int, QPoint)

    def __init__(self, theme: Theme, texts: Texts, pictures: Callable[[str], QPixmap | None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._theme = theme
        self._texts = texts
        self._pictures = pictures
        self._columns: tuple[BoardColumn, ...] = ()
        self._today: str = ""
        self._geometry: Geometry | None = None
        self._gutter = 0
        self._offset = 0

    def show_columns(
        self, columns: tuple[BoardColumn, ...], geometry: Geometry, gutter: int, offset: int, today: str
    ) -> None:
        """Draw these heads, scrolled by ``offset`` from the leading side; ``today`` is the key of a day to stress."""
        before = self._columns
        place = (geometry, gutter, offset, today)
        if place != (self._geometry, self._gutter, self._offset, self._today) or len(columns) != len(before):
            self._columns = columns
            self._geometry, self._gutter, self._offset, self._today = place
            self.update()
            return
        self._columns = columns
        for index, column in enumerate(columns):
            if column is not before[index] and _head(column) != _head(before[index]):
                self.update(self.column_rect(index))

    def column_rect(self, index: int) -> QRect:
        """Where a head is in this widget."""
        assert self._geometry is not None
        left = self._gutter + self._geometry.left(index) - self._offset
        rect = QRect(left, 0, self._geometry.column_width(index), self.height())
        return mirrored(rect, self.width(), self._right_to_left)

    def menu_place(self, practitioner_id: int) -> QPoint:
        """Below the doctor's head, on the screen; the corner where there is none."""
        for index, column in enumerate(self._columns):
            if column.practitioner_id == practitioner_id and self._geometry is not None:
                return self.mapToGlobal(self.column_rect(index).bottomLeft())
        return self.mapToGlobal(self.rect().bottomLeft())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        for index, column in enumerate(self._columns if self._geometry is not None else ()):
            if self.column_rect(index).contains(place):
                self.pressed.emit(column.practitioner_id, self.mapToGlobal(self.column_rect(index).bottomLeft()))
                return
        super().mousePressEvent(event)

    @property
    def _right_to_left(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.fillRect(event.rect(), self._theme.color("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.color("border2"))
        heads = mirrored(
            QRect(self._gutter, 0, self.width() - self._gutter, self.height()), self.width(), self._right_to_left
        )
        painter.setClipRect(heads)
        for index, column in enumerate(self._columns):
            rect = self.column_rect(index)
            if rect.intersects(event.rect()):
                self._paint_head(painter, column, rect)
                if index:
                    self._paint_separator(painter, rect)

    def _paint_separator(self, painter: QPainter, rect: QRect) -> None:
        line = QRect(0, self._theme.px(12), 1, rect.height() - self._theme.px(22))
        line = mirrored(line, rect.width(), self._right_to_left).translated(rect.topLeft())
        painter.fillRect(line, self._theme.color("border"))

    def _paint_head(self, painter: QPainter, column: BoardColumn, rect: QRect) -> None:
        narrow = rect.width() < self._theme.px(_NARROW)
        side = _SIDE * 2 // 3 if narrow else _SIDE
        start = side
        if column.show_avatar:
            size = self._theme.px(_AVATAR_NARROW if narrow else _AVATAR)
            box = QRect(side, (rect.height() - self._theme.px(6) - size) // 2 + 1, size, size)
            box = self._placed(box, rect)
            picture = self._pictures(column.picture) if column.picture else None
            draw_avatar(painter, self._theme, box, column.initials_of or column.title, picture)
            self._paint_presence(painter, column, box)
            start += size + self._theme.px(6 if narrow else 10)
        self._paint_words(painter, column, rect, start)
        self._paint_progress(painter, column, rect)

    def _paint_words(self, painter: QPainter, column: BoardColumn, rect: QRect, start: int) -> None:
        room = rect.width() - start - 6
        titles = self._texts.two_lines(column.title, TextSize.BODY, Weight.SEMIBOLD, room)
        first = self._texts.height(TextSize.BODY, Weight.SEMIBOLD)
        second = self._texts.height(TextSize.CAPTION, Weight.MEDIUM)
        top = (rect.height() - self._theme.px(6) - len(titles) * first - second - 1) // 2 + 1
        color = self._theme.color("accent" if column.key == self._today else "text")
        for title in titles:
            draw_line(painter, title, self._placed(QRect(start, top, room, first), rect), color, self._right_to_left)
            top += first
        box = self._placed(QRect(start, top + 1, room, second), rect)
        color = self._theme.color("warn" if column.subtitle_tone is SubtitleTone.WARN else "text2")
        draw_line(painter, self._subtitle(column, room), box, color, self._right_to_left)

    def _subtitle(self, column: BoardColumn, room: int) -> Line:
        """All of it, or what matters most where that is too long."""
        weight = Weight.MEDIUM if column.subtitle_tone is SubtitleTone.WARN else Weight.REGULAR
        whole = self._texts.line(column.subtitle, TextSize.CAPTION, weight, _ANY_WIDTH)
        text = column.subtitle if whole.width <= room else column.subtitle_short or column.subtitle
        return self._texts.line(text, TextSize.CAPTION, weight, room)

    def _paint_presence(self, painter: QPainter, column: BoardColumn, avatar: QRect) -> None:
        if column.presence is None:
            return
        radius = avatar.width() * 0.19
        x = avatar.x() + radius * 0.6 if self._right_to_left else avatar.x() + avatar.width() - radius * 0.6
        centre = QPointF(x, avatar.y() + avatar.height() - radius * 0.7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("surface"))
        painter.drawEllipse(centre, radius, radius)
        painter.setBrush(self._theme.color(_DOTS[column.presence]))
        painter.drawEllipse(centre, radius - 1.5, radius - 1.5)

    def _paint_progress(self, painter: QPainter, column: BoardColumn, rect: QRect) -> None:
        width = rect.width() - 2 * _SIDE
        track = QRect(_SIDE, rect.height() - 1 - self._theme.px(6), width, _PROGRESS)
        rest = "surface3" if self._theme.high_contrast else "border"
        fill_box(painter, self._placed(track, rect), 1.5, self._theme.color(rest))
        done = QRect(track.x(), track.y(), round(width * min(max(column.progress, 0.0), 1.0)), _PROGRESS)
        if done.width() > 0:
            color = QColor(self._theme.status(AppointmentState.COMPLETED).bar)
            fill_box(painter, self._placed(done, rect), 1.5, color)

    def _placed(self, box: QRect, head: QRect) -> QRect:
        return mirrored(box, head.width(), self._right_to_left).translated(head.topLeft())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            for index, column in enumerate(self._columns):
                if self.column_rect(index).contains(event.pos()):
                    text = "\n".join(part for part in (column.title, column.subtitle) if part)
                    QToolTip.showText(event.globalPos(), plain_tooltip(text), self)
                    return True
        return super().event(event)


def _head(column: BoardColumn) -> tuple[object, ...]:
    """What a column's head shows of it."""
    person = (column.title, column.initials_of, column.picture, column.show_avatar, column.presence)
    return (column.key, *person, column.subtitle, column.subtitle_short, column.subtitle_tone, column.progress)


class TimeGutter(QWidget):
    """The hours of the day and the red plate of the present time. Scrolls with the board."""

    def __init__(self, theme: Theme, texts: Texts, locale: QLocale, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._texts = texts
        self._locale = locale
        self._geometry: Geometry | None = None
        self._offset = 0
        self._now: int | None = None

    def show_times(self, geometry: Geometry, offset: int, now: int | None) -> None:
        """Draw the hours scrolled by ``offset``; ``now`` is the minute of the plate."""
        if (geometry, offset, now) != (self._geometry, self._offset, self._now):
            self._geometry, self._offset, self._now = geometry, offset, now
            self.update()

    def wanted_width(self) -> int:
        """The width that the longest time needs, and at least the design's."""
        longest = max(
            self._texts.line(minute_text(minute, self._locale), TextSize.SMALL, Weight.BOLD, 400).width
            for minute in (0, 605, 1260)
        )
        return max(self._theme.px(GUTTER_WIDTH), longest + self._theme.px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.fillRect(event.rect(), self._theme.color("surface"))
        geometry = self._geometry
        if geometry is None:
            return
        plate = self._plate(geometry)
        right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        height = self._texts.height(TextSize.SMALL, Weight.MEDIUM)
        for hour in geometry.hours(event.rect().top() + self._offset - 20, event.rect().bottom() + self._offset + 20):
            box = QRect(
                0, geometry.y(60 * hour) - self._offset - height // 2, self.width() - self._theme.px(10), height
            )
            if plate is None or not box.intersects(plate.adjusted(-50, 0, 50, 0)):
                line = self._texts.line(
                    minute_text(60 * hour, self._locale), TextSize.SMALL, Weight.MEDIUM, box.width()
                )
                color = self._theme.color("text3")
                draw_line(painter, line, mirrored(box, self.width(), right), color, at_right=not right)
        if plate is not None:
            self._paint_plate(painter, plate, right)

    def _plate(self, geometry: Geometry) -> QRect | None:
        if self._now is None:
            return None
        height = self._texts.height(TextSize.CAPTION, Weight.BOLD) + self._theme.px(5)
        width = self.width() - self._theme.px(10)
        return QRect(
            self.width() - self._theme.px(4) - width, geometry.y(self._now) - self._offset - height // 2, width, height
        )

    def _paint_plate(self, painter: QPainter, plate: QRect, right: bool) -> None:
        assert self._now is not None
        line_y = plate.y() + plate.height() // 2 - 1
        line = QRect(plate.x() + plate.width() // 2, line_y, self.width(), 2)
        painter.fillRect(mirrored(line, self.width(), right), self._theme.color("now"))
        box = mirrored(plate, self.width(), right)
        fill_box(painter, box, plate.height() / 2, self._theme.color("now"))
        text = self._texts.line(minute_text(self._now, self._locale), TextSize.CAPTION, Weight.BOLD, plate.width())
        draw_line_centred(painter, text, box, self._theme.color("on_danger"))
