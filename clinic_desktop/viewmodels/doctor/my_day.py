"""A doctor's day: who comes, who waits, who is in the room, and what happens to them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import AppointmentState, QueueState, Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.scheduling.values import ClosedInterval, ClosedReason
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.detail_views import PractitionerDay
from clinic_desktop.services.appointments.values import AppointmentView
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.services.appointments.visits import VisitService
from clinic_desktop.services.patients.card import PatientCard, Visit
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.services.practitioners.service import PractitionerService
from clinic_desktop.viewmodels.appointments.standing_versions import StandingVersions
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.doctor.day_rows import HIDDEN_STATES, DayRow, day_rows
from clinic_desktop.viewmodels.doctor.visit_note import VisitNoteViewModel
from clinic_desktop.viewmodels.session import Session

_DAY_TOPICS = frozenset({Topic.APPOINTMENTS, Topic.QUEUE, Topic.SCHEDULES, Topic.PRACTITIONERS, Topic.PAYMENTS})

_AWAY = frozenset({ClosedReason.LEAVE, ClosedReason.UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Happened:
    """A step that was taken, for the toast: what, with whom, and what takes it back."""

    what: str
    appointment: AppointmentView
    undo: Callable[[], None]


@dataclass(frozen=True, slots=True)
class MyDayState:
    """``selected_id`` is the appointment in view. ``visits`` are the patient's others, newest first. ``busy`` names the
    step that is under way. ``refusal`` says why no day is shown."""

    day: date | None = None
    is_today: bool = True
    view: PractitionerDay | None = None
    rows: tuple[DayRow, ...] = ()
    selected_id: int | None = None
    person: PatientCard | None = None
    visits: tuple[Visit, ...] = ()
    available: bool | None = None
    busy: str = ""
    refusal: Refused | None = None

    @property
    def selected(self) -> Card | None:
        """The appointment in view."""
        cards = self.view.cards if self.view else ()
        return next((card for card in cards if card.appointment_id == self.selected_id), None)

    @property
    def away(self) -> ClosedInterval | None:
        """What keeps the doctor away at this moment of today."""
        view = self.view
        if view is None or not self.is_today:
            return None
        return next(
            (one for one in view.closed if one.reason in _AWAY and one.period.start <= view.now < one.period.end), None
        )

    @property
    def waiting(self) -> int:
        """How many are called or wait."""
        return len(self.view.queue) if self.view else 0

    @property
    def to_come(self) -> int:
        """How many have not arrived yet."""
        early = (AppointmentState.PENDING, AppointmentState.CONFIRMED)
        return sum(card.state in early for card in self.view.cards) if self.view else 0


class MyDayViewModel(ViewModel[MyDayState]):
    """``happened`` carries a Happened after each step, ``taken_back`` the visit whose step was taken back. ``note`` is
    the note of the visit in view."""

    happened = Signal(object)
    taken_back = Signal(object)

    def __init__(
        self,
        session: Session,
        days: DayService,
        visits: VisitService,
        booking: BookingService,
        patients: PatientService,
        practitioners: PractitionerService,
        tasks: Runner,
        standing: StandingVersions,
    ) -> None:
        super().__init__(MyDayState(), tasks)
        self._standing = standing
        self._session, self._days, self._visits = session, days, visits
        self._booking, self._patients, self._practitioners = booking, patients, practitioners
        self._shown_person: tuple[int, int] | None = None
        self.note = VisitNoteViewModel(session, visits, tasks)
        self.note.setParent(self)

    # --- What is in view ---------------------------------------------------------------------------------------------

    @property
    def practitioner_id(self) -> int:
        """The doctor who is signed in; 0 where nobody is or it is no doctor."""
        return (self._session.actor.practitioner_id or 0) if self._session.signed_in else 0

    def load(self, day: date | None = None) -> None:
        """Shows that day; None keeps the day in view, which follows the calendar while it is today."""
        today = self._session.today()
        wanted = day or (today if self.state.is_today or self.state.day is None else self.state.day)
        if wanted != self.state.day:
            self.note.open(None)
            self.show_state(day=wanted, is_today=wanted == today, view=None, rows=(), selected_id=None)
        actor, practitioner_id = self._session.actor, self.practitioner_id

        def work() -> tuple[PractitionerDay, bool]:
            view = self._days.doctor_day(actor, practitioner_id, wanted)
            return view, self._practitioners.profile(actor, practitioner_id).available

        self.ask(work, self._loaded, lambda refusal: self.show_state(refusal=refusal), question="day")

    def turn(self, days: int) -> None:
        """Another day, so many days away."""
        self.load((self.state.day or self._session.today()) + timedelta(days=days))

    def today(self) -> None:
        """Back to today."""
        self.load(self._session.today())

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & _DAY_TOPICS:
            self.load()
        if Topic.PATIENTS in topics and self.state.selected is not None:
            self._show_person(self._shown_person, again=True)

    def select(self, appointment_id: int | None) -> None:
        """Puts another visit in view; what was typed for the one before is saved."""
        if appointment_id == self.state.selected_id:
            return
        self.show_state(selected_id=appointment_id)
        self._follow()

    def move(self, step: int) -> None:
        """The visit so many places below (or above) the one in view."""
        numbers = [row.card.appointment_id for row in self.state.rows if row.card is not None]
        if not numbers:
            return
        here = numbers.index(self.state.selected_id) if self.state.selected_id in numbers else -1
        self.select(numbers[max(0, min(len(numbers) - 1, here + step))])

    def leave(self) -> None:
        """The page is left: what was typed is saved now."""
        self.note.save_now()

    # --- Steps -------------------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The booked patient in view is here."""
        self._step(Step.CHECK_IN, lambda a, n, v: self._visits.check_in(a, n, v).appointment)

    def call_in(self) -> None:
        """Calls the waiting patient in view; the screens show token and room."""
        self._step("call_in", self._visits.call_in, back=self._visits.back_to_queue)

    def call_next(self) -> None:
        """Calls who is to go in next, and puts them in view. Without anybody waiting nothing happens."""
        waiting = (
            [entry for entry in self.state.view.queue if entry.queue_state is QueueState.WAITING]
            if self.state.view
            else []
        )
        if waiting and not self.state.busy:
            self.select(waiting[0].appointment_id)
            self.call_in()

    def start(self) -> None:
        """The consultation begins."""
        self._step(Step.START, self._visits.start)

    def set_aside(self) -> None:
        """The patient in view waits outside the order."""
        self._step("hold", self._visits.hold, back=self._visits.back_to_queue)

    def skip(self) -> None:
        """Called but not there: behind those who wait now. Undo puts the patient where they stood."""
        queue = self.state.view.queue if self.state.view else ()
        stood = next((entry for entry in queue if entry.appointment_id == self.state.selected_id), None)
        former, called_at = (stood.queue_state, stood.called_at) if stood else (QueueState.WAITING, None)
        self._step("skip", self._visits.skip, back=lambda a, n, v: self._visits.undo_skip(a, n, v, former, called_at))

    def back_to_queue(self) -> None:
        """A called or held patient waits again."""
        card = self.state.selected
        called = card is not None and card.queue_state is QueueState.CALLED
        back = self._visits.call_in if called else self._visits.hold
        self._step("back_to_queue", self._visits.back_to_queue, back=back)

    def complete(self) -> None:
        """Ends the visit in view with its note, and puts the next patient in view."""
        card = self.state.selected
        if card is None or Step.COMPLETE not in card.steps:
            return
        encounter_id, note = card.encounter_id, self.note.unsaved_of(card.encounter_id)

        def completed(_view: AppointmentView) -> None:
            if encounter_id is not None and note is not None:
                self.note.stored_with_visit(encounter_id, note)
            self._select_following(card.appointment_id)

        self._step(Step.COMPLETE, lambda a, n, v: self._visits.complete(a, n, v, note), completed)

    def no_show(self) -> None:
        """The patient in view did not come."""
        self._step(Step.NO_SHOW, self._visits.no_show)

    def cancel(self, reason: str) -> None:
        """Cancels the visit in view, as the clinic's wish: what was paid goes back in full."""
        self._step(Step.CANCEL, lambda a, n, v: self._booking.cancel(a, n, v, reason))

    def set_available(self, available: bool) -> None:
        """Whether new bookings are taken."""
        actor, practitioner_id = self._session.actor, self.practitioner_id
        self.ask(
            lambda: self._practitioners.set_available(actor, practitioner_id, available),
            lambda _: self.show_state(available=available),
        )

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _step(
        self,
        what: str,
        act: Callable[..., AppointmentView],
        then: Callable[[AppointmentView], None] | None = None,
        back: Callable[..., AppointmentView] | None = None,
    ) -> None:
        """Does it to the visit in view; ``back`` takes it back, else the last step of the booking is taken back."""
        card = self.state.selected
        if card is None or self.state.busy:
            return
        self.show_state(busy=what)
        actor = self._session.actor

        def done(view: AppointmentView) -> None:
            self.show_state(busy="")
            if then is not None:
                then(view)
            self.happened.emit(Happened(what, view, lambda: self._take_back(view, back or self._booking.undo)))
            self.load()

        def refuse(refusal: Refused) -> None:
            self.show_state(busy="")
            self.refused.emit(refusal)
            self.load()

        self.ask(lambda: act(actor, card.appointment_id, card.version), done, refuse)

    def _take_back(self, view: AppointmentView, back: Callable[..., AppointmentView]) -> None:
        """Takes a step back, and puts its visit in view."""
        actor, standing = self._session.actor, self._standing

        def work() -> AppointmentView:
            now = back(actor, view.id, standing.now(view.id, view.version))
            standing.note_taken_back(view.id, view.version, now.version)
            return now

        def undone(now: AppointmentView) -> None:
            self.taken_back.emit(now)
            self.select(view.id)
            self.load()

        self.ask(work, undone)

    def _loaded(self, answer: tuple[PractitionerDay, bool]) -> None:
        view, available = answer
        numbers = {card.appointment_id for card in view.cards}
        selected = self.state.selected_id if self.state.selected_id in numbers else _first_in_view(view)
        self.show_state(
            view=view, rows=day_rows(view, self.state.is_today), available=available, selected_id=selected, refusal=None
        )
        self._follow()

    def _follow(self) -> None:
        """Brings note and patient of the visit in view."""
        card = self.state.selected
        self.note.open(card.encounter_id if card else None)
        self._show_person((card.appointment_id, card.patient_id) if card else None)

    def _show_person(self, wanted: tuple[int, int] | None, again: bool = False) -> None:
        """``wanted`` is the visit and its patient: another visit of the same one may come after a new note."""
        if wanted == self._shown_person and not again:
            return
        if self.state.person is not None and (wanted is None or self.state.person.id != wanted[1]):
            self.show_state(person=None, visits=())
        self._shown_person = wanted
        if wanted is None:
            return
        patient_id = wanted[1]
        actor = self._session.actor

        def work() -> tuple[PatientCard, tuple[Visit, ...]]:
            return self._patients.card(actor, patient_id), self._patients.visits(actor, patient_id)

        self.ask(work, self._person_loaded, question="person")

    def _person_loaded(self, answer: tuple[PatientCard, tuple[Visit, ...]]) -> None:
        person, visits = answer
        self.show_state(person=person, visits=visits)

    def _select_following(self, done_id: int) -> None:
        view = self.state.view
        if view is None:
            return
        waiting = [entry.appointment_id for entry in view.queue if entry.appointment_id != done_id]
        coming = [
            card.appointment_id
            for card in view.cards
            if card.appointment_id != done_id
            and card.state in (AppointmentState.CONFIRMED, AppointmentState.CHECKED_IN, AppointmentState.IN_PROGRESS)
        ]
        following = (*waiting, *coming)
        if following:
            self.select(following[0])


def _first_in_view(view: PractitionerDay) -> int | None:
    """Who is with the doctor, else who goes in next, else who comes next, else the first of the day."""
    if view.with_me is not None:
        return view.with_me.appointment_id
    if view.queue:
        return view.queue[0].appointment_id
    if view.next_card is not None:
        return view.next_card.appointment_id
    shown = [card.appointment_id for card in view.cards if card.state not in HIDDEN_STATES]
    return shown[0] if shown else None
