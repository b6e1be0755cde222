"""Receipts, invoices and credit notes as they go on paper."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.billing import NOTHING_OWED, price_of_total
from clinic_desktop.domain.codes import DECIDED_REFUND_STATES, AppointmentState, PaymentMethod
from clinic_desktop.domain.errors import Invalid, NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.paper import MoneyPaper, Receipt, ReceiptLine, TaxLine
from clinic_desktop.domain.permissions import Actor, Permission, not_there, permits, require
from clinic_desktop.services import audit
from clinic_desktop.services.billing.invoices import read_invoice
from clinic_desktop.services.billing.numbers import numbered
from clinic_desktop.services.billing.paper_facts import (
    Letterhead,
    checking_code,
    letterhead,
    paying_code,
    payment_lines,
    refund_line,
)
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
    return _receipt_of(session, invoice, payment_id, copy=row.receipt_printed > 1)


def invoice_on_paper(session: Session, actor: Actor, invoice_id: int, now: datetime) -> Receipt:
    """The invoice with everything that was paid and given back. Where nobody has to pay it any more, a credit note
    takes off what was never paid: who takes payments causes that to be numbered by printing the invoice."""
    invoice = _visible(session, actor, invoice_id)
    if permits(actor, Permission.TAKE_PAYMENT, location_id=invoice.location_id):
        _credit_what_is_void(session, actor, invoice, now)
    return replace(_invoice(session, invoice, now), taken_by=actor.name)


def credit_note_of(session: Session, actor: Actor, refund_id: int) -> Receipt:
    """The credit note of a refund. Refuses with Invalid one that was not decided yet, and so has no number."""
    require(actor, Permission.SEE_PAYMENTS)
    invoice_id = session.scalar(
        select(Payment.invoice_id).join(Refund, Refund.payment_id == Payment.id).where(Refund.id == refund_id)
    )
    if invoice_id is None:
        raise not_there(actor, Permission.SEE_PAYMENTS, "refund", refund_id)
    return replace(_credit_note(session, _visible(session, actor, invoice_id), refund_id), taken_by=actor.name)


def credit_note_of_invoice(session: Session, actor: Actor, invoice_id: int, now: datetime) -> Receipt:
    """The credit note of an invoice that was never paid in full and need not be any more. It is numbered the first
    time. Refuses with Invalid an invoice that stands, or of which nothing is left to take back."""
    require(actor, Permission.TAKE_PAYMENT)
    invoice = _visible(session, actor, invoice_id)
    require(actor, Permission.TAKE_PAYMENT, location_id=invoice.location_id)
    _credit_what_is_void(session, actor, invoice, now)
    row = _credit(session, invoice)
    if row is None:
        raise Invalid({"invoice": "nothing_to_credit"})
    head = letterhead(session, invoice.location_id)
    amount = Money(row.credited_minor, invoice.total.currency)
    return _paper(
        invoice, head,
        kind=MoneyPaper.CREDIT_NOTE, number=row.credit_note_number, issued_at=row.credited_at, total=amount,
        lines=(ReceiptLine(invoice.service_name, amount),), taxes=_taxes_within(invoice, amount),
        corrects=invoice.number, taken_by=actor.name,
    )  # fmt: skip


# --- For letters: whoever sends them may see them ---------------------------------------------------------------------


def receipt_for_letter(session: Session, payment_id: int) -> Receipt:
    """The receipt of a payment for the patient's letter; it does not count as printed."""
    return _receipt_of(session, read_invoice(session, _invoice_of_payment(session, payment_id)), payment_id)


def invoice_for_letter(session: Session, invoice_id: int, now: datetime) -> Receipt:
    """The invoice for the patient's letter."""
    return _invoice(session, read_invoice(session, invoice_id), now)


def credit_note_for_letter(session: Session, refund_id: int) -> Receipt:
    """The credit note of a refund for the patient's letter. Refuses with Invalid where it has no number."""
    payment_id = session.scalar(select(Refund.payment_id).where(Refund.id == refund_id))
    if payment_id is None:
        raise NotFound("refund", refund_id)
    return _credit_note(session, read_invoice(session, _invoice_of_payment(session, payment_id)), refund_id)


# --- Inside -----------------------------------------------------------------------------------------------------------


def _invoice_of_payment(session: Session, payment_id: int) -> int:
    invoice_id = session.scalar(select(Payment.invoice_id).where(Payment.id == payment_id))
    if invoice_id is None:
        raise NotFound("payment", payment_id)
    return invoice_id


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


def _receipt_of(session: Session, invoice: InvoiceView, payment_id: int, copy: bool = False) -> Receipt:
    last = next((payment for payment in invoice.payments if payment.id == payment_id), None)
    if last is None:
        raise NotFound("payment", payment_id)
    # The parts of a split are taken in one go: none of their receipts says that another part is still to pay.
    paid = tuple(payment for payment in invoice.payments if payment.id <= payment_id or payment.paid_at == last.paid_at)
    charged = _as_issued(session, invoice)
    left = max(invoice.total.minor - sum(payment.left.minor for payment in paid), 0)
    head = letterhead(session, invoice.location_id)
    issued_at = last.paid_at.astimezone(head.zone)
    return _paper(
        charged, head,
        number=last.receipt_number,
        issued_at=issued_at,
        taken_by=last.taken_by,
        payments=payment_lines(paid, own=payment_id if len(paid) > 1 or left else None),
        tendered=last.tendered if last.method is PaymentMethod.CASH else None,
        change=_change(last),
        balance=Money(0 if invoice.appointment_state in NOTHING_OWED else left, invoice.total.currency),
        corrects=invoice.number,
        copy=copy,
        code=checking_code(last.receipt_number, last.amount, issued_at),
    )  # fmt: skip


def _invoice(session: Session, invoice: InvoiceView, now: datetime) -> Receipt:
    head = letterhead(session, invoice.location_id)
    issued_at = (invoice.issued_at or now).astimezone(head.zone)
    void = invoice.appointment_state in NOTHING_OWED
    row = _credit(session, invoice) if void else None
    return _paper(
        _as_issued(session, invoice), head,
        kind=MoneyPaper.INVOICE,
        number=invoice.number,
        issued_at=issued_at,
        payments=payment_lines(invoice.payments),
        balance=invoice.due,
        void=void,
        credited=None if row is None else Money(row.credited_minor, invoice.total.currency),
        credit_note="" if row is None else row.credit_note_number,
        code=paying_code(session, invoice, head, now) or checking_code(invoice.number, invoice.total, issued_at),
    )  # fmt: skip


def _credit_note(session: Session, invoice: InvoiceView, refund_id: int) -> Receipt:
    refund = next(refund for payment in invoice.payments for refund in payment.refunds if refund.id == refund_id)
    if not refund.credit_note_number:
        raise Invalid({"refund": "not_decided"})
    return _paper(
        invoice, letterhead(session, invoice.location_id),
        kind=MoneyPaper.CREDIT_NOTE,
        number=refund.credit_note_number,
        issued_at=refund.decided_at or refund.created_at,
        total=refund.amount,
        lines=(ReceiptLine(invoice.service_name, refund.amount),),
        # Money that was taken by mistake goes back without lowering the price or its tax.
        taxes=() if refund.due_again else _taxes_within(invoice, refund.amount),
        payments=(refund_line(refund, numbered=False),),
        corrects=invoice.number,
    )  # fmt: skip


def _paper(invoice: InvoiceView, head: Letterhead, *, issued_at: datetime, number: str, **details: Any) -> Receipt:
    """The parts that every paper has; what ``details`` name goes before them."""
    usual: dict[str, Any] = {
        "total": invoice.total,
        "lines": (ReceiptLine(invoice.service_name, invoice.amount),),
        "taxes": _taxes(invoice),
        "taken_by": "",
    }
    if details.get("kind") is not MoneyPaper.CREDIT_NOTE:
        usual |= {"discount": invoice.discount or None, "discount_reason": invoice.discount_reason}
    said = usual | details
    local = issued_at.astimezone(head.zone)
    return Receipt(
        clinic=head.clinic,
        logo=head.logo,
        centre=head.centre,
        address=head.address,
        phone=head.phone,
        country=head.country,
        tax_number=head.settings.tax_number.strip(),
        footer=head.settings.paper_footer.strip(),
        number=number,
        issued_at=local,
        patient_name=invoice.patient_name,
        patient_number=invoice.patient_number,
        practitioner=invoice.practitioner_name,
        visit_day=invoice.starts_at.astimezone(head.zone).date(),
        currency=invoice.total.currency,
        **({"code": checking_code(number, said["total"], local)} | said),
    )


def _as_issued(session: Session, invoice: InvoiceView) -> InvoiceView:
    """The invoice as it was before refunds lowered its price: those have credit notes, and stand below on the paper."""
    lowered = session.scalar(
        select(func.coalesce(func.sum(Refund.lowered_minor), 0))
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Payment.invoice_id == invoice.id, Refund.state.in_(DECIDED_REFUND_STATES))
    )
    if not lowered:
        return invoice
    currency = invoice.total.currency
    cost = price_of_total(invoice.total.minor + int(lowered), invoice.tax_percent)
    charged = cost.total if invoice.tax_inclusive else cost.net
    return replace(
        invoice,
        total=Money(cost.total, currency),
        tax=Money(cost.tax, currency),
        discount=Money(max(invoice.amount.minor - charged, 0), currency),
    )


def _credit_what_is_void(session: Session, actor: Actor, invoice: InvoiceView, now: datetime) -> None:
    """Numbers the credit note for what was never paid of an invoice that nobody has to pay. Once: who comes second
    finds it."""
    if not invoice.is_void:
        return
    # Nobody takes the cancelling back while this is decided, nor afterwards.
    held = select(Appointment.state).where(Appointment.id == invoice.appointment_id).with_for_update()
    if AppointmentState(session.execute(held).scalar_one()) not in NOTHING_OWED:
        return
    rest = invoice.total.minor - invoice.paid.minor
    # Locks the invoice on both databases.
    known = session.execute(
        update(Invoice)
        .where(Invoice.id == invoice.id)
        .values(credited_minor=Invoice.credited_minor)
        .returning(Invoice.credit_note_number)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    if known:
        return
    zone = session.execute(select(Location.zone).where(Location.id == invoice.location_id)).scalar_one()
    number = numbered(session, "C", "credit_note", invoice.location_id, zone, now)
    session.execute(
        update(Invoice)
        .where(Invoice.id == invoice.id)
        .values(credit_note_number=number, credited_minor=rest, credited_at=now)
        .execution_options(synchronize_session=False)
    )
    audit.record(session, actor, "credit_invoice", "invoice", invoice.id, now, invoice.location_id)


def _credit(session: Session, invoice: InvoiceView) -> Any:
    """The invoice's own credit note; None where it has none."""
    return session.execute(
        select(Invoice.credit_note_number, Invoice.credited_minor, Invoice.credited_at).where(
            Invoice.id == invoice.id, Invoice.credit_note_number.is_not(None)
        )
    ).one_or_none()


def _taxes(invoice: InvoiceView) -> tuple[TaxLine, ...]:
    if not invoice.tax_percent:
        return ()
    return (TaxLine(invoice.tax_name, Decimal(invoice.tax_percent), invoice.tax, invoice.tax_inclusive),)


def _taxes_within(invoice: InvoiceView, amount: Money) -> tuple[TaxLine, ...]:
    """The tax in a part of the invoice's total."""
    if not invoice.tax_percent:
        return ()
    tax = Money(price_of_total(amount.minor, invoice.tax_percent).tax, amount.currency)
    return (TaxLine(invoice.tax_name, Decimal(invoice.tax_percent), tax, True),)


def _change(payment: PaymentView) -> Money | None:
    if payment.tendered is None or payment.method is not PaymentMethod.CASH:
        return None
    return payment.tendered - payment.amount
