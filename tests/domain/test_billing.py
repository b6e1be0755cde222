"""Prices with discount and tax, and the clinic's share: exact, and nothing lost between the parts."""

import pytest

from clinic_desktop.domain.billing import Price, clinic_share, price, price_of_total


@pytest.mark.parametrize(
    ("amount", "discount", "percent", "inclusive", "expected"),
    [
        (50_000, 0, 0, True, Price(50_000, 0)),
        (11_800, 0, 18, True, Price(10_000, 1_800)),
        (10_000, 0, 18, False, Price(10_000, 1_800)),
        (10_000, 2_500, 18, False, Price(7_500, 1_350)),
        (10_000, 10_000, 18, True, Price(0, 0)),
        (1, 0, 18, True, Price(1, 0)),
        # Halves go to even: 0.5 is 0, 1.5 is 2.
        (10, 0, 5, False, Price(10, 0)),
        (30, 0, 5, False, Price(30, 2)),
    ],
)
def test_price(amount: int, discount: int, percent: int, inclusive: bool, expected: Price) -> None:
    assert price(amount, discount, percent, inclusive) == expected


@pytest.mark.parametrize("percent", [0, 5, 7, 18, 19, 28])
def test_a_price_of_a_total_comes_to_that_total(percent: int) -> None:
    for total in range(0, 3_000, 7):
        found = price_of_total(total, percent)
        assert found.total == total
        assert found == price(total, 0, percent, inclusive=True)


def test_the_clinics_share() -> None:
    assert [clinic_share(net, 33) for net in (0, 1, 3, 100, 50_001)] == [0, 0, 1, 33, 16_500]
