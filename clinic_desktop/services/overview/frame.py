"""The days that an overview looks at, and the centres."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from clinic_desktop.domain.period import local_day
from clinic_desktop.services.local_time import LocalTime

CHART_DAYS = 30
HEAT_DAYS = 28


@dataclass(frozen=True, slots=True)
class Frame:
    """The period and the one before, the days of the charts, and those of the heat; ``local`` knows the wall clocks of
    all of them. Everything is counted between ``local.first`` and ``local.last``."""

    session: Session
    local: LocalTime
    now: datetime
    today: date
    first: date
    last: date
    before_first: date
    before_last: date
    days: tuple[date, ...]
    heat_first: date
    heat_last: date

    @property
    def location_ids(self) -> list[int]:
        """The centres that are looked at."""
        return list(self.local.zones)

    def is_current(self, day: date) -> bool:
        """Whether the day is one of the period."""
        return self.first <= day <= self.last

    def is_before(self, day: date) -> bool:
        """Whether the day is one of the period before."""
        return self.before_first <= day <= self.before_last


def frame_of(session: Session, location_ids: frozenset[int] | None, first: date, last: date, now: datetime) -> Frame:
    """The frame of a period at those centres (None: at all)."""
    length = (last - first).days + 1
    # A single day is compared with the same weekday: Sundays say nothing about Mondays.
    back = 7 if length == 1 else length
    before_first, before_last = first - timedelta(days=back), last - timedelta(days=back)
    days = max(length, CHART_DAYS)
    # Where it is today is asked of the first centre, which decides how far the heat goes.
    today = LocalTime(session, location_ids, last, last).today(now)
    heat_last = min(last, today - timedelta(days=1))
    heat_first = heat_last - timedelta(days=max(length, HEAT_DAYS) - 1)
    chart_first = last - timedelta(days=days - 1)
    # The mean of seven days needs the six before the first.
    earliest = min(before_first, chart_first - timedelta(days=6), heat_first)
    return Frame(
        session=session,
        local=LocalTime(session, location_ids, earliest, last),
        now=now,
        today=today,
        first=first,
        last=last,
        before_first=before_first,
        before_last=before_last,
        days=tuple(chart_first + timedelta(days=after) for after in range(days)),
        heat_first=heat_first,
        heat_last=heat_last,
    )


def centre_today(frame: Frame, location_id: int) -> date:
    """The date at one of the centres."""
    return local_day(frame.now, frame.local.zones[location_id])
