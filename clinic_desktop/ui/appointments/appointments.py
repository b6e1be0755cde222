"""All visits, with filters: text, days, doctors, states, and what is not paid."""

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import AppointmentState, Topic
from clinic_desktop.domain.permissions import Permission, Scope, scope_of
from clinic_desktop.ui.appointments.visit_listing import VisitListing
from clinic_desktop.ui.appointments.visit_words import VisitDesk
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.date_field import DateField
from clinic_desktop.ui.kit.fields import MultiChoiceField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.words import state_word
from clinic_desktop.viewmodels.appointments.listing import ListingState, ListingViewModel
from clinic_desktop.viewmodels.session import Session

_BACK = timedelta(days=7)
_AHEAD = timedelta(days=30)
_DAY_WIDTH = 148


class VisitsPage(Screen):
    """Starts with the last week and the month ahead."""

    def __init__(
        self,
        theme: Theme,
        model: ListingViewModel,
        session: Session,
        shell: Shell,
        hub: ChangeHub,
        desk: VisitDesk,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._theme, self._model, self._session, self._locale = theme, model, session, locale
        for child in (model, desk):
            child.setParent(self)
        self._seen = False
        self._centre_id: int | None = None
        self._doctors: tuple[Choice, ...] = ()
        self._services: tuple[tuple[int, str], ...] = ()
        self.search = SearchField(theme, self.tr("Patient"), self.tr("Name, phone or number"), key="F3")
        self.first = DateField(theme, "", self.tr("From"), today=session.today, locale=locale)
        self.last = DateField(theme, "", self.tr("Until"), today=session.today, locale=locale)
        self.doctors = MultiChoiceField(theme, "", hint=self.tr("All doctors"))
        self.services = MultiChoiceField(theme, "", hint=self.tr("All services"))
        states = tuple(Choice(state, state_word(state)) for state in AppointmentState)
        self.states = MultiChoiceField(theme, "", states, hint=self.tr("Every state"))
        self.unpaid = CheckBox(theme, self.tr("Unpaid"))
        self.everywhere = CheckBox(theme, self.tr("All centres"))
        self.list = VisitListing(theme, model, session, shell, desk, locale)
        self._lay_out()
        self._connect(hub)

    def enter(self, **arguments: Any) -> None:
        """``states``, ``first_day``, ``last_day``, ``unpaid_only`` and ``practitioner_ids`` may be handed over."""
        self._seen = True
        wide = scope_of(self._session.actor.role, Permission.SEE_APPOINTMENTS) is not Scope.OWN
        self.unpaid.setVisible(self._session.may(Permission.SEE_PAYMENTS))
        self.everywhere.setVisible(wide and len(self._session.centres) > 1)
        fresh = self._centre_id != self._session.centre.id
        self._centre_id = self._session.centre.id
        if fresh:
            self._model.load_doctors()
        if arguments:
            self._model.filter(**arguments)
        if fresh and self._model.state.filters.first_day is None:
            today = self._session.today()
            self._model.begin(today - _BACK, today + _AHEAD)
        else:
            self._model.load()
        self.list.setFocus()

    def leave(self) -> None:
        self._seen = False

    def command(self, name: str) -> bool:
        if name == "refresh":
            self._model.load()
        elif name == "find":
            self.search.take_keys()
        elif name == "take_payment" and self._model.state.selected is not None:
            self.list.act("P")
        else:
            return False
        return True

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Enter", self.tr("Open the visit")),
            ("A", self.tr("Arrived")),
            ("X", self.tr("No-show")),
            ("P", self.tr("Take payment")),
        )

    def show_state(self, state: ListingState) -> None:
        """Shows the filters; the list shows itself."""
        filters = state.filters
        if self.first.day() != filters.first_day:
            self.first.set_date(filters.first_day)
        if self.last.day() != filters.last_day:
            self.last.set_date(filters.last_day)
        doctors = tuple(Choice(doctor.practitioner_id, doctor.name) for doctor in state.doctors)
        if doctors != self._doctors:
            self._doctors = doctors
            self.doctors.set_choices(doctors)
        self.doctors.set_values(filters.practitioner_ids)
        if state.services != self._services:
            self._services = state.services
            self.services.set_choices([Choice(number, name) for number, name in state.services])
        self.services.set_values(filters.service_ids)
        if not self.search.hasFocus():
            self.search.set_query(filters.text)
        self.states.set_values(filters.states)
        self.unpaid.setChecked(filters.unpaid_only)
        self.everywhere.setChecked(state.whole_clinic)

    def _lay_out(self) -> None:
        head = QFrame()
        head.setProperty("role", "topbar")
        first = QHBoxLayout()
        first.setSpacing(Space.M)
        first.addWidget(PlainLabel(self._theme, self.tr("All visits"), role="title"))
        first.addWidget(self.search, 1)
        first.addStretch(1)
        second = QHBoxLayout()
        second.setSpacing(Space.S)
        for widget, stretch in (
            (self.first, 1),
            (self.last, 1),
            (self.doctors, 2),
            (self.services, 2),
            (self.states, 2),
        ):
            second.addWidget(widget, stretch, Qt.AlignmentFlag.AlignTop)
        for box in (self.unpaid, self.everywhere):
            # In line with the fields, below which their words come.
            box.setMinimumHeight(self.states.sizeHint().height())
            second.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        for day in (self.first, self.last):
            day.setMinimumWidth(self._theme.px(_DAY_WIDTH))
        column = QVBoxLayout(head)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        column.addLayout(first)
        column.addLayout(second)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(self.list, 1)
        self.begin_keys_at(self.list)

    def _connect(self, hub: ChangeHub) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        self.search.searched.connect(lambda text: model.filter(text=text))
        self.first.chosen.connect(lambda typed: model.start_on(_day(typed)))
        self.last.chosen.connect(lambda typed: model.end_on(_day(typed)))
        self.doctors.chosen.connect(lambda values: model.filter(practitioner_ids=frozenset(values)))
        self.services.chosen.connect(lambda values: model.filter(service_ids=frozenset(values)))
        self.states.chosen.connect(lambda values: model.filter(states=frozenset(values)))
        self.unpaid.clicked.connect(lambda wanted: model.filter(unpaid_only=wanted))
        self.everywhere.clicked.connect(model.set_whole_clinic)
        hub.changed.connect(self._on_changed)
        self._session.changed.connect(self._on_session)

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self._seen:
            self._model.on_changed(topics)

    def _on_session(self) -> None:
        if self._seen and self._session.signed_in and self._session.centre.id != self._centre_id:
            self._centre_id = self._session.centre.id
            self._model.load_doctors()
            self._model.filter(practitioner_ids=frozenset())
            self._model.load()


def _day(typed: Any) -> date | None:
    return typed.day if typed is not None else None
