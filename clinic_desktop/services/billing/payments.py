"""Money at the desk: invoices, payments, discounts, refunds and receipts."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.db.shared_time import shared_clock
from clinic_desktop.domain.billing import price
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Invalid, NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.paper import Receipt
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor, Permission, not_there, permits, require
from clinic_desktop.services import audit
from clinic_desktop.services.billing.desk import DeskPayment, issue_invoice, paid_before, record_payment
from clinic_desktop.services.billing.desk_ways import DeskWays, ways_at
from clinic_desktop.services.billing.invoices import (
    invoice_of_appointment,
    invoices_where,
    read_invoice,
    read_refund,
)
from clinic_desktop.services.billing.ledger import settle
from clinic_desktop.services.billing.listing import load_owed, load_unpaid
from clinic_desktop.services.billing.payment_listing import desks_of, load_all_payments, load_payments
from clinic_desktop.services.billing.prepaid import confirming_when_paid
from clinic_desktop.services.billing.receipts import (
    credit_note_of,
    credit_note_of_invoice,
    invoice_on_paper,
    receipt_of,
)
from clinic_desktop.services.billing.refund_handing import confirm
from clinic_desktop.services.billing.refunds import RefundWish, ask_refund
from clinic_desktop.services.billing.values import (
    InvoiceView,
    MethodTotal,
    OwedRefund,
    PaymentFilters,
    PaymentMark,
    PaymentPage,
    PaymentRow,
    PaymentsTaken,
    RefundView,
    UnpaidEntry,
)
from clinic_desktop.services.messages.outbox import NO_ADDRESS
from clinic_desktop.services.messages.telling_money import tell_invoice, tell_receipt
from clinic_desktop.services.versions import next_version

_REASON_LENGTH = 500
_MOST_INVOICES = 200
_visit = Appointment.__table__.c
_LOCK_VISIT = Prepared(
    update(Appointment.__table__)  # type: ignore[arg-type]
    .where(_visit.id == bindparam("appointment_id"))
    .values(version=_visit.version)
    .returning(_visit.location_id),
    (_visit.location_id,),
)


class PaymentService:
    """One verb is one transaction. ``version`` is always the invoice's, but for ``confirm_refund``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = shared_clock(database, clock)

    def invoice(self, actor: Actor, appointment_id: int) -> InvoiceView:
        """What the appointment costs and what was paid; issues nothing. Patients see their own."""
        require(actor, Permission.SEE_PAYMENTS)
        try:
            with self._database.read() as session:
                found = invoice_of_appointment(session, appointment_id)
        except NotFound:
            raise not_there(actor, Permission.SEE_PAYMENTS, "appointment", appointment_id) from None
        require(actor, Permission.SEE_PAYMENTS, location_id=found.location_id, patient_id=found.patient_id)
        return found

    def desk_ways(self, actor: Actor, location_id: int) -> DeskWays:
        """What the actor's desk needs to take money at that centre."""
        require(actor, Permission.TAKE_PAYMENT, location_id=location_id)
        now = self._clock()
        with self._database.read() as session:
            return ways_at(session, actor, location_id, now)

    def issue(self, actor: Actor, appointment_id: int) -> InvoiceView:
        """Issues the appointment's invoice where there is none yet, and gives it."""
        now = self._clock()
        with self._database.write() as session:
            return read_invoice(session, _issue(session, actor, appointment_id, now))

    def take(self, actor: Actor, invoice_id: int, version: int, payments: tuple[DeskPayment, ...]) -> PaymentsTaken:
        """Takes one or more payments (a split) together, or none of them. Keys that were paid before pay nothing again.

        Refuses with Invalid an amount that is not positive or more than is due, less cash than the amount, and change
        from anything but cash; with StaleRecord when the invoice has changed since ``version``.
        """
        now = self._clock()
        with self._database.write() as session:
            _require_invoice(session, actor, invoice_id)
            if not _all_paid_before(session, invoice_id, payments):
                next_version(session, Invoice, invoice_id, version, "invoice")
            return _take(session, actor, invoice_id, payments, now)

    def take_for(self, actor: Actor, appointment_id: int, payments: tuple[DeskPayment, ...]) -> PaymentsTaken:
        """As ``take``, for an appointment whose invoice is issued with it if there is none yet."""
        now = self._clock()
        with self._database.write() as session:
            return _take(session, actor, _issue(session, actor, appointment_id, now), payments, now)

    def set_discount(self, actor: Actor, invoice_id: int, version: int, amount_minor: int, reason: str) -> InvoiceView:
        """Takes that much off the price, with a reason. Refuses more than the price, or a total below what was paid
        already and not given back."""
        now = self._clock()
        with self._database.write() as session:
            _require_invoice(session, actor, invoice_id)
            next_version(session, Invoice, invoice_id, version, "invoice")
            row = session.execute(_terms(invoice_id)).one()
            cost = price(row.amount_minor, max(amount_minor, 0), row.tax_percent, row.tax_inclusive)
            _check_discount(row, amount_minor, cost.total, reason)
            session.execute(
                update(Invoice)
                .where(Invoice.id == invoice_id)
                .values(
                    discount_minor=amount_minor,
                    discount_reason=reason.strip(),
                    tax_minor=cost.tax,
                    total_minor=cost.total,
                )
                .execution_options(synchronize_session=False)
            )
            settle(session, invoice_id, now)
            detail: dict[str, object] = {"amount_minor": amount_minor}
            audit.record(session, actor, "discount", "invoice", invoice_id, now, row.location_id, detail)
            announce(session, Topic.PAYMENTS, invoice_id, now)
            return read_invoice(session, invoice_id)

    def refund(
        self, actor: Actor, payment_id: int, amount_minor: int, reason: str, due_again: bool = False
    ) -> RefundView:
        """Gives back part or all of a payment. Cash is handed back at once; anything else is owed until confirmed.

        The price is lowered by as much, unless it is ``due_again`` (money that was taken by mistake). Refuses more than
        is left of the payment. Above the clinic's limit it is only asked for: a second person has to approve.
        """
        now = self._clock()
        with self._database.write() as session:
            wish = RefundWish(payment_id, amount_minor, reason, str(uuid4()), due_again=due_again)
            return read_refund(session, ask_refund(session, actor, wish, now))

    def take_back(self, actor: Actor, amounts: Mapping[int, int], reason: str) -> tuple[RefundView, ...]:
        """Gives back, by payment, what was taken by mistake in one go: all of it, or nothing where one part cannot go
        back any more. The visit is to be paid again. See ``refund``."""
        now = self._clock()
        with self._database.write() as session:
            wishes = [
                RefundWish(payment_id, minor, reason, str(uuid4()), due_again=True)
                for payment_id, minor in amounts.items()
            ]
            return tuple(read_refund(session, ask_refund(session, actor, wish, now)) for wish in wishes)

    def confirm_refund(self, actor: Actor, refund_id: int, version: int, reference: str = "") -> RefundView:
        """Says that an owed refund has been handed back; all but cash with the reference of the terminal or bank."""
        now = self._clock()
        with self._database.write() as session:
            confirm(session, actor, refund_id, version, reference, now)
            return read_refund(session, refund_id)

    def receipt(self, actor: Actor, payment_id: int) -> Receipt:
        """The receipt of a payment, to be printed: every one after the first is marked as a copy."""
        now = self._clock()
        with self._database.write() as session:
            return receipt_of(session, actor, payment_id, now)

    def invoice_paper(self, actor: Actor, invoice_id: int) -> Receipt:
        """The invoice with all its payments, to be printed or kept; also before anything was paid."""
        now = self._clock()
        with self._database.write() as session:
            return invoice_on_paper(session, actor, invoice_id, now)

    def send_invoice(self, actor: Actor, appointment_id: int) -> bool:
        """Sends the invoice to the patient; it is issued now where there is none yet. False where it was sent before
        and has not changed since. Refuses with Invalid a patient without an email address."""
        now = self._clock()
        with self._database.write() as session:
            invoice_id = _issue(session, actor, appointment_id, now)
            person = select(Patient.email, Invoice.location_id).join(Invoice, Invoice.patient_id == Patient.id)
            email, location_id = session.execute(person.where(Invoice.id == invoice_id)).one()
            if not email:
                raise Invalid({"message": NO_ADDRESS})
            if tell_invoice(session, actor, invoice_id, now) is None:
                return False
            audit.record(session, actor, "send_invoice", "invoice", invoice_id, now, location_id)
            return True

    def credit_note(self, actor: Actor, refund_id: int) -> Receipt:
        """The credit note of a refund that was decided, to be printed or kept."""
        with self._database.read() as session:
            return credit_note_of(session, actor, refund_id)

    def invoice_credit_note(self, actor: Actor, invoice_id: int) -> Receipt:
        """The credit note over what was never paid of a cancelled visit's invoice; numbered the first time."""
        now = self._clock()
        with self._database.write() as session:
            return credit_note_of_invoice(session, actor, invoice_id, now)

    def listing(
        self,
        actor: Actor,
        filters: PaymentFilters = PaymentFilters(),
        page: int = 0,
        page_size: int = 50,
        below: PaymentMark | None = None,
        totals: tuple[MethodTotal, ...] | None = None,
    ) -> PaymentPage:
        """A page of payments, newest first, with totals by method. Patients see their own, others those of their
        centres. With ``below`` the page begins there, and its number is only handed back; ``totals`` are those of the
        page before, where only the page is another."""
        require(actor, Permission.SEE_PAYMENTS)
        with self._database.read() as session:
            return load_payments(session, actor, filters, page, page_size, below, totals)

    def whole_listing(self, actor: Actor, filters: PaymentFilters) -> tuple[PaymentRow, ...]:
        """All payments that pass the filters, for a file, and a note in the history that they left as one. Refuses more
        than 200,000."""
        require(actor, Permission.SEE_PAYMENTS)
        now = self._clock()
        with self._database.write() as session:
            found = load_all_payments(session, actor, filters)
            audit.record(session, actor, "export", "payment", None, now, detail={"rows": len(found)})
            return found

    def desks(self, actor: Actor, location_id: int | None = None) -> tuple[str, ...]:
        """The desks at which money was ever taken, at one centre or at all that the actor may see."""
        require(actor, Permission.SEE_PAYMENTS, location_id=location_id)
        with self._database.read() as session:
            return desks_of(session, actor, location_id)

    def unpaid(self, actor: Actor, location_id: int, day: date) -> tuple[UnpaidEntry, ...]:
        """Who was here that day and has something left to pay, in order of time."""
        require(actor, Permission.TAKE_PAYMENT, location_id=location_id)
        with self._database.read() as session:
            return load_unpaid(session, location_id, day)

    def refunds_owed(self, actor: Actor, location_id: int | None = None) -> tuple[OwedRefund, ...]:
        """What still has to be handed back or sent, oldest first."""
        require(actor, Permission.SEE_PAYMENTS, location_id=location_id)
        with self._database.read() as session:
            return load_owed(session, actor, location_id)

    def of_patient(self, actor: Actor, patient_id: int) -> tuple[InvoiceView, ...]:
        """A patient's invoices, newest first; those of the actor's centres. A patient sees their own."""
        require(actor, Permission.SEE_PAYMENTS, patient_id=patient_id)
        with self._database.read() as session:
            found = invoices_where(session, Invoice.__table__.c.patient_id == patient_id, _MOST_INVOICES)
        return tuple(invoice for invoice in found if _may_see(actor, invoice))


def _issue(session: Session, actor: Actor, appointment_id: int, now: datetime) -> int:
    """The appointment's invoice. The appointment is locked first, so that two desks cannot issue two."""
    require(actor, Permission.TAKE_PAYMENT)
    row = _LOCK_VISIT.first(session.connection(), {"appointment_id": appointment_id})
    if row is None:
        raise not_there(actor, Permission.TAKE_PAYMENT, "appointment", appointment_id)
    require(actor, Permission.TAKE_PAYMENT, location_id=row.location_id)
    return issue_invoice(session, actor, appointment_id, now)


def _require_invoice(session: Session, actor: Actor, invoice_id: int) -> None:
    """Refuses who may not take money for the invoice, before they learn whether there is one or how it has changed."""
    require(actor, Permission.TAKE_PAYMENT)
    location_id = session.scalar(select(Invoice.location_id).where(Invoice.id == invoice_id))
    if location_id is None:
        raise not_there(actor, Permission.TAKE_PAYMENT, "invoice", invoice_id)
    require(actor, Permission.TAKE_PAYMENT, location_id=location_id)


def _take(
    session: Session, actor: Actor, invoice_id: int, payments: tuple[DeskPayment, ...], now: datetime
) -> PaymentsTaken:
    if not payments:
        raise Invalid({"amount": "required"})
    with confirming_when_paid(session, actor, invoice_id, now):
        done = [record_payment(session, actor, invoice_id, payment, now) for payment in payments]
    # The last receipt has all that were taken together.
    tell_receipt(session, actor, done[-1].payment_id, now)
    invoice = read_invoice(session, invoice_id)
    return PaymentsTaken(
        payment_ids=tuple(one.payment_id for one in done),
        receipt_numbers=tuple(one.receipt_number for one in done),
        change=Money(sum(one.change_minor for one in done), invoice.total.currency),
        balance=invoice.due,
        invoice=invoice,
    )


def _all_paid_before(session: Session, invoice_id: int, payments: tuple[DeskPayment, ...]) -> bool:
    """Whether this is a repeat of a call whose answer was lost: then the version may be old."""
    return bool(payments) and all(paid_before(session, invoice_id, payment.key) for payment in payments)


def _terms(invoice_id: int) -> Any:
    return select(
        Invoice.location_id, Invoice.amount_minor, Invoice.tax_percent, Invoice.tax_inclusive, Invoice.paid_minor,
        Invoice.refunded_minor,
    ).where(Invoice.id == invoice_id)  # fmt: skip


def _check_discount(row: Any, amount_minor: int, total: int, reason: str) -> None:
    problems = {}
    if amount_minor < 0:
        problems["discount"] = "out_of_bounds"
    elif amount_minor > row.amount_minor:
        problems["discount"] = "more_than_price"
    elif total < row.paid_minor - row.refunded_minor:
        problems["discount"] = "below_paid"
    if amount_minor and not reason.strip():
        problems["reason"] = "required"
    if len(reason) > _REASON_LENGTH:
        problems["reason"] = "too_long"
    if problems:
        raise Invalid(problems)


def _may_see(actor: Actor, invoice: InvoiceView) -> bool:
    return permits(actor, Permission.SEE_PAYMENTS, location_id=invoice.location_id, patient_id=invoice.patient_id)
