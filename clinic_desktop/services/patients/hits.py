"""What a search for patients gives back."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from clinic_desktop.domain.codes import AppointmentState, Gender
from clinic_desktop.domain.search_words import patient_id_of


class Why(StrEnum):
    """What of the patient answers the typed text, best first."""

    NUMBER = "number"
    PHONE_START = "phone_start"
    PHONE_END = "phone_end"
    NAME_START = "name_start"
    NAME_PART = "name_part"
    NAME_TYPO = "name_typo"


@dataclass(frozen=True, slots=True)
class BookedToday:
    """The patient's next step today: when it is booked for, how it stands, and the token once they have arrived."""

    appointment_id: int
    starts_at: datetime
    state: AppointmentState
    token: str | None
    practitioner_name: str


@dataclass(frozen=True, slots=True)
class PatientHit:
    """One patient found, with what the desk needs to tell people apart. ``picture`` is a key of the image store."""

    id: int
    number: str
    name: str
    phone: str
    birth_date: date | None
    birth_estimated: bool
    gender: Gender
    picture: str
    has_allergies: bool
    has_email: bool
    last_visit_at: datetime | None
    last_practitioner_id: int | None
    last_practitioner_name: str
    booked_today: BookedToday | None
    why: Why

    def is_meant_by(self, typed: str) -> bool:
        """Whether Enter may take the patient for what was typed. Digits alone are the end of a phone: they never mean
        whoever has them as their number, unless that is typed as it is written, such as "P-00307" or "p307"."""
        return self.why is not Why.NUMBER or patient_id_of(typed.strip()) is not None


@dataclass(frozen=True, slots=True)
class Found:
    """The best hits, and how many more there are: None where there are too many to have been counted."""

    hits: tuple[PatientHit, ...]
    more: int | None = 0
