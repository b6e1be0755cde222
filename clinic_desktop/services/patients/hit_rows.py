"""Reads what a list of hits shows, for the few patients that made it onto the list."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from clinic_desktop.domain.codes import Gender
from clinic_desktop.services.patients.hits import PatientHit, Why
from clinic_desktop.services.patients.statements import Statements
from clinic_desktop.services.patients.today import Board

_SELECT = (
    "SELECT p.id, p.number, p.name, p.phone, p.birth_date, p.birth_estimated, p.gender, p.picture, p.allergies <> '',"
    " p.email <> '', p.last_visit_at, p.last_practitioner_id, d.name"
    " FROM patient p LEFT JOIN practitioner d ON d.id = p.last_practitioner_id WHERE p.id numbered(?)"
)
_GENDERS = {gender.value: gender for gender in Gender}


def hits_of(session: Session, wanted: dict[int, Why], board: Board) -> list[PatientHit]:
    """The hits in the order in which they are wanted."""
    if not wanted:
        return []
    rows = {row[0]: row for row in Statements(session.connection()).rows(_SELECT, (list(wanted),))}
    return [_hit(rows[key], why, board) for key, why in wanted.items() if key in rows]


def _hit(row: Any, why: Why, board: Board) -> PatientHit:
    key, number, name, phone, birth, estimated, gender, picture, allergies, email, last_visit, doctor_id, doctor = row
    return PatientHit(
        id=key,
        number=number,
        name=name,
        phone=phone,
        birth_date=_date(birth),
        birth_estimated=bool(estimated),
        gender=_GENDERS[gender],
        picture=picture,
        has_allergies=bool(allergies),
        has_email=bool(email),
        last_visit_at=_instant(last_visit),
        last_practitioner_id=doctor_id,
        last_practitioner_name=doctor or "",
        booked_today=board.booked(key),
        why=why,
    )


def _date(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _instant(value: datetime | str | None) -> datetime | None:
    """SQLite keeps instants as text in UTC."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC) if value is not None else None
