"""Times that became free of late: visits that were cancelled, moved away or not come to, unpaid ones whose time to be
paid ran out, and extra hours.

Nothing is written when a time becomes free: the histories say it, and whether it still is free is looked up now. So no
way of cancelling can forget to say so, and a time that is taken again or runs out needs nobody to clear it away.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models import (
    Appointment,
    AppointmentChange,
    PractitionerRole,
    Schedule,
    ScheduleException,
)
from clinic_desktop.domain.codes import AppointmentState, ExceptionKind
from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.domain.scheduling.values import period_of
from clinic_desktop.domain.scheduling.wall_clock import closing_second, opening_second

LOOK_BACK = timedelta(days=7)
"""How long ago a time may have become free to be shown by itself."""
_MOST_DAYS = 31
_LONGEST = timedelta(hours=24)
_GONE = (AppointmentState.CANCELLED, AppointmentState.REJECTED, AppointmentState.NO_SHOW)
_booked, _change = Appointment.__table__.c, AppointmentChange.__table__.c
_exception, _schedule = ScheduleException.__table__.c, Schedule.__table__.c
_role = PractitionerRole.__table__.c
Stretch = tuple[int, Period]
"""A doctor, and time that they have free, or had."""


def freed_stretches(session: Session, location_id: int, zone: ZoneInfo, now: datetime) -> list[Stretch]:
    """Each stretch of the centre once, by start. Whether anything fits into it now is for the caller to see."""
    found = {
        *_given_up(session, location_id, now),
        *_moved_away(session, location_id, now),
        *_unpaid(session, location_id, now),
        *_extra_hours(session, location_id, zone, now),
    }
    coming = [stretch for stretch in found if stretch[1].end > now]
    return sorted(coming, key=lambda stretch: (stretch[1].start, stretch[0]))


def _given_up(session: Session, location_id: int, now: datetime) -> Iterator[Stretch]:
    rows = session.execute(
        select(_booked.practitioner_id, _booked.starts_at, _booked.ends_at).where(
            _booked.location_id == location_id,
            _booked.starts_at > now - _LONGEST,
            _booked.ends_at > now,
            _booked.state.in_(_GONE),
            _booked.state_changed_at > now - LOOK_BACK,
            ~_booked.queue_only,
        )
    )
    for row in rows:
        yield row.practitioner_id, Period(row.starts_at, row.ends_at)


def _moved_away(session: Session, location_id: int, now: datetime) -> Iterator[Stretch]:
    """Where visits were before they were moved, made shorter or given to another doctor."""
    rows = session.execute(
        select(_change.detail).where(_change.former_starts_at > now - _LONGEST, _change.at > now - LOOK_BACK)
    )
    for detail in rows.scalars():
        former: dict[str, Any] = json.loads(detail)["former"]
        if former["location_id"] == location_id and not former["queue_only"]:
            period = Period(datetime.fromisoformat(former["starts_at"]), datetime.fromisoformat(former["ends_at"]))
            yield int(former["practitioner_id"]), period


def _unpaid(session: Session, location_id: int, now: datetime) -> Iterator[Stretch]:
    rows = session.execute(
        select(_booked.practitioner_id, _booked.starts_at, _booked.ends_at).where(
            _booked.location_id == location_id,
            _booked.starts_at > now,
            _booked.state == AppointmentState.PENDING,
            _booked.expires_at <= now,
            _booked.expires_at > now - LOOK_BACK,
        )
    )
    for row in rows:
        yield row.practitioner_id, Period(row.starts_at, row.ends_at)


def _extra_hours(session: Session, location_id: int, zone: ZoneInfo, now: datetime) -> Iterator[Stretch]:
    today = local_day(now, zone)
    rows = session.execute(
        select(
            _schedule.practitioner_id,
            _exception.first_day,
            _exception.last_day,
            _exception.start_minute,
            _exception.end_minute,
        )
        .join_from(ScheduleException.__table__, Schedule.__table__, _schedule.id == _exception.schedule_id)
        .join(
            PractitionerRole.__table__,
            (_role.practitioner_id == _schedule.practitioner_id) & (_role.location_id == location_id),
        )
        .where(
            _exception.kind == ExceptionKind.EXTRA,
            _exception.made_at > now - LOOK_BACK,
            _exception.last_day >= today,
            _exception.start_minute.is_not(None),
            or_(_exception.location_id == location_id, _exception.location_id.is_(None)),
        )
    )
    for row in rows:
        day = max(row.first_day, today)
        last = min(row.last_day, day + timedelta(days=_MOST_DAYS))
        while day <= last:
            start, end = opening_second(day, row.start_minute, zone), closing_second(day, row.end_minute, zone)
            if start < end:
                yield row.practitioner_id, period_of(start, end)
            day += timedelta(days=1)
