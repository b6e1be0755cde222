"""Who can sign in, where they work, and how they tried."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.base import Base, Numbered, Versioned, partial_index
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.types import Code


class Account(Versioned, Base):
    """A login. Email, username and phone are stored lower-cased or as E.164 and are each unique where present."""

    __tablename__ = "account"
    __table_args__ = (
        partial_index("uq_account_email", "email", where="email <> ''", unique=True),
        partial_index("uq_account_username", "username", where="username <> ''", unique=True),
        Index("ix_account_phone", "phone"),
    )

    role: Mapped[str] = mapped_column(Code)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    username: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    password_hash: Mapped[str]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    email_verified_at: Mapped[datetime | None]
    phone_verified_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]


class AccountLocation(Base):
    """The centres that a member of staff works at."""

    __tablename__ = "account_location"

    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id), primary_key=True)


class FormerPassword(Numbered, Base):
    """Hashes of earlier passwords, so that none of the last few is taken again."""

    __tablename__ = "former_password"

    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    password_hash: Mapped[str]
    set_at: Mapped[datetime]


class LoginAttempt(Numbered, Base):
    """Tries to sign in, counted in the database so that a restart does not reset them. ``login`` is a keyed hash."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index("ix_login_attempt_login_at", "login", "at"),)

    login: Mapped[str] = mapped_column(String(64))
    desk: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    succeeded: Mapped[bool]
