"""Who is booked today: read once, and again only after something has changed, because every key typed asks for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.search import search_patient
from clinic_desktop.domain.codes import OCCUPYING_STATES, AppointmentState
from clinic_desktop.domain.period import day_period, local_day
from clinic_desktop.services.appointments.expiry import in_force
from clinic_desktop.services.patients.hits import BookedToday
from clinic_desktop.services.patients.statements import Statements

_EXPECTED = (AppointmentState.PENDING, AppointmentState.CONFIRMED)
_HERE = (AppointmentState.CHECKED_IN, AppointmentState.IN_PROGRESS)
_SECONDS = 2.0

ORDINARY = 2
"""The place of patients who are neither expected nor here today."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A patient of today, with what the search compares: words and phone digits as they are indexed. ``place`` is 0 for
    who is booked and still to come, 1 for who is here, ORDINARY for who has been seen."""

    patient_id: int
    practitioner_ids: frozenset[int]
    booked: BookedToday
    words: str
    phones: str
    staleness: int
    place: int


@dataclass(frozen=True, slots=True)
class Board:
    """Today's patients of a centre, or of all, and the place of each in a list."""

    by_patient: dict[int, Expected]
    people: tuple[Expected, ...]
    places: dict[int, int]

    @classmethod
    def of(cls, people: Iterable[Expected]) -> "Board":
        """The board of these people, each of whom is there once."""
        by_patient = {person.patient_id: person for person in people}
        places = {patient_id: person.place for patient_id, person in by_patient.items()}
        return cls(by_patient, tuple(by_patient.values()), places)

    def booked(self, patient_id: int) -> BookedToday | None:
        """The patient's step today."""
        person = self.by_patient.get(patient_id)
        return person.booked if person else None


class Today:
    """Keeps the boards of today until something is announced. At most two seconds old when desks race on PostgreSQL,
    whose numbers do not become visible in their order."""

    def __init__(self) -> None:
        self._kept: dict[int | None, tuple[tuple[datetime, int | None], float, Board]] = {}

    def board(self, session: Session, location_id: int | None, now: datetime) -> Board:
        """The board of the centre's local day; without a centre that of all, each with its own day."""
        mark = (_quarter(now), Statements(session.connection()).rows("SELECT max(id) FROM change_notice")[0][0])
        kept = self._kept.get(location_id)
        if kept and kept[0] == mark and monotonic() - kept[1] < _SECONDS:
            return kept[2]
        board = _read(session, location_id, now)
        self._kept[location_id] = (mark, monotonic(), board)
        return board


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
            .where(Appointment.state.in_(OCCUPYING_STATES), in_force(now))
        )
        rows += session.execute(statement).all()
    return _board(rows)


def _board(rows: Iterable[Any]) -> Board:
    by_patient: dict[int, list[Any]] = {}
    for row in sorted(rows, key=lambda row: (_place(row.state), row.starts_at, row.id)):
        by_patient.setdefault(row.patient_id, []).append(row)
    return Board.of(_expected(steps) for steps in by_patient.values())


def _expected(steps: Sequence[Any]) -> Expected:
    first = steps[0]
    return Expected(
        patient_id=first.patient_id,
        practitioner_ids=frozenset(step.practitioner_id for step in steps),
        booked=BookedToday(
            first.id, first.starts_at, AppointmentState(first.state), first.token, first.practitioner_name
        ),
        words=first.words,
        phones=first.phones,
        staleness=first.staleness,
        place=_place(first.state),
    )


def _place(state: str) -> int:
    if state in _EXPECTED:
        return 0
    return 1 if state in _HERE else ORDINARY
