"""What lies over the columns for a moment: hover, ghosts, the focus ring and the edge of a fresh change."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter

from clinic_desktop.ui.appointments.board.geometry import mirrored
from clinic_desktop.ui.appointments.board.texts import Texts, draw_line
from clinic_desktop.ui.kit.painting import fill_box
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, TextSize, Weight

RING_REACH = Size.FOCUS_RING + 1
"""How far a ring reaches outside its card."""


class OverlayPainter:
    """Paints overlays in viewport coordinates."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        self._theme = theme
        self._texts = texts

    def ring(self, painter: QPainter, rect: QRect) -> None:
        """The focus ring, outside the card."""
        reach = Size.FOCUS_RING
        box = rect.adjusted(-reach, -reach, reach, reach)
        fill_box(painter, box, Radius.CARD + reach, None, self._theme.color("focus"), Size.FOCUS_RING)

    def selected(self, painter: QPainter, rect: QRect) -> None:
        """The edge of the selected card while the keyboard is elsewhere."""
        fill_box(painter, rect, Radius.CARD, None, self._theme.color("accent"), 1.5)

    def changed(self, painter: QPainter, rect: QRect, strength: float) -> None:
        """The edge of a card that another desk has just changed."""
        edge = self._theme.color("accent")
        edge.setAlphaF(min(max(strength, 0.0), 1.0))
        fill_box(painter, rect.adjusted(-1, -1, 1, 1), Radius.CARD + 1, None, edge, 2)

    def offer(self, painter: QPainter, rect: QRect, time: str, right_to_left: bool) -> None:
        """A free time under the pointer or the keyboard: "＋ 12:45"."""
        accent = self._theme.color("accent")
        fill_box(painter, rect, Radius.CARD, self._theme.color("accent_soft"), accent, 1)
        size = self._theme.px(13)
        height = min(rect.height(), self._theme.px(30))
        icon = QRect(9, (height - size) // 2, size, size)
        pixmap = self._theme.icons.pixmap("plus", "accent", size, painter.device().devicePixelRatioF(), 2.6)
        place = mirrored(icon, rect.width(), right_to_left).translated(rect.topLeft())
        painter.drawPixmap(place.topLeft(), pixmap)
        self._words(painter, rect, 9 + size + 5, height, time, accent, right_to_left)

    def ghost(self, painter: QPainter, rect: QRect, text: str, right_to_left: bool) -> None:
        """A booking or a card that is not there yet."""
        edge = self._theme.color("accent")
        fill_box(painter, rect, Radius.CARD, self._theme.color("accent_soft"), edge, 1.5, dashed=True)
        self._words(painter, rect, 10, min(rect.height(), self._theme.px(28)), text, edge, right_to_left)

    def refused(self, painter: QPainter, rect: QRect) -> None:
        """A card where it can not go; ``reason`` says why."""
        fill_box(painter, rect, Radius.CARD, self._theme.color("danger_soft"), self._theme.color("danger"), 1.5, True)

    def reason(self, painter: QPainter, tag: QRect, text: str, right_to_left: bool) -> None:
        """Why a card can not go there, over everything else."""
        edge = self._theme.color("danger")
        fill_box(painter, tag, Radius.CARD, self._theme.color("danger_soft"), edge, 1.5)
        size = self._theme.px(13)
        icon = QRect(9, (tag.height() - size) // 2, size, size)
        pixmap = self._theme.icons.pixmap("ban", "danger", size, painter.device().devicePixelRatioF(), 2.4)
        place = mirrored(icon, tag.width(), right_to_left).translated(tag.topLeft())
        painter.drawPixmap(place.topLeft(), pixmap)
        self._words(painter, tag, 9 + size + 5, tag.height(), text, edge, right_to_left)

    def tag_rect(self, rect: QRect, room: QRect, text: str) -> QRect:
        """Where the reason stands: as wide as its words, at the card's place and inside ``room``."""
        words = self._texts.line(text, TextSize.SMALL, Weight.SEMIBOLD, room.width()).width
        width = min(max(rect.width(), 9 + self._theme.px(13) + 5 + words + 7), room.width())
        left = min(max(rect.left() + (rect.width() - width) // 2, room.left()), room.right() + 1 - width)
        return QRect(left, rect.top(), width, self._theme.px(28))

    def moving_from(self, painter: QPainter, rect: QRect) -> None:
        """Make the card that is being moved step back."""
        veil = self._theme.color("surface")
        veil.setAlpha(150)
        painter.fillRect(rect, veil)

    def parked(self, painter: QPainter, rect: QRect, right_to_left: bool) -> None:
        """A card that is on the shelf: it keeps its time, and steps back."""
        self.moving_from(painter, rect)
        edge = self._theme.color("accent")
        fill_box(painter, rect, Radius.CARD, None, edge, 1.5, dashed=True)
        size = self._theme.px(13)
        icon = QRect(rect.width() - size - 6, min(6, (rect.height() - size) // 2), size, size)
        pixmap = self._theme.icons.pixmap("archive", "accent", size, painter.device().devicePixelRatioF(), 2.4)
        place = mirrored(icon, rect.width(), right_to_left).translated(rect.topLeft())
        painter.fillRect(place.adjusted(-7, -1, 3, 2), self._theme.color("surface"))
        painter.drawPixmap(place.topLeft(), pixmap)

    def _words(
        self, painter: QPainter, rect: QRect, start: int, height: int, text: str, color: QColor, right_to_left: bool
    ) -> None:
        box = QRect(start, 0, rect.width() - start - 6, height)
        line = self._texts.line(text, TextSize.SMALL, Weight.SEMIBOLD, box.width())
        place = mirrored(box, rect.width(), right_to_left).translated(rect.topLeft())
        draw_line(painter, line, place, color, right_to_left)
