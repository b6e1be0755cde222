"""Hosted checkout links, what the gateways told us, and what a person has to look at. Amounts are minor units."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.base import Base, Numbered, Versioned, partial_index
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
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
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
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
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


class GatewayPace(Base):
    """When a gateway may be asked next, by whichever desk: all desks together stay below its limit."""

    __tablename__ = "gateway_pace"

    gateway: Mapped[str] = mapped_column(Code, primary_key=True)
    next_at: Mapped[datetime]


class GatewayEvent(Numbered, Base):
    """A webhook that came with a valid signature. Its content is not kept (it may hold personal data), only what it was
    about; what belongs to no row yet stays NEW and is looked at again."""

    __tablename__ = "gateway_event"
    __table_args__ = (UniqueConstraint("gateway", "event_id"), Index("ix_gateway_event_state", "state"))

    gateway: Mapped[str] = mapped_column(Code)
    event_id: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(64))
    object_id: Mapped[str] = mapped_column(String(255), default="")
    link_key: Mapped[str] = mapped_column(String(255), default="")
    state: Mapped[str] = mapped_column(Code, default="new")
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]


class PaymentFinding(Versioned, Base):
    """Something about money that a person has to look at: money that came too late, twice or in another amount, what a
    gateway knows and we do not, or the other way round. ``key`` names it, so that it is found once."""

    __tablename__ = "payment_finding"
    __table_args__ = (
        Index("ix_payment_finding_state", "state", "location_id"),
        Index("ix_payment_finding_reconciliation", "reconciliation_id"),
    )

    key: Mapped[str] = mapped_column(String(160), unique=True)
    kind: Mapped[str] = mapped_column(Code)
    state: Mapped[str] = mapped_column(Code, default="open")
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    gateway: Mapped[str] = mapped_column(Code, default="")
    gateway_id: Mapped[str] = mapped_column(String(255), default="")
    link_id: Mapped[int | None] = mapped_column(ForeignKey("payment_link.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))
    reconciliation_id: Mapped[int | None] = mapped_column(ForeignKey("reconciliation.id"))
    ours_minor: Mapped[int | None]
    theirs_minor: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3), default="")
    happened_at: Mapped[datetime | None]
    found_at: Mapped[datetime]
    resolution: Mapped[str] = mapped_column(Code, default="")
    note: Mapped[str] = mapped_column(default="")
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    resolved_by_name: Mapped[str] = mapped_column(default="")


class Reconciliation(Numbered, Base):
    """One comparison of a gateway's records of a period with ours, with the sums of both."""

    __tablename__ = "reconciliation"

    gateway: Mapped[str] = mapped_column(Code)
    currency: Mapped[str] = mapped_column(String(3), default="")
    since: Mapped[datetime]
    until: Mapped[datetime]
    run_at: Mapped[datetime]
    run_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    run_by_name: Mapped[str] = mapped_column(default="")
    compared: Mapped[int] = mapped_column(default=0)
    differing: Mapped[int] = mapped_column(default=0)
    ours_paid_minor: Mapped[int] = mapped_column(default=0)
    theirs_paid_minor: Mapped[int] = mapped_column(default=0)
    ours_refunded_minor: Mapped[int] = mapped_column(default=0)
    theirs_refunded_minor: Mapped[int] = mapped_column(default=0)
