"""The arrival of a patient: token, place in the queue, and how long it will take."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.locks import next_number
from clinic_desktop.db.models.appointments import Encounter
from clinic_desktop.domain.codes import QueueState
from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.services.appointments.promises import forget_promise, note_promise
from clinic_desktop.services.appointments.standing import Comer, queue_key, waiting_before
from clinic_desktop.services.patients.search_index import note_visit

_visit = Encounter.__table__.c
_INSERT = insert(Encounter.__table__).returning(_visit.id)  # type: ignore[arg-type]
_FORMER = select(_visit.id, _visit.version, _visit.token, _visit.location_id, _visit.day).where(
    _visit.appointment_id == bindparam("appointment_id")
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the desk tells a patient who has come."""

    encounter_id: int
    encounter_version: int
    token: str
    wait_minutes: int
    ahead: int


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
    service_id: int,
    period: Period,
    queue_only: bool,
    now: datetime,
    told: bool = True,
) -> Arrival:
    """Gives a token of the centre's day and a place in the doctor's queue, and remembers that the patient was here,
    and how long a wait they were told; ``told`` is off where the arrival is only filled in when the visit ends.

    Whose arrival was taken back and who comes again keeps the token: so there are no gaps. A token is of one centre
    and day, so who comes another day, or elsewhere, gets a new one.
    """
    day = local_day(now, zone)
    key = queue_key(urgency, 0, period.start, now)
    comer = Comer(practitioner_id, location_id, zone, day, service_id, period, queue_only, key)
    ahead, wait = waiting_before(session, comer, now)
    former = session.connection().execute(_FORMER, {"appointment_id": appointment_id}).one_or_none()
    ticket: dict[str, object] = {}
    if former is not None and (former.location_id, former.day) == (location_id, day):
        token = former.token
    else:
        token, ticket = _ticket(session, location_id, day, token_prefix)
    if former is not None:
        _come_again(session, former.id, urgency, practitioner_id, wait, now, **ticket)
        forget_promise(session, former.id)
        encounter_id, version = former.id, former.version + 1
    else:
        visit: dict[str, object] = {
            "appointment_id": appointment_id,
            "patient_id": patient_id,
            "practitioner_id": practitioner_id,
            **ticket,
            "urgency": urgency,
            "queue_state": QueueState.WAITING,
            "promised_wait_minutes": wait,
            "arrived_at": now,
        }
        encounter_id, version = session.connection().execute(_INSERT, visit).scalar_one(), 1
    if told:
        note_promise(session, encounter_id, practitioner_id, location_id, wait, now)
    was_here(session, patient_id, practitioner_id, now)
    return Arrival(encounter_id, version, token, wait, ahead)


def _ticket(session: Session, location_id: int, day: date, token_prefix: str) -> tuple[str, dict[str, object]]:
    """The next token of the centre's day, and the columns that hold it."""
    number = next_number(session, "token", location_id, day.isoformat())
    token = f"{token_prefix}-{number:03d}"
    return token, {"location_id": location_id, "day": day, "token_number": number, "token": token}


def was_here(session: Session, patient_id: int, practitioner_id: int, now: datetime) -> None:
    """Remembers the patient's latest visit, and that searches show them early from now on."""
    note_visit(session, patient_id, practitioner_id, now)


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
