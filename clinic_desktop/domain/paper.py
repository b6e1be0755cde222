"""What goes on paper: plain values that services fill in and ``ui/printing`` draws.

Times on paper are wall-clock times of the centre; whoever makes a value has converted them already.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from clinic_desktop.domain.codes import AppointmentState, Gender, PaymentMethod, PaymentWord, RefundState
from clinic_desktop.domain.money import Money


class PaperKind(StrEnum):
    """The paper that a desk's printer holds. The values are stored in the settings of the computer."""

    ROLL_80 = "80mm"
    ROLL_58 = "58mm"
    A5 = "A5"
    A4 = "A4"
    LETTER = "Letter"

    @property
    def is_roll(self) -> bool:
        """Whether pages are cut to the length of what is on them."""
        return self in (PaperKind.ROLL_80, PaperKind.ROLL_58)


@dataclass(frozen=True, slots=True)
class TokenSlip:
    """The slip that a waiting patient holds.

    It lies about and is read by strangers, so it takes a short name ("Dev M.", see ``domain/names.py``) and has no
    place for a full name, a phone or a reason. ``pay_url`` becomes a QR code to pay by phone.
    """

    clinic: str
    centre: str
    token: str
    practitioner: str
    room: str
    issued_at: datetime
    short_name: str
    payment_word: PaymentWord | None
    desk: str
    wait_minutes: int | None = None
    ahead: int | None = None
    fee: Money | None = None
    appointment_time: time | None = None
    pay_url: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One thing that was charged for."""

    description: str
    amount: Money


@dataclass(frozen=True, slots=True)
class TaxLine:
    """A tax at ``rate`` percent; ``inclusive`` when the lines' amounts contain it already."""

    name: str
    rate: Decimal
    amount: Money
    inclusive: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptPayment:
    """Money that was taken; ``reference`` is the terminal's, bank's or gateway's, if any. What goes back is negative,
    says in ``refund`` how far it is, and names its credit note. ``own`` is the payment that a receipt is for, where
    it is one of several."""

    method: PaymentMethod
    amount: Money
    reference: str = ""
    card_last4: str = ""
    refund: RefundState | None = None
    credit_note: str = ""
    own: bool = False


class MoneyPaper(StrEnum):
    """What a paper about money is. The names are those of files, too."""

    RECEIPT = "receipt"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit-note"


@dataclass(frozen=True, slots=True)
class PaperCode:
    """What a QR code on a paper holds: something to pay with, or else the number, amount and day to check the paper by.
    It never names a person."""

    text: str
    pays: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """A numbered receipt, or an invoice or a credit note, which have the same parts. All amounts are in ``currency``.

    ``copy`` marks every print of a receipt after the first. An invoice says all that was charged, paid and given back;
    ``void`` that nobody has to pay it any more, and ``credited`` with its number what a credit note took off it. A
    credit note ``corrects`` the invoice of that number. ``taken_by`` is who took the money, or printed what is no
    receipt; empty where no person did. ``logo`` is a picture file, ``country`` an ISO 3166 code.
    """

    clinic: str
    centre: str
    address: str
    phone: str
    number: str
    issued_at: datetime
    patient_name: str
    patient_number: str
    practitioner: str
    lines: tuple[ReceiptLine, ...]
    total: Money
    currency: str
    taken_by: str
    payments: tuple[ReceiptPayment, ...] = ()
    discount: Money | None = None
    discount_reason: str = ""
    taxes: tuple[TaxLine, ...] = ()
    tendered: Money | None = None
    change: Money | None = None
    balance: Money | None = None
    credited: Money | None = None
    credit_note: str = ""
    tax_number: str = ""
    copy: bool = False
    kind: MoneyPaper = MoneyPaper.RECEIPT
    corrects: str = ""
    void: bool = False
    visit_day: date | None = None
    country: str = ""
    logo: bytes = b""
    code: PaperCode | None = None
    footer: str = ""

    def __post_init__(self) -> None:
        if any(money.currency != self.currency for money in self._amounts()):
            raise ValueError("all amounts of a receipt are in its currency")

    def _amounts(self) -> list[Money]:
        amounts = [self.total, *(line.amount for line in self.lines), *(tax.amount for tax in self.taxes)]
        amounts += [payment.amount for payment in self.payments]
        single = (self.discount, self.tendered, self.change, self.balance, self.credited)
        return [*amounts, *(money for money in single if money is not None)]


@dataclass(frozen=True, slots=True)
class DaySheetRow:
    """One appointment on a day sheet, which stays with the staff: full names are meant."""

    start: time
    end: time
    patient_name: str
    patient_number: str
    state: AppointmentState
    token: str = ""
    born: date | None = None
    gender: Gender | None = None
    phone: str = ""
    service: str = ""
    reason: str = ""
    payment_word: PaymentWord | None = None


@dataclass(frozen=True, slots=True)
class DaySheet:
    """One practitioner's day at one centre, in the order it is to be read."""

    clinic: str
    centre: str
    practitioner: str
    day: date
    rows: tuple[DaySheetRow, ...]
    printed_at: datetime
    printed_by: str
    room: str = ""


@dataclass(frozen=True, slots=True)
class Tray:
    """The printer for one kind of document at this desk, and the paper in it; no printer means a PDF."""

    paper: PaperKind
    printer: str = ""


@dataclass(frozen=True, slots=True)
class PaperSettings:
    """Where this desk prints what, and the ``folder`` for documents that have no printer."""

    folder: Path
    token: Tray = Tray(PaperKind.ROLL_80)
    receipt: Tray = Tray(PaperKind.ROLL_80)
    day_sheet: Tray = Tray(PaperKind.A4)


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of a document: sent to ``printer``, or kept as a PDF at ``path`` where the desk has no printer."""

    printer: str | None = None
    path: Path | None = None
