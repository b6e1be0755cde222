"""What the dock for taking a payment shows, as values, and the sums that it does for the person at the desk."""

import uuid
from dataclasses import dataclass, field

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.money import Money, minor_digits
from clinic_desktop.domain.upi import upi_link, upi_reference
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.billing.desk_ways import DeskWays
from clinic_desktop.services.billing.values import InvoiceView, PaymentsTaken
from clinic_desktop.services.patients.visits import Visit

METHODS = (PaymentMethod.CASH, PaymentMethod.CARD, PaymentMethod.UPI, PaymentMethod.BANK_TRANSFER)
"""The ways to pay at the desk."""
_ROUND_STEPS = (1, 10, 50, 100, 500, 1000)
_ROUND_MOST = 3
_LAST = 4


def new_key() -> str:
    """Made before the first try, so that a repeat pays once."""
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True)
class PayLine:
    """One part of a payment. ``amount`` is None while nothing readable is typed; ``tendered`` is only of cash, and None
    there means exactly the amount, unless what was typed for it is ``unread``: no amount. ``reference`` is the number
    on the terminal's slip, of UPI or of the bank. With ``own`` the amount is what somebody typed: it stays as it is,
    whatever the other parts become."""

    method: PaymentMethod
    amount: Money | None
    tendered: Money | None = None
    reference: str = ""
    key: str = field(default_factory=new_key)
    terminal: str = ""
    card_last4: str = ""
    own: bool = False
    unread: bool = False

    @property
    def change(self) -> Money | None:
        """What goes back over the desk; None where the cash is not enough, or there is none."""
        if self.method is not PaymentMethod.CASH or self.amount is None or self.tendered is None:
            return None
        return self.tendered - self.amount if self.amount <= self.tendered else None

    @property
    def problem(self) -> str:
        """What is wrong with the numbers of this part: "amount" (the cash cannot be read), "tendered", "upi_reference",
        "card_last4", or ""."""
        if self.method is PaymentMethod.CASH and self.unread:
            return "amount"
        if self.method is PaymentMethod.CASH and self.amount is not None and self.tendered is not None:
            return "tendered" if self.tendered < self.amount else ""
        if self.method is PaymentMethod.UPI and upi_reference(self.reference) is None:
            return "upi_reference"
        wrong = self.card_last4 and not (len(self.card_last4) == _LAST and self.card_last4.isdecimal())
        return "card_last4" if self.method is PaymentMethod.CARD and wrong else ""

    def paid(self) -> DeskPayment:
        """As the service takes it."""
        cash, card = self.method is PaymentMethod.CASH, self.method is PaymentMethod.CARD
        return DeskPayment(
            method=self.method,
            amount_minor=self.amount.minor if self.amount else 0,
            tendered_minor=self.tendered.minor if cash and self.tendered else None,
            reference="" if cash else self.reference,
            key=self.key,
            terminal=self.terminal if card else "",
            card_last4=self.card_last4 if card else "",
        )


@dataclass(frozen=True, slots=True)
class TakePaymentState:
    """``unpaid`` offers a patient's visits where it was not said which one is paid. ``taken`` is what the last press of
    the button took; ``discount_open`` that a discount is being typed; ``by_link`` that it is paid by a link and not by
    the lines; ``ways`` what this desk knows of ways to pay."""

    invoice: InvoiceView | None = None
    ways: DeskWays | None = None
    unpaid: tuple[Visit, ...] = ()
    patient_name: str = ""
    lines: tuple[PayLine, ...] = ()
    print_receipt: bool = True
    discount_open: bool = False
    by_link: bool = False
    taken: PaymentsTaken | None = None
    loaded: bool = False
    busy: bool = False
    refusal: Refused | None = None

    @property
    def has_typed(self) -> bool:
        """Whether cash or a number was typed, or the payment was split."""
        return len(self.lines) > 1 or any(
            line.tendered is not None or line.reference or line.card_last4 for line in self.lines
        )

    @property
    def due(self) -> Money | None:
        """What is still to be paid before this payment."""
        return self.invoice.due if self.invoice else None

    @property
    def total(self) -> Money | None:
        """What the button takes; None while an amount cannot be read."""
        if self.invoice is None or any(line.amount is None for line in self.lines):
            return None
        amounts = [line.amount.minor for line in self.lines if line.amount is not None]
        return Money(sum(amounts), self.invoice.due.currency)

    @property
    def left(self) -> Money | None:
        """What is left to pay after it."""
        total, due = self.total, self.due
        return due - total if total is not None and due is not None else None

    @property
    def problem(self) -> str:
        """Why nothing can be taken now: "nothing_due", "amount", "not_positive", "more_than_due", what PayLine.problem
        says of a part, or ""."""
        total, due = self.total, self.due
        if due is None or not due:
            return "nothing_due"
        if total is None:
            return "amount"
        if any(line.amount is not None and line.amount.minor <= 0 for line in self.lines):
            return "not_positive"
        if due < total:
            return "more_than_due"
        return next((line.problem for line in self.lines if line.problem), "")

    @property
    def deposit(self) -> Money | None:
        """What is missing of the deposit that the clinic asks for before a visit; None where it asks for none, or has
        it, or where the deposit is all that is due."""
        percent = self.ways.deposit_percent if self.ways is not None else 0
        if self.invoice is None or not 0 < percent < 100:
            return None
        missing = self.invoice.total.percent(percent) - (self.invoice.paid - self.invoice.refunded)
        return missing if 0 < missing.minor < self.invoice.due.minor else None

    def upi_code(self, line: PayLine) -> str:
        """What the payer's phone scans to pay that part by UPI; "" where there is no address for it."""
        if line.method is not PaymentMethod.UPI or self.ways is None or not self.ways.upi_address:
            return ""
        if self.invoice is None or line.amount is None or line.amount.minor <= 0:
            return ""
        # Ours, so that the clinic's bank shows which visit it was: no name, and another for every try.
        reference = f"{self.invoice.appointment_id}-{line.key[:8]}"
        return upi_link(self.ways.upi_address, self.ways.upi_name, reference, self.invoice.number, line.amount)

    @property
    def wants_till(self) -> bool:
        """Whether cash is about to be taken at a desk that keeps tills and has none open, or one of an earlier day."""
        ways = self.ways
        if ways is None or not any(line.method is PaymentMethod.CASH for line in self.lines):
            return False
        return ways.till_overnight or (ways.keeps_tills and not ways.till_open)

    @property
    def can_take(self) -> bool:
        """Whether the button does something."""
        return not self.busy and not self.by_link and not self.problem and bool(self.lines)


def handy_cash(amount: Money) -> tuple[Money, ...]:
    """What people hand over for an amount: it exactly, and the next round sums above it."""
    unit = 10 ** minor_digits(amount.currency)
    found = {amount.minor}
    for step in _ROUND_STEPS:
        size = step * unit
        found.add(-(-amount.minor // size) * size)
    return tuple(Money(minor, amount.currency) for minor in sorted(found)[: _ROUND_MOST + 1])
