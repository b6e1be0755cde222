"""Who is to have a time that has become free: which wishes it fulfils, and in which order they are asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple

from clinic_desktop.domain.codes import Urgency
from clinic_desktop.domain.scheduling.values import MINUTES_IN_DAY

EVERY_DAY = 0b1111111
"""All weekdays as bits; bit 0 is Monday."""
SHORT_NOTICE = timedelta(hours=2)
"""A time that begins sooner than this goes first to who is here already."""


class Source(StrEnum):
    """Where a wish comes from: the waiting list, the waiting room now, or a recall that is due."""

    WAITING = "waiting"
    WALK_IN = "walk_in"
    RECALL = "recall"


class Fit(IntEnum):
    """How closely the time is what was asked for; the closest first."""

    DOCTOR = 0
    SPECIALITY = 1
    ANYBODY = 2


class Wish(NamedTuple):
    """What somebody waits for. ``number`` is the entry's on the list, or the appointment's of who waits in the room.

    Without a doctor any of the speciality will do, without either anybody. Minutes are of the local day: the visit
    begins and ends between the two. ``since`` is when the waiting began; for a recall, the day when it fell due.
    """

    source: Source
    number: int
    practitioner_id: int | None
    speciality_id: int | None
    service_id: int
    first_day: date
    last_day: date
    weekdays: int
    from_minute: int
    until_minute: int
    urgency: Urgency
    since: datetime
    reachable: bool


class Stay(NamedTuple):
    """A visit that would fit: its first minute of the local day, and how long it takes."""

    minute: int
    length: int


@dataclass(frozen=True, slots=True)
class Opening:
    """Free time of one doctor on one local day. ``stays`` says for each service that fits when it could be."""

    practitioner_id: int
    speciality_ids: frozenset[int]
    day: date
    starts_at: datetime
    stays: Mapping[int, Stay]


class Ranked(NamedTuple):
    """A wish that the opening fulfils, and how closely."""

    wish: Wish
    fit: Fit


_URGENCIES = {Urgency.EMERGENCY: 0, Urgency.PRIORITY: 1, Urgency.ROUTINE: 2}


def fit(wish: Wish, opening: Opening) -> Fit | None:
    """How closely the opening is what was wished for; None where it is not."""
    stay = opening.stays.get(wish.service_id)
    if stay is None or not wish.first_day <= opening.day <= wish.last_day:
        return None
    if not wish.weekdays >> opening.day.weekday() & 1:
        return None
    if stay.minute < wish.from_minute:
        return None
    if wish.until_minute < MINUTES_IN_DAY and stay.minute + stay.length > wish.until_minute:
        return None
    if wish.practitioner_id is not None:
        return Fit.DOCTOR if wish.practitioner_id == opening.practitioner_id else None
    if wish.speciality_id is not None:
        return Fit.SPECIALITY if wish.speciality_id in opening.speciality_ids else None
    return Fit.ANYBODY


def rank(opening: Opening, wishes: Iterable[Wish], now: datetime) -> list[Ranked]:
    """The wishes that the opening fulfils, in the order in which they are to be asked:

    1. by urgency: emergency, priority, routine;
    2. who waits before who is only to be seen again (recalls);
    3. who can be told, being here or having a phone or an email address, before who cannot;
    4. who asked for this doctor, then for the speciality, then who takes anybody;
    5. where the time begins within two hours, who is here already;
    6. who has waited longest; last by number, so that two desks see the same order.
    """
    short = opening.starts_at - now < SHORT_NOTICE
    found = [Ranked(wish, closeness) for wish in wishes if (closeness := fit(wish, opening)) is not None]

    def place(ranked: Ranked) -> tuple[int, bool, bool, int, bool, float, int]:
        wish = ranked.wish
        return (
            _URGENCIES[wish.urgency],
            wish.source is Source.RECALL,
            not wish.reachable,
            ranked.fit,
            short and wish.source is not Source.WALK_IN,
            wish.since.timestamp(),
            wish.number,
        )

    return sorted(found, key=place)


def weekday_bits(weekdays: Iterable[int]) -> int:
    """Weekdays (0 is Monday) as bits."""
    return sum(1 << day for day in set(weekdays))


def weekdays_of(bits: int) -> frozenset[int]:
    """The weekdays (0 is Monday) of the bits."""
    return frozenset(day for day in range(7) if bits >> day & 1)
