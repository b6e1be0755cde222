"""Rooms for services that need one: which are free when, and which one a booking gets."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import literal_column, or_, select, union_all
from sqlalchemy.orm import Session

from clinic_desktop.db.locks import hold_rooms
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.organisation import Room
from clinic_desktop.db.models.scheduling import Hold
from clinic_desktop.domain.codes import OCCUPYING_STATES
from clinic_desktop.domain.errors import NotFound, SlotTaken
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling import FreeSlots, ServiceRule, WhyNot, is_session_of, with_a_room
from clinic_desktop.services.appointments.timetables import Taken

_LONGEST = timedelta(hours=24)
_booked, _hold, _room = Appointment.__table__.c, Hold.__table__.c, Room.__table__.c


@dataclass(frozen=True, slots=True)
class GivenRoom:
    """The room of a booking. ``reserved`` says that nobody else has it meanwhile. ``expired_ids`` are bookings of the
    room whose time to be paid has run out: their rows have to go before the database takes this one."""

    room_id: int | None
    reserved: bool
    expired_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomUse:
    """The active rooms of some centres, and when they are reserved."""

    rooms: Mapping[int, tuple[int, ...]]
    reserved: Mapping[int, tuple[Period, ...]]

    def free(self, location_id: int, period: Period) -> tuple[int, ...]:
        """The rooms of the centre that nobody has during the period, in the order of their numbers."""
        return tuple(
            room
            for room in self.rooms.get(location_id, ())
            if not any(taken.meets(period) for taken in self.reserved.get(room, ()))
        )

    def leave(self, slots: FreeSlots, service: ServiceRule, location_id: int) -> FreeSlots:
        """The slots at which the service has a room; all of them where it needs none."""
        if not service.needs_room:
            return slots
        stretches = [
            [(int(taken.start.timestamp()), int(taken.end.timestamp())) for taken in self.reserved.get(room, ())]
            for room in self.rooms.get(location_id, ())
        ]
        return with_a_room(slots, stretches)

    def why_not(self, service: ServiceRule, location_id: int, wanted: Period, taken: Iterable[Taken]) -> WhyNot | None:
        """ROOM where the service needs a room and has none; ``taken`` is the doctor's time, since a group session that
        has begun to fill has its room."""
        if not service.needs_room or self.free(location_id, wanted):
            return None
        start, end = int(wanted.start.timestamp()), int(wanted.end.timestamp())
        joined = any(not item.expired and is_session_of(item.busy, service, location_id, start, end) for item in taken)
        return None if joined else WhyNot.ROOM


NO_ROOMS = RoomUse({}, {})
"""For services that need none."""


def room_use_for(
    session: Session,
    services: Iterable[ServiceRule | None],
    location_ids: Sequence[int],
    window: Period,
    now: datetime,
    *,
    hold_key: str | None = None,
    moving_id: int | None = None,
) -> RoomUse:
    """The rooms of the centres in the window, asked for only where one of the services needs a room. The caller's own
    hold and the appointment that is to be moved are not in the way."""
    if not any(service is not None and service.needs_room for service in services):
        return NO_ROOMS
    return load_room_use(session, location_ids, window, now, hold_key=hold_key, moving_ids=(moving_id,))


def load_room_use(
    session: Session,
    location_ids: Sequence[int],
    window: Period,
    now: datetime,
    *,
    hold_key: str | None = None,
    moving_ids: Sequence[int | None] = (),
) -> RoomUse:
    """The active rooms of the centres and who has them in the window: appointments that reserve them, and holds."""
    rooms: defaultdict[int, list[int]] = defaultdict(list)
    for row in session.execute(
        select(Room.id, Room.location_id).where(Room.location_id.in_(location_ids), Room.active).order_by(Room.id)
    ):
        rooms[row.location_id].append(row.id)
    reserved: defaultdict[int, list[Period]] = defaultdict(list)
    for row in session.execute(_reserving(location_ids, window, now)):
        own = row.key == hold_key if row.key else row.id in moving_ids
        if not own and not _is_expired(row, now):
            reserved[row.room_id].append(Period(row.starts_at, row.ends_at))
    return RoomUse(
        {location: tuple(found) for location, found in rooms.items()},
        {room: tuple(found) for room, found in reserved.items()},
    )


def give_room(
    session: Session,
    service: ServiceRule,
    practitioner_id: int,
    location_id: int,
    period: Period,
    now: datetime,
    *,
    usual_id: int | None,
    wanted_id: int | None = None,
    squeezed_in: bool = False,
    hold_key: str | None = None,
    moving_id: int | None = None,
) -> GivenRoom:
    """The room for a booking: the one that is wanted, else that of the group session, else the usual one, else any that
    is free. The schedule is locked already; the centre's rooms are locked here.

    Refuses with SlotTaken(ROOM) where the wanted one, or every one, is taken. Who is squeezed in is put into a taken
    room rather than refused: then nothing is reserved.
    """
    if not service.needs_room:
        return GivenRoom(usual_id if wanted_id is None else _checked(session, wanted_id, location_id), False)
    hold_rooms(session, location_id)
    if wanted_id is not None:
        _checked(session, wanted_id, location_id)
    shared = _room_of_session(session, service, practitioner_id, location_id, period, now, moving_id)
    if shared is not None and wanted_id in (None, shared):
        return GivenRoom(shared, True)
    use = load_room_use(session, [location_id], period, now, hold_key=hold_key, moving_ids=(moving_id,))
    free = use.free(location_id, period)
    room_id = wanted_id if wanted_id is not None else next((room for room in (usual_id, *free) if room in free), None)
    if room_id in free:
        return GivenRoom(room_id, True, expired_in(session, room_id, period, now))
    if squeezed_in:
        return GivenRoom(wanted_id or usual_id, False)
    raise SlotTaken(period, WhyNot.ROOM)


def needs_room(session: Session, service_id: int) -> bool:
    """Whether bookings of the service reserve a room."""
    return bool(
        session.execute(
            select(HealthcareService.needs_room).where(HealthcareService.id == service_id)
        ).scalar_one_or_none()
    )


def guard_reason(session: Session, practitioner_id: int, service_id: int, starts_at: datetime) -> WhyNot:
    """What the database's own guard was about when it refused a booking: the doctor's time, or else the room."""
    service = session.execute(
        select(HealthcareService.needs_room, HealthcareService.duration_minutes).where(
            HealthcareService.id == service_id
        )
    ).one_or_none()
    if service is None or not service.needs_room:
        return WhyNot.TAKEN
    taken = session.execute(
        select(_booked.id)
        .where(
            _booked.practitioner_id == practitioner_id,
            _booked.starts_at < starts_at + timedelta(minutes=service.duration_minutes),
            _booked.starts_at > starts_at - _LONGEST,
            _booked.ends_at > starts_at,
            _booked.state.in_(OCCUPYING_STATES),
            ~_booked.queue_only,
        )
        .limit(1)
    ).one_or_none()
    return WhyNot.ROOM if taken is None else WhyNot.TAKEN


def members_of_session(
    session: Session, service_id: int, practitioner_id: int, location_id: int, period: Period, now: datetime
) -> list[Any]:
    """The bookings in force of one group session, in the order of their numbers: id, version, room and its mark."""
    rows = session.execute(
        select(_booked.id, _booked.version, _booked.room_id, _booked.room_reserved)
        .where(
            _booked.practitioner_id == practitioner_id,
            _booked.location_id == location_id,
            _booked.service_id == service_id,
            _booked.starts_at == period.start,
            _booked.ends_at == period.end,
            _booked.state.in_(OCCUPYING_STATES),
            ~_booked.queue_only,
            or_(_booked.expires_at.is_(None), _booked.expires_at > now),
        )
        .order_by(_booked.id)
    )
    return list(rows)


def _reserving(location_ids: Sequence[int], window: Period, now: datetime) -> Any:
    """Appointments and holds that have a room of the centres in the window, as rows of one shape."""
    return union_all(
        select(
            _booked.id,
            _booked.room_id,
            _booked.starts_at,
            _booked.ends_at,
            _booked.expires_at,
            literal_column("''").label("key"),
        ).where(
            _booked.location_id.in_(location_ids),
            _booked.room_reserved,
            _booked.starts_at < window.end,
            _booked.starts_at > window.start - _LONGEST,
            _booked.ends_at > window.start,
            _booked.state.in_(OCCUPYING_STATES),
            ~_booked.queue_only,
        ),
        select(_hold.id, _hold.room_id, _hold.starts_at, _hold.ends_at, _hold.expires_at, _hold.key).where(
            _hold.location_id.in_(location_ids),
            _hold.room_id.is_not(None),
            _hold.expires_at > now,
            _hold.starts_at < window.end,
            _hold.ends_at > window.start,
        ),
    )


def _is_expired(row: Any, now: datetime) -> bool:
    return row.expires_at is not None and row.expires_at <= now


def expired_in(session: Session, room_id: int | None, period: Period, now: datetime) -> tuple[int, ...]:
    """The bookings of the room in the period whose time to be paid has run out."""
    return tuple(
        session.execute(
            select(_booked.id)
            .where(
                _booked.room_id == room_id,
                _booked.room_reserved,
                _booked.starts_at < period.end,
                _booked.ends_at > period.start,
                _booked.state.in_(OCCUPYING_STATES),
                _booked.expires_at <= now,
            )
            .order_by(_booked.id)
        ).scalars()
    )


def _room_of_session(
    session: Session,
    service: ServiceRule,
    practitioner_id: int,
    location_id: int,
    period: Period,
    now: datetime,
    moving_id: int | None,
) -> int | None:
    """The room that those who are in the same group session, or are about to join it, already have."""
    if service.capacity < 2:
        return None
    members = members_of_session(session, service.service_id, practitioner_id, location_id, period, now)
    joined = next((row.room_id for row in members if row.room_reserved and row.id != moving_id), None)
    if joined is not None:
        return int(joined)
    return session.execute(
        select(_hold.room_id)
        .where(
            _hold.practitioner_id == practitioner_id,
            _hold.location_id == location_id,
            _hold.service_id == service.service_id,
            _hold.starts_at == period.start,
            _hold.ends_at == period.end,
            _hold.room_id.is_not(None),
            _hold.expires_at > now,
        )
        .order_by(_hold.id)
        .limit(1)
    ).scalar_one_or_none()


def _checked(session: Session, room_id: int, location_id: int) -> int:
    """The room, if it is one of the centre's that is in use."""
    found = session.execute(
        select(_room.id).where(_room.id == room_id, _room.location_id == location_id, _room.active)
    ).one_or_none()
    if found is None:
        raise NotFound("room", room_id)
    return room_id
