"""Whose time it is: a doctor's weekly hours, the exceptions from them, and holds."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.base import Base, Numbered
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.organisation import Location, Room
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.db.types import Code


class Schedule(Numbered, Base):
    """A doctor's time. Whoever books or changes hours raises ``revision`` first: that locks it on both databases.

    ``late_minutes`` is what somebody said of how late the doctor runs; it holds until ``late_until``.
    """

    __tablename__ = "schedule"

    practitioner_id: Mapped[int] = mapped_column(ForeignKey(Practitioner.id), unique=True)
    revision: Mapped[int] = mapped_column(default=0)
    hours_version: Mapped[int] = mapped_column(default=1)
    step_minutes: Mapped[int | None]
    late_minutes: Mapped[int] = mapped_column(default=0)
    late_until: Mapped[datetime | None]


class ScheduleRule(Numbered, Base):
    """Working time or a break on one weekday (0 is Monday), in minutes of the local day at a centre."""

    __tablename__ = "schedule_rule"

    schedule_id: Mapped[int] = mapped_column(ForeignKey(Schedule.id), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    kind: Mapped[str] = mapped_column(Code)
    weekday: Mapped[int]
    start_minute: Mapped[int]
    end_minute: Mapped[int]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    label: Mapped[str] = mapped_column(default="")


class ScheduleException(Numbered, Base):
    """A dated exception; see ``domain/scheduling.py`` for what each kind does. Without minutes it is for whole days."""

    __tablename__ = "schedule_exception"
    __table_args__ = (Index("ix_schedule_exception_days", "schedule_id", "first_day", "last_day"),)

    schedule_id: Mapped[int] = mapped_column(ForeignKey(Schedule.id))
    location_id: Mapped[int | None] = mapped_column(ForeignKey(Location.id))
    kind: Mapped[str] = mapped_column(Code)
    first_day: Mapped[date]
    last_day: Mapped[date]
    start_minute: Mapped[int | None]
    end_minute: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    made_at: Mapped[datetime]


class Hold(Numbered, Base):
    """A short claim on a slot. It ends by time alone: whoever looks for free time ignores holds that are over.

    ``room_id`` is the room that a service which needs one would have.
    """

    __tablename__ = "hold"
    __table_args__ = (Index("ix_hold_practitioner", "practitioner_id", "expires_at"),)

    key: Mapped[str] = mapped_column(String(36), unique=True)
    practitioner_id: Mapped[int] = mapped_column(ForeignKey(Practitioner.id))
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    service_id: Mapped[int] = mapped_column(ForeignKey(HealthcareService.id))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    buffer_before_minutes: Mapped[int] = mapped_column(default=0)
    buffer_after_minutes: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    patient_id: Mapped[int | None] = mapped_column(ForeignKey(Patient.id))
    room_id: Mapped[int | None] = mapped_column(ForeignKey(Room.id))
    holder_name: Mapped[str] = mapped_column(default="")
    desk: Mapped[str] = mapped_column(default="")
