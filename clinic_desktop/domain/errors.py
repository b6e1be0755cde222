"""What the clinic refuses, and why. Refusals carry data and a stable code; ``ui/messages.py`` says them in words."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from clinic_desktop.domain.period import Period


class Refused(Exception):
    """The base of everything that a person can cause. ``code`` is stable and may be quoted to support."""

    code = "SYS_001"


class NotSignedIn(Refused):
    code = "AUTH_001"


class WrongCredentials(Refused):
    code = "AUTH_002"


class SessionEnded(Refused):
    code = "AUTH_003"


@dataclass(eq=False)
class NotAllowed(Refused):
    """The person's role does not permit ``permission`` there."""

    permission: str
    code = "AUTH_004"


@dataclass(eq=False)
class TooManyTries(Refused):
    """Signing in is blocked until ``until`` (UTC)."""

    until: datetime
    code = "AUTH_005"


# The domain page has no code for other things that are not there, such as an invoice.
_NOT_FOUND = {
    **dict.fromkeys(("patient", "account", "own_centre"), "USER_001"),
    "practitioner": "DOC_001",
    **dict.fromkeys(("appointment", "encounter"), "APPT_001"),
}


@dataclass(eq=False)
class NotFound(Refused):
    """No such row. ``what`` is "patient", "practitioner", "appointment", "account", "location" …"""

    what: str
    id: int | None = None

    @property
    def code(self) -> str:  # type: ignore[override]
        return _NOT_FOUND.get(self.what, "SYS_004")


class EmailTaken(Refused):
    """Another account has this email, username or phone."""

    code = "USER_002"


class PractitionerUnavailable(Refused):
    """The doctor takes no bookings there and then."""

    code = "DOC_002"


@dataclass(eq=False)
class StepNotAllowed(Refused):
    """The appointment's state does not permit the step."""

    state: str
    step: str
    code = "APPT_001"


@dataclass(frozen=True, slots=True)
class Alternative:
    """A free slot near the one that was wanted."""

    practitioner_id: int
    practitioner_name: str
    period: Period


@dataclass(eq=False)
class SlotTaken(Refused):
    """The time is not free. ``reason`` is one of the codes of ``domain/scheduling.py``; ``by_name`` made the booking
    that is in the way, at ``taken_at``; ``nearest`` holds free slots to offer instead."""

    period: Period
    reason: str = "taken"
    by_name: str | None = None
    taken_at: datetime | None = None
    nearest: tuple[Alternative, ...] = ()
    code = "APPT_002"


@dataclass(eq=False)
class StaleRecord(Refused):
    """Somebody else changed the row first: ``by_name``, ``at``. ``changes`` maps a field to what it is now."""

    what: str = "record"
    by_name: str | None = None
    at: datetime | None = None
    changes: dict[str, object] = field(default_factory=dict)
    code = "APPT_003"


@dataclass(eq=False)
class PaymentDeclined(Refused):
    reason: str = ""
    code = "PAY_001"


class PaymentUnverified(Refused):
    code = "PAY_002"


@dataclass(eq=False)
class FileNotAllowed(Refused):
    """The content is not one of the permitted types, whatever the name says."""

    found: str = ""
    code = "FILE_001"


@dataclass(eq=False)
class FileTooLarge(Refused):
    limit_bytes: int
    code = "FILE_002"


class FileDamaged(Refused):
    code = "FILE_003"


@dataclass(eq=False)
class Unreachable(Refused):
    """The database cannot be used now, or ``what`` else is named: "pictures" or "settings" (their folder), "webhooks"
    (their address). ``reason`` is a code such as "network", "password", "locked" or "damaged"."""

    what: str = "database"
    reason: str = "network"

    @property
    def code(self) -> str:  # type: ignore[override]
        return "DB_001" if self.what == "database" else "SYS_003"


@dataclass(eq=False)
class SchemaTooNew(Refused):
    """The database was made by a newer program."""

    found: str
    code = "DB_001"


@dataclass(eq=False)
class Invalid(Refused):
    """Fields that cannot be saved as they are: ``{field: problem code}``; ``ui/reasons.py`` lists the codes."""

    problems: dict[str, str]
    code = "SYS_002"


@dataclass(eq=False)
class WordingRefused(Refused):
    """The wording of a message cannot be sent: its ``part`` ("subject" or "body") has the ``problem`` "required",
    "too_long", "several_lines", "unknown_field" (``found`` is its name), "open_brace" or "open_bracket"."""

    part: str
    problem: str
    found: str = ""
    code = "SYS_002"


@dataclass(eq=False)
class MailRefused(Refused):
    """A mail server did not take a message. ``reason`` is one of the codes of ``integrations/mail.py``, ``detail`` what
    the server answered, for a technician; with ``passing`` a later try may succeed."""

    reason: str
    passing: bool = True
    detail: str = ""
    code = "SYS_003"


@dataclass(eq=False)
class GatewayRefused(Refused):
    """A payment gateway did not do what it was asked. ``reason`` is one of the codes of ``domain/gateways.py``, and
    ``detail`` the gateway's own code, for a technician; with ``passing`` a later try may succeed, and what was asked
    may have been done."""

    gateway: str
    reason: str
    passing: bool = False
    detail: str = ""
    code = "PAY_003"


@dataclass(eq=False)
class Conflict(Refused):
    """The database's own guard refused the write (the last line behind the checks of the services)."""

    what: str = ""
    code = "APPT_003"


@dataclass(eq=False)
class PrintFailed(Refused):
    """Nothing came out of the printer.

    ``reason``: "printer_missing" (the chosen one is not installed any more), "printer_refused" (it took no job),
    "file" (the PDF could not be written). ``kept`` is a PDF of the document to print by hand, if one could be written.
    """

    reason: str
    printer: str = ""
    kept: Path | None = None
    code = "SYS_003"
