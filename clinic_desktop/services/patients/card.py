"""Everything about one patient on one page, for the desk and for the doctor. Each look is kept in the history."""

from dataclasses import dataclass
from datetime import date, datetime

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.patients.drafts import HistoryDraft, PatientDraft


@dataclass(frozen=True, slots=True)
class Age:
    """How old somebody is, in parts that a screen puts into words: years, or months and days of the very young."""

    years: int
    months: int
    days: int
    estimated: bool


@dataclass(frozen=True, slots=True)
class VisitNote:
    """What the doctor wrote of a visit."""

    complaint: str
    findings: str
    diagnosis: str
    plan: str
    note: str
    follow_up_on: date | None


@dataclass(frozen=True, slots=True)
class Visit:
    """One appointment of a patient. ``due`` is what is still to be paid; ``note`` is None for who may not read it."""

    appointment_id: int
    starts_at: datetime
    ends_at: datetime
    state: AppointmentState
    practitioner_id: int
    practitioner_name: str
    location_id: int
    location_name: str
    service_name: str
    amount: Money
    due: Money
    reason: str
    note: VisitNote | None = None


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """Another patient with the same phone."""

    id: int
    number: str
    name: str
    birth_date: date | None


@dataclass(frozen=True, slots=True)
class PatientCard:
    """``fields`` is what an edit starts from, and ``version`` goes back with it. ``flags`` are codes: "allergies",
    "first_visit", "unpaid", "minor", "inactive". ``balance`` holds what is unpaid, one amount per currency."""

    id: int
    number: str
    version: int
    active: bool
    fields: PatientDraft
    age: Age | None
    flags: tuple[str, ...]
    registered_at: datetime
    last_visit_at: datetime | None
    next_visit: Visit | None
    last_visits: tuple[Visit, ...]
    balance: tuple[Money, ...]
    family: tuple[FamilyMember, ...]
    history: tuple[HistoryDraft, ...]


class PatientRecords:
    """Shows a patient's card and visits to those who may see them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def card(self, actor: Actor, patient_id: int) -> PatientCard:
        """The patient's card. Refuses with NotFound, or NotAllowed for somebody else's patient."""
        raise NotImplementedError

    def visits(self, actor: Actor, patient_id: int, limit: int = 100) -> tuple[Visit, ...]:
        """The patient's visits, newest first; with notes where the actor may read them."""
        raise NotImplementedError
