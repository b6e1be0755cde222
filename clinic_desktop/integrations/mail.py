"""Sending one email over SMTP, with every way in which it can go wrong told apart.

Encrypted connections check the server's certificate against the operating system's own list. Whoever gets
``MailRefused`` with ``passing`` may try again later: the server has certainly not taken the message. ``unknown`` means
that the connection broke after all of the message was handed over and before the server's answer, so it may arrive.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from threading import Timer

from clinic_desktop.domain.errors import MailRefused
from clinic_desktop.domain.mail_address import PLAIN, STARTTLS, TLS, for_server
from clinic_desktop.integrations.mail_line import MailLine, TlsMailLine

TIMEOUT_SECONDS = 15.0
MOST_SECONDS = 60.0
"""For one answer, and for one letter as a whole."""
NAME, CONNECTION, ENCRYPTION, LOGIN, ACCEPTED = STEPS = ("name", "connection", "encryption", "login", "accepted")
"""What happens in turn; a test of the settings says how far it came."""

# A letter's lines may hold 998 bytes; 7-bit encodings keep them short and pass every server.
_POLICY = SMTP.clone(cte_type="7bit")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_MOST_DETAIL = 300


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes out. ``sender`` is the address that it comes from; ``security`` one of ``SECURITIES``."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str

    def __repr__(self) -> str:
        return f"MailServer({self.host}:{self.port})"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A PDF that goes with a letter."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One email, ready to go. ``key`` makes its Message-ID, the same for each try. ``calendar`` is an iCalendar file
    of ``method`` "REQUEST", "CANCEL" or "PUBLISH"."""

    key: str
    from_name: str
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    reply_to: str = ""
    calendar: str = ""
    method: str = ""
    attachments: tuple[Attachment, ...] = ()


class MailLink:
    """An open connection over which letters go one after the other."""

    def __init__(self, smtp: MailLine, sender: str) -> None:
        self._smtp = smtp
        self._sender = sender

    def send(self, letter: Letter, now: datetime) -> None:
        """Hands one letter over. Returns when the server has taken it, else refuses with MailRefused."""
        recipient = mail_address(letter.to_address)
        content = _bytes_of(letter, self._sender, now)
        with _told(), _limited(self._smtp):
            self._envelope(recipient)
            _need(self._smtp.docmd("DATA"), 354, "content")
            self._smtp.send(re.sub(rb"(?m)^\.", b"..", content))
        try:
            with _limited(self._smtp):
                self._smtp.send(b".\r\n")
                reply = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise MailRefused("unknown", False, _detail(error)) from None
        _need(reply, 250, "content")

    def _envelope(self, recipient: str) -> None:
        """After a refused letter the connection begins afresh, for the next one."""
        code, _ = self._smtp.rset()
        if code == 421:
            raise MailRefused("busy")
        _need(self._smtp.mail(self._sender), 250, "sender")
        code, reply = self._smtp.rcpt(recipient)
        if code not in (250, 251):
            if 400 <= code < 500:
                raise MailRefused("greylisted", True, _answer(code, reply))
            raise MailRefused("recipient", False, _answer(code, reply))


@contextmanager
def connected(
    server: MailServer, timeout: float = TIMEOUT_SECONDS, on_step: Callable[[str], None] = lambda step: None
) -> Iterator[MailLink]:
    """A connection that is encrypted and logged in as the server's values say. ``on_step`` hears of each step that has
    succeeded. Refuses with MailRefused: name, unreachable, timeout, protocol, no_encryption, certificate, no_login,
    insecure_login, login, busy, closed."""
    sender = mail_address(server.sender, "sender")
    smtp = _dial(server, timeout, on_step)
    try:
        with _told(), _limited(smtp):
            _log_in(smtp, server)
        on_step(LOGIN)
        yield MailLink(smtp, sender)
        # Everything is done: a server that does not answer to the farewell changes nothing.
        with suppress(OSError, smtplib.SMTPException), _limited(smtp):
            smtp.quit()
    finally:
        smtp.close()


def mail_address(text: str, reason: str = "address") -> str:
    """The address as servers take it. Refuses what is none."""
    address = for_server(text)
    if address is None:
        raise MailRefused(reason, False)
    return address


def _dial(server: MailServer, timeout: float, on_step: Callable[[str], None]) -> MailLine:
    """The server's greeting, over an encrypted connection where one is wanted."""
    try:
        socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise MailRefused("name", True, _detail(error)) from None
    on_step(NAME)
    smtp = _client(server, timeout)
    try:
        with _told(), _limited(smtp):
            _need(smtp.connect(server.host, server.port), 220, "protocol")
            # The end of a letter is written by itself, and would wait 40 ms for an answer to what came before.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # type: ignore[union-attr]
            on_step(CONNECTION)
            _greet(smtp)
            if server.security == STARTTLS:
                _encrypt(smtp)
            on_step(ENCRYPTION)
    except MailRefused:
        smtp.close()
        raise
    return smtp


def _client(server: MailServer, timeout: float) -> MailLine:
    smtp: MailLine
    if server.security == TLS:
        smtp = TlsMailLine(timeout=timeout, local_hostname=_own_name(), context=_context())
    else:
        smtp = MailLine(timeout=timeout, local_hostname=_own_name())
    # What the certificate is checked against; smtplib takes it only where it connects at once.
    smtp._host = server.host  # type: ignore[attr-defined]
    return smtp


def _greet(smtp: smtplib.SMTP) -> None:
    code, _ = smtp.ehlo()
    if not 200 <= code <= 299:
        _need(smtp.helo(), 250, "protocol")


def _encrypt(smtp: smtplib.SMTP) -> None:
    if not smtp.has_extn("starttls"):
        raise MailRefused("no_encryption")
    _need(smtp.starttls(context=_context()), 220, "no_encryption")
    _greet(smtp)


def _log_in(smtp: smtplib.SMTP, server: MailServer) -> None:
    if not server.user:
        return
    if server.security == PLAIN and server.host not in _LOOPBACK:
        raise MailRefused("insecure_login")
    try:
        smtp.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as error:
        passing = 400 <= error.smtp_code < 500
        raise MailRefused("busy" if passing else "login", True, _answer(error.smtp_code, error.smtp_error)) from None
    except smtplib.SMTPNotSupportedError:
        raise MailRefused("no_login") from None


def _need(reply: tuple[int, bytes], wanted: int, reason: str) -> None:
    """Refuses an answer that is not the wanted one: a 4xx passes, a 5xx of a letter does not."""
    code, text = reply
    if code == wanted:
        return
    if 400 <= code < 500:
        raise MailRefused("busy", True, _answer(code, text))
    raise MailRefused(reason, reason in ("protocol", "sender", "no_encryption"), _answer(code, text))


@contextmanager
def _limited(smtp: MailLine) -> Iterator[None]:
    """Cuts the connection when the conversation takes too long as a whole: a timeout alone waits for ever for a server
    that sends a byte now and then. What breaks because of that is a TimeoutError."""
    watch = Timer(MOST_SECONDS, smtp.cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    except (OSError, smtplib.SMTPException) as error:
        if smtp.was_cut:
            raise TimeoutError(f"no end after {MOST_SECONDS:g} s: {error}") from error
        raise
    finally:
        watch.cancel()


@contextmanager
def _told() -> Iterator[None]:
    """Turns what the library raises into refusals."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise MailRefused("certificate", True, error.verify_message) from None
    except TimeoutError as error:
        raise MailRefused("timeout", True, _detail(error)) from None
    except ssl.SSLError as error:
        raise MailRefused("no_encryption", True, _detail(error)) from None
    except smtplib.SMTPServerDisconnected as error:
        # The library says so of a server that stalls, too.
        reason = "timeout" if "timed out" in str(error) else "closed"
        raise MailRefused(reason, True, _detail(error)) from None
    except smtplib.SMTPResponseException as error:
        raise MailRefused("protocol", True, _answer(error.smtp_code, error.smtp_error)) from None
    except smtplib.SMTPException as error:
        raise MailRefused("protocol", True, _detail(error)) from None
    except ConnectionResetError as error:
        raise MailRefused("closed", True, _detail(error)) from None
    except (OSError, UnicodeError) as error:
        raise MailRefused("unreachable", True, _detail(error)) from None


def _context() -> ssl.SSLContext:
    # Imported late: only who sends mail over the network needs the system's list of certificates.
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _own_name() -> str:
    """What this computer calls itself; never looked up, because a name server may take a minute to say no."""
    name = socket.gethostname()
    return name if re.fullmatch(r"[A-Za-z0-9.-]+", name) else "localhost"


def _bytes_of(letter: Letter, sender: str, now: datetime) -> bytes:
    message = EmailMessage(_POLICY)
    message["From"] = Address(_name(letter.from_name), addr_spec=sender)
    message["To"] = Address(_name(letter.to_name), addr_spec=mail_address(letter.to_address))
    message["Subject"] = _name(letter.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter.key}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    if letter.calendar:
        message.add_attachment(
            letter.calendar, subtype="calendar", filename="appointment.ics", params={"method": letter.method}
        )
    for paper in letter.attachments:
        message.add_attachment(paper.content, "application", "pdf", filename=paper.name)
    return message.as_bytes()


def _name(text: str) -> str:
    """A name or subject for a header: no control ends the line, and no half of a character stops the sending."""
    cleaned = re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]+", " ", text)
    return cleaned.encode("utf-8", "replace").decode().strip()


def _answer(code: int, reply: object) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    return f"{code} {text}"[:_MOST_DETAIL]


def _detail(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:_MOST_DETAIL]
