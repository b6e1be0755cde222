"""Giving an appointment another room, and which rooms there are to choose from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.locks import hold_rooms
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.organisation import Room
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import NotFound, SlotTaken, StepNotAllowed
from clinic_desktop.domain.permissions import Actor, Permission
from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.services.appointments.answering import read_view
from clinic_desktop.services.appointments.moving import lock_schedules
from clinic_desktop.services.appointments.reading import MOVABLE
from clinic_desktop.services.appointments.rooms import load_room_use, members_of_session
from clinic_desktop.services.appointments.steps import Held, change_row, look, look_for, record, take
from clinic_desktop.services.appointments.values import AppointmentView

_STEP = "set_room"


@dataclass(frozen=True, slots=True)
class RoomOption:
    """A room of the centre; ``free`` says whether the appointment could have it."""

    room_id: int
    name: str
    free: bool


def room_options(session: Session, actor: Actor, appointment_id: int, now: datetime) -> tuple[RoomOption, ...]:
    """The rooms of the appointment's centre by name. Empty where the service needs none."""
    held = look_for(session, actor, appointment_id, Permission.RESCHEDULE)
    if not _rules(session, held).needs_room:
        return ()
    use = load_room_use(session, [held.location_id], held.period, now, moving_ids=_mates(session, held, now))
    free = use.free(held.location_id, held.period)
    names = session.execute(select(Room.id, Room.name).where(Room.id.in_(use.rooms.get(held.location_id, ()))))
    return tuple(RoomOption(row.id, row.name, row.id in free) for row in sorted(names, key=lambda row: str(row.name)))


def set_room(
    session: Session, actor: Actor, appointment_id: int, version: int, room_id: int, now: datetime
) -> AppointmentView:
    """Gives the appointment, and those who share its group session, that room. Refuses with SlotTaken(ROOM) where
    somebody else has it then."""
    seen = look_for(session, actor, appointment_id, Permission.RESCHEDULE)
    lock_schedules(session, appointment_id)
    hold_rooms(session, seen.location_id)
    held = take(session, actor, appointment_id, version, Permission.RESCHEDULE)
    if held.state_at(now) not in MOVABLE or held.queue_only:
        raise StepNotAllowed(held.state_at(now), _STEP)
    mates = _mates(session, held, now)
    use = load_room_use(session, [held.location_id], held.period, now, moving_ids=mates)
    if room_id not in use.rooms.get(held.location_id, ()):
        raise NotFound("room", room_id)
    reserved = _rules(session, held).needs_room
    if reserved and room_id not in use.free(held.location_id, held.period):
        raise SlotTaken(held.period, WhyNot.ROOM)
    for number in mates:
        mate = held
        if number != held.id:
            mate = take(session, actor, number, look(session, number).version, Permission.RESCHEDULE)
        _write(session, actor, mate, room_id, reserved, now)
    return read_view(session, actor, held.id)


def _write(session: Session, actor: Actor, held: Held, room_id: int, reserved: bool, now: datetime) -> None:
    change_row(session, held, actor, now, room_id=room_id, room_reserved=reserved)
    names = {
        row.id: row.name
        for row in session.execute(select(Room.id, Room.name).where(Room.id.in_([held.room_id, room_id])))
    }
    detail: dict[str, object] = {
        "room_id": [held.room_id, room_id],
        "room": [names.get(held.room_id, ""), names.get(room_id, "")],
    }
    record(session, actor, held, _STEP, held.state, now, detail=detail, topics=(Topic.APPOINTMENTS,))


@dataclass(frozen=True, slots=True)
class _Rules:
    needs_room: bool
    capacity: int


def _rules(session: Session, held: Held) -> _Rules:
    row = session.execute(
        select(HealthcareService.needs_room, HealthcareService.capacity).where(HealthcareService.id == held.service_id)
    ).one()
    return _Rules(row.needs_room, row.capacity)


def _mates(session: Session, held: Held, now: datetime) -> list[int]:
    """The appointment and those of the same group session, in the order of their numbers: the order of locks."""
    if _rules(session, held).capacity < 2:
        return [held.id]
    rows = members_of_session(session, held.service_id, held.practitioner_id, held.location_id, held.period, now)
    return sorted({held.id, *(row.id for row in rows)})
