"""Planning reminders: a message some hours before each confirmed appointment, written once however many desks plan."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.messages import Message
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import AppointmentState, MessageKind
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.messages.outbox import enqueue
from clinic_desktop.services.settings import load_settings


def plan_reminders(database: Database, now: datetime) -> int:
    """Writes the reminders whose time has come, and says how many.

    Hours are hours that pass, also over a night in which the clocks change. Where several reminders of an appointment
    are due because nobody was there to send them, only the last is sent; and none to a patient who was told of the
    time after the reminder was due.
    """
    with database.read() as session:
        due = [wish for centre, hours in _centres(session) for wish in _due(session, centre, hours, now)]
    if not due:
        return 0
    with database.write() as session:
        written = [
            enqueue(session, None, MessageKind.REMINDER, appointment_id, now, cause=cause)
            for appointment_id, cause in due
        ]
    return sum(number is not None for number in written)


def _centres(session: Session) -> list[tuple[int, tuple[int, ...]]]:
    """Each centre with its hours before the start, the shortest first; those without reminders are left out."""
    book = load_settings(session)
    centres = session.execute(select(Location.id).where(Location.active).order_by(Location.id)).scalars().all()
    found = [(centre, _hours(book.at(centre))) for centre in centres]
    return [(centre, hours) for centre, hours in found if hours]


def _hours(settings: ClinicSettings) -> tuple[int, ...]:
    return tuple(sorted({settings.first_reminder_hours, settings.second_reminder_hours} - {0}))


def _due(session: Session, centre: int, hours: tuple[int, ...], now: datetime) -> Iterable[tuple[int, str]]:
    coming = session.execute(
        select(Appointment.id, Appointment.starts_at, Appointment.created_at)
        .join(Patient, Patient.id == Appointment.patient_id)
        .where(
            Appointment.location_id == centre,
            Appointment.starts_at > now,
            Appointment.starts_at <= now + timedelta(hours=hours[-1]),
            Appointment.state == AppointmentState.CONFIRMED,
            ~Appointment.queue_only,
            Patient.email != "",
        )
    ).all()
    told = _told(session, centre, now, hours[-1]) if coming else {}
    for booked in coming:
        ahead = next(ahead for ahead in hours if booked.starts_at - timedelta(hours=ahead) <= now)
        reminds_at = booked.starts_at - timedelta(hours=ahead)
        cause = f"{MessageKind.REMINDER}:{booked.id}:{booked.starts_at:%Y-%m-%dT%H:%M}:{ahead}"
        messages = told.get(booked.id, [])
        if any(message.cause == cause for message in messages):
            continue
        if max([booked.created_at, *(m.created_at for m in messages if m.kind != MessageKind.REMINDER)]) < reminds_at:
            yield booked.id, cause


def _told(session: Session, centre: int, now: datetime, most_hours: int) -> dict[int, list[Any]]:
    """What there is of messages about the appointments that are coming."""
    rows = session.execute(
        select(Message.appointment_id, Message.kind, Message.cause, Message.created_at)
        .join(Appointment, Appointment.id == Message.appointment_id)
        .where(
            Appointment.location_id == centre,
            Appointment.starts_at > now,
            Appointment.starts_at <= now + timedelta(hours=most_hours),
        )
    ).all()
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.appointment_id].append(row)
    return found
