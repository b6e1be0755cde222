"""The till of a desk from its opening to its closing. Amounts are minor units."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.base import Base, Numbered, Versioned, partial_index
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.types import Code


class TillSession(Versioned, Base):
    """A desk's till from opening to closing; a desk of a centre has one open at most. ``follows_id`` is the session
    that handed it over."""

    __tablename__ = "till_session"
    __table_args__ = (
        CheckConstraint("float_minor >= 0", name="float"),
        partial_index("uq_till_session_open", "location_id", "desk", where="state = 'open'", unique=True),
        Index("ix_till_session_location_opened", "location_id", "opened_at"),
        Index("uq_till_session_number", "location_id", "number", unique=True),
        Index("ix_till_session_desk", "location_id", "desk", "id"),
    )

    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    desk: Mapped[str] = mapped_column(String(80))
    number: Mapped[str | None] = mapped_column(String(24))
    state: Mapped[str] = mapped_column(Code, default="open")
    currency: Mapped[str] = mapped_column(String(3))
    float_minor: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    opened_by_name: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    closed_by_name: Mapped[str] = mapped_column(default="")
    left_minor: Mapped[int | None]
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("till_session.id"))
    note: Mapped[str] = mapped_column(default="")


class TillCount(Numbered, Base):
    """What was expected and counted of one way of paying when a till was closed. ``counted_minor`` is None where nobody
    counted it; ``pieces`` says of cash how many there were of each coin and note (JSON, by minor units)."""

    __tablename__ = "till_count"
    __table_args__ = (UniqueConstraint("session_id", "method"),)

    session_id: Mapped[int] = mapped_column(ForeignKey(TillSession.id))
    method: Mapped[str] = mapped_column(Code)
    expected_minor: Mapped[int]
    counted_minor: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    pieces: Mapped[str] = mapped_column(default="")


class TillMovement(Numbered, Base):
    """Cash that was put into a till or taken out of it for something that is no payment; taken out is negative."""

    __tablename__ = "till_movement"

    session_id: Mapped[int] = mapped_column(ForeignKey(TillSession.id), index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(Code)
    amount_minor: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    made_by_name: Mapped[str] = mapped_column(default="")
