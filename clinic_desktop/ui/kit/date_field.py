"""A field for a date, typed as people say it, or picked from a month."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.formats import age_text, date_text, identity_date, year_text
from clinic_desktop.ui.kit.date_text import DateFault, DateTextError, DateWords, TypedDate, parse_date
from clinic_desktop.ui.kit.field import TextField
from clinic_desktop.ui.kit.month_popup import MonthPopup
from clinic_desktop.ui.theme.theme import Theme

_EARLIEST, _LATEST = date(1800, 1, 1), date(2199, 12, 31)
"""What anybody means by a day at a clinic. The calendar's own ends are no days to count from: there is none beyond."""


class DateField(TextField):
    """Reads "tom", "+7", "mon", "14-3-1992" and, with ``birth``, ages such as "34y"; shows 14-Mar-1992.

    ``chosen`` carries a TypedDate, or None for an emptied field, when a person left the field, pressed Enter or picked
    a day. A date outside ``minimum`` and ``maximum`` is a problem and does not count.
    """

    chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        label: str,
        hint: str = "",
        *,
        today: Callable[[], date],
        birth: bool = False,
        locale: QLocale | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, label, hint, max_length=40, parent=parent)
        self._today = today
        self._birth = birth
        self._locale = locale or QLocale()
        self._spoken = date_words(self._locale)
        self._value: TypedDate | None = None
        self._told: TypedDate | None = None
        self._minimum, self._maximum = _EARLIEST, _LATEST
        self.edit.keep_left_to_right()
        self._button = self.edit.add_button("calendar", self.tr("Pick a day (Alt+Down)"))
        self._button.clicked.connect(self.open_month)
        self._month = MonthPopup(theme, self.edit, self._locale, label)
        self._month.picked.connect(lambda day: self._take(TypedDate(day)))
        self.edit.installEventFilter(self)
        self.edited.connect(self._preview)
        self.finished.connect(self._on_left)

    def value(self) -> TypedDate | None:
        """The date with its "estimated" mark; None when the field is empty or wrong."""
        return self._value

    def day(self) -> date | None:
        """The date; None when the field is empty or wrong."""
        return self._value.day if self._value else None

    def set_date(self, day: date | None, estimated: bool = False) -> None:
        """Show a date without telling anyone."""
        self._value = self._told = TypedDate(day, estimated) if day else None
        self.set_text(identity_date(day) if day else "")
        self.set_problem(None)
        self._describe()

    def set_bounds(self, minimum: date | None = None, maximum: date | None = None) -> None:
        """The first and the last day that can be chosen."""
        self._minimum, self._maximum = minimum or _EARLIEST, maximum or _LATEST

    def unread(self) -> bool:
        """Whether something was typed that is no date, or none that can be chosen."""
        return bool(self.advice())

    def advice(self) -> str:
        text = self.text()
        if not text or (self._value and text == identity_date(self._value.day)):
            return ""
        try:
            found = parse_date(text, self._today(), self._birth, self._spoken)
        except DateTextError as error:
            return self._fault_text(error)
        return "" if self._allowed(found.day) else self._bounds_text(found.day)

    def settle(self) -> None:
        self._on_left()

    def open_month(self) -> None:
        """Open the month under the field."""
        self.edit.setFocus()
        today = self._today()
        self._month.open_month(self._value.day if self._value else today, today, self._allowed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if self._month.handle_key(event):
            return True
        opens = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if opens:
            self.open_month()
        return bool(opens)

    def _allowed(self, day: date) -> bool:
        return self._minimum <= day <= self._maximum and not (self._birth and day > self._today())

    def _preview(self, text: str) -> None:
        try:
            found = parse_date(text, self._today(), self._birth, self._spoken) if text else None
        except DateTextError:
            self.set_note("")
            return
        self.set_note(self._described(found) if found and self._allowed(found.day) else "")

    def _on_left(self) -> None:
        text = self.text()
        if self._month.isVisible() or (self._value and text == identity_date(self._value.day)):
            return
        if not text:
            self._settle(None)
            return
        if self.unread():
            self._value = None
            self.say_unread()
        else:
            self._take(parse_date(text, self._today(), self._birth, self._spoken))

    def _take(self, found: TypedDate) -> None:
        self.set_text(identity_date(found.day))
        self.set_problem(None)
        self._settle(found)

    def _settle(self, found: TypedDate | None) -> None:
        changed = found != self._told
        self._value = self._told = found
        self._describe()
        if changed:
            self.chosen.emit(found)

    def _describe(self) -> None:
        self.set_note(self._described(self._value) if self._value else "")

    def _described(self, found: TypedDate) -> str:
        if not self._birth:
            return date_text(found.day, self._locale)
        age = age_text(found.day, self._today(), self._locale, estimated=found.estimated)
        return self.tr("{age}, estimated").format(age=age) if found.estimated else age

    def _fault_text(self, error: DateTextError) -> str:
        if error.fault is DateFault.NO_SUCH_DAY:
            month = self._locale.monthName(error.month)
            if error.year:
                year = year_text(error.year, self._locale)
                return self.tr("There is no {day} {month} in {year}.").format(day=error.day, month=month, year=year)
            return self.tr("There is no {day} {month}.").format(day=error.day, month=month)
        if error.fault is DateFault.TOO_OLD:
            return self.tr("Nobody is that old.")
        if self._birth:
            return self.tr("Type a date such as 14-3-1992, or an age such as 34y.")
        return self.tr("Type a date such as 14-3-2026, tomorrow or +7.")

    def _bounds_text(self, day: date) -> str:
        if self._birth and day > self._today():
            return self.tr("That day is still to come.")
        if day < self._minimum:
            return self.tr("The first possible day is {date}.").format(date=identity_date(self._minimum))
        return self.tr("The last possible day is {date}.").format(date=identity_date(self._maximum))


def date_words(locale: QLocale) -> DateWords:
    """The month and weekday names of a locale, long and short, for typing."""
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for form in (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat):
        for number in range(1, 13):
            months[locale.monthName(number, form).casefold().strip(".")] = number
            months[locale.standaloneMonthName(number, form).casefold().strip(".")] = number
        for number in range(1, 8):
            weekdays[locale.dayName(number, form).casefold().strip(".")] = number - 1
    return DateWords(months, weekdays)
