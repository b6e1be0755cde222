"""Changing hours together with what becomes of the appointments that this hits: one save, one transaction, one undo."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.locks import hold_rooms, hold_schedule
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.rooms import needs_room
from clinic_desktop.services.scheduling import impact, taking_back
from clinic_desktop.services.scheduling.diaries import load_diaries, with_decisions
from clinic_desktop.services.scheduling.effects import Effect, effect_of, practitioners_of
from clinic_desktop.services.scheduling.resolving import Resolved, checked_decisions, resolve, targets_of
from clinic_desktop.services.scheduling.values import (
    AppointmentHit,
    Decision,
    HoursChange,
    Proposal,
    SavedChange,
    TakenBack,
    Treatment,
)

_EACH = 6


class HoursChangeService:
    """Says whom a change of hours hits and where they could go, and does it all at once."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def preview(self, actor: Actor | None, change: HoursChange) -> tuple[AppointmentHit, ...]:
        """The appointments that the change would hit, each with the times proposed for it. Refuses as ``save`` does."""
        now = self._clock()
        with self._database.read() as session:
            effect = effect_of(session, actor, change, now)
            found = _hits(session, effect, now)
            return load_diaries(session, effect.actor, found, effect, now).propose(found, now) if found else ()

    def times(
        self, actor: Actor | None, change: HoursChange, appointment_id: int, decisions: Sequence[Decision] = ()
    ) -> tuple[Proposal, ...]:
        """Several free times for one of the hits, of its own doctor first; ``decisions`` are those made of the others,
        whose times are not free any more. Refuses with NotFound what is not hit."""
        now = self._clock()
        with self._database.read() as session:
            effect = effect_of(session, actor, change, now)
            found = _hits(session, effect, now)
            hit = next((one for one in found if one.id == appointment_id), None)
            if hit is None:
                raise NotFound("appointment", appointment_id)
            diaries = load_diaries(session, effect.actor, found, effect, now)
            return with_decisions(diaries, found, decisions, hit.id).times(hit, now, _EACH)

    def save(
        self, actor: Actor | None, change: HoursChange, decisions: Sequence[Decision], reason: str = ""
    ) -> SavedChange:
        """Makes the change and does what was decided of each appointment that it hits, all or nothing.

        ``reason`` is what the history and cancelled patients are told. Refuses with NotAllowed; Invalid; StaleRecord
        where the hours are another version, or where other appointments are hit than were decided about; SlotTaken
        where a time is not free any more.
        """
        now = self._clock()
        with self._database.write() as session:
            # Whoever may not is told so before anything is locked.
            effect_of(session, actor, change, now)
            hold_all(session, [*practitioners_of(session, change), *targets_of(decisions)])
            effect = effect_of(session, actor, change, now)
            found = _hits(session, effect, now)
            hold_rooms_for(session, found, decisions)
            undo = effect.write(session)
            pairs = checked_decisions(session, found, decisions)
            moved = [hit for hit, decision in pairs if decision.treatment is Treatment.MOVE]
            targets = targets_of(decisions)
            diaries = load_diaries(session, effect.actor, moved, effect, now, only=targets) if moved else None
            done = resolve(session, effect.actor, pairs, diaries, reason, now)
        return saved(done, undo)

    def undo(self, actor: Actor | None, taken: TakenBack) -> None:
        """Takes a saved change back as one step: hours, moves, cancellings and messages that have not left. Refuses as
        undoing each of them would, and with StaleRecord where the hours were changed since; then nothing is undone."""
        with self._database.write() as session:
            taking_back.take_back(session, actor, taken, self._clock())


def saved(done: Resolved, undo: TakenBack, shifted: Sequence[tuple[int, int]] = ()) -> SavedChange:
    """What a save did, with what undoes it where no money went back."""
    # Shifted visits go back first: they may stand where others were.
    steps = (*shifted, *done.appointments)
    token = None
    if not done.refunded_minor:
        token = replace(undo, appointments=steps)
    version = undo.weeks[0].version if undo.weeks else None
    return SavedChange(done.moved, done.cancelled, done.kept, done.refunded_minor, token, version, len(shifted))


def hold_all(session: Session, practitioner_ids: Iterable[int]) -> None:
    """Locks the doctors' schedules in the order of their numbers."""
    for number in sorted(set(practitioner_ids)):
        hold_schedule(session, number)


def hold_rooms_for(
    session: Session, hits: Sequence[AppointmentHit], decisions: Sequence[Decision], more: Iterable[int] = ()
) -> None:
    """Locks the rooms of the centres at which a visit that needs one is moved, and of ``more``: before any
    appointment."""
    moving = {decision.appointment_id for decision in decisions if decision.treatment is Treatment.MOVE}
    there = [hit for hit in hits if hit.id in moving]
    services = {number: needs_room(session, number) for number in {hit.service_id for hit in there}}
    for location_id in sorted({*more, *(hit.location_id for hit in there if services[hit.service_id])}):
        hold_rooms(session, location_id)


def _hits(session: Session, effect: Effect, now: datetime) -> tuple[AppointmentHit, ...]:
    return impact.hits(session, effect.actor, effect.practitioner_ids, effect.zones, now, effect.change)
