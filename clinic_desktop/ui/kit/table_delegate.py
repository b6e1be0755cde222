"""Paints the rows of a data table: one or two lines, an icon, a portrait or a status chip, and a hairline below."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.ui.kit.avatar import draw_avatar
from clinic_desktop.ui.kit.painting import draw_icon, draw_text, fill_box, text_width
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size, Space, TextSize, Weight

AnyIndex = QModelIndex | QPersistentModelIndex

ID_ROLE = int(Qt.ItemDataRole.UserRole) + 100
"""The row's id, from any of its columns; selection is kept by it."""
DETAIL_ROLE = ID_ROLE + 1
"""A second line below the text."""
ICON_ROLE = ID_ROLE + 2
"""The name of an icon before the text."""
AVATAR_ROLE = ID_ROLE + 3
"""A person's name: their portrait stands before the text."""
STATE_ROLE = ID_ROLE + 4
"""An AppointmentState: the text is shown as its chip."""
TONE_ROLE = ID_ROLE + 5
"""A colour token for the text, such as "danger" or "text3"."""
STRONG_ROLE = ID_ROLE + 6
"""True for text in semibold."""
NUMBER_ROLE = ID_ROLE + 7
"""True for numbers: at the far end, digits of one width."""
PICTURE_ROLE = ID_ROLE + 8
"""A QPixmap of the person of AVATAR_ROLE, or None for their initials."""
WHOLE_ROLE = ID_ROLE + 9
"""Of a head: True for a column whose texts are not cut where there is little room; others give way."""


class TableDelegate(QStyledItemDelegate):
    """Reads the roles above; a model that only gives texts looks right too."""

    def __init__(self, theme: Theme, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        font = self._font(index)
        width = text_width(font, str(index.data() or "")) + 2 * Space.M
        if index.data(DETAIL_ROLE):
            width = max(width, text_width(self._theme.font(TextSize.SMALL), str(index.data(DETAIL_ROLE))) + 2 * Space.M)
        if index.data(AVATAR_ROLE):
            width += self._theme.px(28) + Space.S
        if index.data(ICON_ROLE) or index.data(STATE_ROLE):
            width += self._theme.px(Size.ICON) + Space.M
        return QSize(width, self._theme.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        direction = self._view.layoutDirection()
        painter.setLayoutDirection(direction)
        rect: QRect = option.rect
        self._paint_ground(painter, option, index, rect)
        room = rect.adjusted(Space.M - 2, 0, -Space.M + 2, 0)
        room = self._paint_before(painter, index, room)
        if index.data(STATE_ROLE) is not None:
            self._paint_chip(painter, index, room)
        else:
            self._paint_words(painter, index, room)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex, rect: QRect) -> None:
        color = self._theme.color
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, color("accent_soft"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color("border"))
        if selected and self._view.hasFocus():
            # One ring round the whole row, of which each cell paints its piece.
            ring, thick = color("focus"), Size.FOCUS_RING
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), thick), ring)
            painter.fillRect(QRect(rect.left(), rect.bottom() + 1 - thick, rect.width(), thick), ring)
            if rect.left() <= self._view.viewport().rect().left():
                painter.fillRect(QRect(rect.left(), rect.top(), thick, rect.height()), ring)
            if rect.right() >= self._view.viewport().rect().right() - 1:
                painter.fillRect(QRect(rect.right() + 1 - thick, rect.top(), thick, rect.height()), ring)

    def _paint_before(self, painter: QPainter, index: AnyIndex, room: QRect) -> QRect:
        """Portrait or icon; returns what is left for the words."""
        person, icon = index.data(AVATAR_ROLE), index.data(ICON_ROLE)
        if not person and not icon:
            return room
        side = self._theme.px(28 if person else Size.ICON_SMALL)
        side = min(side, room.height() - 2)
        box = self._cut(room, side)
        if person:
            box.moveTop(room.center().y() - side // 2)
            box.setHeight(side)
            draw_avatar(painter, self._theme, box, str(person), index.data(PICTURE_ROLE))
        else:
            token = str(index.data(TONE_ROLE) or "text2")
            draw_icon(painter, self._theme.icons.pixmap(str(icon), token, side, self._view.devicePixelRatioF()), box)
        if self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return room.adjusted(0, 0, -side - Space.S - 2, 0)
        return room.adjusted(side + Space.S + 2, 0, 0, 0)

    def _paint_words(self, painter: QPainter, index: AnyIndex, room: QRect) -> None:
        color = self._theme.color(str(index.data(TONE_ROLE) or "text"))
        text, detail = str(index.data() or ""), str(index.data(DETAIL_ROLE) or "")
        side = Qt.AlignmentFlag.AlignRight if index.data(NUMBER_ROLE) else Qt.AlignmentFlag.AlignLeft
        if not detail:
            draw_text(painter, room, text, self._font(index), color, side | Qt.AlignmentFlag.AlignVCenter)
            return
        # Letters of other scripts reach beyond Inter's line: each line is centred on its own place, never clipped.
        small, middle = self._theme.font(TextSize.SMALL), Qt.AlignmentFlag.AlignVCenter
        first, second = QFontMetrics(self._font(index)).height(), QFontMetrics(small).height()
        top = room.top() + (room.height() - first - second) // 2
        draw_text(painter, QRect(room.left(), top, room.width(), first), text, self._font(index), color, side | middle)
        below = QRect(room.left(), top + first, room.width(), second)
        draw_text(painter, below, detail, small, self._theme.color("text3"), side | middle)

    def _paint_chip(self, painter: QPainter, index: AnyIndex, room: QRect) -> None:
        look = self._theme.status(AppointmentState(index.data(STATE_ROLE)))
        font, text = self._theme.font(TextSize.SMALL, Weight.MEDIUM), str(index.data() or "")
        icon, pad = self._theme.px(Size.ICON_TINY), self._theme.px(Space.S)
        height = min(self._theme.px(22), room.height() - 4)
        width = min(room.width(), icon + text_width(font, text) + 2 * pad + Space.XS + 2)
        chip = self._cut(room, width)
        chip.moveTop(room.center().y() - height // 2)
        chip.setHeight(height)
        fill_box(painter, chip, height / 2, QColor(look.fill))
        inner = chip.adjusted(pad, 0, -pad, 0)
        ratio = self._view.devicePixelRatioF()
        draw_icon(painter, self._theme.icons.pixmap(look.icon, look.text, icon, ratio), self._cut(inner, icon))
        rest = icon + Space.XS + 1
        right_to_left = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        words = inner.adjusted(0, 0, -rest, 0) if right_to_left else inner.adjusted(rest, 0, 0, 0)
        draw_text(painter, words, text, font, QColor(look.text))

    def _cut(self, room: QRect, width: int) -> QRect:
        """The leading part of a rectangle."""
        right_to_left = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = room.right() + 1 - width if right_to_left else room.left()
        return QRect(left, room.top(), width, room.height())

    def _font(self, index: AnyIndex) -> QFont:
        weight = Weight.SEMIBOLD if index.data(STRONG_ROLE) else Weight.REGULAR
        return self._theme.font(TextSize.BODY, weight, tabular=bool(index.data(NUMBER_ROLE)))
