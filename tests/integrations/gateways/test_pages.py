"""Pages: made once for a key, read as they stand, ended."""

from dataclasses import replace
from datetime import timedelta

import pytest

from clinic_desktop.domain.codes import LinkKind
from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.domain.gateways import MoneyState, PageReference, PageState
from clinic_desktop.tour.gateways.faults import FaultKind
from clinic_desktop.tour.gateways.messages import PayerRefused
from tests.integrations.gateways.counter import Counter, reason_of


def test_a_page_is_open_and_says_what_is_asked(counter: Counter) -> None:
    request = counter.request()
    page = counter.gateway.make_page(request)
    assert (page.state, page.amount_minor, page.currency, page.key) == (PageState.OPEN, 50_000, "INR", "CLINIC-7-1")
    assert page.url.startswith("http")
    assert page.payments == ()
    if counter.kind is LinkKind.SESSION:
        assert page.ends_at == (request.ends_at or page.created_at).replace(microsecond=0)


def test_the_same_key_makes_one_page_however_often_it_is_asked(counter: Counter) -> None:
    request = counter.request()
    pages = {counter.gateway.make_page(request).id for _ in range(3)}
    assert len(pages) == 1


def test_a_lost_reply_is_found_by_the_same_key(counter: Counter) -> None:
    counter.server.faults.add(FaultKind.LOSE_REPLY, "*", "POST")
    request = counter.request()
    with pytest.raises(GatewayRefused) as caught:
        counter.gateway.make_page(request)
    assert caught.value.passing
    assert reason_of(caught) == "network"
    found = counter.gateway.page(counter.by_key())
    assert found is not None
    assert counter.gateway.make_page(request).id == found.id


def test_the_repeat_of_a_page_that_was_paid_meanwhile_says_that_it_is_paid(counter: Counter) -> None:
    request = counter.request()
    counter.server.pay(counter.gateway.make_page(request).id)
    assert counter.gateway.make_page(request).state is PageState.PAID


def test_the_same_key_for_another_amount_is_refused(counter: Counter) -> None:
    request = counter.request()
    counter.gateway.make_page(request)
    with pytest.raises(GatewayRefused) as caught:
        counter.gateway.make_page(replace(request, amount_minor=60_000))
    assert reason_of(caught) == "key_reused"
    assert not caught.value.passing


def test_a_key_that_made_nothing_finds_nothing(counter: Counter) -> None:
    assert counter.gateway.page(counter.by_key("CLINIC-9-9")) is None
    with pytest.raises(GatewayRefused) as caught:
        counter.gateway.end_page(counter.by_key("CLINIC-9-9"))
    assert reason_of(caught) == "not_found"


def test_an_id_of_another_account_finds_nothing(counter: Counter) -> None:
    foreign = {"stripe": "cs_test_a1Foreign", "razorpay": "plink_Foreign0000000"}[counter.name]
    if counter.kind is LinkKind.LINK:
        foreign = "plink_Foreign0000000"
    assert counter.gateway.page(PageReference("CLINIC-7-1", foreign, counter.kind)) is None


@pytest.mark.parametrize("object_id", ["", "../payments", "plink_1/cancel", "cs_?x", "pay 1"])
def test_what_is_no_id_never_reaches_the_gateway(counter: Counter, object_id: str) -> None:
    counter.server.forget_calls()
    with pytest.raises(GatewayRefused) as caught:
        counter.gateway.page(PageReference("CLINIC-7-1", object_id, counter.kind))
    assert reason_of(caught) == "bad_request"
    assert counter.server.calls == []


def test_a_paid_page_names_its_payment(counter: Counter) -> None:
    page = counter.ask()
    counter.server.pay(page.id)
    found = counter.gateway.page(counter.reference(page))
    assert found is not None
    assert found.state is PageState.PAID
    (payment,) = found.payments
    assert (payment.state, payment.amount_minor, payment.currency) == (MoneyState.DONE, 50_000, "INR")
    assert (payment.key, payment.appointment_id, payment.refunded_minor) == ("CLINIC-7-1", 7, 0)
    assert counter.gateway.payment(payment.id).amount_minor == 50_000


def test_another_amount_is_said_as_it_came(counter: Counter) -> None:
    page = counter.ask()
    counter.server.pay(page.id, amount=49_900)
    found = counter.gateway.page(counter.reference(page))
    assert found is not None
    assert [payment.amount_minor for payment in found.payments] == [49_900]


def test_a_failed_try_leaves_the_page_open_without_a_payment(counter: Counter) -> None:
    page = counter.ask()
    counter.server.fail(page.id)
    found = counter.gateway.page(counter.reference(page))
    assert found is not None
    assert (found.state, found.payments) == (PageState.OPEN, ())


def test_an_open_page_is_ended(counter: Counter) -> None:
    page = counter.ask()
    assert counter.gateway.end_page(counter.reference(page)).state is PageState.ENDED
    assert counter.gateway.end_page(counter.reference(page)).state is PageState.ENDED


def test_a_page_is_ended_by_its_key(counter: Counter) -> None:
    counter.ask()
    assert counter.gateway.end_page(counter.by_key()).state is PageState.ENDED


def test_ending_a_page_that_was_paid_gives_it_as_paid(counter: Counter) -> None:
    page = counter.ask()
    counter.server.pay(page.id)
    ended = counter.gateway.end_page(counter.reference(page))
    assert ended.state is PageState.PAID
    assert len(ended.payments) == 1


def test_when_the_answer_to_ending_is_lost_nobody_knows(counter: Counter) -> None:
    page = counter.ask()
    counter.server.faults.add(FaultKind.LOSE_REPLY, "*", "POST")
    with pytest.raises(GatewayRefused) as caught:
        counter.gateway.end_page(counter.reference(page))
    assert caught.value.passing
    assert counter.gateway.end_page(counter.reference(page)).state is PageState.ENDED


# --- Stripe ----------------------------------------------------------------------------------------------------------


def test_stripes_money_that_settles_later_is_processing_then_paid(stripe: Counter) -> None:
    for prefers_links, key in ((False, "CLINIC-7-1"), (True, "CLINIC-7-2")):
        stripe.prefers_links = prefers_links
        page = stripe.ask(key)
        session = stripe.server.pay_async(page.id)
        found = stripe.gateway.page(stripe.reference(page))
        assert found is not None
        assert (found.state, found.payments[0].state) == (PageState.PROCESSING, MoneyState.PENDING)
        stripe.server.settle(session["id"])
        settled = stripe.gateway.page(stripe.reference(page))
        assert settled is not None
        assert (settled.state, settled.payments[0].state) == (PageState.PAID, MoneyState.DONE)


def test_stripes_money_that_never_settles_ends_the_page(stripe: Counter) -> None:
    stripe.prefers_links = False
    page = stripe.ask()
    session = stripe.server.pay_async(page.id)
    stripe.server.fail_async(session["id"])
    found = stripe.gateway.page(stripe.reference(page))
    assert found is not None
    assert (found.state, found.payments[0].state) == (PageState.ENDED, MoneyState.FAILED)


def test_stripe_expires_a_session_by_itself(stripe: Counter) -> None:
    stripe.prefers_links = False
    page = stripe.ask()
    stripe.server.clock.forward(minutes=36)
    found = stripe.gateway.page(stripe.reference(page))
    assert found is not None
    assert found.state is PageState.ENDED


def test_ending_a_link_ends_the_session_that_a_payer_has_open(stripe: Counter) -> None:
    stripe.prefers_links = True
    page = stripe.ask()
    session = stripe.server.open_session(page.id)
    assert stripe.gateway.end_page(stripe.reference(page)).state is PageState.ENDED
    assert stripe.server.object(session["id"])["status"] == "expired"


def test_a_link_is_paid_by_any_of_its_sessions_with_every_payment(stripe: Counter) -> None:
    stripe.prefers_links = True
    page = stripe.ask()
    first, second = stripe.server.open_session(page.id), stripe.server.open_session(page.id)
    stripe.server.pay(first["id"])
    stripe.server.pay(second["id"])
    found = stripe.gateway.page(stripe.reference(page))
    assert found is not None
    assert (found.state, len(found.payments)) == (PageState.PAID, 2)
    assert {payment.key for payment in found.payments} == {"CLINIC-7-1"}


def test_a_session_without_an_end_or_an_address_is_refused_before_the_network(stripe: Counter) -> None:
    stripe.prefers_links = False
    request = stripe.request()
    for wrong in (replace(request, ends_at=None), replace(request, return_address="http://clinic.example")):
        with pytest.raises(GatewayRefused) as caught:
            stripe.gateway.make_page(wrong)
        assert reason_of(caught) == "bad_request"
    assert stripe.server.calls == []


def test_a_link_without_an_address_shows_stripes_own_last_page(stripe: Counter) -> None:
    stripe.prefers_links = True
    page = stripe.gateway.make_page(replace(stripe.request(), return_address="", ends_at=None))
    assert stripe.server.object(page.id)["after_completion"]["type"] == "hosted_confirmation"
    assert stripe.server.object(page.id)["restrictions"]["completed_sessions"]["limit"] == 1


def test_an_end_that_is_too_near_is_no_passing_trouble(stripe: Counter) -> None:
    stripe.prefers_links = False
    request = replace(stripe.request(), ends_at=stripe.server.clock.now() + timedelta(minutes=20))
    with pytest.raises(GatewayRefused) as caught:
        stripe.gateway.make_page(request)
    assert (reason_of(caught), caught.value.detail, caught.value.passing) == ("bad_request", "expires_at", False)


# --- Razorpay --------------------------------------------------------------------------------------------------------


def test_money_of_a_payment_that_had_failed_is_found_hours_later(razorpay: Counter) -> None:
    page = razorpay.ask()
    razorpay.server.fail(page.id)
    razorpay.server.clock.forward(hours=3)
    ended = razorpay.gateway.page(razorpay.reference(page))
    assert ended is not None
    assert ended.state is PageState.ENDED
    razorpay.server.capture_late(page.id)
    found = razorpay.gateway.page(razorpay.reference(page))
    assert found is not None
    assert [payment.state for payment in found.payments] == [MoneyState.DONE]


def test_a_link_that_was_paid_in_part_cannot_be_ended(razorpay: Counter) -> None:
    page = razorpay.ask()
    with razorpay.server._lock:
        razorpay.server.books.links[page.id]["accept_partial"] = True
    razorpay.server.pay(page.id, amount=20_000)
    ended = razorpay.gateway.end_page(razorpay.reference(page))
    assert ended.state is PageState.PART_PAID
    assert [payment.amount_minor for payment in ended.payments] == [20_000]


@pytest.mark.parametrize("notes", ["object", "list", "null"])
def test_notes_without_anything_are_read_in_every_shape(razorpay: Counter, notes: str) -> None:
    payment_id = razorpay.paid()
    razorpay.server.dashboard_refund(payment_id, 10_000)
    razorpay.server.books.empty_notes = notes
    (refund,) = razorpay.gateway.refunds_of(payment_id)
    assert (refund.key, refund.amount_minor) == ("", 10_000)


# --- Clocks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [-10, 10, 330])
def test_a_desk_whose_clock_is_wrong_counts_by_the_gateways(counter: Counter, minutes: int) -> None:
    counter.server.clock.forward(minutes=minutes)
    now = counter.gateway.now()
    assert abs(now - counter.server.clock.now()) < timedelta(seconds=5)
    page = counter.gateway.make_page(replace(counter.request(), ends_at=now + timedelta(minutes=33)))
    assert page.state is PageState.OPEN


def test_the_time_is_known_although_the_key_is_wrong(counter: Counter) -> None:
    counter.server.faults.add(FaultKind.UNAUTHORISED)
    assert abs(counter.gateway.now() - counter.server.clock.now()) < timedelta(seconds=5)
    counter.server.faults.add(FaultKind.LOSE_REQUEST)
    assert abs(counter.gateway.now() - counter.server.clock.now()) < timedelta(seconds=5)


# --- What is sent ----------------------------------------------------------------------------------------------------


def test_every_try_sends_the_rows_key_and_the_same_body(counter: Counter) -> None:
    request = counter.request()
    counter.server.faults.add(FaultKind.LOSE_REPLY, "*", "POST")
    with pytest.raises(GatewayRefused):
        counter.gateway.make_page(request)
    counter.gateway.make_page(request)
    first, second = counter.server.calls_to("POST", "*")
    assert first.body == second.body
    assert request.key in first.body
    if counter.name == "stripe":
        assert first.idempotency_key == second.idempotency_key == request.key


def test_the_gateway_gets_to_know_the_clinic_and_our_numbers_only(counter: Counter) -> None:
    page = counter.ask()
    made = counter.server.object(page.id)
    marks = made["metadata"] if counter.name == "stripe" else made["notes"]
    assert marks == {"appointment_id": "7", "key": "CLINIC-7-1"}
    if counter.name == "razorpay":
        assert made["customer"] == {}
        assert not any(made["notify"].values())
        assert made["reminder_enable"] is False


def test_stripe_may_not_ask_in_the_currency_of_the_payers_card(stripe: Counter) -> None:
    stripe.prefers_links = False
    page = stripe.ask()
    with pytest.raises(PayerRefused):
        stripe.server.change_currency(page.id, "usd", 600)


def test_a_link_that_was_paid_in_another_currency_says_what_came_in(stripe: Counter) -> None:
    stripe.prefers_links = True
    page = stripe.ask()
    session = stripe.server.open_session(page.id)
    stripe.server.change_currency(session["id"], "usd", 600)
    stripe.server.pay(session["id"])
    found = stripe.gateway.page(stripe.reference(page))
    assert found is not None
    assert (found.amount_minor, found.currency) == (50_000, "INR")
    assert [(payment.amount_minor, payment.currency) for payment in found.payments] == [(50_000, "INR")]
