"""Loads what the slot rules need: hours, exceptions, closures and what takes the time, for many doctors at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, String, bindparam, cast, literal_column, null, or_, select, union_all
from sqlalchemy.orm import Session

from clinic_desktop.db.models import Appointment, Hold, Schedule, ScheduleException, ScheduleRule
from clinic_desktop.db.models import Closure as ClosureRow
from clinic_desktop.db.types import UtcDateTime
from clinic_desktop.domain.codes import OCCUPYING_STATES, ExceptionKind, RuleKind
from clinic_desktop.domain.period import Period, day_period
from clinic_desktop.domain.scheduling import Busy, Closure, DatedException, Timetable, WeeklyRule

WIDEST_BUFFER = timedelta(hours=4)
"""How far around a time bookings are looked for; no service has a wider buffer."""
_LONGEST = timedelta(hours=24)

_rule, _exception, _closure = ScheduleRule.__table__.c, ScheduleException.__table__.c, ClosureRow.__table__.c
_schedule, _booked, _hold = Schedule.__table__.c, Appointment.__table__.c, Hold.__table__.c
_nothing: ColumnElement[Any] = literal_column("0")
_none_text: ColumnElement[Any] = literal_column("''")

_HOURS = union_all(
    select(
        _schedule.practitioner_id,
        literal_column("'rule'").label("source"),
        _rule.kind,
        _rule.location_id,
        _rule.weekday,
        _rule.start_minute,
        _rule.end_minute,
        _rule.valid_from.label("first_day"),
        _rule.valid_until.label("last_day"),
        _rule.label,
    )
    .join_from(ScheduleRule.__table__, Schedule.__table__, _rule.schedule_id == _schedule.id)
    .where(
        _schedule.practitioner_id.in_(bindparam("practitioner_ids", expanding=True)),
        _rule.location_id.in_(bindparam("location_ids", expanding=True)),
        _rule.weekday.in_(bindparam("weekdays", expanding=True)),
        or_(_rule.valid_from.is_(None), _rule.valid_from <= bindparam("last_day", type_=Date)),
        or_(_rule.valid_until.is_(None), _rule.valid_until >= bindparam("first_day", type_=Date)),
    ),
    select(
        _schedule.practitioner_id,
        literal_column("'exception'"),
        _exception.kind,
        _exception.location_id,
        _nothing,
        _exception.start_minute,
        _exception.end_minute,
        _exception.first_day,
        _exception.last_day,
        _exception.reason,
    )
    .join_from(ScheduleException.__table__, Schedule.__table__, _exception.schedule_id == _schedule.id)
    .where(
        _schedule.practitioner_id.in_(bindparam("practitioner_ids", expanding=True)),
        or_(_exception.location_id.is_(None), _exception.location_id.in_(bindparam("location_ids", expanding=True))),
        _exception.first_day <= bindparam("last_day", type_=Date),
        _exception.last_day >= bindparam("first_day", type_=Date),
    ),
    select(
        _nothing,
        literal_column("'closure'"),
        _none_text,
        _closure.location_id,
        _nothing,
        _nothing,
        _nothing,
        _closure.day,
        _closure.day,
        _closure.name,
    ).where(
        or_(_closure.location_id.is_(None), _closure.location_id.in_(bindparam("location_ids", expanding=True))),
        _closure.day <= bindparam("last_day", type_=Date),
        _closure.day >= bindparam("first_day", type_=Date),
    ),
)

_BUSY = union_all(
    select(
        _booked.practitioner_id,
        _booked.starts_at,
        _booked.ends_at,
        _booked.buffer_before_minutes,
        _booked.buffer_after_minutes,
        _booked.service_id,
        _booked.location_id,
        _booked.id,
        _booked.seat,
        _booked.expires_at,
        cast(null(), String).label("key"),
    ).where(
        _booked.practitioner_id.in_(bindparam("practitioner_ids", expanding=True)),
        _booked.starts_at >= bindparam("earliest", type_=UtcDateTime),
        _booked.starts_at < bindparam("before", type_=UtcDateTime),
        _booked.ends_at > bindparam("after", type_=UtcDateTime),
        _booked.state.in_(OCCUPYING_STATES),
        ~_booked.queue_only,
    ),
    select(
        _hold.practitioner_id,
        _hold.starts_at,
        _hold.ends_at,
        _hold.buffer_before_minutes,
        _hold.buffer_after_minutes,
        _hold.service_id,
        _hold.location_id,
        _hold.id,
        _nothing,
        _hold.expires_at,
        _hold.key,
    ).where(
        _hold.practitioner_id.in_(bindparam("practitioner_ids", expanding=True)),
        _hold.expires_at > bindparam("now", type_=UtcDateTime),
        _hold.starts_at < bindparam("before", type_=UtcDateTime),
        _hold.ends_at > bindparam("after", type_=UtcDateTime),
    ),
)


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The zone with that IANA name."""
    return ZoneInfo(name)


@dataclass(frozen=True, slots=True)
class Taken:
    """A booking or a hold with what the slot rules do not ask about. ``expired`` marks a booking whose time to be paid
    has run out: it is free, but for the row."""

    busy: Busy
    period: Period
    seat: int
    expired: bool
    hold_key: str | None

    @property
    def appointment_id(self) -> int | None:
        """The appointment; None for a hold."""
        return None if self.hold_key is not None else self.busy.reference


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours and exceptions by doctor, and closures, of some centres on some days."""

    rules: Mapping[int, tuple[WeeklyRule, ...]]
    exceptions: Mapping[int, tuple[DatedException, ...]]
    closures: tuple[Closure, ...]

    def timetable(self, practitioner_id: int, location_id: int, zone: ZoneInfo) -> Timetable:
        """When the doctor works at the centre."""
        return Timetable(
            location_id,
            zone,
            self.rules.get(practitioner_id, ()),
            self.exceptions.get(practitioner_id, ()),
            self.closures,
        )


def load_hours(
    session: Session,
    practitioner_ids: Iterable[int],
    location_ids: Iterable[int],
    first_day: date,
    last_day: date,
) -> Hours:
    """The hours of those doctors at those centres on the days from first to last, in one query."""
    span = min((last_day - first_day).days, 6)
    rows = session.connection().execute(
        _HOURS,
        {
            "practitioner_ids": list(practitioner_ids),
            "location_ids": list(location_ids),
            "weekdays": [(first_day + timedelta(days=after)).weekday() for after in range(span + 1)],
            "first_day": first_day,
            "last_day": last_day,
        },
    )
    rules: defaultdict[int, list[WeeklyRule]] = defaultdict(list)
    exceptions: defaultdict[int, list[DatedException]] = defaultdict(list)
    closures: list[Closure] = []
    for practitioner_id, source, kind, location_id, weekday, start, end, first, last, label in rows:
        if source == "rule":
            rules[practitioner_id].append(
                WeeklyRule(location_id, RuleKind(kind), weekday, start, end, first, last, label)
            )
        elif source == "exception":
            exceptions[practitioner_id].append(
                DatedException(ExceptionKind(kind), first, last, location_id, start, end, label)
            )
        else:
            closures.append(Closure(first, location_id, label))
    return Hours(
        {number: tuple(found) for number, found in rules.items()},
        {number: tuple(found) for number, found in exceptions.items()},
        tuple(closures),
    )


def load_taken(
    session: Session, practitioner_ids: Iterable[int], window: Period, now: datetime
) -> dict[int, list[Taken]]:
    """What takes the doctors' time in the window and near it, at any centre, in one query."""
    rows = session.connection().execute(
        _BUSY,
        {
            "practitioner_ids": list(practitioner_ids),
            "earliest": window.start - WIDEST_BUFFER - _LONGEST,
            "after": window.start - WIDEST_BUFFER,
            "before": window.end + WIDEST_BUFFER,
            "now": now,
        },
    )
    taken: defaultdict[int, list[Taken]] = defaultdict(list)
    for practitioner_id, start, end, before, after, service_id, location_id, number, seat, expires, key in rows:
        until = int(expires.timestamp()) if key is not None else None
        busy = Busy(
            int(start.timestamp()), int(end.timestamp()), before, after, service_id, location_id, 1, until, number
        )
        expired = key is None and expires is not None and expires <= now
        taken[practitioner_id].append(Taken(busy, Period(start, end), seat, expired, key))
    return taken


def in_the_way_of(taken: Iterable[Taken], moving_id: int | None = None, hold_key: str | None = None) -> list[Busy]:
    """The busy times without the appointment that is being moved, the caller's own hold, and what has run out."""
    return [
        item.busy
        for item in taken
        if not item.expired
        and (moving_id is None or item.appointment_id != moving_id)
        and (hold_key is None or item.hold_key != hold_key)
    ]


def days_window(first_day: date, last_day: date, zone: ZoneInfo) -> Period:
    """The instants of the local days from first to last."""
    return Period(day_period(first_day, zone).start, day_period(last_day, zone).end)
