"""Paints the lines of a doctor's day."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QWidget

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.ui.doctor import words
from clinic_desktop.ui.kit.painting import draw_focus_ring, draw_icon, draw_text, fill_box, text_width
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize, Weight
from clinic_desktop.viewmodels.doctor.day_rows import RowKind

_BAR = 3
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def row_height(theme: Theme, kind: RowKind) -> int:
    """The height of a line: two texts for a visit, one for the others."""
    line = QFontMetrics(theme.font(TextSize.BODY)).height()
    if kind is RowKind.VISIT:
        return max(theme.px(48), 2 * line + Space.L)
    return max(theme.px(28 if kind is RowKind.NOW else 34), line + Space.S)


def paint_now(painter: QPainter, theme: Theme, view: QWidget, rect: QRect, moment: str) -> None:
    """The line of now with its time on a plate."""
    font = theme.font(TextSize.CAPTION, Weight.BOLD)
    height = max(theme.px(18), QFontMetrics(font).height() + 2)
    plate = QRect(rect.left() + Space.S + 2, 0, text_width(font, moment) + theme.px(14), height)
    plate.moveTop(rect.center().y() - height // 2)
    line = QRect(plate.right() + 2, rect.center().y(), rect.right() - Space.M - plate.right(), 2)
    painter.fillRect(_visual(view, rect, line), theme.color("now"))
    box = _visual(view, rect, plate)
    fill_box(painter, box, height / 2, theme.color("now"))
    text = theme.color("on_danger")
    draw_text(painter, box, moment, font, text, Qt.AlignmentFlag.AlignCenter)


def paint_closed(painter: QPainter, theme: Theme, view: QWidget, rect: QRect, text: str) -> None:
    """A break: its words between two dashed lines."""
    font = theme.font(TextSize.CAPTION)
    room = rect.adjusted(Space.L, 0, -Space.L, 0)
    width = min(text_width(font, text), room.width() - 2 * Space.L)
    words_box = QRect(room.center().x() - width // 2, room.top(), width + 2, room.height())
    pen = QPen(theme.color("border2"), 1)
    pen.setDashPattern([3.0, 3.0])
    painter.setPen(pen)
    middle = room.center().y()
    painter.drawLine(room.left(), middle, words_box.left() - Space.S - 2, middle)
    painter.drawLine(words_box.right() + Space.S + 2, middle, room.right(), middle)
    draw_text(painter, words_box, text, font, theme.color("text3"), Qt.AlignmentFlag.AlignCenter)


def paint_visit(
    painter: QPainter,
    theme: Theme,
    view: QWidget,
    rect: QRect,
    card: Card,
    moment: str,
    detail: str,
    selected: bool,
    hovered: bool,
    focused: bool,
) -> None:
    """One visit: time, status bar, name and why; at the far side what there is to know, and the token."""
    box = rect.adjusted(Space.S, 2, -Space.S, -2)
    look, color = theme.status(card.state), theme.color
    if selected:
        fill_box(painter, box, Radius.CONTROL, color("accent_soft"), color("accent"), 1.5)
    elif hovered:
        fill_box(painter, box, Radius.CONTROL, color("surface2"))
    if focused:
        draw_focus_ring(painter, theme, box, Radius.CONTROL)
    small = theme.font(TextSize.SMALL, Weight.MEDIUM)
    gutter = max(theme.px(44), text_width(small, "00:00 pm" if len(moment) > 5 else "00:00") + Space.S)
    time_box = QRect(box.left() + Space.S, box.top(), gutter, box.height())
    draw_text(painter, _visual(view, rect, time_box), moment, small, color("text2"))
    bar = QRect(time_box.right() + 1, box.top() + Space.XS + 1, _BAR, box.height() - 2 * (Space.XS + 1))
    fill_box(painter, QRectF(_visual(view, rect, bar)), 1.5, QColor(look.bar))
    left = bar.right() + Space.M
    right = box.right() - Space.S
    upper = QRect(left, box.top() + Space.XS - 1, right - left, box.height() // 2 - Space.XS + 2)
    lower = upper.translated(0, box.height() // 2 - Space.XS + 2)
    _paint_upper(painter, theme, view, rect, upper, card)
    _paint_lower(painter, theme, view, rect, lower, card, detail)


def _paint_upper(painter: QPainter, theme: Theme, view: QWidget, rect: QRect, line: QRect, card: Card) -> None:
    side, right = theme.px(Size.ICON_SMALL), line.right()
    look = theme.status(card.state)
    icons = [(look.icon, look.text)]
    if card.alert:
        icons.append(("triangle-alert", "danger"))
    if card.first_visit:
        icons.append(("star", "info"))
    if card.online:
        icons.append(("video", "info"))
    for name, token in icons:
        spot = QRect(right - side, line.top(), side, line.height())
        draw_icon(painter, theme.icons.pixmap(name, token, side, view.devicePixelRatioF()), _visual(view, rect, spot))
        right -= side + Space.S - 2
    over = look.recedes or card.state is AppointmentState.NO_SHOW
    font = theme.font(TextSize.BODY, Weight.MEDIUM if over else Weight.SEMIBOLD)
    room = QRect(line.left(), line.top(), right - line.left(), line.height())
    draw_text(painter, _visual(view, rect, room), card.patient_name, font, theme.color("text2" if over else "text"))


def _paint_lower(
    painter: QPainter, theme: Theme, view: QWidget, rect: QRect, line: QRect, card: Card, detail: str
) -> None:
    look = theme.status(card.state)
    tag = words.state_word(card.state) if card.state is AppointmentState.NO_SHOW else card.token
    font = theme.font(TextSize.CAPTION, Weight.SEMIBOLD)
    width = text_width(font, tag) + 1 if tag else 0
    far = QRect(line.right() - width, line.top(), width, line.height())
    draw_text(painter, _visual(view, rect, far), tag, font, QColor(look.text), _RIGHT)
    room = QRect(line.left(), line.top(), far.left() - Space.S - line.left(), line.height())
    draw_text(painter, _visual(view, rect, room), detail, theme.font(TextSize.SMALL), theme.color("text3"))


def _visual(view: QWidget, rect: QRect, box: QRect) -> QRect:
    return QStyle.visualRect(view.layoutDirection(), rect, box)
