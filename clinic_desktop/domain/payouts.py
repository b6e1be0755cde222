"""What doctors are paid out of what they have earned: plain values for screens, files and paper."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.money import Money

PAYOUT_METHODS = (PaymentMethod.BANK_TRANSFER, PaymentMethod.UPI, PaymentMethod.CASH)
"""The ways in which a doctor can be paid. Cash comes out of the safe, the rest from the bank."""


class LineKind(StrEnum):
    """Why a line is there: VISIT was completed; KEPT is what a cancelled or missed visit forfeited; CORRECTION takes
    back or adds to what was earned before (an undo, a discount, a refund)."""

    VISIT = "visit"
    KEPT = "kept"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class PayoutLineView:
    """What a doctor earned by one visit at one moment; negative where it was taken back.

    ``charged`` is without tax; the clinic keeps ``fee`` of it and the doctor gets ``earned``: they come from the ledger
    and never change again. ``due`` is what the patient still owes of the visit.
    """

    earned_at: datetime
    kind: LineKind
    invoice_number: str
    patient_name: str
    service_name: str
    charged: Money
    fee: Money
    earned: Money
    due: Money


@dataclass(frozen=True, slots=True)
class Owed:
    """What a doctor has earned at a centre since ``since`` and not been paid yet. Negative where more was taken back
    after a payout than was earned since: that is carried into the next. ``due`` is what patients still owe of it."""

    practitioner_id: int
    practitioner_name: str
    location_id: int
    location_name: str
    balance: Money
    due: Money
    visits: int
    since: date
    last_paid_at: datetime | None
    last_number: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What can be paid now: everything up to the end of ``until_day`` that was not paid before. With ``only_paid``
    visits that patients have not paid yet are left for later; ``left_out`` is how much that is."""

    practitioner_id: int
    practitioner_name: str
    location_id: int
    location_name: str
    until_day: date
    only_paid: bool
    since: date | None
    lines: tuple[PayoutLineView, ...]
    charged: Money
    fee: Money
    total: Money
    left_out: Money


@dataclass(frozen=True, slots=True)
class PayoutRequest:
    """A payout to be made. ``amount`` is what the person saw: where it has changed meanwhile nothing is paid. The
    ``key`` is made beforehand; sending it again pays nothing more."""

    key: str
    practitioner_id: int
    location_id: int
    until_day: date
    amount: Money
    method: PaymentMethod
    reference: str = ""
    note: str = ""
    only_paid: bool = False


@dataclass(frozen=True, slots=True)
class PayoutView:
    """A payout that was made. One that was taken back has ``voided_at``, and what it paid is owed again."""

    id: int
    version: int
    number: str
    practitioner_id: int
    practitioner_name: str
    location_id: int
    location_name: str
    period_from: date
    period_to: date
    amount: Money
    method: PaymentMethod
    reference: str
    note: str
    paid_at: datetime
    made_by: str
    visits: int
    voided_at: datetime | None
    voided_by: str
    void_reason: str


@dataclass(frozen=True, slots=True)
class PayoutFilters:
    """Which payouts to list; what is None filters nothing. Days are local days of the centre, both included."""

    practitioner_id: int | None = None
    location_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class PayoutStatement:
    """What a payout consists of, for the doctor. All instants are wall-clock times of the centre."""

    clinic: str
    centre: str
    address: str
    phone: str
    payout: PayoutView
    lines: tuple[PayoutLineView, ...]
    charged: Money
    fee: Money
