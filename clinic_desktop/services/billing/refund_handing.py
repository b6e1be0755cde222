"""Handing back what is owed: cash from the drawer, a card by its terminal, UPI and the bank with their references."""

from datetime import datetime

from sqlalchemy.orm import Session

from clinic_desktop.domain.codes import LedgerAccount, PaymentMethod, RefundState
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.permissions import Actor, Permission, not_there, require
from clinic_desktop.services.billing.ledger import DRAWERS, post
from clinic_desktop.services.billing.refund_rows import (
    PaidMoney,
    change_refund,
    hold_refund,
    lock_payment,
    note_change,
    payment_of,
    read_money,
    read_refund_row,
)
from clinic_desktop.services.messages.telling_money import tell_refund
from clinic_desktop.services.till.open_till import till_for

_REFERENCE_LENGTH = 200
_REASON_LENGTH = 500
BY_HAND = (PaymentMethod.CASH, PaymentMethod.UPI, PaymentMethod.BANK_TRANSFER)
"""The ways by which a desk can give back what a gateway or a terminal could not."""


def confirm(session: Session, actor: Actor, refund_id: int, version: int, reference: str, now: datetime) -> None:
    """An owed refund has been handed back. All but cash needs the reference of the terminal or the bank. Refuses with
    StaleRecord what is done already, with Invalid what a gateway sends."""
    money = locked_refund(session, actor, refund_id, Permission.TAKE_PAYMENT)
    row = hold_refund(session, refund_id, version, RefundState.OWED)
    said = reference.strip()
    if row.method == PaymentMethod.LINK:
        raise Invalid({"way": "goes_by_gateway"})
    if row.method != PaymentMethod.CASH and not said:
        raise Invalid({"reference": "required"})
    if len(said) > _REFERENCE_LENGTH:
        raise Invalid({"reference": "too_long"})
    hand_over(session, actor, refund_id, now, said)
    note_change(session, actor, "confirm_refund", refund_id, money, now)
    tell_refund(session, actor, refund_id, now)


def hand_over(session: Session, actor: Actor, refund_id: int, now: datetime, reference: str = "") -> None:
    """Marks a refund that is owed and locked as done, and takes the money out of its drawer and the desk's till."""
    row = read_refund_row(session, refund_id)
    money = read_money(session, row.payment_id)
    method = PaymentMethod(row.method)
    change_refund(
        session, refund_id,
        state=RefundState.DONE, done_at=now, reference=reference, problem="", desk=actor.desk,
        till_session_id=till_for(session, actor, money.location_id, money.currency, method),
    )  # fmt: skip
    leg = (LedgerAccount.REFUNDS, DRAWERS[method], row.amount_minor)
    post(session, money.booked, [leg], now, money.id, refund_id)


def go_another_way(
    session: Session, actor: Actor, refund_id: int, version: int, way: PaymentMethod, reason: str, now: datetime
) -> None:
    """An owed refund is to be handed back another way, such as cash because the card has expired. What has been with a
    gateway goes another way once it has failed; the card's and the gateway's first try is for who may refund."""
    money = locked_refund(session, actor, refund_id, Permission.TAKE_PAYMENT)
    row = hold_refund(session, refund_id, version, RefundState.OWED)
    if row.method in (PaymentMethod.CARD, PaymentMethod.LINK) and row.replaces_id is None:
        require(actor, Permission.REFUND, location_id=money.location_id)
    problems = {}
    if way not in BY_HAND:
        problems["way"] = "not_that_way"
    elif row.sent_at is not None:
        problems["way"] = "goes_by_gateway"
    if not reason.strip():
        problems["reason"] = "required"
    elif len(reason) > _REASON_LENGTH:
        problems["reason"] = "too_long"
    if problems:
        raise Invalid(problems)
    change_refund(
        session, refund_id,
        method=way, gateway=None, due_at=None, decision_reason=reason.strip(), problem="",
    )  # fmt: skip
    note_change(session, actor, "refund_another_way", refund_id, money, now, method=way)


def send_again(session: Session, actor: Actor, refund_id: int, version: int, now: datetime) -> None:
    """A refund that is owed again after it failed at its gateway goes there once more."""
    money = locked_refund(session, actor, refund_id, Permission.TAKE_PAYMENT)
    row = hold_refund(session, refund_id, version, RefundState.OWED)
    if row.method != PaymentMethod.LINK:
        raise Invalid({"way": "not_by_gateway"})
    change_refund(session, refund_id, due_at=now, problem="")
    note_change(session, actor, "send_refund_again", refund_id, money, now)


def locked_refund(session: Session, actor: Actor, refund_id: int, permission: Permission) -> PaidMoney:
    """The payment of a refund, its invoice locked, for whom the permission reaches there. One that is not there is
    refused as one elsewhere."""
    require(actor, permission)
    payment_id = payment_of(session, refund_id)
    money = None if payment_id is None else lock_payment(session, payment_id)
    if money is None:
        raise not_there(actor, permission, "refund", refund_id)
    require(actor, permission, location_id=money.location_id)
    return money
