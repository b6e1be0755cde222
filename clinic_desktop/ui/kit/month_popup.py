"""A month to pick a day from, in a floating layer under a date field."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QLocale, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from clinic_desktop.ui.kit.buttons import IconButton
from clinic_desktop.ui.kit.painting import draw_text, fill_box, follow_theme, mirrored_rect, start_painting
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.popup import Popup
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Space, TextSize, Weight

_WEEKS = 6
_DAYS = 7


class MonthGrid(QWidget):
    """Six weeks of one month. The highlighted day and today stand out; days outside the bounds cannot be taken."""

    picked = Signal(object)

    def __init__(self, theme: Theme, locale: QLocale, accessible_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._locale = locale
        self.day = date.min
        self.today = date.min
        self.allowed: Callable[[date], bool] = lambda _day: True
        self._hovered: date | None = None
        self.setAccessibleName(accessible_name)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(theme, self)

    def sizeHint(self) -> QSize:
        return QSize(_DAYS * self._cell(), (_WEEKS + 1) * self._cell())

    def first_shown(self) -> date:
        """The day in the first cell: the start of the week that holds the first of the month."""
        first = self.day.replace(day=1)
        back = (first.isoweekday() - self._locale.firstDayOfWeek().value) % _DAYS
        return first - timedelta(days=back)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        font = self._theme.font(TextSize.CAPTION, Weight.MEDIUM)
        centre = Qt.AlignmentFlag.AlignCenter
        for column in range(_DAYS):
            weekday = (self._locale.firstDayOfWeek().value - 1 + column) % _DAYS + 1
            name = self._locale.standaloneDayName(weekday, QLocale.FormatType.NarrowFormat)
            draw_text(painter, self._rect(column, 0), name, font, self._theme.color("text3"), centre)
        first = self.first_shown()
        for index in range(_WEEKS * _DAYS):
            self._paint_day(painter, first + timedelta(days=index), self._rect(index % _DAYS, index // _DAYS + 1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._day_at(event.position().toPoint())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position().toPoint())
        if day is not None and self.allowed(day):
            self.picked.emit(day)

    def _paint_day(self, painter: QPainter, day: date, rect: QRect) -> None:
        color = self._theme.color
        box = rect.adjusted(2, 2, -2, -2)
        chosen, takeable = day == self.day, self.allowed(day)
        if chosen:
            fill_box(painter, box, Radius.CONTROL, color("accent"))
        elif day == self._hovered and takeable:
            fill_box(painter, box, Radius.CONTROL, color("accent_soft"))
        elif day == self.today:
            fill_box(painter, box, Radius.CONTROL, None, color("accent"), 1.5)
        outside = day.month != self.day.month
        token = "on_accent" if chosen else "disabled" if not takeable else "text3" if outside else "text"
        font = self._theme.font(TextSize.SMALL, Weight.SEMIBOLD if chosen or day == self.today else Weight.REGULAR)
        draw_text(painter, box, self._locale.toString(day.day), font, color(token), Qt.AlignmentFlag.AlignCenter)

    def _cell(self) -> int:
        return self._theme.px(34)

    def _rect(self, column: int, row: int) -> QRect:
        side = self._cell()
        return mirrored_rect(self, QRect(column * side, row * side, side, side))

    def _day_at(self, place: QPoint) -> date | None:
        side = self._cell()
        x = self.width() - place.x() if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else place.x()
        column, row = x // side, place.y() // side - 1
        if 0 <= column < _DAYS and 0 <= row < _WEEKS:
            return self.first_shown() + timedelta(days=row * _DAYS + column)
        return None


class MonthPopup(Popup):
    """The month with arrows to the months beside it. ``picked`` carries the day that a person took."""

    picked = Signal(object)

    def __init__(self, theme: Theme, anchor: QWidget, locale: QLocale, accessible_name: str) -> None:
        super().__init__(theme, anchor)
        self._locale = locale
        self.grid = MonthGrid(theme, locale, accessible_name, self)
        self._title = PlainLabel(theme, role="strong", parent=self)
        head = QHBoxLayout()
        head.setContentsMargins(0, Space.XS, 0, 0)
        head.addSpacing(Space.S)
        head.addWidget(self._title, 1)
        for icon, name, step in (
            ("chevron-left", self.tr("Month before"), -1),
            ("chevron-right", self.tr("Month after"), 1),
        ):
            button = IconButton(theme, icon, name, parent=self)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, months=step: self._turn(months))
            head.addWidget(button)
        self.body.addLayout(head)
        self.body.addWidget(self.grid)
        self.grid.picked.connect(self._take)

    def open_month(self, day: date, today: date, allowed: Callable[[date], bool]) -> None:
        """Show the month of ``day`` with it highlighted."""
        self.grid.today, self.grid.allowed = today, allowed
        self._show(day)
        hint = self.grid.sizeHint()
        self.open_at(hint.width() + 2 * Space.XS, hint.height() + self.theme.px(40), as_wide=False)

    def handle_key(self, event: QKeyEvent) -> bool:
        """Act on a key of the field: arrows, page keys, Enter, Escape. True if it was one of them."""
        if not self.isVisible():
            return False
        sideways = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        steps = {
            Qt.Key.Key_Left: -sideways,
            Qt.Key.Key_Right: sideways,
            Qt.Key.Key_Up: -_DAYS,
            Qt.Key.Key_Down: _DAYS,
        }
        key = event.key()
        if key in steps:
            self._show(self.grid.day + timedelta(days=steps[Qt.Key(key)]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.grid.day)
        elif key == Qt.Key.Key_Escape:
            self.close_popup()
        else:
            return False
        return True

    def _turn(self, months: int) -> None:
        count = self.grid.day.year * 12 + self.grid.day.month - 1 + months
        self._show(date(count // 12, count % 12 + 1, min(self.grid.day.day, 28)))

    def _show(self, day: date) -> None:
        self.grid.day = day
        month = self._locale.standaloneMonthName(day.month, QLocale.FormatType.LongFormat)
        self._title.set_text(self.tr("{month} {year}", "title of a calendar").format(month=month, year=day.year))
        self.grid.update()

    def _take(self, day: date) -> None:
        if self.grid.allowed(day):
            self.close_popup()
            self.picked.emit(day)
