"""What became of appointments, step by step."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.base import Base, Numbered
from clinic_desktop.db.types import Code


class AppointmentChange(Numbered, Base):
    """One step of an appointment's history: who, when, from, to, why. ``detail`` is JSON: old and new times.

    ``former_starts_at`` is where a move took it from: so that the board of that day can be shown as it stood.
    """

    __tablename__ = "appointment_change"
    __table_args__ = (
        Index("ix_appointment_change_at", "at"),
        Index("ix_appointment_change_former", "former_starts_at"),
    )

    appointment_id: Mapped[int] = mapped_column(ForeignKey(Appointment.id), index=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(default="")
    desk: Mapped[str] = mapped_column(default="")
    action: Mapped[str] = mapped_column(String(48))
    from_state: Mapped[str | None] = mapped_column(Code)
    to_state: Mapped[str] = mapped_column(Code)
    reason: Mapped[str] = mapped_column(default="")
    detail: Mapped[str] = mapped_column(default="{}")
    former_starts_at: Mapped[datetime | None]
