"""Money that goes back: decided first, handed over or sent afterwards, never more than came in."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.models import Invoice, Payment, Refund
from clinic_desktop.domain.billing import price_of_total
from clinic_desktop.domain.codes import LedgerAccount, PaymentMethod, PaymentState, RefundState, Topic
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.permissions import Actor, Permission, not_there, require
from clinic_desktop.services import audit
from clinic_desktop.services.billing.ledger import DRAWERS, Booked, post, settle
from clinic_desktop.services.settings import settings_for
from clinic_desktop.services.versions import refuse_stale

_payment, _refund, _invoice = Payment.__table__.c, Refund.__table__.c, Invoice.__table__.c
_TAKEN = (PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED)
_GONE = (
    select(func.coalesce(func.sum(_refund.amount_minor), 0))
    .where(_refund.payment_id == _payment.id, _refund.state != RefundState.FAILED)
    .correlate(Payment.__table__)
    .scalar_subquery()
)
_PAYMENTS = (
    select(_payment.id, _payment.method, _payment.amount_minor, _payment.currency, _GONE.label("gone"))
    .where(_payment.invoice_id == bindparam("invoice_id"), _payment.state.in_(_TAKEN))
    .order_by(_payment.id.desc())
)


@dataclass(frozen=True, slots=True)
class Decided:
    """A refund that was just decided."""

    id: int
    payment_id: int
    method: PaymentMethod
    amount: int


def spread(session: Session, actor: Actor, booked: Booked, wanted: int, reason: str, now: datetime) -> None:
    """Owes back so much of an invoice that is locked, from its payments, the latest first."""
    for payment in session.connection().execute(_PAYMENTS, {"invoice_id": booked.invoice_id}).all():
        part = min(wanted, payment.amount_minor - payment.gone)
        if part > 0:
            _decide(session, actor, booked, payment, part, reason, now)
            wanted -= part
    if wanted:
        raise Invalid({"refund": "more_than_paid"})


def refund_payment(
    session: Session, actor: Actor, payment_id: int, amount: int, reason: str, due_again: bool, now: datetime
) -> int:
    """Gives back part or all of one payment; gives the number of the refund. The invoice is locked here."""
    require(actor, Permission.REFUND)
    invoice = _lock(session, payment_id)
    if invoice is None:
        raise not_there(actor, Permission.REFUND, "payment", payment_id)
    require(actor, Permission.REFUND, location_id=invoice.location_id)
    limit = settings_for(session, invoice.location_id).refund_approval_minor
    if amount > limit:
        require(actor, Permission.SET_ANY_REFUND, location_id=invoice.location_id)
    payments = session.connection().execute(_PAYMENTS, {"invoice_id": invoice.id}).all()
    payment = next((row for row in payments if row.id == payment_id), None)
    problems = {}
    if amount <= 0:
        problems["amount"] = "not_positive"
    elif payment is None or amount > payment.amount_minor - payment.gone:
        problems["amount"] = "more_than_paid"
    if not reason.strip():
        problems["reason"] = "required"
    if problems or payment is None:
        raise Invalid(problems)
    booked = Booked(invoice.id, invoice.location_id, invoice.practitioner_id, invoice.currency)
    decided = _decide(session, actor, booked, payment, amount, reason.strip(), now)
    if decided.method is PaymentMethod.CASH:
        hand_back(session, booked, decided, now)
    if not due_again:
        _lower(session, invoice, amount)
    settle(session, invoice.id, now)
    detail: dict[str, object] = {"payment_id": payment_id, "amount_minor": amount, "due_again": due_again}
    audit.record(session, actor, "refund", "invoice", invoice.id, now, invoice.location_id, detail)
    announce(session, Topic.PAYMENTS, invoice.id, now)
    return decided.id


def confirm(session: Session, actor: Actor, refund_id: int, version: int, now: datetime) -> None:
    """An owed refund has been handed back or sent. Refuses with StaleRecord what is done already."""
    require(actor, Permission.TAKE_PAYMENT)
    row = session.execute(
        select(
            Refund.amount_minor, Payment.id, Payment.method, Payment.invoice_id, Payment.location_id, Payment.currency,
            Invoice.practitioner_id,
        )
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Invoice, Invoice.id == Payment.invoice_id)
        .where(Refund.id == refund_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise not_there(actor, Permission.TAKE_PAYMENT, "refund", refund_id)
    require(actor, Permission.TAKE_PAYMENT, location_id=row.location_id)
    booked = Booked(row.invoice_id, row.location_id, row.practitioner_id, row.currency)
    decided = Decided(refund_id, row.id, PaymentMethod(row.method), row.amount_minor)
    if not hand_back(session, booked, decided, now, version):
        refuse_stale(session, Refund, refund_id, "refund")
    audit.record(session, actor, "confirm_refund", "refund", refund_id, now, row.location_id)
    announce(session, Topic.PAYMENTS, row.invoice_id, now)


def hand_back(session: Session, booked: Booked, decided: Decided, now: datetime, version: int | None = None) -> bool:
    """Marks an owed refund as done and takes the money out of its drawer. False where it is not owed any more."""
    statement = (
        update(Refund.__table__)  # type: ignore[arg-type]
        .where(_refund.id == decided.id, _refund.state == RefundState.OWED)
        .values(state=RefundState.DONE, done_at=now, version=_refund.version + 1)
        .returning(_refund.id)
    )
    if version is not None:
        statement = statement.where(_refund.version == version)
    if session.connection().execute(statement).one_or_none() is None:
        return False
    leg = (LedgerAccount.REFUNDS, DRAWERS[decided.method], decided.amount)
    post(session, booked, [leg], now, decided.payment_id, decided.id)
    return True


def _lock(session: Session, payment_id: int) -> Any:
    """The payment's invoice, locked."""
    invoice_id = select(Payment.invoice_id).where(Payment.id == payment_id).scalar_subquery()
    row = (
        session.connection()
        .execute(
            update(Invoice.__table__)  # type: ignore[arg-type]
            .where(_invoice.id == invoice_id)
            .values(version=_invoice.version + 1)
            .returning(
                _invoice.id, _invoice.location_id, _invoice.practitioner_id, _invoice.currency, _invoice.amount_minor,
                _invoice.total_minor, _invoice.tax_percent, _invoice.tax_inclusive,
            )
        )
        .one_or_none()
    )  # fmt: skip
    return row


def _decide(
    session: Session, actor: Actor, booked: Booked, payment: Any, part: int, reason: str, now: datetime
) -> Decided:
    """Writes that a part of a payment goes back, to the payment, the invoice and the ledger."""
    connection = session.connection()
    refund_id = connection.execute(
        insert(Refund.__table__).returning(_refund.id),  # type: ignore[arg-type]
        {
            "key": str(uuid.uuid4()),
            "payment_id": payment.id,
            "state": RefundState.OWED,
            "location_id": booked.location_id,
            "method": payment.method,
            "amount_minor": part,
            "currency": payment.currency,
            "reason": reason,
            "made_by_id": actor.account_id,
            "made_by_name": actor.name,
            "created_at": now,
        },
    ).scalar_one()
    state = PaymentState.REFUNDED if payment.gone + part == payment.amount_minor else PaymentState.PARTLY_REFUNDED
    connection.execute(
        update(Payment.__table__)  # type: ignore[arg-type]
        .where(_payment.id == payment.id)
        .values(state=state, version=_payment.version + 1)
    )
    connection.execute(
        update(Invoice.__table__)  # type: ignore[arg-type]
        .where(_invoice.id == booked.invoice_id)
        .values(refunded_minor=_invoice.refunded_minor + part)
    )
    leg = (LedgerAccount.PATIENT_RECEIVABLE, LedgerAccount.REFUNDS, part)
    post(session, booked, [leg], now, payment.id, refund_id)
    return Decided(int(refund_id), payment.id, PaymentMethod(payment.method), part)


def _lower(session: Session, invoice: Any, by: int) -> None:
    """Lowers the price by what goes back, so that it is not due again."""
    cost = price_of_total(invoice.total_minor - by, invoice.tax_percent)
    discount = invoice.amount_minor - (cost.total if invoice.tax_inclusive else cost.net)
    session.connection().execute(
        update(Invoice.__table__)  # type: ignore[arg-type]
        .where(_invoice.id == invoice.id)
        .values(total_minor=cost.total, tax_minor=cost.tax, discount_minor=max(discount, 0))
    )
