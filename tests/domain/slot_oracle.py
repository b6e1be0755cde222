"""Free slots by walking every minute: slow and obviously right. Everything here is in minutes since 1970 UTC.

Shares the values with the program, and none of its arithmetic.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from clinic_desktop.domain.codes import ExceptionKind, RuleKind
from clinic_desktop.domain.scheduling import BookingLimits, Busy, ServiceRule, Timetable

WHOLE_DAY_OFF = (ExceptionKind.DAY_OFF, ExceptionKind.VACATION)


class SlowDay:
    """One local day as a list of its minutes, each with what the clock on the wall shows."""

    def __init__(self, day: date, zone: ZoneInfo) -> None:
        self.day = day
        noon = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()) // 60
        near = [(minute, datetime.fromtimestamp(minute * 60, zone)) for minute in range(noon - 2880, noon + 2880)]
        next_day = [minute for minute, wall in near if wall.date() == day + timedelta(days=1)]
        self.end = next_day[0]
        self.walls = [(minute, wall.hour * 60 + wall.minute) for minute, wall in near if wall.date() == day]

    def minutes(self, start: int, end: int) -> set[int]:
        """The minutes between two wall-clock times: from the first ``start`` to the last ``end`` on the clock."""
        begin = next((minute for minute, wall in self.walls if wall >= start), self.end)
        return set(range(begin, self._ending(end)))

    def whole(self) -> set[int]:
        return {minute for minute, _ in self.walls}

    def _ending(self, end: int) -> int:
        exact = [minute for minute, wall in self.walls if wall == end]
        later = [minute for minute, wall in self.walls if wall > end]
        return min(self.end, exact[-1] if exact else (later[0] if later else self.end))


@lru_cache(maxsize=200)
def slow_day(day: date, zone: ZoneInfo) -> SlowDay:
    return SlowDay(day, zone)


def open_minutes(timetable: Timetable, day: date) -> set[int]:
    """Every minute of the day in which the doctor works."""
    slow = slow_day(day, timetable.zone)
    here = timetable.location_id
    exceptions = [
        item
        for item in timetable.exceptions
        if item.first_day <= day <= item.last_day and item.location_id in (None, here)
    ]
    if any(item.day == day and item.location_id in (None, here) for item in timetable.closures):
        return set()
    if any(item.kind in WHOLE_DAY_OFF for item in exceptions):
        return set()
    result: set[int] = set()
    changed = [item for item in exceptions if item.kind is ExceptionKind.CHANGED]
    for item in changed:
        result |= slow.minutes(item.start_minute, item.end_minute)
    if not changed:
        rules = [
            rule
            for rule in timetable.rules
            if rule.location_id == here
            and rule.weekday == day.weekday()
            and (rule.valid_from is None or day >= rule.valid_from)
            and (rule.valid_until is None or day <= rule.valid_until)
        ]
        for rule in rules:
            if rule.kind is RuleKind.WORK:
                result |= slow.minutes(rule.start_minute, rule.end_minute)
        for rule in rules:
            if rule.kind is RuleKind.BREAK:
                result -= slow.minutes(rule.start_minute, rule.end_minute)
    for item in exceptions:
        if item.kind is ExceptionKind.EXTRA:
            result |= slow.minutes(item.start_minute, item.end_minute)
    for item in exceptions:
        if item.kind is ExceptionKind.BLOCKED:
            result -= slow.minutes(item.start_minute, item.end_minute)
        if item.kind is ExceptionKind.UNAVAILABLE:
            start = item.start_minute if day == item.first_day and item.start_minute is not None else 0
            end = item.end_minute if day == item.last_day and item.end_minute is not None else 1440
            result -= slow.minutes(start, end)
    return result


def places_at(
    start: int, end: int, service: ServiceRule, location_id: int, limits: BookingLimits, busy: list[Busy]
) -> int:
    """How many places the doctor has from one minute to another, working time aside; 0 is none."""
    wanted = set(range(start, end))
    widened = set(range(start - service.buffer_before, end + service.buffer_after))
    seats = 0
    for booking in busy:
        if booking.expires is not None and booking.expires <= limits.now.timestamp():
            continue
        first, last = booking.start // 60, booking.end // 60
        same = (first, last, booking.service_id, booking.location_id) == (start, end, service.service_id, location_id)
        if same and service.capacity > 1:
            seats += booking.seats
            continue
        if widened & set(range(first, last)):
            return 0
        if wanted & set(range(first - booking.buffer_before, last + booking.buffer_after)):
            return 0
    return max(0, service.capacity - seats)


def slow_slots(
    timetable: Timetable,
    service: ServiceRule,
    days: list[date],
    limits: BookingLimits,
    busy: list[Busy],
    step: int | None = None,
) -> dict[int, int]:
    """The minutes at which slots start, each with its places left."""
    step = step or service.duration_minutes + service.buffer_after
    found: dict[int, int] = {}
    for day in days:
        if not limits.allow_weekends and day.weekday() in limits.weekend:
            continue
        is_open = open_minutes(timetable, day)
        since = 0
        for minute in sorted(is_open):
            since = 0 if minute - 1 not in is_open else since + 1
            end = minute + service.duration_minutes
            when = datetime.fromtimestamp(minute * 60, UTC)
            begun = service.capacity > 1 and any(
                (booking.start, booking.end, booking.service_id, booking.location_id)
                == (minute * 60, end * 60, service.service_id, timetable.location_id)
                and (booking.expires is None or booking.expires > limits.now.timestamp())
                for booking in busy
            )
            if since % step != 0 and not begun:
                continue
            if when < limits.now + limits.notice or (limits.horizon is not None and when > limits.horizon):
                continue
            if not set(range(minute, end)) <= is_open:
                continue
            places = places_at(minute, end, service, timetable.location_id, limits, busy)
            if places:
                found[minute] = places
    return found
