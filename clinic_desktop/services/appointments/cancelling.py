"""Approving, turning down and cancelling, and what goes back to the patient."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import AppointmentState, GatewayName, QueueState, Role, Topic
from clinic_desktop.domain.errors import Invalid, NotAllowed
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Actor, Permission, permits, require
from clinic_desktop.domain.policy import refund_due, refund_percent
from clinic_desktop.services.appointments.answering import read_view
from clinic_desktop.services.appointments.reading import may_end
from clinic_desktop.services.appointments.steps import (
    Held,
    change_row,
    look_for,
    need_reason,
    permits_held,
    record,
    take_for_step,
)
from clinic_desktop.services.appointments.timetables import zone_of
from clinic_desktop.services.appointments.values import AppointmentView, BackBy, RefundChoice, RefundPreview
from clinic_desktop.services.billing.desk import refund_on_cancel
from clinic_desktop.services.billing.refund_rows import money_of_invoice
from clinic_desktop.services.billing.refunds import free_to_spread
from clinic_desktop.services.messages.telling import Known, tell
from clinic_desktop.services.settings import settings_for


def confirm(session: Session, actor: Actor, appointment_id: int, version: int, now: datetime) -> AppointmentView:
    """Approves a pending appointment."""
    held, state = take_for_step(session, actor, appointment_id, version, Step.CONFIRM, now)
    change_row(session, held, actor, now, state=state, expires_at=None, pay_until=None)
    record(session, actor, held, Step.CONFIRM, state, now)
    tell(session, actor, held.id, now, before=None)
    return read_view(session, actor, held.id)


def reject(
    session: Session, actor: Actor, appointment_id: int, version: int, reason: str, now: datetime
) -> AppointmentView:
    """Turns a pending appointment down; what was paid goes back in full."""
    said = need_reason(reason)
    held, state = take_for_step(session, actor, appointment_id, version, Step.REJECT, now)
    change_row(session, held, actor, now, state=state, end_reason=said)
    owed = refund_on_cancel(session, actor, held.id, percent=100, amount_minor=None, reason=said, now=now)
    record(session, actor, held, Step.REJECT, state, now, reason=said, detail={"refund_minor": owed} if owed else None)
    _tell(session, actor, held, owed, now)
    return read_view(session, actor, held.id)


def cancel(
    session: Session,
    actor: Actor,
    appointment_id: int,
    version: int,
    reason: str,
    choice: RefundChoice | None,
    by_clinic: bool | None,
    now: datetime,
) -> AppointmentView:
    """Cancels with a reason, and owes back what the policy or the choice says."""
    said = need_reason(reason)
    held, state = take_for_step(session, actor, appointment_id, version, Step.CANCEL, now)
    if not may_end(actor, Step.CANCEL, held.state):
        raise NotAllowed(Permission.CANCEL)
    percent, amount = _choice(session, actor, held, choice, by_clinic, now)
    change_row(session, held, actor, now, state=state, end_reason=said)
    topics = [Topic.APPOINTMENTS]
    if held.state in (AppointmentState.CHECKED_IN, AppointmentState.IN_PROGRESS):
        leave(session, held)
        topics.append(Topic.QUEUE)
    owed = refund_on_cancel(
        session, actor, held.id, percent=percent, amount_minor=amount, reason=said, now=now, by_hand=choice is not None
    )
    detail = {"refund_minor": owed} if owed else None
    record(session, actor, held, Step.CANCEL, state, now, reason=said, detail=detail, topics=topics)
    if held.state not in (AppointmentState.CHECKED_IN, AppointmentState.IN_PROGRESS):
        # Who is at the clinic hears it there.
        _tell(session, actor, held, owed, now)
    return read_view(session, actor, held.id)


def refund_preview(
    session: Session, actor: Actor, appointment_id: int, by_clinic: bool | None, now: datetime
) -> RefundPreview:
    """What cancelling now would pay back by the policy."""
    held = look_for(session, actor, appointment_id, Permission.CANCEL)
    clinics = _is_clinics(actor, by_clinic)
    percent = _percent(session, held, clinics, now)
    paid = _paid(session, held)
    refund = refund_due(paid, percent, held.state)
    gives_back = refund.minor > 0
    may_set = permits(actor, Permission.SET_ANY_REFUND, location_id=held.location_id)
    if not permits_held(actor, Permission.SEE_PAYMENTS, held):
        return RefundPreview(None, percent, None, clinics, may_set, gives_back)
    invoice_id = session.scalar(select(Invoice.id).where(Invoice.appointment_id == held.id))
    if invoice_id is None:
        return RefundPreview(paid, percent, refund, clinics, may_set, gives_back)
    above = Money(free_to_spread(session, invoice_id, held.location_id), paid.currency)
    return RefundPreview(paid, percent, refund, clinics, may_set, gives_back, _back(session, invoice_id, refund), above)


def _back(session: Session, invoice_id: int, refund: Money) -> tuple[BackBy, ...]:
    """By which ways so much would go back: as ``spread`` does it, from the latest payment on."""
    parts: list[BackBy] = []
    wanted = refund.minor
    for money in money_of_invoice(session, invoice_id):
        part = min(wanted, money.left) if money.counted else 0
        if part > 0:
            gateway = GatewayName(money.gateway) if money.gateway else None
            parts.append(BackBy(money.method, Money(part, money.currency), gateway))
            wanted -= part
    return tuple(parts)


def leave(session: Session, held: Held) -> None:
    """Takes the patient out of the queue."""
    session.execute(
        update(Encounter)
        .where(Encounter.appointment_id == held.id)
        .values(queue_state=QueueState.LEFT, version=Encounter.version + 1)
        .execution_options(synchronize_session=False)
    )


def _tell(session: Session, actor: Actor, held: Held, owed: int, now: datetime) -> None:
    """Tells the patient that they need not come, and what goes back to them."""
    before = Known(held.starts_at, held.practitioner_id, held.location_id)
    tell(session, actor, held.id, now, before=before, facts={"refund_minor": owed} if owed else None)


def _choice(
    session: Session, actor: Actor, held: Held, choice: RefundChoice | None, by_clinic: bool | None, now: datetime
) -> tuple[int | None, int | None]:
    """The percent or the amount to pay back."""
    if choice is None:
        return _percent(session, held, _is_clinics(actor, by_clinic), now), None
    require(actor, Permission.SET_ANY_REFUND, location_id=held.location_id)
    if (choice.percent is None) == (choice.amount_minor is None):
        raise Invalid({"refund": "required"})
    if choice.percent is not None and not 0 <= choice.percent <= 100:
        raise Invalid({"refund": "out_of_bounds"})
    return choice.percent, choice.amount_minor


def _percent(session: Session, held: Held, by_clinic: bool, now: datetime) -> int:
    """What the policy of the visit's doctor and centre gives back."""
    settings = settings_for(session, held.location_id, held.practitioner_id)
    zone = session.execute(select(Location.zone).where(Location.id == held.location_id)).scalar_one()
    return refund_percent(settings, held.starts_at, now, by_clinic, zone_of(zone))


def _is_clinics(actor: Actor, by_clinic: bool | None) -> bool:
    """Whose wish it is. A patient cannot say that it is the clinic's."""
    if actor.role is Role.PATIENT:
        return False
    return actor.role is Role.DOCTOR if by_clinic is None else by_clinic


def _paid(session: Session, held: Held) -> Money:
    row = session.execute(
        select(func.coalesce(Invoice.paid_minor - Invoice.refunded_minor, 0), Appointment.currency)
        .select_from(Appointment)
        .outerjoin(Invoice, Invoice.appointment_id == Appointment.id)
        .where(Appointment.id == held.id)
    ).one()
    return Money(row[0], row.currency)
