"""What a person fills in about a patient, and what comes back once it is kept."""

from dataclasses import dataclass
from datetime import date

from clinic_desktop.domain.codes import Gender


@dataclass(frozen=True, slots=True)
class HistoryDraft:
    """One entry of the medical history: a condition, when it was found, how it is treated and by whom."""

    condition: str
    diagnosed_on: date | None = None
    treatment: str = ""
    practitioner_name: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class PatientDraft:
    """All fields of a patient as they were typed; nothing here has been checked.

    Either ``birth_date`` (with ``birth_estimated`` where it is a guess) or ``age_years``, which becomes an estimate.
    ``phone`` may be written in any way that people write phone numbers. ``picture`` is a key of the image store.
    ``history`` is None where the medical history is to stay as it is.
    """

    name: str
    phone: str = ""
    email: str = ""
    birth_date: date | None = None
    birth_estimated: bool = False
    age_years: int | None = None
    gender: Gender = Gender.UNDISCLOSED
    blood_group: str = ""
    address_line_1: str = ""
    address_line_2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    emergency_name: str = ""
    emergency_relationship: str = ""
    emergency_phone: str = ""
    allergies: str = ""
    language: str = ""
    preferred_channel: str = ""
    lead_source: str = ""
    picture: str = ""
    desk_notes: str = ""
    home_location_id: int | None = None
    history: tuple[HistoryDraft, ...] | None = None


@dataclass(frozen=True, slots=True)
class PatientKey:
    """What identifies a patient: the row's id, the number on their card ("P-02217"), and the name as it is kept."""

    id: int
    number: str
    name: str
