"""Signed events and the pages for the payer."""

import random
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
import stripe

from clinic_desktop.tour.gateways import webhooks
from clinic_desktop.tour.gateways.__main__ import main
from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from clinic_desktop.tour.gateways.stripe_server import StripeServer
from tests.gateways.calls import RazorpayCalls, link_params, session_params


@contextmanager
def receiver() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """An address that takes events, and what came: the id of Razorpay's header and the body."""
    came: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            came.append((self.headers.get("x-razorpay-event-id", ""), body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hooks", came
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_stripes_sdk_accepts_an_event_and_refuses_an_old_or_changed_one(
    checkout: stripe.StripeClient, stripe_server: StripeServer
) -> None:
    paid = stripe_server.pay(checkout.v1.checkout.sessions.create(session_params()).id)
    secret, now = webhooks.new_secret(), datetime.now(UTC)
    event = webhooks.stripe_event("checkout.session.completed", paid, secret, now)
    read = checkout.construct_event(event.body, event.headers["Stripe-Signature"], secret)
    assert (read.type, read.id, read.data.object["id"]) == ("checkout.session.completed", event.id, paid["id"])
    old = webhooks.stripe_event("checkout.session.completed", paid, secret, now - timedelta(seconds=301))
    for body, header in (
        (old.body, old.headers["Stripe-Signature"]),
        (event.body.replace("paid", "free"), event.headers["Stripe-Signature"]),
    ):
        with pytest.raises(stripe.SignatureVerificationError):
            checkout.construct_event(body, header, secret)


def test_one_paid_session_fires_three_events(checkout: stripe.StripeClient, stripe_server: StripeServer) -> None:
    paid = stripe_server.pay(checkout.v1.checkout.sessions.create(session_params())["id"])
    events = webhooks.session_events(stripe_server, paid["id"], "whsec_x")
    kinds = [checkout.construct_event(one.body, one.headers["Stripe-Signature"], "whsec_x").type for one in events]
    assert kinds == ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]


def test_razorpays_sdk_accepts_an_event(merchant: RazorpayCalls) -> None:
    payment = merchant.server.pay(merchant.link()["id"])
    events = webhooks.payment_events(merchant.server, payment["id"], "secret")
    for event in events:
        assert merchant.client.utility.verify_webhook_signature(
            event.body, event.headers["X-Razorpay-Signature"], "secret"
        )
    assert [re.search(r'"event": "([a-z_.]+)"', event.body)[1] for event in events] == [  # type: ignore[index]
        "payment.captured",
        "order.paid",
        "payment_link.paid",
    ]


def test_events_arrive_more_than_once_and_in_any_order(merchant: RazorpayCalls) -> None:
    payment = merchant.server.pay(merchant.link()["id"])
    events = webhooks.payment_events(merchant.server, payment["id"], "secret")
    with receiver() as (url, came):
        assert webhooks.deliver(url, events, copies=2, shuffled=random.Random(5)) == [200] * 6
    ids = [event_id for event_id, _ in came]
    assert sorted(ids) == sorted([event.id for event in events] * 2)
    assert ids != [event.id for event in events for _ in range(2)]
    assert {body for _, body in came} == {event.body for event in events}


def press(url: str, button: str) -> requests.Response:
    return requests.post(url, {"do": button}, timeout=5)


def test_a_click_on_the_page_pays_a_session(checkout: stripe.StripeClient, stripe_server: StripeServer) -> None:
    session = checkout.v1.checkout.sessions.create(session_params())
    page = requests.get(str(session.url), timeout=5)
    assert page.status_code == 200 and "₹500.00 INR" in page.text and 'value="pay"' in page.text
    assert press(str(session.url), "fail").status_code == 200
    assert "complete, paid" in press(str(session.url), "pay").text
    assert checkout.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert press(page.url, "pay").status_code == 409
    assert requests.get(stripe_server.url + "/c/pay/cs_test_none", timeout=5).status_code == 404


def test_the_bank_settles_by_a_click(checkout: stripe.StripeClient) -> None:
    session = checkout.v1.checkout.sessions.create(session_params())
    assert "complete, unpaid" in press(str(session.url), "later").text
    assert checkout.v1.checkout.sessions.retrieve(session.id).url is None
    assert "complete, paid" in press(str(session.url), "settle").text


def test_a_payment_links_address_leads_to_a_session_until_it_is_off(checkout: stripe.StripeClient) -> None:
    link = checkout.v1.payment_links.create(link_params())
    page = requests.get(link.url, timeout=5)
    assert "/c/pay/cs_test_" in page.url
    press(page.url, "pay")
    assert "no longer active" in requests.get(link.url, timeout=5).text
    [session] = checkout.v1.checkout.sessions.list({"payment_link": link.id}).data
    assert session.payment_status == "paid"


def test_a_click_on_the_page_pays_a_razorpay_link(merchant: RazorpayCalls) -> None:
    link = merchant.link()
    assert "₹500.00 INR" in requests.get(link["short_url"], timeout=5).text
    press(link["short_url"], "pay")
    assert merchant.client.payment_link.fetch(link["id"])["status"] == "paid"
    assert requests.get(merchant.server.url + "/i/nothing", timeout=5).status_code == 404


def test_both_start_for_a_person_who_is_told_what_to_export(capsys: pytest.CaptureFixture[str]) -> None:
    until = threading.Event()
    until.set()
    assert main(["--stripe-port", "0", "--razorpay-port", "0"], until) == 0
    said = capsys.readouterr().out
    assert re.search(r"export STRIPE_API_BASE=http://127\.0\.0\.1:\d+ STRIPE_SECRET_KEY=sk_test_", said)
    assert re.search(r"export RAZORPAY_API_BASE=http://127\.0\.0\.1:\d+ RAZORPAY_KEY_ID=rzp_test_", said)


def test_a_clock_can_be_tied_to_the_clinics(stripe_server: StripeServer, razorpay_server: RazorpayServer) -> None:
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    for server in (stripe_server, razorpay_server):
        server.clock.follow(lambda: noon)
        server.clock.forward(minutes=-10)
        assert server.clock.now() == noon - timedelta(minutes=10)
