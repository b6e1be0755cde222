"""What goes into and comes out of the service for hours."""

from dataclasses import dataclass
from datetime import date, datetime

from clinic_desktop.domain.codes import ExceptionKind, RuleKind
from clinic_desktop.domain.period import Period


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """Hours or a break on one weekday (0 is Monday) at a centre, in minutes of the local day; unchecked."""

    location_id: int
    kind: RuleKind
    weekday: int
    start_minute: int
    end_minute: int
    valid_from: date | None = None
    valid_until: date | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class ExceptionDraft:
    """A dated exception; see ``domain/scheduling/values.py`` for what each kind needs. Nothing is checked yet."""

    kind: ExceptionKind
    first_day: date
    last_day: date
    location_id: int | None = None
    start_minute: int | None = None
    end_minute: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ExceptionView:
    """An exception as it is stored, and who made it when."""

    id: int
    draft: ExceptionDraft
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ClosureView:
    """A day on which the centre, or with no centre the whole clinic, is closed."""

    id: int
    location_id: int | None
    day: date
    name: str


@dataclass(frozen=True, slots=True)
class HoursView:
    """All hours of a doctor; exceptions and closures from today on. ``version`` goes back with ``save_rules``."""

    practitioner_id: int
    version: int
    step_minutes: int | None
    rules: tuple[RuleDraft, ...]
    exceptions: tuple[ExceptionView, ...]
    closures: tuple[ClosureView, ...]


@dataclass(frozen=True, slots=True)
class AppointmentHit:
    """A coming appointment that lies in working time now and would not any more."""

    id: int
    version: int
    period: Period
    location_id: int
    patient_id: int
    patient_name: str
    patient_phone: str
    service_name: str
