"""What every verb about refunds does to the rows: lock the payment, write the refund, decide it, take that back.

A refund that is decided counts: in the invoice, in the payment's state and in the ledger, and it has the number of its
credit note. One that waits for approval only reserves its part of the payment. Money that was held (it came in another
amount or currency than was asked for) is no part of its invoice: what goes back of it comes from the unallocated.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, func, insert, literal, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.billing import price_of_total
from clinic_desktop.domain.codes import (
    DECIDED_REFUND_STATES,
    RESERVED_REFUND_STATES,
    LedgerAccount,
    PaymentMethod,
    PaymentState,
    RefundCause,
    RefundState,
    Topic,
)
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services import audit
from clinic_desktop.services.billing.ledger import Booked, post, settle
from clinic_desktop.services.billing.numbers import numbered
from clinic_desktop.services.settings import settings_for
from clinic_desktop.services.versions import next_version, stale

_payment, _refund, _invoice = Payment.__table__.c, Refund.__table__.c, Invoice.__table__.c
_place = Location.__table__.c


def _sum_of(states: tuple[RefundState, ...]) -> Any:
    return func.coalesce(func.sum(case((_refund.state.in_(states), _refund.amount_minor), else_=literal(0))), 0)


_MONEY = (
    select(
        _payment.id, _payment.invoice_id, _payment.method, _payment.state, _payment.amount_minor, _payment.currency,
        _payment.gateway, _payment.gateway_payment_id, _payment.receipt_number,
        _invoice.appointment_id, _invoice.location_id, _invoice.practitioner_id, _place.zone,
        _sum_of(RESERVED_REFUND_STATES).label("reserved"), _sum_of(DECIDED_REFUND_STATES).label("decided"),
    )
    .join_from(Payment.__table__, Invoice.__table__, _invoice.id == _payment.invoice_id)
    .join(Location.__table__, _place.id == _invoice.location_id)
    .outerjoin(Refund.__table__, _refund.payment_id == _payment.id)
    .group_by(_payment.id, _invoice.id, _place.id)
    .order_by(_payment.id.desc())
)  # fmt: skip
_ONE = _MONEY.where(_payment.id == bindparam("payment_id"))
_OF_INVOICE = _MONEY.where(_payment.invoice_id == bindparam("invoice_id"))


@dataclass(frozen=True, slots=True)
class PaidMoney:
    """A payment whose invoice is locked. ``reserved`` is what is taken of it by refunds, also by those that wait for
    approval; ``decided`` by those that were approved or needed no approval."""

    id: int
    invoice_id: int
    method: PaymentMethod
    state: PaymentState
    amount: int
    currency: str
    gateway: str | None
    gateway_payment_id: str | None
    counted: bool
    appointment_id: int
    location_id: int
    practitioner_id: int
    zone: str
    reserved: int
    decided: int

    @property
    def left(self) -> int:
        """What can still be asked for."""
        return self.amount - self.reserved

    @property
    def booked(self) -> Booked:
        return Booked(self.invoice_id, self.location_id, self.practitioner_id, self.currency)

    @property
    def source(self) -> LedgerAccount:
        """Where the money is taken from when it is decided to go back."""
        return LedgerAccount.PATIENT_RECEIVABLE if self.counted else LedgerAccount.UNALLOCATED


def lock_payment(session: Session, payment_id: int) -> PaidMoney | None:
    """The payment, its invoice locked until the transaction ends; None where there is none."""
    invoice_id = select(Payment.invoice_id).where(Payment.id == payment_id).scalar_subquery()
    locked = session.connection().execute(
        update(Invoice.__table__)  # type: ignore[arg-type]
        .where(_invoice.id == invoice_id)
        .values(version=_invoice.version + 1)
        .returning(_invoice.id)
    )
    if locked.one_or_none() is None:
        return None
    return read_money(session, payment_id)


def read_money(session: Session, payment_id: int) -> PaidMoney:
    """The payment as it stands now. Its invoice is locked already."""
    return _money(session.connection().execute(_ONE, {"payment_id": payment_id}).one())


def money_of_invoice(session: Session, invoice_id: int) -> tuple[PaidMoney, ...]:
    """What came in for an invoice that is locked, the latest first."""
    rows = session.connection().execute(_OF_INVOICE, {"invoice_id": invoice_id})
    found = (_money(row) for row in rows)
    return tuple(money for money in found if money.state in _CAME_IN)


_CAME_IN = (PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED, PaymentState.HELD)


@dataclass(frozen=True, slots=True)
class NewRefund:
    """A refund that is to be written down. ``way`` is None for the way that the money came by."""

    amount: int
    cause: RefundCause
    reason: str
    due_again: bool = True
    way: PaymentMethod | None = None
    key: str = ""
    replaces_id: int | None = None


def write_refund(
    session: Session, actor: Actor | None, money: PaidMoney, new: NewRefund, state: RefundState, now: datetime
) -> int:
    """Writes the row, before anything moves."""
    way = new.way or money.method
    return int(
        session.connection()
        .execute(
            insert(Refund.__table__).returning(_refund.id),  # type: ignore[arg-type]
            {
                "key": new.key or str(uuid.uuid4()),
                "payment_id": money.id,
                "state": state,
                "location_id": money.location_id,
                "method": way,
                "gateway": money.gateway if way is PaymentMethod.LINK else None,
                "cause": new.cause,
                "amount_minor": new.amount,
                "currency": money.currency,
                "reason": new.reason,
                "due_again": new.due_again,
                "replaces_id": new.replaces_id,
                "made_by_id": actor.account_id if actor else None,
                "made_by_name": actor.name if actor else "",
                "created_at": now,
            },
        )
        .scalar_one()
    )


def decide(session: Session, actor: Actor | None, refund_id: int, now: datetime) -> None:
    """The money of the refund is not the clinic's any more: numbers its credit note, counts it in the invoice, the
    payment and the ledger, lowers the price unless it is due again, and lets a gateway send it."""
    row = read_refund_row(session, refund_id)
    money = read_money(session, row.payment_id)
    lowered = 0 if row.due_again or not money.counted else _lower(session, money.invoice_id, row.amount_minor)
    note = row.credit_note_number or numbered(session, "C", "credit_note", money.location_id, money.zone, now)
    change_refund(
        session, refund_id,
        state=RefundState.OWED, decided_at=now, lowered_minor=lowered, credit_note_number=note,
        decided_by_id=actor.account_id if actor else None, decided_by_name=actor.name if actor else "",
        due_at=_sending_at(session, money, row, now),
    )  # fmt: skip
    if money.counted:
        _count(session, money.invoice_id, row.amount_minor)
    post(session, money.booked, [(money.source, LedgerAccount.REFUNDS, row.amount_minor)], now, money.id, refund_id)
    _bring_up_to_date(session, money, now)


def undecide(session: Session, refund_id: int, now: datetime, **values: object) -> None:
    """Takes the decision back, whose refund gets ``values`` (its new state among them). The number of its credit note
    stays with it: numbers have no gaps."""
    row = read_refund_row(session, refund_id)
    money = read_money(session, row.payment_id)
    change_refund(session, refund_id, lowered_minor=0, due_at=None, claimed_until=None, **values)
    if money.counted:
        if row.lowered_minor:
            _set_total(session, money.invoice_id, row.lowered_minor)
        _count(session, money.invoice_id, -row.amount_minor)
    post(session, money.booked, [(LedgerAccount.REFUNDS, money.source, row.amount_minor)], now, money.id, refund_id)
    _bring_up_to_date(session, money, now)


def note_change(
    session: Session,
    actor: Actor | None,
    action: str,
    refund_id: int,
    money: PaidMoney,
    now: datetime,
    **detail: object,
) -> None:
    """Audits what became of a refund, and tells the screens."""
    audit.record(session, actor, action, "refund", refund_id, now, money.location_id, detail or None)
    announce(session, Topic.PAYMENTS, money.invoice_id, now)


def read_refund_row(session: Session, refund_id: int) -> Any:
    """Every column of a refund that is there."""
    return session.connection().execute(select(*_refund).where(_refund.id == refund_id)).one()


def change_refund(session: Session, refund_id: int, **values: object) -> None:
    """Writes columns of a refund whose payment is locked."""
    session.connection().execute(
        update(Refund.__table__).where(_refund.id == refund_id).values(**values)  # type: ignore[arg-type]
    )


def hold_refund(session: Session, refund_id: int, version: int, *states: RefundState) -> Any:
    """Raises the version of a refund whose payment is locked, and gives its row. Refuses with StaleRecord one that was
    changed since ``version``, or that is in none of the states."""
    next_version(session, Refund, refund_id, version, "refund")
    row = read_refund_row(session, refund_id)
    if row.state not in states:
        raise stale(session, "refund", refund_id)
    return row


def payment_of(session: Session, refund_id: int) -> int | None:
    """The payment of which a refund is."""
    return session.scalar(select(Refund.payment_id).where(Refund.id == refund_id))


def _money(row: Any) -> PaidMoney:
    return PaidMoney(
        id=row.id,
        invoice_id=row.invoice_id,
        method=PaymentMethod(row.method),
        state=PaymentState(row.state),
        amount=row.amount_minor,
        currency=row.currency,
        gateway=row.gateway,
        gateway_payment_id=row.gateway_payment_id,
        counted=row.receipt_number is not None,
        appointment_id=row.appointment_id,
        location_id=row.location_id,
        practitioner_id=row.practitioner_id,
        zone=row.zone,
        reserved=int(row.reserved),
        decided=int(row.decided),
    )


def _sending_at(session: Session, money: PaidMoney, row: Any, now: datetime) -> datetime | None:
    """When a gateway is asked first: what a person decided after the time in which it can be taken back. What is owed
    again after a failure waits for a person."""
    if row.method != PaymentMethod.LINK or row.replaces_id is not None:
        return None
    if row.cause != RefundCause.DESK:
        return now
    return now + timedelta(seconds=settings_for(session, money.location_id).message_hold_seconds)


def _count(session: Session, invoice_id: int, amount: int) -> None:
    session.connection().execute(
        update(Invoice.__table__)  # type: ignore[arg-type]
        .where(_invoice.id == invoice_id)
        .values(refunded_minor=_invoice.refunded_minor + amount)
    )


def _bring_up_to_date(session: Session, money: PaidMoney, now: datetime) -> None:
    """The payment's state and the ledger after what goes back of the payment has changed."""
    decided = read_money(session, money.id).decided
    unchanged = PaymentState.PAID if money.counted else PaymentState.HELD
    state = PaymentState.REFUNDED if decided >= money.amount else PaymentState.PARTLY_REFUNDED
    session.connection().execute(
        update(Payment.__table__)  # type: ignore[arg-type]
        .where(_payment.id == money.id)
        .values(state=state if decided else unchanged, version=_payment.version + 1)
    )
    if money.counted:
        settle(session, money.invoice_id, now)


def _lower(session: Session, invoice_id: int, amount: int) -> int:
    """Lowers the price so that what goes back is not due again, and says by how much: by nothing where more was paid
    than the price."""
    row = session.execute(
        select(Invoice.total_minor, Invoice.paid_minor, Invoice.refunded_minor).where(Invoice.id == invoice_id)
    ).one()
    kept = row.paid_minor - row.refunded_minor
    lowered: int = row.total_minor - min(row.total_minor, max(row.total_minor - kept, 0) + max(kept - amount, 0))
    if lowered:
        _set_total(session, invoice_id, -lowered)
    return lowered


def _set_total(session: Session, invoice_id: int, more: int) -> None:
    """Changes the price by so much, as a change of the discount."""
    row = session.execute(
        select(Invoice.amount_minor, Invoice.total_minor, Invoice.tax_percent, Invoice.tax_inclusive).where(
            Invoice.id == invoice_id
        )
    ).one()
    cost = price_of_total(row.total_minor + more, row.tax_percent)
    discount = row.amount_minor - (cost.total if row.tax_inclusive else cost.net)
    session.connection().execute(
        update(Invoice.__table__)  # type: ignore[arg-type]
        .where(_invoice.id == invoice_id)
        .values(total_minor=cost.total, tax_minor=cost.tax, discount_minor=max(discount, 0))
    )
