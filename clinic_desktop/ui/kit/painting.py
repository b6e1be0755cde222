"""What painted widgets share: rounded boxes, the focus ring, elided text, and following the theme."""

import html
from unicodedata import bidirectional

from PySide6.QtCore import QMarginsF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QWidget

from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size

_STRONG = frozenset(("L", "R", "AL"))
_ISOLATING = frozenset(("LRI", "RLI", "FSI"))
_WRAPPED = Qt.TextFlag.TextWordWrap


def follow_theme(theme: Theme, widget: QWidget) -> None:
    """Lay the widget out and paint it again whenever the theme changes."""
    theme.changed.connect(widget.updateGeometry)
    theme.changed.connect(widget.update)


def plain_tooltip(text: str) -> str:
    """Text that a tooltip shows as it is: Qt would otherwise guess HTML in what a person typed."""
    return f"<qt>{html.escape(text)}</qt>" if text else ""


def start_painting(widget: QWidget) -> QPainter:
    """A painter on the widget with smooth edges."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def fill_box(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    fill: QColor | None,
    edge: QColor | None = None,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """A rounded box; its edge lies wholly inside ``rect``."""
    box = QRectF(rect)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if edge is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        pen = QPen(edge, width)
        if dashed:
            pen.setDashPattern([3.0, 2.5])
        painter.setPen(pen)
        half = width / 2
        box = box.marginsRemoved(QMarginsF(half, half, half, half))
    painter.drawRoundedRect(box, radius, radius)


def draw_focus_ring(
    painter: QPainter, theme: Theme, rect: QRect | QRectF, radius: float, on_fill: bool = False
) -> None:
    """The ring of the one focused widget, just inside ``rect``.

    On a filled control the ring has the fill's colour, so a second line in the surface colour sets it off.
    """
    fill_box(painter, rect, radius, None, theme.color("focus"), Size.FOCUS_RING)
    if on_fill:
        inner = QRectF(rect).marginsRemoved(QMarginsF(2, 2, 2, 2))
        fill_box(painter, inner, max(1.0, radius - 2), None, theme.color("surface"), 1.5)


def lines_height(font: QFont, text: str, width: int) -> int:
    """How high the text is where it goes on in the next line at that width."""
    return QFontMetrics(font).boundingRect(QRect(0, 0, width, 10_000), _WRAPPED, text).height()


def draw_lines(painter: QPainter, rect: QRect, text: str, font: QFont, color: QColor) -> None:
    """Text on as many lines as it takes, in the middle of the rectangle's height; see ``draw_text`` for its sides."""
    layout = painter.layoutDirection()
    alignment = QStyle.visualAlignment(layout, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignAbsolute
    painter.setFont(font)
    painter.setPen(color)
    right_to_left = reads_right_to_left(text)
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight)
    painter.drawText(rect, alignment | Qt.AlignmentFlag.AlignVCenter | _WRAPPED, text)
    painter.setLayoutDirection(layout)


def draw_text(
    painter: QPainter,
    rect: QRect,
    text: str,
    font: QFont,
    color: QColor,
    flags: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
) -> None:
    """One line of text, elided to the rectangle.

    Left and right are those of the painter's layout direction; the order of the letters follows the text itself, so
    that "34 y" stays "34 y" in an Arabic window.
    """
    layout = painter.layoutDirection()
    alignment = QStyle.visualAlignment(layout, flags) | Qt.AlignmentFlag.AlignAbsolute
    painter.setFont(font)
    painter.setPen(color)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    right_to_left = reads_right_to_left(text)
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight)
    painter.drawText(rect, alignment | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip, shown)
    painter.setLayoutDirection(layout)


def reads_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction belongs to a right-to-left script. Isolated letters do not count
    (Unicode's bidirectional algorithm, P2): an Arabic name at its beginning turns no English sentence around."""
    if text.isascii():
        return False
    depth = 0
    for direction in map(bidirectional, text):
        if direction in _ISOLATING:
            depth += 1
        elif direction == "PDI":
            depth = max(0, depth - 1)
        elif direction in _STRONG and not depth:
            return direction != "L"
    return False


def text_width(font: QFont, text: str) -> int:
    """The width of one line of text in whole pixels."""
    return QFontMetrics(font).horizontalAdvance(text)


def draw_icon(painter: QPainter, pixmap: QPixmap, rect: QRect) -> None:
    """The pixmap in the middle of the rectangle, on whole pixels."""
    size = pixmap.deviceIndependentSize()
    left = rect.x() + (rect.width() - size.width()) / 2
    top = rect.y() + (rect.height() - size.height()) / 2
    painter.drawPixmap(QPointF(round(left), round(top)), pixmap)


def mirrored_rect(widget: QWidget, rect: QRect) -> QRect:
    """The rectangle where a right-to-left layout wants it."""
    return QStyle.visualRect(widget.layoutDirection(), widget.rect(), rect)
