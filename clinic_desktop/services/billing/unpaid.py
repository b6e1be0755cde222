"""Bookings whose time to be paid is over: nothing is owed of them any more, and what was paid goes back."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.domain.codes import RefundCause
from clinic_desktop.services.billing.ledger import settle
from clinic_desktop.services.billing.refund_rows import money_of_invoice
from clinic_desktop.services.billing.refunds import give_back

_invoice = Invoice.__table__.c


def close_unpaid(session: Session, appointment_id: int, now: datetime) -> None:
    """Brings invoice and ledger in line with a booking that was cancelled for want of money, and owes back the part
    that was paid. Call it once the appointment's state is written."""
    invoice_id = (
        session.connection()
        .execute(
            update(Invoice.__table__)  # type: ignore[arg-type]
            .where(_invoice.appointment_id == appointment_id)
            .values(version=_invoice.version + 1)
            .returning(_invoice.id)
        )
        .scalar_one_or_none()
    )
    if invoice_id is None:
        return
    for money in money_of_invoice(session, invoice_id):
        if money.counted:
            give_back(session, None, money.id, RefundCause.POLICY, now)
    settle(session, invoice_id, now)
