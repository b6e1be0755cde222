"""What the day board shows: columns of doctors (or of one doctor's days) with their cards, ready to draw.

Minutes count from local midnight as the clock on the wall shows them; a day on which clocks change is the view-model's
business. Nothing here knows pixels or words of a language.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.services.appointments.move_rules import MoveRules

END_OF_DAY = 24 * 60

ENDED_STATES = frozenset({AppointmentState.CANCELLED, AppointmentState.REJECTED})
"""Hidden on a board unless somebody asks for them."""

FREEING_STATES = ENDED_STATES | {AppointmentState.NO_SHOW}
"""States whose time somebody else may have."""


class SubtitleTone(StrEnum):
    """How the second line of a column's head is meant."""

    NORMAL = "normal"
    WARN = "warn"


class PresenceDot(StrEnum):
    """The dot at a doctor's picture."""

    HERE = "here"
    LATE = "late"
    ONLINE = "online"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class ClosedTime:
    """Time in which nobody is seen, with its reason in words, such as "Lunch"."""

    start_minute: int
    end_minute: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class BufferTime:
    """The pause that an appointment keeps before or after itself."""

    start_minute: int
    end_minute: int
    appointment_id: int


@dataclass(frozen=True, slots=True)
class HeldTime:
    """A time that somebody holds while they decide; ``label`` says who, such as "Held at Desk 2"."""

    start_minute: int
    end_minute: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One appointment on the board.

    ``second_line`` is the reason or the service. ``token`` is "" before arrival; the card then shows its start.
    ``unpaid`` is the ISO 4217 currency in which something is still owed, "" when nothing is; ``link_sent`` says that a
    payment link waits for it. ``alert`` is the medical
    warning, "" for none. ``movable`` says whether the person may move it now. ``patient_label`` is the patient as a
    screen reader should say it, "" for ``name``. ``passed_over`` says which rules somebody did not mind, "" for none.
    """

    appointment_id: int
    version: int
    state: AppointmentState
    start_minute: int
    end_minute: int
    name: str
    second_line: str = ""
    token: str = ""
    unpaid: str = ""
    video: bool = False
    first_visit: bool = False
    alert: str = ""
    movable: bool = False
    patient_label: str = ""
    service_id: int = 0
    squeezed_in: bool = False
    room_reserved: bool = False
    passed_over: str = ""
    link_sent: bool = False

    @property
    def takes_time(self) -> bool:
        """Whether its time is the patient's, so that nobody else can have it."""
        return self.state not in FREEING_STATES


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """One doctor on one day. ``key`` is unique on the board and stays the same from load to load. ``subtitle_short`` is
    what is said of ``subtitle`` where there is no room for all.

    ``picture`` is a picture store's key, "" for initials of ``initials_of`` (of ``title`` when empty); ``show_avatar``
    is False for the days of a week. ``progress`` is the share of the day done, 0 to 1. ``free_starts`` are the minutes
    at which a booking of ``slot_minutes`` may start. ``rules`` judge what is dropped here; they look like nothing, so a
    column is the same with others.
    """

    key: str
    practitioner_id: int
    day: date
    title: str
    subtitle: str = ""
    subtitle_short: str = ""
    subtitle_tone: SubtitleTone = SubtitleTone.NORMAL
    picture: str = ""
    initials_of: str = ""
    show_avatar: bool = True
    presence: PresenceDot | None = None
    progress: float = 0.0
    cards: tuple[BoardCard, ...] = ()
    closed: tuple[ClosedTime, ...] = ()
    buffers: tuple[BufferTime, ...] = ()
    holds: tuple[HeldTime, ...] = ()
    free_starts: tuple[int, ...] = ()
    slot_minutes: int = 30
    rules: MoveRules | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Ghost:
    """A booking that is being prepared beside the board: ``label`` is its text, such as the patient's name."""

    practitioner_id: int
    day: date
    start_minute: int
    end_minute: int
    label: str


@dataclass(frozen=True, slots=True)
class BoardState:
    """All that the board draws. ``now`` is None while no now line is wanted; the board itself moves it each minute.
    ``parked_ids`` are visits on the shelf, which keep their time until they are put down."""

    day: date
    zone: ZoneInfo
    now: datetime | None = None
    opens_minute: int = 8 * 60
    closes_minute: int = 18 * 60
    columns: tuple[BoardColumn, ...] = ()
    selected_id: int | None = None
    ghost: Ghost | None = None
    hidden_states: frozenset[AppointmentState] = field(default=ENDED_STATES)
    parked_ids: frozenset[int] = frozenset()

    def visible_cards(self, column: BoardColumn) -> tuple[BoardCard, ...]:
        """The column's cards that are not hidden, by start."""
        shown = (card for card in column.cards if card.state not in self.hidden_states)
        return tuple(sorted(shown, key=lambda card: (card.start_minute, card.end_minute, card.appointment_id)))
