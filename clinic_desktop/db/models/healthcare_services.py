"""What is booked, which doctors offer it, and what it costs."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.base import Base, Numbered, Versioned
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.practitioners import Practitioner


class HealthcareService(Versioned, Base):
    """What is booked. Without a price of its own it costs the doctor's consultation fee."""

    __tablename__ = "healthcare_service"

    name: Mapped[str]
    duration_minutes: Mapped[int] = mapped_column(default=30)
    buffer_before_minutes: Mapped[int] = mapped_column(default=0)
    buffer_after_minutes: Mapped[int] = mapped_column(default=15)
    capacity: Mapped[int] = mapped_column(default=1)
    online: Mapped[bool] = mapped_column(default=False)
    equipment: Mapped[str] = mapped_column(default="")
    needs_room: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)


class ServicePrice(Numbered, Base):
    """The price of a service at a centre, for all doctors or (with ``practitioner_id``) for one; minor units."""

    __tablename__ = "service_price"
    __table_args__ = (Index("ix_service_price_service", "service_id", "location_id", "practitioner_id"),)

    service_id: Mapped[int] = mapped_column(ForeignKey(HealthcareService.id))
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    practitioner_id: Mapped[int | None] = mapped_column(ForeignKey(Practitioner.id))
    price_minor: Mapped[int]


class PractitionerService(Base):
    """That a doctor offers a service, with a duration of their own where it differs."""

    __tablename__ = "practitioner_service"

    practitioner_id: Mapped[int] = mapped_column(ForeignKey(Practitioner.id), primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey(HealthcareService.id), primary_key=True, index=True)
    duration_minutes: Mapped[int | None]
