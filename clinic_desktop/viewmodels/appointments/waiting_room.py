"""The waiting room beside the board: who waits and how long, who is due, who has not paid."""

from dataclasses import dataclass
from enum import StrEnum

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import QueueState, Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.waits import WaitError
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.views import DueEntry, QueueEntry, WaitingRoom
from clinic_desktop.viewmodels.appointments.waiting_screen import WaitingScreenViewModel
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_TOPICS = frozenset({Topic.APPOINTMENTS, Topic.QUEUE, Topic.PAYMENTS})


class Tab(StrEnum):
    WAITING = "waiting"
    DUE = "due"
    UNPAID = "unpaid"


@dataclass(frozen=True, slots=True)
class DoctorQueue:
    """Everybody who is here or due for one doctor, in the order in which they go in."""

    practitioner_id: int
    name: str
    room: str
    entries: tuple[QueueEntry, ...]
    due: tuple[DueEntry, ...]

    @property
    def waiting(self) -> tuple[QueueEntry, ...]:
        """Called, waiting and held: everybody here who is not with the doctor."""
        return tuple(entry for entry in self.entries if entry.queue_state is not QueueState.IN_ROOM)


@dataclass(frozen=True, slots=True)
class WaitingRoomState:
    """``selected_id`` is an appointment's, and stays selected by its id whatever moves around it. ``wait_error`` says
    how wrong the waits were that patients were told lately."""

    room: WaitingRoom | None = None
    tab: Tab = Tab.WAITING
    selected_id: int | None = None
    refusal: Refused | None = None
    wait_error: WaitError | None = None

    @property
    def waiting(self) -> tuple[QueueEntry, ...]:
        """Called, waiting and held, in the order in which they go in."""
        return (*self.room.called, *self.room.waiting, *self.room.held) if self.room else ()

    @property
    def next_doctor(self) -> int | None:
        """Whose next patient F9 calls in: the doctor of the selected visit, else the first for whom somebody waits."""
        queues = self.by_doctor
        for queue in queues:
            numbers = {entry.appointment_id for entry in queue.entries} | {due.appointment_id for due in queue.due}
            if self.selected_id in numbers:
                return queue.practitioner_id
        return next((queue.practitioner_id for queue in queues if queue.waiting), None)

    @property
    def due(self) -> tuple[DueEntry, ...]:
        return self.room.due if self.room else ()

    @property
    def unpaid(self) -> tuple[QueueEntry, ...]:
        """Everybody here who still owes."""
        here = (*self.waiting, *self.room.with_doctor) if self.room else ()
        return tuple(entry for entry in here if entry.due)

    @property
    def by_doctor(self) -> tuple[DoctorQueue, ...]:
        """A queue for each doctor for whom somebody is here or due, by name."""
        if self.room is None:
            return ()
        here = (*self.room.with_doctor, *self.waiting)
        names = {entry.practitioner_id: entry.practitioner_name for entry in self.due}
        names |= {entry.practitioner_id: entry.practitioner_name for entry in here}
        return tuple(self._queue_of(number, names[number], here) for number in sorted(names, key=names.__getitem__))

    def _queue_of(self, practitioner_id: int, name: str, here: tuple[QueueEntry, ...]) -> DoctorQueue:
        entries = tuple(entry for entry in here if entry.practitioner_id == practitioner_id)
        due = tuple(entry for entry in self.due if entry.practitioner_id == practitioner_id)
        room = next((entry.room for entry in entries if entry.room), "")
        return DoctorQueue(practitioner_id, name, room, entries, due)


class WaitingRoomViewModel(ViewModel[WaitingRoomState]):
    """Loads when something changed and once a minute, so that the waits are true."""

    def __init__(self, session: Session, tasks: Background, days: DayService) -> None:
        super().__init__(WaitingRoomState(), tasks.database)
        self._session, self._days, self._work = session, days, tasks

    def screen(self) -> WaitingScreenViewModel:
        """What the screen in the waiting room shows, for the centre in view."""
        return WaitingScreenViewModel(self._session, self._work, self._days)

    def load_wait_error(self) -> None:
        """Asks how wrong the waits were that patients were told lately; nothing is said where that cannot be read."""
        actor, centre_id = self._session.actor, self._session.centre.id
        self.ask(
            lambda: self._days.wait_error(actor, centre_id),
            lambda error: self.show_state(wait_error=error),
            lambda _: self.show_state(wait_error=None),
            question="wait_error",
        )

    def load(self) -> None:
        """Asks who is here."""
        actor, centre_id = self._session.actor, self._session.centre.id
        self.ask(
            lambda: self._days.waiting_room(actor, centre_id),
            lambda room: self.show_state(room=room, refusal=None),
            lambda refusal: self.show_state(refusal=refusal),
            question="room",
        )

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & _TOPICS:
            self.load()

    def show_tab(self, tab: Tab) -> None:
        """Another list."""
        self.show_state(tab=tab)

    def select(self, appointment_id: int | None) -> None:
        """Another row, or none."""
        if appointment_id != self.state.selected_id:
            self.show_state(selected_id=appointment_id)
