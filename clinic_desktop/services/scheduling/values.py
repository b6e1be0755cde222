"""What goes into and comes out of the service for hours."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from clinic_desktop.domain.codes import AppointmentState, ExceptionKind, RuleKind
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling.late import LateClash


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


class Treatment(StrEnum):
    """What becomes of an appointment that a change of hours hits. KEEP leaves it where it is, outside the hours."""

    KEEP = "keep"
    MOVE = "move"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A free time to which an appointment can be moved."""

    practitioner_id: int
    practitioner_name: str
    location_id: int
    period: Period


@dataclass(frozen=True, slots=True)
class AppointmentHit:
    """A coming appointment that lies in working time now and would not any more.

    ``own`` is the next fitting time of the same doctor, ``other`` that of another doctor of the speciality; no two hits
    are given times that clash. ``reachable`` says whether the patient has an email address; ``paid`` is what would go
    back on cancelling (None: nothing, or the asker may not see payments); ``allowed`` is what the asker may choose.
    """

    id: int
    version: int
    period: Period
    location_id: int
    patient_id: int
    patient_name: str
    patient_phone: str
    service_name: str
    practitioner_id: int = 0
    practitioner_name: str = ""
    service_id: int = 0
    state: AppointmentState = AppointmentState.CONFIRMED
    reachable: bool = True
    paid: Money | None = None
    own: Proposal | None = None
    other: Proposal | None = None
    allowed: frozenset[Treatment] = frozenset(Treatment)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to become of one hit. A MOVE names the doctor and the start; the appointment stays at its centre."""

    appointment_id: int
    version: int
    treatment: Treatment
    practitioner_id: int | None = None
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewHours:
    """Weekly hours instead of those of ``version``."""

    practitioner_id: int
    version: int
    rules: tuple[RuleDraft, ...]
    step_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class NewException:
    """An exception from a doctor's hours."""

    practitioner_id: int
    draft: ExceptionDraft


@dataclass(frozen=True, slots=True)
class Absence:
    """A doctor cannot work from now until then (None: the end of today)."""

    practitioner_id: int
    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewClosures:
    """Days on which the centre, or with no centre the whole clinic, is closed, with their names."""

    location_id: int | None
    days: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class CopiedWeek:
    """Weekly hours at one centre for several doctors, instead of what each has there; ``targets`` are the doctors with
    the versions of their hours. Hours of theirs at other centres stay."""

    location_id: int
    rules: tuple[RuleDraft, ...]
    targets: tuple[tuple[int, int], ...]


HoursChange = NewHours | NewException | Absence | NewClosures | CopiedWeek


@dataclass(frozen=True, slots=True)
class WeekBefore:
    """A doctor's weekly hours before a save that gave them ``version``."""

    practitioner_id: int
    version: int
    rules: tuple[RuleDraft, ...]
    step_minutes: int | None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What ``undo`` needs to take a saved change back as one step: keys of what was made, and what stood before."""

    practitioner_id: int | None = None
    weeks: tuple[WeekBefore, ...] = ()
    exception_ids: tuple[int, ...] = ()
    closure_ids: tuple[int, ...] = ()
    appointments: tuple[tuple[int, int], ...] = ()
    late: tuple[int, datetime | None] | None = None
    late_said: int = 0
    """The minutes late that the save said; ``late`` is what was said before it."""


@dataclass(frozen=True, slots=True)
class SavedChange:
    """What a save did. ``version`` is that of the hours where they were weekly ones. ``undo`` is None where money went
    back: that is not taken back."""

    moved: int
    cancelled: int
    kept: int
    refunded_minor: int
    undo: TakenBack | None
    version: int | None = None
    shifted: int = 0


@dataclass(frozen=True, slots=True)
class LateVisit:
    """An appointment that begins later because the doctor runs late. ``clash`` is what it runs into; then ``hit`` has
    the other times that it could be moved to."""

    hit: AppointmentHit
    starts_at: datetime
    delay_minutes: int
    clash: LateClash | None


@dataclass(frozen=True, slots=True)
class LateDay:
    """What "late by so many minutes" comes to: who begins when instead. ``said_minutes`` is what was said before."""

    practitioner_id: int
    practitioner_name: str
    minutes: int
    said_minutes: int
    visits: tuple[LateVisit, ...]
    on_time: int
