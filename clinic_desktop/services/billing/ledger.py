"""The ledger: double entry, one row for both legs, never rewritten.

What is posted, in minor units of the invoice's currency:

| when                       | debit                    | credit                       | amount             |
|----------------------------|--------------------------|------------------------------|--------------------|
| an invoice is issued       | patient receivable       | escrow held                  | net                |
|                            | patient receivable       | tax                          | tax                |
| money is taken             | its drawer               | patient receivable           | the payment        |
| a visit is completed       | escrow held              | doctor payable, platform fee | net less fee, fee  |
| that is undone             | doctor payable, plat. f. | escrow held                  | the same           |
| a refund is decided        | patient receivable       | refunds                      | the refund         |
| it has been handed back    | refunds                  | its drawer                   | the refund         |
| the price is lowered       | escrow held, tax         | patient receivable           | the difference     |
| ... of a completed visit   | doctor payable, plat. f. | patient receivable           | the difference     |
| cancelled, or nobody came  | escrow held, tax         | patient receivable           | what is due no more|
|                            | escrow held              | doctor payable, platform fee | what is kept       |

What doctors are paid of it is posted by ``payouts.py``, what a till moves by ``services/till``.

A drawer is the cash drawer or the clearing account of the way of paying. So at any time a patient's receivable is what
is due, escrow is what was charged for visits still to come, and refunds are what still has to be handed back.

``settle`` posts whatever is missing between what the accounts of an invoice hold and what they should hold. That makes
completing, undoing, cancelling and lowering a price one rule, and doing it twice posts nothing. The clinic's share is
what the invoice says, which is what was agreed when it was issued, whatever the setting has become. A payment link that
asks for more than is due by then is marked to be ended.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.ledger import LedgerEntry
from clinic_desktop.db.prepared import prepared_insert
from clinic_desktop.domain.billing import NOTHING_OWED, clinic_share
from clinic_desktop.domain.codes import AppointmentState, LedgerAccount, PaymentMethod
from clinic_desktop.domain.money import Money
from clinic_desktop.services.checkout.ending import review_links

_A = LedgerAccount
DRAWERS = {
    PaymentMethod.CASH: _A.CASH_DRAWER,
    PaymentMethod.CARD: _A.CARD_CLEARING,
    PaymentMethod.UPI: _A.UPI_CLEARING,
    PaymentMethod.BANK_TRANSFER: _A.BANK_CLEARING,
    PaymentMethod.LINK: _A.GATEWAY_CLEARING,
}
"""Where money of each kind lies."""

_entry = LedgerEntry.__table__.c
_INSERT = prepared_insert(LedgerEntry.__table__)
_SETTLED = (_A.PATIENT_RECEIVABLE, _A.ESCROW_HELD, _A.TAX, _A.DOCTOR_PAYABLE, _A.PLATFORM_FEE)
Leg = tuple[LedgerAccount, LedgerAccount, int]
"""Debit, credit and a positive amount."""


@dataclass(frozen=True, slots=True)
class Booked:
    """Whose posting it is: what a row of the ledger carries of its invoice, its payout or the till that it is of."""

    invoice_id: int | None
    location_id: int
    practitioner_id: int | None
    currency: str
    payout_id: int | None = None
    till_session_id: int | None = None


def post(
    session: Session,
    booked: Booked,
    legs: list[Leg],
    now: datetime,
    payment_id: int | None = None,
    refund_id: int | None = None,
) -> None:
    """Appends postings; amounts of nothing are left out."""
    rows = [
        {
            "at": now,
            "debit": debit,
            "credit": credit,
            "amount_minor": amount,
            "currency": booked.currency,
            "location_id": booked.location_id,
            "practitioner_id": booked.practitioner_id,
            "invoice_id": booked.invoice_id,
            "payment_id": payment_id,
            "refund_id": refund_id,
            "payout_id": booked.payout_id,
            "till_session_id": booked.till_session_id,
            "memo": "",
        }
        for debit, credit, amount in legs
        if amount
    ]
    connection = session.connection()
    for row in rows:
        _INSERT.run(connection, row)


def settle(session: Session, invoice_id: int, now: datetime) -> None:
    """Posts what is missing after the state of the visit or the price has changed. The invoice is locked already."""
    row = session.execute(
        select(
            Invoice.location_id, Invoice.practitioner_id, Invoice.currency, Invoice.total_minor, Invoice.tax_minor,
            Invoice.paid_minor, Invoice.refunded_minor, Invoice.platform_fee_percent, Appointment.state,
        )
        .join(Appointment, Appointment.id == Invoice.appointment_id)
        .where(Invoice.id == invoice_id)
    ).one()  # fmt: skip
    booked = Booked(invoice_id, row.location_id, row.practitioner_id, row.currency)
    wanted = _wanted(
        AppointmentState(row.state),
        row.total_minor,
        row.tax_minor,
        row.paid_minor - row.refunded_minor,
        row.platform_fee_percent,
    )
    held = _held(session, invoice_id)
    post(session, booked, _legs({account: wanted[account] - held[account] for account in _SETTLED}), now)
    review_links(session, invoice_id, now)


def balance(session: Session, account: LedgerAccount, currency: str, location_id: int | None = None) -> Money:
    """What the account holds: debits less credits, at one centre or at all."""
    conditions = [LedgerEntry.currency == currency]
    if location_id is not None:
        conditions.append(LedgerEntry.location_id == location_id)
    sides = [
        session.execute(select(func.sum(LedgerEntry.amount_minor)).where(side == account, *conditions)).scalar_one()
        for side in (LedgerEntry.debit, LedgerEntry.credit)
    ]
    return Money(int(sides[0] or 0) - int(sides[1] or 0), currency)


def _wanted(state: AppointmentState, total: int, tax: int, kept: int, fee_percent: int) -> dict[LedgerAccount, int]:
    """What the accounts of an invoice should hold, debits less credits. ``kept`` is paid and not given back."""
    if state in NOTHING_OWED:
        total, tax = kept, (kept * tax // total if total else 0)
    net = total - tax
    earned = state in NOTHING_OWED or state is AppointmentState.COMPLETED
    fee = clinic_share(net, fee_percent) if earned else 0
    return {
        _A.PATIENT_RECEIVABLE: total - kept,
        _A.ESCROW_HELD: 0 if earned else -net,
        _A.TAX: -tax,
        _A.DOCTOR_PAYABLE: fee - net if earned else 0,
        _A.PLATFORM_FEE: -fee,
    }


def _held(session: Session, invoice_id: int) -> dict[LedgerAccount, int]:
    """What the accounts of an invoice hold."""
    held: dict[LedgerAccount, int] = defaultdict(int)
    rows = session.connection().execute(
        select(_entry.debit, _entry.credit, func.sum(_entry.amount_minor))
        .where(_entry.invoice_id == invoice_id)
        .group_by(_entry.debit, _entry.credit)
    )
    for debit, credit, amount in rows:
        held[LedgerAccount(debit)] += int(amount)
        held[LedgerAccount(credit)] -= int(amount)
    return held


def _legs(differences: dict[LedgerAccount, int]) -> list[Leg]:
    """Postings that move each account by its difference. The differences sum to nothing."""
    debits = {account: amount for account, amount in differences.items() if amount > 0}
    credits = {account: -amount for account, amount in differences.items() if amount < 0}
    legs: list[Leg] = []
    for debit in debits:
        for credit in credits:
            amount = min(debits[debit], credits[credit])
            if amount:
                legs.append((debit, credit, amount))
                debits[debit] -= amount
                credits[credit] -= amount
    return legs
