"""Seven days side by side, each with a word below it such as how many times are free; chevrons go on and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, QLocale, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from clinic_desktop.ui.formats import date_text
from clinic_desktop.ui.kit.buttons import IconButton, PaintedButton
from clinic_desktop.ui.kit.painting import draw_focus_ring, draw_text, fill_box, start_painting
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, TextSize, Weight

_CENTRE = Qt.AlignmentFlag.AlignCenter
_DAYS = 7


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day. ``note`` stands below the number; ``dim`` where there is nothing to take."""

    day: date
    note: str = ""
    dim: bool = False


class _DayButton(PaintedButton):
    """Weekday, number, note."""

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._locale = locale
        self.shown = StripDay(date.min)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """Which day is chosen is for the owner to say, not for the click."""

    def show_day(self, shown: StripDay, chosen: bool) -> None:
        self.shown = shown
        self.setChecked(chosen)
        spoken = date_text(shown.day, self._locale)
        self.setAccessibleName(f"{spoken}, {shown.note}" if shown.note else spoken)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(50), self.theme.px(58))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(34), self.theme.px(58))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        color, px = self.theme.color, self.theme.px
        if self.isChecked():
            fill_box(painter, self.rect(), Radius.CONTROL, color("accent_soft"), color("accent"), 2)
        elif self.underMouse():
            fill_box(painter, self.rect(), Radius.CONTROL, color("surface2"), color("control"))
        else:
            fill_box(painter, self.rect(), Radius.CONTROL, color("surface"), color("border"))
        day = QDate(self.shown.day.year, self.shown.day.month, self.shown.day.day)
        small = self.theme.font(TextSize.CAPTION, Weight.MEDIUM)
        strong = self.theme.font(TextSize.FIELD, Weight.SEMIBOLD)
        text = "text3" if self.shown.dim else "accent" if self.isChecked() else "text"
        width = self.width()
        weekday = self._locale.dayName(day.dayOfWeek(), QLocale.FormatType.ShortFormat)
        draw_text(painter, QRect(2, px(5), width - 4, px(15)), weekday, small, color("text2"), _CENTRE)
        number = self._locale.toString(day.day())
        draw_text(painter, QRect(2, px(19), width - 4, px(20)), number, strong, color(text), _CENTRE)
        note = QRect(2, px(39), width - 4, px(15))
        draw_text(painter, note, self.shown.note, self.theme.font(TextSize.CAPTION), color("text2"), _CENTRE)
        if self.hasFocus():
            draw_focus_ring(painter, self.theme, self.rect(), Radius.CONTROL)


class DayStrip(QWidget):
    """``chosen`` carries the date that a person chose, ``stepped`` −1 or 1 for the seven days before or after."""

    chosen = Signal(object)
    stepped = Signal(int)

    def __init__(self, theme: Theme, locale: QLocale, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._back = IconButton(theme, "chevron-left", self.tr("Earlier days"))
        self._on = IconButton(theme, "chevron-right", self.tr("Later days"))
        self._back.clicked.connect(lambda: self.stepped.emit(-1))
        self._on.clicked.connect(lambda: self.stepped.emit(1))
        self._days = [_DayButton(theme, locale, self) for _ in range(_DAYS)]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        row.addWidget(self._back)
        for button in self._days:
            button.clicked.connect(lambda _=False, button=button: self.chosen.emit(button.shown.day))
            row.addWidget(button, 1)
        row.addWidget(self._on)

    def show_days(self, days: Sequence[StripDay], chosen: date, can_go_back: bool) -> None:
        """Shows up to seven days."""
        for place, button in enumerate(self._days):
            button.setVisible(place < len(days))
            if place < len(days):
                button.show_day(days[place], days[place].day == chosen)
        self._back.set_disabled_reason(None if can_go_back else self.tr("Nothing can be booked before today."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        here = next((place for place, button in enumerate(self._days) if button.hasFocus()), None)
        if event.key() not in steps or here is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        step = steps[Qt.Key(event.key())]
        there = here + (-step if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else step)
        if 0 <= there < _DAYS:
            self._days[there].setFocus()
            self._days[there].click()
