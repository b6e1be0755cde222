"""The walk-in dock: who is at the desk, with which doctor, when, and how they pay. Everything but the person is chosen
already; Ctrl+Enter does the rest in one transaction."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.appointments import WALK_IN_TAKEN_BACK
from clinic_desktop.domain.codes import Channel, PaymentMethod, Topic, Urgency
from clinic_desktop.domain.errors import Alternative, Invalid, Refused, SlotTaken, Unreachable
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.upi import CURRENCY as UPI_CURRENCY
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.slots import SlotService
from clinic_desktop.services.appointments.values import CheckedIn, DeskOffer, WalkInDone, WalkInRequest
from clinic_desktop.services.appointments.visits import VisitService
from clinic_desktop.services.appointments.walk_in import WalkInService
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.checkout.service import CheckoutService
from clinic_desktop.services.patients.hits import PatientHit
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.viewmodels.appointments.board_state import Ghost
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.appointments.person_finding import PersonFinding, Stage, digits_wanted, is_arriving
from clinic_desktop.viewmodels.appointments.taking_back import Asking, take_back
from clinic_desktop.viewmodels.appointments.walk_in_state import WalkInState, reloaded, with_choices
from clinic_desktop.viewmodels.session import Session

_METHODS = (PaymentMethod.CASH, PaymentMethod.CARD, PaymentMethod.UPI, PaymentMethod.LINK, None)
_RELOAD_ON = frozenset({Topic.APPOINTMENTS, Topic.QUEUE, Topic.SCHEDULES, Topic.PRACTITIONERS})


class WalkInViewModel(PersonFinding[WalkInState]):
    """``booked`` carries a WalkInDone, ``checked_in`` a CheckedIn: the view prints the token and says so."""

    booked = Signal(object)
    checked_in = Signal(object)

    def __init__(
        self,
        session: Session,
        tasks: Background,
        patients: PatientService,
        slots: SlotService,
        walk_in: WalkInService,
        booking: BookingService,
        visits: VisitService,
        days: DayService,
        checkout: Callable[[], CheckoutService],
        focus: DeskFocus,
    ) -> None:
        super().__init__(WalkInState(), session, tasks, patients)
        self._focus, self._slots, self._walk_in = focus, slots, walk_in
        self._booking, self._visits, self._days, self._checkout = booking, visits, days, checkout
        self._request_key = str(uuid.uuid4())
        self._payment_key = str(uuid.uuid4())
        self._aside = False
        self._earlier: list[tuple[WalkInState, str, str]] = []
        self.state_changed.connect(self._show_ghost)

    # --- Opening ---------------------------------------------------------------------------------------------------

    def begin(self, query: str = "", patient_id: int | None = None) -> None:
        """A new walk-in; ``query`` is typed already, ``patient_id`` is known already. What was begun for another one
        waits as its draft, and what was typed for that one comes back when this one ends."""
        if self.state.has_typed or (self._aside and self.state.has_person):
            self._earlier.append((self.state, self._request_key, self._payment_key))
        self._aside = False
        self._renew_keys()
        earlier = self._earlier[-1][0].name.strip() if self._earlier else None
        self.state = replace(self._empty(), earlier=earlier)
        self.show_state()
        self.load()
        if query:
            self.type(query)
        elif patient_id is not None:
            self.take_known(patient_id)

    def load(self) -> None:
        """Asks for the doctors on duty; what is chosen and typed stays."""
        actor, centre = self._session.actor, self._session.centre

        def work() -> tuple[tuple[DeskOffer, ...], PaymentMethod | None, int]:
            usual = self._checkout().usual_way(actor, centre.id)
            return self._slots.offer(centre.id), usual, self._patients.count(actor)

        self.ask(work, self._loaded, self._load_refused, question="offer")

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed here or at another desk."""
        if topics & _RELOAD_ON and not self.state.busy:
            self.load()

    def end(self) -> None:
        """The dock is closed: the ghost goes, and what was begun before this walk-in is there again."""
        self.state = self._empty()
        self._focus.show_ghost(None)
        self._earlier = [earlier for earlier in self._earlier if earlier[0].has_typed]
        if self._earlier:
            self.take_draft()

    def take_draft(self) -> None:
        """In place of what is searched for: the draft, which stays aside until ``resume``."""
        self.state, self._request_key, self._payment_key = self._earlier.pop()
        self._aside = True

    def put_aside(self) -> None:
        """The dock is out of sight: the ghost goes, what was typed stays for ``resume``."""
        self._aside = True
        self._focus.show_ghost(None)

    def resume(self) -> None:
        """The dock is in sight again, as it was."""
        self._aside = False
        self.show_state()
        self.load()

    # --- Who -------------------------------------------------------------------------------------------------------

    def take(self, hit: PatientHit) -> None:
        """This person is at the desk; the doctor is chosen afresh."""
        self.state = replace(self.state, practitioner_id=None)
        super().take(hit)

    def stage_of(self, hit: PatientHit) -> Stage:
        """Who is booked today only has to be checked in."""
        return Stage.ARRIVING if is_arriving(hit) else Stage.READY

    def choose(self, **changes: Any) -> None:
        """Replaces fields, and chooses doctor and time for the person."""
        self.state = with_choices(replace(self.state, **changes), self._session.clock())
        self.state_changed.emit(self.state)

    # --- With whom, when, how --------------------------------------------------------------------------------------

    def choose_doctor(self, practitioner_id: int) -> None:
        """Another doctor, at their next free time."""
        if any(doctor.practitioner_id == practitioner_id for doctor in self.state.doctors):
            self.choose(
                practitioner_id=practitioner_id, starts_at=None, queued=False, alternatives=(), refusal=None, gone=None
            )

    def choose_doctor_at(self, place: int) -> None:
        """Alt+1 … Alt+9: the doctor at that place in the list, from 0."""
        if place < len(self.state.doctors):
            self.choose_doctor(self.state.doctors[place].practitioner_id)

    def choose_start(self, start: datetime | None) -> None:
        """Another time of the chosen doctor, or None for the queue."""
        self.show_state(starts_at=start, queued=start is None, alternatives=(), refusal=None, gone=None)

    def choose_alternative(self, alternative: Alternative) -> None:
        """One of the times offered after a lost race."""
        self.show_state(
            practitioner_id=alternative.practitioner_id,
            starts_at=alternative.period.start,
            offered=alternative.period.start,
            queued=False,
            alternatives=(),
            refusal=None,
            gone=None,
        )

    def choose_method(self, method: PaymentMethod | None) -> None:
        """How they pay; None is later. What cannot be taken here is passed over."""
        if method in self.state.methods:
            self.show_state(method=method)

    def set_reason(self, reason: str) -> None:
        self.show_state(reason=reason)

    def set_emergency(self, emergency: bool) -> None:
        self.show_state(urgency=Urgency.EMERGENCY if emergency else Urgency.ROUTINE)

    def set_print_token(self, wanted: bool) -> None:
        self.show_state(print_token=wanted)

    # --- Booking ---------------------------------------------------------------------------------------------------

    def book(self) -> None:
        """Ctrl+Enter: registers, books, checks in, takes the money and gives the token; or checks the booked patient
        in."""
        state = self.state
        if not state.can_book:
            return
        self.show_state(busy=True, refusal=None, alternatives=())
        if state.stage is Stage.ARRIVING and state.patient and state.patient.booked_today:
            self._check_in(state.patient.booked_today.appointment_id)
            return
        request = self._request(state)
        actor = self._session.actor
        self.ask(lambda: self._walk_in.walk_in(actor, request), self._booked, self._book_refused)

    def undo(self, done: WalkInDone, asking: Asking) -> None:
        """Takes the walk-in back: the visit is cancelled and what was paid goes back in full, once that is wanted."""
        take_back(self, self._session, self._booking, done.appointment, WALK_IN_TAKEN_BACK, asking)

    def undo_check_in(self, arrived: CheckedIn, finished: Callable[[], None]) -> None:
        """Takes an arrival back."""
        actor = self._session.actor
        appointment = arrived.appointment
        self.ask(lambda: self._booking.undo(actor, appointment.id, appointment.version), lambda _: finished())

    # --- Answers ---------------------------------------------------------------------------------------------------

    def _loaded(self, answer: tuple[tuple[DeskOffer, ...], PaymentMethod | None, int]) -> None:
        doctors, method, patients = answer
        first = not self.state.loaded
        self.state = reloaded(self.state, doctors, self._session.clock())
        methods = self._methods()
        usual = method if method in methods else None
        # Also what was chosen for another centre may be nothing that this one can take.
        begins = first or self.state.method not in methods
        # The database answers again: what could not be done before can be done now.
        back = isinstance(self.state.refusal, Unreachable)
        self.show_state(
            refusal=None if back else self.state.refusal,
            methods=methods,
            method=usual if begins else self.state.method,
            digits_wanted=digits_wanted(patients),
        )

    def _methods(self) -> tuple[PaymentMethod | None, ...]:
        """Everybody who takes walk-ins takes money."""
        rupees = self._session.centre.currency == UPI_CURRENCY
        return tuple(method for method in _METHODS if method is not PaymentMethod.UPI or rupees)

    def _load_refused(self, refusal: Refused) -> None:
        self.show_state(loaded=True, refusal=refusal)

    def _check_in(self, appointment_id: int) -> None:
        actor = self._session.actor

        def work() -> CheckedIn:
            version = self._days.appointment(actor, appointment_id).card.version
            return self._visits.check_in(actor, appointment_id, version)

        self.ask(work, self._arrived, self._book_refused)

    def _arrived(self, arrived: CheckedIn) -> None:
        self._focus.note_own(arrived.appointment.id, arrived.appointment.version)
        self.show_state(busy=False)
        # First: the board goes to the visit when the dock that now closes gives it the keys.
        self._focus.select(arrived.appointment.id)
        self.checked_in.emit(arrived)

    def _booked(self, done: WalkInDone) -> None:
        self._focus.note_own(done.appointment.id, done.appointment.version)
        self.show_state(busy=False, done=done)
        self._focus.select(done.appointment.id)
        self.booked.emit(done)

    def _book_refused(self, refusal: Refused) -> None:
        self.show_state(busy=False, refusal=refusal)
        if isinstance(refusal, SlotTaken):
            self._offer_instead(refusal)
        elif isinstance(refusal, Invalid):
            self.show_problems(refusal.problems)

    def _offer_instead(self, refusal: SlotTaken) -> None:
        """Shows today's nearest free times with the nearest chosen; nothing is booked before Ctrl+Enter is pressed
        again."""
        today, zone = self._session.today(), self._session.centre.zone
        here = {doctor.practitioner_id for doctor in self.state.doctors}
        options = tuple(
            option
            for option in refusal.nearest
            if option.practitioner_id in here and option.period.start.astimezone(zone).date() == today
        )
        if options:
            self.choose_alternative(options[0])
        self.show_state(alternatives=options, refusal=refusal)
        self.load()

    # --- Inside ----------------------------------------------------------------------------------------------------

    def _empty(self) -> WalkInState:
        return WalkInState(digits_wanted=self.state.digits_wanted, print_token=self.state.print_token)

    def _renew_keys(self) -> None:
        # Kept over repeats of one booking, so that a booking whose answer was lost is found and not made again.
        self._request_key = str(uuid.uuid4())
        self._payment_key = str(uuid.uuid4())

    def _request(self, state: WalkInState) -> WalkInRequest:
        doctor = state.doctor
        assert doctor is not None
        return WalkInRequest(
            request_key=self._request_key,
            practitioner_id=doctor.practitioner_id,
            location_id=self._session.centre.id,
            service_id=doctor.service_id,
            starts_at=state.starts_at,
            patient_id=state.patient.id if state.patient else None,
            draft=self.draft(Channel.WALK_IN),
            urgency=state.urgency,
            reason=state.reason.strip(),
            payment=self._payment(state, doctor),
        )

    def _payment(self, state: WalkInState, doctor: DeskOffer) -> DeskPayment | None:
        # By UPI and by link it is paid once the patient is booked: a bank says then whether.
        if state.method in (None, PaymentMethod.UPI, PaymentMethod.LINK) or not doctor.fee.minor:
            return None
        tendered = doctor.fee.minor if state.method is PaymentMethod.CASH else None
        return DeskPayment(state.method, doctor.fee.minor, tendered, "", self._payment_key)

    def _show_ghost(self, state: WalkInState) -> None:
        period = state.period if state.stage in (Stage.READY, Stage.NEW) and state.name else None
        if period is None or state.practitioner_id is None or state.done is not None or self._aside:
            self._focus.show_ghost(None)
            return
        self._focus.show_ghost(ghost_of(period, state.practitioner_id, state.name, self._session.centre.zone))


def ghost_of(period: Period, practitioner_id: int, label: str, zone: ZoneInfo) -> Ghost:
    """The ghost card of a booking in a centre's wall-clock minutes."""
    start, end = period.start.astimezone(zone), period.end.astimezone(zone)
    first = start.hour * 60 + start.minute
    last = end.hour * 60 + end.minute if end.date() == start.date() else 24 * 60
    return Ghost(practitioner_id, start.date(), first, max(first + 1, last), label)
