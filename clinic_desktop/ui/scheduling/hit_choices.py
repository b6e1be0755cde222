"""The visits that a change of hours hits, and what is to become of each: by mouse, by one key a row, or for all."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.services.scheduling.values import AppointmentHit, Proposal, Treatment
from clinic_desktop.ui.formats import isolated, money_text, phone_text, time_text, weekday_date
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.table_rows import Cell, Column, TableRows
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.scheduling.hit_table import HitTable
from clinic_desktop.ui.scheduling.words import moment_words, tr
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.scheduling.change import KEPT, ChangeState, ChangeViewModel, Outcome, Pick, Totals
from clinic_desktop.viewmodels.session import Session

_ROWS_SHOWN = 6


class HitChoices(QWidget):
    """Shows what ``ChangeViewModel`` knows. With nobody hit it says so in a line. ``with_reason`` adds the field for
    what cancelled patients are told; a dialog that asks for a reason anyway does without."""

    def __init__(
        self,
        theme: Theme,
        model: ChangeViewModel,
        session: Session,
        locale: QLocale,
        parent: QWidget,
        *,
        with_reason: bool = True,
    ) -> None:
        super().__init__(parent)
        self._theme, self._model, self._session, self._locale = theme, model, session, locale
        self._zones: Mapping[int, ZoneInfo] = {centre.id: centre.zone for centre in session.centres}
        self._wanted_menu: int | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        self.count = PlainLabel(theme, role="label", parent=self)
        column.addWidget(self.count)
        self.all_row = QWidget(self)
        column.addWidget(self.all_row)
        self.buttons: dict[Pick, Button] = {}
        self._lay_out_all()
        self.table = HitTable(theme, tr("Visits that are hit"), self)
        self._rows = TableRows(self._columns(), lambda hit: hit.id, self)
        self.table.setModel(self._rows)
        self.table.set_stretch(3)
        column.addWidget(self.table, 1)
        self.totals = PlainLabel(theme, role="muted", parent=self)
        column.addWidget(self.totals)
        self.reason = TextField(
            theme, self.tr("Reason, for the patients who are cancelled"), self.tr("Such as: the doctor is ill"),
            parent=self,
        )  # fmt: skip
        self.reason.edited.connect(model.set_reason)
        self._with_reason = with_reason
        column.addWidget(self.reason)
        self.fault = PlainLabel(theme, role="problem", wrap=True, parent=self)
        column.addWidget(self.fault)
        self.table.picked.connect(self.choose)
        self.table.picked_for_all.connect(self.choose_all)
        self.table.menu_wanted.connect(self.open_menu)
        model.state_changed.connect(self.show_state)
        self.show_state(model.state)

    def show_state(self, state: ChangeState) -> None:
        """Shows the state; may be called at any time."""
        hits = state.hits
        self.count.set_text(self._count_words(state))
        for widget in (self.table, self.all_row, self.totals):
            widget.setVisible(bool(hits))
        self.table.setColumnHidden(2, not state.several_doctors)
        self._rows.show_rows(hits)
        self._rows.repaint_rows()
        if hits and self.table.selected_id() is None:
            self.table.select_id(hits[0].id)
        self._fit_table(len(hits))
        totals = state.totals
        self.totals.set_text(self._totals_words(totals))
        self.reason.setVisible(self._with_reason and totals.cancelled > 0)
        problems = dict(state.problems)
        code = problems.get("cancel_reason")
        self.reason.set_problem(problem(code) if code else None)
        self._show_fault(state)
        for pick, button in self.buttons.items():
            can = any(_can(hit, pick) for hit in hits)
            button.set_disabled_reason(None if can else self._cannot(pick))
        if state.options_for is not None and state.options_for == self._wanted_menu:
            self._wanted_menu = None
            self._open_times(state.options_for, state.options)

    def choose(self, number: object, pick: Pick) -> None:
        """A choice for one visit."""
        if isinstance(number, int):
            self._model.choose(number, pick)

    def choose_all(self, pick: Pick) -> None:
        """A choice for all; a key for one that nobody can have says why."""
        if not self.buttons[pick].isEnabled():
            self.fault.set_text(self._cannot(pick))
            self.fault.setVisible(True)
            return
        self._model.choose_all(pick)

    def open_menu(self, number: object) -> None:
        """The choices of one visit, with the times that are proposed."""
        hit = next((one for one in self._model.state.hits if one.id == number), None)
        if hit is None:
            return
        table, choose = self.table, self._model.choose
        menu = table.begin_menu(self.tr("What becomes of {name}").format(name=hit.patient_name))
        menu.add(self.tr("Keep, outside the hours"), lambda: choose(hit.id, Pick.KEEP), "check", "K")
        table.add_moves(menu, hit, self.time_words, choose)
        if Treatment.MOVE in hit.allowed:
            menu.add(self.tr("Other times…"), lambda: self._ask_times(hit.id), "calendar-days")
        table.add_cancel(menu, hit, self._locale, choose)
        table.open_menu(menu, hit.id)

    def time_words(self, time: Proposal) -> str:
        """The day and the time of a proposal, by the clock of its centre."""
        return moment_words(time.period.start.astimezone(self._zone(time.location_id)), self._locale)

    def _ask_times(self, number: int) -> None:
        self._wanted_menu = number
        self._model.ask_times(number)

    def _open_times(self, number: int, options: tuple[Proposal, ...]) -> None:
        menu = self.table.begin_menu(self.tr("Other times"))
        for option in options:
            text = self.tr("{time} · {doctor}").format(
                time=self.time_words(option), doctor=isolated(option.practitioner_name)
            )
            menu.add(text, lambda option=option: self._model.take_time(number, option))  # type: ignore[misc]
        if not options:
            menu.add(self.tr("No free time in the next two months"), lambda: None, enabled=False)
        self.table.open_menu(menu, number)

    # --- Words -------------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column[AppointmentHit], ...]:
        return (
            Column(self.tr("When"), self._when),
            Column(self.tr("Patient"), self._patient),
            Column(self.tr("Doctor"), lambda hit: Cell(hit.practitioner_name)),
            Column(self.tr("What becomes of it"), self._what),
        )

    def _when(self, hit: AppointmentHit) -> Cell:
        start = hit.period.start.astimezone(self._zone(hit.location_id))
        return Cell(time_text(start, self._locale), weekday_date(start.date(), self._locale), strong=True)

    def _patient(self, hit: AppointmentHit) -> Cell:
        if hit.reachable:
            return Cell(hit.patient_name, hit.service_name)
        phone = phone_text(hit.patient_phone, self._session.centre.country, self._locale)
        detail = self.tr("no email · {phone}").format(phone=isolated(phone)) if phone else self.tr("no email, no phone")
        return Cell(hit.patient_name, detail)

    def _what(self, hit: AppointmentHit) -> Cell:
        outcome = self._model.state.outcomes.get(hit.id, KEPT)
        return outcome_cell(self, hit, outcome, self._locale)

    def _count_words(self, state: ChangeState) -> str:
        if state.asking and not state.hits:
            return self.tr("Looking who is hit…")
        if not state.hits:
            return self.tr("No visit is hit.")
        return self.tr("%Ln visits are hit. What is to become of them?", "", len(state.hits))

    def _totals_words(self, totals: Totals) -> str:
        """What saving comes to, in a line."""
        parts = [self.tr("%Ln moved", "", totals.moved)] if totals.moved else []
        if totals.cancelled:
            parts.append(self.tr("%Ln cancelled", "", totals.cancelled))
        if totals.kept:
            parts.append(self.tr("%Ln stay outside the hours", "", totals.kept))
        parts += [tr("{amount} goes back").format(amount=money_text(amount, self._locale)) for amount in totals.refund]
        if totals.by_email:
            parts.append(self.tr("%Ln told by email", "", totals.by_email))
        if totals.by_phone:
            parts.append(self.tr("%Ln to be telephoned", "", totals.by_phone))
        return self.tr(" · ", "between facts").join(parts)

    def _cannot(self, pick: Pick) -> str:
        return {
            Pick.KEEP: "",
            Pick.OWN: self.tr("The doctor has no free time in the next two months."),
            Pick.OTHER: self.tr("No other doctor of the speciality has a free time."),
            Pick.CANCEL: self.tr("You may not cancel these visits."),
        }[pick]

    def _show_fault(self, state: ChangeState) -> None:
        if state.again:
            text = self.tr("Somebody booked or moved a visit meanwhile. Nothing is saved yet: look again, then save.")
        elif state.refusal is not None:
            text = refusal_words(state.refusal, self._session.centre.zone, self._locale)
        else:
            text = ""
        self.fault.set_text(text)
        self.fault.setVisible(bool(text))

    # --- Building ----------------------------------------------------------------------------------------------------

    def _lay_out_all(self) -> None:
        row = QHBoxLayout(self.all_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        row.addWidget(PlainLabel(self._theme, self.tr("For all:"), role="caption", parent=self.all_row))
        texts = {
            Pick.KEEP: (self.tr("Keep"), "Shift+K"),
            Pick.OWN: (self.tr("Next free time"), "Shift+M"),
            Pick.OTHER: (self.tr("Another doctor"), "Shift+O"),
            Pick.CANCEL: (self.tr("Cancel"), "Shift+X"),
        }
        for pick, (text, key) in texts.items():
            button = Button(self._theme, text, role="quiet", key=key, parent=self.all_row)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, pick=pick: self._model.choose_all(pick))
            row.addWidget(button)
            self.buttons[pick] = button
        row.addStretch(1)

    def _fit_table(self, count: int) -> None:
        rows = min(max(count, 1), _ROWS_SHOWN)
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setMinimumHeight(head + rows * self._theme.row_height(2) + 2)
        several = self._model.state.several_doctors
        self.table.set_widths((118, 190, 150 if several else 1, 200))
        self.table.set_stretch(3)

    def _zone(self, location_id: int) -> ZoneInfo:
        return self._zones.get(location_id, self._session.centre.zone)


def outcome_cell(choices: HitChoices, hit: AppointmentHit, outcome: Outcome, locale: QLocale) -> Cell:
    """What becomes of a visit, in words."""
    if outcome.treatment is Treatment.CANCEL:
        back = tr("{amount} goes back").format(amount=money_text(hit.paid, locale)) if hit.paid else ""
        return Cell(tr("Cancelled"), back, icon="x", tone="danger")
    if outcome.time is None:
        return Cell(tr("Stays"), tr("outside the hours"), icon="check", tone="text2")
    other = outcome.time.practitioner_id != hit.practitioner_id
    icon = "user-round" if other else "calendar-clock"
    return Cell(choices.time_words(outcome.time), outcome.time.practitioner_name, icon=icon, tone="accent")


def _can(hit: AppointmentHit, pick: Pick) -> bool:
    if pick is Pick.KEEP:
        return True
    if pick is Pick.CANCEL:
        return Treatment.CANCEL in hit.allowed
    return (hit.own if pick is Pick.OWN else hit.other) is not None
