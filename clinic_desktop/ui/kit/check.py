"""A check box in the house's look."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

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
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize


class CheckBox(QCheckBox):
    """A box with words. ``clicked`` is caused by a person only; ``toggled`` is not."""

    def __init__(self, theme: Theme, text: str, checked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._label = text
        self.setChecked(checked)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        follow_theme(theme, self)

    def set_disabled_reason(self, reason: str | None) -> None:
        """Switch the box off and say why in the tooltip, or on again with None."""
        self.setEnabled(reason is None)
        self.setToolTip(plain_tooltip(reason or ""))
        self.setAccessibleDescription(reason or "")

    def label(self) -> str:
        """The words beside the box."""
        return self._label

    def sizeHint(self) -> QSize:
        font = self._theme.font(TextSize.BODY)
        height = max(self._theme.px(Size.TARGET_MIN), QFontMetrics(font).height() + 4)
        return QSize(self._box() + Space.S + text_width(font, self._label) + Space.XS + 2, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), self._theme.px(72)), self.sizeHint().height())

    def hitButton(self, position: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        color = self._theme.color
        side = self._box()
        box = mirrored_rect(self, QRect(2, (self.height() - side) // 2, side, side))
        on, off = self.isChecked(), not self.isEnabled()
        if on:
            token = "disabled" if off else "accent_hover" if self.underMouse() else "accent"
            fill_box(painter, box, Radius.CARD, color(token))
            pixmap = self._theme.icons.pixmap(
                "check", "on_accent", self._theme.px(Size.ICON_TINY), self.devicePixelRatioF(), stroke=3
            )
            draw_icon(painter, pixmap, box)
        else:
            edge = color("border2" if off else "text3" if self.underMouse() else "control")
            fill_box(painter, box, Radius.CARD, color("surface2" if off else "surface"), edge, 1.5)
        text = mirrored_rect(self, QRect(side + 2 + Space.S, 0, self.width() - side - Space.S - 2, self.height()))
        draw_text(painter, text, self._label, self._theme.font(TextSize.BODY), color("disabled" if off else "text"))
        if self.hasFocus():
            draw_focus_ring(painter, self._theme, self.rect(), Radius.CONTROL)

    def _box(self) -> int:
        return self._theme.px(19)
