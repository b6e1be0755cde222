"""What goes into and comes out of the money services: frozen values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime

from clinic_desktop.domain.billing import NOTHING_OWED
from clinic_desktop.domain.codes import (
    RESERVED_REFUND_STATES,
    AppointmentState,
    GatewayName,
    PaymentMethod,
    PaymentState,
    PaymentWord,
    RefundCause,
    RefundState,
)
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.money_back import MoneyBack, money_back


@dataclass(frozen=True, slots=True)
class RefundView:
    """Money that goes back. While it is REQUESTED it waits for a second person; while it is OWED somebody still has to
    hand it over and confirm that, or a gateway is to send it: ``sent_at`` is when that began. ``problem`` is a code for
    what went wrong last; ``decision_reason`` is why it was rejected, taken back, or goes another way."""

    id: int
    version: int
    payment_id: int
    state: RefundState
    amount: Money
    reason: str
    made_by: str
    created_at: datetime
    done_at: datetime | None
    method: PaymentMethod = PaymentMethod.CASH
    cause: RefundCause = RefundCause.DESK
    due_again: bool = False
    credit_note_number: str = ""
    gateway: GatewayName | None = None
    reference: str = ""
    problem: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None
    decision_reason: str = ""
    sent_at: datetime | None = None
    replaces_id: int | None = None


@dataclass(frozen=True, slots=True)
class RefundTerms:
    """What can go back of a payment. ``left`` is what can still be asked for, ``waiting`` what waits for approval;
    above ``alone`` one of the ``approvers`` (a few of them) has to approve. ``ways`` has the usual way first;
    ``whole_only`` is money that was held. A ``gateway`` should be asked first what went back behind our back."""

    payment_id: int
    left: Money
    waiting: Money
    alone: Money
    ways: tuple[PaymentMethod, ...]
    whole_only: bool
    approvers: tuple[str, ...]
    gateway: GatewayName | None


@dataclass(frozen=True, slots=True)
class PaymentView:
    """Money that came in. ``tendered`` is the cash handed over; ``left`` is what could still be refunded; ``copies``
    counts how often its receipt was printed. ``declared`` came by the payer's word and its reference (UPI);
    ``terminal`` and ``card_last4`` are of a card, ``gateway`` is by which an online payment came."""

    id: int
    invoice_id: int
    receipt_number: str
    method: PaymentMethod
    state: PaymentState
    amount: Money
    tendered: Money | None
    reference: str
    taken_by: str
    desk: str
    paid_at: datetime
    copies: int
    refunds: tuple[RefundView, ...] = ()
    declared: bool = False
    terminal: str = ""
    card_last4: str = ""
    gateway: str = ""

    @property
    def left(self) -> Money:
        """What nobody has asked to give back yet."""
        gone = sum(refund.amount.minor for refund in self.refunds if refund.state in RESERVED_REFUND_STATES)
        return Money(self.amount.minor - gone, self.amount.currency)


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """What an appointment costs and what was paid of it.

    ``id`` is None, ``number`` "" and ``version`` 0 as long as no invoice was issued: the figures are then what it would
    say. ``amount`` is before the discount; ``total`` is what the patient pays, with the tax in it or on top of it.
    ``due`` is what is still to be paid; nothing where the visit was cancelled or nobody came.
    """

    id: int | None
    version: int
    number: str
    appointment_id: int
    appointment_state: AppointmentState
    patient_id: int
    patient_name: str
    patient_number: str
    practitioner_id: int
    practitioner_name: str
    service_name: str
    location_id: int
    starts_at: datetime
    amount: Money
    discount: Money
    discount_reason: str
    tax_name: str
    tax_percent: int
    tax_inclusive: bool
    tax: Money
    total: Money
    paid: Money
    refunded: Money
    due: Money
    word: PaymentWord
    issued_at: datetime | None
    payments: tuple[PaymentView, ...] = ()

    @property
    def back(self) -> MoneyBack:
        """How far what goes back of its payments is on its way."""
        refunds = (refund for payment in self.payments for refund in payment.refunds)
        return money_back((refund.state, refund.method, refund.amount.minor) for refund in refunds)

    @property
    def is_void(self) -> bool:
        """Whether it was issued over more than was ever paid, and nobody has to pay the rest: a credit note takes that
        back."""
        return self.id is not None and self.appointment_state in NOTHING_OWED and self.total.minor > self.paid.minor


@dataclass(frozen=True, slots=True)
class UnpaidEntry:
    """A visit of the day of which something is still to be paid."""

    appointment_id: int
    invoice_id: int | None
    patient_id: int
    patient_name: str
    patient_phone: str
    practitioner_id: int
    practitioner_name: str
    service_name: str
    state: AppointmentState
    token: str
    starts_at: datetime
    total: Money
    due: Money


@dataclass(frozen=True, slots=True)
class PaymentFilters:
    """Which payments to list; what is None or empty filters nothing. Days are local days of the centre, both included.

    ``text`` is part of a patient's name as written on the appointment, a receipt's number, its beginning or end, a
    reference, the last four digits of a card, or an amount. Links that can still be paid are listed where ``states`` is
    PENDING alone.
    """

    first_day: date | None = None
    last_day: date | None = None
    methods: tuple[PaymentMethod, ...] = ()
    states: tuple[PaymentState, ...] = ()
    location_ids: tuple[int, ...] = ()
    practitioner_id: int | None = None
    patient_id: int | None = None
    text: str = ""
    gateways: tuple[GatewayName, ...] = ()
    desks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment in a list. A link that can still be paid is PENDING, has a negative ``id`` and no receipt, and was
    asked for at ``paid_at``. ``declared`` is what the payer says, without a gateway's word."""

    id: int
    invoice_id: int
    invoice_number: str
    appointment_id: int
    receipt_number: str
    patient_id: int
    patient_name: str
    practitioner_name: str
    location_id: int
    method: PaymentMethod
    state: PaymentState
    amount: Money
    refunded: Money
    given_back: Money
    reference: str
    taken_by: str
    desk: str
    paid_at: datetime
    gateway: GatewayName | None = None
    declared: bool = False
    card_last4: str = ""


@dataclass(frozen=True, slots=True)
class MethodTotal:
    """What was taken one way: payments, what went back of them, and how many payments there were."""

    method: PaymentMethod
    paid: Money
    refunded: Money
    count: int


@dataclass(frozen=True, slots=True)
class PaymentMark:
    """Where in the list of payments a page begins: below that payment. However far down that is, the page is read as
    quickly as the first, and what is taken meanwhile moves nothing in it."""

    paid_at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """One page of payments, newest first; ``page`` counts from 0. ``totals`` are of all that pass the filters."""

    page: int
    page_size: int
    total: int
    rows: tuple[PaymentRow, ...]
    totals: tuple[MethodTotal, ...]


@dataclass(frozen=True, slots=True)
class OwedRefund:
    """A refund that somebody still has to hand back or send."""

    id: int
    version: int
    payment_id: int
    invoice_id: int
    appointment_id: int
    receipt_number: str
    patient_id: int
    patient_name: str
    patient_phone: str
    location_id: int
    method: PaymentMethod
    amount: Money
    reason: str
    made_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentsTaken:
    """Everything that one press of the button took. ``balance`` is what is still due."""

    payment_ids: tuple[int, ...]
    receipt_numbers: tuple[str, ...]
    change: Money
    balance: Money
    invoice: InvoiceView
