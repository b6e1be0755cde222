"""A refund that its gateway could not deliver is owed again, by another row that waits for a person."""

from datetime import datetime

from sqlalchemy.orm import Session

from clinic_desktop.domain.codes import FindingKind, LedgerAccount, PaymentMethod, RefundCause, RefundState
from clinic_desktop.services.billing.ledger import post
from clinic_desktop.services.billing.refund_rows import (
    NewRefund,
    PaidMoney,
    change_refund,
    note_change,
    read_refund_row,
    write_refund,
)
from clinic_desktop.services.checkout.noting import note_finding
from clinic_desktop.services.messages.telling_money import tell_refund

_PROBLEM_LENGTH = 48


def fail(session: Session, money: PaidMoney, refund_id: int, problem: str, now: datetime) -> int:
    """Ends a decided refund as failed, and gives the number of the one that owes the money from now on. What had
    arrived comes out of the ledger again; the decision, the lowered price and the credit note go on with the new row.
    The payment is locked already."""
    row = read_refund_row(session, refund_id)
    arrived = row.state == RefundState.DONE
    change_refund(
        session, refund_id,
        state=RefundState.FAILED, problem=problem[:_PROBLEM_LENGTH], due_at=None, claimed_until=None,
        credit_note_number=None, lowered_minor=0, version=row.version + 1,
    )  # fmt: skip
    if arrived:
        leg = (LedgerAccount.GATEWAY_CLEARING, LedgerAccount.REFUNDS, row.amount_minor)
        post(session, money.booked, [leg], now, money.id, refund_id)
    new = NewRefund(
        row.amount_minor, RefundCause(row.cause), row.reason, row.due_again, PaymentMethod(row.method),
        replaces_id=refund_id,
    )  # fmt: skip
    successor = write_refund(session, None, money, new, RefundState.OWED, now)
    change_refund(
        session, successor,
        made_by_id=row.made_by_id, made_by_name=row.made_by_name, decided_by_id=row.decided_by_id,
        decided_by_name=row.decided_by_name, decided_at=row.decided_at, lowered_minor=row.lowered_minor,
        credit_note_number=row.credit_note_number, problem=problem[:_PROBLEM_LENGTH],
    )  # fmt: skip
    note_finding(
        session, FindingKind.REFUND_FAILED, str(refund_id), now,
        location_id=money.location_id, gateway=row.gateway or "", gateway_id=row.gateway_refund_id or "",
        payment_id=money.id, refund_id=successor, appointment_id=money.appointment_id, ours_minor=row.amount_minor,
        theirs_minor=0, currency=row.currency, happened_at=now,
    )  # fmt: skip
    note_change(session, None, "refund_failed", refund_id, money, now, problem=problem[:_PROBLEM_LENGTH])
    if arrived:
        tell_refund(session, None, refund_id, now)
    return successor
