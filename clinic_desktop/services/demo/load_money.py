"""Turns invented invoices into rows: payments, refunds and the ledger with them."""

from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.codes import RefundCause, RefundState
from clinic_desktop.services.demo.bulk import Bulk, Row, instant
from clinic_desktop.services.demo.events import person_of
from clinic_desktop.services.demo.load import AUDIT_DAYS
from clinic_desktop.services.demo.money import FEE_PERCENT, DemoInvoice, DemoPayment, DemoRefund, postings, year_of
from clinic_desktop.services.demo.payouts import load_ledger
from clinic_desktop.services.demo.visits import DAY


def load_money(bulk: Bulk, invoices: list[DemoInvoice], now: int) -> None:
    """Loads invoices, payments, refunds and the ledger with what doctors were paid, and their part of the audit."""
    bulk.load(
        Invoice,
        "id version appointment_id patient_id practitioner_id location_id number currency amount_minor"
        " discount_minor discount_reason tax_minor tax_name tax_percent tax_inclusive total_minor paid_minor"
        " refunded_minor platform_fee_percent issued_at",
        (_invoice_row(invoice) for invoice in invoices),
    )
    pairs = sorted(((p, invoice) for invoice in invoices for p in invoice.payments), key=lambda pair: pair[0].id)
    bulk.load(
        Payment,
        "id version key invoice_id location_id method state amount_minor currency tendered_minor reference"
        " receipt_number desk taken_by_id taken_by_name created_at paid_at receipt_printed",
        (
            (payment.id, 1, f"demo-payment-{payment.id}", invoice.id, invoice.visit.centre.id, payment.method.value,
             payment.state.value, payment.amount, invoice.visit.centre.currency, payment.tendered,
             f"T{payment.id * 7919 % 1_000_000:06d}" if payment.tendered is None else "",
             f"R-{year_of(invoice.visit.centre, payment.at)}-{payment.number:05d}",
             *person_of(invoice.visit.centre, payment.desk), instant(payment.at), instant(payment.at), 1)
            for payment, invoice in pairs
        ),
    )  # fmt: skip
    _load_refunds(bulk, invoices)
    load_ledger(bulk, postings(invoices), now)
    bulk.load(
        AuditEvent,
        "at account_id actor_name desk action entity entity_id location_id detail",
        (
            (
                instant(payment.at),
                account,
                name,
                desk,
                "take_payment",
                "invoice",
                invoice.id,
                invoice.visit.centre.id,
                "{}",
            )
            for payment, invoice in pairs
            if payment.at > now - AUDIT_DAYS * DAY
            for desk, account, name in (person_of(invoice.visit.centre, payment.desk),)
        ),
    )


def _load_refunds(bulk: Bulk, invoices: list[DemoInvoice]) -> None:
    found = [(p.refund, p, invoice) for invoice in invoices for p in invoice.payments if p.refund is not None]
    bulk.load(
        Refund,
        "id version key payment_id location_id state method cause amount_minor currency reason credit_note_number"
        " made_by_id made_by_name created_at decided_by_id decided_by_name decided_at done_at",
        (_refund_row(*each) for each in sorted(found, key=lambda item: item[0].id)),
    )


def _refund_row(refund: DemoRefund, payment: DemoPayment, invoice: DemoInvoice) -> Row:
    centre = invoice.visit.centre
    person, at = person_of(centre, payment.desk)[1:], instant(refund.at)
    return (
        refund.id, 1, f"demo-refund-{refund.id}", payment.id, centre.id,
        (RefundState.DONE if refund.done else RefundState.OWED).value, payment.method.value, RefundCause.DESK.value,
        refund.amount, centre.currency, refund.reason, f"C-{year_of(centre, refund.at)}-{refund.number:05d}",
        *person, at, *person, at, instant(refund.done) if refund.done else None,
    )  # fmt: skip


def _invoice_row(invoice: DemoInvoice) -> Row:
    visit, centre = invoice.visit, invoice.visit.centre
    return (
        invoice.id, 1 + len(invoice.payments), visit.number, visit.patient.id, visit.doctor.id, centre.id,
        f"I-{year_of(centre, invoice.issued)}-{invoice.number:05d}", centre.currency, visit.price, invoice.discount,
        invoice.discount_reason, 0, "", 0, True, invoice.total, invoice.paid, invoice.refunded,
        FEE_PERCENT, instant(invoice.issued),
    )  # fmt: skip
