"""What is in the way of visits that begin later: visits of the doctor that do not shift, and rooms that others have."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.scheduling import Hold
from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.scheduling.late import LateClash, Shifted
from clinic_desktop.services.appointments.hold_owner import is_own
from clinic_desktop.services.appointments.placing import free_expired
from clinic_desktop.services.appointments.rooms import RoomUse, expired_in, load_room_use

_LONGEST = timedelta(hours=24)
_BEGUN = (AppointmentState.IN_PROGRESS, AppointmentState.COMPLETED)
_booked, _hold = Appointment.__table__.c, Hold.__table__.c


def begun_visits(session: Session, practitioner_id: int, now: datetime, until: datetime) -> list[tuple[int, int]]:
    """The times of the visits that were begun before their turn, in seconds since 1970: their time stays taken."""
    rows = session.execute(
        select(_booked.starts_at, _booked.ends_at).where(
            _booked.practitioner_id == practitioner_id,
            _booked.starts_at > now - _LONGEST,
            _booked.starts_at < until,
            _booked.ends_at > now,
            _booked.state.in_(_BEGUN),
            ~_booked.queue_only,
        )
    )
    return [(int(row.starts_at.timestamp()), int(row.ends_at.timestamp())) for row in rows]


def rooms_of(
    session: Session, shifts: Sequence[Shifted], now: datetime, without: Sequence[int] = ()
) -> dict[int, int | None]:
    """The room of each of those that reserve one at its new time: its own, else another that is free; None where none
    is. A group session stays together. ``without`` are visits that give their rooms up."""
    rows = session.execute(
        select(_booked.id, _booked.room_id, _booked.location_id, _booked.service_id, _booked.starts_at).where(
            _booked.id.in_([one.reference for one in shifts]), _booked.room_reserved
        )
    ).all()
    if not rows:
        return {}
    periods = {one.reference: period_of_shift(one) for one in shifts}
    window = Period(min(one.start for one in periods.values()), max(one.end for one in periods.values()))
    use = load_room_use(
        session, sorted({row.location_id for row in rows}), window, now, moving_ids=[*periods, *without]
    )
    given: dict[tuple[int, datetime], int | None] = {}
    for row in rows:
        session_key = (row.service_id, row.starts_at)
        if session_key not in given:
            given[session_key] = _room(use, row.location_id, row.room_id, periods[row.id])
    return {row.id: given[row.service_id, row.starts_at] for row in rows}


def without_room(shifts: Sequence[Shifted], rooms: Mapping[int, int | None]) -> tuple[Shifted, ...]:
    """The shifts with what those run into whose room, and every other, is somebody else's then."""
    return tuple(
        replace(one, clash=LateClash.ROOM) if one.clash is None and rooms.get(one.reference, 0) is None else one
        for one in shifts
    )


def over_held_time(
    session: Session, actor: Actor, practitioner_id: int, shifts: Sequence[Shifted], now: datetime
) -> tuple[Shifted, ...]:
    """The shifts, with HELD at those that come onto a time which another desk is holding for somebody. Nothing is in
    the way of saving: a hold is short, and the visit was there first; but the person is to know."""
    if not shifts:
        return ()
    rows = session.execute(
        select(_hold.starts_at, _hold.ends_at).where(
            _hold.practitioner_id == practitioner_id,
            _hold.expires_at > now,
            _hold.starts_at < max(period_of_shift(one).end for one in shifts),
            _hold.ends_at > min(period_of_shift(one).start for one in shifts),
            ~is_own(actor),
        )
    ).all()
    held = [(int(row.starts_at.timestamp()), int(row.ends_at.timestamp())) for row in rows]
    return tuple(replace(one, clash=LateClash.HELD) if _runs_onto(one, held) else one for one in shifts)


def free_unpaid_rooms(
    session: Session, shifts: Sequence[Shifted], rooms: Mapping[int, int | None], now: datetime
) -> None:
    """Cancels the bookings of those rooms whose time to be paid is over and that nobody has cleared away."""
    for one in shifts:
        if rooms.get(one.reference) is not None:
            expired = expired_in(session, rooms[one.reference], period_of_shift(one), now)
            free_expired(session, expired, now)


def period_of_shift(one: Shifted) -> Period:
    """When the visit is to be."""
    return Period(datetime.fromtimestamp(one.start, UTC), datetime.fromtimestamp(one.end, UTC))


def _runs_onto(one: Shifted, held: Sequence[tuple[int, int]]) -> bool:
    """Whether the visit comes onto one of the times, where nothing worse is to be said and it was not on it before."""
    if one.clash is not None:
        return False
    start, end = one.start - one.delay, one.end - one.delay
    return any(low < one.end and one.start < high and not (low < end and start < high) for low, high in held)


def _room(use: RoomUse, location_id: int, own: int, period: Period) -> int | None:
    free = use.free(location_id, period)
    return own if own in free else next(iter(free), None)
