"""The ledger, and what doctors are paid out of it. Amounts are minor units."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.base import Base, Numbered, Versioned, partial_index
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.db.models.till import TillSession
from clinic_desktop.db.types import Code


class Payout(Versioned, Base):
    """What a doctor was paid of what they earned in a period; ``period_to`` is its last day. One that was taken back
    has ``voided_at``, and what it paid is owed again."""

    __tablename__ = "payout"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        Index("ix_payout_practitioner_paid", "practitioner_id", "paid_at"),
        Index("uq_payout_number", "location_id", "number", unique=True),
    )

    key: Mapped[str] = mapped_column(String(64), unique=True)
    number: Mapped[str] = mapped_column(String(24))
    practitioner_id: Mapped[int] = mapped_column(ForeignKey(Practitioner.id))
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    currency: Mapped[str] = mapped_column(String(3))
    period_from: Mapped[date]
    period_to: Mapped[date]
    amount_minor: Mapped[int]
    method: Mapped[str] = mapped_column(Code)
    reference: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    paid_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    made_by_name: Mapped[str] = mapped_column(default="")
    voided_at: Mapped[datetime | None]
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    voided_by_name: Mapped[str] = mapped_column(default="")
    void_reason: Mapped[str] = mapped_column(default="")


class LedgerEntry(Numbered, Base):
    """One posting of double-entry bookkeeping: the amount is debited to one account and credited to another.

    Both legs are one row, so the ledger cannot but sum to zero. Append-only: the database refuses updates and deletes.
    What is no part of a visit (a till's float, a payout) has no invoice.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("debit <> credit", name="two_accounts"),
        # With all that a balance is read from: neither database looks at a row for it.
        Index("ix_ledger_entry_debit", "debit", "currency", "location_id", "amount_minor"),
        Index("ix_ledger_entry_credit", "credit", "currency", "location_id", "amount_minor"),
    )

    at: Mapped[datetime] = mapped_column(index=True)
    debit: Mapped[str] = mapped_column(Code)
    credit: Mapped[str] = mapped_column(Code)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    practitioner_id: Mapped[int | None] = mapped_column(ForeignKey(Practitioner.id), index=True)
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey(Invoice.id), index=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey(Payment.id))
    refund_id: Mapped[int | None] = mapped_column(ForeignKey(Refund.id))
    payout_id: Mapped[int | None] = mapped_column(ForeignKey(Payout.id))
    till_session_id: Mapped[int | None] = mapped_column(ForeignKey(TillSession.id))
    memo: Mapped[str] = mapped_column(default="")


class PayoutLine(Base):
    """A posting of the ledger that a payout paid; negative where money was taken back. No posting can be paid out
    twice, but again once its payout was ``voided``."""

    __tablename__ = "payout_line"
    __table_args__ = (partial_index("uq_payout_line_entry", "entry_id", where="NOT voided", unique=True),)

    payout_id: Mapped[int] = mapped_column(ForeignKey(Payout.id), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey(LedgerEntry.id), primary_key=True)
    amount_minor: Mapped[int]
    voided: Mapped[bool] = mapped_column(default=False)
