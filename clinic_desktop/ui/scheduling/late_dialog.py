"""Says by how much a doctor is late, shows who begins when instead, and does it all with one Enter."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_desktop.domain.scheduling.late import LateClash
from clinic_desktop.services.scheduling.values import LateVisit, Proposal, Treatment
from clinic_desktop.ui.formats import isolated, minutes_text, time_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.table_rows import Cell, Column, TableRows
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.scheduling.hit_table import HitTable
from clinic_desktop.ui.scheduling.words import moment_words, tr
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.scheduling.change import Pick
from clinic_desktop.viewmodels.scheduling.late import USUAL, LateState, LateViewModel
from clinic_desktop.viewmodels.session import Session

_ROWS_SHOWN = 6


class LateDialog(Dialog):
    """Closes by itself once everything is done."""

    def __init__(
        self,
        theme: Theme,
        view_model: LateViewModel,
        session: Session,
        locale: QLocale,
        parent: QWidget | None,
        name: str,
    ) -> None:
        title = name and self.tr("{doctor} runs late").format(doctor=isolated(name))
        super().__init__(theme, title or self.tr("Running late"), parent, width=700)
        self._model, self._session, self._locale = view_model, session, locale
        self._zones: Mapping[int, ZoneInfo] = {centre.id: centre.zone for centre in session.centres}
        view_model.setParent(self)
        self._add_question(theme, title or self.tr("Running late"))
        self._add_visits(theme)
        self._add_foot(theme)
        view_model.state_changed.connect(self.show_state)
        view_model.kept.connect(self.accept)
        self.show_state(view_model.state)
        self.minutes.setFocus()

    def _add_question(self, theme: Theme, title: str) -> None:
        """How late."""
        self.body.addWidget(PlainLabel(theme, title, role="section", parent=self))
        hint = self.tr(
            "Visits that have not begun move later; free time between them makes up for it. Patients are told by email."
        )
        self.body.addWidget(PlainLabel(theme, hint, role="muted", wrap=True, parent=self))
        choices = [Choice(minutes, minutes_text(minutes, self._locale)) for minutes in USUAL]
        self.usual = Segmented(theme, choices, self.tr("Late by"), self)
        self.usual.chosen.connect(self._on_usual)
        self.minutes = TextField(theme, self.tr("Minutes late"), max_length=3, parent=self)
        self.minutes.edited.connect(self._on_minutes)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.minutes)
        row.addWidget(self.usual, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        self.body.addLayout(row)

    def _add_visits(self, theme: Theme) -> None:
        """What becomes of each visit, and what its patient is told."""
        self.count = PlainLabel(theme, role="label", wrap=True, parent=self)
        self.body.addWidget(self.count)
        self.table = HitTable(theme, tr("Visits that begin later"), self)
        self.table.picked.connect(self.choose)
        self.table.menu_wanted.connect(self.open_menu)
        self._rows = TableRows(self._columns(), lambda visit: visit.hit.id, self)
        self.table.setModel(self._rows)
        self.table.set_widths((196, 190, 200))
        self.table.set_stretch(2)
        self.body.addWidget(self.table, 1)
        self.told = PlainLabel(theme, role="muted", wrap=True, parent=self)
        self.body.addWidget(self.told)
        self.note = TextField(
            theme, self.tr("What patients are told beside"), self.tr("Such as: an emergency came first"), parent=self
        )
        self.note.edited.connect(self._model.set_note)
        self.body.addWidget(self.note)

    def _add_foot(self, theme: Theme) -> None:
        self.fault = PlainLabel(theme, role="problem", wrap=True, parent=self)
        self.body.addWidget(self.fault)
        self.on_time = Button(theme, self.tr("Caught up: on time again"), "check", "quiet", parent=self)
        self.on_time.setAutoDefault(False)
        self.on_time.clicked.connect(self._model.say_on_time)
        self.add_foot_widget(self.on_time)
        self.add_button(Button(theme, self.tr("Not late"))).clicked.connect(self.reject)
        self.confirm = self.add_button(Button(theme, self.tr("Run late"), role="primary", key="Enter"), default=True)
        self.confirm.clicked.connect(self._model.save)

    def show_state(self, state: LateState) -> None:
        """Shows the state; may be called at any time."""
        problems = dict(state.problems)
        if not self.minutes.edit.hasFocus() or not self.minutes.text():
            self.minutes.set_text(str(state.minutes))
        self.minutes.set_problem(self.tr("Between 1 and 480 minutes.") if "minutes" in problems else None)
        self.note.set_problem(problem(problems["note"]) if "note" in problems else None)
        self.usual.set_value(state.minutes)
        visits = state.day.visits if state.day else ()
        self._rows.show_rows(visits)
        self._rows.repaint_rows()
        self.table.setVisible(bool(visits))
        rows = min(max(len(visits), 1), _ROWS_SHOWN)
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setMinimumHeight(head + rows * self.theme.row_height(2) + 2)
        self.count.set_text(self._count_words(state))
        self.told.set_text(self._told_words(state))
        self.told.setVisible(bool(visits))
        self.on_time.setVisible(bool(state.day and state.day.said_minutes))
        self._show_fault(state)
        self.confirm.set_disabled_reason(self.tr("Say first by how much.") if state.day is None else None)
        self.confirm.set_busy(self.tr("Saving…") if state.busy else None)

    def choose(self, number: object, pick: Pick) -> None:
        """A choice for one visit."""
        if isinstance(number, int):
            self._model.choose(number, pick)

    def open_menu(self, number: object) -> None:
        """The choices of one visit."""
        visits = self._model.state.day.visits if self._model.state.day else ()
        visit = next((one for one in visits if one.hit.id == number), None)
        if visit is None:
            return
        table, hit, choose = self.table, visit.hit, self._model.choose
        menu = table.begin_menu(self.tr("What becomes of {name}").format(name=hit.patient_name))
        menu.add(self.tr("Begin later"), lambda: choose(hit.id, Pick.KEEP), "clock-alert", "K")
        table.add_moves(menu, hit, self._time_words, choose)
        table.add_cancel(menu, hit, self._locale, choose)
        table.open_menu(menu, hit.id)

    def _on_usual(self, minutes: object) -> None:
        if isinstance(minutes, int):
            self._model.set_minutes(minutes)
            self.minutes.set_text(str(minutes))

    def _on_minutes(self, text: str) -> None:
        self._model.set_minutes(int(text) if text.isdecimal() else 0)

    # --- Words -------------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column[LateVisit], ...]:
        return (
            Column(self.tr("When"), self._when),
            Column(self.tr("Patient"), lambda visit: Cell(visit.hit.patient_name, self._reach(visit))),
            Column(self.tr("What becomes of it"), self._what),
        )

    def _when(self, visit: LateVisit) -> Cell:
        zone = self._zone(visit.hit.location_id)
        was = time_text(visit.hit.period.start.astimezone(zone), self._locale)
        if not visit.delay_minutes:
            return Cell(was, strong=True)
        becomes = time_text(visit.starts_at.astimezone(zone), self._locale)
        text = self.tr("{was} → {becomes}").format(was=was, becomes=becomes)
        later = self.tr("{minutes} later").format(minutes=minutes_text(visit.delay_minutes, self._locale))
        return Cell(text, later, strong=True)

    def _reach(self, visit: LateVisit) -> str:
        return visit.hit.service_name if visit.hit.reachable else self.tr("no email: to be telephoned")

    def _what(self, visit: LateVisit) -> Cell:
        outcome = self._model.state.outcome(visit)
        if outcome.treatment is Treatment.CANCEL:
            return Cell(self.tr("Cancelled"), icon="x", tone="danger")
        if outcome.time is not None:
            return Cell(
                self._time_words(outcome.time), outcome.time.practitioner_name, icon="calendar-clock", tone="accent"
            )
        if visit.clash is None:
            return Cell(self.tr("Begins later"), icon="check", tone="text2")
        return Cell(self.tr("Begins later"), self._clash(visit.clash), icon="triangle-alert", tone="warn")

    def _clash(self, clash: LateClash) -> str:
        return {
            LateClash.BREAK: self.tr("runs into the break"),
            LateClash.CLOSING: self.tr("ends after the hours"),
            LateClash.ELSEWHERE: self.tr("the doctor has to be elsewhere"),
            LateClash.ANOTHER: self.tr("another visit has that time"),
            LateClash.ROOM: self.tr("no room is free then"),
            LateClash.HELD: self.tr("another desk is holding that time"),
        }[clash]

    def _count_words(self, state: LateState) -> str:
        day = state.day
        if day is None:
            return ""
        later = sum(visit.delay_minutes > 0 for visit in day.visits)
        parts = [self.tr("%Ln visits begin later.", "", later) if later else self.tr("No visit begins later.")]
        if day.on_time:
            parts.append(self.tr("%Ln visits later today stay on time.", "", day.on_time))
        if day.said_minutes:
            said = minutes_text(day.said_minutes, self._locale)
            parts.append(self.tr("Late by {minutes} already; this comes on top.").format(minutes=said))
        return self.tr(" ", "between sentences").join(parts)

    def _told_words(self, state: LateState) -> str:
        by_email, by_phone = state.told
        parts = [self.tr("%Ln patients are told by email.", "", by_email)] if by_email else []
        if by_phone:
            parts.append(self.tr("%Ln patients without email have to be telephoned.", "", by_phone))
        return self.tr(" ", "between sentences").join(parts)

    def _show_fault(self, state: LateState) -> None:
        text = ""
        if state.again:
            text = self.tr("The day changed meanwhile. Nothing is saved yet: look again, then press Enter.")
        elif state.refusal is not None:
            text = refusal_words(state.refusal, self._session.centre.zone, self._locale)
        self.fault.set_text(text)
        self.fault.setVisible(bool(text))

    def _time_words(self, time: Proposal) -> str:
        return moment_words(time.period.start.astimezone(self._zone(time.location_id)), self._locale)

    def _zone(self, location_id: int) -> ZoneInfo:
        return self._zones.get(location_id, self._session.centre.zone)
