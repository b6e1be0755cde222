"""Bookings that wait for their money: paid in full they are confirmed, unpaid they end by time alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.models import Appointment, Invoice
from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.steps import change_row, look, record
from clinic_desktop.services.messages.telling import tell


@contextmanager
def confirming_when_paid(session: Session, actor: Actor, invoice_id: int, now: datetime) -> Iterator[None]:
    """Confirms the invoice's appointment if it waits for money and the block brings all of it. The appointment is
    locked before the block locks the invoice. Money that comes after the time to pay is over still confirms it, as long
    as nobody else has taken the time: then the booking would have been cancelled."""
    appointment_id = session.execute(
        update(Appointment)
        .where(
            Appointment.id == select(Invoice.appointment_id).where(Invoice.id == invoice_id).scalar_subquery(),
            Appointment.state == AppointmentState.PENDING,
            Appointment.expires_at.is_not(None),
        )
        .values(version=Appointment.version + 1)
        .returning(Appointment.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    yield
    if appointment_id is None:
        return
    unpaid = session.execute(
        select(Invoice.total_minor - Invoice.paid_minor + Invoice.refunded_minor).where(Invoice.id == invoice_id)
    ).scalar_one()
    if unpaid > 0:
        return
    held = look(session, appointment_id)
    change_row(session, held, actor, now, state=AppointmentState.CONFIRMED, expires_at=None)
    record(session, actor, held, Step.CONFIRM, AppointmentState.CONFIRMED, now, detail={"paid": True})
    tell(session, actor, appointment_id, now, before=None)
