"""What the gateways told us, and what a person has to look at. Amounts are minor units."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.base import Base, Numbered, Versioned
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.db.types import Code


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
    location_id: Mapped[int | None] = mapped_column(ForeignKey(Location.id))
    gateway: Mapped[str] = mapped_column(Code, default="")
    gateway_id: Mapped[str] = mapped_column(String(255), default="")
    link_id: Mapped[int | None] = mapped_column(ForeignKey(PaymentLink.id))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey(Payment.id))
    refund_id: Mapped[int | None] = mapped_column(ForeignKey(Refund.id))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey(Appointment.id))
    reconciliation_id: Mapped[int | None] = mapped_column(ForeignKey("reconciliation.id"))
    ours_minor: Mapped[int | None]
    theirs_minor: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3), default="")
    happened_at: Mapped[datetime | None]
    found_at: Mapped[datetime]
    resolution: Mapped[str] = mapped_column(Code, default="")
    note: Mapped[str] = mapped_column(default="")
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    resolved_by_name: Mapped[str] = mapped_column(default="")


class Reconciliation(Numbered, Base):
    """One comparison of a gateway's records of a period with ours, with the sums of both."""

    __tablename__ = "reconciliation"

    gateway: Mapped[str] = mapped_column(Code)
    currency: Mapped[str] = mapped_column(String(3), default="")
    since: Mapped[datetime]
    until: Mapped[datetime]
    run_at: Mapped[datetime]
    run_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    run_by_name: Mapped[str] = mapped_column(default="")
    compared: Mapped[int] = mapped_column(default=0)
    differing: Mapped[int] = mapped_column(default=0)
    ours_paid_minor: Mapped[int] = mapped_column(default=0)
    theirs_paid_minor: Mapped[int] = mapped_column(default=0)
    ours_refunded_minor: Mapped[int] = mapped_column(default=0)
    theirs_refunded_minor: Mapped[int] = mapped_column(default=0)
