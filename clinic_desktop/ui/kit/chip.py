"""Chips: a status or a fact in icon, word and count; and the same as a filter that can be switched on."""

from dataclasses import dataclass

from PySide6.QtCore import QLocale, QRect, QSize
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.ui.kit.buttons import PaintedButton
from clinic_desktop.ui.kit.painting import (
    draw_focus_ring,
    draw_icon,
    draw_text,
    fill_box,
    follow_theme,
    mirrored_rect,
    plain_tooltip,
    start_painting,
    text_width,
)
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Edge, Size, TextSize, Weight

_TONES = {
    "neutral": ("text2", "surface3"),
    "accent": ("accent", "accent_soft"),
    "ok": ("ok", "ok_soft"),
    "warn": ("warn", "warn_soft"),
    "danger": ("danger", "danger_soft"),
    "info": ("info", "info_soft"),
}


@dataclass(frozen=True, slots=True)
class ChipColors:
    """What a chip is painted with."""

    text: QColor
    fill: QColor
    dashed: bool = False


def tone_colors(theme: Theme, tone: str) -> ChipColors:
    """The colours of "neutral", "accent", "ok", "warn", "danger" or "info"."""
    text, fill = _TONES[tone]
    return ChipColors(theme.color(text), theme.color(fill))


def status_colors(theme: Theme, state: AppointmentState) -> ChipColors:
    """The colours of an appointment state."""
    look = theme.status(state)
    return ChipColors(QColor(look.text), QColor(look.fill), look.edge is Edge.DASHED)


class _ChipPainter:
    """Measures and paints one chip; both kinds of chip own one."""

    def __init__(self, theme: Theme, widget: QWidget, text: str, icon: str | None, count: int | None) -> None:
        self.theme, self.widget = theme, widget
        self.text, self.icon, self.count = text, icon, count
        self.compact = False

    def name(self) -> str:
        return self.text if self.count is None else f"{self.text}, {QLocale().toString(self.count)}"

    def size(self) -> QSize:
        font = self.theme.font(TextSize.SMALL, Weight.MEDIUM)
        height = max(self.theme.px(Size.TARGET_MIN), QFontMetrics(font).height() + 6)
        parts = [text_width(font, part) + 2 for part in self._words()]
        if self.icon:
            parts.append(self._icon_size())
        return QSize(sum(parts) + self._gap() * (len(parts) - 1) + 2 * self._padding(), height)

    def paint(self, painter: QPainter, colors: ChipColors, checked: bool = False, faded: bool = False) -> None:
        rect = self.widget.rect()
        radius = rect.height() / 2
        fill = self.theme.color("surface") if faded else colors.fill
        edge = self.theme.color("border2") if faded else None
        if checked or self.theme.high_contrast:
            edge = colors.text
        fill_box(painter, rect, radius, fill, edge, 1.5 if checked else 1)
        painter.setLayoutDirection(self.widget.layoutDirection())
        self._paint_parts(painter, self.theme.color("text2") if faded else colors.text)
        if self.widget.hasFocus():
            draw_focus_ring(painter, self.theme, rect, radius)

    def _paint_parts(self, painter: QPainter, color: QColor) -> None:
        left, height = self._padding(), self.widget.height()
        font = self.theme.font(TextSize.SMALL, Weight.MEDIUM)
        if self.icon:
            size = self._icon_size()
            pixmap = self.theme.icons.pixmap(self.icon, color.name(), size, self.widget.devicePixelRatioF())
            draw_icon(painter, pixmap, mirrored_rect(self.widget, QRect(left, 0, size, height)))
            left += size + self._gap()
        words = self._words()
        for index, word in enumerate(words):
            room = self.widget.width() - left - self._padding()
            last = index == len(words) - 1
            width = room if last else min(text_width(font, word) + 2, room)
            draw_text(painter, mirrored_rect(self.widget, QRect(left, 0, width, height)), word, font, color)
            left += width + self._gap()

    def _words(self) -> list[str]:
        words = [] if self.compact and self.icon else [self.text]
        return words if self.count is None else [*words, QLocale().toString(self.count)]

    def _icon_size(self) -> int:
        return self.theme.px(Size.ICON_TINY + 1)

    def _gap(self) -> int:
        return self.theme.px(6)

    def _padding(self) -> int:
        return self.theme.px(9)


class Chip(QWidget):
    """A fact that is only read: "Synced", "Allergy: penicillin", a status."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        icon: str | None = None,
        tone: str = "neutral",
        count: int | None = None,
        state: AppointmentState | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = tone
        self._state = state
        self._chip = _ChipPainter(theme, self, text, icon, count)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._chip.name())
        follow_theme(theme, self)

    @classmethod
    def of_state(cls, theme: Theme, state: AppointmentState, word: str) -> "Chip":
        """The chip of an appointment state, with its icon; ``word`` is the translated name of the state."""
        return cls(theme, word, theme.status(state).icon, state=state)

    def show_fact(self, text: str, icon: str | None = None, tone: str = "neutral") -> None:
        """Say something else."""
        self._tone, self._state = tone, None
        self._chip.text, self._chip.icon = text, icon
        self.setAccessibleName(self._chip.name())
        self.updateGeometry()
        self.update()

    def show_state(self, state: AppointmentState, word: str) -> None:
        """Show an appointment state."""
        self._state = state
        self._chip.text, self._chip.icon = word, self._theme.status(state).icon
        self.setAccessibleName(self._chip.name())
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._chip.text

    def sizeHint(self) -> QSize:
        return self._chip.size()

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._theme.px(64)), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        colors = (
            tone_colors(self._theme, self._tone) if self._state is None else status_colors(self._theme, self._state)
        )
        self._chip.paint(painter, colors)


class FilterChip(PaintedButton):
    """A chip that is also a filter: checked shows only its kind. ``clicked`` is caused by a person only."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        icon: str | None = None,
        tone: str = "neutral",
        count: int | None = None,
        state: AppointmentState | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._tone = tone
        self._state = state
        self._chip = _ChipPainter(theme, self, text, icon, count)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._chip.name())

    def set_count(self, count: int | None) -> None:
        """Show another count."""
        self._chip.count = count
        self.setAccessibleName(self._chip.name())
        self.updateGeometry()
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Drop to icon and number where there is no room; the word moves to the tooltip."""
        self._chip.compact = compact
        self.setToolTip(plain_tooltip(self._chip.text) if compact else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return self._chip.size()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        colors = tone_colors(self.theme, self._tone) if self._state is None else status_colors(self.theme, self._state)
        self._chip.paint(painter, colors, checked=self.isChecked(), faded=not self.isEnabled())
