"""The day that a page shows, in large words; pressing it opens the month."""

from datetime import date

from PySide6.QtCore import QLocale, QSize, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from clinic_desktop.ui.kit.buttons import PaintedButton
from clinic_desktop.ui.kit.month_popup import MonthPopup
from clinic_desktop.ui.kit.painting import draw_focus_ring, draw_text, fill_box, start_painting, text_width
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize, Weight


class DateButton(PaintedButton):
    """``picked`` carries the date that a person chose in the month."""

    picked = Signal(object)

    def __init__(self, theme: Theme, locale: QLocale, accessible_name: str) -> None:
        super().__init__(theme)
        self._label, self._short = "", ""
        self._day = self._today = date.min
        self._name = accessible_name
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._month = MonthPopup(theme, self, locale, accessible_name)
        self._month.picked.connect(self.picked)
        self.clicked.connect(self.open_month)

    def show_day(self, text: str, short: str, day: date, today: date) -> None:
        """Shows the day in words, and in ``short`` ones where there is no room."""
        self._label, self._short, self._day, self._today = text, short, day, today
        self.setAccessibleName(f"{self._name}: {text}")
        self.updateGeometry()
        self.update()

    def open_month(self) -> None:
        """Opens the month; its keys come through this button."""
        self.setFocus()
        self._month.open_month(self._day, self._today, lambda _day: True)

    def sizeHint(self) -> QSize:
        return QSize(text_width(self._font(), self._label) + 2 * Space.S + 2, self.theme.px(Size.CONTROL))

    def minimumSizeHint(self) -> QSize:
        return QSize(text_width(self._font(), self._short) + 2 * Space.S + 2, self.theme.px(Size.CONTROL))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._month.handle_key(event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        if self.underMouse() or self.isDown():
            fill_box(painter, self.rect(), Radius.CONTROL, self.theme.color("surface3"))
        room = self.rect().adjusted(Space.S, 0, -Space.S, 0)
        text = self._label if text_width(self._font(), self._label) <= room.width() else self._short
        draw_text(painter, room, text, self._font(), self.theme.color("text"))
        if self.hasFocus():
            draw_focus_ring(painter, self.theme, self.rect(), Radius.CONTROL)

    def _font(self) -> QFont:
        return self.theme.font(TextSize.SECTION, Weight.SEMIBOLD)
