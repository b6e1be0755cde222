"""Reading what appointments cost and what was paid of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.domain.billing import price, standing
from clinic_desktop.domain.codes import (
    AppointmentState,
    GatewayName,
    PaymentMethod,
    PaymentState,
    RefundCause,
    RefundState,
)
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.values import InvoiceView, PaymentView, RefundView
from clinic_desktop.services.settings import settings_for

CAME_IN = (PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED)
"""States of payments whose money was here."""

_booked, _invoice, _person = Appointment.__table__.c, Invoice.__table__.c, Patient.__table__.c
_payment, _refund = Payment.__table__.c, Refund.__table__.c
_COLUMNS = (
    _booked.id, _booked.state, _booked.patient_id, _booked.patient_name, _person.number.label("patient_number"),
    _booked.practitioner_id, _booked.practitioner_name, _booked.service_name, _booked.location_id, _booked.starts_at,
    _booked.amount_minor.label("agreed_minor"), _booked.currency,
    _invoice.id.label("invoice_id"), _invoice.version, _invoice.number, _invoice.amount_minor, _invoice.discount_minor,
    _invoice.discount_reason, _invoice.tax_name, _invoice.tax_percent, _invoice.tax_inclusive, _invoice.tax_minor,
    _invoice.total_minor, _invoice.paid_minor, _invoice.refunded_minor, _invoice.issued_at,
)  # fmt: skip
_INVOICES = (
    select(*_COLUMNS)
    .select_from(Appointment.__table__)
    .join(Patient.__table__, _person.id == _booked.patient_id)
    .outerjoin(Invoice.__table__, _invoice.appointment_id == _booked.id)
)
_OF_APPOINTMENT = Prepared(_INVOICES.where(_booked.id == bindparam("number")))
_OF_INVOICE = Prepared(_INVOICES.where(_invoice.id == bindparam("number")))
_CAME_IN = select(*_payment).where(or_(*[_payment.state == state for state in CAME_IN])).order_by(_payment.id)
_REFUNDS = select(*_refund).order_by(_refund.id)
_OF_ONE = Prepared(_CAME_IN.where(_payment.invoice_id == bindparam("invoice_id")))
_REFUNDS_OF_ONE = Prepared(_REFUNDS.where(_refund.payment_id == bindparam("payment_id")))
"""Most invoices are paid at once, and are read after every payment."""


def invoice_of_appointment(session: Session, appointment_id: int) -> InvoiceView:
    """The appointment's invoice, or what it would say; NotFound where there is no such appointment."""
    return _one(session, _OF_APPOINTMENT, "appointment", appointment_id)


def read_invoice(session: Session, invoice_id: int) -> InvoiceView:
    """The invoice with all its payments."""
    return _one(session, _OF_INVOICE, "invoice", invoice_id)


def invoices_where(session: Session, condition: ColumnElement[bool], most: int) -> tuple[InvoiceView, ...]:
    """Issued invoices that meet the condition, newest first, at most so many."""
    rows = session.execute(
        _INVOICES.where(_invoice.id.is_not(None), condition)
        .order_by(_invoice.issued_at.desc(), _invoice.id.desc())
        .limit(most)
    ).all()
    payments = payments_of(session, [row.invoice_id for row in rows])
    return tuple(_issued(row, payments.get(row.invoice_id, ())) for row in rows)


def payments_of(session: Session, invoice_ids: Sequence[int]) -> dict[int, tuple[PaymentView, ...]]:
    """The payments of those invoices with their refunds, in the order in which they came in."""
    if not invoice_ids:
        return {}
    if len(invoice_ids) == 1:
        rows = _OF_ONE.all(session.connection(), {"invoice_id": invoice_ids[0]})
    else:
        among = _payment.invoice_id.in_(invoice_ids)
        rows = list(session.execute(_CAME_IN.where(among)).all())
    refunds = _refunds(session, [row.id for row in rows])
    found: dict[int, list[PaymentView]] = defaultdict(list)
    for row in rows:
        found[row.invoice_id].append(_payment_view(row, tuple(refunds.get(row.id, ()))))
    return {invoice_id: tuple(payments) for invoice_id, payments in found.items()}


def read_refund(session: Session, refund_id: int) -> RefundView:
    """One refund."""
    row = session.execute(select(*_refund).where(_refund.id == refund_id)).one_or_none()
    if row is None:
        raise NotFound("refund", refund_id)
    return _refund_view(row)


def _one(session: Session, statement: Prepared, what: str, number: int) -> InvoiceView:
    row = statement.first(session.connection(), {"number": number})
    if row is None:
        raise NotFound(what, number)
    if row.invoice_id is None:
        return _not_issued(session, row)
    return _issued(row, payments_of(session, [row.invoice_id]).get(row.invoice_id, ()))


def _issued(row: Any, payments: Iterable[PaymentView]) -> InvoiceView:
    stands = standing(AppointmentState(row.state), row.total_minor, row.paid_minor, row.refunded_minor)
    return InvoiceView(
        id=row.invoice_id,
        version=row.version,
        number=row.number or "",
        discount_reason=row.discount_reason,
        tax_name=row.tax_name,
        tax_percent=row.tax_percent,
        tax_inclusive=row.tax_inclusive,
        amount=Money(row.amount_minor, row.currency),
        discount=Money(row.discount_minor, row.currency),
        tax=Money(row.tax_minor, row.currency),
        total=Money(row.total_minor, row.currency),
        paid=Money(row.paid_minor, row.currency),
        refunded=Money(row.refunded_minor, row.currency),
        due=Money(stands.due, row.currency),
        word=stands.word,
        issued_at=row.issued_at,
        payments=tuple(payments),
        **_visit(row),
    )


def _not_issued(session: Session, row: Any) -> InvoiceView:
    settings = settings_for(session, row.location_id, row.practitioner_id)
    cost = price(row.agreed_minor, 0, settings.tax_percent, settings.tax_inclusive)
    nothing = Money(0, row.currency)
    stands = standing(AppointmentState(row.state), cost.total)
    return InvoiceView(
        id=None,
        version=0,
        number="",
        discount_reason="",
        tax_name=settings.tax_name,
        tax_percent=settings.tax_percent,
        tax_inclusive=settings.tax_inclusive,
        amount=Money(row.agreed_minor, row.currency),
        discount=nothing,
        tax=Money(cost.tax, row.currency),
        total=Money(cost.total, row.currency),
        paid=nothing,
        refunded=nothing,
        due=Money(stands.due, row.currency),
        word=stands.word,
        issued_at=None,
        **_visit(row),
    )


def _visit(row: Any) -> dict[str, Any]:
    return {
        "appointment_id": row.id,
        "appointment_state": AppointmentState(row.state),
        "patient_id": row.patient_id,
        "patient_name": row.patient_name,
        "patient_number": row.patient_number,
        "practitioner_id": row.practitioner_id,
        "practitioner_name": row.practitioner_name,
        "service_name": row.service_name,
        "location_id": row.location_id,
        "starts_at": row.starts_at,
    }


def _payment_view(row: Any, refunds: tuple[RefundView, ...]) -> PaymentView:
    return PaymentView(
        id=row.id,
        invoice_id=row.invoice_id,
        receipt_number=row.receipt_number or "",
        method=PaymentMethod(row.method),
        state=PaymentState(row.state),
        amount=Money(row.amount_minor, row.currency),
        tendered=None if row.tendered_minor is None else Money(row.tendered_minor, row.currency),
        reference=row.reference,
        taken_by=row.taken_by_name,
        desk=row.desk,
        paid_at=row.paid_at,
        copies=row.receipt_printed,
        refunds=refunds,
        declared=row.declared,
        terminal=row.terminal,
        card_last4=row.card_last4,
        gateway=row.gateway or "",
    )


def _refunds(session: Session, payment_ids: Sequence[int]) -> dict[int, list[RefundView]]:
    found: dict[int, list[RefundView]] = defaultdict(list)
    if len(payment_ids) == 1:
        rows = _REFUNDS_OF_ONE.all(session.connection(), {"payment_id": payment_ids[0]})
    elif payment_ids:
        rows = list(session.execute(_REFUNDS.where(_refund.payment_id.in_(payment_ids))).all())
    else:
        rows = []
    for row in rows:
        found[row.payment_id].append(_refund_view(row))
    return found


def _refund_view(row: Any) -> RefundView:
    return RefundView(
        id=row.id,
        version=row.version,
        payment_id=row.payment_id,
        state=RefundState(row.state),
        amount=Money(row.amount_minor, row.currency),
        reason=row.reason,
        made_by=row.made_by_name,
        created_at=row.created_at,
        done_at=row.done_at,
        method=PaymentMethod(row.method),
        cause=RefundCause(row.cause),
        due_again=row.due_again,
        credit_note_number=row.credit_note_number or "",
        gateway=None if row.gateway is None else GatewayName(row.gateway),
        reference=row.reference,
        problem=row.problem,
        decided_by=row.decided_by_name,
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
        sent_at=row.sent_at,
        replaces_id=row.replaces_id,
    )
