"""A slider over minutes: a line with a mark at every hour and a handle that mouse and keys move."""

from PySide6.QtCore import QLocale, QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSlider, QStyle, QWidget

from clinic_desktop.ui.kit.painting import draw_focus_ring, fill_box, follow_theme, start_painting
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size

_HOUR = 60


class TimeSlider(QSlider):
    """The value is a minute. Arrows go a minute, Page Up and Down a quarter of an hour, Home and End to the ends.

    The marks of the hours need no words: whoever uses it says the time beside it.
    """

    def __init__(self, theme: Theme, name: str, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme, self._first_hour = theme, 0
        self.setLocale(locale)
        self.setAccessibleName(name)
        self.setSingleStep(1)
        self.setPageStep(15)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        follow_theme(theme, self)

    def set_minutes(self, last: int, first_hour: int) -> None:
        """From minute 0 to the last one; the first full hour lies at ``first_hour``."""
        self._first_hour = first_hour
        self.setRange(0, last)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(420), self._theme.px(Size.CONTROL))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(Size.CONTROL))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        color, line = self._theme.color, self._line()
        fill_box(painter, line, line.height() / 2, color("sunken"), color("control"))
        for minute in range(self._first_hour, self.maximum() + 1, _HOUR):
            painter.fillRect(QRect(self._x_of(minute), line.bottom() + 2, 1, self._theme.px(5)), color("control"))
        size = self._handle()
        handle = QRect(self._x_of(self.value()) - size // 2, line.center().y() - size // 2, size, size)
        fill_box(painter, handle, size / 2, color("accent"), color("surface"))
        if self.hasFocus():
            draw_focus_ring(painter, self._theme, handle.adjusted(-3, -3, 3, 3), size / 2 + 3)

    def _go_to(self, event: QMouseEvent) -> None:
        line = self._line()
        upside_down = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        at = round(event.position().x()) - line.left()
        self.setSliderPosition(
            QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, line.width(), upside_down)
        )
        event.accept()

    def _x_of(self, minute: int) -> int:
        line = self._line()
        upside_down = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return line.left() + QStyle.sliderPositionFromValue(
            self.minimum(), self.maximum(), minute, line.width(), upside_down
        )

    def _line(self) -> QRect:
        margin = self._handle() // 2 + 4
        height = self._theme.px(4)
        return QRect(margin, self.height() // 2 - height // 2, max(1, self.width() - 2 * margin), height)

    def _handle(self) -> int:
        return self._theme.px(16)
