"""The waiting list's verbs: each is one transaction."""

from datetime import datetime

from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.domain.codes import WaitingState
from clinic_desktop.domain.period import Clock, Period
from clinic_desktop.domain.permissions import Actor, Permission, Scope, scope_of
from clinic_desktop.domain.waiting import Source
from clinic_desktop.services.appointments.cancelling import cancel
from clinic_desktop.services.appointments.nearest import offering_nearest
from clinic_desktop.services.waiting import entries, offering
from clinic_desktop.services.waiting.candidates import Waiting
from clinic_desktop.services.waiting.freed import Stretch, freed_stretches
from clinic_desktop.services.waiting.freed_values import Candidate, Freed, FreedTime, OfferView, Place
from clinic_desktop.services.waiting.listing import choices, day_at, listing
from clinic_desktop.services.waiting.openings import Doctors, FreePlace
from clinic_desktop.services.waiting.reading import offer as offer_row
from clinic_desktop.services.waiting.reading import offers
from clinic_desktop.services.waiting.values import (
    WaitingFilters,
    WaitingListing,
    WishBooked,
    WishChoices,
    WishDraft,
    WishView,
)

_MOST_TIMES = 12
_MOST_CANDIDATES = 8


class WaitingListService:
    """Who wants a time that is not free, which times became free, and what was offered to whom. Refuses with
    NotAllowed, NotFound, Invalid, StaleRecord or SlotTaken; then nothing has changed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    # --- The list ---------------------------------------------------------------------------------------------------

    def listing(self, actor: Actor, filters: WaitingFilters) -> WaitingListing:
        """The entries of a centre that the filters leave, and the counts of all."""
        with self._database.read() as session:
            return listing(session, actor, filters, self._clock())

    def choices(self, actor: Actor, location_id: int) -> WishChoices:
        """What a form for a wish may choose from."""
        with self._database.read() as session:
            return choices(session, actor, location_id)

    def wish(self, actor: Actor, entry_id: int) -> WishView:
        """One entry."""
        with self._database.read() as session:
            return entries.find(session, actor, entry_id, self._clock())

    def add(self, actor: Actor, draft: WishDraft) -> WishView:
        """Puts a patient on the list, or down for a recall."""
        with self._database.write() as session:
            return entries.add(session, actor, draft, self._clock())

    def earlier_draft(self, actor: Actor, appointment_id: int) -> WishDraft:
        """The wish of a patient who would give that visit up for an earlier time."""
        with self._database.read() as session:
            return entries.earlier_draft(session, actor, appointment_id, self._clock())

    def recall(self, actor: Actor, draft: WishDraft) -> WishView:
        """Puts a patient down to be seen again by a doctor, or gives the recall that waits already its new days."""
        with self._database.write() as session:
            return entries.recall(session, actor, draft, self._clock())

    def change(self, actor: Actor, entry_id: int, version: int, draft: WishDraft) -> WishView:
        """Changes what an open entry waits for."""
        with self._database.write() as session:
            return entries.change(session, actor, entry_id, version, draft, self._clock())

    def withdraw(self, actor: Actor, entry_id: int, version: int) -> WishView:
        """Takes an entry off the list; ``reopen`` puts it back."""
        with self._database.write() as session:
            return entries.withdraw(session, actor, entry_id, version, self._clock())

    def reopen(self, actor: Actor, entry_id: int, version: int) -> WishView:
        """Puts a withdrawn entry back."""
        with self._database.write() as session:
            return entries.reopen(session, actor, entry_id, version, self._clock())

    # --- Free times -------------------------------------------------------------------------------------------------

    def freed(self, actor: Actor, location_id: int) -> Freed:
        """The times that became free of late and that somebody waits for, and the offers without an answer. A doctor
        sees their own."""
        now = self._clock()
        with self._database.read() as session:
            day_at(session, actor, location_id, now)
            own = _own(actor)
            held = offers(session, now, offer_row.location_id == location_id)
            times = _freed_times(session, location_id, own, now)
        return Freed(times, tuple(item for item in held if own in (None, item.practitioner_id)))

    def candidates(self, actor: Actor, place: Place) -> FreedTime | None:
        """Who would take the time; None where nothing fits there now."""
        now = self._clock()
        with self._database.read() as session:
            day_at(session, actor, place.location_id, now)
            entries.require_edit(actor, place.location_id, place.practitioner_id)
            free = Doctors(session, place.location_id, [place.practitioner_id], now).place(
                place.practitioner_id, Period(place.starts_at, place.starts_at + offering.SHORTEST)
            )
            return _waiting(session, place.location_id, now).who(free, _MOST_CANDIDATES) if free else None

    def offer(self, actor: Actor, entry_id: int, version: int, place: Place) -> OfferView:
        """Keeps the time for the patient for a while, and writes to them."""
        with self._database.write() as session:
            return offering.offer(session, actor, entry_id, version, place, self._clock())

    def accept(self, actor: Actor, offer_id: int, version: int, request_key: str) -> WishBooked:
        """The patient takes the time: it is booked."""
        with self._database.write() as session:
            return offering.accept(session, actor, offer_id, version, request_key, self._clock())

    def refuse(self, actor: Actor, offer_id: int, version: int) -> None:
        """The patient does not want the time: the next is asked."""
        with self._database.write() as session:
            offering.refuse(session, actor, offer_id, version, self._clock())

    def take_back(self, actor: Actor, offer_id: int, version: int) -> None:
        """Undoes an offer."""
        with self._database.write() as session:
            offering.take_back(session, actor, offer_id, version, self._clock())

    def book(self, actor: Actor, candidate: Candidate, place: Place, request_key: str) -> WishBooked:
        """Books the time for a candidate at once; who waits in the room gets it in place of their turn."""
        now = self._clock()
        target = (place.practitioner_id, place.location_id, candidate.service_id)
        with offering_nearest(self._database, actor, target, now), self._database.write() as session:
            if candidate.source is Source.WALK_IN:
                return offering.give(session, actor, candidate.number, candidate.version, place, now)
            return offering.book(session, actor, candidate.number, candidate.version, place, request_key, now)

    def undo_visit(self, actor: Actor, appointment_id: int, version: int, entry_id: int, reason: str) -> None:
        """Takes a visit back that was booked by hand for an entry, which waits again."""
        now = self._clock()
        with self._database.write() as session:
            cancel(session, actor, appointment_id, version, reason, None, True, now)
            entry = entries.find(session, actor, entry_id, now)
            if entry.state is WaitingState.BOOKED and entry.appointment_id == appointment_id:
                entries.reopen(session, actor, entry_id, entry.version, now)

    def undo_book(self, actor: Actor, done: WishBooked, reason: str) -> None:
        """Takes a booking from the list back."""
        with self._database.write() as session:
            offering.undo_book(session, actor, done, reason, self._clock())


def _own(actor: Actor) -> int | None:
    """The doctor to whom the person's view is narrowed; None for everybody's."""
    narrow = scope_of(actor.role, Permission.EDIT_WAITING_LIST) is Scope.OWN
    return (actor.practitioner_id or 0) if narrow else None


def _waiting(session: Session, location_id: int, now: datetime) -> Waiting:
    zone = session.get_one(Location, location_id).zone
    return Waiting(session, location_id, zone, now)


def _freed_times(session: Session, location_id: int, own: int | None, now: datetime) -> tuple[FreedTime, ...]:
    waiting = _waiting(session, location_id, now)
    if not waiting.anybody():
        return ()
    stretches = [
        stretch for stretch in freed_stretches(session, location_id, waiting.zone, now) if own in (None, stretch[0])
    ]
    found: list[FreedTime] = []
    for place in _places(session, location_id, stretches, now):
        time = waiting.who(place, _MOST_CANDIDATES)
        if time.total:
            found.append(time)
        if len(found) == _MOST_TIMES:
            break
    return tuple(found)


def _places(session: Session, location_id: int, stretches: list[Stretch], now: datetime) -> list[FreePlace]:
    """What still is free of the stretches, each start once, in their order."""
    if not stretches:
        return []
    doctors = Doctors(session, location_id, sorted({doctor for doctor, _ in stretches}), now)
    found: dict[tuple[int, datetime], FreePlace] = {}
    for doctor, stretch in stretches[: 4 * _MOST_TIMES]:
        place = doctors.place(doctor, stretch)
        if place is not None:
            found.setdefault((doctor, place.start), place)
    return list(found.values())
