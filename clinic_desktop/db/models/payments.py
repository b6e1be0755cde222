"""Payments and refunds. Amounts are minor units of the row's currency."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.base import Base, Versioned, partial_index
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.till import TillSession
from clinic_desktop.db.types import Code


class Payment(Versioned, Base):
    """Money that came in. ``key`` is made before anything is done, so that asking twice pays once; what a gateway took
    is also known by ``gateway_payment_id``, and counts once whoever hears of it. ``declared`` is what the payer or the
    desk says without a gateway's word (UPI by its reference)."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        Index("uq_payment_receipt", "location_id", "receipt_number", unique=True),
        Index("ix_payment_location_paid", "location_id", "paid_at"),
        Index("uq_payment_gateway", "gateway", "gateway_payment_id", unique=True),
        Index("ix_payment_till_session", "till_session_id"),
        partial_index("ix_payment_upi", "reference", where="method = 'upi'"),
    )

    key: Mapped[str] = mapped_column(String(64), unique=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey(Invoice.id), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    method: Mapped[str] = mapped_column(Code)
    state: Mapped[str] = mapped_column(Code)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    tendered_minor: Mapped[int | None]
    reference: Mapped[str] = mapped_column(default="")
    receipt_number: Mapped[str | None] = mapped_column(String(24))
    desk: Mapped[str] = mapped_column(default="")
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    taken_by_name: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    receipt_printed: Mapped[int] = mapped_column(default=0)
    gateway: Mapped[str | None] = mapped_column(Code)
    gateway_payment_id: Mapped[str | None] = mapped_column(String(255))
    link_id: Mapped[int | None] = mapped_column(ForeignKey(PaymentLink.id), index=True)
    till_session_id: Mapped[int | None] = mapped_column(ForeignKey(TillSession.id))
    declared: Mapped[bool] = mapped_column(default=False)
    terminal: Mapped[str] = mapped_column(String(64), default="")
    card_last4: Mapped[str] = mapped_column(String(4), default="")


class Refund(Versioned, Base):
    """Money that goes back; the row exists before anything is handed over or sent.

    ``method`` is the way it goes, ``cause`` why it does, ``lowered_minor`` what the price was lowered with it, and
    ``desk`` where it was handed back; why a second person rejected it is in ``decision_reason``. What goes by a gateway
    is sent from ``due_at`` on with the row's ``key``, and asked about until it is final. One that fails in the end is
    followed by another that is owed, and names what it ``replaces_id``.
    """

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        Index("uq_refund_credit_note", "location_id", "credit_note_number", unique=True),
        Index("uq_refund_gateway", "gateway", "gateway_refund_id", unique=True),
        Index("uq_refund_replaces", "replaces_id", unique=True),
        Index("ix_refund_state", "state", "location_id"),
        Index("ix_refund_due", "gateway", "due_at"),
        Index("ix_refund_till_session", "till_session_id"),
        Index("ix_refund_location_done", "location_id", "done_at"),
    )

    key: Mapped[str] = mapped_column(String(64), unique=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey(Payment.id), index=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey(Location.id))
    state: Mapped[str] = mapped_column(Code)
    method: Mapped[str] = mapped_column(Code)
    cause: Mapped[str] = mapped_column(Code, default="desk")
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str] = mapped_column(default="")
    due_again: Mapped[bool] = mapped_column(default=False)
    lowered_minor: Mapped[int] = mapped_column(default=0)
    credit_note_number: Mapped[str | None] = mapped_column(String(24))
    gateway: Mapped[str | None] = mapped_column(Code)
    gateway_refund_id: Mapped[str | None] = mapped_column(String(255))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id"))
    till_session_id: Mapped[int | None] = mapped_column(ForeignKey(TillSession.id))
    desk: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    made_by_name: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    decided_by_name: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(48), default="")
    claimed_by: Mapped[str] = mapped_column(String(64), default="")
    claimed_until: Mapped[datetime | None]
