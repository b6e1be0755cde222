"""Accounts, patients and practitioners."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.base import Base, Numbered, Versioned, partial_index
from clinic_desktop.db.types import Code


class Account(Versioned, Base):
    """A login. Email, username and phone are stored lower-cased or as E.164 and are each unique where present."""

    __tablename__ = "account"
    __table_args__ = (
        partial_index("uq_account_email", "email", where="email <> ''", unique=True),
        partial_index("uq_account_username", "username", where="username <> ''", unique=True),
        Index("ix_account_phone", "phone"),
    )

    role: Mapped[str] = mapped_column(Code)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    username: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    password_hash: Mapped[str]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    email_verified_at: Mapped[datetime | None]
    phone_verified_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]


class AccountLocation(Base):
    """The centres that a member of staff works at."""

    __tablename__ = "account_location"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), primary_key=True)


class FormerPassword(Numbered, Base):
    """Hashes of earlier passwords, so that none of the last few is taken again."""

    __tablename__ = "former_password"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    password_hash: Mapped[str]
    set_at: Mapped[datetime]


class LoginAttempt(Numbered, Base):
    """Tries to sign in, counted in the database so that a restart does not reset them. ``login`` is a keyed hash."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index("ix_login_attempt_login_at", "login", "at"),)

    login: Mapped[str] = mapped_column(String(64))
    desk: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    succeeded: Mapped[bool]


class Patient(Versioned, Base):
    """A person who is treated. ``phone`` is E.164 or empty, and families share one."""

    __tablename__ = "patient"

    number: Mapped[str] = mapped_column(String(16), default="", index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), unique=True)
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
    home_location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    registered_at: Mapped[datetime] = mapped_column(index=True)
    last_visit_at: Mapped[datetime | None]
    last_practitioner_id: Mapped[int | None] = mapped_column(ForeignKey("practitioner.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)


class PatientMerge(Numbered, Base):
    """One merge of two records, with what is needed to take it back (JSON: which rows moved, which fields changed)."""

    __tablename__ = "patient_merge"

    kept_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    moved: Mapped[str]
    undone_at: Mapped[datetime | None]


class MedicalHistoryEntry(Numbered, Base):
    __tablename__ = "medical_history_entry"

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    condition: Mapped[str]
    diagnosed_on: Mapped[date | None]
    treatment: Mapped[str] = mapped_column(default="")
    practitioner_name: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class Practitioner(Versioned, Base):
    """A clinician. ``languages`` and ``skills`` are JSON lists of plain text."""

    __tablename__ = "practitioner"

    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), unique=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    picture: Mapped[str] = mapped_column(default="")
    gender: Mapped[str] = mapped_column(Code, default="undisclosed")
    qualifications: Mapped[str] = mapped_column(default="")
    registration_number: Mapped[str] = mapped_column(default="")
    registration_check: Mapped[str] = mapped_column(Code, default="missing")
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    verified_on: Mapped[date | None]
    experience_years: Mapped[int | None]
    about: Mapped[str] = mapped_column(default="")
    languages: Mapped[str] = mapped_column(default="[]")
    skills: Mapped[str] = mapped_column(default="[]")
    address: Mapped[str] = mapped_column(default="")
    default_duration_minutes: Mapped[int | None]
    primary_location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    available: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class PractitionerRole(Numbered, Base):
    """That a doctor works at a centre: in which room, and for which consultation fee in the centre's currency."""

    __tablename__ = "practitioner_role"
    __table_args__ = (UniqueConstraint("practitioner_id", "location_id"),)

    practitioner_id: Mapped[int] = mapped_column(ForeignKey("practitioner.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    fee_minor: Mapped[int] = mapped_column(default=0)


class Speciality(Numbered, Base):
    """A node of the tree of specialities."""

    __tablename__ = "speciality"

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("speciality.id"))
    name: Mapped[str]


class PractitionerSpeciality(Base):
    __tablename__ = "practitioner_speciality"

    practitioner_id: Mapped[int] = mapped_column(ForeignKey("practitioner.id"), primary_key=True)
    speciality_id: Mapped[int] = mapped_column(ForeignKey("speciality.id"), primary_key=True, index=True)


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

    service_id: Mapped[int] = mapped_column(ForeignKey("healthcare_service.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    practitioner_id: Mapped[int | None] = mapped_column(ForeignKey("practitioner.id"))
    price_minor: Mapped[int]


class PractitionerService(Base):
    """That a doctor offers a service, with a duration of their own where it differs."""

    __tablename__ = "practitioner_service"

    practitioner_id: Mapped[int] = mapped_column(ForeignKey("practitioner.id"), primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("healthcare_service.id"), primary_key=True, index=True)
    duration_minutes: Mapped[int | None]
