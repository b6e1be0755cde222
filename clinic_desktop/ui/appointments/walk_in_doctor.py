"""The middle of the walk-in dock: with which doctor, and at which time."""

from datetime import datetime

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.errors import Alternative
from clinic_desktop.services.appointments.values import DeskOffer
from clinic_desktop.ui.appointments.option_cards import DoctorOption
from clinic_desktop.ui.appointments.slot_chips import SlotChips
from clinic_desktop.ui.formats import isolated, minutes_text, money_text, short_date, time_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.walk_in import WalkInViewModel
from clinic_desktop.viewmodels.appointments.walk_in_state import WalkInState
from clinic_desktop.viewmodels.session import Session

_SHOWN = 3
_QUEUE = object()


class DoctorPart(QWidget):
    """The doctors on duty, soonest free first; the first three, and the others on request."""

    def __init__(self, theme: Theme, model: WalkInViewModel, session: Session, locale: QLocale) -> None:
        super().__init__()
        self._theme, self._model, self._session, self._locale = theme, model, session, locale
        self._options: list[DoctorOption] = []
        self._all = False
        self._seen = PlainLabel(theme, role="caption")
        self._more = Button(theme, "", icon="chevron-down", role="quiet")
        self._more.clicked.connect(self._show_all)
        self._none = PlainLabel(theme, self.tr("No doctor is on duty here today."), role="warning", wrap=True)
        head = QHBoxLayout()
        head.addWidget(PlainLabel(theme, self.tr("Doctor"), role="field-label"))
        head.addStretch()
        head.addWidget(self._seen)
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.S - 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addLayout(head)
        layout.addLayout(self._list)
        layout.addWidget(self._none)
        layout.addWidget(self._more)

    def show_state(self, state: WalkInState) -> None:
        """Shows the doctors with the chosen one tinted."""
        chosen = next((i for i, doctor in enumerate(state.doctors) if doctor is state.doctor), 0)
        shown = len(state.doctors) if self._all or chosen >= _SHOWN else min(_SHOWN, len(state.doctors))
        while len(self._options) < len(state.doctors):
            option = DoctorOption(self._theme)
            option.clicked.connect(lambda _=False, option=option: self._model.choose_doctor(option.practitioner_id))
            self._options.append(option)
            self._list.addWidget(option)
        for place, option in enumerate(self._options):
            option.setVisible(place < shown)
            if place < len(state.doctors):
                self._show(option, state, state.doctors[place], place)
        rest = len(state.doctors) - shown
        self._more.set_text(self.tr("More doctors ({count})").format(count=self._locale.toString(rest)))
        self._more.setVisible(rest > 0)
        self._none.setVisible(state.loaded and not state.doctors)
        self._seen.set_text(self._seen_text(state))

    def _show(self, option: DoctorOption, state: WalkInState, doctor: DeskOffer, place: int) -> None:
        zone = self._session.centre.zone
        time = (
            time_text(doctor.next_free.start.astimezone(zone), self._locale) if doctor.next_free else self.tr("queue")
        )
        late = (
            self.tr("{wait} late").format(wait=minutes_text(doctor.late_minutes, self._locale))
            if doctor.late_minutes
            else ""
        )
        waiting = self.tr("%Ln waiting", "", doctor.queue_length) if doctor.queue_length else ""
        option.show_doctor(
            doctor.practitioner_id,
            str(place + 1) if place < 9 else "",
            doctor.name,
            joined(doctor.room or doctor.speciality, late or waiting),
            time,
            money_text(doctor.fee, self._locale),
            bool(doctor.late_minutes),
            doctor is state.doctor,
        )

    def _seen_text(self, state: WalkInState) -> str:
        hit = state.patient
        if hit is None or not hit.last_practitioner_name or hit.last_visit_at is None:
            return ""
        day = short_date(hit.last_visit_at.astimezone(self._session.centre.zone).date(), self._locale)
        return self.tr("last seen: {doctor}, {day}").format(doctor=isolated(hit.last_practitioner_name), day=day)

    def _show_all(self) -> None:
        self._all = True
        self.show_state(self._model.state)


class TimePart(QWidget):
    """The chosen doctor's next free times and the queue; after a lost race, the times offered instead."""

    def __init__(self, theme: Theme, model: WalkInViewModel, session: Session, locale: QLocale) -> None:
        super().__init__()
        self._model, self._session, self._locale = model, session, locale
        self._label = PlainLabel(theme, self.tr("Time"), role="field-label")
        self._gone = PlainLabel(theme, role="warning", wrap=True)
        self.times = SlotChips(theme, self.tr("Time"))
        self.times.chosen.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        for widget in (self._label, self._gone, self.times):
            layout.addWidget(widget)

    def show_state(self, state: WalkInState) -> None:
        """Shows the times with the chosen one tinted."""
        self._label.set_text(self.tr("Free instead") if state.alternatives else self.tr("Time"))
        options: list[tuple[object, str]] = [(option, self._alternative_text(option)) for option in state.alternatives]
        if not options:
            options = [*self._starts(state), (_QUEUE, self.tr("Queue"))]
        self.times.show_options(options, self._chosen(state))
        self._gone.set_text(self._gone_text(state))
        self._gone.setVisible(state.gone is not None)

    def _starts(self, state: WalkInState) -> tuple[tuple[object, str], ...]:
        starts = [period.start for period in state.doctor.starts] if state.doctor else []
        if state.starts_at is not None and state.starts_at not in starts:
            starts.insert(0, state.starts_at)
        return tuple((start, self._time(start)) for start in starts)

    def _chosen(self, state: WalkInState) -> object:
        chosen = (state.practitioner_id, state.starts_at)
        for option in state.alternatives:
            if (option.practitioner_id, option.period.start) == chosen:
                return option
        return _QUEUE if state.starts_at is None else state.starts_at

    def _choose(self, value: object) -> None:
        if isinstance(value, Alternative):
            self._model.choose_alternative(value)
        elif isinstance(value, datetime):
            self._model.choose_start(value)
        else:
            self._model.choose_start(None)

    def _alternative_text(self, option: Alternative) -> str:
        text = self.tr("{time} with {doctor}")
        return text.format(time=self._time(option.period.start), doctor=isolated(option.practitioner_name))

    def _gone_text(self, state: WalkInState) -> str:
        if state.gone is None:
            return ""
        gone = self._time(state.gone)
        if state.starts_at is None:
            return self.tr("{time} has just been taken. The queue is chosen instead.").format(time=gone)
        other = self._time(state.starts_at)
        return self.tr("{time} has just been taken. {other} is chosen instead.").format(time=gone, other=other)

    def _time(self, start: datetime) -> str:
        return time_text(start.astimezone(self._session.centre.zone), self._locale)
