"""The clinic, its centres and rooms, and its settings."""

import secrets
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.base import Base, Numbered, Versioned
from clinic_desktop.db.types import Code


def _reference() -> str:
    return secrets.token_hex(4)


class Organization(Versioned, Base):
    """The clinic itself; there is one row. ``reference`` is made once by chance: it tells what this clinic makes at a
    gateway from what another database makes there. ``logo`` is a small PNG for paper: here, not in a folder, so that
    every desk and the headless worker have it."""

    __tablename__ = "organization"

    name: Mapped[str]
    country: Mapped[str] = mapped_column(String(2))
    currency: Mapped[str] = mapped_column(String(3))
    reference: Mapped[str] = mapped_column(String(8), default=_reference)
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class Location(Versioned, Base):
    """A centre. Its zone is an IANA name; its currency is ISO 4217."""

    __tablename__ = "location"

    name: Mapped[str]
    city: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(String(2))
    zone: Mapped[str] = mapped_column(String(64))
    currency: Mapped[str] = mapped_column(String(3))
    token_prefix: Mapped[str] = mapped_column(String(4), default="A")
    holiday_region: Mapped[str | None] = mapped_column(String(16))
    active: Mapped[bool] = mapped_column(default=True)


class OpeningHours(Numbered, Base):
    """When a centre is open, as minutes of the local day; the board shows this span."""

    __tablename__ = "opening_hours"

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    weekday: Mapped[int]
    start_minute: Mapped[int]
    end_minute: Mapped[int]


class Room(Numbered, Base):
    """A room of a centre. Who books one that a service needs locks the centre's rooms first (``hold_rooms``)."""

    __tablename__ = "room"

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)


class Closure(Numbered, Base):
    """A day on which a centre, or with no centre the whole clinic, is closed."""

    __tablename__ = "closure"

    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))
    day: Mapped[date] = mapped_column(index=True)
    name: Mapped[str]


class Setting(Numbered, Base):
    """One setting that differs from its default; ``value`` is JSON.

    ``scope`` is "clinic", "location:3" or "practitioner:8".
    """

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("key", "scope"),)

    key: Mapped[str] = mapped_column(String(64))
    scope: Mapped[str] = mapped_column(String(32), default="clinic")
    value: Mapped[str]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime]


class NumberCounter(Base):
    """The last number given of a kind, so that tokens, receipts and invoices have no gaps.

    ``period`` is a year ("2026") or a day ("2026-11-21") of the centre.
    """

    __tablename__ = "number_counter"

    kind: Mapped[str] = mapped_column(Code, primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), primary_key=True)
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class ChangeNotice(Numbered, Base):
    """What changed, for the other desks: appended in the transaction that changed it, and thrown away after a day."""

    __tablename__ = "change_notice"
    # Numbers are never used again, so that whoever asks for "after number N" misses nothing.
    __table_args__ = {"sqlite_autoincrement": True}

    topic: Mapped[str] = mapped_column(Code)
    row_id: Mapped[int | None]
    origin: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(index=True)


class AuditEvent(Numbered, Base):
    """Who did what to what, when and from which desk. Append-only: the database refuses updates and deletes."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_entity", "entity", "entity_id"),)

    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(default="")
    desk: Mapped[str] = mapped_column(default="")
    action: Mapped[str] = mapped_column(String(48))
    entity: Mapped[str] = mapped_column(Code)
    entity_id: Mapped[int | None]
    location_id: Mapped[int | None]
    detail: Mapped[str] = mapped_column(default="{}")
