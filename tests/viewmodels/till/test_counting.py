"""Counting a till as values: what it comes to, what is missing, what stays and what goes to the safe."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from clinic_desktop.domain.codes import PaymentMethod, TillState
from clinic_desktop.domain.money import Money
from clinic_desktop.services.till.values import MethodSum, NumberRange, TillView
from clinic_desktop.viewmodels.till.counting import Count, Purpose

NOW = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)


def rupees(amount: int) -> Money:
    return Money(amount * 100, "INR")


@pytest.fixture
def till() -> TillView:
    """500 at first, 1,000 taken in cash, 300 by card."""
    sums = (
        MethodSum(PaymentMethod.CASH, rupees(1000), rupees(0), 2, 0),
        MethodSum(PaymentMethod.CARD, rupees(300), rupees(0), 1, 0),
    )
    return TillView(
        1, 1, 1, "desk-1", "INR", TillState.OPEN, "", rupees(500), NOW, 1, "Asha", None, "", None, "", None, False,
        sums, (), (), NumberRange(),
    )  # fmt: skip


def test_the_cash_comes_first_and_then_the_reason_for_what_is_missing(till: TillView) -> None:
    count = Count(till)
    assert (count.problem, count.stays, count.to_safe) == ("cash", None, None)
    count = replace(count, cash=rupees(1490))
    assert (count.difference(PaymentMethod.CASH), count.problem) == (rupees(-10), "reason")
    count = replace(count, reasons={PaymentMethod.CASH: "Wrong change"})
    assert (count.problem, count.stays, count.to_safe) == ("", rupees(500), rupees(990))


def test_as_much_stays_as_there_was_at_first_but_never_more_than_was_counted(till: TillView) -> None:
    assert Count(till, cash=rupees(200)).stays == rupees(200)
    assert Count(till, cash=rupees(1500), left=rupees(700)).to_safe == rupees(800)
    assert Count(till, cash=rupees(1500), left=rupees(1501)).problem == "left"


def test_a_colleague_gets_all_of_it(till: TillView) -> None:
    count = Count(till, Purpose.HAND_OVER, cash=rupees(1500), left=rupees(700))
    assert (count.stays, count.to_safe, count.problem) == (rupees(1500), rupees(0), "colleague")
    assert replace(count, colleague_id=7).problem == ""


def test_coins_and_notes_make_the_cash(till: TillView) -> None:
    count = Count(till, by_pieces=True, cash=rupees(1))
    assert count.counted(PaymentMethod.CASH) is None
    count = count.with_piece(50_000, 3).with_piece(10_000, 1).with_piece(10_000, 0)
    assert count.counted(PaymentMethod.CASH) == rupees(1500)
    (cash, card) = count.closing().counts
    assert dict(cash.pieces) == {50_000: 3}
    assert (card.counted_minor, card.expected_minor) == (None, 30_000)


def test_what_a_terminal_says_may_be_left_out_but_not_differ_without_a_reason(till: TillView) -> None:
    count = Count(till, cash=rupees(1500))
    assert count.problem == ""
    count = replace(count, others={PaymentMethod.CARD: rupees(200)})
    assert count.problem == "reason"
    assert replace(count, reasons={PaymentMethod.CARD: "Terminal settled early"}).problem == ""
