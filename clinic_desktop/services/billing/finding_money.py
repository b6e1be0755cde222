"""Money that was held, or that only a gateway knew, finds its visit: it pays what is due, and the rest goes back."""

import uuid
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.domain.codes import LedgerAccount, PaymentMethod, PaymentState, RefundCause
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Actor, Permission, not_there, require
from clinic_desktop.services import audit
from clinic_desktop.services.billing.desk import issue_invoice
from clinic_desktop.services.billing.finding_values import FindingRow
from clinic_desktop.services.billing.invoices import read_invoice
from clinic_desktop.services.billing.ledger import post, settle
from clinic_desktop.services.billing.numbers import numbered
from clinic_desktop.services.billing.prepaid import confirming_when_paid
from clinic_desktop.services.billing.refund_rows import (
    PaidMoney,
    lock_payment,
    read_money,
)
from clinic_desktop.services.billing.refunds import give_back
from clinic_desktop.services.checkout.ending import review_links
from clinic_desktop.services.messages.telling_money import tell_receipt

_invoice, _payment = Invoice.__table__.c, Payment.__table__.c


def accept_held(session: Session, actor: Actor, payment_id: int, now: datetime) -> None:
    """Held money pays its visit: the invoice, the receipt, the ledger and the booking that waited for it. What is more
    than is due goes back by itself. Refuses with Invalid a visit that owes nothing, another currency, and what is not
    held any more."""
    invoice_id = session.scalar(select(Payment.invoice_id).where(Payment.id == payment_id))
    assert invoice_id is not None  # The finding names a payment.
    with confirming_when_paid(session, actor, invoice_id, now):
        money = lock_payment(session, payment_id)
        assert money is not None
        due = read_invoice(session, invoice_id).due
        _check(money, due)
        _count(session, money, now)
    settle(session, invoice_id, now)
    surplus = money.amount - due.minor
    if surplus > 0:
        give_back(session, actor, payment_id, RefundCause.TWICE, now, amount=surplus)
    detail: dict[str, object] = {"payment_id": payment_id}
    audit.record(session, actor, "accept_held", "invoice", invoice_id, now, money.location_id, detail)
    review_links(session, invoice_id, now)
    tell_receipt(session, actor, payment_id, now)


def attach(session: Session, actor: Actor, found: FindingRow, appointment_id: int, now: datetime) -> int:
    """Money that only the gateway knew pays that visit; gives the number of the payment. It is written down as held
    first, and accepted then."""
    location_id = session.execute(
        update(Appointment)
        .where(Appointment.id == appointment_id)
        .values(version=Appointment.version)
        .returning(Appointment.location_id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if location_id is None:
        raise not_there(actor, Permission.RECONCILE, "appointment", appointment_id)
    require(actor, Permission.RECONCILE, location_id=location_id)
    if found.theirs is None or found.gateway is None:
        raise Invalid({"finding": "nothing_to_attach"})
    invoice_id = issue_invoice(session, actor, appointment_id, now)
    payment_id = _write_held(session, actor, found, found.theirs, invoice_id, location_id, now)
    accept_held(session, actor, payment_id, now)
    return payment_id


def _check(money: PaidMoney, due: Money) -> None:
    if money.state is not PaymentState.HELD or money.reserved:
        raise Invalid({"finding": "not_held"})
    if money.currency != due.currency:
        raise Invalid({"finding": "other_currency"})
    if not due:
        raise Invalid({"appointment": "nothing_due"})


def _count(session: Session, money: PaidMoney, now: datetime) -> None:
    connection = session.connection()
    connection.execute(
        update(Payment.__table__)  # type: ignore[arg-type]
        .where(_payment.id == money.id)
        .values(
            state=PaymentState.PAID, version=_payment.version + 1,
            receipt_number=numbered(session, "R", "receipt", money.location_id, money.zone, now),
        )
    )  # fmt: skip
    connection.execute(
        update(Invoice.__table__)  # type: ignore[arg-type]
        .where(_invoice.id == money.invoice_id)
        .values(paid_minor=_invoice.paid_minor + money.amount)
    )
    leg = (LedgerAccount.UNALLOCATED, LedgerAccount.PATIENT_RECEIVABLE, money.amount)
    post(session, money.booked, [leg], now, money.id)


def _write_held(
    session: Session, actor: Actor, found: FindingRow, theirs: Money, invoice_id: int, location_id: int, now: datetime
) -> int:
    payment_id = int(
        session.connection()
        .execute(
            insert(Payment.__table__).returning(_payment.id),  # type: ignore[arg-type]
            {
                "key": str(uuid.uuid4()),
                "invoice_id": invoice_id,
                "location_id": location_id,
                "method": PaymentMethod.LINK,
                "state": PaymentState.HELD,
                "amount_minor": theirs.minor,
                "currency": theirs.currency,
                "desk": actor.desk,
                "taken_by_id": actor.account_id,
                "taken_by_name": actor.name,
                "created_at": now,
                "paid_at": min(found.happened_at or now, now),
                "gateway": found.gateway,
                "gateway_payment_id": found.gateway_id,
            },
        )
        .scalar_one()
    )
    money = read_money(session, payment_id)
    leg = (LedgerAccount.GATEWAY_CLEARING, LedgerAccount.UNALLOCATED, theirs.minor)
    post(session, money.booked, [leg], now, payment_id)
    return payment_id
