"""Money at the desk: invoices, payments, discounts, refunds and receipts."""

from datetime import date

from clinic_desktop.db.database import Database
from clinic_desktop.domain.paper import Receipt
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.billing.values import (
    InvoiceView,
    OwedRefund,
    PaymentFilters,
    PaymentPage,
    PaymentsTaken,
    RefundView,
    UnpaidEntry,
)


class PaymentService:
    """One verb is one transaction. ``version`` is always the invoice's, but for ``confirm_refund``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def invoice(self, actor: Actor, appointment_id: int) -> InvoiceView:
        """What the appointment costs and what was paid; issues nothing. Patients see their own."""
        raise NotImplementedError

    def issue(self, actor: Actor, appointment_id: int) -> InvoiceView:
        """Issues the appointment's invoice where there is none yet, and gives it."""
        raise NotImplementedError

    def take(
        self, actor: Actor, invoice_id: int, version: int, payments: tuple[DeskPayment, ...]
    ) -> PaymentsTaken:
        """Takes one or more payments (a split) together, or none of them. Keys that were paid before pay nothing again.

        Refuses with Invalid an amount that is not positive or more than is due, less cash than the amount, and change
        from anything but cash; with StaleRecord when the invoice has changed since ``version``.
        """
        raise NotImplementedError

    def take_for(self, actor: Actor, appointment_id: int, payments: tuple[DeskPayment, ...]) -> PaymentsTaken:
        """As ``take``, for an appointment whose invoice is issued with it if there is none yet."""
        raise NotImplementedError

    def set_discount(self, actor: Actor, invoice_id: int, version: int, amount_minor: int, reason: str) -> InvoiceView:
        """Takes that much off the price, with a reason. Refuses more than the price or below what was paid already."""
        raise NotImplementedError

    def refund(
        self, actor: Actor, payment_id: int, amount_minor: int, reason: str, due_again: bool = False
    ) -> RefundView:
        """Gives back part or all of a payment. Cash is handed back at once; anything else is owed until confirmed.

        The price is lowered by as much, unless it is ``due_again`` (money that was taken by mistake). Refuses more than
        is left of the payment. Above the clinic's limit only those may who may set any refund.
        """
        raise NotImplementedError

    def confirm_refund(self, actor: Actor, refund_id: int, version: int) -> RefundView:
        """Says that an owed refund has been handed back or sent."""
        raise NotImplementedError

    def receipt(self, actor: Actor, payment_id: int) -> Receipt:
        """The receipt of a payment, to be printed: every one after the first is marked as a copy."""
        raise NotImplementedError

    def invoice_paper(self, actor: Actor, invoice_id: int) -> Receipt:
        """The invoice with all its payments, to be printed or kept."""
        raise NotImplementedError

    def listing(
        self, actor: Actor, filters: PaymentFilters = PaymentFilters(), page: int = 0, page_size: int = 50
    ) -> PaymentPage:
        """A page of payments, newest first, with totals by method. Patients see their own, others those of their
        centres."""
        raise NotImplementedError

    def unpaid(self, actor: Actor, location_id: int, day: date) -> tuple[UnpaidEntry, ...]:
        """Who was here that day and has something left to pay, in order of time."""
        raise NotImplementedError

    def refunds_owed(self, actor: Actor, location_id: int | None = None) -> tuple[OwedRefund, ...]:
        """What still has to be handed back or sent, oldest first."""
        raise NotImplementedError

    def of_patient(self, actor: Actor, patient_id: int) -> tuple[InvoiceView, ...]:
        """A patient's invoices, newest first. A patient sees their own."""
        raise NotImplementedError
