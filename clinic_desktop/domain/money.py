"""Money: integers in a currency's minor unit. No floats anywhere."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from unicodedata import category

# ISO 4217: the currencies whose minor unit is not a hundredth.
_EXPONENTS = dict.fromkeys(
    (
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ),
    0,
) | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)

# What Arabic and Persian keyboards have for the point and for the comma between thousands.
_SIGNS = str.maketrans({"\u066b": ".", "\u066c": ","})
_AMOUNT = re.compile(r"[+-]?(?:(?:\d+|\d{1,3}(?:,\d{2,3})*,\d{3})(?:\.\d*)?|\.\d+)")


def minor_digits(currency: str) -> int:
    """How many decimals the currency has: 0 for JPY, 3 for BHD, else 2 (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (paise, cents, yen) of a currency (ISO 4217)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise TypeError("money is an integer of minor units")
        if len(self.currency) != 3 or not self.currency.isupper():
            raise ValueError("a currency is three capital letters")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def percent(self, percent: int) -> "Money":
        """That share of the amount, rounded half to even."""
        exact = Decimal(self.minor) * percent / 100
        return Money(int(exact.quantize(Decimal(1), ROUND_HALF_EVEN)), self.currency)

    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other.minor


def parse_amount(text: str, currency: str) -> Money:
    """What a person typed as an amount, such as "1,250.50", "1,25,000" or "1250".

    Raises ValueError for anything that is not a plain amount with at most the currency's decimals. Commas stand between
    thousands or lakhs only: "12,50" is refused, because it may mean 12.50, and so is "1.000" where the currency has no
    three decimals, because it may mean a thousand.
    """
    # Amounts that were copied from a screen carry invisible marks of direction.
    cleaned = "".join(mark for mark in text if not mark.isspace() and category(mark) != "Cf").translate(_SIGNS)
    if not _AMOUNT.fullmatch(cleaned):
        raise ValueError("not an amount")
    cleaned = cleaned.replace(",", "")
    digits = minor_digits(currency)
    if len(cleaned.partition(".")[2]) > digits:
        raise ValueError("too many decimals")
    try:
        amount = Decimal(cleaned)
    except InvalidOperation:
        raise ValueError("not an amount") from None
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 12:
        raise ValueError("not an amount")
    minor = amount.scaleb(digits)
    return Money(int(minor), currency)
