"""A patient's visits and bookings as a card lists them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, func, select
from sqlalchemy.orm import Session, aliased

from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.domain.codes import AppointmentState, PaymentWord
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Actor, Permission, permits
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.appointments.expiry import state_now
from clinic_desktop.services.billing.owing import MONEY, price_of_row, standing_of
from clinic_desktop.services.patients.treating import NOBODY, NoteReader
from clinic_desktop.services.settings import load_settings

UNDER_WAY = (
    AppointmentState.PENDING, AppointmentState.CONFIRMED, AppointmentState.CHECKED_IN, AppointmentState.IN_PROGRESS,
)  # fmt: skip
"""The states of a visit that is still to come or not yet over."""


@dataclass(frozen=True, slots=True)
class VisitNote:
    """What the doctor wrote of a visit."""

    complaint: str
    findings: str
    diagnosis: str
    plan: str
    note: str
    follow_up_on: date | None


@dataclass(frozen=True, slots=True)
class Visit:
    """One appointment of a patient. ``due`` is what is still to be paid; it and ``amount`` are None for who may not see
    payments; ``link_sent`` says that a payment link waits for it. ``note`` is None where nothing was written, and for
    who may not read it. ``series_position`` and ``series_length`` say "3 of 8"; they are None outside a series."""

    appointment_id: int
    starts_at: datetime
    ends_at: datetime
    state: AppointmentState
    practitioner_id: int
    practitioner_name: str
    location_id: int
    location_name: str
    service_name: str
    amount: Money | None
    due: Money | None
    reason: str
    note: VisitNote | None = None
    series_position: int | None = None
    series_length: int | None = None
    link_sent: bool = False


_others = aliased(Appointment)
_in_series = (
    select(func.count(_others.id))
    .where(_others.series_id == Appointment.series_id)
    .correlate(Appointment)
    .scalar_subquery()
)
_COLUMNS = (
    Appointment.id,
    Appointment.starts_at,
    Appointment.ends_at,
    Appointment.practitioner_id,
    Appointment.practitioner_name,
    Appointment.location_id,
    Location.name.label("location_name"),
    Appointment.service_name,
    Appointment.amount_minor,
    Appointment.currency,
    Appointment.reason,
    Appointment.series_position,
    _in_series.label("series_length"),
    Invoice.currency.label("invoice_currency"),
    *MONEY,
)
_NOTES = (
    Encounter.note_saved_at,
    Encounter.complaint,
    Encounter.findings,
    Encounter.diagnosis,
    Encounter.plan,
    Encounter.note,
    Encounter.follow_up_on,
)


def visits_where(
    session: Session,
    actor: Actor,
    which: ColumnElement[bool],
    order: UnaryExpression[Any],
    limit: int,
    now: datetime,
    reader: NoteReader = NOBODY,
) -> tuple[Visit, ...]:
    """Up to ``limit`` visits as they stand now. Whether the actor may see the patient has been asked;
    ``reader`` says whose notes they read."""
    statement = (
        select(*_COLUMNS, state_now(now).label("state"), *(_NOTES if reader is not NOBODY else ()))
        .join(Location, Location.id == Appointment.location_id)
        .outerjoin(Invoice, Invoice.appointment_id == Appointment.id)
        .where(which)
        .order_by(order, Appointment.id)
        .limit(limit)
    )
    if reader is not NOBODY:
        statement = statement.outerjoin(Encounter, Encounter.appointment_id == Appointment.id)
    sees_money = permits(actor, Permission.SEE_PAYMENTS)
    rows = session.execute(statement).all()
    settings = load_settings(session)
    return tuple(_visit(row, settings.at(row.location_id, row.practitioner_id), sees_money, reader) for row in rows)


def _visit(row: Any, settings: ClinicSettings, sees_money: bool, reader: NoteReader) -> Visit:
    stands = standing_of(row, settings)
    return Visit(
        appointment_id=row.id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=AppointmentState(row.state),
        practitioner_id=row.practitioner_id,
        practitioner_name=row.practitioner_name,
        location_id=row.location_id,
        location_name=row.location_name,
        service_name=row.service_name,
        amount=Money(price_of_row(row, settings), row.currency) if sees_money else None,
        due=Money(stands.due, row.invoice_currency or row.currency) if sees_money else None,
        link_sent=sees_money and stands.word is PaymentWord.LINK_SENT,
        reason=row.reason,
        series_position=row.series_position,
        series_length=row.series_length if row.series_position is not None else None,
        note=_note(row) if reader.reads(row.practitioner_id) and row.note_saved_at is not None else None,
    )


def _note(row: Any) -> VisitNote:
    return VisitNote(row.complaint, row.findings, row.diagnosis, row.plan, row.note, row.follow_up_on)
