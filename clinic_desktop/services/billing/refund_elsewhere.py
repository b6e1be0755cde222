"""Refunds that somebody made at the gateway, behind our back: they are written down as they are, and what we had
decided and not sent gives way to them, so that nothing goes back twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.codes import (
    DECIDED_REFUND_STATES,
    FindingKind,
    LedgerAccount,
    PaymentMethod,
    RefundCause,
    RefundState,
)
from clinic_desktop.domain.gateways import GatewayRefund, MoneyState
from clinic_desktop.services.billing.ledger import post
from clinic_desktop.services.billing.refund_rows import (
    NewRefund,
    PaidMoney,
    change_refund,
    decide,
    lock_payment,
    note_change,
    read_money,
    undecide,
    write_refund,
)
from clinic_desktop.services.checkout.noting import is_noted, note_finding

REFUNDED_ELSEWHERE = "refunded_elsewhere"
"""The ``problem`` of a refund of ours that gave way to one that was made at the gateway."""
FIRST_LOOK_BACK = timedelta(days=1)
"""When a refund that has arrived is asked about again: it may still fail."""
_refund, _payment = Refund.__table__.c, Payment.__table__.c
_AT_GATEWAY = (RefundState.SENT, RefundState.DONE)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What was found: how many refunds were new, and whether one of ours is theirs by its key."""

    recorded: int = 0
    adopted: frozenset[int] = frozenset()


def record_elsewhere(
    session: Session, payment_id: int, theirs: Iterable[GatewayRefund], now: datetime, gives_way: int | None = None
) -> Elsewhere:
    """Writes down every refund of the payment at the gateway that is not known yet, with a finding for each. Refunds of
    ours that carry our key get their number there. ``gives_way`` is one of ours that the gateway has refused for them;
    it, and what was not sent yet, makes room where the payment is not large enough for both. The invoice is locked
    here."""
    money = lock_payment(session, payment_id)
    if money is None or money.gateway is None:
        return Elsewhere()
    recorded, adopted = 0, set()
    for refund in sorted(theirs, key=lambda one: (one.at, one.id)):
        if refund.state is MoneyState.FAILED or _is_known(session, money.gateway, refund.id):
            continue
        ours = _ours(session, payment_id, refund.key)
        if ours is not None:
            change_refund(session, ours.id, gateway_refund_id=refund.id)
            adopted.add(int(ours.id))
            continue
        recorded += _record(session, money, refund, now, None if gives_way in adopted else gives_way)
    return Elsewhere(recorded, frozenset(adopted))


def _record(session: Session, money: PaidMoney, theirs: GatewayRefund, now: datetime, gives_way: int | None) -> int:
    kind, key = FindingKind.REFUNDED_ELSEWHERE, f"{money.gateway}:{theirs.id}"
    if is_noted(session, kind, key):
        return 0
    room = _make_room(session, read_money(session, money.id), theirs.amount_minor, gives_way, now)
    money = read_money(session, money.id)
    part = min(theirs.amount_minor, money.left)
    refund_id = None
    if part:
        due_again = room.due_again if room is not None else False
        new = NewRefund(part, RefundCause.ELSEWHERE, "", due_again, replaces_id=room.id if room is not None else None)
        refund_id = write_refund(session, None, money, new, RefundState.OWED, now)
        decide(session, None, refund_id, now)
        _arrived(session, money, refund_id, theirs, part, now)
        note_change(session, None, "refund_elsewhere", refund_id, money, now, amount_minor=part)
    if theirs.amount_minor > part:
        # More went back than came in: nobody here owes that, so it lies where somebody has to look.
        leg = (LedgerAccount.UNALLOCATED, LedgerAccount.GATEWAY_CLEARING, theirs.amount_minor - part)
        post(session, money.booked, [leg], now, money.id, refund_id)
    note_finding(
        session, kind, key, now,
        location_id=money.location_id, gateway=money.gateway, gateway_id=theirs.id, payment_id=money.id,
        refund_id=refund_id, appointment_id=money.appointment_id, ours_minor=part, theirs_minor=theirs.amount_minor,
        currency=money.currency, happened_at=theirs.at,
    )  # fmt: skip
    return 1


def _arrived(
    session: Session, money: PaidMoney, refund_id: int, theirs: GatewayRefund, part: int, now: datetime
) -> None:
    values: dict[str, object] = {"gateway_refund_id": theirs.id, "sent_at": min(theirs.at, now)}
    if theirs.state is MoneyState.DONE:
        leg = (LedgerAccount.REFUNDS, LedgerAccount.GATEWAY_CLEARING, part)
        post(session, money.booked, [leg], now, money.id, refund_id)
        values |= {"state": RefundState.DONE, "done_at": min(theirs.at, now), "due_at": now + FIRST_LOOK_BACK}
    else:
        values |= {"state": RefundState.SENT, "due_at": now}
    change_refund(session, refund_id, **values)


def _make_room(session: Session, money: PaidMoney, needed: int, gives_way: int | None, now: datetime) -> Any:
    """Ends refunds of ours that have not gone, the latest first, until the payment has room for theirs; gives the first
    of them. What is left of those is owed by another refund."""
    ended = []
    for row in _waiting(session, money.id, gives_way):
        left = read_money(session, money.id).left
        if left >= needed and row.id != gives_way:
            break
        if row.state == RefundState.REQUESTED:
            change_refund(session, row.id, state=RefundState.REJECTED, problem=REFUNDED_ELSEWHERE, decided_at=now)
        else:
            undecide(
                session, row.id, now, state=RefundState.FAILED, problem=REFUNDED_ELSEWHERE, version=row.version + 1
            )
        ended.append(row)
    # Theirs stands for ours as far as it goes; of the rest, what was to be approved still is.
    covered = needed
    for row in ended:
        rest = min(row.amount_minor - min(covered, row.amount_minor), read_money(session, money.id).left - needed)
        covered -= min(covered, row.amount_minor)
        if rest > 0:
            _write_rest(session, money, row, rest, now)
    return ended[0] if ended else None


def _write_rest(session: Session, money: PaidMoney, row: Any, rest: int, now: datetime) -> None:
    new = NewRefund(rest, RefundCause(row.cause), row.reason, row.due_again, PaymentMethod(row.method))
    asked = row.state == RefundState.REQUESTED
    state = RefundState.REQUESTED if asked else RefundState.OWED
    refund_id = write_refund(session, None, money, new, state, now)
    change_refund(session, refund_id, made_by_id=row.made_by_id, made_by_name=row.made_by_name)
    if not asked:
        decide(session, None, refund_id, now)
    note_change(session, None, "refund_rest", refund_id, money, now, amount_minor=rest)


def _waiting(session: Session, payment_id: int, gives_way: int | None) -> list[Any]:
    """Refunds of ours that have not gone, the one that the gateway has refused first."""
    rows = session.execute(
        select(*_refund)
        .where(_refund.payment_id == payment_id, _refund.state.in_((RefundState.REQUESTED, RefundState.OWED)))
        .where(_refund.sent_at.is_(None))
        .order_by(_refund.id.desc())
    ).all()
    refused = session.execute(select(*_refund).where(_refund.id == gives_way)).all() if gives_way is not None else []
    still = [row for row in refused if row.state in (RefundState.OWED, RefundState.SENT)]
    return [*still, *(row for row in rows if row.id != gives_way)]


def _is_known(session: Session, gateway: str, gateway_refund_id: str) -> bool:
    return (
        session.scalar(
            select(_refund.id).where(_refund.gateway == gateway, _refund.gateway_refund_id == gateway_refund_id)
        )
        is not None
    )


def _ours(session: Session, payment_id: int, key: str) -> Any:
    """Our refund of that key whose number at the gateway we never heard. One that was given up is none: the money of
    it is owed by another, which has to hear that it went back."""
    if not key:
        return None
    return session.execute(
        select(_refund.id).where(
            _refund.payment_id == payment_id, _refund.key == key, _refund.gateway_refund_id.is_(None),
            _refund.state.in_(DECIDED_REFUND_STATES),
        )
    ).one_or_none()  # fmt: skip
