"""Amounts as people type them, and what can be reckoned with them."""

import operator
from collections.abc import Callable

import pytest

from clinic_desktop.domain.money import Money, minor_digits, parse_amount


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


@pytest.mark.parametrize(("typed", "largest"), [("999999999999.99", True), ("1000000000000", False)])
def test_more_than_anybody_has_is_no_amount(typed: str, largest: bool) -> None:
    if largest:
        assert parse_amount(typed, "INR").minor == 99_999_999_999_999
    else:
        with pytest.raises(ValueError, match="amount"):
            parse_amount(typed, "INR")


@pytest.mark.parametrize(
    ("digits", "currencies"),
    [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (2, "INR EUR USD GBP AED CHF"),
    ],
)
def test_each_currency_has_the_decimals_of_iso_4217(digits: int, currencies: str) -> None:
    assert {minor_digits(currency) for currency in currencies.split()} == {digits}


@pytest.mark.parametrize("mixed", [operator.add, operator.sub, operator.lt, operator.le])
def test_two_currencies_do_not_mix(mixed: Callable[[Money, Money], object]) -> None:
    with pytest.raises(ValueError, match="do not mix"):
        mixed(Money(100, "INR"), Money(100, "EUR"))


def test_equal_amounts_are_not_less_than_each_other() -> None:
    hundred, more = Money(100, "INR"), Money(101, "INR")
    assert (hundred < hundred, hundred <= hundred, hundred < more, more <= hundred) == (False, True, True, False)


def test_a_share_is_rounded_half_to_even() -> None:
    assert [Money(minor, "INR").percent(50).minor for minor in (1, 3, 5, -1, 4)] == [0, 2, 2, 0, 2]
