"""Patients who are likely to be one and the same person."""

from dataclasses import dataclass
from datetime import date

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.patients.drafts import PatientDraft


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    """Another patient, and why it may be the same person: "same_phone", "same_name", "same_birth_similar_name"."""

    id: int
    number: str
    name: str
    phone: str
    birth_date: date | None
    reasons: tuple[str, ...]


class DuplicateFinder:
    """Finds likely duplicates of a patient, or of one who is about to be registered."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def likely_duplicates(self, actor: Actor, whose: PatientDraft | int) -> tuple[LikelyDuplicate, ...]:
        """The likeliest first. ``whose`` is a draft, or the id of a patient."""
        raise NotImplementedError
