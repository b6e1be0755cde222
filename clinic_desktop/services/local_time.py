"""Local days and hours in SQL: the databases count instants by the wall clock of the centre they belong to.

Neither database's own zones are used: SQLite has none, and those of a server may be old (house page, section 6).
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Dialect, Integer, and_, case, false, func, literal_column, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.organisation import Location
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.period import day_period, local_day

LONGEST_DAYS = 366


def check_days(first_day: date, last_day: date) -> None:
    """Refuses days in the wrong order, or more of them than a year has."""
    if not 0 <= (last_day - first_day).days < LONGEST_DAYS:
        raise Invalid({"period": "out_of_bounds"})


class LocalTime:
    """The wall clocks of some centres on the days from first to last.

    Group by the names of labels given to ``day`` and the others: the expressions themselves hold parameters, which
    PostgreSQL takes for different ones each time.
    """

    def __init__(self, session: Session, location_ids: frozenset[int] | None, first: date, last: date) -> None:
        statement = select(Location.id, Location.name, Location.zone, Location.currency).order_by(Location.id)
        if location_ids is not None:
            statement = statement.where(Location.id.in_(location_ids))
        self.centres = session.execute(statement).all()
        self.zones: Mapping[int, ZoneInfo] = {row.id: ZoneInfo(row.zone) for row in self.centres}
        self.first, self.last = first, last
        self._dialect: Dialect = session.get_bind().dialect

    def days(self) -> list[date]:
        """Every day, in order."""
        return [self.first + timedelta(days=after) for after in range((self.last - self.first).days + 1)]

    def today(self, now: datetime) -> date:
        """The date at the first of the centres."""
        zone = next(iter(self.zones.values()), ZoneInfo("UTC"))
        return local_day(now, zone)

    def within(
        self, instant: Any, location: Any, first: date | None = None, last: date | None = None
    ) -> ColumnElement[bool]:
        """That the instant lies in the local days of its centre; of other centres never."""
        parts = []
        for location_id, zone in self.zones.items():
            start = day_period(first or self.first, zone).start
            end = day_period(last or self.last, zone).end
            parts.append(and_(location == location_id, instant >= start, instant < end))
        return or_(*parts) if parts else false()

    def day(self, instant: Any, location: Any) -> ColumnElement[str]:
        """The local date as text, such as "2026-11-23"."""
        return self._written(instant, location, "%Y-%m-%d", "YYYY-MM-DD")

    def weekday(self, instant: Any, location: Any) -> ColumnElement[str]:
        """The local weekday as text: "0" is Sunday, "6" Saturday."""
        written = self._written(instant, location, "%w", "D")
        if self._is_sqlite:
            return written
        return func.chr(func.ascii(written) - 1)

    def clock(self, instant: Any, location: Any) -> ColumnElement[str]:
        """The local time as text, such as "09:30"."""
        return self._written(instant, location, "%H:%M", "HH24:MI")

    def minutes_between(self, earlier: Any, later: Any, *, nearest: bool = False) -> ColumnElement[Any]:
        """Whole minutes from one instant to another; ``nearest`` counts half a minute as one, so that a mean of many
        is not half a minute short."""
        half = literal_column("30" if nearest else "0", Integer)
        if self._is_sqlite:
            seconds = func.unixepoch(later, type_=Integer) - func.unixepoch(earlier, type_=Integer)
            return (seconds + half) // literal_column("60", Integer)
        return func.floor((func.extract("epoch", later - earlier) + half) / literal_column("60"))

    @property
    def _is_sqlite(self) -> bool:
        return self._dialect.name == "sqlite"

    def _written(self, instant: Any, location: Any, sqlite: str, postgresql: str) -> ColumnElement[str]:
        offset = self._offset(instant, location)
        if self._is_sqlite:
            return func.strftime(sqlite, instant, func.printf("%d minutes", offset))
        nothing: ColumnElement[int] = literal_column("0")
        shift = func.make_interval(nothing, nothing, nothing, nothing, nothing, offset)
        return func.to_char(func.timezone("UTC", instant) + shift, postgresql)

    def _offset(self, instant: Any, location: Any) -> ColumnElement[int]:
        """Minutes from UTC at the centre then. The numbers are our own, so they may stand in the statement."""
        branches: list[Any] = []
        for location_id, zone in self.zones.items():
            offsets = _offsets(zone, self.first, self.last)
            for until, minutes in offsets[:-1]:
                branches.append((and_(location == location_id, instant < until), literal_column(str(minutes))))
            branches.append((location == location_id, literal_column(str(offsets[-1][1]))))
        return case(*branches, else_=literal_column("0")) if branches else literal_column("0")


@lru_cache(maxsize=64)
def _offsets(zone: ZoneInfo, first: date, last: date) -> tuple[tuple[datetime, int], ...]:
    """Offsets from UTC in minutes, each with the instant until which it holds."""
    found: list[tuple[datetime, int]] = []
    end = datetime.combine(last + timedelta(days=2), time(0), UTC)
    step = datetime.combine(first - timedelta(days=1), time(0), UTC)
    while step < end:
        minutes = _minutes(zone, step)
        following = step + timedelta(days=1)
        if _minutes(zone, following) != minutes:
            found.append((_change(zone, step, following), minutes))
        step = following
    return (*found, (end, _minutes(zone, end)))


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The instant between the two at which the zone's clocks change, to the minute."""
    old = _minutes(zone, before)
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) / 2
        middle -= timedelta(seconds=middle.second, microseconds=middle.microsecond)
        if middle == before:
            break
        before, after = (middle, after) if _minutes(zone, middle) == old else (before, middle)
    return after


def _minutes(zone: ZoneInfo, instant: datetime) -> int:
    offset = instant.astimezone(zone).utcoffset() or timedelta(0)
    return int(offset.total_seconds() // 60)
