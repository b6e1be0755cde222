"""Money at the desk: the invoice of an appointment, payments of it, and what a cancelling pays back.

These run inside the transaction of the verb that needs them, after the schedule and the appointment are locked.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.locks import next_number
from clinic_desktop.db.models import Appointment, Invoice, LedgerEntry, Location, Payment, Refund
from clinic_desktop.domain.codes import AppointmentState, LedgerAccount, PaymentMethod, PaymentState, RefundState, Topic
from clinic_desktop.domain.errors import Invalid, NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import local_day
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.domain.policy import refund_due
from clinic_desktop.services import audit
from clinic_desktop.services.settings import settings_for


@dataclass(frozen=True, slots=True)
class DeskPayment:
    """Money that is on the desk now. ``key`` is made before the first try, so that a repeat pays once;
    ``tendered_minor`` is the cash that was handed over, from which change goes back."""

    method: PaymentMethod
    amount_minor: int
    tendered_minor: int | None
    reference: str
    key: str


@dataclass(frozen=True, slots=True)
class PaymentDone:
    """A payment that was taken."""

    receipt_number: str
    change_minor: int
    payment_id: int


_DRAWERS = {
    PaymentMethod.CASH: LedgerAccount.CASH_DRAWER,
    PaymentMethod.CARD: LedgerAccount.CARD_CLEARING,
    PaymentMethod.UPI: LedgerAccount.UPI_CLEARING,
    PaymentMethod.BANK_TRANSFER: LedgerAccount.BANK_CLEARING,
    PaymentMethod.LINK: LedgerAccount.GATEWAY_CLEARING,
}


def issue_invoice(session: Session, actor: Actor | None, appointment_id: int, now: datetime) -> int:
    """The number of the appointment's invoice row, which is made from the agreed amount where there is none yet."""
    known = session.execute(select(Invoice.id).where(Invoice.appointment_id == appointment_id)).scalar_one_or_none()
    if known is not None:
        return known
    row = session.execute(
        select(
            Appointment.patient_id,
            Appointment.practitioner_id,
            Appointment.location_id,
            Appointment.amount_minor,
            Appointment.currency,
            Location.zone,
        )
        .join(Location, Location.id == Appointment.location_id)
        .where(Appointment.id == appointment_id)
    ).one_or_none()
    if row is None:
        raise NotFound("appointment", appointment_id)
    settings = settings_for(session, row.location_id, row.practitioner_id)
    tax, total = _tax(row.amount_minor, settings.tax_percent, settings.tax_inclusive)
    year = str(local_day(now, ZoneInfo(row.zone)).year)
    number = next_number(session, "invoice", row.location_id, year)
    invoice_id = session.execute(
        insert(Invoice).returning(Invoice.id),
        {
            "appointment_id": appointment_id,
            "patient_id": row.patient_id,
            "practitioner_id": row.practitioner_id,
            "location_id": row.location_id,
            "number": f"I-{year}-{number:05d}",
            "currency": row.currency,
            "amount_minor": row.amount_minor,
            "tax_minor": tax,
            "tax_name": settings.tax_name,
            "tax_percent": settings.tax_percent,
            "total_minor": total,
            "issued_at": now,
        },
    ).scalar_one()
    fee = (total - tax) * settings.platform_fee_percent // 100
    legs = (
        (LedgerAccount.DOCTOR_PAYABLE, total - tax - fee),
        (LedgerAccount.PLATFORM_FEE, fee),
        (LedgerAccount.TAX, tax),
    )
    for account, amount in legs:
        _post(session, LedgerAccount.PATIENT_RECEIVABLE, account, amount, invoice_id, now)
    audit.record(session, actor, "issue_invoice", "invoice", invoice_id, now, row.location_id)
    return invoice_id


def record_payment(session: Session, actor: Actor, invoice_id: int, payment: DeskPayment, now: datetime) -> PaymentDone:
    """Takes money for an invoice, in full or in part, and numbers the receipt. Repeating a key gives the first result.

    Refuses an amount that is not positive or more than is due, and less cash than the amount.
    """
    known = session.execute(
        select(Payment.receipt_number, Payment.tendered_minor, Payment.amount_minor, Payment.id).where(
            Payment.key == payment.key
        )
    ).one_or_none()
    if known is not None:
        return PaymentDone(
            known.receipt_number or "", (known.tendered_minor or known.amount_minor) - known.amount_minor, known.id
        )
    # The update locks the invoice on both databases, so that two desks cannot take the same money twice.
    row = session.execute(
        update(Invoice)
        .where(Invoice.id == invoice_id)
        .values(paid_minor=Invoice.paid_minor + payment.amount_minor, version=Invoice.version + 1)
        .returning(Invoice.location_id, Invoice.paid_minor, Invoice.total_minor, Invoice.currency)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        raise NotFound("invoice", invoice_id)
    require(actor, Permission.TAKE_PAYMENT, location_id=row.location_id)
    tendered = payment.amount_minor if payment.tendered_minor is None else payment.tendered_minor
    problems = {}
    if payment.amount_minor <= 0:
        problems["amount"] = "not_positive"
    elif row.paid_minor > row.total_minor:
        problems["amount"] = "more_than_due"
    elif tendered < payment.amount_minor:
        problems["tendered"] = "less_than_amount"
    if problems:
        raise Invalid(problems)
    zone = session.execute(select(Location.zone).where(Location.id == row.location_id)).scalar_one()
    year = str(local_day(now, ZoneInfo(zone)).year)
    receipt = f"R-{year}-{next_number(session, 'receipt', row.location_id, year):05d}"
    payment_id = session.execute(
        insert(Payment).returning(Payment.id),
        {
            "key": payment.key,
            "invoice_id": invoice_id,
            "location_id": row.location_id,
            "method": payment.method,
            "state": PaymentState.PAID,
            "amount_minor": payment.amount_minor,
            "currency": row.currency,
            "tendered_minor": payment.tendered_minor,
            "reference": payment.reference,
            "receipt_number": receipt,
            "desk": actor.desk,
            "taken_by_id": actor.account_id,
            "taken_by_name": actor.name,
            "created_at": now,
            "paid_at": now,
        },
    ).scalar_one()
    drawer = _DRAWERS[payment.method]
    _post(
        session, drawer, LedgerAccount.PATIENT_RECEIVABLE, payment.amount_minor, invoice_id, now, payment_id=payment_id
    )
    audit.record(session, actor, "take_payment", "payment", payment_id, now, row.location_id)
    announce(session, Topic.PAYMENTS, payment_id, now)
    return PaymentDone(receipt, tendered - payment.amount_minor, payment_id)


def refund_on_cancel(
    session: Session,
    actor: Actor,
    appointment_id: int,
    *,
    percent: int | None,
    amount_minor: int | None,
    reason: str,
    now: datetime,
) -> int:
    """Owes back a percent of what was paid, or an amount; gives the minor units that are owed. Refuses more than is
    left."""
    invoice = session.execute(
        select(Invoice.id, Invoice.location_id, Invoice.currency, Invoice.paid_minor, Invoice.refunded_minor).where(
            Invoice.appointment_id == appointment_id
        )
    ).one_or_none()
    if invoice is None:
        return 0
    left = invoice.paid_minor - invoice.refunded_minor
    wanted = (
        amount_minor
        if amount_minor is not None
        else refund_due(Money(left, invoice.currency), percent or 0, AppointmentState.CANCELLED).minor
    )
    if not 0 <= wanted <= left:
        raise Invalid({"refund": "more_than_paid"})
    if wanted == 0:
        return 0
    session.execute(
        update(Invoice)
        .where(Invoice.id == invoice.id)
        .values(refunded_minor=Invoice.refunded_minor + wanted, version=Invoice.version + 1)
        .execution_options(synchronize_session=False)
    )
    _owe(session, actor, invoice.id, wanted, reason, now)
    audit.record(session, actor, "refund", "invoice", invoice.id, now, invoice.location_id, {"amount_minor": wanted})
    announce(session, Topic.PAYMENTS, invoice.id, now)
    return wanted


def _owe(session: Session, actor: Actor, invoice_id: int, wanted: int, reason: str, now: datetime) -> None:
    """Spreads what goes back over the payments, the latest first."""
    payments = session.execute(
        select(Payment.id, Payment.method, Payment.amount_minor, Payment.currency)
        .where(Payment.invoice_id == invoice_id, Payment.state.in_((PaymentState.PAID, PaymentState.PARTLY_REFUNDED)))
        .order_by(Payment.id.desc())
    ).all()
    for payment in payments:
        before = sum(
            session.execute(
                select(Refund.amount_minor).where(Refund.payment_id == payment.id, Refund.state != RefundState.FAILED)
            ).scalars()
        )
        part = min(wanted, payment.amount_minor - before)
        if part <= 0:
            continue
        refund_id = session.execute(
            insert(Refund).returning(Refund.id),
            {
                "key": str(uuid.uuid4()),
                "payment_id": payment.id,
                "state": RefundState.OWED,
                "amount_minor": part,
                "currency": payment.currency,
                "reason": reason,
                "made_by_id": actor.account_id,
                "made_by_name": actor.name,
                "created_at": now,
            },
        ).scalar_one()
        state = PaymentState.REFUNDED if before + part == payment.amount_minor else PaymentState.PARTLY_REFUNDED
        session.execute(
            update(Payment)
            .where(Payment.id == payment.id)
            .values(state=state, version=Payment.version + 1)
            .execution_options(synchronize_session=False)
        )
        drawer = _DRAWERS[PaymentMethod(payment.method)]
        _post(session, LedgerAccount.REFUNDS, drawer, part, invoice_id, now, payment_id=payment.id, refund_id=refund_id)
        wanted -= part


def _tax(amount: int, percent: int, inclusive: bool) -> tuple[int, int]:
    """The tax in the amount or on top of it, and the total."""
    if inclusive:
        return amount * percent // (100 + percent), amount
    tax = amount * percent // 100
    return tax, amount + tax


def _post(
    session: Session,
    debit: LedgerAccount,
    credit: LedgerAccount,
    amount: int,
    invoice_id: int,
    now: datetime,
    *,
    payment_id: int | None = None,
    refund_id: int | None = None,
) -> None:
    if amount <= 0:
        return
    invoice = session.execute(
        select(Invoice.currency, Invoice.location_id, Invoice.practitioner_id).where(Invoice.id == invoice_id)
    ).one()
    session.execute(
        insert(LedgerEntry),
        {
            "at": now,
            "debit": debit,
            "credit": credit,
            "amount_minor": amount,
            "currency": invoice.currency,
            "location_id": invoice.location_id,
            "practitioner_id": invoice.practitioner_id,
            "invoice_id": invoice_id,
            "payment_id": payment_id,
            "refund_id": refund_id,
        },
    )
