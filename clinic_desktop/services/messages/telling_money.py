"""Telling patients about money, in the transaction that moves it: where to pay, what was paid, what goes back.

A message says amounts, numbers and ways, never why a visit was or why money goes back. Each of these functions may be
called as often as one likes: one link, one payment and one step of a refund have one message each, whoever hears of it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.domain.billing import standing
from clinic_desktop.domain.codes import AppointmentState, LinkState, MessageKind, PaymentMethod, RefundState
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.messages.outbox import (
    OF_APPOINTMENTS,
    OVERTAKEN,
    TOO_LATE,
    appointment_facts,
    drop_cause,
    write,
)

OF_MONEY = frozenset({MessageKind.PAYMENT_LINK, MessageKind.RECEIPT, MessageKind.REFUND, MessageKind.INVOICE})

_booked, _invoice = Appointment.__table__.c, Invoice.__table__.c
_link, _payment, _refund = PaymentLink.__table__.c, Payment.__table__.c, Refund.__table__.c
_OF_LINK = Prepared(
    OF_APPOINTMENTS.add_columns(
        _link.state.label("link_state"), _link.invoice_id, _link.amount_minor, _link.currency.label("paid_currency"),
        _link.url, _link.ends_at.label("link_ends_at"), _link.gateway_ends_at, _link.holds_booking,
    )
    .join(PaymentLink.__table__, _link.appointment_id == _booked.id)
    .where(_link.id == bindparam("link_id"))
)  # fmt: skip
_WITH_INVOICES = OF_APPOINTMENTS.join(Invoice.__table__, _invoice.appointment_id == _booked.id)
_OF_INVOICE = Prepared(
    _WITH_INVOICES.add_columns(
        _invoice.number, _invoice.version.label("invoice_version"), _invoice.total_minor, _invoice.paid_minor,
        _invoice.refunded_minor, _invoice.currency.label("paid_currency"),
    ).where(_invoice.id == bindparam("invoice_id"))
)  # fmt: skip
_OF_PAYMENT = Prepared(
    _WITH_INVOICES.add_columns(
        _invoice.total_minor, _invoice.paid_minor, _invoice.refunded_minor,
        _payment.amount_minor, _payment.currency.label("paid_currency"), _payment.method, _payment.paid_at,
        _payment.receipt_number,
    )
    .join(Payment.__table__, _payment.invoice_id == _invoice.id)
    .where(_payment.id == bindparam("payment_id"))
)  # fmt: skip
_OF_REFUND = Prepared(
    _WITH_INVOICES.add_columns(
        _refund.state.label("refund_state"), _refund.amount_minor, _refund.currency.label("paid_currency"),
        _refund.method, _refund.credit_note_number,
    )
    .join(Payment.__table__, _payment.invoice_id == _invoice.id)
    .join(Refund.__table__, _refund.payment_id == _payment.id)
    .where(_refund.id == bindparam("refund_id"))
)  # fmt: skip
_TOLD_OF = (RefundState.OWED, RefundState.SENT, RefundState.DONE, RefundState.FAILED)
# What may have become of a refund since a message about it was written, without making the message wrong.
_STILL_TRUE = {
    RefundState.OWED: (RefundState.OWED, RefundState.SENT, RefundState.DONE),
    RefundState.SENT: (RefundState.SENT, RefundState.DONE),
    RefundState.DONE: (RefundState.DONE,),
    RefundState.FAILED: (RefundState.FAILED,),
}


def tell_link(session: Session, actor: Actor | None, link_id: int, now: datetime) -> int | None:
    """Writes to the patient where to pay, and gives the message's number. None where that was written before, or where
    the link cannot be paid now. A patient without an address is noted as not told: the desk shows them the page."""
    row = _OF_LINK.first(session.connection(), {"link_id": link_id})
    if row is None:
        raise NotFound("payment_link", link_id)
    ends_at = row.link_ends_at or row.gateway_ends_at
    if row.link_state != LinkState.OPEN or not row.url or (ends_at is not None and ends_at <= now):
        return None
    facts = {
        "link_id": link_id,
        "invoice_id": row.invoice_id,
        "amount_minor": row.amount_minor,
        "currency": row.paid_currency,
        "pay_url": row.url,
        "pay_by": None if ends_at is None else ends_at.isoformat(),
        "kept_until": ends_at.isoformat() if ends_at is not None and row.holds_booking else None,
    }
    return _write(session, actor, MessageKind.PAYMENT_LINK, row, facts, now, f"payment_link:{link_id}")


def tell_invoice(session: Session, actor: Actor | None, invoice_id: int, now: datetime) -> int | None:
    """Writes the invoice, and gives the message's number. None where it was written before and has not changed since,
    or there is no address."""
    row = _OF_INVOICE.first(session.connection(), {"invoice_id": invoice_id})
    if row is None:
        raise NotFound("invoice", invoice_id)
    stands = standing(AppointmentState(row.state), row.total_minor, row.paid_minor, row.refunded_minor)
    facts = {
        "invoice_id": invoice_id,
        "invoice_number": row.number or "",
        "amount_minor": row.total_minor,
        "balance_minor": stands.due,
        "currency": row.paid_currency,
    }
    return _write(session, actor, MessageKind.INVOICE, row, facts, now, f"invoice:{invoice_id}:v{row.invoice_version}")


def tell_receipt(session: Session, actor: Actor | None, payment_id: int, now: datetime) -> int | None:
    """Writes that a payment came in, with its receipt, and gives the message's number. None where that was written
    before, or there is no address: then the receipt is on paper. Of payments that were taken together the last is
    enough: its receipt has all of them. Call it after the invoice was brought up to date."""
    row = _OF_PAYMENT.first(session.connection(), {"payment_id": payment_id})
    if row is None:
        raise NotFound("payment", payment_id)
    stands = standing(AppointmentState(row.state), row.total_minor, row.paid_minor, row.refunded_minor)
    facts = {
        "payment_id": payment_id,
        "amount_minor": row.amount_minor,
        "currency": row.paid_currency,
        "method": row.method,
        "paid_at": None if row.paid_at is None else row.paid_at.isoformat(),
        "receipt_number": row.receipt_number or "",
        "balance_minor": stands.due,
    }
    return _write(session, actor, MessageKind.RECEIPT, row, facts, now, f"receipt:{payment_id}")


def tell_refund(session: Session, actor: Actor | None, refund_id: int, now: datetime) -> int | None:
    """Writes how a refund stands: owed, on its way, given back, or not arrived; and gives the message's number. What
    was written about an earlier step and has not left is taken back. None where this step was told before, where it
    waits for a second person or was not approved, and where cash was handed to somebody without an address."""
    row = _OF_REFUND.first(session.connection(), {"refund_id": refund_id})
    if row is None:
        raise NotFound("refund", refund_id)
    for state in _TOLD_OF:
        if state != row.refund_state:
            drop_cause(session, actor, _refund_cause(refund_id, state), now, problem=OVERTAKEN)
    if row.refund_state not in _TOLD_OF:
        return None
    if not row.email and row.refund_state == RefundState.DONE and row.method == PaymentMethod.CASH:
        return None
    facts = {
        "refund_id": refund_id,
        "amount_minor": row.amount_minor,
        "currency": row.paid_currency,
        "method": row.method,
        "refund_state": row.refund_state,
        "credit_note_number": row.credit_note_number or "",
    }
    return _write(session, actor, MessageKind.REFUND, row, facts, now, _refund_cause(refund_id, row.refund_state))


def tell_refunds_of(session: Session, actor: Actor | None, appointment_id: int, at: datetime) -> None:
    """Writes how those refunds of an appointment stand that were made then: for a step that is no message itself."""
    made = (
        select(_refund.id)
        .join_from(Refund.__table__, Payment.__table__, _payment.id == _refund.payment_id)
        .join(Invoice.__table__, _invoice.id == _payment.invoice_id)
        .where(_invoice.appointment_id == appointment_id, _refund.created_at == at)
        .order_by(_refund.id)
    )
    for refund_id in session.scalars(made).all():
        tell_refund(session, actor, refund_id, at)


def money_problem(session: Session, kind: MessageKind, data: Mapping[str, Any], now: datetime) -> str:
    """Why a message about money is not to leave any more: ``TOO_LATE`` or ``OVERTAKEN``; empty where it still is true.
    A link that was paid or ended is not sent, nor that money was given back which did not arrive."""
    if kind is MessageKind.PAYMENT_LINK:
        if data.get("pay_by") and datetime.fromisoformat(str(data["pay_by"])) <= now:
            return TOO_LATE
        state = session.scalar(select(PaymentLink.state).where(PaymentLink.id == data.get("link_id")))
        return "" if state == LinkState.OPEN else OVERTAKEN
    if kind is MessageKind.REFUND:
        state = session.scalar(select(Refund.state).where(Refund.id == data.get("refund_id")))
        return "" if state in _STILL_TRUE[RefundState(str(data["refund_state"]))] else OVERTAKEN
    return ""


def _write(
    session: Session,
    actor: Actor | None,
    kind: MessageKind,
    row: Any,
    facts: Mapping[str, object],
    now: datetime,
    cause: str,
) -> int | None:
    return write(session, actor, kind, row, appointment_facts(row) | dict(facts), now, cause, row.appointment_id)


def _refund_cause(refund_id: int, state: str) -> str:
    return f"refund:{refund_id}:{state}"
