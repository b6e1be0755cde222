"""The big choices of the docks: a doctor with their next free time, and a time."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from clinic_desktop.ui.kit.avatar import draw_avatar
from clinic_desktop.ui.kit.buttons import PaintedButton
from clinic_desktop.ui.kit.keycap import KeycapGround, draw_keycap, keycap_size
from clinic_desktop.ui.kit.painting import (
    draw_focus_ring,
    draw_text,
    fill_box,
    mirrored_rect,
    start_painting,
    text_width,
)
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize, Weight


class _Option(PaintedButton):
    """A box that is tinted while it is the chosen one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setCheckable(True)

    def nextCheckState(self) -> None:
        """Which one is chosen is for the view-model to say, not for the click."""

    def _paint_box(self, painter: QPainter) -> None:
        color = self.theme.color
        if self.isChecked():
            fill_box(painter, self.rect(), Radius.PANEL - 2, color("accent_soft"), color("accent"), 2)
        else:
            hovered = self.underMouse() and self.isEnabled()
            edge = color("control" if hovered else "border")
            fill_box(painter, self.rect(), Radius.PANEL - 2, color("surface2" if hovered else "surface"), edge)
        if self.hasFocus():
            draw_focus_ring(painter, self.theme, self.rect().adjusted(2, 2, -2, -2), Radius.CONTROL)


class DoctorOption(_Option):
    """One doctor: key, portrait, name and room; on the far side the next free time over the fee."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.practitioner_id = 0
        self._texts = ("", "", "", "", "")
        self._late = False

    def show_doctor(
        self, practitioner_id: int, key: str, name: str, detail: str, time: str, fee: str, late: bool, chosen: bool
    ) -> None:
        """Shows the doctor; ``late`` sets the time in the warning colour."""
        self.practitioner_id = practitioner_id
        self._texts = (key, name, detail, time, fee)
        self._late = late
        self.setChecked(chosen)
        self.setAccessibleName(", ".join(part for part in (name, detail, time, fee) if part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(300), self.theme.px(48))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(200), self.theme.px(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        self._paint_box(painter)
        key, name, detail, time, fee = self._texts
        px, color = self.theme.px, self.theme.color
        left = px(Space.M)
        if key:
            size = keycap_size(self.theme, key)
            box = QRect(left, (self.height() - size.height()) // 2, size.width(), size.height())
            draw_keycap(painter, self.theme, mirrored_rect(self, box), key, KeycapGround.SURFACE)
            left += size.width() + px(Space.S)
        side = px(30)
        draw_avatar(
            painter, self.theme, mirrored_rect(self, QRect(left, (self.height() - side) // 2, side, side)), name
        )
        left += side + px(10)
        strong = self.theme.font(TextSize.BODY, Weight.SEMIBOLD)
        small = self.theme.font(TextSize.SMALL)
        far = max(text_width(strong, time), text_width(small, fee)) + 2
        far_left = self.width() - far - px(Space.M)
        near = max(0, far_left - left - px(Space.S))
        top, bottom = px(6), self.height() // 2
        self._line(painter, QRect(left, top, near, bottom - top), name, strong, "text")
        self._line(painter, QRect(left, bottom, near, bottom - top), detail, small, "text2")
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        time_box = mirrored_rect(self, QRect(far_left, top, far, bottom - top))
        draw_text(painter, time_box, time, strong, color("warn" if self._late else "text"), right)
        draw_text(
            painter, mirrored_rect(self, QRect(far_left, bottom, far, bottom - top)), fee, small, color("text2"), right
        )

    def _line(self, painter: QPainter, box: QRect, text: str, font: QFont, token: str) -> None:
        draw_text(painter, mirrored_rect(self, box), text, font, self.theme.color(token))


class TimeOption(_Option):
    """One start, or "Queue"."""

    def __init__(self, theme: Theme, text: str, value: object) -> None:
        super().__init__(theme)
        self.value = value
        self.setText(text.replace("&", "&&"))
        self._label = text
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = text_width(self._font(), self._label) + self.theme.px(2 * Space.M)
        return QSize(max(width, self.theme.px(58)), self.theme.px(Size.CONTROL + 2))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        self._paint_box(painter)
        token = "accent" if self.isChecked() else "text" if self.isEnabled() else "disabled"
        draw_text(
            painter, self.rect(), self._label, self._font(), self.theme.color(token), Qt.AlignmentFlag.AlignCenter
        )  # fmt: skip

    def _font(self) -> QFont:
        return self.theme.font(TextSize.BODY, Weight.SEMIBOLD)
