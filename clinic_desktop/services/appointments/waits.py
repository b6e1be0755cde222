"""Reads what an estimate of waits needs."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, union_all
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling import working_time
from clinic_desktop.domain.waits import MOST_VISITS, Lengths, PastVisit
from clinic_desktop.services.appointments.timetables import load_hours_of_day

_visit, _booked = Encounter.__table__.c, Appointment.__table__.c


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
