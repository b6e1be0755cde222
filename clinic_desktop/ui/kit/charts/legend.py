"""The key to a chart's colours, in the order of its series."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.ui.kit.painting import draw_text, follow_theme, mirrored_rect, start_painting, text_width
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space, TextSize


class Legend(QWidget):
    """Pairs of a name and a colour token."""

    def __init__(self, theme: Theme, entries: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries = tuple(entries)
        self.setAccessibleName(", ".join(name for name, _token in entries))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(theme, self)

    def sizeHint(self) -> QSize:
        font = self._theme.font(TextSize.SMALL)
        width = sum(self._dot() + Space.S + text_width(font, name) + 1 + Space.M for name, _token in self._entries)
        return QSize(max(0, width - Space.M), QFontMetrics(font).height() + Space.XS)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        font, left, dot = self._theme.font(TextSize.SMALL), 0, self._dot()
        for name, token in self._entries:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(token))
            painter.drawEllipse(mirrored_rect(self, QRect(left, (self.height() - dot) // 2, dot, dot)))
            left += dot + Space.S
            width = text_width(font, name) + 1
            box = mirrored_rect(self, QRect(left, 0, width, self.height()))
            draw_text(painter, box, name, font, self._theme.color("text2"))
            left += width + Space.M

    def _dot(self) -> int:
        return self._theme.px(9)
