"""Every state of a payment link in words, from plain states: what the dock says, and what can be done."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QLocale

from clinic_desktop.domain.codes import GatewayName, LinkEnd, LinkKind, LinkState
from clinic_desktop.domain.gateways import GatewayReason
from clinic_desktop.domain.money import Money
from clinic_desktop.services.checkout.values import LinkOffer, LinkView, NoLink
from clinic_desktop.ui.billing.link_words import (
    ago_words,
    answer_words,
    hand_text,
    left_words,
    live_words,
    no_link_words,
    state_title,
)
from clinic_desktop.viewmodels.billing.link_pay_state import Doing, LinkPayState, LinkPhase

NOW = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
ZONE, LOCALE = ZoneInfo("Asia/Kolkata"), QLocale("en_IN")
LINK = LinkView(
    id=1, version=1, key="a-1-1", appointment_id=1, invoice_id=1, patient_id=1, patient_name="Zoë Müller",
    practitioner_name="Dr Menon", service_name="Consultation", starts_at=NOW, location_id=1,
    gateway=GatewayName.STRIPE, kind=LinkKind.LINK, live=True, state=LinkState.OPEN, amount=Money(50_000, "INR"),
    paid=Money(0, "INR"), url="https://pay.example/1", holds_booking=False, ends_at=None, created_at=NOW,
    created_by="Front Desk", desk="desk-1", ended_at=None, end_reason=None, asked_at=NOW - timedelta(seconds=3),
    problem="",
)  # fmt: skip
OFFER = LinkOffer(1, GatewayName.STRIPE, Money(50_000, "INR"), None, None)


def said(state: LinkPayState) -> str:
    return live_words(state, NOW, LOCALE, ZONE)


@pytest.mark.parametrize(
    ("changes", "phase", "text"),
    [
        ({}, LinkPhase.WAITING, "Waiting for payment… asked 3 s ago"),
        ({"state": LinkState.REQUESTED}, LinkPhase.LOST, "Asking Stripe for the page…"),
        ({"problem": GatewayReason.STALLED}, LinkPhase.WAITING, "No answer from Stripe; we keep asking"),
        ({"state": LinkState.REQUESTED, "problem": GatewayReason.NETWORK}, LinkPhase.LOST,
         "No answer from Stripe; we keep asking"),
        ({"state": LinkState.PROCESSING}, LinkPhase.PROCESSING, "Being confirmed by the bank"),
        ({"state": LinkState.ENDING}, LinkPhase.ENDING, "Being ended"),
        ({"state": LinkState.ENDED, "end_reason": LinkEnd.WINDOW}, LinkPhase.ENDED, "Ended: not paid in time"),
        ({"state": LinkState.ENDED, "end_reason": LinkEnd.PAID_OTHERWISE}, LinkPhase.ENDED,
         "Ended: paid another way"),
        ({"state": LinkState.FAILED, "problem": GatewayReason.TOO_SMALL}, LinkPhase.FAILED,
         "The amount is less than Stripe takes."),
        ({"state": LinkState.PAID}, LinkPhase.PAID, "Paid"),
    ],
)  # fmt: skip
def test_how_a_link_stands_is_said_in_words(changes: dict[str, object], phase: LinkPhase, text: str) -> None:
    state = LinkPayState(offer=OFFER, link=replace(LINK, **changes))  # type: ignore[arg-type]
    assert (state.phase, said(state)) == (phase, text)


@pytest.mark.parametrize("state", list(LinkState))
def test_the_list_has_a_word_for_every_state(state: LinkState) -> None:
    assert state_title(replace(LINK, state=state), LOCALE, ZONE)


def test_the_list_says_that_money_came_after_the_end() -> None:
    late = replace(LINK, state=LinkState.PAID, end_reason=LinkEnd.CANCELLED)
    assert state_title(late, LOCALE, ZONE) == "Paid after it was ended"


@pytest.mark.parametrize("problem", [*NoLink, "offline", "amount", "not_positive", "more_than_due"])
def test_why_no_link_can_be_made_is_said(problem: str) -> None:
    assert no_link_words(problem, GatewayName.STRIPE)


def test_a_silent_gateway_is_never_called_failed() -> None:
    for reason in (GatewayReason.NETWORK, GatewayReason.STALLED, GatewayReason.BUSY, GatewayReason.BROKEN):
        silent = replace(LINK, problem=reason)
        words = said(LinkPayState(link=silent)) + answer_words(silent, NOW) + state_title(silent, LOCALE, ZONE)
        assert "ailed" not in words


def test_what_can_be_made_depends_on_the_amount_and_the_connection() -> None:
    ready = LinkPayState(appointment_id=1, offer=OFFER, amount=OFFER.due)
    assert ready.can_make
    assert replace(ready, offline=True).problem == "offline"
    assert replace(ready, amount=None).problem == "amount"
    assert replace(ready, amount=Money(0, "INR")).problem == "not_positive"
    assert replace(ready, amount=Money(50_001, "INR")).problem == "more_than_due"
    assert not replace(ready, doing=Doing.MAKING).can_make


def test_time_left_is_counted_by_the_clock_of_all_desks() -> None:
    held = replace(LINK, ends_at=NOW + timedelta(minutes=15))
    assert LinkPayState(link=held).left(NOW) == timedelta(minutes=15)
    # This desk's clock is ten minutes behind.
    slow = LinkPayState(link=held, behind=timedelta(minutes=10))
    assert slow.left(NOW - timedelta(minutes=10)) == timedelta(minutes=15)
    assert LinkPayState(link=LINK).left(NOW) is None


def test_times_are_said_in_the_one_unit_that_matters() -> None:
    assert [ago_words(timedelta(seconds=s)) for s in (0, 30, 90, 7200, 200_000)] == [
        "just now", "30 s ago", "1 min ago", "2 h ago", "2 days ago",
    ]  # fmt: skip
    assert left_words(timedelta(minutes=9, seconds=5), LOCALE) == "9:05 left to pay"
    assert left_words(timedelta(0), LOCALE) == "the time to pay is over"
    assert left_words(timedelta(days=3), LOCALE) == "3 days left to pay"
    assert left_words(timedelta(days=3) - timedelta(seconds=5), LOCALE) == "3 days left to pay"
    assert left_words(timedelta(days=2, hours=2), LOCALE) == "2 days left to pay"
    assert left_words(timedelta(hours=2) - timedelta(seconds=5), LOCALE) == "2 h left to pay"


def test_the_text_sent_by_hand_says_nothing_of_the_visit() -> None:
    assert hand_text(LINK, "Lotus Clinic", "₹500.00") == "Lotus Clinic: please pay ₹500.00 here: https://pay.example/1"
