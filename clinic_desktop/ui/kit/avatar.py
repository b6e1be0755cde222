"""A person's picture, or their initials on a soft colour that stays the same for the name."""

import unicodedata
import zlib

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.domain.names import clusters
from clinic_desktop.ui.kit.painting import follow_theme, start_painting
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import AVATARS_DARK, AVATARS_LIGHT, Weight

_TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "prof", "sir", "smt", "shri", "sri", "د", "डॉ", "श्री"})
# Joining scripts would tie two initials into one word.
_NON_JOINER = "\u200c"


def initials(name: str) -> str:
    """One or two letters for a name in any script; titles do not count; "?" when there is no letter."""
    words = [word for word in name.replace(",", " ").split() if any(mark.isalnum() for mark in word)]
    real = [word for word in words if word.strip(".").casefold() not in _TITLES] or words
    letters = [_first_letter(word) for word in real[:1] + real[1:][-1:]]
    return _NON_JOINER.join(letters).upper() if letters else "?"


def _first_letter(word: str) -> str:
    """The first letter with the marks that belong to it."""
    return clusters(word.lstrip("".join(mark for mark in word if not mark.isalnum())))[0]


def avatar_colors(theme: Theme, name: str) -> tuple[QColor, QColor]:
    """Disc and letters for a name; the same name always gets the same pair."""
    pairs = AVATARS_DARK if theme.dark else AVATARS_LIGHT
    disc, letters = pairs[zlib.crc32(unicodedata.normalize("NFC", name).casefold().encode()) % len(pairs)]
    return QColor(disc), QColor(letters)


def draw_avatar(
    painter: QPainter, theme: Theme, rect: QRect | QRectF, name: str, picture: QPixmap | None = None
) -> None:
    """Paint a picture or initials into the circle in ``rect``."""
    box = QRectF(rect)
    painter.save()
    if picture is not None and not picture.isNull():
        path = QPainterPath()
        path.addEllipse(box)
        painter.setClipPath(path)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(box, picture, _middle_square(picture))
    else:
        disc, letters = avatar_colors(theme, name)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(disc)
        painter.drawEllipse(box)
        font = theme.font(13, Weight.SEMIBOLD)
        font.setPixelSize(max(8, round(box.height() * 0.36)))
        painter.setFont(font)
        painter.setPen(letters)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, initials(name))
    painter.restore()


def _middle_square(picture: QPixmap) -> QRectF:
    side = min(picture.width(), picture.height())
    return QRectF((picture.width() - side) / 2, (picture.height() - side) / 2, side, side)


class Avatar(QWidget):
    """A round portrait of ``size`` pixels, with a presence dot in a token's colour if one is given."""

    def __init__(self, theme: Theme, size: int = 36, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._size = size
        self._name = ""
        self._picture: QPixmap | None = None
        self._presence: str | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(theme, self)

    def show_person(self, name: str, picture: QPixmap | None = None, presence: str | None = None) -> None:
        """Show a person; ``presence`` is a colour token such as "ok", or None for no dot."""
        self._name, self._picture, self._presence = name, picture, presence
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(self._size)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        draw_avatar(painter, self._theme, self.rect(), self._name, self._picture)
        if self._presence:
            self._paint_presence(painter, self._presence)

    def _paint_presence(self, painter: QPainter, token: str) -> None:
        radius = self.width() * 0.15
        right_to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = radius if right_to_left else self.width() - radius
        centre = QPointF(x, self.height() - radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("surface"))
        painter.drawEllipse(centre, radius, radius)
        painter.setBrush(self._theme.color(token))
        painter.drawEllipse(centre, radius - 1.5, radius - 1.5)
