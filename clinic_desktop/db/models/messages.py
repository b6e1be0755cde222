"""The outbox: what is to be told to whom, what became of it, and the clinic's own wording."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.base import Base, Numbered, Versioned, partial_index
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.types import Code


class Message(Versioned, Base):
    """One notification to one person over one channel, written in the transaction of what caused it.

    ``cause`` names that ("confirmation:appointment:12:v1"): one cause sends one message, however often it is asked
    for. ``data`` is JSON with the facts as they were; the text is made from them when the message is sent and kept
    then. Nothing leaves before ``due_at``. A sender claims a row until ``claimed_until``, so that no two send it.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("cause", "channel"),
        partial_index("ix_message_open", "due_at", where="state IN ('queued', 'sending')"),
        Index("ix_message_appointment", "appointment_id"),
        Index("ix_message_state", "state", "created_at"),
    )

    cause: Mapped[str] = mapped_column(String(96))
    kind: Mapped[str] = mapped_column(Code)
    channel: Mapped[str] = mapped_column(Code)
    state: Mapped[str] = mapped_column(Code, default="queued")
    patient_id: Mapped[int | None] = mapped_column(ForeignKey(Patient.id), index=True)
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey(Appointment.id))
    location_id: Mapped[int | None] = mapped_column(ForeignKey(Location.id))
    recipient: Mapped[str]
    address: Mapped[str]
    language: Mapped[str] = mapped_column(String(16), default="")
    data: Mapped[str] = mapped_column(default="{}")
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str] = mapped_column(String(64), default="")
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(String(48), default="")


class MessageEvent(Numbered, Base):
    """One step of a message's history: queued, a try and what came of it, dropped, sent again by hand."""

    __tablename__ = "message_event"

    message_id: Mapped[int] = mapped_column(ForeignKey(Message.id), index=True)
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(Code)
    desk: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int | None]
    problem: Mapped[str] = mapped_column(String(48), default="")
    detail: Mapped[str] = mapped_column(default="")


class MessageTemplate(Versioned, Base):
    """The clinic's own wording of a kind of message, where it differs from the one that the program brings."""

    __tablename__ = "message_template"
    __table_args__ = (UniqueConstraint("kind", "channel", "language"),)

    kind: Mapped[str] = mapped_column(Code)
    channel: Mapped[str] = mapped_column(Code)
    language: Mapped[str] = mapped_column(String(16), default="")
    subject: Mapped[str]
    body: Mapped[str]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    changed_at: Mapped[datetime]
