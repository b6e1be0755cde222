"""A doctor's weekly hours and the exceptions from them: reading, trying out, changing."""

from dataclasses import dataclass
from datetime import date, datetime

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import ExceptionKind, RuleKind
from clinic_desktop.domain.period import Clock, Period
from clinic_desktop.domain.permissions import Actor


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """Hours or a break on one weekday (0 is Monday) at a centre, in minutes of the local day. Nothing is checked yet."""

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


class HoursService:
    """Changes hours under the schedule's lock, so that no booking slips between."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def hours(self, actor: Actor | None, practitioner_id: int) -> HoursView:
        """The doctor's hours."""
        raise NotImplementedError

    def save_rules(
        self,
        actor: Actor | None,
        practitioner_id: int,
        version: int,
        rules: tuple[RuleDraft, ...],
        step_minutes: int | None = None,
    ) -> int:
        """Replaces the weekly hours and gives their new version."""
        raise NotImplementedError

    def preview_rules(
        self, actor: Actor | None, practitioner_id: int, rules: tuple[RuleDraft, ...]
    ) -> tuple[AppointmentHit, ...]:
        """The coming appointments that such weekly hours would leave outside."""
        raise NotImplementedError

    def preview_exception(
        self, actor: Actor | None, practitioner_id: int, exception: ExceptionDraft
    ) -> tuple[AppointmentHit, ...]:
        """The coming appointments that the exception would hit."""
        raise NotImplementedError

    def add_exception(self, actor: Actor | None, practitioner_id: int, exception: ExceptionDraft) -> int:
        """Adds an exception; appointments that it hits stay until somebody moves or cancels them."""
        raise NotImplementedError

    def remove_exception(self, actor: Actor | None, exception_id: int) -> None:
        """Takes an exception back."""
        raise NotImplementedError

    def not_available_from_now(
        self, actor: Actor | None, practitioner_id: int, reason: str, until: datetime | None = None
    ) -> tuple[AppointmentHit, ...]:
        """The doctor cannot work from now until then (None: the end of today), at no centre. Gives the appointments hit."""
        raise NotImplementedError
