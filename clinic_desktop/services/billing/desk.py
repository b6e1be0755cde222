"""Money at the desk: the invoice of an appointment, payments of it, and what a cancelling pays back.

These run inside the transaction of the verb that needs them, after the schedule and the appointment are locked.
What they post to the ledger is listed in ``ledger.py``.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.db.prepared import Prepared, prepared_insert
from clinic_desktop.domain.billing import NOTHING_OWED, price
from clinic_desktop.domain.codes import AppointmentState, LedgerAccount, PaymentMethod, PaymentState, RefundCause, Topic
from clinic_desktop.domain.errors import Invalid, NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.policy import refund_due
from clinic_desktop.services import audit
from clinic_desktop.services.billing.desk_checks import checked, refuse_used_reference
from clinic_desktop.services.billing.ledger import DRAWERS, Booked, post, settle
from clinic_desktop.services.billing.numbers import numbered
from clinic_desktop.services.billing.refunds import free_to_spread, spread
from clinic_desktop.services.checkout.ending import review_links
from clinic_desktop.services.settings import settings_for
from clinic_desktop.services.till.open_till import till_for


@dataclass(frozen=True, slots=True)
class DeskPayment:
    """Money that is on the desk now. ``key`` is made before the first try, so that a repeat pays once;
    ``tendered_minor`` is the cash that was handed over, from which change goes back. ``reference`` is the number on the
    terminal's slip, of the bank, or of UPI, which has 12 digits; ``terminal`` and ``card_last4`` are of a card only."""

    method: PaymentMethod
    amount_minor: int
    tendered_minor: int | None
    reference: str
    key: str
    terminal: str = ""
    card_last4: str = ""


@dataclass(frozen=True, slots=True)
class PaymentDone:
    """A payment that was taken. ``balance_minor`` is what is still due after it."""

    receipt_number: str
    change_minor: int
    payment_id: int
    balance_minor: int = 0


_invoice, _booked, _place = Invoice.__table__.c, Appointment.__table__.c, Location.__table__.c
_payment = Payment.__table__.c
_CHARGED = Prepared(
    select(
        _booked.patient_id, _booked.practitioner_id, _booked.location_id, _booked.amount_minor, _booked.currency,
        _booked.state, _place.zone, _invoice.id.label("invoice_id"),
    )
    .join_from(Appointment.__table__, Location.__table__, _place.id == _booked.location_id)
    .outerjoin(Invoice.__table__, _invoice.appointment_id == _booked.id)
    .where(_booked.id == bindparam("appointment_id"))
)  # fmt: skip
_INSERT_INVOICE = insert(Invoice.__table__).returning(_invoice.id)  # type: ignore[arg-type]
# The update locks the invoice on both databases, so that two desks cannot take the same money twice.
_BALANCE = (
    _invoice.location_id, _invoice.practitioner_id, _invoice.currency, _invoice.paid_minor, _invoice.refunded_minor,
    _invoice.total_minor, _invoice.appointment_id,
)  # fmt: skip
_ADD_PAID = Prepared(
    update(Invoice.__table__)  # type: ignore[arg-type]
    .where(_invoice.id == bindparam("wanted_id"))
    .values(paid_minor=_invoice.paid_minor + bindparam("more"), version=_invoice.version + bindparam("step"))
    .returning(*_BALANCE),
    _BALANCE,
)
_EARLIER = Prepared(
    select(
        _payment.id, _payment.invoice_id, _payment.receipt_number, _payment.tendered_minor, _payment.amount_minor
    ).where(_payment.key == bindparam("key"))
)
_VISIT = Prepared(
    select(_booked.state, _place.zone)
    .join_from(Appointment.__table__, Location.__table__, _place.id == _booked.location_id)
    .where(_booked.id == bindparam("appointment_id"))
)
_INSERT_PAYMENT = prepared_insert(Payment.__table__, _payment.id)


def issue_invoice(session: Session, actor: Actor | None, appointment_id: int, now: datetime) -> int:
    """The number of the appointment's invoice row, which is made from the agreed amount where there is none yet."""
    row = _CHARGED.first(session.connection(), {"appointment_id": appointment_id})
    if row is None:
        raise NotFound("appointment", appointment_id)
    if row.invoice_id is not None:
        return int(row.invoice_id)
    settings = settings_for(session, row.location_id, row.practitioner_id)
    cost = price(row.amount_minor, 0, settings.tax_percent, settings.tax_inclusive)
    invoice_id = int(
        session.connection()
        .execute(
            _INSERT_INVOICE,
            {
                "appointment_id": appointment_id,
                "patient_id": row.patient_id,
                "practitioner_id": row.practitioner_id,
                "location_id": row.location_id,
                "number": numbered(session, "I", "invoice", row.location_id, row.zone, now),
                "currency": row.currency,
                "amount_minor": row.amount_minor,
                "tax_minor": cost.tax,
                "tax_name": settings.tax_name,
                "tax_percent": settings.tax_percent,
                "tax_inclusive": settings.tax_inclusive,
                "total_minor": cost.total,
                "platform_fee_percent": settings.platform_fee_percent,
                "issued_at": now,
            },
        )
        .scalar_one()
    )
    booked = Booked(invoice_id, row.location_id, row.practitioner_id, row.currency)
    charged = LedgerAccount.PATIENT_RECEIVABLE
    post(session, booked, [(charged, LedgerAccount.ESCROW_HELD, cost.net), (charged, LedgerAccount.TAX, cost.tax)], now)
    if AppointmentState(row.state) in (*NOTHING_OWED, AppointmentState.COMPLETED):
        settle(session, invoice_id, now)
    audit.record(session, actor, "issue_invoice", "invoice", invoice_id, now, row.location_id)
    return invoice_id


def record_payment(session: Session, actor: Actor, invoice_id: int, payment: DeskPayment, now: datetime) -> PaymentDone:
    """Takes money for an invoice, in full or in part, and numbers the receipt. Repeating a key gives the first result.

    The caller has asked for permission. Refuses with Invalid more than is due and what ``desk_checks`` finds wrong.
    Nothing is due of a visit that was cancelled or to which nobody came.
    """
    how = checked(payment)
    row = _add_paid(session, invoice_id, payment.amount_minor, 1)
    known = paid_before(session, invoice_id, payment.key)
    if known is not None:
        _add_paid(session, invoice_id, -payment.amount_minor, -1)
        return known
    connection = session.connection()
    visit = _VISIT.first(connection, {"appointment_id": row.appointment_id})
    balance = row.total_minor - row.paid_minor + row.refunded_minor
    if balance < 0 or AppointmentState(visit.state) in NOTHING_OWED:
        raise Invalid({"amount": "more_than_due"})
    refuse_used_reference(session, payment.method, str(how["reference"]), visit.zone, now)
    receipt = numbered(session, "R", "receipt", row.location_id, visit.zone, now)
    values = {
        "version": 1,
        "key": payment.key,
        "invoice_id": invoice_id,
        "location_id": row.location_id,
        "state": PaymentState.PAID,
        "currency": row.currency,
        **how,
        "receipt_number": receipt,
        "receipt_printed": 0,
        "till_session_id": till_for(session, actor, row.location_id, row.currency, payment.method),
        "desk": actor.desk,
        "taken_by_id": actor.account_id,
        "taken_by_name": actor.name,
        "created_at": now,
        "paid_at": now,
        **dict.fromkeys(("gateway", "gateway_payment_id", "link_id")),
    }
    payment_id = int(_INSERT_PAYMENT.first(connection, values).id)
    booked = Booked(invoice_id, row.location_id, row.practitioner_id, row.currency)
    leg = (DRAWERS[payment.method], LedgerAccount.PATIENT_RECEIVABLE, payment.amount_minor)
    post(session, booked, [leg], now, payment_id)
    review_links(session, invoice_id, now)
    detail: dict[str, object] = {"payment_id": payment_id, "method": payment.method}
    audit.record(session, actor, "take_payment", "invoice", invoice_id, now, row.location_id, detail)
    announce(session, Topic.PAYMENTS, invoice_id, now)
    return PaymentDone(receipt, _change(payment.tendered_minor, payment.amount_minor), payment_id, balance)


def paid_before(session: Session, invoice_id: int, key: str) -> PaymentDone | None:
    """What was paid of the invoice with that key before; None where nothing was. Refuses with Invalid a key that paid
    another invoice: what a stranger paid is nobody else's answer."""
    known = _EARLIER.first(session.connection(), {"key": key})
    if known is None:
        return None
    if known.invoice_id != invoice_id:
        raise Invalid({"key": "taken"})
    return PaymentDone(known.receipt_number or "", _change(known.tendered_minor, known.amount_minor), known.id)


def refund_on_cancel(
    session: Session,
    actor: Actor,
    appointment_id: int,
    *,
    percent: int | None,
    amount_minor: int | None,
    reason: str,
    now: datetime,
    by_hand: bool = False,
) -> int:
    """Owes back a percent of what was paid, or an amount; gives the minor units that are owed. Call it once the
    appointment's state is written: what is charged no longer leaves the ledger with it. Refuses more than is left.

    What the policy says needs no approval; what was set ``by_hand`` does above the clinic's limit, in which counts what
    was given back alone before: then it is asked for, and nothing is owed yet."""
    invoice = _lock_invoice_of(session, appointment_id)
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
    if wanted:
        cause = RefundCause.DESK if by_hand else RefundCause.POLICY
        approved = not by_hand or wanted <= free_to_spread(session, invoice.id, invoice.location_id)
        spread(session, actor, invoice.id, wanted, reason, cause, now, approved=approved)
        detail: dict[str, object] = {"amount_minor": wanted}
        action = "refund" if approved else "request_refund"
        audit.record(session, actor, action, "invoice", invoice.id, now, invoice.location_id, detail)
        announce(session, Topic.PAYMENTS, invoice.id, now)
        wanted = wanted if approved else 0
    settle(session, invoice.id, now)
    return wanted


def settle_visit(session: Session, actor: Actor | None, appointment_id: int, now: datetime) -> None:
    """Brings invoice and ledger in line with the appointment's new state; every verb that changes the state calls it.

    A completed visit that costs something gets its invoice now at the latest, and its money goes from escrow to doctor
    and clinic; a step that is undone takes that back; after a no show nothing is due any more.
    """
    invoice = _lock_invoice_of(session, appointment_id)
    if invoice is not None:
        settle(session, invoice.id, now)
        return
    row = _CHARGED.first(session.connection(), {"appointment_id": appointment_id})
    if row is not None and row.state == AppointmentState.COMPLETED and row.amount_minor:
        issue_invoice(session, actor, appointment_id, now)


def _lock_invoice_of(session: Session, appointment_id: int) -> Any:
    """The appointment's invoice, locked; None where there is none."""
    return (
        session.connection()
        .execute(
            update(Invoice.__table__)  # type: ignore[arg-type]
            .where(_invoice.appointment_id == appointment_id)
            .values(version=_invoice.version + 1)
            .returning(
                _invoice.id, _invoice.location_id, _invoice.practitioner_id, _invoice.currency, _invoice.paid_minor,
                _invoice.refunded_minor,
            )
        )
        .one_or_none()
    )  # fmt: skip


def _add_paid(session: Session, invoice_id: int, more: int, step: int) -> Any:
    row = _ADD_PAID.first(session.connection(), {"wanted_id": invoice_id, "more": more, "step": step})
    if row is None:
        raise NotFound("invoice", invoice_id)
    return row


def _change(tendered: int | None, amount: int) -> int:
    return 0 if tendered is None else tendered - amount
