"""Offering a free time to somebody who waits, and what becomes of it: accepted, refused, or run out by time alone.

Order of locks: schedule, offer, entry, then what booking locks.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.locks import hold_schedule
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.scheduling import Hold
from clinic_desktop.db.models.waiting import SlotOffer
from clinic_desktop.domain.codes import Channel, MessageKind, OfferState, Topic, WaitingState
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.permissions import Actor, Permission, not_there, require
from clinic_desktop.services import audit
from clinic_desktop.services.appointments.answering import read_view
from clinic_desktop.services.appointments.cancelling import cancel
from clinic_desktop.services.appointments.expiry import in_force
from clinic_desktop.services.appointments.facts import load_facts
from clinic_desktop.services.appointments.holds import claim
from clinic_desktop.services.appointments.making import made_before, make
from clinic_desktop.services.appointments.moving import Move, lock_schedules, move
from clinic_desktop.services.appointments.reading import MOVABLE
from clinic_desktop.services.appointments.undoing import undo
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.messages.outbox import drop_cause, enqueue_for_patient
from clinic_desktop.services.settings import settings_for
from clinic_desktop.services.waiting.ending import OFFER, answer, cause_of, end_offers, let_go
from clinic_desktop.services.waiting.entries import find, mark_booked, read, reopen, require_edit, take
from clinic_desktop.services.waiting.freed_values import OfferView, Place
from clinic_desktop.services.waiting.reading import has_visit, offers
from clinic_desktop.services.waiting.reading import offer as offer_row
from clinic_desktop.services.waiting.values import WishBooked, WishView

_table = SlotOffer.__table__
SHORTEST = timedelta(minutes=1)
"""Any stretch in which a visit may begin."""


def offer(session: Session, actor: Actor, entry_id: int, version: int, place: Place, now: datetime) -> OfferView:
    """Keeps the time for the patient for ``offer_minutes`` and writes to them. Refuses with SlotTaken where somebody
    else has it, StaleRecord where the entry changed, Invalid({"entry": code}) with "offered_already" where another
    offer waits for their answer, "booked_then" where they are with a doctor at that time, here or elsewhere."""
    _require_booking(actor, place)
    hold_schedule(session, place.practitioner_id)
    entry = take(session, actor, entry_id, version, (WaitingState.OPEN,))
    if offers(session, now, offer_row.entry_id == entry_id):
        raise Invalid({"entry": "offered_already"})
    minutes = settings_for(session, place.location_id, place.practitioner_id).offer_minutes
    held = claim(
        session, actor, place.practitioner_id, place.location_id, entry.service_id, place.starts_at, entry.patient_id,
        now, minutes=minutes,
    )  # fmt: skip
    visit = select(Appointment.id).where(Appointment.patient_id == entry.patient_id, *has_visit(held.period, now))
    if session.execute(visit.limit(1)).first() is not None:
        raise Invalid({"entry": "booked_then"})
    number = session.execute(
        insert(_table)  # type: ignore[arg-type]
        .values(
            entry_id=entry_id, practitioner_id=place.practitioner_id, location_id=place.location_id,
            starts_at=held.period.start, ends_at=held.period.end, hold_key=held.key, offered_at=now,
            offered_by_id=actor.account_id, expires_at=held.expires_at, version=1, state=OfferState.OPEN,
        )
        .returning(offer_row.id)
    ).scalar_one()  # fmt: skip
    facts = load_facts(session, place.practitioner_id, place.location_id, entry.service_id)
    enqueue_for_patient(
        session, actor, MessageKind.WAITING_LIST_OFFER, entry.patient_id, place.location_id, now,
        cause=cause_of(number),
        facts={
            "starts_at": held.period.start.isoformat(),
            "ends_at": held.period.end.isoformat(),
            "practitioner_id": place.practitioner_id,
            "practitioner_name": facts.practitioner_name,
            "speciality": facts.speciality,
            "service_name": facts.service_name,
            "answer_by": held.expires_at.isoformat(),
            "offer_id": number,
        },
    )  # fmt: skip
    _note(session, actor, "offer_time", number, _look(session, actor, number), now)
    return offers(session, now, offer_row.id == number)[0]


def accept(session: Session, actor: Actor, offer_id: int, version: int, request_key: str, now: datetime) -> WishBooked:
    """Books the time that was offered. Refuses with StaleRecord where another desk answered first, SlotTaken where the
    offer ran out and somebody else has the time."""
    held = _look(session, actor, offer_id)
    place = Place(held.practitioner_id, held.location_id, held.starts_at)
    _require_booking(actor, place)
    entry = read(session, held.entry_id, now)
    _lock(session, entry, place)
    answer(session, offer_id, version, OfferState.ACCEPTED, now)
    # The hold is the desk's that made the offer; whoever books on it has to be the same.
    session.execute(
        update(Hold)
        .where(Hold.key == held.hold_key)
        .values(account_id=actor.account_id, desk=actor.desk)
        .execution_options(synchronize_session=False)
    )
    drop_cause(session, actor, cause_of(offer_id), now)
    _note(session, actor, "accept_time", offer_id, held, now)
    return _book(session, actor, entry, entry.version, place, request_key, held.hold_key, now)


def refuse(session: Session, actor: Actor, offer_id: int, version: int, now: datetime) -> None:
    """The patient does not want the time: it is free for the next, and this one is not asked for it again."""
    held = _look(session, actor, offer_id)
    answer(session, offer_id, version, OfferState.REFUSED, now)
    let_go(session, actor, held, now)
    _note(session, actor, "refuse_time", offer_id, held, now)


def take_back(session: Session, actor: Actor, offer_id: int, version: int, now: datetime) -> None:
    """Undoes an offer: the time is free, the message is dropped unless it has left, and the patient may be asked
    again."""
    held = _look(session, actor, offer_id)
    answer(session, offer_id, version, OfferState.REFUSED, now)
    let_go(session, actor, held, now)
    session.execute(delete(_table).where(offer_row.id == offer_id))  # type: ignore[arg-type]
    _note(session, actor, "take_offer_back", offer_id, held, now)


def book(
    session: Session, actor: Actor, entry_id: int, version: int, place: Place, request_key: str, now: datetime
) -> WishBooked:
    """Books the time for an entry at once, without asking first: the patient said yes on the phone. Repeating a request
    with the same key gives the first result again."""
    _require_booking(actor, place)
    entry = find(session, actor, entry_id, now)
    known = made_before(session, actor, _request(entry, place, request_key, None))
    if known is not None:
        return WishBooked(read_view(session, actor, known), entry, False)
    _lock(session, entry, place)
    end_offers(session, actor, entry_id, now)
    return _book(session, actor, entry, version, place, request_key, None, now)


def give(session: Session, actor: Actor, appointment_id: int, version: int, place: Place, now: datetime) -> WishBooked:
    """Gives the time to somebody who waits in the room without one."""
    wish = Move(appointment_id, version, place.practitioner_id, place.starts_at, "", place.location_id, None, None)
    return WishBooked(move(session, actor, wish, now), None, True)


def undo_book(session: Session, actor: Actor, done: WishBooked, reason: str, now: datetime) -> None:
    """Takes a booking from the list back: the visit is cancelled, or back where it was, and the entry waits again."""
    if done.moved:
        undo(session, actor, done.visit.id, done.visit.version, "", now)
    else:
        cancel(session, actor, done.visit.id, done.visit.version, reason, None, True, now)
    if done.entry is not None:
        earlier_than_id = done.visit.id if done.moved else None
        reopen(session, actor, done.entry.id, done.entry.version, now, earlier_than_id)


# --- Inside ---------------------------------------------------------------------------------------------------------


def _require_booking(actor: Actor, place: Place) -> None:
    require_edit(actor, place.location_id, place.practitioner_id)
    require(actor, Permission.BOOK, location_id=place.location_id, practitioner_id=place.practitioner_id)


def _look(session: Session, actor: Actor, offer_id: int) -> Any:
    row = session.execute(select(*_table.c).where(offer_row.id == offer_id)).one_or_none()
    if row is None:
        raise not_there(actor, Permission.EDIT_WAITING_LIST, OFFER, offer_id)
    require_edit(actor, row.location_id, row.practitioner_id)
    return row


def _lock(session: Session, entry: WishView, place: Place) -> None:
    """The schedule of the doctor, and of the one whose later visit is given up, by number."""
    if entry.appointment_id is not None:
        lock_schedules(session, entry.appointment_id, place.practitioner_id)
    else:
        hold_schedule(session, place.practitioner_id)


def _book(
    session: Session,
    actor: Actor,
    entry: WishView,
    version: int,
    place: Place,
    request_key: str,
    hold_key: str | None,
    now: datetime,
) -> WishBooked:
    take(session, actor, entry.id, version, (WaitingState.OPEN,))
    later = _later_visit(session, entry, now)
    if later is not None:
        wish = Move(
            later.id, later.version, place.practitioner_id, place.starts_at, "", place.location_id, None, hold_key
        )
        visit = move(session, actor, wish, now)
    else:
        made = make(session, actor, _request(entry, place, request_key, hold_key), now)
        visit = read_view(session, actor, made if isinstance(made, int) else made.appointment_id)
    mark_booked(session, actor, entry.id, place.location_id, visit.id, now)
    return WishBooked(visit, read(session, entry.id, now), later is not None)


def _later_visit(session: Session, entry: WishView, now: datetime) -> Any:
    """The visit that the patient gives up for this one, as long as it can be moved and is for the same service."""
    if entry.appointment_id is None:
        return None
    return session.execute(
        select(Appointment.id, Appointment.version).where(
            Appointment.id == entry.appointment_id,
            Appointment.service_id == entry.service_id,
            Appointment.state.in_(MOVABLE),
            in_force(now),
        )
    ).one_or_none()


def _request(entry: WishView, place: Place, request_key: str, hold_key: str | None) -> BookingRequest:
    return BookingRequest(
        request_key=request_key,
        practitioner_id=place.practitioner_id,
        location_id=place.location_id,
        service_id=entry.service_id,
        starts_at=place.starts_at,
        patient_id=entry.patient_id,
        channel=Channel.PHONE,
        urgency=entry.urgency,
        reason=entry.note,
        hold_key=hold_key,
    )


def _note(session: Session, actor: Actor, action: str, number: int, held: Any, now: datetime) -> None:
    audit.record(session, actor, action, OFFER, number, now, held.location_id)
    announce(session, Topic.WAITING_LIST, held.entry_id, now)
    announce(session, Topic.SCHEDULES, held.practitioner_id, now)
