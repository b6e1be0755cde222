"""Instants, periods and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Gives the current instant in UTC; tests hand in their own."""


def utc_now() -> datetime:
    """The current instant, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From ``start`` up to but not including ``end``; both are aware instants."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a period needs aware instants")
        if self.end < self.start:
            raise ValueError("a period ends after it starts")

    @property
    def duration(self) -> timedelta:
        return self.end - self.start

    @property
    def minutes(self) -> int:
        return int(self.duration.total_seconds() // 60)

    def meets(self, other: "Period") -> bool:
        """Whether the two share any time."""
        return self.start < other.end and other.start < self.end

    def moved_to(self, start: datetime) -> "Period":
        return Period(start, start + self.duration)


def day_period(day: date, zone: ZoneInfo) -> Period:
    """The local day as instants: 23, 24 or 25 hours where clocks change."""
    start = datetime.combine(day, time(0), zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(0), zone).astimezone(UTC)
    return Period(start, end)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The date that a clock on the wall of that zone shows."""
    return instant.astimezone(zone).date()


def minutes(span: timedelta) -> int:
    """Whole minutes of a span, rounded down; negative for one that is over."""
    return int(span.total_seconds() // 60)
