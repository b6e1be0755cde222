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

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.organisation import Closure as ClosureRow
from clinic_desktop.db.models.scheduling import Hold, Schedule, ScheduleException, ScheduleRule
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.db.types import UtcDateTime
from clinic_desktop.domain.codes import OCCUPYING_STATES, ExceptionKind, RuleKind
from clinic_desktop.domain.period import Period, day_period, local_day
from clinic_desktop.domain.scheduling import Busy, Closure, DatedException, Timetable, WeeklyRule

WIDEST_BUFFER = timedelta(hours=4)
"""How far around a time bookings are looked for; no service has a wider buffer."""
LONGEST = timedelta(hours=24)
"""No appointment lasts longer."""

_rule, _exception, _closure = ScheduleRule.__table__.c, ScheduleException.__table__.c, ClosureRow.__table__.c
_schedule, _booked, _hold = Schedule.__table__.c, Appointment.__table__.c, Hold.__table__.c
_nothing: ColumnElement[Any] = literal_column("0")
_none_text: ColumnElement[Any] = literal_column("''")


def _hours(of_doctors: Any, at_centres: Any, on_weekdays: Any) -> Any:
    """Rules, exceptions and closures as rows of one shape; the arguments say how a column is matched."""
    return union_all(
        _rules(of_doctors, at_centres, on_weekdays), _exceptions(of_doctors, at_centres), _closures(at_centres)
    )


def _rules(of_doctors: Any, at_centres: Any, on_weekdays: Any) -> Any:
    return (
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
            of_doctors(_schedule.practitioner_id),
            at_centres(_rule.location_id),
            on_weekdays(_rule.weekday),
            or_(_rule.valid_from.is_(None), _rule.valid_from <= bindparam("last_day", None, type_=Date)),
            or_(_rule.valid_until.is_(None), _rule.valid_until >= bindparam("first_day", None, type_=Date)),
        )
    )


def _exceptions(of_doctors: Any, at_centres: Any) -> Any:
    return (
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
            of_doctors(_schedule.practitioner_id),
            or_(_exception.location_id.is_(None), at_centres(_exception.location_id)),
            _exception.first_day <= bindparam("last_day", None, type_=Date),
            _exception.last_day >= bindparam("first_day", None, type_=Date),
        )
    )


def _closures(at_centres: Any) -> Any:
    return select(
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
        or_(_closure.location_id.is_(None), at_centres(_closure.location_id)),
        _closure.day <= bindparam("last_day", None, type_=Date),
        _closure.day >= bindparam("first_day", None, type_=Date),
    )


def _busy(of_doctors: Any) -> Any:
    """Appointments and holds as rows of one shape."""
    return union_all(
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
            of_doctors(_booked.practitioner_id),
            _booked.starts_at >= bindparam("earliest", None, type_=UtcDateTime),
            _booked.starts_at < bindparam("before", None, type_=UtcDateTime),
            _booked.ends_at > bindparam("after", None, type_=UtcDateTime),
            _booked.state.in_(bindparam("states", list(OCCUPYING_STATES), expanding=True, literal_execute=True)),
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
            of_doctors(_hold.practitioner_id),
            _hold.expires_at > bindparam("now", None, type_=UtcDateTime),
            _hold.starts_at < bindparam("before", None, type_=UtcDateTime),
            _hold.ends_at > bindparam("after", None, type_=UtcDateTime),
        ),
    )


def _any_of(name: str) -> Any:
    return lambda column: column.in_(bindparam(name, expanding=True))


def _equal(name: str) -> Any:
    return lambda column: column == bindparam(name, None)


_HOURS = _hours(_any_of("practitioner_ids"), _any_of("location_ids"), _any_of("weekdays"))
_BUSY = _busy(_any_of("practitioner_ids"))
# Every booking asks for one doctor, one centre and one day.
_HOURS_OF_DAY = Prepared(_hours(_equal("practitioner_id"), _equal("location_id"), _equal("weekday")))
_BUSY_OF_ONE = Prepared(_busy(_equal("practitioner_id")))


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
    return _hours_of(rows)


def load_hours_of_day(session: Session, practitioner_id: int, location_id: int, day: date) -> Hours:
    """The hours of one doctor at one centre on one day."""
    asked = {
        "practitioner_id": practitioner_id,
        "location_id": location_id,
        "weekday": day.weekday(),
        "first_day": day,
        "last_day": day,
    }
    return _hours_of(_HOURS_OF_DAY.all(session.connection(), asked))


@lru_cache(maxsize=4096)
def _rule_of(
    location_id: int, kind: str, weekday: int, start: int, end: int, first: date | None, last: date | None, label: str
) -> WeeklyRule:
    """Many doctors work the same hours."""
    return WeeklyRule(location_id, RuleKind(kind), weekday, start, end, first, last, label)


def _hours_of(rows: Iterable[Any]) -> Hours:
    rules: defaultdict[int, list[WeeklyRule]] = defaultdict(list)
    exceptions: defaultdict[int, list[DatedException]] = defaultdict(list)
    closures: list[Closure] = []
    for practitioner_id, source, kind, location_id, weekday, start, end, first, last, label in rows:
        if source == "rule":
            rules[practitioner_id].append(_rule_of(location_id, kind, weekday, start, end, first, last, label))
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
    asked = {"practitioner_ids": list(practitioner_ids), **_around(window, now)}
    taken: defaultdict[int, list[Taken]] = defaultdict(list)
    for row in session.connection().execute(_BUSY, asked):
        taken[row.practitioner_id].append(_taken(row, now))
    return taken


def load_taken_of(session: Session, practitioner_id: int, window: Period, now: datetime) -> list[Taken]:
    """What takes one doctor's time in the window and near it."""
    rows = _BUSY_OF_ONE.all(session.connection(), {"practitioner_id": practitioner_id, **_around(window, now)})
    return in_time_order(_taken(row, now) for row in rows)


def in_time_order(taken: Iterable[Taken]) -> list[Taken]:
    """As they come after each other: a database gives rows in any order, and whoever is named is the first."""
    return sorted(taken, key=lambda item: (item.period.start, item.seat, item.busy.reference or 0))


def _around(window: Period, now: datetime) -> dict[str, datetime]:
    return {
        "earliest": window.start - WIDEST_BUFFER - LONGEST,
        "after": window.start - WIDEST_BUFFER,
        "before": window.end + WIDEST_BUFFER,
        "now": now,
    }


def _taken(row: Any, now: datetime) -> Taken:
    _, start, end, before, after, service_id, location_id, number, seat, expires, key = row
    until = int(expires.timestamp()) if key is not None else None
    busy = Busy(int(start.timestamp()), int(end.timestamp()), before, after, service_id, location_id, 1, until, number)
    expired = key is None and expires is not None and expires <= now
    return Taken(busy, Period(start, end), seat, expired, key)


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


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The zone with that IANA name."""
    return ZoneInfo(name)


def centre_day(zone: str, now: datetime) -> date:
    """The date at a centre now."""
    return local_day(now, zone_of(zone))
