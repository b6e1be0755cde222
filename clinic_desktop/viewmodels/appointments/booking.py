"""The booking dock: a visit for later, by phone. The chosen time is held while the rest is filled in."""

import uuid
from datetime import date, datetime

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.appointments import BOOKING_TAKEN_BACK
from clinic_desktop.domain.codes import Channel, Topic
from clinic_desktop.domain.errors import Alternative, Invalid, Refused, SlotTaken, Unreachable
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.choices import FreeSlot
from clinic_desktop.services.appointments.holds import HoldService
from clinic_desktop.services.appointments.slots import SlotService
from clinic_desktop.services.appointments.values import AppointmentView, BookingRequest, HoldGiven
from clinic_desktop.services.appointments.views import hold_mark
from clinic_desktop.services.patients.hits import PatientHit
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.services.series.service import SeriesService
from clinic_desktop.services.series.values import SeriesRequest, SeriesView
from clinic_desktop.services.waiting.service import WaitingListService
from clinic_desktop.viewmodels.appointments.booking_state import BookingState
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.appointments.person_finding import PersonFinding, digits_wanted
from clinic_desktop.viewmodels.appointments.series_planner import SeriesPlanner, SeriesPlanState
from clinic_desktop.viewmodels.appointments.slot_picker import SlotPicker
from clinic_desktop.viewmodels.appointments.slot_picker_state import SlotPickerState
from clinic_desktop.viewmodels.appointments.taking_back import Asking, ask_then, take_back
from clinic_desktop.viewmodels.appointments.walk_in import ghost_of
from clinic_desktop.viewmodels.session import Session

_RELOAD_ON = frozenset({Topic.APPOINTMENTS, Topic.SCHEDULES, Topic.PRACTITIONERS, Topic.LOCATIONS})


class BookingViewModel(PersonFinding[BookingState]):
    """``booked`` carries an AppointmentView, ``series_booked`` a SeriesView."""

    booked = Signal(object)
    series_booked = Signal(object)

    def __init__(
        self,
        session: Session,
        tasks: Background,
        patients: PatientService,
        slots: SlotService,
        holds: HoldService,
        booking: BookingService,
        series: SeriesService,
        focus: DeskFocus,
        waiting: WaitingListService | None = None,
    ) -> None:
        super().__init__(BookingState(), session, tasks, patients)
        self._holds, self._booking, self._focus = holds, booking, focus
        self._series, self._waiting = series, waiting
        self._fulfilled: dict[int, int] = {}
        self.planner = SeriesPlanner(session, tasks, series)
        self.planner.setParent(self)
        self.planner.state_changed.connect(self._series_planned)
        self.picker = SlotPicker(session, tasks, slots)
        self.picker.picked.connect(self._picked)
        self.picker.answered.connect(self._go_on)
        self.picker.state_changed.connect(self._picking)
        self._request_key = str(uuid.uuid4())
        self._hold_key: str | None = None
        self._holding = False
        self._hold_asked = 0
        self._books_next = False
        self._missed: frozenset[Topic] = frozenset()
        self._aside = False
        self._earlier: list[tuple[BookingState, str]] = []
        self.state_changed.connect(self._show_ghost)

    def begin(
        self,
        day: date | None = None,
        practitioner_id: int | None = None,
        starts_at: datetime | None = None,
        patient_id: int | None = None,
        query: str = "",
        service_id: int | None = None,
        waiting_entry_id: int | None = None,
    ) -> None:
        """A new booking, with what is known already. What was typed for another one comes back when this one ends."""
        if self.state.has_typed:
            self._earlier.append((self.state, self._request_key))
        self._aside = False
        self._let_go()
        self._request_key = str(uuid.uuid4())
        self.state = BookingState(digits_wanted=self.state.digits_wanted, waiting_entry_id=waiting_entry_id)
        self.show_state()
        actor = self._session.actor
        self.ask(lambda: self._patients.count(actor), self._counted, question="count")
        self.planner.begin()
        self.picker.begin(practitioner_id, service_id, day, starts_at)
        if patient_id is not None:
            self.take_known(patient_id)
        elif query:
            self.type(query)

    def end(self) -> None:
        """The dock is closed: the hold and the ghost go, and what was begun before this booking is there again."""
        self._let_go()
        self.state = BookingState(digits_wanted=self.state.digits_wanted)
        self._focus.show_ghost(None)
        if self._earlier:
            self.state, self._request_key = self._earlier.pop()
            self._aside = True

    def put_aside(self) -> None:
        """The dock is out of sight: hold and ghost go, what was typed stays for ``resume``."""
        self._aside = True
        self._let_go()
        self._focus.show_ghost(None)

    def resume(self) -> None:
        """The dock is in sight again, as it was; its time is held again where it is still free."""
        self._aside = False
        slot = self.state.slot
        self.show_state(held_until=None)
        self.picker.again(slot.period.start if slot is not None else None)

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed here or at another desk."""
        if not topics & _RELOAD_ON or self.state.busy:
            return
        if self._holding:
            # The change is most likely this desk's own hold, whose key is on its way.
            self._missed |= topics
            return
        self.picker.on_changed(topics)

    def take(self, hit: PatientHit) -> None:
        """This is the person; their doctor is proposed while no time is chosen or asked about."""
        super().take(hit)
        picking = self.picker.state
        known = any(doctor.practitioner_id == hit.last_practitioner_id for doctor in picking.doctors)
        asked = self.state.waiting_entry_id is not None or self.picker.asks_for_a_time
        if self.state.slot is None and known and not asked and hit.last_practitioner_id is not None:
            self.picker.choose_doctor(hit.last_practitioner_id)

    def set_reason(self, reason: str) -> None:
        self.show_state(reason=reason)

    def choose_alternative(self, option: Alternative) -> None:
        """One of the times that were offered after a lost race."""
        self.show_state(alternatives=(), refusal=None)
        self.picker.choose_alternative(option)

    def book(self) -> None:
        """Ctrl+Enter: registers the patient if need be, and books. A time that was typed or chosen this moment is
        waited for: it is meant, and not the one before."""
        self._books_next = self._holding or self.picker.state.asking
        if self._books_next:
            return
        state, picking = self.state, self.picker.state
        if not state.can_book or picking.practitioner_id is None or picking.service_id is None:
            return
        start = state.passes_at or (state.slot.period.start if state.slot else None)
        if start is None:
            return
        if self.planner.state.repeats and state.passes_at is None:
            self._book_series()
            return
        request = BookingRequest(
            request_key=self._request_key,
            practitioner_id=picking.practitioner_id,
            location_id=self.picker.centre.id,
            service_id=picking.service_id,
            starts_at=start,
            patient_id=state.patient.id if state.patient else None,
            draft=self.draft(Channel.PHONE),
            channel=Channel.PHONE,
            reason=state.reason.strip(),
            override_reason=picking.pass_reason.strip() if state.passes_at is not None else None,
            hold_key=self._hold_key,
            waiting_entry_id=state.waiting_entry_id,
        )
        actor = self._session.actor
        self.show_state(busy=True, refusal=None, alternatives=())
        self.ask(lambda: self._booking.book(actor, request), self._booked, self._book_refused)

    def undo(self, view: AppointmentView, asking: Asking) -> None:
        """Takes the booking back; a wish that it fulfilled waits again. What was paid meanwhile goes back once that is
        wanted."""
        actor = self._session.actor
        entry_id, waiting = self._fulfilled.pop(view.id, None), self._waiting
        if entry_id is not None and waiting is not None:

            def undo_visit() -> None:
                waiting.undo_visit(actor, view.id, view.version, entry_id, BOOKING_TAKEN_BACK)

            ask_then(self, self._session, lambda: self._booking, (view.id,), undo_visit, asking)
            return
        take_back(self, self._session, self._booking, view, BOOKING_TAKEN_BACK, asking)

    def undo_series(self, view: SeriesView, asking: Asking) -> None:
        """Takes all of a series back. What was paid for some of it meanwhile goes back once that is wanted."""
        actor = self._session.actor
        members = [(member.appointment_id, member.version) for member in view.members]

        def cancel() -> None:
            self._series.cancel(actor, members, BOOKING_TAKEN_BACK, by_clinic=True)

        ask_then(self, self._session, lambda: self._booking, [number for number, _ in members], cancel, asking)

    def keep_hold(self) -> None:
        """Begins the hold's time anew: somebody is still busy with the form. One that ran out meanwhile is asked for
        again."""
        key = self._hold_key
        if key is None or self._aside or self.state.busy or not self._session.signed_in:
            return
        actor = self._session.actor
        self.ask(lambda: self._holds.renew(actor, key), self._renewed, self._hold_lost, question="hold")

    # --- Answers ---------------------------------------------------------------------------------------------------

    def _counted(self, patients: int) -> None:
        self.show_state(digits_wanted=digits_wanted(patients))

    def _booked(self, view: AppointmentView) -> None:
        self._hold_key = None
        if self.state.waiting_entry_id is not None:
            self._fulfilled[view.id] = self.state.waiting_entry_id
        self._focus.note_own(view.id, view.version)
        self.show_state(busy=False)
        # First: the board goes to the new visit when the dock that now closes gives it the keys.
        self._focus.select(view.id)
        self.booked.emit(view)

    def _book_refused(self, refusal: Refused) -> None:
        self.show_state(busy=False, refusal=refusal)
        if isinstance(refusal, SlotTaken):
            self._request_key = str(uuid.uuid4())
            self.show_state(alternatives=refusal.nearest)
            self.picker.drop()
            self.picker.load()
        elif isinstance(refusal, Invalid):
            self.show_problems(refusal.problems)

    def _book_series(self) -> None:
        state, wish = self.state, self.planner.wish
        if wish is None:
            return
        request = SeriesRequest(
            request_key=self._request_key,
            wish=wish,
            starts=self.planner.state.starts,
            patient_id=state.patient.id if state.patient else None,
            draft=self.draft(Channel.PHONE),
            reason=state.reason.strip(),
        )
        actor = self._session.actor
        self.show_state(busy=True, refusal=None, alternatives=())
        self.ask(lambda: self._series.book(actor, request), self._whole_series_booked, self._series_refused)

    def _whole_series_booked(self, view: SeriesView) -> None:
        self._hold_key = None
        for member in view.members:
            self._focus.note_own(member.appointment_id, member.version)
        self.show_state(busy=False)
        self._focus.select(view.members[0].appointment_id)
        self.series_booked.emit(view)

    def _series_refused(self, refusal: Refused) -> None:
        self.show_state(busy=False, refusal=refusal)
        if isinstance(refusal, SlotTaken):
            self._request_key = str(uuid.uuid4())
            self.planner.load()
        elif isinstance(refusal, Invalid):
            self.show_problems(refusal.problems)

    def _series_planned(self, plan: SeriesPlanState) -> None:
        self.show_state(repeats=plan.repeats, visits=len(plan.starts))

    def _renewed(self, given: HoldGiven) -> None:
        self.show_state(held_until=given.expires_at)

    def _hold_lost(self, _refusal: Refused) -> None:
        self._hold_key = None
        self.picker.set_hold(None)
        self._picked(self.state.slot)

    def _picked(self, slot: FreeSlot | None) -> None:
        """Holds the chosen time, and lets go of the one before."""
        self.show_state(slot=slot, held_until=None)
        if slot is None:
            self._let_go()
            self.planner.follow(None, None, None)
            return
        self.show_state(alternatives=(), refusal=None)
        service_id = self.picker.state.service_id
        if service_id is None:
            return
        actor, replaced = self._session.actor, self._hold_key
        patient_id = self.state.patient.id if self.state.patient else None
        self._holding = True
        self._hold_asked += 1
        asked = self._hold_asked
        self.ask(
            lambda: self._holds.hold(
                actor,
                slot.practitioner_id,
                slot.location_id,
                service_id,
                slot.period.start,
                replaces=replaced,
                patient_id=patient_id,
            ),
            lambda given: self._held(given, asked),
            lambda refusal: self._hold_refused(refusal, asked),
        )

    def _held(self, given: HoldGiven, asked: int) -> None:
        self._focus.note_hold(given.mark)
        if asked != self._hold_asked:
            # Another time was chosen meanwhile: this one would be in everybody's way until it runs out.
            self._release(given.key)
            return
        self._hold_key = given.key
        self.picker.set_hold(given.key)
        if self.state.slot is None:
            # Nobody wants the time any more that was asked for.
            self._let_go()
            self._stop_holding()
            return
        self.show_state(held_until=given.expires_at)
        self.planner.follow(self.state.slot, self.picker.state.service_id, given.key)
        self._stop_holding()

    def _stop_holding(self) -> None:
        """The answer about the hold is here: what changed meanwhile is looked at now."""
        missed, self._missed, self._holding = self._missed, frozenset(), False
        if missed:
            self.picker.on_changed(missed)
        self._go_on()

    def _hold_refused(self, refusal: Refused, asked: int) -> None:
        if asked != self._hold_asked:
            return
        self._holding, self._missed, self._books_next = False, frozenset(), False
        # The time before stays held where another could not be had: nobody wants it any more.
        self._let_go()
        options = refusal.nearest if isinstance(refusal, SlotTaken) else ()
        self.picker.drop()
        self.show_state(refusal=refusal, alternatives=options)
        self.picker.load()

    # --- Inside ----------------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """What was waited for is known."""
        if self._books_next:
            self.book()

    def _picking(self, picking: SlotPickerState) -> None:
        if picking.passes_at != self.state.passes_at:
            self.show_state(passes_at=picking.passes_at)
        if isinstance(self.state.refusal, Unreachable) and picking.slots and picking.refusal is None:
            # The database answers again: what could not be booked before can be booked now.
            self.show_state(refusal=None)

    def _let_go(self) -> None:
        self._books_next = False
        key, self._hold_key = self._hold_key, None
        self.picker.set_hold(None)
        if key is not None:
            self._release(key)

    def _release(self, key: str) -> None:
        if self._session.signed_in:
            actor = self._session.actor
            # Where it could not be let go of, it is in everybody's way until it runs out: this desk is to see it, too.
            self.ask(
                lambda: self._holds.release(actor, key),
                lambda _: None,
                lambda _: self._focus.note_hold(hold_mark(key), held=False),
            )

    def _show_ghost(self, state: BookingState) -> None:
        slot = state.slot
        if slot is None or self._aside or slot.location_id != self._session.centre.id:
            self._focus.show_ghost(None)
            return
        self._focus.show_ghost(ghost_of(slot.period, slot.practitioner_id, state.name, self._session.centre.zone))
