"""Counting coins and notes."""

import pytest

from clinic_desktop.domain.cash import are_pieces, pieces_of, worth
from clinic_desktop.domain.money import minor_digits


@pytest.mark.parametrize(
    "currency", ["INR", "EUR", "USD", "GBP", "JPY", "AED", "KWD", "BHD", "OMR", "CHF", "KRW", "TND"]
)
def test_every_currency_has_pieces_from_large_to_small(currency: str) -> None:
    pieces = pieces_of(currency)
    assert list(pieces) == sorted(set(pieces), reverse=True)
    assert pieces[0] >= 10 ** minor_digits(currency)


def test_pieces_are_worth_their_sum() -> None:
    assert worth({50_000: 3, 1_000: 1, 100: 4}) == 151_400
    assert worth({}) == 0


@pytest.mark.parametrize(
    ("pieces", "known"),
    [
        ({50_000: 2}, True),
        ({50_000: 0, 100: 100_000}, True),
        ({30_000: 1}, False),
        ({100: -1}, False),
        ({100: 100_001}, False),
    ],
)
def test_only_pieces_that_there_are_count(pieces: dict[int, int], known: bool) -> None:
    assert are_pieces("INR", pieces) is known
