"""Which days a rule of repetition (RFC 5545 RRULE) names. Only days: the time of day is the wall clock's."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from clinic_desktop.domain.errors import Invalid

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_EVERYWHERE = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"})
_MONTHLY_ONLY = frozenset({"BYMONTHDAY", "BYSETPOS"})
_LONGEST_RULE = 200


class Repeat(StrEnum):
    """How a series goes on: each so many days or weeks, or months by date ("the 14th") or weekday ("2nd Tuesday")."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY_BY_DATE = "monthly_by_date"
    MONTHLY_BY_WEEKDAY = "monthly_by_weekday"


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a person chooses: every ``interval`` days, weeks or months, ``count`` times or ``until`` a day (which may
    itself be one). Neither makes it endless, which is refused when days are asked for."""

    repeat: Repeat
    interval: int = 1
    count: int | None = None
    until: date | None = None


def rule_of(pattern: Pattern, first_day: date) -> str:
    """The rule as text. A date that not every month has (the 29th to the 31st) means the last such day of the month; a
    fifth weekday of a month means the last one."""
    frequency = {Repeat.DAILY: "DAILY", Repeat.WEEKLY: "WEEKLY"}.get(pattern.repeat, "MONTHLY")
    parts = [f"FREQ={frequency}", f"INTERVAL={pattern.interval}"]
    if pattern.repeat is Repeat.WEEKLY:
        parts.append(f"BYDAY={_WEEKDAYS[first_day.weekday()]}")
    elif pattern.repeat is Repeat.MONTHLY_BY_DATE:
        days = range(28, first_day.day + 1) if first_day.day > 28 else [first_day.day]
        parts.append("BYMONTHDAY=" + ",".join(str(day) for day in days))
        if first_day.day > 28:
            parts.append("BYSETPOS=-1")
    elif pattern.repeat is Repeat.MONTHLY_BY_WEEKDAY:
        which = (first_day.day - 1) // 7 + 1
        parts.append(f"BYDAY={which if which < 5 else -1}{_WEEKDAYS[first_day.weekday()]}")
    if pattern.count is not None:
        parts.append(f"COUNT={pattern.count}")
    if pattern.until is not None:
        parts.append(f"UNTIL={pattern.until:%Y%m%d}")
    return ";".join(parts)


def days_of(rule: str, first_day: date, most: int) -> tuple[date, ...]:
    """The days of the rule from ``first_day`` on.

    Refuses with Invalid under "rule" what is no rule of days ("not_a_rule"), has no end ("endless"), names more than
    ``most`` days ("too_many"), or goes on for more than a year ("too_far").
    """
    parts = _parts(rule)
    count, until = _count(parts), _until(parts)
    if count is None and until is None:
        raise Invalid({"rule": "endless"})
    if count is not None and count > most:
        raise Invalid({"rule": "too_many"})
    last = first_day + timedelta(days=366)
    if until is not None and until > last:
        raise Invalid({"rule": "too_far"})
    days = _expanded(parts, first_day, min(until or last, last), count or most + 1)
    if len(days) > most:
        raise Invalid({"rule": "too_many"})
    if count is not None and until is None and len(days) < count:
        raise Invalid({"rule": "too_far"})
    if not days:
        raise Invalid({"rule": "no_days"})
    return days


def _expanded(parts: dict[str, str], first_day: date, last_day: date, most: int) -> tuple[date, ...]:
    # Imported late: only who plans a series needs it.
    from dateutil.rrule import rrulestr

    kept = {name: value for name, value in parts.items() if name not in ("COUNT", "UNTIL")}
    text = ";".join(f"{name}={value}" for name, value in kept.items())
    midnight, end = datetime.combine(first_day, time(0)), datetime.combine(last_day, time(0))
    try:
        found = rrulestr(f"{text};UNTIL={end:%Y%m%dT%H%M%S}", dtstart=midnight)
        return tuple(moment.date() for moment in islice(found, most))
    except (ValueError, OverflowError):
        raise Invalid({"rule": "not_a_rule"}) from None


def _parts(rule: str) -> dict[str, str]:
    """The parts of a rule by name. Refuses what could not be a rule of days, or would be looked for in vain until the
    year 9999."""
    pairs = [part.partition("=") for part in rule.strip().upper().split(";") if part]
    parts = {name: value for name, _, value in pairs}
    frequency = parts.get("FREQ")
    allowed = _EVERYWHERE | _MONTHLY_ONLY if frequency == "MONTHLY" else _EVERYWHERE
    fine = (
        len(rule) <= _LONGEST_RULE
        and len(parts) == len(pairs)
        and frequency in ("DAILY", "WEEKLY", "MONTHLY")
        and parts.keys() <= allowed
        and all(parts.values())
        and _whole(parts.get("INTERVAL", "1")) in range(1, 367)
        and all(1 <= abs(_whole(day) or 0) <= 31 for day in parts.get("BYMONTHDAY", "1").split(","))
    )
    if not fine:
        raise Invalid({"rule": "not_a_rule"})
    return parts


def _count(parts: dict[str, str]) -> int | None:
    if "COUNT" not in parts:
        return None
    count = _whole(parts["COUNT"])
    if count is None or count < 1:
        raise Invalid({"rule": "not_a_rule"})
    return count


def _until(parts: dict[str, str]) -> date | None:
    if "UNTIL" not in parts:
        return None
    try:
        return date.fromisoformat(parts["UNTIL"][:8])
    except ValueError:
        raise Invalid({"rule": "not_a_rule"}) from None


def _whole(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
