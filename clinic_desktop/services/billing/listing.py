"""Lists of what is unpaid, and of refunds that are still owed."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.billing import Standing
from clinic_desktop.domain.codes import (
    AppointmentState,
    PaymentMethod,
    QueueState,
    RefundState,
)
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import day_period
from clinic_desktop.domain.permissions import Actor, Permission, Scope, scope_of
from clinic_desktop.services.billing.owing import MONEY, is_unpaid, standing_of
from clinic_desktop.services.billing.values import (
    OwedRefund,
    UnpaidEntry,
)
from clinic_desktop.services.settings import load_settings

LARGEST_PAGE = 1_000
_MOST = 500
_HERE = (AppointmentState.CHECKED_IN, AppointmentState.IN_PROGRESS, AppointmentState.COMPLETED)

_payment, _invoice, _booked = Payment.__table__.c, Invoice.__table__.c, Appointment.__table__.c
_refund, _visit, _place = Refund.__table__.c, Encounter.__table__.c, Location.__table__.c
_SOURCE = Payment.__table__.join(Invoice.__table__, _invoice.id == _payment.invoice_id).join(
    Appointment.__table__, _booked.id == _invoice.appointment_id
)


def load_unpaid(session: Session, location_id: int, day: date) -> tuple[UnpaidEntry, ...]:
    """Who was here that day and has something left to pay, in order of time."""
    zone = session.scalar(select(Location.zone).where(Location.id == location_id))
    if zone is None:
        raise NotFound("location", location_id)
    period = day_period(day, ZoneInfo(zone))
    rows = session.execute(
        select(
            _booked.id, _invoice.id.label("invoice_id"), _booked.patient_id, _booked.patient_name,
            _booked.patient_phone, _booked.practitioner_id, _booked.practitioner_name, _booked.service_name,
            _booked.state, _booked.starts_at,
            _booked.amount_minor, _booked.currency, *MONEY, _visit.token, _visit.queue_state,
        )
        .select_from(Appointment.__table__)
        .outerjoin(Invoice.__table__, _invoice.appointment_id == _booked.id)
        .outerjoin(Encounter.__table__, _visit.appointment_id == _booked.id)
        .where(
            _booked.location_id == location_id, _booked.starts_at >= period.start, _booked.starts_at < period.end,
            _booked.state.in_(_HERE), is_unpaid(),
        )
        .order_by(_booked.starts_at, _booked.id)
        .limit(_MOST)
    ).all()  # fmt: skip
    settings = load_settings(session)
    return tuple(_unpaid(row, standing_of(row, settings.at(location_id, row.practitioner_id))) for row in rows)


def load_owed(session: Session, actor: Actor, location_id: int | None) -> tuple[OwedRefund, ...]:
    """Refunds that somebody still has to hand back or send, oldest first. What goes by a gateway nobody hands back: the
    list of refunds has it."""
    conditions = [
        _refund.state == RefundState.OWED, _refund.method != PaymentMethod.LINK, *visible_to(actor),
    ]  # fmt: skip
    if location_id is not None:
        conditions.append(_payment.location_id == location_id)
    rows = session.execute(
        select(
            _refund.id, _refund.version, _refund.payment_id, _payment.invoice_id, _invoice.appointment_id,
            _payment.receipt_number, _invoice.patient_id, _booked.patient_name, _booked.patient_phone,
            _payment.location_id, _refund.method, _refund.amount_minor, _refund.currency, _refund.reason,
            _refund.made_by_name, _refund.created_at,
        )
        .select_from(Refund.__table__.join(_SOURCE, _payment.id == _refund.payment_id))
        .where(*conditions)
        .order_by(_refund.created_at, _refund.id)
        .limit(_MOST)
    )  # fmt: skip
    return tuple(
        OwedRefund(
            id=row.id,
            version=row.version,
            payment_id=row.payment_id,
            invoice_id=row.invoice_id,
            appointment_id=row.appointment_id,
            receipt_number=row.receipt_number or "",
            patient_id=row.patient_id,
            patient_name=row.patient_name,
            patient_phone=row.patient_phone,
            location_id=row.location_id,
            method=PaymentMethod(row.method),
            amount=Money(row.amount_minor, row.currency),
            reason=row.reason,
            made_by=row.made_by_name,
            created_at=row.created_at,
        )
        for row in rows
    )


def visible_to(actor: Actor, place: Any = _payment.location_id) -> list[ColumnElement[bool]]:
    """What keeps a list of payments, or of what else lies at a ``place`` and has an invoice, to those that the actor
    may see; never empty but for who may see everything."""
    scope = scope_of(actor.role, Permission.SEE_PAYMENTS)
    if scope is Scope.CLINIC:
        return []
    if scope is Scope.CENTRE:
        return [place.in_(actor.location_ids)]
    if scope is Scope.OWN and actor.patient_id is not None:
        return [_invoice.patient_id == actor.patient_id]
    return [false()]


def _unpaid(row: Any, stands: Standing) -> UnpaidEntry:
    here = row.token is not None and row.queue_state != QueueState.LEFT
    return UnpaidEntry(
        appointment_id=row.id,
        invoice_id=row.invoice_id,
        patient_id=row.patient_id,
        patient_name=row.patient_name,
        patient_phone=row.patient_phone,
        practitioner_id=row.practitioner_id,
        practitioner_name=row.practitioner_name,
        service_name=row.service_name,
        state=AppointmentState(row.state),
        token=row.token if here else "",
        starts_at=row.starts_at,
        total=Money(stands.total, row.currency),
        due=Money(stands.due, row.currency),
    )
