"""The little web server for webhooks: it takes posts of a moderate size, and nothing else."""

import http.client
import socket
import threading
from collections.abc import Iterator, Mapping
from http import HTTPStatus

import pytest

from clinic_desktop.integrations.webhook_server import WebhookServer


class Taken:
    """Remembers what came; answers what it is told to."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, bytes]] = []
        self.answer = HTTPStatus.OK
        self.wait: threading.Event | None = None

    def __call__(self, path: str, body: bytes, headers: Mapping[str, str]) -> HTTPStatus:
        self.calls.append((path, body))
        if self.wait is not None:
            self.wait.wait(10)
        return self.answer


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def server(taken: Taken) -> Iterator[WebhookServer]:
    server = WebhookServer("127.0.0.1", 0, taken)
    server.start()
    yield server
    server.stop()


def ask(server: WebhookServer, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def raw(server: WebhookServer, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(request)
        found = b""
        while piece := line.recv(4096):
            found += piece
        return found


def test_a_post_is_taken_whole(server: WebhookServer, taken: Taken) -> None:
    body = "größer ".encode() * 20_000
    assert ask(server, "POST", "/stripe", body) == (200, b"OK\n")
    assert taken.calls == [("stripe", body)]


def test_the_answer_is_what_the_taker_says(server: WebhookServer, taken: Taken) -> None:
    taken.answer = HTTPStatus.SERVICE_UNAVAILABLE
    assert ask(server, "POST", "/stripe", b"{}")[0] == 503


def test_other_methods_too_much_and_no_length_are_refused_unread(server: WebhookServer, taken: Taken) -> None:
    assert ask(server, "GET", "/stripe")[0] == 405
    assert ask(server, "DELETE", "/stripe")[0] == 501
    assert ask(server, "POST", "/stripe", **{"Content-Length": "1000001"})[0] == 413
    assert ask(server, "POST", "/stripe", **{"Content-Length": "-1"})[0] == 411
    assert b" 411 " in raw(server, b"POST /stripe HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b" 411 " in raw(
        server, b"POST /stripe HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    )
    assert b"Error" not in raw(server, b"nonsense\r\n\r\n").split(b"\r\n\r\n", 1)[-1]
    assert taken.calls == []


def test_a_body_that_breaks_off_is_not_taken(server: WebhookServer, taken: Taken) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(b"POST /stripe HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
        line.shutdown(socket.SHUT_WR)
        assert line.recv(100) == b""
    assert taken.calls == []


def test_a_crowd_is_asked_to_come_again(server: WebhookServer, taken: Taken) -> None:
    taken.wait = threading.Event()
    crowd = [threading.Thread(target=ask, args=(server, "POST", "/stripe", b"{}")) for _ in range(8)]
    for caller in crowd:
        caller.start()
    while len(taken.calls) < 8:
        threading.Event().wait(0.005)
    assert ask(server, "POST", "/stripe", b"{}")[0] == 503
    taken.wait.set()
    for caller in crowd:
        caller.join()


def test_it_says_nothing_of_itself(server: WebhookServer, capfd: pytest.CaptureFixture[str]) -> None:
    head = raw(server, b"POST /stripe HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}").lower()
    assert b"python" not in head
    assert capfd.readouterr() == ("", "")


def test_a_port_that_is_taken_is_no_server(server: WebhookServer, taken: Taken) -> None:
    with pytest.raises(OSError):
        WebhookServer("127.0.0.1", server.port, taken)
