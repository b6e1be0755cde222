"""What visits cost. Amounts are minor units of the row's currency."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.base import Base, Versioned
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.practitioners import Practitioner


class Invoice(Versioned, Base):
    """What an appointment costs. The transactions of the payments keep ``paid_minor`` and ``refunded_minor``.
    ``platform_fee_percent`` is what was agreed then, whatever the setting becomes. ``credited_minor`` is what a credit
    note of its own took back of an invoice that nobody has to pay any more; refunds have theirs."""

    __tablename__ = "invoice"
    __table_args__ = (
        CheckConstraint("refunded_minor >= 0 AND refunded_minor <= paid_minor", name="refunds_within_payments"),
        CheckConstraint("discount_minor >= 0 AND discount_minor <= amount_minor", name="discount"),
        Index("uq_invoice_number", "location_id", "number", unique=True),
        Index("uq_invoice_credit_note", "location_id", "credit_note_number", unique=True),
    )

    appointment_id: Mapped[int] = mapped_column(ForeignKey(Appointment.id), unique=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey(Patient.id), index=True)
    practitioner_id: Mapped[int] = mapped_column(ForeignKey(Practitioner.id), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    number: Mapped[str | None] = mapped_column(String(24))
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int]
    discount_minor: Mapped[int] = mapped_column(default=0)
    discount_reason: Mapped[str] = mapped_column(default="")
    tax_minor: Mapped[int] = mapped_column(default=0)
    tax_name: Mapped[str] = mapped_column(default="")
    tax_percent: Mapped[int] = mapped_column(default=0)
    tax_inclusive: Mapped[bool] = mapped_column(default=True)
    platform_fee_percent: Mapped[int] = mapped_column(default=0)
    total_minor: Mapped[int]
    paid_minor: Mapped[int] = mapped_column(default=0)
    refunded_minor: Mapped[int] = mapped_column(default=0)
    issued_at: Mapped[datetime] = mapped_column(index=True)
    credit_note_number: Mapped[str | None] = mapped_column(String(24))
    credited_minor: Mapped[int] = mapped_column(default=0)
    credited_at: Mapped[datetime | None]
