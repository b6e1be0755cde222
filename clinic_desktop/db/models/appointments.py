"""Appointments, and the visits that came of them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.base import Base, Versioned
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.organisation import Location, Room
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.db.models.series import AppointmentSeries
from clinic_desktop.db.types import Code


class Appointment(Versioned, Base):
    """A patient, a doctor, a service, a centre, a start and an end, with snapshots from when it was booked.

    The guards of migration ``0002`` let no two occupying appointments of one doctor overlap in one ``seat``, and that
    of ``0006`` nobody but who was squeezed in have a seat above the service's capacity.
    ``queue_only`` marks a walk-in who waits in the doctor's queue without a time of their own; it takes no slot.
    ``room_reserved`` says that the service needs its room: then nobody else's appointment may reserve it meanwhile.
    A pending one that waits for its payment is free again from ``expires_at`` on, by time alone. While a payment link
    holds it that is empty: then ``pay_until`` says until when it can be paid, and the time stays taken until the
    gateway has said that nothing came.
    ``request_key`` is made before the call, so that a booking whose answer was lost is found instead of made again.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        CheckConstraint("seat >= 1", name="seat"),
        Index("ix_appointment_practitioner_starts", "practitioner_id", "starts_at"),
        Index("ix_appointment_location_starts", "location_id", "starts_at"),
        Index("ix_appointment_patient_starts", "patient_id", "starts_at"),
        Index("ix_appointment_room_starts", "room_id", "starts_at"),
        Index("ix_appointment_series", "series_id"),
    )

    request_key: Mapped[str] = mapped_column(String(36), unique=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey(Patient.id))
    practitioner_id: Mapped[int] = mapped_column(ForeignKey(Practitioner.id))
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    service_id: Mapped[int] = mapped_column(ForeignKey(HealthcareService.id))
    room_id: Mapped[int | None] = mapped_column(ForeignKey(Room.id))
    room_reserved: Mapped[bool] = mapped_column(default=False)
    series_id: Mapped[int | None] = mapped_column(ForeignKey(AppointmentSeries.id))
    series_position: Mapped[int | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    buffer_before_minutes: Mapped[int] = mapped_column(default=0)
    buffer_after_minutes: Mapped[int] = mapped_column(default=0)
    seat: Mapped[int] = mapped_column(default=1)
    queue_only: Mapped[bool] = mapped_column(default=False)
    squeezed_in: Mapped[bool] = mapped_column(default=False)
    # Codes of WhyNot with commas between: the rules against the time that somebody passed over.
    passed_over: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(Code)
    state_changed_at: Mapped[datetime]
    state_changed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    expires_at: Mapped[datetime | None]
    pay_until: Mapped[datetime | None]
    patient_name: Mapped[str]
    patient_phone: Mapped[str] = mapped_column(String(20), default="")
    patient_email: Mapped[str] = mapped_column(default="")
    practitioner_name: Mapped[str]
    speciality: Mapped[str] = mapped_column(default="")
    service_name: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    purpose: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    symptoms: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    online: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[str] = mapped_column(Code)
    urgency: Mapped[str] = mapped_column(Code, default="routine")
    first_visit: Mapped[bool] = mapped_column(default=False)
    end_reason: Mapped[str] = mapped_column(default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    created_by_name: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class Encounter(Versioned, Base):
    """A visit: arrival, token, consultation and note. ``day`` is the centre's local date of the token."""

    __tablename__ = "encounter"
    __table_args__ = (
        UniqueConstraint("location_id", "day", "token_number"),
        Index("ix_encounter_location_queue", "location_id", "day", "queue_state"),
        Index("ix_encounter_patient", "patient_id", "arrived_at"),
        Index("ix_encounter_practitioner", "practitioner_id", "day"),
    )

    appointment_id: Mapped[int] = mapped_column(ForeignKey(Appointment.id), unique=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey(Patient.id))
    practitioner_id: Mapped[int] = mapped_column(ForeignKey(Practitioner.id))
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    day: Mapped[date]
    token_number: Mapped[int]
    token: Mapped[str] = mapped_column(String(12))
    urgency: Mapped[str] = mapped_column(Code, default="routine")
    queue_state: Mapped[str] = mapped_column(Code, default="waiting")
    skips: Mapped[int] = mapped_column(default=0)
    promised_wait_minutes: Mapped[int | None]
    arrived_at: Mapped[datetime]
    called_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    complaint: Mapped[str] = mapped_column(default="")
    findings: Mapped[str] = mapped_column(default="")
    diagnosis: Mapped[str] = mapped_column(default="")
    plan: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    follow_up_on: Mapped[date | None]
    note_saved_at: Mapped[datetime | None]
    note_saved_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
