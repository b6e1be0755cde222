"""Trying mail settings out with one letter."""

from datetime import datetime
from uuid import uuid4

from clinic_desktop.domain.errors import MailRefused
from clinic_desktop.integrations.mail import ACCEPTED, Letter, MailServer, connected
from clinic_desktop.services.messages.letters import as_html
from clinic_desktop.services.messages.values import MailTest

_SUBJECT = "Test of the clinic's mail"
_TEXT = "This is a test. If you read it, Clinic Desktop can send mail with these settings."


def try_mail(server: MailServer, to: str, now: datetime) -> MailTest:
    """Goes through every step, and says which was the last that succeeded. Takes up to half a minute."""
    if not server.host:
        return MailTest((), "no_host", "")
    steps: list[str] = []
    letter = Letter(f"clinic-test-{uuid4().hex}", "Clinic Desktop", "", to, _SUBJECT, _TEXT, as_html(_TEXT))
    try:
        with connected(server, on_step=steps.append) as link:
            link.send(letter, now)
    except MailRefused as refusal:
        return MailTest(tuple(steps), refusal.reason, refusal.detail)
    return MailTest((*steps, ACCEPTED), "", "")
