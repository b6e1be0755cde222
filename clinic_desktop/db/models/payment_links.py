"""Hosted checkout links. Amounts are minor units."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.base import Base, Versioned, partial_index
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.types import Code


class PaymentLink(Versioned, Base):
    """A page of a gateway on which an invoice, or a part of it, can be paid.

    The row with its ``key`` exists before the gateway is called; the key is made of the clinic, the appointment and the
    attempt, so that asking twice finds the same page. The database lets one invoice have one live link. ``ends_at`` is
    when we end it (None: when the gateway does), ``gateway_ends_at`` what the gateway was told. ``holds_booking`` says
    that the appointment stands and falls with it. A desk asks the gateway about it from ``due_at`` on, and claims it
    until ``claimed_until`` while it does, so that no two desks ask.
    """

    __tablename__ = "payment_link"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        UniqueConstraint("gateway", "gateway_id"),
        partial_index(
            "uq_payment_link_live",
            "invoice_id",
            where="state IN ('requested', 'open', 'processing', 'ending')",
            unique=True,
        ),
        Index("ix_payment_link_due", "gateway", "due_at"),
        Index("ix_payment_link_location_created", "location_id", "created_at"),
    )

    key: Mapped[str] = mapped_column(String(40), unique=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey(Appointment.id), index=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey(Invoice.id), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    attempt: Mapped[int]
    gateway: Mapped[str] = mapped_column(Code)
    kind: Mapped[str] = mapped_column(Code)
    live: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(Code, default="requested")
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    paid_minor: Mapped[int] = mapped_column(default=0)
    gateway_id: Mapped[str | None] = mapped_column(String(255))
    url: Mapped[str] = mapped_column(default="")
    holds_booking: Mapped[bool] = mapped_column(default=False)
    ends_at: Mapped[datetime | None]
    gateway_ends_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(Code, default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    created_by_name: Mapped[str] = mapped_column(default="")
    desk: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]
    watched_until: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(48), default="")
    claimed_by: Mapped[str] = mapped_column(String(64), default="")
    claimed_until: Mapped[datetime | None]
