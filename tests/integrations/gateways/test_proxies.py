"""Clinics whose network lets nothing out but through a proxy."""

import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import trustme

from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.domain.gateway_keys import GatewayKeys
from clinic_desktop.integrations.gateways.razorpay_gateway import RazorpayGateway
from clinic_desktop.integrations.gateways.stripe_gateway import StripeGateway

HOST = "gateway.invalid"
_REFUSAL = b'{"error":{"code":"BAD_REQUEST_ERROR","description":"Authentication failed","message":"no"}}'
_ANSWER = f"HTTP/1.1 401 Unauthorized\r\nContent-Length: {len(_REFUSAL)}\r\n\r\n".encode() + _REFUSAL


@dataclass
class Proxy:
    """A proxy that is the gateway itself, behind a tunnel; it lets nobody through if told so."""

    context: ssl.SSLContext
    asked: list[str] = field(default_factory=list)
    forbids: bool = False

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                try:
                    self._tunnel(line)
                except OSError:
                    continue

    def _tunnel(self, line: socket.socket) -> None:
        self.asked.append(line.recv(65_536).split(b"\r\n")[0].decode())
        if self.forbids:
            line.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with self.context.wrap_socket(line, server_side=True) as inner:
            inner.recv(65_536)
            inner.sendall(_ANSWER)


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Proxy]:
    authority = trustme.CA()
    trusted = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(trusted))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    listener = socket.create_server(("127.0.0.1", 0))
    proxy = Proxy(context)
    thread = threading.Thread(target=proxy.serve, args=(listener,))
    thread.start()
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{listener.getsockname()[1]}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    yield proxy
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def gateways() -> tuple[StripeGateway, RazorpayGateway]:
    base = f"https://{HOST}"
    return (
        StripeGateway(GatewayKeys(secret="sk_test_made0up"), base),
        RazorpayGateway(GatewayKeys("rzp_test_made0up", "secret"), base),
    )


def test_the_gateways_are_reached_through_the_proxy_encrypted_to_their_end(proxy: Proxy) -> None:
    for gateway in gateways():
        with pytest.raises(GatewayRefused) as caught:
            gateway.check()
        assert caught.value.reason == "wrong_key"
    assert [line.rpartition(" ")[0] for line in proxy.asked] == [f"CONNECT {HOST}:443"] * 2


def test_a_proxy_that_lets_nobody_through_is_named(proxy: Proxy) -> None:
    proxy.forbids = True
    for gateway in gateways():
        with pytest.raises(GatewayRefused) as caught:
            gateway.check()
        assert (caught.value.reason, caught.value.detail) == ("network", "proxy")


def test_servers_on_this_computer_are_reached_without_the_proxy(
    proxy: Proxy, stripe_server: object, razorpay_server: object
) -> None:
    from tests.integrations.gateways.counter import counter_at

    for server in (stripe_server, razorpay_server):
        assert counter_at(server).gateway.check()  # type: ignore[arg-type]
    assert proxy.asked == []
