"""Invoices, payments, refunds and the ledger. Amounts are minor units of the row's currency."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.base import Base, Numbered, Versioned
from clinic_desktop.db.types import Code


class Invoice(Versioned, Base):
    """What an appointment costs. The transactions of the payments keep ``paid_minor`` and ``refunded_minor``.
    ``platform_fee_percent`` is what was agreed then, whatever the setting becomes."""

    __tablename__ = "invoice"
    __table_args__ = (
        CheckConstraint("refunded_minor >= 0 AND refunded_minor <= paid_minor", name="refunds_within_payments"),
        CheckConstraint("discount_minor >= 0 AND discount_minor <= amount_minor", name="discount"),
        Index("uq_invoice_number", "location_id", "number", unique=True),
    )

    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), unique=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    practitioner_id: Mapped[int] = mapped_column(ForeignKey("practitioner.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
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


class Payment(Versioned, Base):
    """Money that came in, or is asked for. ``key`` is made before anything is done, so that asking twice pays once."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        Index("uq_payment_receipt", "location_id", "receipt_number", unique=True),
        Index("ix_payment_location_paid", "location_id", "paid_at"),
    )

    key: Mapped[str] = mapped_column(String(64), unique=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    method: Mapped[str] = mapped_column(Code)
    state: Mapped[str] = mapped_column(Code)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    tendered_minor: Mapped[int | None]
    reference: Mapped[str] = mapped_column(default="")
    receipt_number: Mapped[str | None] = mapped_column(String(24))
    desk: Mapped[str] = mapped_column(default="")
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    taken_by_name: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    receipt_printed: Mapped[int] = mapped_column(default=0)


class Refund(Versioned, Base):
    """Money that goes back; the row exists before anything is handed over or sent."""

    __tablename__ = "refund"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount"),)

    key: Mapped[str] = mapped_column(String(64), unique=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), index=True)
    state: Mapped[str] = mapped_column(Code)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str] = mapped_column(default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_by_name: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class LedgerEntry(Numbered, Base):
    """One posting of double-entry bookkeeping: the amount is debited to one account and credited to another.

    Both legs are one row, so the ledger cannot but sum to zero. Append-only: the database refuses updates and deletes.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("debit <> credit", name="two_accounts"),
        Index("ix_ledger_entry_debit", "debit", "currency", "amount_minor"),
        Index("ix_ledger_entry_credit", "credit", "currency", "amount_minor"),
    )

    at: Mapped[datetime] = mapped_column(index=True)
    debit: Mapped[str] = mapped_column(Code)
    credit: Mapped[str] = mapped_column(Code)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    practitioner_id: Mapped[int | None] = mapped_column(ForeignKey("practitioner.id"), index=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id"))
    memo: Mapped[str] = mapped_column(default="")
