"""Who wants a time that is not free yet: the waiting list, recalls, and what was offered to whom."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.base import Base, Numbered, Versioned
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.practitioners import Practitioner, Speciality
from clinic_desktop.db.types import Code


class WaitingEntry(Versioned, Base):
    """A patient who takes a time that becomes free: with a doctor, or any of a speciality, within a window.

    ``weekdays`` has one bit per weekday (bit 0 is Monday); minutes are of the local day at the centre. A recall ("see
    again in six months") is an entry of kind "recall", whose window begins when the patient is to be seen again.
    ``appointment_id`` is, while the entry is open, a later visit that the patient would give up for an earlier time;
    then the visit that came of it. "Offered" and "expired" are not stored: offers and time say so.
    """

    __tablename__ = "waiting_entry"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days"),
        Index("ix_waiting_entry_open", "state", "first_day", "last_day"),
        Index("ix_waiting_entry_patient", "patient_id"),
    )

    kind: Mapped[str] = mapped_column(Code, default="waiting")
    state: Mapped[str] = mapped_column(Code, default="open")
    patient_id: Mapped[int] = mapped_column(ForeignKey(Patient.id))
    practitioner_id: Mapped[int | None] = mapped_column(ForeignKey(Practitioner.id))
    speciality_id: Mapped[int | None] = mapped_column(ForeignKey(Speciality.id))
    service_id: Mapped[int] = mapped_column(ForeignKey(HealthcareService.id))
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    first_day: Mapped[date]
    last_day: Mapped[date]
    weekdays: Mapped[int] = mapped_column(default=127)
    from_minute: Mapped[int] = mapped_column(default=0)
    until_minute: Mapped[int] = mapped_column(default=1440)
    urgency: Mapped[str] = mapped_column(Code, default="routine")
    note: Mapped[str] = mapped_column(default="")
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey(Appointment.id))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    ended_at: Mapped[datetime | None]


class SlotOffer(Versioned, Base):
    """A freed time that was offered to somebody on the list; the hold keeps it for them until ``expires_at``."""

    __tablename__ = "slot_offer"
    __table_args__ = (Index("ix_slot_offer_entry", "entry_id", "state"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey(WaitingEntry.id))
    practitioner_id: Mapped[int] = mapped_column(ForeignKey(Practitioner.id), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Code, default="open")
    hold_key: Mapped[str] = mapped_column(String(36), default="")
    offered_at: Mapped[datetime]
    offered_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class WaitPromise(Numbered, Base):
    """What a patient was told on arrival about the wait, and how long it was, to know the program's own error."""

    __tablename__ = "wait_promise"
    __table_args__ = (Index("ix_wait_promise_location", "location_id", "promised_at"),)

    encounter_id: Mapped[int] = mapped_column(ForeignKey(Encounter.id), unique=True)
    practitioner_id: Mapped[int] = mapped_column(ForeignKey(Practitioner.id))
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    promised_at: Mapped[datetime]
    promised_minutes: Mapped[int]
    waited_minutes: Mapped[int | None]
