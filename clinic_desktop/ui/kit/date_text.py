"""Reads dates as people type them: "tom", "+7", "mon", "14-3-1992", "14 mar", "34y"."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RELATIVE = {"today": 0, "tod": 0, "tomorrow": 1, "tom": 1, "yesterday": -1, "yes": -1}
_OFFSET = re.compile(r"([+-])(\d{1,4})([dwm]?)")
_AGE = re.compile(r"(\d{1,3})\s*(?:([ymwd])|(y)(?:rs?|ears?)|(m)(?:os?|onths?)|(w)(?:ks?|eeks?)|(d)ays?)?")
_OLDEST = 130


class DateFault(StrEnum):
    """Why a text is no date."""

    UNREADABLE = "unreadable"
    NO_SUCH_DAY = "no_such_day"
    TOO_OLD = "too_old"


class DateTextError(ValueError):
    """The text is no date. ``day`` and ``month`` are set when the month simply has no such day, ``year`` where it has
    one in other years."""

    def __init__(self, fault: DateFault, day: int = 0, month: int = 0, year: int = 0) -> None:
        super().__init__(fault.value)
        self.fault, self.day, self.month, self.year = fault, day, month, year


@dataclass(frozen=True, slots=True)
class TypedDate:
    """A date, and whether it was worked out from an age."""

    day: date
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class DateWords:
    """The words of a language, in lower case, beside the English ones: month to 1…12, weekday to 0…6 (Monday is 0),
    and whole words such as "tomorrow" to a distance in days."""

    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)
    relative: Mapping[str, int] = field(default_factory=dict)


def parse_date(text: str, today: date, birth: bool = False, words: DateWords | None = None) -> TypedDate:
    """The date that ``text`` means on the day ``today``.

    Day comes before month, as on the screens; a year first is ISO. A date without a year is the nearest one that is not
    past, or with ``birth`` the last one that is not to come. With ``birth`` a short number or "34y", "8m", "3w" is an
    age and the date is estimated. Raises DateTextError.
    """
    cleaned = text.translate(_LATIN_DIGITS).strip().casefold()
    spoken = words or DateWords()
    relative = {**_RELATIVE, **spoken.relative}
    if cleaned in relative:
        return TypedDate(today + timedelta(days=relative[cleaned]))
    if offset := _OFFSET.fullmatch(cleaned):
        return TypedDate(_moved(today, int(offset[1] + offset[2]), offset[3] or "d"))
    if (weekday := _weekday(cleaned, spoken)) is not None:
        return TypedDate(today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1))
    if birth and (age := _AGE.fullmatch(cleaned)):
        unit = next((unit for unit in age.groups()[1:] if unit), "y")
        return TypedDate(_born(int(age[1]), unit, today), estimated=True)
    return TypedDate(_calendar_date(cleaned, today, birth, spoken))


_LATIN_DIGITS = {
    zero + value: ord("0") + value for zero in (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0BE6) for value in range(10)
}


def _weekday(text: str, words: DateWords) -> int | None:
    if text in words.weekdays:
        return words.weekdays[text]
    known = len(text) >= 3 and text.isalpha()
    full = [calendar.day_name[index].casefold() for index in range(7)]
    for index, short in enumerate(_WEEKDAYS):
        if known and text.startswith(short) and full[index].startswith(text):
            return index
    return None


def _moved(day: date, count: int, unit: str) -> date:
    try:
        if unit == "m":
            return _months_later(day, count)
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    except (OverflowError, ValueError):
        raise DateTextError(DateFault.UNREADABLE) from None


def _months_later(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 + count
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _born(count: int, unit: str, today: date) -> date:
    """The birthday of somebody that old: for years the first of January, a date nobody takes for a real birthday."""
    if unit != "y":
        return _moved(today, -count, unit)
    if count > _OLDEST:
        raise DateTextError(DateFault.TOO_OLD)
    return date(today.year - count, 1, 1)


def _calendar_date(text: str, today: date, birth: bool, words: DateWords) -> date:
    parts = re.findall(r"\d+|[^\W\d_]+", text)
    if len(parts) == 1 and text.isdecimal():
        parts = _cut_digits(text)
    year_first = len(parts) == 3 and len(parts[0]) == 4 and parts[0].isdecimal()
    if year_first:
        parts = [parts[2], parts[1], parts[0]]
    elif len(parts) in (2, 3) and not parts[0].isdecimal() and parts[1].isdecimal():
        parts = [parts[1], parts[0], *parts[2:]]
    if len(parts) not in (2, 3) or not parts[0].isdecimal() or not all(part.isdecimal() for part in parts[2:]):
        raise DateTextError(DateFault.UNREADABLE)
    day, month = int(parts[0]), _month(parts[1], words)
    if len(parts) == 3:
        return _exact(_year(parts[2], today, birth), month, day)
    return _nearest(month, day, today, birth)


def _cut_digits(digits: str) -> list[str]:
    if len(digits) in (6, 8):
        return [digits[:2], digits[2:4], digits[4:]]
    raise DateTextError(DateFault.UNREADABLE)


def _month(text: str, words: DateWords) -> int:
    if text.isdecimal() and 1 <= int(text) <= 12:
        return int(text)
    if text in words.months:
        return words.months[text]
    for index, short in enumerate(_MONTHS):
        if text.startswith(short) and calendar.month_name[index + 1].casefold().startswith(text[:9]):
            return index + 1
    raise DateTextError(DateFault.UNREADABLE)


def _year(text: str, today: date, birth: bool) -> int:
    year = int(text)
    if len(text) == 4 and 1 <= year <= MAXYEAR:
        return year
    if len(text) != 2:
        raise DateTextError(DateFault.UNREADABLE)
    century = today.year // 100 * 100
    return century + year - (100 if birth and century + year > today.year else 0)


def _exact(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        leap = (month, day) == (2, 29)
        raise DateTextError(DateFault.NO_SUCH_DAY, day, month, year if leap else 0) from None


def _nearest(month: int, day: int, today: date, birth: bool) -> date:
    steps = range(0, -9, -1) if birth else range(9)
    found = None
    for step in steps:
        # 29 February exists in one year of four, or of eight around a century.
        if day <= calendar.monthrange(today.year + step, month)[1]:
            found = date(today.year + step, month, day) if day else None
            if found is not None and (found <= today if birth else found >= today):
                return found
    raise DateTextError(DateFault.NO_SUCH_DAY, day, month)
