"""What goes wrong on the way, as the vendors' SDKs see it."""

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
import razorpay
import requests
import stripe
from razorpay.errors import BadRequestError, ServerError

from clinic_desktop.tour.gateways.faults import FaultKind
from clinic_desktop.tour.gateways.stripe_server import StripeServer
from tests.gateways.calls import RazorpayCalls, client_of, session_params

SESSIONS = "/v1/checkout/sessions"
OPTIONS: Any = {"idempotency_key": "payment-1"}


def create(checkout: stripe.StripeClient) -> stripe.checkout.Session:
    return checkout.v1.checkout.sessions.create(session_params(), OPTIONS)


def test_a_lost_reply_leaves_one_session_which_the_same_key_finds(
    checkout: stripe.StripeClient, stripe_server: StripeServer
) -> None:
    stripe_server.faults.add(FaultKind.LOSE_REPLY, SESSIONS, "POST")
    with pytest.raises(stripe.APIConnectionError):
        create(checkout)
    found = create(checkout)
    assert [session.id for session in checkout.v1.checkout.sessions.list().data] == [found.id]
    keys = [call.idempotency_key for call in stripe_server.calls_to("POST", SESSIONS)]
    assert keys == ["payment-1", "payment-1"]


@pytest.mark.parametrize("kind", [FaultKind.LOSE_REQUEST, FaultKind.RESET])
def test_a_lost_request_has_done_nothing(
    checkout: stripe.StripeClient, stripe_server: StripeServer, kind: FaultKind
) -> None:
    stripe_server.faults.add(kind, SESSIONS, "POST")
    with pytest.raises(stripe.APIConnectionError):
        create(checkout)
    assert checkout.v1.checkout.sessions.list().data == []


@pytest.mark.parametrize(
    ("kind", "error", "status"),
    [
        (FaultKind.UNAUTHORISED, stripe.AuthenticationError, 401),
        (FaultKind.FORBIDDEN, stripe.PermissionError, 403),
        (FaultKind.TOO_MANY, stripe.RateLimitError, 429),
        (FaultKind.SERVER_ERROR, stripe.APIError, 500),
        (FaultKind.BAD_GATEWAY, stripe.APIError, 502),
        (FaultKind.PORTAL, stripe.APIError, 200),
        (FaultKind.EMPTY, stripe.APIError, 200),
    ],
)
def test_stripes_sdk_says_what_came_instead(
    checkout: stripe.StripeClient,
    stripe_server: StripeServer,
    kind: FaultKind,
    error: type[stripe.StripeError],
    status: int,
) -> None:
    stripe_server.faults.add(kind)
    with pytest.raises(error) as caught:
        checkout.v1.balance.retrieve()
    assert caught.value.http_status == status
    assert checkout.v1.balance.retrieve().object == "balance"


def test_stripes_sdk_passes_null_and_a_list_on(checkout: stripe.StripeClient, stripe_server: StripeServer) -> None:
    stripe_server.faults.add(FaultKind.NULL)
    stripe_server.faults.add(FaultKind.LIST, call=2)
    assert checkout.v1.balance.retrieve() is None
    assert checkout.v1.balance.retrieve() == []


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.UNAUTHORISED, BadRequestError),
        (FaultKind.TOO_MANY, BadRequestError),
        (FaultKind.SERVER_ERROR, ServerError),
        (FaultKind.BAD_GATEWAY, requests.exceptions.JSONDecodeError),
        (FaultKind.PORTAL, requests.exceptions.JSONDecodeError),
        (FaultKind.EMPTY, requests.exceptions.JSONDecodeError),
        (FaultKind.NULL_ERROR, TypeError),
        (FaultKind.LOSE_REQUEST, requests.exceptions.ConnectionError),
        (FaultKind.RESET, requests.exceptions.ConnectionError),
    ],
)
def test_razorpays_sdk_says_what_came_instead(merchant: RazorpayCalls, kind: FaultKind, error: type[Exception]) -> None:
    merchant.server.faults.add(kind)
    with pytest.raises(error):
        merchant.client.payment_link.all()
    assert merchant.client.payment_link.all() == {"payment_links": []}


def test_an_error_can_be_said_after_the_work_was_done(merchant: RazorpayCalls) -> None:
    merchant.server.faults.add(FaultKind.BAD_GATEWAY, "/v1/payment_links", "POST", after=True)
    with pytest.raises(requests.exceptions.JSONDecodeError):
        merchant.link()
    found = merchant.client.payment_link.all({"reference_id": "payment-1"})["payment_links"]
    assert len(found) == 1


def test_a_lost_reply_with_razorpays_own_retries_refunds_twice_without_a_key_and_once_with_it(
    merchant: RazorpayCalls,
) -> None:
    retrying = razorpay.Client(
        auth=(merchant.server.key_id, merchant.server.key_secret),
        base_url=merchant.server.url,
        max_retries=2,
        initial_delay=0,
    )
    retrying.enable_retry(True)
    for number, headers in enumerate(({}, {"X-Refund-Idempotency": "refund-0001"})):
        payment = merchant.server.pay(merchant.link(reference_id=f"payment-{number}")["id"])["id"]
        merchant.server.faults.add(FaultKind.LOSE_REPLY, "*/refund")
        retrying.payment.refund(payment, {"amount": 1000}, headers=dict(headers))
        assert merchant.server.object(payment)["amount_refunded"] == (1000 if headers else 2000)


def test_a_proxy_that_sends_twice_makes_two_without_a_key_and_one_with_it(
    checkout: stripe.StripeClient, stripe_server: StripeServer, merchant: RazorpayCalls
) -> None:
    stripe_server.faults.add(FaultKind.TWICE, SESSIONS, "POST")
    create(checkout)
    assert len(stripe_server.books.sessions) == 1
    merchant.server.faults.add(FaultKind.TWICE, "/v1/payment_links", "POST")
    with pytest.raises(BadRequestError, match="already attempted"):
        merchant.link()
    assert len(merchant.server.books.links) == 1


def test_a_stall_runs_into_the_callers_patience_and_the_work_is_done_later(stripe_server: StripeServer) -> None:
    hasty = client_of(stripe_server, patience=(5, 0.05))
    stripe_server.faults.add(FaultKind.STALL, SESSIONS, "POST", seconds=30)
    with pytest.raises(stripe.APIConnectionError):
        create(hasty)
    assert stripe_server.books.sessions == {}
    stripe_server.faults.clear()
    patient = client_of(stripe_server)
    found = retried(lambda: create(patient))
    assert list(stripe_server.books.sessions) == [found.id]


def retried(call: Callable[[], Any]) -> Any:
    """The key is in use until the stalled call has ended."""
    for _ in range(1000):
        with contextlib.suppress(stripe.APIError):
            return call()
    raise AssertionError("the first call never ended")


def test_a_stall_may_come_after_the_work(stripe_server: StripeServer) -> None:
    hasty = client_of(stripe_server, patience=(5, 0.05))
    stripe_server.faults.add(FaultKind.STALL, SESSIONS, "POST", seconds=30, after=True)
    with pytest.raises(stripe.APIConnectionError):
        create(hasty)
    assert len(stripe_server.books.sessions) == 1


def test_a_server_that_stalls_stops_at_once() -> None:
    server = StripeServer().start()
    server.faults.add(FaultKind.STALL, seconds=600)
    errors: list[Exception] = []

    def ask() -> None:
        try:
            client_of(server).v1.balance.retrieve()
        except stripe.StripeError as error:
            errors.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    server.faults.wait_for_stall()
    server.stop()
    asking.join(timeout=10)
    assert isinstance(errors[0], stripe.APIConnectionError)


def test_a_stopped_server_is_not_there_and_can_be_started_again_on_its_port() -> None:
    with StripeServer() as server:
        port = int(server.url.rsplit(":", 1)[1])
        checkout = client_of(server)
        checkout.v1.balance.retrieve()
    with pytest.raises(stripe.APIConnectionError):
        checkout.v1.balance.retrieve()
    with StripeServer(port):
        assert checkout.v1.balance.retrieve().object == "balance"


def test_a_slow_answer_arrives_whole(checkout: stripe.StripeClient, stripe_server: StripeServer) -> None:
    stripe_server.faults.add(FaultKind.DRIP, seconds=0.1)
    assert checkout.v1.balance.retrieve().object == "balance"


def test_a_fault_strikes_the_calls_it_is_set_for(checkout: stripe.StripeClient, stripe_server: StripeServer) -> None:
    stripe_server.faults.add(FaultKind.SERVER_ERROR, "/v1/balance", "GET", call=2, times=2)
    stripe_server.faults.add(FaultKind.TOO_MANY, "/v1/account*", times=None)
    said = []
    for _ in range(4):
        try:
            said.append(checkout.v1.balance.retrieve().object)
        except stripe.APIError as error:
            said.append(str(error.http_status))
    assert said == ["balance", "500", "500", "balance"]
    for _ in range(3):
        with pytest.raises(stripe.RateLimitError):
            checkout.v1.accounts.retrieve_current()


def test_the_journal_has_what_was_sent_and_not_the_payers_pages(
    checkout: stripe.StripeClient, stripe_server: StripeServer, merchant: RazorpayCalls
) -> None:
    requests.get(str(create(checkout).url), timeout=5)
    merchant.link()
    [made] = stripe_server.calls
    assert (made.method, made.path, made.idempotency_key) == ("POST", SESSIONS, "payment-1")
    assert made.fields["metadata[appointment_id]"] == "7"
    assert made.headers["authorization"] == f"Bearer {stripe_server.secret_key}"
    assert stripe_server.secret_key not in made.body
    [linked] = merchant.server.calls_to("POST", "/v1/payment_*")
    assert linked.fields["reference_id"] == "payment-1"


def test_many_callers_at_once_are_served(stripe_server: StripeServer) -> None:
    """One client for several threads, the same key in pairs: half as many sessions as calls."""
    checkout = client_of(stripe_server)

    def ask(number: int) -> None:
        options: Any = {"idempotency_key": f"payment-{number // 2}"}
        retried(lambda: checkout.v1.checkout.sessions.create(session_params(), options))

    callers = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(stripe_server.books.sessions) == 8
