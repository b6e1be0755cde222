"""Buttons: with words, icon and printed key, or with an icon alone."""

from PySide6.QtCore import QLocale, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from clinic_desktop.ui.kit.keycap import KeycapGround, draw_keycap, keycap_size
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
from clinic_desktop.ui.theme.tokens import Duration, Radius, Size, Space, TextSize, Weight

_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class PaintedButton(QPushButton):
    """The behaviour that every painted button shares: Enter presses it, it can be busy, and it says why it is off."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._busy_text: str | None = None
        self._tip = ""
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        follow_theme(theme, self)

    @property
    def busy(self) -> bool:
        return self._busy_text is not None

    def set_tip(self, text: str) -> None:
        """A tooltip in plain text."""
        self._tip = text
        self.setToolTip(plain_tooltip(text))

    def set_disabled_reason(self, reason: str | None) -> None:
        """Switch the button off and say why in the tooltip, or on again with None."""
        self.setEnabled(reason is None)
        self.setToolTip(plain_tooltip(reason or self._tip))
        self.setAccessibleDescription(reason or "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.busy:
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self.click()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            # Qt takes arrows for the next button whatever is held with them; Ctrl and an arrow are the page's.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def hitButton(self, position: QPoint) -> bool:
        return not self.busy and super().hitButton(position)


class Button(PaintedButton):
    """A button with words. ``role`` is "primary", "secondary", "danger" or "quiet"; ``key`` is printed as a keycap."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        icon: str | None = None,
        role: str = "secondary",
        key: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._icon = icon
        self._role = role
        self._key = key
        self._touch = self._opens_menu = False
        self._label = ""
        self._shown_busy = False
        self._kept_width = 0
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """The words on the button; an ampersand is just an ampersand."""
        self._label = text
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def label(self) -> str:
        """The words as they were given."""
        return self._label

    def set_role(self, role: str) -> None:
        """Take another look."""
        self._role = role
        self.update()

    def set_icon_name(self, icon: str | None) -> None:
        """Show another icon, or none."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_key(self, key: str | None) -> None:
        """Print another key, or none."""
        self._key = key
        self.updateGeometry()
        self.update()

    def set_opens_menu(self) -> None:
        """Draw the arrow of what opens a list below it."""
        self._opens_menu = True
        self.updateGeometry()

    def set_touch(self, touch: bool) -> None:
        """The tall form for the kiosk."""
        self._touch = touch
        self.updateGeometry()

    def set_busy(self, text: str | None) -> None:
        """Say what is being done and take no clicks, at the same width, until None is given.

        The words change only when the work takes longer than a blink.
        """
        self._busy_text = text
        self._shown_busy = False
        self._kept_width = self.width() if text is not None and self.isVisible() else 0
        self.setAccessibleDescription(text or "")
        if text is not None:
            QTimer.singleShot(Duration.SKELETON_DELAY, self, self._show_busy)
        self.updateGeometry()
        self.update()

    def _show_busy(self) -> None:
        self._shown_busy = self.busy
        self.update()

    def sizeHint(self) -> QSize:
        font = self._font()
        width = text_width(font, self._label) + 2 * self._padding() + 2
        if self._icon:
            width += self._icon_size() + Space.S
        if self._key:
            width += keycap_size(self.theme, self._key).width() + Space.S
        width += self._arrow_room()
        height = max(self._height(), QFontMetrics(font).height() + Space.S)
        return QSize(max(width, height, self._kept_width), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        text = self._paint_box(painter)
        self._paint_content(painter, text)
        if self.hasFocus():
            draw_focus_ring(painter, self.theme, self.rect(), self._radius(), on_fill=self._role == "primary")

    def _paint_box(self, painter: QPainter) -> QColor:
        """Paint the box and return the colour of what is written on it."""
        fill: QColor | None
        edge: QColor | None
        color = self.theme.color
        off = not self.isEnabled()
        pressed, hovered = self.isDown(), self.underMouse() and not off and not self.busy
        if self._role == "primary" and off:
            fill, edge, text = color("surface3"), color("border"), color("disabled")
        elif self._role == "primary":
            fill = color("accent_pressed" if pressed else "accent_hover" if hovered else "accent")
            edge, text = None, color("on_accent")
        elif self._role == "quiet":
            fill = color("border" if pressed else "surface3") if pressed or hovered else None
            edge, text = None, color("text2")
        else:
            danger = self._role == "danger"
            hover_fill = color("danger_soft" if danger else "surface3" if pressed else "surface2")
            fill = hover_fill if pressed or hovered else color("surface")
            edge = color("danger" if danger else "control" if hovered or self._touch else "border2")
            text = color("danger" if danger else "text")
        if off and self._role != "primary":
            text = color("disabled")
            edge = color("border") if edge is not None else None
        fill_box(painter, self.rect(), self._radius(), fill, edge)
        return text

    def _paint_content(self, painter: QPainter, color: QColor) -> None:
        shown = self._busy_text if self._shown_busy and self._busy_text is not None else self._label
        icon = None if self._shown_busy else self._icon
        key = None if self._shown_busy else self._key
        font = self._font()
        keycap = keycap_size(self.theme, key) if key else QSize()
        around = (self._icon_size() + Space.S if icon else 0) + (keycap.width() + Space.S if key else 0)
        around += self._arrow_room()
        room = self.width() - 2 * Space.S - around
        words = min(text_width(font, shown) + 1, max(0, room))
        left = (self.width() - words - around) // 2
        if icon:
            box = QRect(left, 0, self._icon_size(), self.height())
            pixmap = self.theme.icons.mirrored(
                icon, color.name(), self._icon_size(), self.devicePixelRatioF(), self.layoutDirection()
            )
            draw_icon(painter, pixmap, mirrored_rect(self, box))
            left += self._icon_size() + Space.S
        text_box = mirrored_rect(self, QRect(left, 0, words, self.height()))
        draw_text(painter, text_box, shown, font, color)
        if key:
            top = (self.height() - keycap.height()) // 2
            box = QRect(left + words + Space.S, top, keycap.width(), keycap.height())
            draw_keycap(painter, self.theme, mirrored_rect(self, box), key, self._ground())
        if self._opens_menu:
            side = self._arrow_room() - Space.S
            arrow = self.theme.icons.pixmap("chevron-down", color.name(), side, self.devicePixelRatioF())
            draw_icon(painter, arrow, mirrored_rect(self, QRect(left + words + Space.S, 0, side, self.height())))

    def _arrow_room(self) -> int:
        return self.theme.px(Size.ICON_TINY + 1) + Space.S if self._opens_menu else 0

    def _ground(self) -> KeycapGround:
        on_fill = self._role == "primary" and self.isEnabled()
        return KeycapGround.ACCENT if on_fill else KeycapGround.BUTTON

    def _font(self) -> QFont:
        if self._touch:
            return self.theme.font(TextSize.KIOSK_STRONG, Weight.SEMIBOLD)
        return self.theme.font(TextSize.BODY, Weight.SEMIBOLD if self._role == "primary" else Weight.MEDIUM)

    def _height(self) -> int:
        return self.theme.px(Size.CONTROL_TOUCH if self._touch else Size.CONTROL)

    def _padding(self) -> int:
        return self.theme.px(Space.XL if self._touch else Space.M + 1)

    def _icon_size(self) -> int:
        return self.theme.px(Space.XL if self._touch else Size.ICON_SMALL)

    def _radius(self) -> int:
        return Radius.PANEL if self._touch else Radius.CONTROL


class IconButton(PaintedButton):
    """A button with an icon alone; its accessible name is also its tooltip. ``framed`` draws an edge."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        accessible_name: str,
        framed: bool = False,
        token: str = "text2",  # noqa: S107 (a colour)
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._icon = icon
        self._framed = framed
        self._token = token
        self._badge = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_name(accessible_name)

    def set_name(self, accessible_name: str, key: str | None = None) -> None:
        """What the button does, for the screen reader and the tooltip, with its key if it has one."""
        self.setAccessibleName(accessible_name)
        self.set_tip(f"{accessible_name}  ({key})" if key else accessible_name)

    def set_icon_name(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def set_badge(self, count: int) -> None:
        """A count at the corner, as on the bell; none for 0."""
        self._badge = count
        self.update()

    def sizeHint(self) -> QSize:
        side = self.theme.px(Size.CONTROL)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        color = self.theme.color
        active = self.isEnabled() and (self.underMouse() or self.isDown() or self.isChecked())
        fill = color("surface3") if active else color("surface") if self._framed else None
        fill_box(painter, self.rect(), Radius.CONTROL, fill, color("border2") if self._framed else None)
        token = self._token if self.isEnabled() else "disabled"
        pixmap = self.theme.icons.mirrored(
            self._icon, token, self.theme.px(Size.ICON), self.devicePixelRatioF(), self.layoutDirection()
        )
        draw_icon(painter, pixmap, self.rect())
        if self._badge:
            self._paint_badge(painter)
        if self.hasFocus():
            draw_focus_ring(painter, self.theme, self.rect(), Radius.CONTROL)

    def _paint_badge(self, painter: QPainter) -> None:
        font = self.theme.font(TextSize.CAPTION - 1, Weight.BOLD)
        number = QLocale().toString
        shown = number(self._badge) if self._badge < 100 else f"{number(99)}+"
        height = self.theme.px(15)
        width = max(height, text_width(font, shown) + self.theme.px(7))
        box = mirrored_rect(self, QRect(self.width() - width, 0, width, height))
        fill_box(painter, box, height / 2, self.theme.color("danger"))
        draw_text(painter, box, shown, font, self.theme.color("on_danger"), Qt.AlignmentFlag.AlignCenter)
