"""Choosing a doctor, a service, a day and a free time: for a new booking, and for moving one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.errors import Alternative, Invalid, Refused
from clinic_desktop.domain.scheduling import Against, wall_instant
from clinic_desktop.services.appointments.explaining import Explanation
from clinic_desktop.services.appointments.slots import SlotService
from clinic_desktop.services.appointments.values import DoctorChoice, FreeSlot, ServiceChoice
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

DAYS = 7


@dataclass(frozen=True, slots=True)
class SlotPickerState:
    """``slots`` are the free times of the seven days from ``first_day``. ``starts_at`` is the time that is chosen.
    ``typed`` is a free time that was asked for and is not among them. ``why`` says what is against the time that was
    asked for; ``passing`` books there anyway, for ``pass_reason``. ``why_empty`` has the reasons of the days without
    free times."""

    doctors: tuple[DoctorChoice, ...] = ()
    practitioner_id: int | None = None
    service_id: int | None = None
    first_day: date = date.min
    day: date = date.min
    slots: tuple[FreeSlot, ...] = ()
    loading: bool = False
    starts_at: datetime | None = None
    refusal: Refused | None = None
    typed: FreeSlot | None = None
    why: Explanation | None = None
    passing: bool = False
    pass_reason: str = ""
    why_empty: Mapping[date, tuple[Against, ...]] = field(default_factory=dict)

    @property
    def passes_at(self) -> datetime | None:
        """The time that is to be booked against the rules, once everything that this needs is there."""
        ready = self.why is not None and self.why.may_pass and self.passing and bool(self.pass_reason.strip())
        return self.why.wanted.start if ready and self.why is not None else None

    @property
    def doctor(self) -> DoctorChoice | None:
        return next((doctor for doctor in self.doctors if doctor.practitioner_id == self.practitioner_id), None)

    @property
    def service(self) -> ServiceChoice | None:
        services = self.doctor.services if self.doctor else ()
        return next((service for service in services if service.service_id == self.service_id), None)

    @property
    def slot(self) -> FreeSlot | None:
        """The chosen time where it is still free."""
        known = (*self.slots, self.typed) if self.typed is not None else self.slots
        return next((slot for slot in known if slot.period.start == self.starts_at), None)


class SlotPicker(ViewModel[SlotPickerState]):
    """``picked`` carries the FreeSlot that a person chose, or None when it was dropped with another doctor or day."""

    picked = Signal(object)

    def __init__(self, session: Session, tasks: Background, slots: SlotService) -> None:
        super().__init__(SlotPickerState(), tasks.database)
        self._session, self._slots = session, slots
        self._moving_id: int | None = None
        self._hold_key: str | None = None
        self._wanted: datetime | None = None
        self._minutes: int | None = None

    def begin(
        self,
        practitioner_id: int | None = None,
        service_id: int | None = None,
        day: date | None = None,
        starts_at: datetime | None = None,
        moving_id: int | None = None,
        minutes: int | None = None,
    ) -> None:
        """Starts afresh. ``moving_id`` is the visit that is to be moved, which is not in its own way; it takes
        ``minutes``, whatever the service takes."""
        self._minutes = minutes
        self._moving_id, self._hold_key, self._wanted = moving_id, None, starts_at
        wanted = starts_at.astimezone(self._session.centre.zone).date() if starts_at else day
        today = self._session.today()
        chosen = max(today, wanted or today)
        self.state = SlotPickerState(
            practitioner_id=practitioner_id, service_id=service_id, first_day=chosen, day=chosen
        )
        self.show_state()
        centre_id = self._session.centre.id
        self.ask(lambda: self._slots.bookable(centre_id), self._doctors_loaded, self._refused, question="doctors")

    def set_hold(self, key: str | None) -> None:
        """The desk's own hold, which is not in its way."""
        self._hold_key = key

    def load(self) -> None:
        """Asks for the free times; the chosen one stays chosen while it is free."""
        state = self.state
        practitioner_id, service_id = state.practitioner_id, state.service_id
        if practitioner_id is None or service_id is None:
            return
        centre_id, first, last = self._session.centre.id, state.first_day, state.first_day + timedelta(days=DAYS - 1)
        moving_id, hold_key = self._moving_id, self._hold_key
        self.show_state(loading=True)
        self.ask(
            lambda: self._slots.free_slots(
                practitioner_id, centre_id, service_id, first, last, moving_id=moving_id, hold_key=hold_key
            ),
            self._slots_loaded,
            self._refused,
            question="slots",
        )

    def choose_doctor(self, practitioner_id: int) -> None:
        """Another doctor, with their usual service where they do not offer the one chosen."""
        self._change(practitioner_id=practitioner_id)

    def choose_service(self, service_id: int) -> None:
        """Another service."""
        self._change(service_id=service_id)

    def choose_day(self, day: date) -> None:
        """Another day; one outside the seven brings its own."""
        inside = self.state.first_day <= day < self.state.first_day + timedelta(days=DAYS)
        self.show_state(day=day, first_day=self.state.first_day if inside else day)
        self._drop()
        if not inside:
            self.load()

    def step_days(self, steps: int) -> None:
        """Seven days on or back, not before today."""
        first = max(self._session.today(), self.state.first_day + timedelta(days=DAYS * steps))
        self.show_state(first_day=first, day=first, slots=())
        self._drop()
        self.load()

    def choose(self, starts_at: datetime) -> None:
        """One of the free times."""
        self.show_state(starts_at=starts_at, why=None, passing=False)
        self.picked.emit(self.state.slot)

    def ask_about(self, minute: int) -> None:
        """A wall-clock time of the day in view: it is chosen where it is free, and else ``why`` says what is against
        it."""
        start = wall_instant(self.state.day, minute, self._session.centre.zone)
        if start is None:
            self.show_state(refusal=Invalid({"starts_at": "no_such_time"}))
            return
        self._ask_why(start)

    def _ask_why(self, start: datetime) -> None:
        state, actor, centre_id = self.state, self._session.actor, self._session.centre.id
        practitioner_id, service_id = state.practitioner_id, state.service_id
        if practitioner_id is None or service_id is None:
            return
        moving_id, hold_key, minutes = self._moving_id, self._hold_key, self._minutes
        self.ask(
            lambda: self._slots.explain(
                actor, practitioner_id, centre_id, service_id, start,
                minutes=minutes, moving_id=moving_id, hold_key=hold_key,
            ),
            self._explained,
            self._refused,
            question="why",
        )  # fmt: skip

    def pass_over(self, passing: bool) -> None:
        """To book there anyway, or not after all."""
        self.show_state(passing=passing)

    def set_pass_reason(self, reason: str) -> None:
        """Why it has to be then."""
        self.show_state(pass_reason=reason)

    def choose_alternative(self, option: Alternative) -> None:
        """One of the times that were offered after a lost race."""
        day = option.period.start.astimezone(self._session.centre.zone).date()
        self._wanted = option.period.start
        self.show_state(practitioner_id=option.practitioner_id, first_day=day, day=day, starts_at=None)
        self._keep_service()
        self.load()

    def drop(self) -> None:
        """Nothing is chosen any more."""
        self._drop()

    def _change(self, **changes: object) -> None:
        self.show_state(**changes)
        self._keep_service()
        self._drop()
        self.load()

    def _keep_service(self) -> None:
        doctor = self.state.doctor
        if doctor is not None and self.state.service is None:
            self.show_state(service_id=doctor.services[0].service_id)

    def _drop(self) -> None:
        if self.state.why is not None or self.state.typed is not None:
            self.show_state(why=None, typed=None, passing=False)
        if self.state.starts_at is not None:
            self.show_state(starts_at=None)
            self.picked.emit(None)

    def _doctors_loaded(self, doctors: tuple[DoctorChoice, ...]) -> None:
        known = any(doctor.practitioner_id == self.state.practitioner_id for doctor in doctors)
        first = doctors[0].practitioner_id if doctors else None
        self.show_state(doctors=doctors, practitioner_id=self.state.practitioner_id if known else first)
        self._keep_service()
        self.load()

    def _slots_loaded(self, slots: tuple[FreeSlot, ...]) -> None:
        self.show_state(slots=slots, loading=False, refusal=None)
        wanted, self._wanted = self._wanted, None
        if wanted is not None and any(slot.period.start == wanted for slot in slots):
            self.choose(wanted)
        elif wanted is not None:
            self._ask_why(wanted)
        elif self.state.starts_at is not None and self.state.slot is None:
            self._drop()
        elif self.state.why is not None or self.state.typed is not None:
            # Another desk may have taken it, or let it go.
            asked = self.state.why.wanted.start if self.state.why else self.state.starts_at
            if asked is not None:
                self._ask_why(asked)
        self._ask_about_empty_days()

    def _ask_about_empty_days(self) -> None:
        state, zone = self.state, self._session.centre.zone
        full = {slot.period.start.astimezone(zone).date() for slot in state.slots}
        if len(full) == DAYS or state.practitioner_id is None or state.service_id is None:
            return
        actor, centre_id = self._session.actor, self._session.centre.id
        practitioner_id, service_id = state.practitioner_id, state.service_id
        first, last = state.first_day, state.first_day + timedelta(days=DAYS - 1)
        moving_id, hold_key = self._moving_id, self._hold_key
        self.ask(
            lambda: self._slots.explain_days(
                actor, practitioner_id, centre_id, service_id, first, last, moving_id=moving_id, hold_key=hold_key
            ),
            lambda why_empty: self.show_state(why_empty=why_empty),
            self._refused,
            question="empty days",
        )

    def _explained(self, why: Explanation) -> None:
        practitioner_id, start = self.state.practitioner_id, why.wanted.start
        if not why.is_free or practitioner_id is None:
            again = self.state.why is not None and self.state.why.wanted.start == start
            if self.state.starts_at is not None:
                self.show_state(starts_at=None, typed=None)
                self.picked.emit(None)
            self.show_state(why=why, passing=self.state.passing and again and why.may_pass, refusal=None)
            return
        same = self.state.starts_at == start
        typed = FreeSlot(practitioner_id, self._session.centre.id, why.wanted, 1)
        self.show_state(typed=typed, why=None, passing=False, refusal=None)
        if not same:
            self.choose(start)

    def _refused(self, refusal: Refused) -> None:
        self.show_state(loading=False, refusal=refusal)
