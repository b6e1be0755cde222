"""Patients who are likely to be one and the same person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.organisation import Location, Organization
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.errors import NotAllowed, NotFound
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.domain.search_words import name_words, one_edit_apart
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.patients.lookup import Among, Lookup
from clinic_desktop.services.patients.search_index import spellings
from clinic_desktop.services.patients.validation import clean_line, parse_phone

_MOST = 20
_LOOKED_AT = 500
_SAME_PHONE, _SAME_NAME, _SIMILAR = "same_phone", "same_name", "same_birth_similar_name"
# A family shares a phone, namesakes a name: each alone says less than a name and a birth date together.
_WEIGHTS = {_SAME_PHONE: 1, _SAME_NAME: 2, _SIMILAR: 3}


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    """Another patient, and why it may be the same person: "same_phone", "same_name", "same_birth_similar_name"."""

    id: int
    number: str
    name: str
    phone: str
    birth_date: date | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Person:
    """What people are compared by."""

    id: int | None
    name: str
    phone: str
    birth_date: date | None


class DuplicateFinder:
    """Finds likely duplicates of a patient, or of one who is about to be registered."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def likely_duplicates(self, actor: Actor, whose: PatientDraft | int) -> tuple[LikelyDuplicate, ...]:
        """Those with the same phone, the same name in whatever spelling and order, or the same birth date and a similar
        name; most reasons first. ``whose`` is a draft, as far as it is filled in, or the id of a patient."""
        require(actor, Permission.EDIT_PATIENTS)
        if actor.role is Role.PATIENT:
            raise NotAllowed(Permission.EDIT_PATIENTS)
        with self._database.read() as session:
            person = _person(session, whose)
            candidates = _candidates(session, person)
            found = [_duplicate(row, _reasons(person, row)) for row in candidates if row.id != person.id]
        likely = sorted((one for one in found if one.reasons), key=lambda one: (-_weight(one.reasons), one.id))
        return tuple(likely[:_MOST])


def similar_names(one: str, other: str) -> bool:
    """Whether the names share a word, or have words that are one typo apart."""
    ours, theirs = spellings(one), spellings(other)
    return any(a == b or (min(len(a), len(b)) > 2 and one_edit_apart(a, b)) for a in ours for b in theirs)


def same_name(one: str, other: str) -> bool:
    """Whether the names have the same words, in whatever order, case, accents and letters."""
    ours, theirs = set(name_words(one)), set(name_words(other))
    return bool(ours) and (ours == theirs or set(_latin(one)) == set(_latin(other)))


def _latin(name: str) -> list[str]:
    words = spellings(name)
    return [word for word in words if word.isascii()] or words


def _person(session: Session, whose: PatientDraft | int) -> _Person:
    if isinstance(whose, PatientDraft):
        country = select(Organization.country).limit(1)
        if whose.home_location_id is not None:
            country = select(Location.country).where(Location.id == whose.home_location_id)
        phone, _ = parse_phone(whose.phone, session.execute(country).scalar_one_or_none() or "")
        return _Person(None, clean_line(whose.name), phone, whose.birth_date)
    row = session.execute(select(*_COLUMNS).where(Patient.id == whose)).one_or_none()
    if row is None:
        raise NotFound("patient", whose)
    return _Person(row.id, row.name, row.phone, row.birth_date)


_COLUMNS = (Patient.id, Patient.number, Patient.name, Patient.phone, Patient.birth_date)


def _candidates(session: Session, person: _Person) -> list[Any]:
    conditions: list[ColumnElement[bool]] = []
    if person.phone:
        conditions.append(Patient.phone == person.phone)
    if person.birth_date is not None:
        conditions.append(Patient.birth_date == person.birth_date)
    namesakes = _namesakes(session, person.name)
    if namesakes:
        conditions.append(Patient.id.in_(namesakes))
    usable = select(*_COLUMNS).where(Patient.active, Patient.merged_into_id.is_(None))
    rows = {
        row.id: row for condition in conditions for row in session.execute(usable.where(condition).limit(_LOOKED_AT))
    }
    return list(rows.values())


def _namesakes(session: Session, name: str) -> list[int]:
    """Patients who have every word of the name, in one spelling of it or the other."""
    lookup = Lookup(session.connection())
    found: set[int] = set()
    for words in (name_words(name), _latin(name)):
        if words:
            longest = max(words, key=len)
            others = Among(parts=tuple(f" {word}" for word in words if word != longest))
            found.update(patient_id for _, patient_id in lookup.having([longest], others).candidates)
    return sorted(found)


def _reasons(person: _Person, row: Any) -> tuple[str, ...]:
    born_alike = person.birth_date is not None and row.birth_date == person.birth_date
    reasons = {
        _SAME_PHONE: bool(person.phone) and row.phone == person.phone,
        _SAME_NAME: same_name(person.name, row.name),
        _SIMILAR: born_alike and similar_names(person.name, row.name),
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def _duplicate(row: Any, reasons: tuple[str, ...]) -> LikelyDuplicate:
    return LikelyDuplicate(row.id, row.number, row.name, row.phone, row.birth_date, reasons)


def _weight(reasons: tuple[str, ...]) -> int:
    return sum(_WEIGHTS[reason] for reason in reasons)
