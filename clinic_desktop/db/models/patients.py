"""The people who are treated."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.base import Base, Versioned
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.db.types import Code


class Patient(Versioned, Base):
    """A person who is treated. ``phone`` is E.164 or empty, and families share one."""

    __tablename__ = "patient"

    number: Mapped[str] = mapped_column(String(16), default="", index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), unique=True)
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(String(20), default="", index=True)
    email: Mapped[str] = mapped_column(default="")
    birth_date: Mapped[date | None]
    birth_estimated: Mapped[bool] = mapped_column(default=False)
    gender: Mapped[str] = mapped_column(Code, default="undisclosed")
    blood_group: Mapped[str] = mapped_column(String(8), default="")
    address_line_1: Mapped[str] = mapped_column(default="")
    address_line_2: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    postal_code: Mapped[str] = mapped_column(String(16), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    emergency_name: Mapped[str] = mapped_column(default="")
    emergency_relationship: Mapped[str] = mapped_column(default="")
    emergency_phone: Mapped[str] = mapped_column(String(20), default="")
    allergies: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(16), default="")
    preferred_channel: Mapped[str] = mapped_column(Code, default="")
    lead_source: Mapped[str] = mapped_column(default="")
    picture: Mapped[str] = mapped_column(default="")
    desk_notes: Mapped[str] = mapped_column(default="")
    home_location_id: Mapped[int | None] = mapped_column(ForeignKey(Location.id))
    registered_at: Mapped[datetime] = mapped_column(index=True)
    last_visit_at: Mapped[datetime | None]
    last_practitioner_id: Mapped[int | None] = mapped_column(ForeignKey(Practitioner.id))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
