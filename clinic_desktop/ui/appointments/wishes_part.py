"""What is wished of a time: a part of the day or hours, weekdays, not before a day."""

from datetime import time

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.chip import FilterChip
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.date_field import DateField
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.time_field import TimeField
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.slot_finder import PartOfDay, TimeWishes
from clinic_desktop.viewmodels.session import Session

_END_OF_DAY = 1440


class WishesPart(QWidget):
    """``wished`` carries what is another, by the names of ``TimeWishes``."""

    wished = Signal(object)

    def __init__(self, theme: Theme, session: Session, locale: QLocale) -> None:
        super().__init__()
        self._shown = TimeWishes()
        self.part = Segmented(
            theme,
            (
                Choice(PartOfDay.ANY, self.tr("Any time")),
                Choice(PartOfDay.MORNING, self.tr("Morning"), key=self.tr("Before 12:00")),
                Choice(PartOfDay.AFTERNOON, self.tr("Afternoon"), key=self.tr("12:00 to 17:00")),
                Choice(PartOfDay.EVENING, self.tr("Evening"), key=self.tr("From 17:00 on")),
                Choice(PartOfDay.HOURS, self.tr("Hours")),
            ),
            self.tr("Time of day"),
        )
        self.since = TimeField(theme, self.tr("From"), "09:00", locale=locale)
        self.until = TimeField(theme, self.tr("Before"), "17:00", locale=locale)
        self._problem = PlainLabel(theme, role="problem", wrap=True)
        self._hours = QWidget()
        hours = QHBoxLayout(self._hours)
        hours.setContentsMargins(0, 0, 0, 0)
        hours.setSpacing(Space.S)
        hours.addWidget(self.since, 1)
        hours.addWidget(self.until, 1)
        self.weekdays = self._weekday_chips(theme, locale)
        self.not_before = DateField(
            theme, self.tr("Not before"), self.tr("tomorrow, +14, 3-12"), today=session.today, locale=locale
        )
        self.clear = Button(theme, self.tr("Clear the wishes"), icon="x", role="quiet")
        self._lay_out(theme)
        self._session = session
        self.part.chosen.connect(lambda part: self.wished.emit({"part": part}))
        self.since.chosen.connect(lambda moment: self._on_hours("from_minute", moment))
        self.until.chosen.connect(lambda moment: self._on_hours("until_minute", moment))
        self.not_before.chosen.connect(lambda _: self.wished.emit({"not_before": self.not_before.day()}))
        self.clear.clicked.connect(self._clear)

    def show_wishes(self, wishes: TimeWishes) -> None:
        """Shows the wishes."""
        self._shown = wishes
        self.part.set_value(wishes.part)
        self._hours.setVisible(wishes.part is PartOfDay.HOURS)
        for field, minute in ((self.since, wishes.from_minute), (self.until, wishes.until_minute)):
            if not field.edit.hasFocus() and not field.problem():
                field.set_time(_moment(minute))
        self._problem.set_text("" if wishes.make_sense else self.tr("“Before” has to be later than “From”."))
        self._problem.setVisible(not wishes.make_sense)
        for weekday, chip in enumerate(self.weekdays):
            chip.setChecked(weekday in wishes.weekdays)
        if self.not_before.day() != wishes.not_before and not self.not_before.edit.hasFocus():
            self.not_before.set_date(wishes.not_before)
        self.not_before.set_bounds(minimum=self._session.today())
        self.clear.setVisible(wishes.count > 0)

    def _weekday_chips(self, theme: Theme, locale: QLocale) -> list[FilterChip]:
        chips = []
        for weekday in range(7):
            chip = FilterChip(theme, locale.dayName(weekday + 1, QLocale.FormatType.ShortFormat))
            chip.setAccessibleName(locale.dayName(weekday + 1, QLocale.FormatType.LongFormat))
            chip.clicked.connect(self._on_weekday)
            chips.append(chip)
        return chips

    def _lay_out(self, theme: Theme) -> None:
        days = QWidget()
        row = FlowLayout(days, Space.XS)
        for chip in self.weekdays:
            row.addWidget(chip)
        last = QHBoxLayout()
        last.setSpacing(Space.S)
        last.addWidget(self.not_before, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self.part)
        layout.addWidget(self._hours)
        layout.addWidget(self._problem)
        layout.addWidget(PlainLabel(theme, self.tr("Weekdays (none: any)"), role="field-label"))
        layout.addWidget(days)
        layout.addLayout(last)
        layout.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignLeading)

    def _on_hours(self, name: str, moment: time | None) -> None:
        if moment is None:
            return
        minute = moment.hour * 60 + moment.minute
        if name == "until_minute" and minute == 0:
            minute = _END_OF_DAY
        self.wished.emit({name: minute})

    def _on_weekday(self) -> None:
        chosen = frozenset(weekday for weekday, chip in enumerate(self.weekdays) if chip.isChecked())
        self.wished.emit({"weekdays": chosen})

    def _clear(self) -> None:
        self.not_before.set_date(None)
        self.wished.emit({"part": PartOfDay.ANY, "weekdays": frozenset(), "not_before": None})
        self.part.setFocus()


def _moment(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
