"""Who is booked today: read once, and again only after something has changed, because every key typed asks for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models import Appointment, ChangeNotice, Encounter, Location
from clinic_desktop.db.models.search import search_patient
from clinic_desktop.domain.codes import OCCUPYING_STATES, AppointmentState
from clinic_desktop.domain.period import day_period, local_day
from clinic_desktop.services.patients.hits import BookedToday

_EXPECTED = (AppointmentState.PENDING, AppointmentState.CONFIRMED)
_HERE = (AppointmentState.CHECKED_IN, AppointmentState.IN_PROGRESS)
_SECONDS = 2.0

ORDINARY = 2
"""The place of patients who are neither expected nor here today."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A patient of today, with what the search compares: words and phone digits as they are indexed."""

    patient_id: int
    practitioner_ids: frozenset[int]
    booked: BookedToday
    words: str
    phones: tuple[str, ...]
    staleness: int

    @property
    def place(self) -> int:
        """0 is booked and still to come, 1 is here, ORDINARY has been seen."""
        return _place(self.booked.state)


@dataclass(frozen=True, slots=True)
class Board:
    """Today's patients of a centre, or of all."""

    by_patient: dict[int, Expected]

    def booked(self, patient_id: int) -> BookedToday | None:
        """The patient's step today."""
        expected = self.by_patient.get(patient_id)
        return expected.booked if expected else None

    def place(self, patient_id: int) -> int:
        """Where the patient stands in a list: booked today, then here, then everybody else."""
        expected = self.by_patient.get(patient_id)
        return expected.place if expected else ORDINARY


class Today:
    """Keeps the boards of today until something is announced. At most two seconds old when desks race on PostgreSQL,
    whose numbers do not become visible in their order."""

    def __init__(self) -> None:
        self._kept: dict[int | None, tuple[tuple[datetime, int | None], float, Board]] = {}

    def board(self, session: Session, location_id: int | None, now: datetime) -> Board:
        """The board of the centre's local day; without a centre that of all, each with its own day."""
        mark = (_quarter(now), session.execute(_LAST_NOTICE).scalar_one_or_none())
        kept = self._kept.get(location_id)
        if kept and kept[0] == mark and monotonic() - kept[1] < _SECONDS:
            return kept[2]
        board = _read(session, location_id, now)
        self._kept[location_id] = (mark, monotonic(), board)
        return board


_LAST_NOTICE = select(func.max(ChangeNotice.id))
_COLUMNS = (
    Appointment.id,
    Appointment.patient_id,
    Appointment.practitioner_id,
    Appointment.practitioner_name,
    Appointment.starts_at,
    Appointment.state,
    Encounter.token,
    search_patient.c.words,
    search_patient.c.phones,
    search_patient.c.staleness,
)


def _quarter(now: datetime) -> datetime:
    # A day begins at a whole quarter of an hour in every zone.
    return now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)


def _read(session: Session, location_id: int | None, now: datetime) -> Board:
    centres = select(Location.id, Location.zone)
    if location_id is not None:
        centres = centres.where(Location.id == location_id)
    rows: list[Any] = []
    for centre in session.execute(centres).all():
        zone = ZoneInfo(centre.zone)
        day = day_period(local_day(now, zone), zone)
        statement = (
            select(*_COLUMNS)
            .outerjoin(Encounter, Encounter.appointment_id == Appointment.id)
            .join(search_patient, search_patient.c.patient_id == Appointment.patient_id)
            .where(
                Appointment.location_id == centre.id,
                Appointment.starts_at >= day.start,
                Appointment.starts_at < day.end,
            )
            .where(Appointment.state.in_(OCCUPYING_STATES))
        )
        rows += session.execute(statement).all()
    return _board(rows)


def _board(rows: Iterable[Any]) -> Board:
    by_patient: dict[int, list[Any]] = {}
    for row in sorted(rows, key=lambda row: (_place(row.state), row.starts_at, row.id)):
        by_patient.setdefault(row.patient_id, []).append(row)
    return Board({patient_id: _expected(steps) for patient_id, steps in by_patient.items()})


def _expected(steps: Sequence[Any]) -> Expected:
    first = steps[0]
    return Expected(
        patient_id=first.patient_id,
        practitioner_ids=frozenset(step.practitioner_id for step in steps),
        booked=BookedToday(
            first.id, first.starts_at, AppointmentState(first.state), first.token, first.practitioner_name
        ),
        words=first.words,
        phones=tuple(first.phones.split()),
        staleness=first.staleness,
    )


def _place(state: str) -> int:
    if state in _EXPECTED:
        return 0
    return 1 if state in _HERE else ORDINARY
