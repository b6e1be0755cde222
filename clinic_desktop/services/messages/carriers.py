"""How messages travel. The worker knows only ``Carrier``: email is the first, SMS and WhatsApp use the same door."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Protocol

from clinic_desktop.domain.codes import MessageChannel
from clinic_desktop.domain.errors import MailRefused
from clinic_desktop.domain.wording import Wording
from clinic_desktop.integrations.mail import TIMEOUT_SECONDS, MailLink, MailServer, connected
from clinic_desktop.services.messages.letters import MessageFacts, letter_of
from clinic_desktop.services.messages.mail_account import MailAccount
from clinic_desktop.services.messages.papers import LetterPapers


class Line(Protocol):
    """An open connection to whoever takes the messages."""

    def send(self, message: MessageFacts, wording: Wording, now: datetime) -> Wording:
        """Hands one message over, and gives the text that went. Refuses with MailRefused."""


class Carrier(Protocol):
    """One way for messages to travel."""

    channel: MessageChannel

    def is_ready(self) -> bool:
        """Whether this desk can send over it."""

    def line(self) -> AbstractContextManager[Line]:
        """A connection for several messages. Refuses with MailRefused."""


class EmailCarrier:
    """Sends over the clinic's mail account."""

    channel = MessageChannel.EMAIL

    def __init__(
        self, account: MailAccount, timeout: float = TIMEOUT_SECONDS, papers: LetterPapers | None = None
    ) -> None:
        """``papers`` draws what goes with letters; without it they go alone."""
        self._account = account
        self._timeout = timeout
        self._papers = papers

    def is_ready(self) -> bool:
        """See ``Carrier``."""
        return self._account.server() is not None

    @contextmanager
    def line(self) -> Iterator[Line]:
        """See ``Carrier``."""
        server = self._account.server()
        if server is None:
            raise MailRefused(self._account.lacks() or "no_host")
        with connected(server, self._timeout) as link:
            yield _EmailLine(link, server, self._papers)


class _EmailLine:
    def __init__(self, link: MailLink, server: MailServer, papers: LetterPapers | None) -> None:
        self._link = link
        self._server = server
        self._papers = papers

    def send(self, message: MessageFacts, wording: Wording, now: datetime) -> Wording:
        attachments = () if self._papers is None else self._papers.of(message)
        letter = letter_of(message, wording, self._server.sender, now, attachments)
        self._link.send(letter, now)
        return Wording(letter.subject, letter.text)
