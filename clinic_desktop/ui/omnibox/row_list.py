"""The rows of the omnibox, painted whole: one widget, so that a key press is on the screen at once."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.ui.kit.avatar import draw_avatar
from clinic_desktop.ui.kit.keycap import KeycapGround, draw_keycap, keycap_size
from clinic_desktop.ui.kit.painting import draw_icon, draw_text, mirrored_rect, start_painting
from clinic_desktop.ui.omnibox.rows import Line
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size, Space, TextSize, Weight


class RowList(QWidget):
    """Shows lines with one highlighted; scrolls so that it is in sight. ``taken`` carries the place of a line that was
    clicked, ``pointed`` of one that the mouse came to."""

    taken = Signal(int)
    pointed = Signal(int)
    painted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: tuple[Line, ...] = ()
        self._current = -1
        self._top = 0
        self._note = ""
        self.setMouseTracking(True)
        # It covers its place wholly, so that an answer repaints neither the scrim nor the page below.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Results"))
        theme.changed.connect(self.update)

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._lines

    def show_lines(self, lines: tuple[Line, ...], current: int, note: str) -> None:
        """Shows lines; ``note`` is said where there are none, or below them."""
        if (lines, current, note) == (self._lines, self._current, self._note):
            return
        self._lines, self._current, self._note = lines, current, note
        self._bring_into_sight()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(620), self._theme.px(408))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        painter.fillRect(event.rect(), self._theme.color("surface"))
        bottom = self._theme.px(Space.S)
        for place, line in enumerate(self._lines):
            box = self._box(place)
            bottom = box.bottom() + 1
            if line.heading:
                self._paint_heading(painter, line.heading, box.top() - self._heading_height())
            if box.bottom() >= 0 and box.top() <= self.height():
                self._paint_line(painter, box, line, place == self._current)
        if self._note:
            place_of_note = QRect(
                self._theme.px(Space.L), bottom, self.width() - 2 * self._theme.px(Space.L), self._theme.px(36)
            )
            draw_text(painter, place_of_note, self._note, self._theme.font(TextSize.SMALL), self._theme.color("text3"))
        painter.end()
        self.painted.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint().y())
        if place is not None and place != self._current:
            self.pointed.emit(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position().toPoint().y())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.taken.emit(place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._scroll_to(self._top - event.angleDelta().y() // 2)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def box_of(self, place: int) -> QRect:
        """Where a line is."""
        return self._box(place)

    def _paint_heading(self, painter: QPainter, text: str, top: int) -> None:
        box = QRect(self._theme.px(14), top, self.width() - self._theme.px(28), self._heading_height())
        font = self._theme.font(TextSize.SMALL, Weight.SEMIBOLD)
        draw_text(painter, box, text, font, self._theme.color("text2"))

    def _paint_line(self, painter: QPainter, box: QRect, line: Line, highlighted: bool) -> None:
        px, color = self._theme.px, self._theme.color
        if highlighted:
            painter.fillRect(box, color("accent_soft"))
        disc = QRect(px(12), box.top() + (box.height() - px(28)) // 2, px(28), px(28))
        if line.icon:
            pixmap = self._theme.icons.pixmap(line.icon, "text2", px(Size.ICON), self.devicePixelRatioF())
            draw_icon(painter, pixmap, mirrored_rect(self, disc))
        else:
            draw_avatar(painter, self._theme, mirrored_rect(self, disc), line.title)
        right = self._paint_key(painter, box, line.key or ("Enter" if highlighted else ""))
        left = px(52)
        room = QRect(left, box.top(), right - left - px(Space.S), box.height())
        if not line.detail:
            draw_text(
                painter, mirrored_rect(self, room), line.title, self._theme.font(TextSize.BODY, 500), color("text")
            )
            return
        half = box.height() // 2
        title = QRect(room.left(), box.top() + px(3), room.width(), half - px(3))
        detail = QRect(room.left(), box.top() + half, room.width(), half - px(3))
        strong = self._theme.font(TextSize.BODY, Weight.SEMIBOLD)
        draw_text(painter, mirrored_rect(self, title), line.title, strong, color("text"))
        if line.marked:
            side = px(Size.ICON_TINY)
            sign = self._theme.icons.pixmap("triangle-alert", "danger", side, self.devicePixelRatioF())
            draw_icon(painter, sign, mirrored_rect(self, QRect(detail.left(), detail.top(), side, detail.height())))
            detail.setLeft(detail.left() + side + px(Space.XS))
        draw_text(painter, mirrored_rect(self, detail), line.detail, self._theme.font(TextSize.SMALL), color("text2"))

    def _paint_key(self, painter: QPainter, box: QRect, key: str) -> int:
        right = self.width() - self._theme.px(Space.M)
        if not key:
            return right
        size = keycap_size(self._theme, key)
        cap = QRect(right - size.width(), box.top() + (box.height() - size.height()) // 2, size.width(), size.height())
        draw_keycap(painter, self._theme, mirrored_rect(self, cap), key, KeycapGround.SURFACE)
        return cap.left()

    def _heading_height(self) -> int:
        return self._theme.px(30)

    def _height(self, line: Line) -> int:
        return self._theme.px(45 if line.detail else 38)

    def _box(self, place: int) -> QRect:
        top = self._theme.px(Space.XS) - self._top
        for line in self._lines[:place]:
            top += self._height(line) + (self._heading_height() if line.heading else 0)
        line = self._lines[place]
        top += self._heading_height() if line.heading else 0
        return QRect(0, top, self.width(), self._height(line))

    def _place_at(self, y: int) -> int | None:
        return next(
            (place for place in range(len(self._lines)) if self._box(place).top() <= y <= self._box(place).bottom()),
            None,
        )

    def _bring_into_sight(self) -> None:
        if not 0 <= self._current < len(self._lines):
            self._scroll_to(0)
            return
        box = self._box(self._current)
        heading = self._heading_height() if self._lines[self._current].heading else 0
        if box.top() - heading < 0:
            self._scroll_to(self._top + box.top() - heading)
        elif box.bottom() > self.height():
            self._scroll_to(self._top + box.bottom() - self.height() + 1)

    def _scroll_to(self, top: int) -> None:
        last = self._box(len(self._lines) - 1).bottom() + self._top if self._lines else 0
        most = max(0, last - self.height() + self._theme.px(Space.S))
        self._top = min(max(0, top), most)
        self.update()
