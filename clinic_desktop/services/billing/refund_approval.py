"""Refunds above the clinic's limit wait for a second person; and what has not left yet can be taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

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
from clinic_desktop.services.versions import raise_version

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


def take_back_made(session: Session, actor: Actor, appointment_id: int, made_at: datetime, now: datetime) -> None:
    """Ends what a step of the visit at ``made_at`` had asked for or owed back: the step is undone. Refuses with
    Invalid({"undo": "money_went_back"}) where some of it has left."""
    rows = session.execute(_made(appointment_id, made_at)).all()
    for row in rows:
        money = lock_payment(session, row.payment_id)
        # Locks it: a worker may be about to send it.
        raise_version(session, Refund, row.id, "refund")
        now_is = read_row(session, row.id)
        if money is None or now_is.state == RefundState.REJECTED:
            continue
        if now_is.state not in _KEPT or now_is.sent_at is not None:
            raise Invalid({"undo": "money_went_back"})
        values = _ended(actor, now, "", TAKEN_BACK)
        if now_is.state == RefundState.OWED:
            undecide(session, row.id, now, **values)
        else:
            change_refund(session, row.id, **values)
        note_change(session, actor, "take_back_refund", row.id, money, now)
        tell_refund(session, actor, row.id, now)


def has_left(session: Session, appointment_id: int, made_at: datetime) -> bool:
    """Whether money that a step of the visit at ``made_at`` owed back was handed back or sent since."""
    rows = session.execute(_made(appointment_id, made_at)).all()
    return any(
        row.state != RefundState.REJECTED and (row.state not in _KEPT or row.sent_at is not None) for row in rows
    )


_KEPT = (RefundState.REQUESTED, RefundState.OWED)
"""The money of these is still at the clinic."""


def _made(appointment_id: int, made_at: datetime) -> Any:
    return (
        select(Refund.id, Refund.payment_id, Refund.state, Refund.sent_at)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Invoice, Invoice.id == Payment.invoice_id)
        .where(Invoice.appointment_id == appointment_id, Refund.created_at == made_at)
        .order_by(Refund.id)
    )


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
