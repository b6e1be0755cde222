"""The order of a doctor's queue, and how long somebody in it is likely to wait."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, bindparam, literal_column, select, union_all
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.db.types import UtcDateTime
from clinic_desktop.domain.codes import AppointmentState, QueueState, Urgency
from clinic_desktop.domain.period import Period, minutes
from clinic_desktop.domain.scheduling import working_time
from clinic_desktop.domain.waits import UNMEASURED, Lengths, Queued, expected_starts
from clinic_desktop.services.appointments.timetables import load_hours
from clinic_desktop.services.appointments.waits import load_lengths, load_lengths_of, load_working, minutes_until

_visit, _booked = Encounter.__table__.c, Appointment.__table__.c
_RANK = {Urgency.EMERGENCY: 0, Urgency.PRIORITY: 1, Urgency.ROUTINE: 2}

QueueKey = tuple[int, int, datetime, datetime, int]
_NOT_HERE_YET = 2**63
_EXPECTED_LATE = timedelta(minutes=10)
"""So long after their time people who are booked are still counted on."""
_DUE = "due"


def _standing(of_doctor: Any) -> tuple[Any, Any]:
    """Selects who is in the queue, and who is booked before a moment and not here yet, as rows of one shape."""
    visit = (
        _visit.urgency, _visit.skips, _visit.arrived_at, _visit.queue_state, _visit.started_at,
        _visit.id.label("encounter_id"),
    )  # fmt: skip
    nobody: tuple[Any, ...] = (
        _booked.urgency, literal_column("0").label("skips"), _booked.starts_at.label("arrived_at"),
        literal_column(f"'{_DUE}'").label("queue_state"), _booked.starts_at.label("started_at"),
        literal_column("0").label("encounter_id"),
    )  # fmt: skip
    both = (
        _booked.id, _booked.practitioner_id, _booked.service_id, _booked.starts_at, _booked.ends_at, _booked.queue_only,
    )  # fmt: skip
    here = (QueueState.WAITING, QueueState.CALLED, QueueState.IN_ROOM)
    due = select(*both, *nobody).where(
        of_doctor(_booked.practitioner_id),
        _booked.state == bindparam("confirmed", AppointmentState.CONFIRMED),
        _booked.starts_at >= bindparam("after", None, type_=UtcDateTime),
        _booked.starts_at < bindparam("before", None, type_=UtcDateTime),
    )
    queue = (
        select(*both, *visit)
        .join_from(Encounter.__table__, Appointment.__table__, _booked.id == _visit.appointment_id)
        .where(
            of_doctor(_visit.practitioner_id),
            _visit.day == bindparam("day", None, type_=Date),
            _visit.queue_state.in_(bindparam("here", list(here), expanding=True, literal_execute=True)),
        )
    )
    return queue, due


_QUEUE_OF_ONE = Prepared(union_all(*_standing(lambda column: column == bindparam("practitioner_id", None))))
_DUE_OF_MANY = _standing(lambda column: column.in_(bindparam("practitioner_ids", expanding=True)))[1]


_PLACES = {QueueState.IN_ROOM: 0, QueueState.CALLED: 1, QueueState.WAITING: 2, _DUE: 2, QueueState.HELD: 3}


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody whose wait is asked for: whom they come to, where and what for, and their place in the queue."""

    practitioner_id: int
    location_id: int
    zone: ZoneInfo
    day: date
    service_id: int
    period: Period
    queue_only: bool
    key: QueueKey


def queue_key(
    urgency: str, skips: int, starts_at: datetime, arrived_at: datetime, encounter_id: int = _NOT_HERE_YET
) -> QueueKey:
    """Sorts a queue: urgency, then appointment time, then arrival. Who was called and not there goes behind the
    others."""
    return _RANK[Urgency(urgency)], skips, starts_at, arrived_at, encounter_id


def row_key(row: Any) -> QueueKey:
    """Where a row stands in the queue."""
    return queue_key(row.urgency, row.skips, row.starts_at, row.arrived_at, row.encounter_id)


def place_key(row: Any) -> tuple[int, QueueKey]:
    """The order in which people go in: who is in the room, who is called, who waits; last who is set aside."""
    return _PLACES[row.queue_state], row_key(row)


def count_before(session: Session, practitioner_id: int, day: date, key: QueueKey, now: datetime) -> int:
    """How many who are here are to be called before a patient with that place."""
    rows = _before(session, practitioner_id, day, key, now, now)
    return _calls(rows)


def waiting_before(session: Session, comer: Comer, now: datetime) -> tuple[int, int]:
    """How many are to be called before a patient with that place, and the minutes that they are likely to wait.

    Those who are booked before them and not here yet are counted on in the minutes, but nobody sees them waiting."""
    rows = _before(session, comer.practitioner_id, comer.day, comer.key, comer.period.start, now)
    wanted = Queued(comer.service_id, comer.period.duration, None, None if comer.queue_only else comer.period.start)
    lengths = load_lengths_of(session, comer.practitioner_id) if rows else UNMEASURED
    working = load_working(session, comer.practitioner_id, comer.location_id, comer.zone, comer.day)
    start = expected_starts([*(queued(row, now) for row in rows), wanted], lengths, working, now)[-1]
    return _calls(rows), minutes_until(start, now)


def expected_minutes(
    session: Session, location_id: int, zone: ZoneInfo, day: date, rows: Sequence[Any], now: datetime
) -> dict[int, int]:
    """How many minutes each of a centre's queue is likely to wait from now on, by appointment."""
    doctors = sorted({row.practitioner_id for row in rows})
    if not doctors:
        return {}
    hours = load_hours(session, doctors, [location_id], day, day)
    lengths = load_lengths(session, doctors)
    before = max(row.starts_at for row in rows)
    queues: defaultdict[int, list[Any]] = defaultdict(list)
    for row in (*rows, *_due_before(session, doctors, before, now)):
        queues[row.practitioner_id].append(row)
    found: dict[int, int] = {}
    for doctor, queue in queues.items():
        queue.sort(key=place_key)
        working = working_time(hours.timetable(doctor, location_id, zone), day)
        starts = expected_starts((queued(row, now) for row in queue), lengths[doctor], working, now)
        found |= {row.id: minutes_until(start, now) for row, start in zip(queue, starts, strict=True)}
    return found


def minutes_at_the_end(
    queue: Iterable[Any], lengths: Lengths | None, working: Sequence[Period], service_id: int, now: datetime
) -> int:
    """How long somebody without a time who comes now is likely to wait, behind everybody who is in the queue."""
    people = [queued(row, now) for row in sorted(queue, key=place_key)]
    starts = expected_starts([*people, Queued(service_id, timedelta(0))], lengths or UNMEASURED, working, now)
    return minutes_until(starts[-1], now)


def queued(row: Any, now: datetime) -> Queued:
    """A row of the queue, or of somebody who is due, as the estimate takes it."""
    in_room = row.queue_state == QueueState.IN_ROOM
    return Queued(
        row.service_id,
        row.ends_at - row.starts_at,
        (row.started_at or now) if in_room else None,
        None if row.queue_only else row.starts_at,
    )


def _before(
    session: Session, practitioner_id: int, day: date, key: QueueKey, due_before: datetime, now: datetime
) -> list[Any]:
    """Who goes in before that place, in order."""
    asked = {"practitioner_id": practitioner_id, "day": day, "after": now - _EXPECTED_LATE, "before": due_before}
    rows = [
        row
        for row in _QUEUE_OF_ONE.all(session.connection(), asked)
        if row.queue_state in (QueueState.IN_ROOM, QueueState.CALLED) or row_key(row) < key
    ]
    return sorted(rows, key=place_key)


def _calls(rows: Iterable[Any]) -> int:
    return sum(row.queue_state in (QueueState.CALLED, QueueState.WAITING) for row in rows)


def _due_before(session: Session, practitioner_ids: list[int], before: datetime, now: datetime) -> Sequence[Any]:
    asked = {"practitioner_ids": practitioner_ids, "after": now - _EXPECTED_LATE, "before": before}
    return session.connection().execute(_DUE_OF_MANY, asked).all()


def queue_length(queue: Iterable[Any]) -> int:
    """How many wait or are called."""
    return sum(row.queue_state != QueueState.IN_ROOM for row in queue)


def late_minutes(queue: Sequence[Any], now: datetime) -> int:
    """How far the doctor is behind: the longest that somebody with a time has waited past it, or that the visit in the
    room has lasted past its length."""
    behind = [timedelta(0)]
    for row in queue:
        if row.queue_state == QueueState.IN_ROOM:
            behind.append(now - ((row.started_at or now) + (row.ends_at - row.starts_at)))
        elif not row.queue_only:
            behind.append(now - row.starts_at)
    return minutes(max(behind))
