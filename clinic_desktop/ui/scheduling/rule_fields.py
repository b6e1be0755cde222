"""The fields of the hours that are selected in the week."""

from collections.abc import Callable
from datetime import date, time

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import RuleKind
from clinic_desktop.services.scheduling.hours import RuleDraft
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.date_text import TypedDate
from clinic_desktop.ui.kit.fields import ChoiceField, DateField, MultiChoiceField, TextField, TimeField
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.scheduling import words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space

_DAY = 24 * 60


class RuleFields(Panel):
    """``edited`` carries a field's name and its value; the others ask for what their names say."""

    edited = Signal(str, object)
    remove_wanted = Signal()
    copy_wanted = Signal(int, object)
    add_wanted = Signal(object)

    def __init__(self, theme: Theme, locale: QLocale, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(theme, "", parent=parent)
        self.set_title(self.tr("Hours"))
        self._weekday = 0
        self._shown: RuleDraft | None = None
        days = [Choice(day, locale.standaloneDayName(day + 1)) for day in range(7)]
        self._empty = self._empty_part(theme)
        self._fields = QWidget(self)
        column = QVBoxLayout(self._fields)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        self.day = ChoiceField(theme, self.tr("Day"), days, parent=self._fields)
        self.start = TimeField(theme, self.tr("From"), locale=locale, parent=self._fields)
        self.end = TimeField(theme, self.tr("To"), locale=locale, parent=self._fields)
        self.label_field = TextField(theme, self.tr("Called"), self.tr("Such as Lunch"), 60, self._fields)
        self.valid_from = DateField(
            theme, self.tr("Valid from"), self.tr("Always"), today=today, locale=locale, parent=self._fields
        )
        self.valid_until = DateField(
            theme, self.tr("Valid until"), self.tr("For ever"), today=today, locale=locale, parent=self._fields
        )
        self._fault = PlainLabel(theme, role="problem", wrap=True, parent=self._fields)
        self.copy_to = MultiChoiceField(theme, self.tr("Copy this day to"), days, self.tr("Choose days"), self._fields)
        self.copy_button = Button(theme, self.tr("Copy"), "copy", parent=self._fields)
        self.remove_button = Button(theme, self.tr("Remove"), "trash-2", "quiet", key="Del", parent=self._fields)
        for pair in ((self.day,), (self.start, self.end), (self.label_field,), (self.valid_from, self.valid_until)):
            row = QHBoxLayout()
            row.setSpacing(Space.S)
            for field in pair:
                row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
        column.addWidget(self._fault)
        column.addWidget(self.remove_button)
        column.addSpacing(Space.S)
        column.addWidget(self.copy_to)
        column.addWidget(self.copy_button)
        self.body.addWidget(self._empty)
        self.body.addWidget(self._fields)
        self.body.addStretch(1)
        self._connect()

    def show_rule(self, rule: RuleDraft | None, fault: str | None) -> None:
        """Shows the selected hours, or what can be done without any."""
        self._empty.setVisible(rule is None)
        self._fields.setVisible(rule is not None)
        is_break = rule is not None and rule.kind is RuleKind.BREAK
        self.set_title(self.tr("Break") if is_break else self.tr("Hours"))
        if rule is None:
            self._shown = None
            return
        self._weekday = rule.weekday
        self._fault.set_text(words.fault_words(fault) if fault else "")
        self._fault.setVisible(fault is not None)
        self.label_field.setVisible(is_break)
        if rule == self._shown:
            return
        self._shown = rule
        self.day.set_value(rule.weekday)
        self.start.set_time(_clock(rule.start_minute))
        self.end.set_time(_clock(rule.end_minute))
        self.label_field.set_text(rule.label)
        self.valid_from.set_date(rule.valid_from)
        self.valid_until.set_date(rule.valid_until)

    def _connect(self) -> None:
        self.day.chosen.connect(lambda day: self.edited.emit("weekday", day))
        self.start.chosen.connect(lambda moment: self._time_chosen("start_minute", moment))
        self.end.chosen.connect(lambda moment: self._time_chosen("end_minute", moment))
        self.label_field.edited.connect(lambda text: self.edited.emit("label", text))
        self.valid_from.chosen.connect(lambda typed: self.edited.emit("valid_from", _day(typed)))
        self.valid_until.chosen.connect(lambda typed: self.edited.emit("valid_until", _day(typed)))
        self.remove_button.clicked.connect(self.remove_wanted)
        self.copy_button.clicked.connect(self._copy)

    def _time_chosen(self, field: str, moment: time | None) -> None:
        if moment is None:
            # Hours have a beginning and an end: an emptied one stands there again.
            if self._shown is not None:
                self.start.set_time(_clock(self._shown.start_minute))
                self.end.set_time(_clock(self._shown.end_minute))
            return
        minute = moment.hour * 60 + moment.minute
        # Hours that end at 0:00 end with the day.
        self.edited.emit(field, _DAY if field == "end_minute" and minute == 0 else minute)

    def _copy(self) -> None:
        days = self.copy_to.values()
        if not days:
            self.copy_to.set_problem(self.tr("Choose the days first."))
            return
        self.copy_wanted.emit(self._weekday, days)
        self.copy_to.set_values(())

    def _empty_part(self, theme: Theme) -> QWidget:
        part = QWidget(self)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        hint = self.tr(
            "Draw in the week to add hours. With the keys: arrows move, Enter adds an hour, Shift and an arrow make it "
            "longer, Ctrl and an arrow move it, Delete removes it."
        )
        column.addWidget(PlainLabel(theme, hint, role="muted", wrap=True, parent=part))
        self.add_hours = Button(theme, self.tr("Add hours"), "plus", parent=part)
        self.add_break = Button(theme, self.tr("Add a break"), "plus", parent=part)
        self.add_hours.clicked.connect(lambda: self.add_wanted.emit(RuleKind.WORK))
        self.add_break.clicked.connect(lambda: self.add_wanted.emit(RuleKind.BREAK))
        column.addWidget(self.add_hours)
        column.addWidget(self.add_break)
        return part


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _day(typed: TypedDate | None) -> date | None:
    return typed.day if typed else None
