"""Appointments that are still to come, which keep a doctor or a centre from being closed."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.services.appointments.expiry import in_force

OPEN_STATES = (
    AppointmentState.PENDING,
    AppointmentState.CONFIRMED,
    AppointmentState.CHECKED_IN,
    AppointmentState.IN_PROGRESS,
)


def refuse_while_coming(session: Session, now: datetime, condition: ColumnElement[bool]) -> None:
    """Refuses with Invalid while open appointments that end after now are among those of the condition."""
    statement = select(Appointment.id).where(
        condition, Appointment.state.in_(OPEN_STATES), Appointment.ends_at > now, in_force(now)
    )
    if session.scalar(statement.limit(1)) is not None:
        raise Invalid({"active": "appointments_to_come"})
