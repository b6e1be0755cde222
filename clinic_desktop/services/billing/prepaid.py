"""Bookings that wait for their money: paid they are confirmed, unpaid they end.

While nothing but the desk can take the money, a booking ends by time alone: from ``expires_at`` on its time is free for
whoever wants it. A payment link may bring money at the last moment, so while one holds the booking that is empty, and
``pay_until`` says until when the patient can pay. After that the time stays taken until the gateway has said that the
link is ended and nothing came: only then ``end_unpaid`` frees it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import AppointmentState, Topic
from clinic_desktop.domain.errors import SlotTaken
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.placing import (
    EXPIRE,
    PAYMENT_WINDOW_ENDED,
    FormerTime,
    former_room,
    former_seat,
)
from clinic_desktop.services.appointments.steps import Held, change_row, look, record
from clinic_desktop.services.billing.desk import settle_visit
from clinic_desktop.services.billing.unpaid import close_unpaid
from clinic_desktop.services.messages.telling import tell
from clinic_desktop.services.settings import settings_for

_booked, _invoice = Appointment.__table__.c, Invoice.__table__.c
_WAITS = (
    _booked.state == AppointmentState.PENDING,
    or_(_booked.expires_at.is_not(None), _booked.pay_until.is_not(None)),
)
_LOCK_WAITING = Prepared(
    update(Appointment.__table__)  # type: ignore[arg-type]
    .where(
        _booked.id == select(_invoice.appointment_id).where(_invoice.id == bindparam("invoice_id")).scalar_subquery(),
        *_WAITS,
    )
    .values(version=_booked.version + 1)
    .returning(_booked.id),
    (_booked.id,),
)
_STANDING = Prepared(
    select(
        _invoice.total_minor, _invoice.paid_minor, _invoice.refunded_minor, _invoice.currency, _invoice.location_id,
        _invoice.practitioner_id,
    ).where(_invoice.id == bindparam("invoice_id"))
)  # fmt: skip


@contextmanager
def confirming_when_paid(session: Session, actor: Actor | None, invoice_id: int, now: datetime) -> Iterator[None]:
    """Confirms the invoice's appointment if it waits for money and the block brings what confirms it: the deposit of
    the clinic's settings, or all of it. The appointment is locked before the block locks the invoice. Money that comes
    after the time to pay is over still confirms it, as long as nobody else has taken the time: then the booking would
    have been cancelled."""
    waiting = _LOCK_WAITING.first(session.connection(), {"invoice_id": invoice_id})
    yield
    if waiting is None or not _is_enough(session, invoice_id):
        return
    held = look(session, waiting.id)
    _confirm(session, actor, held, now)


def deposit_of(total: Money, percent: int) -> Money | None:
    """The part of a price that confirms a booking; None where all of it does."""
    return total.percent(percent) if 0 < percent < 100 else None


def hold_by_link(session: Session, appointment_id: int, until: datetime) -> bool:
    """From now on a link decides whether the booking stands. False where it does not wait for money."""
    return _change(session, appointment_id, *_WAITS, expires_at=None, pay_until=until)


def end_by_time(session: Session, appointment_id: int, until: datetime) -> bool:
    """No link holds the booking any more: from ``until`` on it is free by time alone."""
    return _change(session, appointment_id, *_WAITS, expires_at=until, pay_until=None)


def end_unpaid(session: Session, appointment_id: int, now: datetime) -> bool:
    """Cancels a booking that waited for a link's money in vain, and frees its time. False where it does not wait."""
    if not _change(session, appointment_id, *_WAITS):
        return False
    held = look(session, appointment_id)
    change_row(
        session, held, None, now,
        state=AppointmentState.CANCELLED, end_reason=PAYMENT_WINDOW_ENDED, expires_at=None, pay_until=None,
    )  # fmt: skip
    record(session, None, held, EXPIRE, AppointmentState.CANCELLED, now, reason=PAYMENT_WINDOW_ENDED)
    close_unpaid(session, appointment_id, now)
    return True


def revive(session: Session, appointment_id: int, now: datetime) -> bool:
    """Books again what was cancelled for want of money that has come now. Schedule, rooms and appointment are locked.
    False where somebody else has the time, where it is past, where the invoice has a credit note already, and for
    what a person cancelled."""
    unpaid = (_booked.state == AppointmentState.CANCELLED, _booked.end_reason == PAYMENT_WINDOW_ENDED)
    credited = exists().where(_invoice.appointment_id == _booked.id, _invoice.credit_note_number.is_not(None))
    if not _change(session, appointment_id, *unpaid, ~credited):
        return False
    held = look(session, appointment_id)
    if held.starts_at <= now:
        return False
    values = _former_place(session, held, now)
    if values is None:
        return False
    try:
        with session.begin_nested():
            _confirm(session, None, held, now, end_reason="", **values)
    except IntegrityError:
        # The database's own guard sees somebody there whom the rules did not: the money counts all the same.
        return False
    settle_visit(session, None, appointment_id, now)
    return True


def _former_place(session: Session, held: Held, now: datetime) -> dict[str, Any] | None:
    """The columns of the seat and the room at the booking's time; None where they are not free any more."""
    if held.queue_only:
        return {}
    former = FormerTime(
        held.id, held.practitioner_id, held.location_id, held.service_id, held.period,
        held.buffer_before_minutes, held.buffer_after_minutes, held.squeezed_in,
    )  # fmt: skip
    try:
        return {"seat": former_seat(session, None, former, now)} | former_room(session, former, held.room_id, now)
    except SlotTaken:
        return None


def _confirm(session: Session, actor: Actor | None, held: Held, now: datetime, **values: object) -> None:
    change_row(session, held, actor, now, state=AppointmentState.CONFIRMED, expires_at=None, pay_until=None, **values)
    topics = (Topic.APPOINTMENTS,)
    record(session, actor, held, Step.CONFIRM, AppointmentState.CONFIRMED, now, detail={"paid": True}, topics=topics)
    tell(session, actor, held.id, now, before=None)


def _change(session: Session, appointment_id: int, *conditions: Any, **values: object) -> bool:
    """Locks the appointment, if the conditions hold, and raises its version."""
    changed = session.connection().execute(
        update(Appointment.__table__)  # type: ignore[arg-type]
        .where(_booked.id == appointment_id, *conditions)
        .values(version=_booked.version + 1, **values)
        .returning(_booked.id)
    )
    return changed.one_or_none() is not None


def _is_enough(session: Session, invoice_id: int) -> bool:
    row = _STANDING.first(session.connection(), {"invoice_id": invoice_id})
    percent = settings_for(session, row.location_id, row.practitioner_id).deposit_percent
    deposit = deposit_of(Money(row.total_minor, row.currency), percent)
    needed = row.total_minor if deposit is None else deposit.minor
    return bool(row.paid_minor - row.refunded_minor >= needed)
