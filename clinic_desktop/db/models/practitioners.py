"""Doctors, where they work and what they know."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.base import Base, Numbered, Versioned
from clinic_desktop.db.models.organisation import Location, Room
from clinic_desktop.db.types import Code


class Practitioner(Versioned, Base):
    """A clinician. ``languages`` and ``skills`` are JSON lists of plain text."""

    __tablename__ = "practitioner"

    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), unique=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    picture: Mapped[str] = mapped_column(default="")
    gender: Mapped[str] = mapped_column(Code, default="undisclosed")
    qualifications: Mapped[str] = mapped_column(default="")
    registration_number: Mapped[str] = mapped_column(default="")
    registration_check: Mapped[str] = mapped_column(Code, default="missing")
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    verified_on: Mapped[date | None]
    experience_years: Mapped[int | None]
    about: Mapped[str] = mapped_column(default="")
    languages: Mapped[str] = mapped_column(default="[]")
    skills: Mapped[str] = mapped_column(default="[]")
    address: Mapped[str] = mapped_column(default="")
    default_duration_minutes: Mapped[int | None]
    primary_location_id: Mapped[int | None] = mapped_column(ForeignKey(Location.id))
    available: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class PractitionerRole(Numbered, Base):
    """That a doctor works at a centre: in which room, and for which consultation fee in the centre's currency."""

    __tablename__ = "practitioner_role"
    __table_args__ = (UniqueConstraint("practitioner_id", "location_id"),)

    practitioner_id: Mapped[int] = mapped_column(ForeignKey(Practitioner.id))
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey(Room.id))
    fee_minor: Mapped[int] = mapped_column(default=0)


class Speciality(Numbered, Base):
    """A node of the tree of specialities."""

    __tablename__ = "speciality"

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("speciality.id"))
    name: Mapped[str]


class PractitionerSpeciality(Base):
    __tablename__ = "practitioner_speciality"

    practitioner_id: Mapped[int] = mapped_column(ForeignKey(Practitioner.id), primary_key=True)
    speciality_id: Mapped[int] = mapped_column(ForeignKey(Speciality.id), primary_key=True, index=True)
