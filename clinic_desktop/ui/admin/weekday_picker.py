"""Seven small switches for the days of the week."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.admin.words import weekday_word
from clinic_desktop.ui.kit.chip import FilterChip
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class _Day(FilterChip):
    """A day that is on stands out by its colour too."""

    def paintEvent(self, event: QPaintEvent) -> None:
        self._tone = "accent" if self.isChecked() else "neutral"
        super().paintEvent(event)


class WeekdayPicker(QWidget):
    """``chosen`` carries the weekdays (0 is Monday) as a frozen set, when a person switched one."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, locale: QLocale, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        first = locale.firstDayOfWeek().value - 1
        row = FlowLayout(self, Space.XS)
        self._days: dict[int, _Day] = {}
        for weekday in ((first + step) % 7 for step in range(7)):
            chip = _Day(theme, weekday_word(weekday, locale, short=True), parent=self)
            chip.setAccessibleName(weekday_word(weekday, locale))
            chip.clicked.connect(lambda _checked: self.chosen.emit(self.weekdays()))
            row.addWidget(chip)
            self._days[weekday] = chip

    def weekdays(self) -> frozenset[int]:
        """The days that are on."""
        return frozenset(weekday for weekday, chip in self._days.items() if chip.isChecked())

    def show_weekdays(self, weekdays: frozenset[int]) -> None:
        """Switch days on and off without telling anyone."""
        for weekday, chip in self._days.items():
            chip.setChecked(weekday in weekdays)
