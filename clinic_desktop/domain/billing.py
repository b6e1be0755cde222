"""What a visit costs and how it stands with money: discount, tax, the clinic's share and what is due, exact in minor
units of any currency."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from clinic_desktop.domain.codes import AppointmentState, PaymentWord

NOTHING_OWED = frozenset({AppointmentState.CANCELLED, AppointmentState.REJECTED, AppointmentState.NO_SHOW})
"""States in which nothing is owed any more; what was paid and not given back is kept."""


@dataclass(frozen=True, slots=True)
class Price:
    """What the patient pays: ``total`` is ``net`` and ``tax``."""

    net: int
    tax: int

    @property
    def total(self) -> int:
        return self.net + self.tax


@lru_cache(maxsize=1024)
def price(amount: int, discount: int, percent: int, inclusive: bool) -> Price:
    """The price of an amount less a discount, with the tax in it (inclusive) or on top of it. A clinic has few prices
    and every list asks for hundreds of them."""
    charged = amount - discount
    if inclusive:
        tax = _rounded(Fraction(charged * percent, 100 + percent))
        return Price(charged - tax, tax)
    return Price(charged, _rounded(Fraction(charged * percent, 100)))


def price_of_total(total: int, percent: int) -> Price:
    """The price that comes to exactly that total, whichever way the tax was agreed."""
    tax = _rounded(Fraction(total * percent, 100 + percent))
    return Price(total - tax, tax)


def clinic_share(net: int, percent: int) -> int:
    """The clinic's part of a doctor's net price; the doctor gets the rest."""
    return _rounded(Fraction(net * percent, 100))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a visit stands with money: what it costs in all, what of that is still to be paid, and the same in a word."""

    total: int
    due: int
    word: PaymentWord


def standing(state: AppointmentState, total: int, paid: int = 0, refunded: int = 0, linked: bool = False) -> Standing:
    """The one rule for what is due: the total less what was paid and not given back, and nothing of a visit that will
    not be. The word is about the money alone, whatever became of the visit; ``linked`` says that a payment link waits
    to be paid."""
    kept = paid - refunded
    due = 0 if state in NOTHING_OWED else max(total - kept, 0)
    return Standing(total, due, PaymentWord.LINK_SENT if linked and due else _word(total, kept))


def _word(total: int, kept: int) -> PaymentWord:
    if total == 0:
        return PaymentWord.FREE
    if kept <= 0:
        return PaymentWord.UNPAID
    return PaymentWord.PAID if kept >= total else PaymentWord.PART_PAID


def _rounded(amount: Fraction) -> int:
    """To the nearest minor unit, halves to even."""
    return round(amount)
