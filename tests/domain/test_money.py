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
        ("\u0661\u0662\u0663\u066b\u0665", "INR", 12_350),
        ("\u06f1\u066c\u06f2\u06f5\u06f0", "INR", 125_000),
        ("\u2066\u200e1250\u2069", "INR", 125_000),
        ("1.250", "KWD", 1250),
    ],
)
def test_what_people_type_is_read_exactly(typed: str, currency: str, minor: int) -> None:
    assert parse_amount(typed, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12,50",
        "1,2,3",
        ",5",
        "1,",
        "1e5",
        "NaN",
        "Infinity",
        "12.345",
        "twelve",
        "1.2.3",
        "1.000",
        "1.000,50",
        "1e3",
        "-",
        "+",
        "0x10",
        "1'000",
        "5-",
        "\u00bd",
    ],
)
def test_what_may_mean_something_else_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimals"):
        parse_amount(typed, "EUR")


@pytest.mark.parametrize("typed", ["1.000", "5.0", "1250.50"])
def test_a_point_means_a_thousand_to_some_and_is_refused_where_the_currency_has_no_decimals(typed: str) -> None:
    with pytest.raises(ValueError, match="decimals"):
        parse_amount(typed, "JPY")


def test_parts_sum_to_the_whole() -> None:
    assert [part.minor for part in Money(100, "INR").split([1, 1, 1])] == [34, 33, 33]
