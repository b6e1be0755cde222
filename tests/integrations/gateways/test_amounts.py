"""Amounts: exact, in the units that each gateway counts in."""

from typing import Any

import pytest

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.domain.money import parse_amount
from clinic_desktop.integrations.gateways.amounts import check_least, from_gateway, to_gateway
from tests.integrations.gateways.counter import Counter, reason_of

STRIPE, RAZORPAY = GatewayName.STRIPE, GatewayName.RAZORPAY


@pytest.mark.parametrize("name", GatewayName)
@pytest.mark.parametrize(
    ("typed", "currency", "sent"),
    [
        ("19.99", "INR", 1999),
        ("8.20", "USD", 820),
        ("17.08", "EUR", 1708),
        ("0.29", "USD", 29),
        ("500", "JPY", 500),
        ("5.120", "KWD", 5120),
    ],
)
def test_what_was_typed_is_what_is_sent(name: GatewayName, typed: str, currency: str, sent: int) -> None:
    money = parse_amount(typed, currency)
    assert to_gateway(name, money.minor, currency) == sent
    assert from_gateway(name, sent, currency.lower()) == (money.minor, currency)


@pytest.mark.parametrize(
    ("minor", "currency", "sent"), [(550, "ISK", 55_000), (9_000, "UGX", 900_000), (300, "MGA", 3)]
)
def test_stripes_own_ways_of_counting_are_kept(minor: int, currency: str, sent: int) -> None:
    assert to_gateway(STRIPE, minor, currency) == sent
    assert from_gateway(STRIPE, sent, currency) == (minor, currency)
    assert to_gateway(RAZORPAY, minor, currency) == minor


@pytest.mark.parametrize(
    ("name", "minor", "currency"), [(STRIPE, 5_125, "KWD"), (RAZORPAY, 5_125, "KWD"), (STRIPE, 50, "MGA")]
)
def test_more_decimals_than_a_gateway_takes_are_refused(name: GatewayName, minor: int, currency: str) -> None:
    with pytest.raises(GatewayRefused) as caught:
        to_gateway(name, minor, currency)
    assert reason_of(caught) == "precision"


@pytest.mark.parametrize("minor", [None, 0, -1, 10.5, "100", True])
def test_what_is_no_amount_is_refused(minor: Any) -> None:
    with pytest.raises(GatewayRefused):
        to_gateway(STRIPE, minor, "INR")


@pytest.mark.parametrize("amount", [None, -1, 10.5, "100", True])
def test_what_a_gateway_says_is_an_amount_or_nothing(amount: Any) -> None:
    with pytest.raises(ValueError, match="amount"):
        from_gateway(STRIPE, amount, "inr")
    with pytest.raises(ValueError, match="currency"):
        from_gateway(STRIPE, 100, None)
    with pytest.raises(ValueError, match="smallest"):
        from_gateway(STRIPE, 150, "isk")


def test_too_little_is_refused_before_the_network(counter: Counter) -> None:
    with pytest.raises(GatewayRefused) as caught:
        counter.ask(amount=40)
    assert reason_of(caught) == "too_small"
    with pytest.raises(GatewayRefused) as caught:
        counter.ask(amount=5_125, currency="KWD")
    assert reason_of(caught) == "precision"
    assert counter.server.calls == []
    check_least(RAZORPAY, 100, "INR")


def test_a_page_in_yen_and_dinars_asks_for_the_same_amount(stripe: Counter) -> None:
    assert stripe.ask("CLINIC-1-1", 500, "JPY").amount_minor == 500
    assert stripe.ask("CLINIC-2-1", 5_120, "KWD").amount_minor == 5_120
