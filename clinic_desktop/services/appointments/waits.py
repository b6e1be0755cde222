"""Reads what an estimate of waits needs, and keeps what was promised to know how wrong it was."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, select, union_all, update
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.waiting import WaitPromise
from clinic_desktop.db.prepared import Prepared, prepared_insert
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling import working_time
from clinic_desktop.domain.waits import MOST_VISITS, Lengths, PastVisit, WaitError, wait_error
from clinic_desktop.services.appointments.timetables import load_hours_of_day

_visit, _booked, _promise = Encounter.__table__.c, Appointment.__table__.c, WaitPromise.__table__.c
ERROR_DAYS = 30
"""Over how many days the program's own error is told."""
_MOST_PROMISES = 1000


def _finished(of_doctor: Any) -> Any:
    """The latest finished visits of a doctor; the index of the doctor's days gives them newest first."""
    return (
        select(
            _visit.practitioner_id, _visit.started_at, _visit.ended_at,
            _booked.service_id, _booked.starts_at.label("booked_from"), _booked.ends_at.label("booked_until"),
        )
        .join_from(Encounter.__table__, Appointment.__table__, _booked.id == _visit.appointment_id)
        .where(_visit.practitioner_id == of_doctor, _visit.ended_at.is_not(None), _visit.started_at.is_not(None))
        .order_by(_visit.day.desc(), _visit.id.desc())
        .limit(MOST_VISITS)
    )  # fmt: skip


_OF_ONE = Prepared(_finished(bindparam("practitioner_id", None)))


def load_lengths_of(session: Session, practitioner_id: int) -> Lengths:
    """How long one doctor's visits take, in one statement."""
    return _lengths(_OF_ONE.all(session.connection(), {"practitioner_id": practitioner_id}))


def load_lengths(session: Session, practitioner_ids: Iterable[int]) -> dict[int, Lengths]:
    """The same for some doctors, in one statement."""
    numbers = sorted(set(practitioner_ids))
    if not numbers:
        return {}
    found: dict[int, list[Any]] = {number: [] for number in numbers}
    parts = [select(_finished(number).subquery(f"of_{place}")) for place, number in enumerate(numbers)]
    for row in session.connection().execute(union_all(*parts) if len(parts) > 1 else parts[0]):
        found[row.practitioner_id].append(row)
    return {number: _lengths(rows) for number, rows in found.items()}


def _lengths(rows: Iterable[Any]) -> Lengths:
    return Lengths(
        tuple(
            PastVisit(row.service_id, row.ended_at - row.started_at, row.booked_until - row.booked_from) for row in rows
        )
    )


def load_working(
    session: Session, practitioner_id: int, location_id: int, zone: ZoneInfo, day: date
) -> tuple[Period, ...]:
    """The doctor's working intervals at the centre that day."""
    hours = load_hours_of_day(session, practitioner_id, location_id, day)
    return working_time(hours.timetable(practitioner_id, location_id, zone), day)


def minutes_until(moment: datetime, now: datetime) -> int:
    """Whole minutes from now, never negative."""
    return max(int((moment - now) / timedelta(minutes=1)), 0)


# --- What was promised -----------------------------------------------------------------------------------------------

_NOTE = prepared_insert(WaitPromise.__table__)


def note_promise(
    session: Session, encounter_id: int, practitioner_id: int, location_id: int, promised: int, now: datetime
) -> None:
    """Remembers what a patient who arrived was told; ``forget_promise`` first where they were told before."""
    _NOTE.run(
        session.connection(),
        {
            "encounter_id": encounter_id,
            "practitioner_id": practitioner_id,
            "location_id": location_id,
            "promised_at": now,
            "promised_minutes": promised,
            "waited_minutes": None,
        },
    )


def forget_promise(session: Session, encounter_id: int) -> None:
    """Who comes again is told anew."""
    session.connection().execute(delete(WaitPromise.__table__).where(_promise.encounter_id == encounter_id))  # type: ignore[arg-type]


def note_called(session: Session, encounter_id: int, now: datetime) -> None:
    """Fills in how long the patient waited, at the first call; a second call changes nothing."""
    row = session.execute(
        select(_promise.id, _promise.promised_at).where(
            _promise.encounter_id == encounter_id, _promise.waited_minutes.is_(None)
        )
    ).one_or_none()
    if row is not None:
        waited = minutes_until(now, row.promised_at)
        session.connection().execute(
            update(WaitPromise.__table__).where(_promise.id == row.id).values(waited_minutes=waited)  # type: ignore[arg-type]
        )


def note_call_taken_back(session: Session, encounter_id: int) -> None:
    """The patient waits on: how long is not known yet."""
    session.connection().execute(
        update(WaitPromise.__table__)  # type: ignore[arg-type]
        .where(_promise.encounter_id == encounter_id)
        .values(waited_minutes=None)
    )


def load_wait_error(session: Session, location_ids: Sequence[int], since: datetime) -> WaitError:
    """How wrong the estimates at those centres were, by the latest thousand patients who have been called since."""
    rows = session.execute(
        select(_promise.promised_minutes, _promise.waited_minutes)
        .where(
            _promise.location_id.in_(location_ids),
            _promise.promised_at >= since,
            _promise.waited_minutes.is_not(None),
        )
        .order_by(_promise.promised_at.desc())
        .limit(_MOST_PROMISES)
    )
    return wait_error((row.promised_minutes, row.waited_minutes) for row in rows)
