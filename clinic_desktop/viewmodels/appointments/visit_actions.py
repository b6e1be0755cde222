"""What can be done with a visit by one key, from the board, the queue or the dock: each verb with its undo."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import QueueState, Urgency
from clinic_desktop.domain.errors import Invalid, Refused, SlotTaken
from clinic_desktop.domain.scheduling import wall_instant
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

if TYPE_CHECKING:
    from clinic_desktop.services.appointments.booking import BookingService
    from clinic_desktop.services.appointments.values import AppointmentView, CheckedIn
    from clinic_desktop.services.appointments.visits import VisitService


class Deed(StrEnum):
    """What was done."""

    ARRIVED = "arrived"
    CALLED = "called"
    CALLED_AGAIN = "called_again"
    URGENCY = "urgency"
    HELD = "held"
    SKIPPED = "skipped"
    SKIPPED_FIRST = "skipped_first"
    SKIPPED_ALONE = "skipped_alone"
    BACK = "back"
    NO_SHOW = "no_show"
    MOVED = "moved"
    RESIZED = "resized"
    CONFIRMED = "confirmed"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Done:
    """Something done to a visit; ``undo`` starts taking it back and ``redo`` doing it again after that. They are None
    where that is not possible, and after what was taken back or done again.

    ``encounter_id`` is set after an arrival, whose token is to be printed."""

    deed: Deed
    appointment: "AppointmentView"
    undo: Callable[[], None] | None = None
    encounter_id: int | None = None
    redo: Callable[[], None] | None = None


@dataclass(slots=True)
class _Step:
    """A deed as it was done last: ``work`` does it to a version of its visit, ``back`` takes it back."""

    deed: Deed
    view: "AppointmentView"
    work: "Callable[[int], AppointmentView]"
    back: "Callable[[AppointmentView], AppointmentView]"


@dataclass(frozen=True, slots=True)
class MoveLost:
    """A visit that could not be moved, because the time is not free; the refusal offers others."""

    appointment_id: int
    version: int
    refusal: SlotTaken


class VisitActions(ViewModel[None]):
    """``done`` carries a Done, ``refused`` why not, ``move_lost`` a MoveLost; ``nobody_waits`` fires where there
    is nobody to call, ``all_marked`` carries the NoShows of a day. A visit is named by its id and the version that the
    screen showed.

    The services are asked for on the worker when they are first needed: opening the day needs none of them."""

    done = Signal(object)
    move_lost = Signal(object)
    nobody_waits = Signal()
    all_marked = Signal(object)

    def __init__(
        self,
        session: Session,
        tasks: Background,
        booking: "Callable[[], BookingService]",
        visits: "Callable[[], VisitService]",
        days: DayService,
        focus: DeskFocus,
    ) -> None:
        super().__init__(None, tasks.database)
        self._session, self._booking, self._visits, self._days, self._focus = session, booking, visits, days, focus

    def check_in(self, appointment_id: int, version: int) -> None:
        """The patient has arrived."""
        actor = self._session.actor

        def again(now: int) -> "AppointmentView":
            return self._visits().check_in(actor, appointment_id, now).appointment

        def arrived(done: "CheckedIn") -> None:
            step = _Step(Deed.ARRIVED, done.appointment, again, self._taking_back())
            self._say(self._done(step, done.encounter_id))

        self.ask(lambda: self._visits().check_in(actor, appointment_id, version), arrived)

    def call_in(self, appointment_id: int, version: int) -> None:
        """Calls the patient in; the token shows on the screens."""
        actor = self._session.actor
        self._do(
            Deed.CALLED,
            version,
            lambda now: self._visits().call_in(actor, appointment_id, now),
            lambda view: self._visits().back_to_queue(actor, view.id, view.version),
        )

    def call_again(self, appointment_id: int, version: int) -> None:
        """Calls somebody who was called and did not come yet; the token lights up on the screens once more. Undo takes
        the call back: the patient waits."""
        actor = self._session.actor
        self._do(
            Deed.CALLED_AGAIN,
            version,
            lambda now: self._visits().call_in(actor, appointment_id, now),
            lambda view: self._visits().back_to_queue(actor, view.id, view.version),
        )

    def set_urgency(self, appointment_id: int, version: int, urgency: Urgency, former: Urgency) -> None:
        """Another place in the queue."""
        actor = self._session.actor
        self._do(
            Deed.URGENCY,
            version,
            lambda now: self._visits().set_urgency(actor, appointment_id, now, urgency),
            lambda view: self._visits().set_urgency(actor, view.id, view.version, former),
        )

    def call_next(self, practitioner_id: int) -> None:
        """Calls the next who waits for that doctor at the centre in view."""
        actor, centre_id = self._session.actor, self._session.centre.id

        def work() -> "AppointmentView | None":
            queue = self._days.practitioner_queue(actor, practitioner_id, centre_id)
            entry = next((entry for entry in queue if entry.queue_state is QueueState.WAITING), None)
            return None if entry is None else self._visits().call_in(actor, entry.appointment_id, entry.version)

        def back(view: "AppointmentView") -> "AppointmentView":
            return self._visits().back_to_queue(actor, view.id, view.version)

        def called(view: "AppointmentView | None") -> None:
            if view is None:
                self.nobody_waits.emit()
            else:
                number = view.id
                step = _Step(Deed.CALLED, view, lambda now: self._visits().call_in(actor, number, now), back)
                self._say(self._done(step))

        self.ask(work, called)

    def hold(self, appointment_id: int, version: int) -> None:
        """Sets the patient aside."""
        actor = self._session.actor
        self._do(
            Deed.HELD,
            version,
            lambda now: self._visits().hold(actor, appointment_id, now),
            lambda view: self._visits().back_to_queue(actor, view.id, view.version),
        )

    def skip(
        self, appointment_id: int, version: int, former: QueueState = QueueState.WAITING,
        called_at: datetime | None = None,
    ) -> None:  # fmt: skip
        """Called but not there: behind the others with the same urgency. ``former`` is where the patient stood, and
        ``called_at`` since when: undo puts them there again."""
        actor = self._session.actor

        def work() -> "tuple[AppointmentView, Deed]":
            view = self._visits().skip(actor, appointment_id, version)
            queue = self._days.practitioner_queue(actor, view.practitioner_id, view.location_id)
            order = [entry.appointment_id for entry in queue if entry.queue_state is QueueState.WAITING]
            if order[:1] != [view.id]:
                return view, Deed.SKIPPED
            return view, Deed.SKIPPED_FIRST if len(order) > 1 else Deed.SKIPPED_ALONE

        def back(view: "AppointmentView") -> "AppointmentView":
            return self._visits().undo_skip(actor, view.id, view.version, former, called_at)

        def skipped(done: "tuple[AppointmentView, Deed]") -> None:
            view, deed = done
            again = _Step(deed, view, lambda now: self._visits().skip(actor, appointment_id, now), back)
            self._say(self._done(again))

        self.ask(work, skipped)

    def back_to_queue(self, appointment_id: int, version: int) -> None:
        """Puts a held patient back to their place; undo sets them aside again."""
        actor = self._session.actor
        self._do(
            Deed.BACK,
            version,
            lambda now: self._visits().back_to_queue(actor, appointment_id, now),
            lambda view: self._visits().hold(actor, view.id, view.version),
        )

    def no_show(self, appointment_id: int, version: int) -> None:
        """The patient did not come."""
        actor = self._session.actor
        self._do(
            Deed.NO_SHOW,
            version,
            lambda now: self._visits().no_show(actor, appointment_id, now),
            self._taking_back(),
        )

    def no_show_all(self, day: date) -> None:
        """Everybody of that day at the centre in view who was due and did not come."""
        actor, centre_id = self._session.actor, self._session.centre.id
        self.ask(lambda: self._visits().no_show_all(actor, centre_id, day), self.all_marked.emit)

    def confirm(self, appointment_id: int, version: int) -> None:
        """Approves a pending visit."""
        actor = self._session.actor
        self._do(Deed.CONFIRMED, version, lambda now: self._booking().confirm(actor, appointment_id, now))

    def move(
        self, appointment_id: int, version: int, practitioner_id: int, day: date, minute: int,
        minutes: int | None = None,
    ) -> None:  # fmt: skip
        """Moves the visit to a wall-clock minute of that day at the centre in view, also to another doctor; with
        ``minutes`` it gets that length, too."""
        centre = self._session.centre
        start = wall_instant(day, minute, centre.zone)
        if start is None:
            self.refused.emit(Invalid({"starts_at": "no_such_time"}))
            return
        self.move_to(appointment_id, version, practitioner_id, start, minutes, centre.id)

    def move_to(
        self, appointment_id: int, version: int, practitioner_id: int, start: datetime,
        minutes: int | None = None, location_id: int | None = None, override_reason: str | None = None,
    ) -> None:  # fmt: skip
        """Moves the visit to that instant; with ``override_reason`` against the rules that the person may pass over."""
        actor = self._session.actor
        self._do(
            Deed.MOVED,
            version,
            lambda now: self._booking().reschedule(
                actor,
                appointment_id,
                now,
                practitioner_id,
                start,
                location_id=location_id,
                minutes=minutes,
                override_reason=override_reason,
            ),
            self._taking_back(),
            lambda refusal: self._move_refused(appointment_id, version, refusal),
        )

    def change_length(self, appointment_id: int, version: int, minutes: int) -> None:
        """Makes the visit longer or shorter."""
        actor = self._session.actor
        self._do(
            Deed.RESIZED,
            version,
            lambda now: self._booking().change_length(actor, appointment_id, now, minutes),
            self._taking_back(),
        )

    def undo(self, appointment_id: int, version: int, reason: str = "") -> None:
        """Takes the visit's last step back."""
        actor = self._session.actor
        self._do(Deed.UNDONE, version, lambda now: self._booking().undo(actor, appointment_id, now, reason))

    def _taking_back(self) -> "Callable[[AppointmentView], AppointmentView]":
        actor = self._session.actor
        return lambda view: self._booking().undo(actor, view.id, view.version)

    def _do(
        self,
        deed: Deed,
        version: int,
        work: "Callable[[int], AppointmentView]",
        back: "Callable[[AppointmentView], AppointmentView] | None" = None,
        refused: Callable[[Refused], None] | None = None,
    ) -> None:
        def finished(view: "AppointmentView") -> None:
            self._say(Done(deed, view) if back is None else self._done(_Step(deed, view, work, back)))

        self.ask(lambda: work(version), finished, refused)

    def _done(self, step: _Step, encounter_id: int | None = None) -> Done:
        undo, redo = partial(self._take_back, step), partial(self._do_again, step)
        return Done(step.deed, step.view, undo, encounter_id, redo)

    def _take_back(self, step: _Step) -> None:
        standing = self._focus.standing

        def work() -> "AppointmentView":
            view = step.view
            now = step.back(replace(view, version=standing.now(view.id, view.version)))
            standing.note_taken_back(view.id, view.version, now.version)
            return now

        self.ask(work, lambda view: self._say(Done(Deed.UNDONE, view)))

    def _do_again(self, step: _Step) -> None:
        standing = self._focus.standing

        def work() -> "AppointmentView":
            before = step.view
            # On the worker, as Undo reads it there: who presses both at once takes back what was just done again.
            step.view = step.work(standing.now(before.id, before.version - 1))
            standing.note_done_again(before.id, before.version, step.view.version)
            return step.view

        self.ask(work, lambda view: self._say(Done(step.deed, view)))

    def _say(self, done: Done) -> None:
        self._focus.note_own(done.appointment.id, done.appointment.version)
        self.done.emit(done)

    def _move_refused(self, appointment_id: int, version: int, refusal: Refused) -> None:
        if isinstance(refusal, SlotTaken):
            self.move_lost.emit(MoveLost(appointment_id, version, refusal))
        else:
            self.refused.emit(refusal)
