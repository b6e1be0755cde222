"""What goes wrong on the way: each ends within its time, and says what it was without a word that is nobody's."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import trustme

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.domain.gateway_keys import GatewayKeys
from clinic_desktop.integrations.gateways.razorpay_gateway import RazorpayGateway
from clinic_desktop.integrations.gateways.server_time import ServerTime
from clinic_desktop.integrations.gateways.stripe_gateway import StripeGateway
from clinic_desktop.tour.gateways.faults import FaultKind
from tests.integrations.gateways.counter import SHORT, Counter, counter_at, reason_of

TROUBLE = [
    (FaultKind.LOSE_REQUEST, "network", True),
    (FaultKind.LOSE_REPLY, "network", True),
    (FaultKind.RESET, "network", True),
    (FaultKind.UNAUTHORISED, "wrong_key", False),
    (FaultKind.FORBIDDEN, "not_permitted", False),
    (FaultKind.TOO_MANY, "busy", True),
    (FaultKind.SERVER_ERROR, "broken", True),
    (FaultKind.BAD_GATEWAY, "broken", True),
    (FaultKind.PORTAL, "broken", True),
    (FaultKind.EMPTY, "broken", True),
    (FaultKind.NULL, "broken", True),
    (FaultKind.LIST, "broken", True),
    (FaultKind.NULL_ERROR, "broken", True),
]


@pytest.mark.parametrize(("kind", "reason", "passing"), TROUBLE)
def test_trouble_while_looking_is_said_and_passes(
    counter: Counter, kind: FaultKind, reason: str, passing: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    page = counter.ask()
    counter.server.faults.add(kind)
    with pytest.raises(GatewayRefused) as caught:
        counter.gateway.page(counter.reference(page))
    assert (reason_of(caught), caught.value.passing) == (reason, passing)
    found = counter.gateway.page(counter.reference(page))
    assert found is not None
    assert found.id == page.id
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("kind", "reason", "passing"), TROUBLE)
def test_trouble_while_asking_never_makes_two(
    counter: Counter, kind: FaultKind, reason: str, passing: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    request = counter.request()
    counter.server.faults.add(kind, method="POST", after=True)
    with pytest.raises(GatewayRefused) as caught:
        counter.gateway.make_page(request)
    assert (reason_of(caught), caught.value.passing) == (reason, passing)
    assert counter.gateway.make_page(request).key == "CLINIC-7-1"
    pages = [thing for thing in counter.server.books.owners if thing.startswith(("cs_", "plink_"))]
    assert len(pages) == 1
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("fault", "seconds"), [(FaultKind.STALL, 20.0), (FaultKind.DRIP, 20.0), (FaultKind.DRIP, 3.0)])
def test_a_gateway_that_stalls_or_drips_is_given_up_in_time(counter: Counter, fault: FaultKind, seconds: float) -> None:
    page = counter.ask()
    short = counter_at(counter.server, SHORT)
    short.prefers_links = counter.prefers_links
    counter.server.faults.add(fault, seconds=seconds)
    began = time.monotonic()
    with pytest.raises(GatewayRefused) as caught:
        short.gateway.page(counter.reference(page))
    counter.server.faults.clear()
    assert time.monotonic() - began < 5.0
    assert (reason_of(caught), caught.value.passing) == ("stalled", True)
    assert short.gateway.page(counter.reference(page)) is not None


def test_a_call_under_way_ends_when_the_program_does(counter: Counter) -> None:
    page = counter.ask()
    counter.server.faults.add(FaultKind.STALL, seconds=20.0)
    refusals: list[GatewayRefused] = []

    def look() -> None:
        try:
            counter.gateway.page(counter.reference(page))
        except GatewayRefused as refusal:
            refusals.append(refusal)

    asking = threading.Thread(target=look)
    asking.start()
    while not counter.server.calls_to("GET", "*"):
        time.sleep(0.005)
    gateway: Any = counter.gateway
    gateway.stop()
    asking.join(5.0)
    assert not asking.is_alive()
    assert [(refusal.reason, refusal.detail) for refusal in refusals] == [("network", "stopped")]
    with pytest.raises(GatewayRefused):
        counter.gateway.page(counter.reference(page))


def test_the_same_refund_in_flight_is_said(counter: Counter) -> None:
    payment_id = counter.paid()
    counter.server.faults.add(FaultKind.STALL, "*refund*", "POST", seconds=20.0)
    first = threading.Thread(target=lambda: counter.gateway.refund(counter.refund(payment_id, 100)))
    first.start()
    while not counter.server.calls_to("POST", "*refund*"):
        time.sleep(0.005)
    with pytest.raises(GatewayRefused) as caught:
        counter_at(counter.server).gateway.refund(counter.refund(payment_id, 100))
    counter.server.faults.clear()
    first.join(5.0)
    assert (reason_of(caught), caught.value.passing) == ("in_flight", True)
    assert len(counter.gateway.refunds_of(payment_id)) == 1


# --- Keys ------------------------------------------------------------------------------------------------------------


def test_keys_that_work_are_said_to_be_of_a_test(stripe: Counter, razorpay: Counter) -> None:
    assert stripe.gateway.check().name == "City Clinic"
    assert "USD" in stripe.gateway.check().currencies
    assert razorpay.gateway.check().name == razorpay.server.key_id
    assert not stripe.gateway.check().live
    assert not razorpay.gateway.check().live


def test_a_wrong_key_is_said(stripe: Counter, razorpay: Counter) -> None:
    wrong = (
        StripeGateway(GatewayKeys(secret="sk_test_wrong"), stripe.server.url),
        RazorpayGateway(GatewayKeys("rzp_test_wrong", "wrong"), razorpay.server.url),
    )
    for gateway in wrong:
        with pytest.raises(GatewayRefused) as caught:
            gateway.check()
        assert reason_of(caught) == "wrong_key"


def test_a_restricted_key_says_what_it_may_not(stripe: Counter) -> None:
    stripe.server.faults.add(FaultKind.FORBIDDEN, "/v1/account")
    stripe.server.faults.add(FaultKind.FORBIDDEN, "/v1/refunds")
    with pytest.raises(GatewayRefused) as caught:
        stripe.gateway.check()
    assert (reason_of(caught), caught.value.detail) == ("not_permitted", "refunds")


def test_a_live_key_finds_nothing_of_the_test(counter: Counter) -> None:
    page = counter.ask()
    server: Any = counter.server
    if counter.name is GatewayName.STRIPE:
        server.add_account("sk_live_made0up", "acct_1Loopback")
        live: Any = StripeGateway(GatewayKeys(secret="sk_live_made0up"), server.url)
    else:
        server.add_merchant("rzp_live_made0up", "secret", "acc_Loopback000000")
        live = RazorpayGateway(GatewayKeys("rzp_live_made0up", "secret"), server.url)
    assert live.live
    assert live.page(counter.reference(page)) is None


def test_no_key_and_no_person_is_in_a_refusal_a_body_or_a_log(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    payment_id = counter.paid()
    counter.gateway.refund(counter.refund(payment_id, 100))
    counter.server.faults.add(FaultKind.UNAUTHORISED)
    with pytest.raises(GatewayRefused) as caught:
        counter.gateway.payment(payment_id)
    server = counter.server
    secret = server.secret_key if counter.name is GatewayName.STRIPE else server.key_secret
    said = repr(caught.value) + str(caught.value) + caplog.text + repr(counter.gateway)
    sent = "".join(call.body + call.path + call.query for call in server.calls)
    for text in (said, sent):
        assert secret not in text
    for person in ("Paying Person", "payer@example.test", "+919000000000"):
        assert person not in caplog.text
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert secret not in repr(GatewayKeys("id", secret, secret))


# --- Encryption ------------------------------------------------------------------------------------------------------


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def encrypted(authority: trustme.CA) -> Iterator[str]:
    """A server that agrees on encryption, then says nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            with plain:
                try:
                    with context.wrap_socket(plain, server_side=True) as line:
                        line.recv(65_536)
                        line.sendall(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}")
                except OSError:
                    continue

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def gateways_at(base: str) -> Iterator[Any]:
    yield StripeGateway(GatewayKeys(secret="sk_test_made0up"), base)
    yield RazorpayGateway(GatewayKeys("rzp_test_made0up", "secret"), base)


def test_a_certificate_of_nobody_is_refused_and_nothing_is_sent(encrypted: str) -> None:
    for gateway in gateways_at(encrypted):
        with pytest.raises(GatewayRefused) as caught:
            gateway.check()
        assert (caught.value.reason, caught.value.detail) == ("network", "certificate")


def test_a_certificate_that_the_system_trusts_is_trusted(
    encrypted: str, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    trusted = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(trusted))
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    for gateway in gateways_at(encrypted):
        with pytest.raises(GatewayRefused) as caught:
            gateway.check()
        assert caught.value.reason in ("wrong_key", "broken")


def test_a_server_without_encryption_behind_an_encrypted_address_is_said(stripe: Counter) -> None:
    for gateway in gateways_at(stripe.server.url.replace("http:", "https:")):
        with pytest.raises(GatewayRefused) as caught:
            gateway.check()
        assert (caught.value.reason, caught.value.detail) == ("network", "tls")


def test_nobody_there_and_no_such_name_are_said() -> None:
    for base, detail in (("http://127.0.0.1:1", "unreachable"), ("https://no-such-gateway.invalid", "name")):
        for gateway in gateways_at(base):
            with pytest.raises(GatewayRefused) as caught:
                gateway.check()
            assert (caught.value.reason, caught.value.detail) == ("network", detail)


# --- Time ------------------------------------------------------------------------------------------------------------


def test_a_computer_that_slept_does_not_know_the_gateways_time() -> None:
    steady, wall = [100.0], [1_000.0]
    heard = ServerTime(lambda: steady[0], lambda: wall[0])
    assert heard.now() is None
    heard.hear("Mon, 23 Nov 2026 05:30:00 GMT")
    first = heard.now()
    steady[0], wall[0] = 160.0, 1_060.0
    later = heard.now()
    assert first is not None
    assert later == first + timedelta(seconds=60)
    wall[0] += 3_600
    assert heard.now() is None
    heard.hear("no date at all")
    assert heard.now() is None
