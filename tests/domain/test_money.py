"""Amounts as people type them, and shares that lose nothing."""

import pytest

from clinic_desktop.domain.money import Money, parse_amount


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("1250", "INR", 125_000),
        ("1,250.50", "INR", 125_050),
        ("1,25,000", "INR", 12_500_000),
        (" 1\u00a0250 ", "EUR", 125_000),
        (".5", "EUR", 50),
        ("7.", "EUR", 700),
        ("1250", "JPY", 1250),
        ("1.250", "BHD", 1250),
        ("\u0967\u0968", "INR", 1200),
    ],
)
def test_what_people_type_is_read_exactly(typed: str, currency: str, minor: int) -> None:
    assert parse_amount(typed, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "typed", ["", "12,50", "1,2,3", ",5", "1,", "1e5", "NaN", "Infinity", "12.345", "twelve", "1.2.3"]
)
def test_what_may_mean_something_else_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimals"):
        parse_amount(typed, "EUR")


def test_parts_sum_to_the_whole() -> None:
    assert [part.minor for part in Money(100, "INR").split([1, 1, 1])] == [34, 33, 33]
