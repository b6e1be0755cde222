"""Sending an email to a real SMTP server on loopback, and everything that such a server can do instead of taking it."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from clinic_desktop.domain.errors import MailRefused
from clinic_desktop.integrations import mail
from clinic_desktop.integrations.mail import Letter, MailServer, connected, mail_address
from tests.mail_server import PASSWORD, USER, mail_server

NOW = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)


def letter(**changes: str) -> Letter:
    fields = {
        "key": "clinic-1-abc",
        "from_name": "Lotus Clinic",
        "to_name": "Asha Rao",
        "to_address": "asha@example.org",
        "subject": "Your appointment",
        "text": "Dear Asha\n.\n.hidden\nbye",
        "html": "<p>Dear Asha</p>",
    }
    return Letter(**(fields | changes))


def at(port: int, security: str = "none", user: str = "", password: str = "", host: str = "127.0.0.1") -> MailServer:
    return MailServer(host, port, security, user, password, "desk@lotus.example")


def post(server: MailServer, *letters: Letter, timeout: float = 30) -> list[str]:
    """Sends, and gives the steps that succeeded before."""
    steps: list[str] = []
    with connected(server, timeout, steps.append) as link:
        for item in letters or (letter(),):
            link.send(item, NOW)
    return steps


def refusal(server: MailServer, *letters: Letter, timeout: float = 30) -> MailRefused:
    with pytest.raises(MailRefused) as caught:
        post(server, *letters, timeout=timeout)
    return caught.value


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that says to one caller whatever ``talk`` says."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        caller, _ = listener.accept()
        with caller:
            try:
                talk(caller)
            except OSError:
                pass

    # A test that fails must not keep the whole run from ending.
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        thread.join(60)
        listener.close()


def test_a_letter_arrives_with_its_text_its_page_and_its_calendar_file():
    with mail_server() as server:
        post(at(server.port), letter(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", method="REQUEST"))
    (got,) = server.letters
    assert str(got["To"]) == "Asha Rao <asha@example.org>"
    assert str(got["From"]) == "Lotus Clinic <desk@lotus.example>"
    assert str(got["Message-ID"]) == "<clinic-1-abc@lotus.example>"
    assert got.get_body(("plain",)).get_content().splitlines() == ["Dear Asha", ".", ".hidden", "bye"]
    assert got.get_body(("html",)).get_content().strip() == "<p>Dear Asha</p>"
    (attached,) = got.iter_attachments()
    assert (attached.get_content_type(), attached.get_param("method")) == ("text/calendar", "REQUEST")
    assert attached.get_filename() == "appointment.ics"


def test_several_letters_use_one_connection_and_a_refused_one_does_not_stop_the_next():
    with mail_server(answers={"gone@example.org": "550 no such user"}) as server, connected(at(server.port)) as link:
        link.send(letter(), NOW)
        with pytest.raises(MailRefused) as caught:
            link.send(letter(to_address="gone@example.org"), NOW)
        link.send(letter(), NOW)
    assert (caught.value.reason, caught.value.passing) == ("recipient", False)
    assert "550 no such user" in caught.value.detail
    assert len(server.letters) == 2


def test_a_name_cannot_add_a_header_or_become_an_address():
    nasty = 'Eve"\r\nBcc: all@example.org\r\n\r\n<x@evil.example>'
    with mail_server() as server:
        post(at(server.port), letter(to_name=nasty, from_name=nasty, subject="A\r\nX-Evil: 1\u2028B\ud800"))
    (got,) = server.letters
    assert got["Bcc"] is None
    assert got["X-Evil"] is None
    assert [address.addr_spec for address in got["To"].addresses] == ["asha@example.org"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "asha",
        "a@b@c",
        "asha@example.org\r\nRCPT TO:<x@y.z>",
        "<a@b.c>",
        "a b@c.d",
        "अ@example.org",
        "a@" + "x" * 70,
    ],
)
def test_what_is_no_address_is_refused_before_anything_is_sent(address):
    with mail_server() as server:
        found = refusal(at(server.port), letter(to_address=address))
    assert (found.reason, found.passing) == ("address", False)
    assert server.letters == []


def test_a_domain_in_another_script_is_written_as_servers_take_it():
    assert mail_address(" asha@bücher.example ") == "asha@xn--bcher-kva.example"


def test_a_server_that_asks_to_come_back_later_may_be_tried_again():
    with mail_server(answers={"asha@example.org": "451 greylisted"}) as server:
        found = refusal(at(server.port))
    assert (found.reason, found.passing) == ("greylisted", True)


def test_a_letter_whose_content_is_refused_is_not_tried_again():
    with mail_server(after_data="554 looks like spam") as server:
        found = refusal(at(server.port))
    assert (found.reason, found.passing) == ("content", False)


def test_a_server_that_hangs_up_after_the_letter_leaves_it_unknown():
    with mail_server(hang_up=True) as server:
        found = refusal(at(server.port))
    assert (found.reason, found.passing) == ("unknown", False)


def test_a_server_that_stalls_after_the_letter_leaves_it_unknown():
    stall = threading.Event()
    stall.set()
    with mail_server(stall=stall) as server:
        found = refusal(at(server.port), timeout=1.5)
    assert (found.reason, found.passing) == ("unknown", False)


def test_a_server_that_stalls_before_it_greets_is_a_timeout():
    done = threading.Event()
    with raw_server(lambda caller: done.wait(60) and None) as port:
        found = refusal(at(port), timeout=1.5)
        done.set()
    assert (found.reason, found.passing) == ("timeout", True)


def greeting_that_drips(caller: socket.socket) -> None:
    caller.sendall(b"220 hello\r\n")
    while True:
        caller.sendall(b"250-x\r\n")
        threading.Event().wait(0.05)


def handshake_that_drips(caller: socket.socket) -> None:
    """A record of TLS that is said to be long, and comes a byte at a time."""
    caller.recv(1)
    caller.sendall(b"\x16\x03\x03\x40\x00")
    while True:
        caller.sendall(b"\x02")
        threading.Event().wait(0.05)


def encryption_that_drips(caller: socket.socket) -> None:
    for answer in (b"220 hello\r\n", b"250-hello\r\n250 STARTTLS\r\n"):
        caller.sendall(answer)
        caller.recv(1000)
    caller.sendall(b"220 go on\r\n")
    handshake_that_drips(caller)


@pytest.mark.parametrize(
    ("drip", "security"),
    [(greeting_that_drips, "none"), (handshake_that_drips, "tls"), (encryption_that_drips, "starttls")],
)
def test_a_server_that_drips_is_cut_off(monkeypatch, drip, security):
    monkeypatch.setattr(mail, "MOST_SECONDS", 0.5)
    with raw_server(drip) as port:
        found = refusal(at(port, security))
    assert (found.reason, found.passing) == ("timeout", True)


def test_a_server_that_drips_is_cut_off_when_it_was_reached_too_late(monkeypatch):
    """The time was up before there was a connection to cut."""
    up = threading.Event()

    class Watch(threading.Timer):
        def __init__(self, seconds: float, cut: Callable[[], None]) -> None:
            super().__init__(0, lambda: (cut(), up.set()))

    dial = socket.create_connection

    def late(*where: object, **how: object) -> socket.socket:
        assert up.wait(60)
        return dial(*where, **how)

    monkeypatch.setattr(mail, "Timer", Watch)
    with raw_server(greeting_that_drips) as port:
        monkeypatch.setattr(socket, "create_connection", late)
        found = refusal(at(port))
    assert (found.reason, found.passing) == ("timeout", True)


def test_what_is_no_mail_server_is_found_out():
    with raw_server(lambda caller: caller.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")) as port:
        found = refusal(at(port))
    assert found.reason in ("protocol", "closed")


def test_a_server_that_closes_at_once_is_found_out():
    with raw_server(lambda caller: None) as port:
        assert refusal(at(port)).reason == "closed"


def test_nobody_listening_is_unreachable():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert refusal(at(port)).reason == "unreachable"


def test_a_name_that_does_not_exist_is_said_to_be_one():
    assert refusal(at(25, host="mail.invalid")).reason == "name"
    assert refusal(at(25, host="a" * 80)).reason == "name"


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_an_encrypted_server_with_a_login_takes_the_letter(tmp_path, monkeypatch, encryption):
    with mail_server(tmp_path, encryption=encryption, login=True) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        steps = post(at(server.port, encryption, USER, PASSWORD, "localhost"))
    assert steps == ["name", "connection", "encryption", "login"]
    assert len(server.letters) == 1


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_stops_everything(tmp_path, encryption):
    with mail_server(tmp_path, encryption=encryption, login=True) as server:
        found = refusal(at(server.port, encryption, USER, PASSWORD, "localhost"))
    assert found.reason == "certificate"
    assert server.letters == []


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
def test_a_certificate_for_another_name_stops_everything(tmp_path, monkeypatch, encryption):
    with mail_server(tmp_path, encryption=encryption, name="other.example") as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        assert refusal(at(server.port, encryption, host="localhost")).reason == "certificate"


def test_a_wrong_password_is_said_to_be_one(tmp_path, monkeypatch):
    with mail_server(tmp_path, encryption="starttls", login=True) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        found = refusal(at(server.port, "starttls", USER, "wrong", "localhost"))
    assert (found.reason, found.passing) == ("login", True)
    assert "wrong" not in found.detail


def test_a_server_without_encryption_gets_nothing_where_encryption_is_wanted():
    with mail_server() as server:
        assert refusal(at(server.port, "starttls", USER, PASSWORD)).reason == "no_encryption"
        assert refusal(at(server.port, "tls", USER, PASSWORD)).reason == "no_encryption"
    assert server.letters == []


def test_a_password_is_never_sent_in_the_clear_over_a_network(monkeypatch):
    with mail_server(login=True) as server:
        monkeypatch.setattr(mail, "_LOOPBACK", ())
        assert refusal(at(server.port, "none", USER, PASSWORD)).reason == "insecure_login"


def test_a_server_that_knows_no_login_is_found_out():
    with mail_server() as server:
        assert refusal(at(server.port, "none", USER, PASSWORD)).reason == "no_login"


def test_a_server_says_nothing_of_its_password():
    assert PASSWORD not in repr(at(25, "none", USER, PASSWORD))
