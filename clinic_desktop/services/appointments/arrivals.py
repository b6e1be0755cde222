"""The arrival of a patient: token, place in the queue, and how long it will take."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.locks import next_number
from clinic_desktop.db.models import Appointment, Encounter
from clinic_desktop.domain.codes import QueueState, Urgency
from clinic_desktop.domain.period import local_day
from clinic_desktop.services.appointments.timetables import zone_of
from clinic_desktop.services.patients.search_index import note_visit

_visit, _booked = Encounter.__table__.c, Appointment.__table__.c
_INSERT = insert(Encounter.__table__).returning(_visit.id)  # type: ignore[arg-type]
_FORMER = select(_visit.id, _visit.version, _visit.token, _visit.location_id, _visit.day).where(
    _visit.appointment_id == bindparam("appointment_id")
)
_IN_QUEUE = (
    select(
        _booked.id, _booked.starts_at, _booked.ends_at, _visit.urgency, _visit.skips, _visit.arrived_at,
        _visit.queue_state, _visit.started_at, _visit.id.label("encounter_id"),
    )
    .join_from(Encounter.__table__, Appointment.__table__, _booked.id == _visit.appointment_id)
    .where(
        _visit.practitioner_id == bindparam("practitioner_id"),
        _visit.day == bindparam("day"),
        _visit.queue_state.in_((QueueState.WAITING, QueueState.CALLED, QueueState.IN_ROOM)),
    )
)  # fmt: skip
_RANK = {Urgency.EMERGENCY: 0, Urgency.PRIORITY: 1, Urgency.ROUTINE: 2}

QueueKey = tuple[int, int, datetime, datetime, int]
_NOT_HERE_YET = 2**63


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the desk tells a patient who has come."""

    encounter_id: int
    encounter_version: int
    token: str
    wait_minutes: int
    ahead: int


def queue_key(
    urgency: str, skips: int, starts_at: datetime, arrived_at: datetime, encounter_id: int = _NOT_HERE_YET
) -> QueueKey:
    """Sorts a queue: urgency, then appointment time, then arrival. Who was called and not there goes behind the
    others."""
    return _RANK[Urgency(urgency)], skips, starts_at, arrived_at, encounter_id


def arrive(
    session: Session,
    *,
    appointment_id: int,
    patient_id: int,
    practitioner_id: int,
    location_id: int,
    zone: ZoneInfo,
    token_prefix: str,
    urgency: str,
    starts_at: datetime,
    now: datetime,
) -> Arrival:
    """Gives a token of the centre's day and a place in the doctor's queue, and remembers that the patient was here.

    Whose arrival was taken back and who comes again keeps the token: so there are no gaps. A token is of one centre
    and day, so who comes another day, or elsewhere, gets a new one.
    """
    day = local_day(now, zone)
    ahead, wait = waiting_before(session, practitioner_id, day, queue_key(urgency, 0, starts_at, now), starts_at, now)
    former = session.connection().execute(_FORMER, {"appointment_id": appointment_id}).one_or_none()
    ticket: dict[str, object] = {}
    if former is not None and (former.location_id, former.day) == (location_id, day):
        token = former.token
    else:
        number = next_number(session, "token", location_id, day.isoformat())
        token = f"{token_prefix}-{number:03d}"
        ticket = {"location_id": location_id, "day": day, "token_number": number, "token": token}
    if former is not None:
        _come_again(session, former.id, urgency, practitioner_id, wait, now, **ticket)
        encounter_id, version = former.id, former.version + 1
    else:
        version = 1
        encounter_id = (
            session.connection()
            .execute(
                _INSERT,
                {
                    "appointment_id": appointment_id,
                    "patient_id": patient_id,
                    "practitioner_id": practitioner_id,
                    **ticket,
                    "urgency": urgency,
                    "queue_state": QueueState.WAITING,
                    "promised_wait_minutes": wait,
                    "arrived_at": now,
                },
            )
            .scalar_one()
        )
    was_here(session, patient_id, practitioner_id, now)
    return Arrival(encounter_id, version, token, wait, ahead)


def was_here(session: Session, patient_id: int, practitioner_id: int, now: datetime) -> None:
    """Remembers the patient's latest visit, and that searches show them early from now on."""
    note_visit(session, patient_id, practitioner_id, now)


def waiting_before(
    session: Session, practitioner_id: int, day: date, key: QueueKey, starts_at: datetime, now: datetime
) -> tuple[int, int]:
    """How many are to be called before a patient with that place, and the minutes that it is likely to take."""
    rows = session.connection().execute(_IN_QUEUE, {"practitioner_id": practitioner_id, "day": day}).all()
    ahead, busy = 0, timedelta(0)
    for row in rows:
        length = row.ends_at - row.starts_at
        if row.queue_state == QueueState.IN_ROOM:
            busy += max(timedelta(0), length - (now - (row.started_at or now)))
        elif row.queue_state == QueueState.CALLED or (
            queue_key(row.urgency, row.skips, row.starts_at, row.arrived_at, row.encounter_id) < key
        ):
            ahead += 1
            busy += length
    return ahead, max(minutes(busy), minutes(starts_at - now), 0)


def minutes(span: timedelta) -> int:
    """Whole minutes of a span, rounded down; negative for one that is over."""
    return int(span.total_seconds() // 60)


def centre_day(zone: str, now: datetime) -> date:
    """The date at a centre now."""
    return local_day(now, zone_of(zone))


def _come_again(
    session: Session, encounter_id: int, urgency: str, practitioner_id: int, wait: int, now: datetime, **ticket: object
) -> None:
    session.connection().execute(
        update(Encounter.__table__)  # type: ignore[arg-type]
        .where(_visit.id == encounter_id)
        .values(
            queue_state=QueueState.WAITING, urgency=urgency, practitioner_id=practitioner_id, arrived_at=now,
            promised_wait_minutes=wait, called_at=None, started_at=None, ended_at=None, version=_visit.version + 1,
            **ticket,
        )
    )  # fmt: skip
