"""The clinic, its centres and their rooms."""

import secrets
from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.base import Base, Numbered, Versioned


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

    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id), index=True)
    weekday: Mapped[int]
    start_minute: Mapped[int]
    end_minute: Mapped[int]


class Room(Numbered, Base):
    """A room of a centre. Who books one that a service needs locks the centre's rooms first (``hold_rooms``)."""

    __tablename__ = "room"

    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id), index=True)
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)


class Closure(Numbered, Base):
    """A day on which a centre, or with no centre the whole clinic, is closed."""

    __tablename__ = "closure"

    location_id: Mapped[int | None] = mapped_column(ForeignKey(Location.id))
    day: Mapped[date] = mapped_column(index=True)
    name: Mapped[str]
