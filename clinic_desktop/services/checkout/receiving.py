"""Money that came in by a link: written down once, whoever hears of it, and allotted to what is owed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.db.prepared import Prepared, prepared_insert
from clinic_desktop.domain.codes import AppointmentState, FindingKind, LedgerAccount, PaymentMethod, PaymentState, Topic
from clinic_desktop.domain.gateways import GatewayPayment, GatewayRefund, MoneyState, Page, PageState
from clinic_desktop.services import audit
from clinic_desktop.services.billing.ledger import Booked, post
from clinic_desktop.services.billing.numbers import numbered
from clinic_desktop.services.checkout.noting import is_noted

_KEYS = UUID("0b0f4a51-9d3f-4f3c-8f0a-5d2d8a3a9b77")
_invoice, _payment, _refund = Invoice.__table__.c, Payment.__table__.c, Refund.__table__.c
_KNOWN = Prepared(
    select(_payment.id).where(
        _payment.gateway == bindparam("gateway"), _payment.gateway_payment_id == bindparam("payment_id")
    )
)
_INSERT = prepared_insert(Payment.__table__, _payment.id)
_ADD_PAID = Prepared(
    update(Invoice.__table__)  # type: ignore[arg-type]
    .where(_invoice.id == bindparam("invoice_id"))
    .values(paid_minor=_invoice.paid_minor + bindparam("more"), version=_invoice.version + 1)
)


@dataclass(frozen=True, slots=True)
class Account:
    """Whose money it is, all locked: the link's row, the visit's state, the invoice with its ``total`` and what was
    ``kept`` of what was paid, and the zone of the centre. ``came`` is what came in by the link as it was asked for."""

    link: Any
    state: AppointmentState
    location_id: int
    practitioner_id: int
    zone: str
    total: int
    kept: int
    came: int

    def booked(self, currency: str) -> Booked:
        """Whose posting it is."""
        return Booked(self.link.invoice_id, self.location_id, self.practitioner_id, currency)


def unknown_payments(session: Session, gateway: str, page: Page | None) -> tuple[GatewayPayment, ...]:
    """The payments of the page that came in and are not written down yet, in the order in which they came."""
    done = [] if page is None else [payment for payment in page.payments if payment.state is MoneyState.DONE]
    fresh = [
        payment
        for payment in done
        if _KNOWN.first(session.connection(), {"gateway": gateway, "payment_id": payment.id}) is None
    ]
    return tuple(sorted(fresh, key=lambda one: (one.at, one.id)))


def unknown_refunds(session: Session, gateway: str, refunds: tuple[GatewayRefund, ...]) -> tuple[GatewayRefund, ...]:
    """Those of the refunds at the gateway that are not written down yet, nor carry a number that is."""
    return tuple(
        refund
        for refund in refunds
        if refund.state is not MoneyState.FAILED
        and not is_noted(session, FindingKind.REFUNDED_ELSEWHERE, f"{gateway}:{refund.id}")
        and session.scalar(select(_refund.id).where(_refund.gateway == gateway, _refund.gateway_refund_id == refund.id))
        is None
    )


def unlike_asked(amount: int, currency: str, came: int, payment: GatewayPayment, page: Page) -> FindingKind | None:
    """How the money differs from what a link asks for, of which so much ``came`` before; None where it is that, or an
    agreed part of it."""
    if payment.currency != currency:
        return FindingKind.OTHER_CURRENCY
    left = amount - came
    part = page.state is PageState.PART_PAID and payment.amount_minor < left
    if page.amount_minor != amount or not (payment.amount_minor == left or part):
        return FindingKind.OTHER_AMOUNT
    return None


def write_payment(session: Session, account: Account, payment: GatewayPayment, held: bool, now: datetime) -> int:
    """Writes one payment with its posting, and gives its number. What is ``held`` pays nothing yet and has no receipt;
    the rest goes to the invoice, which is locked."""
    link = account.link
    number = None if held else numbered(session, "R", "receipt", account.location_id, account.zone, now)
    row = {
        "version": 1,
        "key": str(uuid5(_KEYS, f"{link.gateway}:{payment.id}")),
        "invoice_id": link.invoice_id,
        "location_id": account.location_id,
        "method": PaymentMethod.LINK,
        "state": PaymentState.HELD if held else PaymentState.PAID,
        "amount_minor": payment.amount_minor,
        "currency": payment.currency,
        "tendered_minor": None,
        "reference": link.key,
        "receipt_number": number,
        "desk": link.desk,
        "taken_by_id": None,
        "taken_by_name": "",
        "created_at": now,
        # By the gateway's clock, but nothing was paid in the future.
        "paid_at": min(payment.at, now),
        "receipt_printed": 0,
        "gateway": link.gateway,
        "gateway_payment_id": payment.id,
        "link_id": link.id,
        "till_session_id": None,
        "declared": False,
        "terminal": "",
        "card_last4": "",
    }
    payment_id = int(_INSERT.first(session.connection(), row).id)
    owed = LedgerAccount.UNALLOCATED if held else LedgerAccount.PATIENT_RECEIVABLE
    leg = (LedgerAccount.GATEWAY_CLEARING, owed, payment.amount_minor)
    post(session, account.booked(payment.currency), [leg], now, payment_id)
    if not held:
        _ADD_PAID.run(session.connection(), {"invoice_id": link.invoice_id, "more": payment.amount_minor})
    detail: dict[str, object] = {"payment_id": payment_id, "method": PaymentMethod.LINK, "link_id": link.id}
    action = "hold_payment" if held else "take_payment"
    audit.record(session, None, action, "invoice", link.invoice_id, now, account.location_id, detail)
    announce(session, Topic.PAYMENTS, link.invoice_id, now)
    return payment_id
