"""Appointments that were booked together."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.base import Base, Versioned
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.practitioners import Practitioner


class AppointmentSeries(Versioned, Base):
    """Appointments that were booked together by one rule (RFC 5545 RRULE), in the wall-clock time of ``zone``."""

    __tablename__ = "appointment_series"

    request_key: Mapped[str] = mapped_column(String(36), unique=True)
    rule: Mapped[str]
    patient_id: Mapped[int] = mapped_column(ForeignKey(Patient.id), index=True)
    practitioner_id: Mapped[int] = mapped_column(ForeignKey(Practitioner.id))
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    service_id: Mapped[int] = mapped_column(ForeignKey(HealthcareService.id))
    first_starts_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
