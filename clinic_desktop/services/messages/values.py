"""What the services of messages take and give."""

from dataclasses import dataclass
from datetime import date, datetime

from clinic_desktop.domain.codes import MessageChannel, MessageKind, MessageState
from clinic_desktop.domain.wording import Wording


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """Which messages to list; what is empty or None filters nothing. ``day`` is the local day, at the message's centre,
    on which it was written; ``text`` is a part of the name or of the address."""

    states: frozenset[MessageState] = frozenset()
    kinds: frozenset[MessageKind] = frozenset()
    day: date | None = None
    patient_id: int | None = None
    appointment_id: int | None = None
    location_id: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message in a list. ``starts_at`` is the time that it is about, ``due_at`` when it may leave next;
    ``problem`` a code of ``ui/reasons.py`` (``MESSAGE_PROBLEMS``), also of a message that is only put off."""

    id: int
    version: int
    kind: MessageKind
    channel: MessageChannel
    state: MessageState
    recipient: str
    address: str
    patient_id: int | None
    appointment_id: int | None
    location_id: int | None
    starts_at: datetime | None
    created_at: datetime
    created_by: str
    due_at: datetime
    sent_at: datetime | None
    attempts: int
    problem: str


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Messages, newest first. ``before_id`` asks for those after them; None where there are no more."""

    rows: tuple[MessageRow, ...]
    before_id: int | None


@dataclass(frozen=True, slots=True)
class MessageStep:
    """One step of a message's history: "queued", "put_off", "failed", "sent", "dropped", "put_back" or "again".
    ``detail`` is what the server answered."""

    at: datetime
    action: str
    desk: str
    by_name: str
    problem: str
    detail: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message whole: the text that went, or would go now, and what became of it."""

    row: MessageRow
    subject: str
    text: str
    html: str
    steps: tuple[MessageStep, ...]
    can_send: bool
    can_drop: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """What becomes of the message that the last deed at some appointments caused: it leaves at ``due_at``, or, where
    that is None, there is no address and the patient has to be told by somebody."""

    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class WordingView:
    """The wording of a kind in a language ("" where none is named). ``own`` where it is the clinic's; ``version`` is to
    come back with a change of it."""

    kind: MessageKind
    language: str
    wording: Wording
    fields: tuple[str, ...]
    own: bool
    version: int
    changed_by: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class WordingPreview:
    """A wording filled with an invented visit at the clinic's first centre."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class MailTest:
    """How far a test letter came: the steps of ``integrations/mail.py`` that succeeded. ``reason`` is why the next one
    did not (a code of ``MESSAGE_PROBLEMS``), empty where the server took the letter; ``detail`` is its own answer."""

    steps: tuple[str, ...]
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class OutboxState:
    """How the sending goes. ``lacks`` is what keeps this desk from sending; ``waiting`` counts what is due and has not
    left, the oldest since ``oldest_at``; ``failed`` those of the last seven days that a person should look at."""

    lacks: str
    waiting: int
    oldest_at: datetime | None
    failed: int
    last_sent_at: datetime | None
