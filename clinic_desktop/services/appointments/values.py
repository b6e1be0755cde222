"""What goes into and comes out of booking, walk-ins and visits: frozen values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from clinic_desktop.domain.codes import AppointmentState, Channel, GatewayName, PaymentMethod, Urgency
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Period
from clinic_desktop.services.appointments.choices import ServiceChoice
from clinic_desktop.services.appointments.views import hold_mark

# Only for the annotations: the board knows these values and books nothing.
if TYPE_CHECKING:
    from clinic_desktop.services.billing.desk import DeskPayment
    from clinic_desktop.services.patients.drafts import PatientDraft


@dataclass(frozen=True, slots=True)
class DeskOffer:
    """A doctor who is on duty at the centre that day, ready for the walk-in dock.

    ``starts`` are the next five free ones from now, the first of which is ``next_free``. ``queue_length`` counts those
    who wait or are called; ``wait_minutes`` is how long a new arrival without a time would wait; ``late_minutes`` is
    how far the doctor is behind.
    """

    practitioner_id: int
    name: str
    speciality: str
    picture: str
    room: str
    service_id: int
    fee: Money
    services: tuple[ServiceChoice, ...]
    next_free: Period | None
    starts: tuple[Period, ...]
    queue_length: int
    wait_minutes: int
    late_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRequest:
    """A wish to book. ``request_key`` (a UUID) is made before the first try and kept for every repeat.

    Exactly one of ``patient_id`` and ``draft`` is given; a draft registers the patient in the same transaction.
    ``duration_minutes`` None means the service's. ``squeeze_in_reason`` puts the patient in over what is free, which
    needs its own permission; ``override_reason`` passes over every rule that the person may pass over (module
    ``domain/overrides.py``). ``hold_key`` is the caller's own hold, which does not stand in the way. ``room_id`` asks
    for that room of the centre; None takes the usual one, or another that is free where the service needs one.
    ``waiting_entry_id`` is the wish on the waiting list that this fulfils.
    """

    request_key: str
    practitioner_id: int
    location_id: int
    service_id: int
    starts_at: datetime
    patient_id: int | None = None
    draft: "PatientDraft | None" = None
    channel: Channel = Channel.PHONE
    urgency: Urgency = Urgency.ROUTINE
    purpose: str = ""
    reason: str = ""
    symptoms: str = ""
    notes: str = ""
    online: bool = False
    duration_minutes: int | None = None
    squeeze_in_reason: str | None = None
    override_reason: str | None = None
    hold_key: str | None = None
    payment: "DeskPayment | None" = None
    check_in: bool = False
    room_id: int | None = None
    waiting_entry_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkInRequest:
    """A patient at the desk without an appointment. Without ``starts_at`` they wait in the doctor's queue without a
    time of their own. The other fields are those of ``BookingRequest``."""

    request_key: str
    practitioner_id: int
    location_id: int
    service_id: int
    starts_at: datetime | None = None
    patient_id: int | None = None
    draft: "PatientDraft | None" = None
    urgency: Urgency = Urgency.ROUTINE
    reason: str = ""
    symptoms: str = ""
    notes: str = ""
    squeeze_in_reason: str | None = None
    hold_key: str | None = None
    payment: "DeskPayment | None" = None


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """An appointment as a verb left it. ``token`` is empty before arrival; ``amount`` is what was agreed, with the tax
    that comes on top; ``due`` is what is still to be paid, the whole amount where there is no invoice yet. Both
    are None for who may not see payments."""

    id: int
    version: int
    state: AppointmentState
    patient_id: int
    patient_name: str
    patient_phone: str
    practitioner_id: int
    practitioner_name: str
    speciality: str
    location_id: int
    service_id: int
    service_name: str
    period: Period
    amount: Money | None
    due: Money | None
    channel: Channel
    urgency: Urgency
    queue_only: bool
    squeezed_in: bool
    online: bool
    first_visit: bool
    reason: str
    token: str = ""
    pay_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class WalkInDone:
    """What the dock shows and prints. ``ahead`` counts those who are to be called before; ``change`` goes back in cash.
    ``receipt_number`` is None where nothing was paid."""

    appointment: AppointmentView
    patient_id: int
    patient_number: str
    patient_name: str
    token: str
    encounter_id: int
    wait_minutes: int
    ahead: int
    invoice_id: int | None
    payment_id: int | None
    receipt_number: str | None
    change: Money | None


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """The token that an arrival got, and what to tell the patient."""

    appointment: AppointmentView
    encounter_id: int
    encounter_version: int
    token: str
    wait_minutes: int
    ahead: int


@dataclass(frozen=True, slots=True)
class NoShows:
    """How many were marked as not having come, and the names of those whose visit somebody else changed meanwhile."""

    marked: int
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefundChoice:
    """Another refund than the policy's: a percent or an amount, not both. Needs SET_ANY_REFUND."""

    percent: int | None = None
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class BackBy:
    """A part of what goes back, and the way by which it does: by ``gateway`` where that sends it."""

    method: PaymentMethod
    amount: Money
    gateway: GatewayName | None = None


@dataclass(frozen=True, slots=True)
class RefundPreview:
    """What cancelling now would pay back, by the policy. The amounts are None for who may not see payments;
    ``gives_back`` tells them, too, whether there is anything. ``back`` says by which ways; a refund that is set by hand
    has to be approved by a second person if it is more than ``approval_above``."""

    paid: Money | None
    percent: int
    refund: Money | None
    by_clinic: bool
    may_set_any: bool
    gives_back: bool
    back: tuple[BackBy, ...] = ()
    approval_above: Money | None = None


@dataclass(frozen=True, slots=True)
class VisitNote:
    """A doctor's structured note. Texts are as typed; a follow-up is a local day."""

    complaint: str = ""
    findings: str = ""
    diagnosis: str = ""
    plan: str = ""
    note: str = ""
    follow_up_on: date | None = None


@dataclass(frozen=True, slots=True)
class NoteView:
    """A visit's note as it is stored; send ``version`` back when saving."""

    encounter_id: int
    version: int
    appointment_id: int
    patient_id: int
    note: VisitNote
    saved_at: datetime | None
    saved_by: str
    may_write: bool


@dataclass(frozen=True, slots=True)
class HoldGiven:
    """A hold: give ``key`` back to book or to release."""

    key: str
    practitioner_id: int
    period: Period
    expires_at: datetime

    @property
    def mark(self) -> str:
        """By which whoever took it knows it on the board."""
        return hold_mark(self.key)
