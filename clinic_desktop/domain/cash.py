"""Counting cash: the coins and notes of a currency, and what so many of each come to."""

from collections.abc import Mapping
from types import MappingProxyType

from clinic_desktop.domain.money import minor_digits

# In minor units, the largest first: what is in circulation (the central banks' lists of 2026).
_PIECES: dict[str, tuple[int, ...]] = {
    "INR": (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100),
    "EUR": (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "USD": (10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 25, 10, 5, 1),
    "GBP": (5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "JPY": (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10, 5, 1),
    "AED": (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 100, 50, 25),
    "KWD": (20_000, 10_000, 5_000, 1_000, 500, 250, 100, 50, 20, 10, 5),
    "BHD": (20_000, 10_000, 5_000, 1_000, 500, 100, 50, 25, 10, 5),
    "OMR": (50_000, 20_000, 10_000, 5_000, 1_000, 500, 100, 50, 25, 10, 5),
}
_STEPS = (500, 200, 100, 50, 20, 10, 5, 2, 1)
MOST_PIECES = 100_000
"""More of one coin or note in a drawer is a slip of the finger."""


def pieces_of(currency: str) -> tuple[int, ...]:
    """The coins and notes of a currency in minor units, the largest first; of one that is not listed, 1, 2 and 5 of
    each power of ten up to 500 units."""
    known = _PIECES.get(currency)
    if known is not None:
        return known
    unit = 10 ** minor_digits(currency)
    whole = tuple(step * unit for step in _STEPS)
    return whole if unit == 1 else (*whole, unit // 2, unit // 5, unit // 10)


def worth(pieces: Mapping[int, int]) -> int:
    """What the coins and notes come to: how many there are by what one is worth, in minor units."""
    return sum(piece * count for piece, count in pieces.items())


def are_pieces(currency: str, pieces: Mapping[int, int]) -> bool:
    """Whether there are such coins and notes, and a sensible number of each."""
    known = pieces_of(currency)
    return all(piece in known and 0 <= count <= MOST_PIECES for piece, count in pieces.items())


NO_PIECES: Mapping[int, int] = MappingProxyType({})
"""Cash that was counted as one figure."""
