"""Refunds above the clinic's limit wait for a second person; and what has not left yet can be taken back."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.codes import RefundCause, RefundState
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.services.billing.refund_handing import locked_refund
from clinic_desktop.services.billing.refund_rows import (
    change_refund,
    decide,
    hold_refund,
    lock_payment,
    note_change,
    undecide,
)
from clinic_desktop.services.billing.refund_rows import read_refund_row as read_row
from clinic_desktop.services.messages.telling_money import tell_refund

TAKEN_BACK = "taken_back"
"""The ``problem`` of a refund that was not rejected, but taken back."""
_REASON_LENGTH = 500


def approve(session: Session, actor: Actor, refund_id: int, version: int, now: datetime) -> None:
    """Decides what somebody else has asked for. Refuses with Invalid the one who asked."""
    money = locked_refund(session, actor, refund_id, Permission.APPROVE_REFUND)
    row = hold_refund(session, refund_id, version, RefundState.REQUESTED)
    if row.made_by_id == actor.account_id:
        raise Invalid({"approve": "asked_yourself"})
    decide(session, actor, refund_id, now)
    note_change(session, actor, "approve_refund", refund_id, money, now, amount_minor=row.amount_minor)
    tell_refund(session, actor, refund_id, now)


def reject(session: Session, actor: Actor, refund_id: int, version: int, reason: str, now: datetime) -> None:
    """Turns down what somebody else has asked for, with a reason; nothing has moved."""
    money = locked_refund(session, actor, refund_id, Permission.APPROVE_REFUND)
    row = hold_refund(session, refund_id, version, RefundState.REQUESTED)
    if row.made_by_id == actor.account_id:
        raise Invalid({"approve": "asked_yourself"})
    said = _said(reason)
    change_refund(session, refund_id, **_ended(actor, now, said, ""))
    note_change(session, actor, "reject_refund", refund_id, money, now, amount_minor=row.amount_minor)


def take_back(session: Session, actor: Actor, refund_id: int, version: int, reason: str, now: datetime) -> None:
    """Ends a refund that was asked for, or that is owed and has not left. What goes back by the clinic's rules only
    those may keep who may set any refund."""
    money = locked_refund(session, actor, refund_id, Permission.REFUND)
    row = hold_refund(session, refund_id, version, RefundState.REQUESTED, RefundState.OWED)
    if row.cause != RefundCause.DESK:
        require(actor, Permission.SET_ANY_REFUND, location_id=money.location_id)
    if row.sent_at is not None:
        raise Invalid({"refund": "goes_by_gateway"})
    values = _ended(actor, now, _said(reason), TAKEN_BACK)
    if row.state == RefundState.OWED:
        undecide(session, refund_id, now, **values)
    else:
        change_refund(session, refund_id, **values)
    note_change(session, actor, "take_back_refund", refund_id, money, now, amount_minor=row.amount_minor)
    tell_refund(session, actor, refund_id, now)


def take_back_requests(session: Session, actor: Actor, appointment_id: int, asked_at: datetime, now: datetime) -> None:
    """Ends what a cancelling at ``asked_at`` had asked for and nobody has approved: the cancelling is undone."""
    rows = session.execute(
        select(Refund.id, Refund.payment_id)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Invoice, Invoice.id == Payment.invoice_id)
        .where(
            Invoice.appointment_id == appointment_id,
            Refund.state == RefundState.REQUESTED,
            Refund.created_at == asked_at,
        )
    ).all()
    for row in rows:
        money = lock_payment(session, row.payment_id)
        if money is not None and read_row(session, row.id).state == RefundState.REQUESTED:
            version = read_row(session, row.id).version + 1
            change_refund(session, row.id, version=version, **_ended(actor, now, "", TAKEN_BACK))
            note_change(session, actor, "take_back_refund", row.id, money, now)


def _ended(actor: Actor, now: datetime, reason: str, problem: str) -> Mapping[str, object]:
    return {
        "state": RefundState.REJECTED, "decided_by_id": actor.account_id, "decided_by_name": actor.name,
        "decided_at": now, "decision_reason": reason, "problem": problem,
    }  # fmt: skip


def _said(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise Invalid({"reason": "required"})
    if len(said) > _REASON_LENGTH:
        raise Invalid({"reason": "too_long"})
    return said
