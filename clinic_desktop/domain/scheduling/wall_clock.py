"""Wall-clock minutes of a local day as seconds since 1970, also on days when the clocks change.

- A time that the clocks skip counts as the first instant after the gap.
- A time that comes twice counts as its first instant where something begins, as its last where something ends.
- 24:00 is the first instant of the next local day.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_DAY_SECONDS = 86_400
_MINUTES_IN_DAY = 1440


@lru_cache(maxsize=4096)
def opening_second(day: date, minute: int, zone: ZoneInfo) -> int:
    """When something that begins at that minute begins."""
    if minute == _MINUTES_IN_DAY:
        return opening_second(day + timedelta(days=1), 0, zone)
    first, last = _readings(day, minute, zone)
    return first if first <= last else _end_of_gap(last, first, zone)


@lru_cache(maxsize=4096)
def closing_second(day: date, minute: int, zone: ZoneInfo) -> int:
    """When something that ends at that minute ends."""
    if minute == _MINUTES_IN_DAY:
        return opening_second(day, minute, zone)
    first, last = _readings(day, minute, zone)
    if last < first:
        return _end_of_gap(last, first, zone)
    # Clocks that go back over midnight show late minutes of a day again after the next day has begun.
    return last if last == first else min(last, opening_second(day + timedelta(days=1), 0, zone))


@lru_cache(maxsize=4096)
def midnight_of_even_day(ordinal: int, zone: ZoneInfo) -> int | None:
    """The second at which that local day starts if its clocks run through evenly; None if they change on it.

    On an even day every minute ``m`` is simply ``60 * m`` seconds after midnight.
    """
    day = date.fromordinal(ordinal)
    offsets = {
        _offset(datetime.combine(on, time(hour, fold=fold), zone))
        for on, hour in ((day, 0), (day, 12), (day + timedelta(days=1), 0))
        for fold in (0, 1)
    }
    return (ordinal - _EPOCH_DAY) * _DAY_SECONDS - offsets.pop() if len(offsets) == 1 else None


def wall_instant(day: date, minute: int, zone: ZoneInfo, last: bool = False) -> datetime | None:
    """The instant, in UTC, at which a wall clock shows that minute of that day; None if it never does.

    Of a time that comes twice it is the first, or the ``last`` if asked for.
    """
    earlier, later = _readings(day, minute, zone)
    if later < earlier:
        return None
    return datetime.fromtimestamp(later if last else earlier, UTC)


@lru_cache(maxsize=256)
def skipped_minutes(day: date, zone: ZoneInfo) -> tuple[int, int] | None:
    """From which minute to which the clocks pass over on that day; None where they show every one."""
    if midnight_of_even_day(day.toordinal(), zone) is not None:
        return None
    skipped = [minute for minute in range(_MINUTES_IN_DAY) if wall_instant(day, minute, zone) is None]
    return (skipped[0], skipped[-1] + 1) if skipped else None


def exists(local: datetime) -> bool:
    """Whether the clocks of the datetime's own zone ever show it."""
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None)


def _readings(day: date, minute: int, zone: ZoneInfo) -> tuple[int, int]:
    """The minute read with the offset before and after a change of clocks: equal on ordinary days, in order where the
    time comes twice, and reversed where it is skipped (PEP 495)."""
    hour, minute_of_hour = divmod(minute, 60)
    local = datetime.combine(day, time(hour, minute_of_hour), zone)
    wall = (day.toordinal() - _EPOCH_DAY) * _DAY_SECONDS + minute * 60
    return wall - _offset(local), wall - _offset(local.replace(fold=1))


def _offset(local: datetime) -> int:
    offset = local.utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def _end_of_gap(before: int, after: int, zone: ZoneInfo) -> int:
    """The second at which the clocks jump, somewhere after ``before`` and not after ``after``."""
    old = _offset(datetime.fromtimestamp(before, zone))
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(datetime.fromtimestamp(middle, zone)) == old:
            before = middle
        else:
            after = middle
    return after
