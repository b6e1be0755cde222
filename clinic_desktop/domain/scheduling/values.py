"""The values that go into and come out of the slot rules.

Wall-clock times are minutes of the local day, 0 to 1440 (24:00). Days are local days of the centre's zone.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from clinic_desktop.domain.codes import ExceptionKind, RuleKind
from clinic_desktop.domain.period import Period

MINUTES_IN_DAY = 24 * 60
_KINDS_WITH_HOURS = (ExceptionKind.EXTRA, ExceptionKind.CHANGED)
_KINDS_OF_WHOLE_DAYS = (ExceptionKind.DAY_OFF, ExceptionKind.VACATION)


class ClosedReason(StrEnum):
    """Why a doctor takes nobody at a time; screens translate the code and show the label beside it."""

    HOLIDAY = "holiday"
    LEAVE = "leave"
    UNAVAILABLE = "unavailable"
    BLOCKED = "blocked"
    BREAK = "break"
    NOT_IN_YET = "not_in_yet"
    BETWEEN_HOURS = "between_hours"
    LEFT = "left"
    NO_HOURS = "no_hours"


class WhyNot(StrEnum):
    """Why a wanted time cannot be booked. The values are what ``SlotTaken.reason`` carries."""

    NO_SUCH_TIME = "no_such_time"
    PAST = "past"
    NOTICE = "notice"
    HORIZON = "horizon"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    LEAVE = "leave"
    UNAVAILABLE = "unavailable"
    BLOCKED = "blocked"
    BREAK = "break"
    OUTSIDE_HOURS = "outside_hours"
    TAKEN = "taken"
    HOLD = "hold"
    BUFFER_BEFORE = "buffer_before"
    BUFFER_AFTER = "buffer_after"
    ROOM = "room"
    OFF_STEP = "off_step"


@dataclass(frozen=True, slots=True)
class WeeklyRule:
    """Hours or a break at one centre on one weekday (0 is Monday), from and until days that both count.

    Raises ValueError for hours that end before they start or leave the day.
    """

    location_id: int
    kind: RuleKind
    weekday: int
    start_minute: int
    end_minute: int
    valid_from: date | None = None
    valid_until: date | None = None
    label: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError("a weekday is 0 (Monday) to 6 (Sunday)")
        _check_minutes(self.start_minute, self.end_minute)

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force on that day; says nothing about the weekday."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True, slots=True)
class DatedException:
    """What differs from the weekly hours on the days from ``first_day`` to ``last_day``, both included.

    ``location_id`` None means every centre. The minutes of EXTRA and CHANGED (which need them) and of BLOCKED (whole
    days without) hold on each of the days. UNAVAILABLE begins at ``start_minute`` of the first day and ends at
    ``end_minute`` of the last (None: the day's start, the day's end). DAY_OFF and VACATION ignore minutes.
    Raises ValueError for days or hours in the wrong order.
    """

    kind: ExceptionKind
    first_day: date
    last_day: date
    location_id: int | None = None
    start_minute: int | None = None
    end_minute: int | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise ValueError("an exception ends after it starts")
        if self.kind in _KINDS_OF_WHOLE_DAYS:
            return
        if self.kind in _KINDS_WITH_HOURS and (self.start_minute is None or self.end_minute is None):
            raise ValueError("this exception needs hours")
        start = 0 if self.start_minute is None else self.start_minute
        end = MINUTES_IN_DAY if self.end_minute is None else self.end_minute
        if self.kind == ExceptionKind.UNAVAILABLE and self.first_day < self.last_day:
            _check_minutes(0, end)
            _check_minutes(start, MINUTES_IN_DAY)
        else:
            _check_minutes(start, end)

    def touches(self, day: date, location_id: int) -> bool:
        """Whether it says something about that day at that centre."""
        return self.first_day <= day <= self.last_day and self.location_id in (None, location_id)


@dataclass(frozen=True, slots=True)
class Closure:
    """A holiday of one centre, or of the whole clinic (``location_id`` None). Nobody works on it."""

    day: date
    location_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Timetable:
    """Everything that says when one doctor works at one centre, in that centre's zone.

    Rules and exceptions of the doctor's other centres may be left in; they are passed over.
    """

    location_id: int
    zone: ZoneInfo
    rules: tuple[WeeklyRule, ...]
    exceptions: tuple[DatedException, ...] = ()
    closures: tuple[Closure, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """What a booking of a service takes: minutes, buffers in minutes, and places (more than one: a group session).
    ``needs_room`` also takes a room of the centre, which nobody else has meanwhile."""

    service_id: int
    duration_minutes: int
    buffer_before: int = 0
    buffer_after: int = 0
    capacity: int = 1
    needs_room: bool = False

    def __post_init__(self) -> None:
        if self.duration_minutes <= 0 or self.capacity <= 0:
            raise ValueError("a service takes time and has a place")
        if self.buffer_before < 0 or self.buffer_after < 0:
            raise ValueError("a buffer is not negative")


@dataclass(frozen=True, slots=True)
class BookingLimits:
    """How soon and how late a start may lie, seen from ``now``; to the exact second, both ends included.

    ``horizon`` is the latest start (None: no limit). Weekend days count by the local day of the start.
    """

    now: datetime
    notice: timedelta = timedelta(0)
    horizon: datetime | None = None
    allow_weekends: bool = True
    weekend: frozenset[int] = frozenset({5, 6})

    def __post_init__(self) -> None:
        if self.notice < timedelta(0):
            raise ValueError("a notice is not negative")

    @property
    def earliest(self) -> datetime:
        """The first start allowed, in UTC: adding to a local time would go by the wall clock."""
        return self.now.astimezone(UTC) + self.notice


class Busy(NamedTuple):
    """An active appointment or a hold of the doctor, at any centre. Make it with ``Busy.of``.

    ``start``, ``end`` and ``expires`` are whole seconds since 1970 UTC, buffers are minutes. ``expires`` is set for
    holds only. ``reference`` is the caller's own, such as the appointment's id. It is a tuple of integers because a
    search over all doctors makes tens of thousands of them: a row of a query in this order is ``Busy._make(row)``.
    """

    start: int
    end: int
    buffer_before: int = 0
    buffer_after: int = 0
    service_id: int | None = None
    location_id: int | None = None
    seats: int = 1
    expires: int | None = None
    reference: int | None = None

    @classmethod
    def of(
        cls,
        period: Period,
        service: ServiceRule | None = None,
        location_id: int | None = None,
        seats: int = 1,
        expires_at: datetime | None = None,
        reference: int | None = None,
    ) -> Self:
        """The busy time of a booking of that service (None: something without buffers)."""
        return cls(
            second_of(period.start),
            second_of(period.end, up=True),
            service.buffer_before if service else 0,
            service.buffer_after if service else 0,
            service.service_id if service else None,
            location_id,
            seats,
            None if expires_at is None else second_of(expires_at, up=True),
            reference,
        )

    @property
    def period(self) -> Period:
        return period_of(self.start, self.end)

    @property
    def is_hold(self) -> bool:
        return self.expires is not None


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be booked at that centre, and for how many people."""

    period: Period
    location_id: int
    places_left: int


@dataclass(frozen=True, slots=True)
class ClosedInterval:
    """A stretch in which the doctor takes nobody. ``label`` is what a person typed: "Lunch", a holiday's name …"""

    period: Period
    reason: ClosedReason
    label: str = ""


@dataclass(frozen=True, slots=True)
class Against:
    """One thing that forbids a time, and how far it reaches.

    ``period`` is the whole of it: the leave from its first to its last day, the break, the other booking, the time
    until the notice has passed; None where it has no end (the horizon gives the latest start as ``until``). ``until``
    is also when a hold runs out. ``label`` is what a person typed. ``minutes`` is the pause that counts, for buffers.
    ``hours`` are the day's hours where the time lies outside them. ``booking`` is what is in the way.
    """

    why: WhyNot
    period: Period | None = None
    until: datetime | None = None
    label: str = ""
    minutes: int = 0
    hours: tuple[Period, ...] = ()
    booking: Busy | None = None


def second_of(instant: datetime, up: bool = False) -> int:
    """Whole seconds since 1970 UTC, rounded down, or up."""
    exact = instant.timestamp()
    whole = int(exact // 1)
    return whole + 1 if up and exact > whole else whole


def instant_of(second: int) -> datetime:
    """The instant, in UTC, so many seconds after 1970."""
    return datetime.fromtimestamp(second, UTC)


def period_of(start: int, end: int) -> Period:
    """The period between two seconds since 1970."""
    return Period(instant_of(start), instant_of(end))


def _check_minutes(start: int, end: int) -> None:
    if not 0 <= start < end <= MINUTES_IN_DAY:
        raise ValueError("hours end after they start, within one day")
