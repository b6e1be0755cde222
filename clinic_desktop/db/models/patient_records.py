"""What is known of patients beside themselves: their illnesses, and merges of two records."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.base import Base, Numbered
from clinic_desktop.db.models.patients import Patient


class PatientMerge(Numbered, Base):
    """One merge of two records, with what is needed to take it back (JSON: which rows moved, which fields changed)."""

    __tablename__ = "patient_merge"

    kept_id: Mapped[int] = mapped_column(ForeignKey(Patient.id), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey(Patient.id), index=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    moved: Mapped[str]
    undone_at: Mapped[datetime | None]


class MedicalHistoryEntry(Numbered, Base):
    __tablename__ = "medical_history_entry"

    patient_id: Mapped[int] = mapped_column(ForeignKey(Patient.id), index=True)
    condition: Mapped[str]
    diagnosed_on: Mapped[date | None]
    treatment: Mapped[str] = mapped_column(default="")
    practitioner_name: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
