"""Times that became free, with who would take each: what the board and the page of the waiting list offer and book."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.appointments import WAITING_BOOKING_TAKEN_BACK
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.domain.waiting import Source
from clinic_desktop.services.waiting.freed_values import Candidate, Freed, FreedTime, OfferView, Place
from clinic_desktop.viewmodels.appointments.taking_back import Asking, ask_then
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

# The board opens without the waiting list's verbs: what they need would make the start longer.
if TYPE_CHECKING:
    from clinic_desktop.services.appointments.booking import BookingService
    from clinic_desktop.services.waiting.service import WaitingListService
    from clinic_desktop.services.waiting.values import WishBooked

_RELOAD_ON = frozenset({Topic.APPOINTMENTS, Topic.QUEUE, Topic.SCHEDULES, Topic.WAITING_LIST, Topic.PATIENTS})
Item = FreedTime | OfferView


def _key(item: Item) -> object:
    """What tells an item from another, also after it was read again."""
    return item.id if isinstance(item, OfferView) else (item.practitioner_id, item.period.start)


@dataclass(frozen=True, slots=True)
class FreedState:
    """``items`` are the free times and the offers without an answer, but for those that were put aside at this desk.
    ``at`` is the one in view, ``choice`` the candidate for it."""

    freed: Freed = field(default_factory=Freed)
    aside: frozenset[object] = frozenset()
    at: int = 0
    choice: int = 0
    busy: bool = False

    @property
    def items(self) -> tuple[Item, ...]:
        """Free times first: they wait for the desk, the offers for a patient."""
        every: tuple[Item, ...] = (*self.freed.times, *self.freed.offers)
        return tuple(item for item in every if _key(item) not in self.aside)

    @property
    def item(self) -> Item | None:
        """The one in view."""
        items = self.items
        return items[min(self.at, len(items) - 1)] if items else None

    @property
    def time(self) -> FreedTime | None:
        """The free time in view, where it is one."""
        return self.item if isinstance(self.item, FreedTime) else None

    @property
    def offer(self) -> OfferView | None:
        """The offer in view, where it is one."""
        return self.item if isinstance(self.item, OfferView) else None

    @property
    def candidate(self) -> Candidate | None:
        """Who would be asked now."""
        time = self.time
        return time.candidates[min(self.choice, len(time.candidates) - 1)] if time and time.candidates else None

    @property
    def can_offer(self) -> bool:
        """Whether the candidate can be written to; who waits in the room is asked by word of mouth."""
        return self.candidate is not None and self.candidate.source is not Source.WALK_IN


class FreedTimesViewModel(ViewModel[FreedState]):
    """``offered`` carries an OfferView, ``booked`` a WishBooked, ``turned_down`` the OfferView that was refused."""

    offered = Signal(object)
    booked = Signal(object)
    turned_down = Signal(object)

    def __init__(
        self,
        session: Session,
        tasks: Background,
        waiting: "Callable[[], WaitingListService]",
        booking: "Callable[[], BookingService]",
    ) -> None:
        """``waiting`` and ``booking`` give the services, which are imported when they are first asked, off the
        interface thread."""
        super().__init__(FreedState(), tasks.database)
        self._session, self._reading = session, tasks.slow
        self._waiting, self._booking = waiting, booking
        self._chosen = False
        self._offered: object = None

    def load(self) -> None:
        """Asks what is free, for those who keep the list."""
        if not self._session.signed_in or not self._session.may(Permission.EDIT_WAITING_LIST):
            return
        actor, centre_id = self._session.actor, self._session.centre.id
        # Not on the worker that bookings wait for: nobody waits for this.
        self.ask(lambda: self._waiting().freed(actor, centre_id), self._loaded, lambda _: None, "freed", self._reading)

    def forget(self) -> None:
        """Another centre is looked at: nothing of this one is shown any more."""
        self._chosen, self._offered = False, None
        self.show_state(freed=Freed(), aside=frozenset(), at=0, choice=0)

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed here or at another desk."""
        if topics & _RELOAD_ON:
            self.load()

    def step(self, step: int) -> None:
        """The next free time or offer, round the ends."""
        count = len(self.state.items)
        if count:
            self._chosen = True
            self.show_state(at=(min(self.state.at, count - 1) + step) % count, choice=0)

    def next_person(self) -> None:
        """The next candidate for the time in view, round the end."""
        time = self.state.time
        if time is not None and time.candidates:
            self._chosen = True
            self.show_state(choice=(self.state.choice + 1) % len(time.candidates))

    def look_at_newest(self) -> None:
        """Something was done at this desk: a time that it freed comes into view, whatever was looked at before."""
        self._chosen = False

    def put_aside(self) -> None:
        """Shows the item in view no more at this desk; it stays on the page of the waiting list."""
        item = self.state.item
        if item is not None:
            self._chosen = False
            self.show_state(aside=self.state.aside | {_key(item)}, choice=0)

    def bring_back(self) -> None:
        """Shows again what was put aside."""
        self.show_state(aside=frozenset())

    def offer(self) -> None:
        """Keeps the time for the candidate and writes to them."""
        time, candidate = self.state.time, self.state.candidate
        if time is None or candidate is None or not self.state.can_offer or self.state.busy:
            return
        actor, place = self._session.actor, _place(time, candidate)
        self._act(lambda: self._waiting().offer(actor, candidate.number, candidate.version, place), self._was_offered)

    def book(self) -> None:
        """Books the time for the candidate: they said yes."""
        time, candidate = self.state.time, self.state.candidate
        if time is None or candidate is None or self.state.busy:
            return
        actor, place, key = self._session.actor, _place(time, candidate), str(uuid.uuid4())
        self._act(lambda: self._waiting().book(actor, candidate, place, key), self.booked.emit)

    def accept(self) -> None:
        """The patient takes the offer in view."""
        offer = self.state.offer
        if offer is None or self.state.busy:
            return
        actor, key = self._session.actor, str(uuid.uuid4())
        self._act(lambda: self._waiting().accept(actor, offer.id, offer.version, key), self.booked.emit)

    def refuse(self) -> None:
        """The patient does not take the offer in view: the next is asked."""
        offer = self.state.offer
        if offer is None or self.state.busy:
            return
        actor = self._session.actor
        self._act(
            lambda: self._waiting().refuse(actor, offer.id, offer.version), lambda _: self.turned_down.emit(offer)
        )

    def take_back(self, offer: OfferView, finished: Callable[[], None]) -> None:
        """Undoes an offer."""
        actor = self._session.actor
        self.ask(lambda: self._waiting().take_back(actor, offer.id, offer.version), lambda _: self._done(finished))

    def undo_book(self, done: "WishBooked", asking: Asking) -> None:
        """Undoes a booking. What was paid for a new visit meanwhile goes back once that is wanted."""
        actor = self._session.actor

        def finished(back: Money | None) -> None:
            self._done(partial(asking.finished, back))

        ask_then(
            self,
            self._session,
            self._booking,
            () if done.moved else (done.visit.id,),
            lambda: self._waiting().undo_book(actor, done, WAITING_BOOKING_TAKEN_BACK),
            replace(asking, finished=finished),
        )

    # --- Inside -----------------------------------------------------------------------------------------------------

    def _act(self, work: Callable[[], object], done: Callable[[object], None]) -> None:
        self.show_state(busy=True)

        def did(answer: object) -> None:
            self.show_state(busy=False, choice=0)
            self.load()
            done(answer)

        def refused(refusal: Refused) -> None:
            self.show_state(busy=False)
            self.load()
            self.refused.emit(refusal)

        self.ask(work, did, refused)

    def _was_offered(self, answer: object) -> None:
        if isinstance(answer, OfferView):
            self._offered = _key(answer)
            self.offered.emit(answer)

    def _done(self, finished: Callable[[], None]) -> None:
        self.load()
        finished()

    def _loaded(self, freed: Freed) -> None:
        """What was just offered comes into view, to be answered. A time that became free meanwhile comes into view,
        too, unless the person has chosen what they look at, or is at work on it. Else what is in view stays."""
        before, known_before = self.state.item, {_key(item) for item in self.state.items}
        self.state = FreedState(freed, self.state.aside, self.state.at, self.state.choice, self.state.busy)
        known = [_key(item) for item in self.state.items]
        new = bool(self.state.freed.times) and bool(known) and known[0] not in known_before
        if self._offered in known:
            self._chosen, at = True, known.index(self._offered)
            self._offered = None
            self.show_state(at=at, choice=0)
        elif before is not None and _key(before) in known and (self._chosen or self.state.busy or not new):
            self.show_state(at=known.index(_key(before)))
        else:
            self._chosen = False
            self.show_state(at=0, choice=0)


def _place(time: FreedTime, candidate: Candidate) -> Place:
    return Place(time.practitioner_id, time.location_id, candidate.period.start)
