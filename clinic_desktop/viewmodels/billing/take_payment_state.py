"""What the dock for taking a payment shows, as values, and the sums that it does for the person at the desk."""

import uuid
from dataclasses import dataclass, field

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.money import Money, minor_digits
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.billing.values import InvoiceView, PaymentsTaken
from clinic_desktop.services.patients.visits import Visit

METHODS = (PaymentMethod.CASH, PaymentMethod.CARD, PaymentMethod.UPI, PaymentMethod.BANK_TRANSFER)
"""The ways to pay at the desk."""
_ROUND_STEPS = (1, 10, 50, 100, 500, 1000)
_ROUND_MOST = 3


def new_key() -> str:
    """Made before the first try, so that a repeat pays once."""
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True)
class PayLine:
    """One part of a payment. ``amount`` is None while nothing readable is typed; ``tendered`` is only of cash, and None
    there means exactly the amount."""

    method: PaymentMethod
    amount: Money | None
    tendered: Money | None = None
    reference: str = ""
    key: str = field(default_factory=new_key)

    @property
    def change(self) -> Money | None:
        """What goes back over the desk; None where the cash is not enough, or there is none."""
        if self.method is not PaymentMethod.CASH or self.amount is None or self.tendered is None:
            return None
        return self.tendered - self.amount if self.amount <= self.tendered else None

    def paid(self) -> DeskPayment:
        """As the service takes it."""
        cash = self.method is PaymentMethod.CASH
        return DeskPayment(
            method=self.method,
            amount_minor=self.amount.minor if self.amount else 0,
            tendered_minor=self.tendered.minor if cash and self.tendered else None,
            reference="" if cash else self.reference,
            key=self.key,
        )


@dataclass(frozen=True, slots=True)
class TakePaymentState:
    """``unpaid`` offers a patient's visits where it was not said which one is paid. ``taken`` is what the last press of
    the button took; ``discount_open`` that a discount is being typed."""

    invoice: InvoiceView | None = None
    unpaid: tuple[Visit, ...] = ()
    patient_name: str = ""
    lines: tuple[PayLine, ...] = ()
    print_receipt: bool = True
    discount_open: bool = False
    taken: PaymentsTaken | None = None
    loaded: bool = False
    busy: bool = False
    refusal: Refused | None = None

    @property
    def has_typed(self) -> bool:
        """Whether cash or a reference was typed, or the payment was split."""
        return len(self.lines) > 1 or any(line.tendered is not None or line.reference for line in self.lines)

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
        """Why nothing can be taken now: "nothing_due", "amount", "not_positive", "more_than_due", "tendered", or ""."""
        total, due = self.total, self.due
        if due is None or not due:
            return "nothing_due"
        if total is None:
            return "amount"
        if any(line.amount is not None and line.amount.minor <= 0 for line in self.lines):
            return "not_positive"
        if due < total:
            return "more_than_due"
        if any(_too_little(line) for line in self.lines):
            return "tendered"
        return ""

    @property
    def can_take(self) -> bool:
        """Whether the button does something."""
        return not self.busy and not self.problem and bool(self.lines)


def _too_little(line: PayLine) -> bool:
    if line.method is not PaymentMethod.CASH or line.amount is None or line.tendered is None:
        return False
    return line.tendered < line.amount


def handy_cash(amount: Money) -> tuple[Money, ...]:
    """What people hand over for an amount: it exactly, and the next round sums above it."""
    unit = 10 ** minor_digits(amount.currency)
    found = {amount.minor}
    for step in _ROUND_STEPS:
        size = step * unit
        found.add(-(-amount.minor // size) * size)
    return tuple(Money(minor, amount.currency) for minor in sorted(found)[: _ROUND_MOST + 1])
