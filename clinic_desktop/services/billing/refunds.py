"""Deciding that money goes back: what a person asks for, what cancelling pays back, what goes back by itself.

Never more than came in: what waits for approval is reserved. What becomes of a refund after it is decided is in
``refund_handing.py`` (cash, card, bank) and ``refund_sending.py`` (gateways).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.models.payments import Refund
from clinic_desktop.domain.codes import (
    DECIDED_REFUND_STATES,
    PaymentMethod,
    RefundCause,
    RefundState,
    Topic,
)
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.permissions import Actor, Permission, not_there, require
from clinic_desktop.services import audit
from clinic_desktop.services.billing.refund_handing import hand_over
from clinic_desktop.services.billing.refund_rows import (
    NewRefund,
    PaidMoney,
    decide,
    lock_payment,
    money_of_invoice,
    note_change,
    write_refund,
)
from clinic_desktop.services.messages.telling_money import tell_refund
from clinic_desktop.services.settings import settings_for

REASON_LENGTH = 500
_LONGEST_KEY = 64
_LARGEST = 10**12
_refund = Refund.__table__.c
_WAYS = {
    PaymentMethod.CASH: (PaymentMethod.CASH, PaymentMethod.UPI, PaymentMethod.BANK_TRANSFER),
    PaymentMethod.UPI: (PaymentMethod.UPI, PaymentMethod.BANK_TRANSFER, PaymentMethod.CASH),
    PaymentMethod.BANK_TRANSFER: (PaymentMethod.BANK_TRANSFER, PaymentMethod.UPI, PaymentMethod.CASH),
    PaymentMethod.CARD: (PaymentMethod.CARD,),
    PaymentMethod.LINK: (PaymentMethod.LINK,),
}


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What a person wants to give back of a payment. ``key`` is made before the first try, so that a repeat gives back
    once. ``way`` is None for the way that the money came by; cash is handed over at once, unless ``later``. With
    ``due_again`` the price stays (money that was taken by mistake)."""

    payment_id: int
    amount_minor: int
    reason: str
    key: str
    way: PaymentMethod | None = None
    due_again: bool = False
    later: bool = False


def ways_back(method: PaymentMethod) -> tuple[PaymentMethod, ...]:
    """How money that came that way can go back, the usual way first. Cards are refunded by the terminal that took
    them, and gateways by themselves."""
    return _WAYS[method]


def ask_refund(session: Session, actor: Actor, wish: RefundWish, now: datetime) -> int:
    """Gives back part or all of one payment, or asks for it where a second person has to approve; gives the number of
    the refund. Repeating a key gives the first one. The invoice is locked here."""
    require(actor, Permission.REFUND)
    money = lock_payment(session, wish.payment_id)
    if money is None:
        raise not_there(actor, Permission.REFUND, "payment", wish.payment_id)
    require(actor, Permission.REFUND, location_id=money.location_id)
    known = _made_before(session, wish)
    if known is not None:
        return known
    _check(wish, money)
    new = NewRefund(
        wish.amount_minor, RefundCause.DESK, wish.reason.strip(), wish.due_again or not money.counted, wish.way,
        wish.key,
    )  # fmt: skip
    if needs_approval(session, money, wish.amount_minor):
        refund_id = write_refund(session, actor, money, new, RefundState.REQUESTED, now)
        note_change(session, actor, "request_refund", refund_id, money, now, amount_minor=wish.amount_minor)
        return refund_id
    refund_id = write_refund(session, actor, money, new, RefundState.OWED, now)
    decide(session, actor, refund_id, now)
    if (new.way or money.method) is PaymentMethod.CASH and not wish.later:
        hand_over(session, actor, refund_id, now)
    detail: dict[str, object] = {
        "payment_id": wish.payment_id, "amount_minor": wish.amount_minor, "due_again": wish.due_again,
    }  # fmt: skip
    audit.record(session, actor, "refund", "invoice", money.invoice_id, now, money.location_id, detail)
    announce(session, Topic.PAYMENTS, money.invoice_id, now)
    return refund_id


def needs_approval(session: Session, money: PaidMoney, amount: int) -> bool:
    """Whether a second person has to approve. The limit is for a payment: who has given back just below it before
    cannot do so again alone."""
    return amount > free_to_give(session, money)


def free_to_give(session: Session, money: PaidMoney) -> int:
    """What a person may still give back of the payment without a second one."""
    alone = session.scalar(
        select(func.coalesce(func.sum(_refund.amount_minor), 0)).where(
            _refund.payment_id == money.id,
            _refund.cause == RefundCause.DESK,
            _refund.state.in_(DECIDED_REFUND_STATES),
            or_(_refund.decided_by_id.is_(None), _refund.decided_by_id == _refund.made_by_id),
        )
    )
    return max(settings_for(session, money.location_id).refund_approval_minor - int(alone or 0), 0)


def free_to_spread(session: Session, invoice_id: int, location_id: int) -> int:
    """What a person may give back of an invoice that is locked, as ``spread`` does it, without a second one: the limit,
    less where it is a payment's turn of which they gave back alone before."""
    limit = settings_for(session, location_id).refund_approval_minor
    free = 0
    for money in money_of_invoice(session, invoice_id):
        if money.counted:
            alone = free_to_give(session, money)
            if alone < money.left:
                return min(free + alone, limit)
            free += money.left
    return limit


def spread(
    session: Session,
    actor: Actor,
    invoice_id: int,
    wanted: int,
    reason: str,
    cause: RefundCause,
    now: datetime,
    *,
    approved: bool = True,
) -> None:
    """Owes back so much of an invoice that is locked, from its payments, the latest first; or asks for it, where it is
    not ``approved``. The price stays: nothing is due of a visit that will not be."""
    for money in money_of_invoice(session, invoice_id):
        part = min(wanted, money.left) if money.counted else 0
        if part > 0:
            state = RefundState.OWED if approved else RefundState.REQUESTED
            refund_id = write_refund(session, actor, money, NewRefund(part, cause, reason), state, now)
            if approved:
                decide(session, actor, refund_id, now)
            else:
                note_change(session, actor, "request_refund", refund_id, money, now, amount_minor=part)
            wanted -= part
    if wanted:
        raise Invalid({"refund": "more_than_paid"})


def give_back(
    session: Session,
    actor: Actor | None,
    payment_id: int,
    cause: RefundCause,
    now: datetime,
    reason: str = "",
    amount: int | None = None,
) -> int | None:
    """Owes back all that is left of a payment, or ``amount`` of it, by the way that it came, without approval, and
    tells the patient: money that came too late or twice, or that was held. Gives the number of the refund; None where
    nothing is left. The invoice is locked here; a gateway sends it from now on.
    """
    money = lock_payment(session, payment_id)
    if money is None or not money.left:
        return None
    part = money.left if amount is None else min(amount, money.left)
    refund_id = write_refund(session, actor, money, NewRefund(part, cause, reason), RefundState.OWED, now)
    decide(session, actor, refund_id, now)
    note_change(session, actor, "refund_automatically", refund_id, money, now, amount_minor=part, cause=cause)
    tell_refund(session, actor, refund_id, now)
    return refund_id


def _made_before(session: Session, wish: RefundWish) -> int | None:
    """The refund of that key. Refuses with Invalid a key that gave back something else."""
    row = session.execute(
        select(Refund.id, Refund.payment_id, Refund.amount_minor).where(Refund.key == wish.key)
    ).one_or_none()
    if row is None:
        return None
    if (row.payment_id, row.amount_minor) != (wish.payment_id, wish.amount_minor):
        raise Invalid({"key": "taken"})
    return int(row.id)


def _check(wish: RefundWish, money: PaidMoney) -> None:
    problems = {}
    amount = amount_problem(wish.amount_minor, money.left)
    if amount is not None:
        problems["amount"] = amount
    elif not money.counted and wish.amount_minor != money.left:
        problems["amount"] = "held_goes_back_whole"
    if not wish.reason.strip():
        problems["reason"] = "required"
    elif len(wish.reason) > REASON_LENGTH:
        problems["reason"] = "too_long"
    if wish.way is not None and wish.way not in ways_back(money.method):
        problems["way"] = "not_that_way"
    if not 0 < len(wish.key) <= _LONGEST_KEY:
        problems["key"] = "required"
    if problems:
        raise Invalid(problems)


def amount_problem(amount: object, left: int) -> str | None:
    """Why so much cannot go back; None if it can. Nothing that is not a whole number of minor units gets past here: to
    a gateway "no amount" would mean everything."""
    if not isinstance(amount, int) or isinstance(amount, bool):
        return "not_whole"
    if amount <= 0:
        return "not_positive"
    if amount > left or amount >= _LARGEST:
        return "more_than_paid"
    return None
