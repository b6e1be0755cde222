"""Paints one row of a waiting room: token plate, name, wait and payment, or a heading."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.ui.appointments.queue_rows import VisitRow
from clinic_desktop.ui.kit.painting import draw_focus_ring, draw_icon, draw_text, fill_box, text_width
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize, Weight

AnyIndex = QModelIndex | QPersistentModelIndex

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


class RowPainter(QStyledItemDelegate):
    """``actions_height`` is what the selected row keeps free below itself for its buttons."""

    def __init__(self, theme: Theme, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view
        self.actions_height = 0

    def row_height(self, row: VisitRow) -> int:
        """The height of a row without its buttons."""
        line = QFontMetrics(self._theme.font(TextSize.BODY, Weight.SEMIBOLD)).height()
        if row.entry is None:
            return max(self._theme.px(44), line + Space.L)
        if row.compact:
            return max(self._theme.px(27), line + Space.S)
        below = QFontMetrics(self._theme.font(TextSize.SMALL)).height()
        return max(self._theme.px(54), line + below + Space.L)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        row: VisitRow = index.data(ROW_ROLE)
        chosen = index.row() == self._view.currentIndex().row() and row.entry is not None
        return QSize(self._theme.px(200), self.row_height(row) + (self.actions_height if chosen else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row: VisitRow = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self._view.layoutDirection())
        whole: QRect = option.rect
        box = QRect(whole.x(), whole.y(), whole.width(), self.row_height(row))
        if row.entry is None:
            self._paint_heading(painter, row, box)
        else:
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_ground(painter, row, whole, box, selected)
            if row.compact:
                self._paint_compact(painter, row, box)
            else:
                self._paint_full(painter, row, box)
        painter.restore()

    def _paint_ground(self, painter: QPainter, row: VisitRow, whole: QRect, box: QRect, selected: bool) -> None:
        color = self._theme.color
        if selected:
            fill_box(painter, box.adjusted(1, 1, -1, -1), Radius.CONTROL, color("accent_soft"))
            if self._view.hasFocus():
                draw_focus_ring(painter, self._theme, box.adjusted(1, 1, -1, -1), Radius.CONTROL)
        elif not row.compact:
            painter.fillRect(
                QRect(whole.x() + Space.M, whole.bottom(), whole.width() - 2 * Space.M, 1), color("border")
            )

    def _paint_heading(self, painter: QPainter, row: VisitRow, box: QRect) -> None:
        color = self._theme.color
        painter.fillRect(QRect(box.x(), box.y(), box.width(), 1), color("border"))
        room = box.adjusted(Space.M, Space.S, -Space.M, 0)
        draw_text(painter, room, row.title, self._theme.font(TextSize.BODY, Weight.SEMIBOLD), color("text"))
        draw_text(painter, room, row.detail, self._theme.font(TextSize.SMALL), color("text2"), _RIGHT)

    def _paint_compact(self, painter: QPainter, row: VisitRow, box: QRect) -> None:
        color, theme = self._theme.color, self._theme
        room = box.adjusted(Space.M, 0, -Space.M, 0)
        times = theme.font(TextSize.BODY, Weight.SEMIBOLD, tabular=True)
        small, body = theme.font(TextSize.SMALL), theme.font(TextSize.BODY, Weight.MEDIUM)
        left = max(text_width(times, row.plate), theme.px(40)) + Space.S
        names = min(text_width(body, row.title) + 2, max(theme.px(70), room.width() - left - theme.px(60)))
        draw_text(painter, self._at(room, 0, left), row.plate, times, color("text2"))
        draw_text(painter, self._at(room, left, names), row.title, body, color("text"))
        rest = left + names + Space.S
        draw_text(painter, self._at(room, rest, max(0, room.width() - rest)), row.far, small, color("text2"), _RIGHT)

    def _paint_full(self, painter: QPainter, row: VisitRow, box: QRect) -> None:
        theme, color, px = self._theme, self._theme.color, self._theme.px
        strong, small = theme.font(TextSize.BODY, Weight.SEMIBOLD), theme.font(TextSize.SMALL)
        numbers = theme.font(TextSize.BODY, Weight.SEMIBOLD, tabular=True)
        room = box.adjusted(Space.S + 1, 0, -Space.M, 0)
        plate = max(px(52), text_width(strong, row.plate) + Space.M)
        self._paint_plate(painter, row, self._at(room, 0, plate))
        left = plate + px(11)
        line = QFontMetrics(strong).height()
        under = QFontMetrics(small).height()
        top = box.y() + (box.height() - line - under - 2) // 2
        first = QRect(room.x(), top, room.width(), line)
        second = QRect(room.x(), top + line + 2, room.width(), under)
        wait = text_width(numbers, row.far) + 2
        sign = px(Size.ICON_SMALL) + Space.XS if row.far_icon else 0
        alert = px(Size.ICON_TINY) + Space.XS if row.alert else 0
        name = max(0, min(text_width(strong, row.title) + 2, room.width() - left - wait - sign - alert - Space.S))
        draw_text(painter, self._at(first, left, name), row.title, strong, color("text"))
        if row.alert:
            self._icon(painter, "triangle-alert", "danger", Size.ICON_TINY, self._at(first, left + name, alert))
        draw_text(painter, first, row.far, numbers, color(row.far_tone), _RIGHT)
        if row.far_icon:
            spot = self._at(first, room.width() - wait - sign, px(Size.ICON_SMALL))
            self._icon(painter, row.far_icon, row.far_tone, Size.ICON_SMALL, spot)
        paid = theme.font(TextSize.SMALL, Weight.MEDIUM)
        far = text_width(paid, row.below) + 2
        draw_text(painter, second, row.below, paid, color(row.below_tone), _RIGHT)
        detail = self._at(second, left, max(0, room.width() - left - far - Space.S))
        draw_text(painter, detail, row.detail, small, color("text2"))

    def _paint_plate(self, painter: QPainter, row: VisitRow, spot: QRect) -> None:
        look = self._theme.status(AppointmentState.CHECKED_IN)
        height = self._theme.px(32)
        box = QRect(spot.x(), spot.center().y() - height // 2, spot.width(), height)
        here = row.entry is not None and hasattr(row.entry, "token")
        fill = QColor(look.fill) if here else self._theme.color("surface3")
        text = QColor(look.text) if here else self._theme.color("text2")
        fill_box(painter, box, Radius.CARD, fill)
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        draw_text(painter, box, row.plate, self._theme.font(TextSize.BODY, Weight.BOLD), text, _CENTRE)
        painter.restore()

    def _icon(self, painter: QPainter, name: str, token: str, size: int, spot: QRect) -> None:
        side = self._theme.px(size)
        draw_icon(painter, self._theme.icons.pixmap(name, token, side, self._view.devicePixelRatioF()), spot)

    def _at(self, room: QRect, left: int, width: int) -> QRect:
        """A part of the room, from its leading edge."""
        if self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return QRect(room.right() + 1 - left - width, room.y(), width, room.height())
        return QRect(room.x() + left, room.y(), width, room.height())
