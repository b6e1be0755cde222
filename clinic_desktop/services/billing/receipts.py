"""Receipts and invoices as they go on paper."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.models import Invoice, Location, Organization, Payment
from clinic_desktop.domain.codes import DECIDED_REFUND_STATES, PaymentMethod
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.paper import Receipt, ReceiptLine, ReceiptPayment, TaxLine
from clinic_desktop.domain.permissions import Actor, Permission, not_there, require
from clinic_desktop.services import audit
from clinic_desktop.services.billing.invoices import read_invoice
from clinic_desktop.services.billing.values import InvoiceView, PaymentView


def receipt_of(session: Session, actor: Actor, payment_id: int, now: datetime) -> Receipt:
    """The receipt of a payment, with what was paid before it; counts that it is printed, and audits each copy.

    The count is raised first, which locks the payment: of two desks that print at once one gets a copy.
    """
    require(actor, Permission.SEE_PAYMENTS)
    row = session.execute(
        update(Payment)
        .where(Payment.id == payment_id)
        .values(receipt_printed=Payment.receipt_printed + 1)
        .returning(Payment.invoice_id, Payment.receipt_printed)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        raise not_there(actor, Permission.SEE_PAYMENTS, "payment", payment_id)
    invoice = _visible(session, actor, row.invoice_id)
    if row.receipt_printed > 1:
        detail: dict[str, object] = {"receipt": payment_id, "copy": row.receipt_printed}
        audit.record(session, actor, "reprint_receipt", "payment", payment_id, now, invoice.location_id, detail)
    paid = [payment for payment in invoice.payments if payment.id <= payment_id]
    last = paid[-1] if paid and paid[-1].id == payment_id else None
    if last is None:
        raise NotFound("payment", payment_id)
    left = invoice.total.minor - sum(payment.left.minor for payment in paid)
    return _receipt(
        session,
        invoice,
        paid,
        number=last.receipt_number,
        issued_at=last.paid_at,
        taken_by=last.taken_by,
        tendered=last.tendered if last.method is PaymentMethod.CASH else None,
        change=_change(last),
        balance=Money(max(left, 0), invoice.total.currency),
        copy=row.receipt_printed > 1,
    )


def invoice_on_paper(session: Session, actor: Actor, invoice_id: int) -> Receipt:
    """The invoice with everything that was paid and given back."""
    invoice = _visible(session, actor, invoice_id)
    return _receipt(
        session,
        invoice,
        invoice.payments,
        number=invoice.number,
        issued_at=invoice.issued_at,
        taken_by=actor.name,
        balance=invoice.due,
        is_invoice=True,
    )


def _visible(session: Session, actor: Actor, invoice_id: int) -> InvoiceView:
    """The invoice, if the actor may see it: the desk's eyes and the patient's own."""
    require(actor, Permission.SEE_PAYMENTS)
    place = session.execute(
        select(Invoice.location_id, Invoice.patient_id).where(Invoice.id == invoice_id)
    ).one_or_none()
    if place is None:
        raise not_there(actor, Permission.SEE_PAYMENTS, "invoice", invoice_id)
    require(actor, Permission.SEE_PAYMENTS, location_id=place.location_id, patient_id=place.patient_id)
    return read_invoice(session, invoice_id)


def _receipt(session: Session, invoice: InvoiceView, payments: Iterable[PaymentView], **details: Any) -> Receipt:
    place = session.execute(
        select(Location.name, Location.address, Location.phone, Location.zone).where(Location.id == invoice.location_id)
    ).one()
    details["issued_at"] = details["issued_at"].astimezone(ZoneInfo(place.zone))
    return Receipt(
        clinic=session.scalar(select(Organization.name).limit(1)) or "",
        centre=place.name,
        address=place.address,
        phone=place.phone,
        patient_name=invoice.patient_name,
        patient_number=invoice.patient_number,
        practitioner=invoice.practitioner_name,
        lines=(ReceiptLine(invoice.service_name, invoice.amount),),
        total=invoice.total,
        currency=invoice.total.currency,
        payments=tuple(line for payment in payments for line in _lines(payment)),
        discount=invoice.discount or None,
        taxes=_taxes(invoice),
        **details,
    )


def _lines(payment: PaymentView) -> list[ReceiptPayment]:
    """The payment, and what went back of it as negative amounts."""
    lines = [ReceiptPayment(payment.method, payment.amount, payment.reference)]
    for refund in payment.refunds:
        if refund.state in DECIDED_REFUND_STATES:
            lines.append(ReceiptPayment(refund.method, Money(-refund.amount.minor, refund.amount.currency)))
    return lines


def _taxes(invoice: InvoiceView) -> tuple[TaxLine, ...]:
    if not invoice.tax_percent:
        return ()
    return (TaxLine(invoice.tax_name, Decimal(invoice.tax_percent), invoice.tax, invoice.tax_inclusive),)


def _change(payment: PaymentView) -> Money | None:
    if payment.tendered is None or payment.method is not PaymentMethod.CASH:
        return None
    return payment.tendered - payment.amount
