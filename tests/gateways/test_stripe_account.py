"""Lists, keys and accounts of the loopback Stripe, through Stripe's own SDK."""

from datetime import UTC, datetime

import pytest
import stripe

from clinic_desktop.tour.gateways.stripe_server import StripeServer
from tests.gateways.calls import client_of, session_params

NOW = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)


def test_sessions_are_listed_newest_first_page_by_page(
    checkout: stripe.StripeClient, stripe_server: StripeServer
) -> None:
    stripe_server.clock.set(NOW)
    made = []
    for _ in range(5):
        made.append(checkout.v1.checkout.sessions.create(session_params()).id)
        stripe_server.clock.forward(seconds=10)
    first = checkout.v1.checkout.sessions.list({"limit": 2})
    assert [session.id for session in first.data] == made[:2:-1] and first.has_more
    rest = checkout.v1.checkout.sessions.list({"limit": 10, "starting_after": first.data[-1].id})
    assert [session.id for session in rest.data] == made[2::-1] and not rest.has_more
    assert [session.id for session in checkout.v1.checkout.sessions.list({"limit": 2}).auto_paging_iter()] == made[::-1]
    since = int(NOW.timestamp())
    between = checkout.v1.checkout.sessions.list({"created": {"gt": since, "lte": since + 20}})
    assert [session.id for session in between.data] == [made[2], made[1]]
    before = checkout.v1.checkout.sessions.list({"limit": 2, "ending_before": made[0]})
    assert [session.id for session in before.data] == [made[2], made[1]] and before.has_more


def test_a_session_is_found_by_its_intent_and_by_its_status(
    checkout: stripe.StripeClient, stripe_server: StripeServer
) -> None:
    paid = stripe_server.pay(checkout.v1.checkout.sessions.create(session_params()).id)
    checkout.v1.checkout.sessions.create(session_params())
    for wanted in ({"payment_intent": paid["payment_intent"]}, {"status": "complete"}):
        assert [session.id for session in checkout.v1.checkout.sessions.list(wanted).data] == [paid["id"]]


@pytest.mark.parametrize("limit", [0, 101])
def test_a_page_has_1_to_100_objects(checkout: stripe.StripeClient, limit: int) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="This value must be"):
        checkout.v1.checkout.sessions.list({"limit": limit})


def test_a_wrong_key_is_401_without_a_code_and_without_the_key(stripe_server: StripeServer) -> None:
    stranger = client_of(stripe_server, "sk_test_51WrongWrongWrong9876")
    with pytest.raises(stripe.AuthenticationError) as caught:
        stranger.v1.balance.retrieve()
    assert caught.value.code is None and caught.value.http_status == 401
    assert "WrongWrong" not in str(caught.value) and str(caught.value).endswith("9876")


def test_another_accounts_object_is_missing_and_another_modes_is_said_to_be_there(
    checkout: stripe.StripeClient, stripe_server: StripeServer
) -> None:
    session = checkout.v1.checkout.sessions.create(session_params())
    stripe_server.add_account("sk_test_other", "acct_1Other")
    stripe_server.add_account("sk_live_same", "acct_1Loopback")
    for key, said in (("sk_test_other", "'$"), ("sk_live_same", "a similar object exists in test mode")):
        with pytest.raises(stripe.InvalidRequestError, match=said) as caught:
            client_of(stripe_server, key).v1.checkout.sessions.retrieve(session.id)
        assert (caught.value.code, caught.value.http_status) == ("resource_missing", 404)
    live = client_of(stripe_server, "sk_live_same").v1.checkout.sessions.create(session_params())
    assert live.id.startswith("cs_live_") and live.livemode


def test_the_account_and_its_balance_can_be_read(checkout: stripe.StripeClient, stripe_server: StripeServer) -> None:
    account = checkout.v1.accounts.retrieve_current()
    assert (account.id, account.charges_enabled, account.country) == ("acct_1Loopback", True, "US")
    assert checkout.v1.accounts.retrieve(account.id).id == account.id
    stripe_server.pay(checkout.v1.checkout.sessions.create(session_params()).id)
    balance = checkout.v1.balance.retrieve()
    assert {part.currency: part.amount for part in balance.available} == {"usd": 0, "inr": 50_000}


def test_answers_carry_a_request_id_and_the_servers_date(
    checkout: stripe.StripeClient, stripe_server: StripeServer
) -> None:
    stripe_server.clock.set(NOW)
    answer = checkout.v1.balance.retrieve().last_response
    assert answer is not None and answer.headers is not None
    assert answer.headers["Request-Id"].startswith("req_")
    assert answer.headers["Date"] == "Mon, 23 Nov 2026 05:30:00 GMT"


def test_an_address_that_is_none_is_404(checkout: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        checkout.raw_request("get", "/v1/nothing")
