"""Keycaps: the small plates that print a key beside what it does."""

from enum import StrEnum

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.ui.kit.painting import draw_text, fill_box, follow_theme, start_painting, text_width
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, TextSize, Weight

_ARROWS = {"Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}


class KeycapGround(StrEnum):
    """What the keycap lies on."""

    SURFACE = "surface"
    BUTTON = "button"
    ACCENT = "accent"
    TOOLTIP = "tooltip"


def key_label(key: str) -> str:
    """How a key sequence is printed: "Ctrl+Enter" as "Ctrl Enter", "Up" as an arrow."""
    if key == "+":
        return key
    return " ".join(_ARROWS.get(part, part) for part in key.split("+"))


def keycap_size(theme: Theme, key: str) -> QSize:
    """The room that a keycap needs."""
    font = theme.font(TextSize.CAPTION, Weight.MEDIUM)
    height = max(theme.px(19), QFontMetrics(font).height() + 4)
    return QSize(max(height, text_width(font, key_label(key)) + theme.px(11)), height)


def draw_keycap(painter: QPainter, theme: Theme, rect: QRect, key: str, ground: KeycapGround) -> None:
    """Paint a keycap into ``rect``."""
    fill, edge, text = _colors(theme, ground)
    fill_box(painter, rect, Radius.KEYCAP, fill, edge)
    font = theme.font(TextSize.CAPTION, Weight.MEDIUM)
    painter.save()
    # Keys read left to right in every language.
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    draw_text(painter, rect, key_label(key), font, text, Qt.AlignmentFlag.AlignCenter)
    painter.restore()


def _colors(theme: Theme, ground: KeycapGround) -> tuple[QColor, QColor | None, QColor]:
    if ground is KeycapGround.ACCENT:
        plate = theme.color("on_accent")
        plate.setAlpha(46)
        return plate, None, theme.color("on_accent")
    if ground is KeycapGround.TOOLTIP:
        plate = theme.color("on_tooltip")
        plate.setAlpha(38)
        return plate, None, theme.color("on_tooltip")
    if ground is KeycapGround.BUTTON:
        return theme.color("surface3"), None, theme.color("text2")
    return theme.color("surface"), theme.color("border2"), theme.color("text2")


class Keycap(QWidget):
    """One keycap on its own, as in a line of hints."""

    def __init__(self, theme: Theme, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._key = key
        self.setAccessibleName(key)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(theme, self)

    def sizeHint(self) -> QSize:
        return keycap_size(self._theme, self._key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        draw_keycap(painter, self._theme, self.rect(), self._key, KeycapGround.SURFACE)
