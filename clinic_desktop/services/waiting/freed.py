"""Times that became free of late: visits that were cancelled, moved away or not come to, unpaid ones whose time to be
paid ran out, and extra hours.

Nothing is written when a time becomes free: the histories say it, and whether it still is free is looked up now. So no
way of cancelling can forget to say so, and a time that is taken again or runs out needs nobody to clear it away.
"""

import json
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.practitioners import PractitionerRole
from clinic_desktop.db.models.scheduling import Schedule, ScheduleException
from clinic_desktop.domain.appointments import TAKEN_BACK
from clinic_desktop.domain.codes import AppointmentState, ExceptionKind
from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.domain.scheduling.values import period_of
from clinic_desktop.domain.scheduling.wall_clock import closing_second, opening_second
from clinic_desktop.services.appointments.undoing import UNDO

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
_Since = tuple[Stretch, datetime]
"""A stretch, and when it became free."""


def freed_stretches(session: Session, location_id: int, zone: ZoneInfo, now: datetime) -> list[Stretch]:
    """Each stretch of the centre once, the one that became free last first: it is what the desk has just heard of.
    Whether anything fits into it now is for the caller to see."""
    since: dict[Stretch, datetime] = {}
    for stretch, at in (
        *_given_up(session, location_id, now),
        *_moved_away(session, location_id, now),
        *_unpaid(session, location_id, now),
        *_extra_hours(session, location_id, zone, now),
    ):
        if stretch[1].end > now:
            since[stretch] = max(at, since.get(stretch, at))
    by_start = sorted(since, key=lambda stretch: (stretch[1].start, stretch[0]))
    return sorted(by_start, key=lambda stretch: since[stretch], reverse=True)


def _given_up(session: Session, location_id: int, now: datetime) -> Iterator[_Since]:
    rows = session.execute(
        select(_booked.practitioner_id, _booked.starts_at, _booked.ends_at, _booked.state_changed_at).where(
            _booked.location_id == location_id,
            _booked.starts_at > now - _LONGEST,
            _booked.ends_at > now,
            _booked.state.in_(_GONE),
            _booked.state_changed_at > now - LOOK_BACK,
            _booked.end_reason.not_in(TAKEN_BACK),
            ~_booked.queue_only,
        )
    )
    for row in rows:
        yield (row.practitioner_id, Period(row.starts_at, row.ends_at)), row.state_changed_at


def _moved_away(session: Session, location_id: int, now: datetime) -> Iterator[_Since]:
    """Where visits were before they were moved, made shorter or given to another doctor. What was undone frees nothing:
    neither the time that it had held for a moment, nor that to which the visit has gone back."""
    rows = session.execute(
        select(_change.id, _change.appointment_id, _change.action, _change.detail, _change.at).where(
            _change.former_starts_at > now - _LONGEST, _change.at > now - LOOK_BACK
        )
    ).all()
    undone = _undone(session, {row.appointment_id for row in rows})
    for row in rows:
        if row.action == UNDO or row.id in undone:
            continue
        former: dict[str, Any] = json.loads(row.detail)["former"]
        if former["location_id"] == location_id and not former["queue_only"]:
            period = Period(datetime.fromisoformat(former["starts_at"]), datetime.fromisoformat(former["ends_at"]))
            yield (int(former["practitioner_id"]), period), row.at


def _undone(session: Session, appointment_ids: Collection[int]) -> set[int | None]:
    """The steps of those visits that were taken back; None for histories that did not name them yet."""
    statement = select(_change.detail).where(_change.appointment_id.in_(appointment_ids), _change.action == UNDO)
    return {json.loads(detail).get("change_id") for detail in session.scalars(statement)}


def _unpaid(session: Session, location_id: int, now: datetime) -> Iterator[_Since]:
    rows = session.execute(
        select(_booked.practitioner_id, _booked.starts_at, _booked.ends_at, _booked.expires_at).where(
            _booked.location_id == location_id,
            _booked.starts_at > now,
            _booked.state == AppointmentState.PENDING,
            _booked.expires_at <= now,
            _booked.expires_at > now - LOOK_BACK,
        )
    )
    for row in rows:
        yield (row.practitioner_id, Period(row.starts_at, row.ends_at)), row.expires_at


def _extra_hours(session: Session, location_id: int, zone: ZoneInfo, now: datetime) -> Iterator[_Since]:
    today = local_day(now, zone)
    rows = session.execute(
        select(
            _schedule.practitioner_id,
            _exception.first_day,
            _exception.last_day,
            _exception.start_minute,
            _exception.end_minute,
            _exception.made_at,
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
                yield (row.practitioner_id, period_of(start, end)), row.made_at
            day += timedelta(days=1)
