"""Prices with discount and tax, and the clinic's share: exact, and nothing lost between the parts. What goes back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinic_desktop.domain.billing import Price, clinic_share, price, price_of_total, standing
from clinic_desktop.domain.codes import AppointmentState, PaymentMethod, PaymentWord, RefundState
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.money_back import MoneyBack, money_back
from clinic_desktop.domain.policy import refund_due, refund_percent
from clinic_desktop.domain.settings import ClinicSettings

_START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


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


def test_a_link_is_waited_for_only_while_something_is_due() -> None:
    words = [standing(AppointmentState.CONFIRMED, 500, paid, linked=True).word for paid in (0, 200, 500)]
    assert words == [PaymentWord.LINK_SENT, PaymentWord.LINK_SENT, PaymentWord.PAID]
    assert standing(AppointmentState.CANCELLED, 500, linked=True).word is PaymentWord.UNPAID


@pytest.mark.parametrize(
    ("before", "by_clinic", "percent"),
    [
        (timedelta(hours=24), False, 100),
        (timedelta(hours=24, seconds=-1), False, 50),
        (timedelta(seconds=1), False, 50),
        (timedelta(0), False, 20),
        (timedelta(hours=-1), True, 100),
    ],
)
def test_what_goes_back_is_less_the_later_it_is_cancelled(before: timedelta, by_clinic: bool, percent: int) -> None:
    settings = ClinicSettings(full_refund_hours=24, late_refund_percent=50, no_show_refund_percent=20)
    assert refund_percent(settings, _START, _START - before, by_clinic, ZoneInfo("Asia/Kolkata")) == percent


@pytest.mark.parametrize(
    ("day", "cancelled", "percent"),
    [
        # A night of 23 hours, and one of 25: what counts is the clock on the wall.
        (date(2026, 3, 29), time(10, 0), 100),
        (date(2026, 3, 29), time(10, 1), 50),
        (date(2026, 10, 25), time(10, 0), 100),
        (date(2026, 10, 25), time(10, 1), 50),
    ],
)
def test_a_day_before_is_a_day_by_the_clock_of_the_centre(day: date, cancelled: time, percent: int) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime.combine(day, time(10), berlin).astimezone(UTC)
    at = datetime.combine(day - timedelta(days=1), cancelled, berlin).astimezone(UTC)
    assert refund_percent(ClinicSettings(), start, at, False, berlin) == percent


def test_nothing_comes_back_whole_once_the_visit_has_begun() -> None:
    settings = ClinicSettings(full_refund_hours=0, no_show_refund_percent=20)
    assert refund_percent(settings, _START, _START, False, ZoneInfo("Asia/Kolkata")) == 20
    assert refund_percent(settings, _START, _START - timedelta(minutes=1), False, ZoneInfo("Asia/Kolkata")) == 100


def test_nothing_goes_back_of_a_visit_that_was_completed() -> None:
    paid = Money(50_000, "INR")
    assert refund_due(paid, 50, AppointmentState.CONFIRMED) == Money(25_000, "INR")
    assert refund_due(paid, 50, AppointmentState.COMPLETED) == Money(0, "INR")


def test_money_that_a_gateway_sends_is_on_its_way_before_it_has_left() -> None:
    rows = [
        (RefundState.DONE, PaymentMethod.CASH, 1),
        (RefundState.SENT, PaymentMethod.LINK, 20),
        (RefundState.OWED, PaymentMethod.LINK, 300),
        (RefundState.OWED, PaymentMethod.CARD, 4_000),
        (RefundState.REQUESTED, PaymentMethod.LINK, 50_000),
        (RefundState.REJECTED, PaymentMethod.CASH, 600_000),
    ]
    assert money_back(rows) == MoneyBack(given=1, on_the_way=320, to_hand_back=4_000, to_approve=50_000)
    assert money_back(rows).decided == 4_321
