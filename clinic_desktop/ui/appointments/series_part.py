"""How a booking repeats, and every occurrence of it: free, or with what is in the way and what could be taken."""

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.services.series.recurrence import Repeat
from clinic_desktop.services.series.values import Planned, Proposed
from clinic_desktop.ui.appointments.series_words import start_text, why_text
from clinic_desktop.ui.appointments.slot_chips import SlotChips
from clinic_desktop.ui.formats import date_text, time_text, weekday_date
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.choice_field import ChoiceField
from clinic_desktop.ui.kit.date_field import DateField
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.messages import sentence
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.series_planner import Occurrence, SeriesPlanner, SeriesPlanState
from clinic_desktop.viewmodels.session import Session

_ORDINALS = 4


class OccurrenceRow(QWidget):
    """One occurrence. ``taken`` carries the start that somebody chose for it, None to leave it out."""

    taken = Signal(object)

    def __init__(self, theme: Theme, session: Session, locale: QLocale, place: int) -> None:
        super().__init__()
        self._session, self._locale, self._place = session, locale, place
        self._shown: Occurrence | None = None
        self.box = CheckBox(theme, self.tr("Visit {number}").format(number=locale.toString(place + 1)))
        self._when = PlainLabel(theme, role="body")
        self._why = PlainLabel(theme, role="problem", wrap=True)
        self.instead = SlotChips(theme, self.tr("Instead"))
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.box)
        head.addWidget(self._when, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.XS)
        layout.addLayout(head)
        layout.addWidget(self._why)
        layout.addWidget(self.instead)
        self.box.clicked.connect(self._tick)
        self.instead.chosen.connect(self.taken)

    def show_occurrence(self, item: Occurrence) -> None:
        """Shows when it is, or why not and what else is free."""
        self._shown = item
        planned, zone = item.planned, self._session.centre.zone
        shown = item.start or (planned.period.start if planned.period else None)
        self._when.set_text(start_text(shown, zone, self._locale) if shown else weekday_date(planned.day, self._locale))
        self.box.setChecked(item.start is not None)
        nothing = planned.why is not None and not planned.proposals
        self.box.set_disabled_reason(self.tr("Nothing is free near it.") if nothing else None)
        self._why.setVisible(planned.why is not None)
        if planned.why is not None:
            text = self.tr("Not then: {reason}.") if planned.proposals else self.tr("Left out: {reason}.")
            self._why.set_text(text.format(reason=why_text(planned.why)))
        self.instead.setVisible(bool(planned.proposals))
        self.instead.show_options(self._options(planned), item.start)

    def _options(self, planned: Planned) -> tuple[tuple[object, str], ...]:
        zone = self._session.centre.zone
        options = []
        for proposal in planned.proposals:
            start = proposal.period.start
            same = proposal.kind is Proposed.THAT_DAY
            text = time_text(start.astimezone(zone), self._locale) if same else start_text(start, zone, self._locale)
            options.append((start, text))
        return tuple(options)

    def _tick(self, on: bool) -> None:
        item = self._shown
        if item is None:
            return
        planned = item.planned
        start: datetime | None = None
        if on and planned.why is None and planned.period is not None:
            start = planned.period.start
        elif on and planned.proposals:
            start = planned.proposals[0].period.start
        self.taken.emit(start)


class SeriesPart(QWidget):
    """Shows a SeriesPlanner. Out of sight while no time is chosen."""

    def __init__(self, theme: Theme, planner: SeriesPlanner, session: Session, locale: QLocale) -> None:
        super().__init__()
        self._theme, self._planner, self._session, self._locale = theme, planner, session, locale
        self._choices: tuple[Choice, ...] = ()
        self._rows: list[OccurrenceRow] = []
        self.repeat = ChoiceField(theme, self.tr("Repeat"))
        ends = (Choice(True, self.tr("Number of visits")), Choice(False, self.tr("Until a day")))
        self.ends = Segmented(theme, ends, self.tr("Ends"))
        self.count = TextField(theme, self.tr("Visits"), max_length=4)
        self.until = DateField(theme, self.tr("Until"), today=session.today, locale=locale)
        self._summary = PlainLabel(theme, role="caption", wrap=True)
        self._refusal = PlainLabel(theme, role="problem", wrap=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.S)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        for widget in (self.repeat, self.ends, self.count, self.until, self._refusal, self._summary):
            layout.addWidget(widget)
        layout.addLayout(self._list)
        self.repeat.chosen.connect(self._on_repeat)
        self.ends.chosen.connect(planner.choose_end)
        self.count.edited.connect(lambda text: planner.set_count(_number(text)))
        self.until.chosen.connect(lambda typed: planner.set_until(typed.day if typed else None))
        planner.state_changed.connect(self.show_state)
        self.show_state(planner.state)

    @property
    def rows(self) -> tuple[OccurrenceRow, ...]:
        """The occurrences in view."""
        return tuple(row for row in self._rows if not row.isHidden())

    def show_state(self, state: SeriesPlanState) -> None:
        """Shows the state."""
        self.setVisible(state.first_day is not None)
        self._show_choices(state)
        self.ends.setVisible(state.repeats)
        self.count.setVisible(state.repeats and state.by_count)
        self.until.setVisible(state.repeats and not state.by_count)
        self.ends.set_value(state.by_count)
        if state.count is not None and _number(self.count.text()) != state.count:
            self.count.set_text(str(state.count))
        if state.until is not None and self.until.day() != state.until:
            self.until.set_date(state.until)
        self._refusal.setVisible(state.refusal is not None)
        if state.refusal is not None:
            self._refusal.set_text(sentence(state.refusal, self._session.centre.zone, self._locale))
        self._summary.setVisible(bool(state.occurrences))
        self._summary.set_text(self._summary_text(state))
        self._show_rows(state.occurrences)

    def _show_choices(self, state: SeriesPlanState) -> None:
        if state.first_day is None:
            return
        choices = self._repeats(state.first_day)
        if choices != self._choices:
            self._choices = choices
            self.repeat.set_choices(choices)
        self.repeat.set_value(None if state.repeat is None else (state.repeat, state.interval))

    def _repeats(self, first: date) -> tuple[Choice, ...]:
        which = (first.day - 1) // 7
        day = self._locale.dayName(first.isoweekday())
        names = (
            self.tr("Every month on the first {weekday}"),
            self.tr("Every month on the second {weekday}"),
            self.tr("Every month on the third {weekday}"),
            self.tr("Every month on the fourth {weekday}"),
            self.tr("Every month on the last {weekday}"),
        )
        return (
            Choice(None, self.tr("Once")),
            Choice((Repeat.DAILY, 1), self.tr("Every day")),
            Choice((Repeat.WEEKLY, 1), self.tr("Every week on {weekday}").format(weekday=day)),
            Choice((Repeat.WEEKLY, 2), self.tr("Every 2 weeks on {weekday}").format(weekday=day)),
            Choice(
                (Repeat.MONTHLY_BY_DATE, 1),
                self.tr("Every month on day {day}").format(day=self._locale.toString(first.day)),
            ),
            Choice((Repeat.MONTHLY_BY_WEEKDAY, 1), names[min(which, _ORDINALS)].format(weekday=day)),
        )

    def _summary_text(self, state: SeriesPlanState) -> str:
        count, last = len(state.starts), max(state.starts, default=None)
        if last is None:
            return self.tr("No visit is chosen.")
        day = date_text(last.astimezone(self._session.centre.zone).date(), self._locale)
        if state.clashes:
            text = self.tr("{count} of {all} visits, the last on {day}. {clashes} cannot be as planned.")
        else:
            text = self.tr("{count} of {all} visits, the last on {day}. All are free.")
        number = self._locale.toString
        return text.format(
            count=number(count), all=number(len(state.occurrences)), day=day, clashes=number(state.clashes)
        )

    def _show_rows(self, occurrences: tuple[Occurrence, ...]) -> None:
        while len(self._rows) < len(occurrences):
            row = OccurrenceRow(self._theme, self._session, self._locale, len(self._rows))
            row.taken.connect(lambda start, place=len(self._rows): self._planner.take(place + 1, start))
            self._rows.append(row)
            self._list.addWidget(row)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(occurrences))
            if place < len(occurrences):
                row.show_occurrence(occurrences[place])

    def _on_repeat(self, value: Any) -> None:
        if value is None:
            self._planner.choose_repeat(None)
        else:
            self._planner.choose_repeat(*value)


def _number(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isdecimal() and len(digits) < 5 else None
