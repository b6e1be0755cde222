"""What happened: for the other desks, and for who looks it up later."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.base import Base, Numbered
from clinic_desktop.db.types import Code


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
