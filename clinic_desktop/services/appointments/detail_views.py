"""What the screens show of one appointment, one patient's visits and one doctor's day: frozen values, ready to draw."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from clinic_desktop.domain.codes import AppointmentState, Gender
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.money_back import MoneyBack
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling import ClosedInterval
from clinic_desktop.services.appointments.views import Card, QueueEntry


@dataclass(frozen=True, slots=True)
class PractitionerDay:
    """A doctor's own day, over every centre: the patient with them, who waits, and all appointments in order."""

    practitioner_id: int
    practitioner_name: str
    zone: ZoneInfo
    day: date
    now: datetime
    working: tuple[Period, ...]
    closed: tuple[ClosedInterval, ...]
    cards: tuple[Card, ...]
    with_me: Card | None
    queue: tuple[QueueEntry, ...]
    next_card: Card | None
    done: int
    late_minutes: int


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One step of an appointment. ``detail`` holds old and new values, such as ``{"starts_at": [old, new]}``. Names,
    desks, reasons and details of what the clinic did are empty for patients."""

    at: datetime
    actor_name: str
    desk: str
    action: str
    from_state: AppointmentState | None
    to_state: AppointmentState
    reason: str
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupMember:
    """One of those who come to the same group session."""

    appointment_id: int
    patient_name: str
    state: AppointmentState


@dataclass(frozen=True, slots=True)
class AppointmentDetail:
    """One appointment with all that its dock shows. ``undo_until`` is set while the last step can be taken back
    without a reason; ``may_undo`` also where an admin can with one. ``group`` has everybody of its group session.
    ``discount`` is what was taken off the price with a reason, as long as nothing was paid back."""

    card: Card
    location_name: str
    zone: ZoneInfo
    speciality: str
    room: str
    patient_email: str
    patient_birth: date | None
    patient_birth_estimated: bool
    patient_gender: Gender
    patient_picture: str
    purpose: str
    symptoms: str
    notes: str
    end_reason: str
    created_by_name: str
    created_at: datetime
    history: tuple[HistoryRow, ...]
    invoice_id: int | None
    invoice_number: str | None
    paid: Money | None
    back: MoneyBack | None
    may_undo: bool
    undo_until: datetime | None
    has_note: bool
    group: tuple[GroupMember, ...] = ()
    discount: Money | None = None


@dataclass(frozen=True, slots=True)
class PatientVisit:
    """One appointment on the patient's own screen."""

    card: Card
    location_name: str
    location_address: str
    zone: ZoneInfo
    speciality: str
    practitioner_picture: str
    may_cancel: bool
    may_reschedule: bool
    refund_percent: int


@dataclass(frozen=True, slots=True)
class PatientVisits:
    """A patient's appointments: those to come, soonest first, and those past, latest first."""

    upcoming: tuple[PatientVisit, ...]
    past: tuple[PatientVisit, ...]
