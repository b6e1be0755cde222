"""What a visit costs: discount, tax and the clinic's share, exact in minor units of any currency."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Price:
    """What the patient pays: ``total`` is ``net`` and ``tax``."""

    net: int
    tax: int

    @property
    def total(self) -> int:
        return self.net + self.tax


def price(amount: int, discount: int, percent: int, inclusive: bool) -> Price:
    """The price of an amount less a discount, with the tax in it (inclusive) or on top of it."""
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


def _rounded(amount: Fraction) -> int:
    """To the nearest minor unit, halves to even."""
    return round(amount)
