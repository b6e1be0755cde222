"""What boards, queues and lists show: frozen values, ready to draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo

from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import AppointmentState, Channel, PaymentWord, QueueState, Urgency
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling import ClosedInterval, WhyNot
from clinic_desktop.services.appointments.choices import FreeSlot, ServiceChoice
from clinic_desktop.services.appointments.move_rules import MoveRules


class Presence(StrEnum):
    """Where a doctor is now, as far as hours and visits say."""

    NOT_IN_YET = "not_in_yet"
    FREE = "free"
    WITH_PATIENT = "with_patient"
    ON_BREAK = "on_break"
    LEFT = "left"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Card:
    """One appointment on a board or in a day's list.

    ``period`` is its own time, in UTC; the buffers are minutes. ``alert`` is the patient's allergies ("" for none).
    ``steps`` are those that the state, the clock and the person's permissions let happen now. ``amount``, ``due`` and
    ``payment`` are None for who may not see payments, here and in queues.
    """

    appointment_id: int
    version: int
    state: AppointmentState
    patient_id: int
    patient_name: str
    patient_number: str
    patient_phone: str
    practitioner_id: int
    practitioner_name: str
    location_id: int
    service_id: int
    service_name: str
    period: Period
    buffer_before_minutes: int
    buffer_after_minutes: int
    seat: int
    queue_only: bool
    squeezed_in: bool
    urgency: Urgency
    channel: Channel
    online: bool
    first_visit: bool
    reason: str
    alert: str
    amount: Money | None
    due: Money | None
    payment: PaymentWord | None
    encounter_id: int | None = None
    encounter_version: int | None = None
    token: str = ""
    queue_state: QueueState | None = None
    arrived_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    wait_minutes: int | None = None
    steps: tuple[Step, ...] = ()
    may_move: bool = False
    passed_over: tuple[WhyNot, ...] = ()
    room: str = ""
    room_reserved: bool = False
    series_id: int | None = None
    series_position: int | None = None
    capacity: int = 1
    pay_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class HoldCard:
    """Somebody's claim on a time, until it runs out. Its key stays with whoever took it. Which are the desk's own
    nobody can tell from the account, as one person may be signed in at two: ``mark`` is that of the HoldGiven."""

    mark: str
    practitioner_id: int
    period: Period
    expires_at: datetime
    holder_name: str
    desk: str


def hold_mark(key: str) -> str:
    """What may be shown of a hold's key: who has the key could book in its place."""
    return sha256(key.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class DayColumn:
    """One doctor's day at a centre. ``free`` are the bookable starts of ``service_id`` (the doctor's first service).
    ``rules`` judge a card before it is dropped there."""

    practitioner_id: int
    name: str
    picture: str
    speciality: str
    room: str
    working: tuple[Period, ...]
    closed: tuple[ClosedInterval, ...]
    cards: tuple[Card, ...]
    holds: tuple[HoldCard, ...]
    free: tuple[FreeSlot, ...]
    next_free: Period | None
    service_id: int | None
    services: tuple[ServiceChoice, ...]
    step_minutes: int
    presence: Presence
    late_minutes: int
    queue_length: int
    rules: MoveRules | None = None


@dataclass(frozen=True, slots=True)
class DayView:
    """The board of one centre on one local day. ``shown`` is the stretch to draw; ``counts`` has every state. ``past``
    says that it is shown as it stood at ``now``, to be looked at only."""

    location_id: int
    location_name: str
    zone: ZoneInfo
    currency: str
    day: date
    now: datetime
    shown: Period
    closure: str
    columns: tuple[DayColumn, ...]
    counts: Mapping[AppointmentState, int]
    waiting: int
    unpaid: int
    past: bool = False


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One day of a doctor's week. ``fullness_percent`` is booked of worked minutes."""

    day: date
    working: tuple[Period, ...]
    closed: tuple[ClosedInterval, ...]
    cards: tuple[Card, ...]
    holds: tuple[HoldCard, ...]
    free: tuple[FreeSlot, ...]
    fullness_percent: int


@dataclass(frozen=True, slots=True)
class WeekView:
    """Seven days of one doctor at one centre."""

    practitioner_id: int
    practitioner_name: str
    location_id: int
    zone: ZoneInfo
    currency: str
    first_day: date
    now: datetime
    service_id: int | None
    days: tuple[WeekDay, ...]
    rules: MoveRules | None = None


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A patient who has arrived. ``starts_at`` is None for a walk-in without a time; waits are whole minutes.
    ``seems_gone`` says that they were called so often without being there that they have probably left."""

    appointment_id: int
    version: int
    encounter_id: int
    encounter_version: int
    state: AppointmentState
    queue_state: QueueState
    token: str
    patient_id: int
    patient_name: str
    patient_number: str
    practitioner_id: int
    practitioner_name: str
    room: str
    service_name: str
    reason: str
    urgency: Urgency
    starts_at: datetime | None
    arrived_at: datetime
    called_at: datetime | None
    started_at: datetime | None
    wait_minutes: int
    expected_minutes: int
    skips: int
    alert: str
    first_visit: bool
    due: Money | None
    payment: PaymentWord | None
    seems_gone: bool = False


@dataclass(frozen=True, slots=True)
class DueEntry:
    """A confirmed appointment whose patient has not arrived yet. ``late_minutes`` is negative before the start."""

    appointment_id: int
    version: int
    patient_id: int
    patient_name: str
    patient_phone: str
    practitioner_id: int
    practitioner_name: str
    starts_at: datetime
    late_minutes: int
    due: Money | None
    payment: PaymentWord | None


@dataclass(frozen=True, slots=True)
class WaitingRoom:
    """Everybody at a centre now: ``called`` and ``waiting`` in the order in which they are to go in (urgency, time,
    arrival), ``held`` aside, who is with a doctor, and who is due next."""

    location_id: int
    now: datetime
    called: tuple[QueueEntry, ...]
    waiting: tuple[QueueEntry, ...]
    held: tuple[QueueEntry, ...]
    with_doctor: tuple[QueueEntry, ...]
    due: tuple[DueEntry, ...]
    unpaid: int
    longest_wait_minutes: int
    warn_minutes: int
    alert_minutes: int


@dataclass(frozen=True, slots=True)
class ListingFilters:
    """Which appointments to list; what is empty does not limit. Days are local days of each centre, both included."""

    first_day: date | None = None
    last_day: date | None = None
    location_ids: frozenset[int] = frozenset()
    practitioner_ids: frozenset[int] = frozenset()
    service_ids: frozenset[int] = frozenset()
    states: frozenset[AppointmentState] = frozenset()
    patient_id: int | None = None
    text: str = ""
    unpaid_only: bool = False


class ListingSort(StrEnum):
    STARTS = "starts"
    PATIENT = "patient"
    PRACTITIONER = "practitioner"
    STATE = "state"
    AMOUNT = "amount"
    BOOKED = "booked"


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list. ``total`` counts up to ``COUNT_LIMIT``; ``more`` says that there are more than that."""

    cards: tuple[Card, ...]
    page: int
    page_size: int
    total: int
    more: bool
