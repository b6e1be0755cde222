"""The clinic's settings."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.base import Base, Numbered


class Setting(Numbered, Base):
    """One setting that differs from its default; ``value`` is JSON.

    ``scope`` is "clinic", "location:3" or "practitioner:8".
    """

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("key", "scope"),)

    key: Mapped[str] = mapped_column(String(64))
    scope: Mapped[str] = mapped_column(String(32), default="clinic")
    value: Mapped[str]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    changed_at: Mapped[datetime]
