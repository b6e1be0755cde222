"""Taking a saved change of hours back as one step."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.models.organisation import Closure
from clinic_desktop.db.models.scheduling import Schedule, ScheduleException
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import NotFound, NotSignedIn
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.services import audit
from clinic_desktop.services.appointments.undoing import lock_to_undo, undo
from clinic_desktop.services.practitioners import access
from clinic_desktop.services.scheduling import effects, rows
from clinic_desktop.services.scheduling.moving_back import moves_back
from clinic_desktop.services.scheduling.rules import checked_rules
from clinic_desktop.services.scheduling.values import TakenBack, WeekBefore
from clinic_desktop.services.versions import stale


def take_back(session: Session, actor: Actor | None, taken: TakenBack, now: datetime) -> None:
    """See ``HoursChangeService.undo``."""
    if actor is None:
        raise NotSignedIn
    doctors = {week.practitioner_id for week in taken.weeks}
    if taken.practitioner_id is not None:
        doctors.add(taken.practitioner_id)
    lock_to_undo(session, [number for number, _ in taken.appointments], doctors)
    for week in taken.weeks:
        _week_back(session, actor, week, now)
    if taken.exception_ids:
        _exceptions_back(session, actor, taken, now)
    if taken.closure_ids:
        _closures_back(session, actor, taken, now)
    if taken.late is not None:
        _late_back(session, actor, taken, now)
    for number, version in moves_back(session, actor, taken.appointments, now):
        undo(session, actor, number, version, "", now)


def _week_back(session: Session, actor: Actor, week: WeekBefore, now: datetime) -> None:
    number, version = week.practitioner_id, week.version
    person = access.require_for(session, actor, Permission.EDIT_HOURS, number)
    schedule = session.execute(
        select(Schedule.id, Schedule.hours_version).where(Schedule.practitioner_id == number)
    ).one()
    if schedule.hours_version != version:
        raise stale(session, "schedule", number)
    before = checked_rules(week.rules, effects.zones_of(session, number))
    changed = set(before) ^ set(rows.stored_rules(session, schedule.id))
    places = frozenset(rule.location_id for rule in changed)
    access.require_changes_at(person, Permission.EDIT_HOURS, places)
    effects.replace_rules(session, number, before, version + 1, week.step_minutes)
    effects.note(session, person, "undo_hours", number, now)


def _exceptions_back(session: Session, actor: Actor, taken: TakenBack, now: datetime) -> None:
    number = taken.practitioner_id
    assert number is not None
    schedule_id = rows.schedule_id_of(session, number)
    found = session.scalars(
        select(ScheduleException).where(
            ScheduleException.id.in_(taken.exception_ids), ScheduleException.schedule_id == schedule_id
        )
    ).all()
    if len(found) != len(taken.exception_ids):
        raise NotFound("exception")
    for row in found:
        # Whoever said it may take it back; somebody else needs to be allowed to edit hours.
        own = row.made_by_id == actor.account_id
        permission = Permission.SAY_LATE if own and row.kind == "unavailable" else Permission.EDIT_HOURS
        access.require_for(session, actor, permission, number)
        session.delete(row)
        detail: dict[str, object] = {"kind": row.kind, "exception_id": row.id}
        effects.note(session, actor, "remove_exception", number, now, row.location_id, detail)
    session.flush()


def _closures_back(session: Session, actor: Actor, taken: TakenBack, now: datetime) -> None:
    require(actor, Permission.EDIT_LOCATIONS)
    found = session.scalars(select(Closure).where(Closure.id.in_(taken.closure_ids))).all()
    if len(found) != len(taken.closure_ids):
        raise NotFound("closure")
    for row in found:
        detail: dict[str, object] = {"day": row.day.isoformat()}
        audit.record(session, actor, "remove_closure", "location", row.location_id, now, row.location_id, detail)
    session.execute(delete(Closure).where(Closure.id.in_(taken.closure_ids)))
    announce(session, Topic.LOCATIONS, None, now)
    announce(session, Topic.SCHEDULES, None, now)


def _late_back(session: Session, actor: Actor, taken: TakenBack, now: datetime) -> None:
    assert taken.practitioner_id is not None
    assert taken.late is not None
    access.require_for(session, actor, Permission.SAY_LATE, taken.practitioner_id)
    minutes, until = taken.late
    restored = session.execute(
        update(Schedule)
        .where(Schedule.practitioner_id == taken.practitioner_id, Schedule.late_minutes == taken.late_said)
        .values(late_minutes=minutes, late_until=until)
        .returning(Schedule.id)
    ).one_or_none()
    if restored is None:
        raise stale(session, "schedule", taken.practitioner_id)
    effects.note(session, actor, "undo_late", taken.practitioner_id, now)
