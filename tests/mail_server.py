"""A real SMTP server on loopback that behaves, or misbehaves, as a test asks it to."""

import asyncio
import email
import email.policy
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "clinic", "correct horse"


@dataclass
class Handler:
    """What the server does with a letter. ``answers`` maps a recipient to what RCPT says; ``after_data`` is the answer
    to the letter itself; with ``hang_up`` the connection is cut after the letter was taken in, without an answer;
    while ``stall`` is set the server reads and says nothing."""

    answers: dict[str, str] = field(default_factory=dict)
    after_data: str = "250 OK"
    hang_up: bool = False
    stall: threading.Event | None = None
    letters: list[EmailMessage] = field(default_factory=list)
    taken: threading.Event = field(default_factory=threading.Event)

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        if self.after_data.startswith("250"):
            self.letters.append(
                email.message_from_bytes(envelope.content, policy=email.policy.default)  # type: ignore[arg-type]
            )
        self.taken.set()
        if self.stall is not None:
            while self.stall.is_set():
                await asyncio.sleep(0.01)
        if self.hang_up:
            server.transport.abort()
        return self.after_data


@dataclass(frozen=True)
class Server:
    """Where the server listens, and what it took."""

    port: int
    handler: Handler
    authority: Path | None = None

    @property
    def letters(self) -> list[EmailMessage]:
        return self.handler.letters


def _authenticate(server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=True) if right else AuthResult(success=False, handled=False)


class _Controller(Controller):
    """Listens on a port that the system chooses."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(
    folder: Path | None = None,
    *,
    encryption: str = "none",
    login: bool = False,
    name: str = "localhost",
    **handling: Any,
) -> Iterator[Server]:
    """A server with "starttls", "tls" or "none". Its certificate is for ``name``; who trusts the file ``authority`` in
    ``folder`` trusts it."""
    # The library warns of what these tests are for; its login by name and word is on its way out.
    warnings.filterwarnings("ignore", module="aiosmtpd")
    handler = Handler(**handling)
    context, authority = _certificate(folder, name) if encryption != "none" else (None, None)
    keywords: dict[str, Any] = {"auth_require_tls": not login or encryption == "starttls"}
    if login:
        keywords |= {"authenticator": _authenticate, "auth_required": True}
    if encryption == "starttls":
        keywords |= {"tls_context": context, "require_starttls": True}
    controller = _Controller(
        handler, hostname="127.0.0.1", port=0, server_hostname="mail.test",
        ssl_context=context if encryption == "tls" else None, **keywords,
    )  # fmt: skip
    controller.start()
    try:
        yield Server(controller.port, handler, authority)
    finally:
        if handler.stall is not None:
            handler.stall.clear()
        controller.stop()


def _certificate(folder: Path | None, name: str) -> tuple[ssl.SSLContext, Path]:
    assert folder is not None
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    return context, file
