"""What each kind of change of hours does: who may make it, whose appointments it can hit, and what it writes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.locks import hold_name
from clinic_desktop.db.models.organisation import Closure, Location
from clinic_desktop.db.models.practitioners import PractitionerRole
from clinic_desktop.db.models.scheduling import Schedule, ScheduleRule
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Invalid, NotFound
from clinic_desktop.domain.period import local_day
from clinic_desktop.domain.permissions import Actor, Permission, Scope, require, scope_of
from clinic_desktop.domain.scheduling import Closure as ClosedDay
from clinic_desktop.domain.scheduling import DatedException, Timetable, WeeklyRule
from clinic_desktop.services import audit, location_rows
from clinic_desktop.services.practitioners import access
from clinic_desktop.services.scheduling import absence, rows
from clinic_desktop.services.scheduling.rules import checked_exception, checked_rules, checked_step
from clinic_desktop.services.scheduling.values import (
    Absence,
    CopiedWeek,
    HoursChange,
    NewClosures,
    NewException,
    NewHours,
    TakenBack,
    WeekBefore,
)
from clinic_desktop.services.versions import stale

_EDIT = Permission.EDIT_HOURS


@dataclass(frozen=True, slots=True)
class Effect:
    """A change of hours that is permitted and valid. ``zones`` are the centres at which it can hit appointments of the
    ``practitioner_ids``; ``change`` makes a timetable into what it would be; ``write`` does it, in a transaction in
    which those schedules are locked, and gives what its undoing needs."""

    actor: Actor
    practitioner_ids: tuple[int, ...]
    zones: Mapping[int, str]
    change: Callable[[Timetable], Timetable]
    write: Callable[[Session], TakenBack]


def effect_of(session: Session, actor: Actor | None, change: HoursChange, now: datetime) -> Effect:
    """The effect of the change. Refuses with NotAllowed, Invalid, NotFound. In a transaction that is to write, call it
    once the schedules of ``practitioners_of`` are locked."""
    match change:
        case NewHours():
            return _weekly(session, actor, change, now)
        case NewException():
            return _exception(session, actor, change, now)
        case Absence():
            return _absence(session, actor, change, now)
        case CopiedWeek():
            return _copied(session, actor, change, now)
        case NewClosures():
            return _closures(session, actor, change, now)


def practitioners_of(session: Session, change: HoursChange) -> tuple[int, ...]:
    """The doctors whose hours the change is about, in the order in which their schedules are locked."""
    if isinstance(change, CopiedWeek):
        return tuple(sorted(number for number, _ in change.targets))
    if not isinstance(change, NewClosures):
        return (change.practitioner_id,)
    statement = select(PractitionerRole.practitioner_id).distinct().order_by(PractitionerRole.practitioner_id)
    if change.location_id is not None:
        statement = statement.where(PractitionerRole.location_id == change.location_id)
    return tuple(session.scalars(statement))


def zones_of(session: Session, practitioner_id: int) -> dict[int, str]:
    """The doctor's centres with their zones."""
    statement = (
        select(Location.id, Location.zone)
        .join(PractitionerRole, PractitionerRole.location_id == Location.id)
        .where(PractitionerRole.practitioner_id == practitioner_id)
        .order_by(Location.id)
    )
    return {row.id: row.zone for row in session.execute(statement)}


def earliest_day(zones: Mapping[int, str], now: datetime) -> date:
    """Today at the centre where it is earliest."""
    return min((local_day(now, ZoneInfo(zone)) for zone in zones.values()), default=now.date())


def touched(location_id: int | None, zones: Mapping[int, str]) -> frozenset[int]:
    """The centres that an exception is about."""
    return frozenset(zones) if location_id is None else frozenset({location_id})


def note(
    session: Session,
    actor: Actor,
    action: str,
    practitioner_id: int,
    now: datetime,
    location_id: int | None = None,
    detail: dict[str, object] | None = None,
) -> None:
    """Audits a change of a doctor's hours and announces it."""
    audit.record(session, actor, action, "schedule", practitioner_id, now, location_id, detail)
    announce(session, Topic.SCHEDULES, practitioner_id, now)


def replace_rules(
    session: Session, practitioner_id: int, rules: tuple[WeeklyRule, ...], version: int, step_minutes: int | None
) -> None:
    """Writes the weekly hours anew; ``version`` is their new one."""
    schedule_id = rows.schedule_id_of(session, practitioner_id)
    session.execute(delete(ScheduleRule).where(ScheduleRule.schedule_id == schedule_id))
    session.add_all(rows.rule_row(schedule_id, rule) for rule in rules)
    values = {"hours_version": version, "step_minutes": step_minutes}
    session.execute(update(Schedule).where(Schedule.id == schedule_id).values(values))
    session.flush()


def _weekly(session: Session, actor: Actor | None, change: NewHours, now: datetime) -> Effect:
    number = change.practitioner_id
    person = access.require_for(session, actor, _EDIT, number)
    zones = zones_of(session, number)
    new = checked_rules(change.rules, zones)
    step = checked_step(change.step_minutes)

    def write(session: Session) -> TakenBack:
        return TakenBack(number, (_write_week(session, person, number, change.version, new, step, now),))

    return Effect(person, (number,), zones, lambda timetable: replace(timetable, rules=new), write)


def _write_week(
    session: Session,
    actor: Actor,
    practitioner_id: int,
    version: int,
    new: tuple[WeeklyRule, ...],
    step_minutes: int | None,
    now: datetime,
) -> WeekBefore:
    """Writes one doctor's week over the one of that version, and gives what it was."""
    schedule = session.execute(
        select(Schedule.id, Schedule.hours_version, Schedule.step_minutes).where(
            Schedule.practitioner_id == practitioner_id
        )
    ).one()
    if schedule.hours_version != version:
        raise stale(session, "schedule", practitioner_id)
    old = rows.stored_rules(session, schedule.id)
    access.require_changes_at(actor, _EDIT, frozenset(rule.location_id for rule in set(old) ^ set(new)))
    replace_rules(session, practitioner_id, new, version + 1, step_minutes)
    note(session, actor, "save_hours", practitioner_id, now)
    before = tuple(rows.rule_draft(rule) for rule in old)
    return WeekBefore(practitioner_id, version + 1, before, schedule.step_minutes)


def _copied(session: Session, actor: Actor | None, change: CopiedWeek, now: datetime) -> Effect:
    """The same hours at one centre for several doctors. Each week as a whole is checked: nobody is at two places."""
    if not change.targets:
        raise Invalid({"targets": "required"})
    place = change.location_id
    weeks: dict[int, tuple[WeeklyRule, ...]] = {}
    copied: tuple[WeeklyRule, ...] = ()
    steps: dict[int, int | None] = {}
    zones: dict[int, str] = {}
    person: Actor | None = None
    for number, _ in change.targets:
        person = access.require_for(session, actor, _EDIT, number)
        own = zones_of(session, number)
        if place not in own:
            raise Invalid({"targets": "not_at_centre"})
        zones[place] = own[place]
        schedule_id = rows.schedule_id_of(session, number)
        kept = [rows.rule_draft(rule) for rule in rows.stored_rules(session, schedule_id) if rule.location_id != place]
        try:
            weeks[number] = checked_rules((*kept, *change.rules), own)
        except Invalid as refusal:
            raise Invalid({"targets": next(iter(refusal.problems.values()))}) from None
        copied = weeks[number][len(kept) :]
        steps[number] = session.scalar(select(Schedule.step_minutes).where(Schedule.id == schedule_id))
    assert person is not None
    actor_now = person

    def write(session: Session) -> TakenBack:
        return TakenBack(
            weeks=tuple(
                _write_week(session, actor_now, number, version, weeks[number], steps[number], now)
                for number, version in change.targets
            )
        )

    def with_copy(timetable: Timetable) -> Timetable:
        others = tuple(rule for rule in timetable.rules if rule.location_id != place)
        return replace(timetable, rules=(*others, *copied))

    return Effect(person, practitioners_of(session, change), zones, with_copy, write)


def _exception(session: Session, actor: Actor | None, change: NewException, now: datetime) -> Effect:
    number = change.practitioner_id
    person = access.require_for(session, actor, _EDIT, number)
    zones = zones_of(session, number)
    new = checked_exception(change.draft, zones, earliest_day(zones, now))

    def write(session: Session) -> TakenBack:
        access.require_changes_at(person, _EDIT, touched(new.location_id, zones))
        (exception_id,) = _add(session, person, number, (new,), now)
        detail: dict[str, object] = {"kind": new.kind, "exception_id": exception_id}
        note(session, person, "add_exception", number, now, new.location_id, detail)
        return TakenBack(number, exception_ids=(exception_id,))

    return Effect(person, (number,), zones, _with((new,)), write)


def _absence(session: Session, actor: Actor | None, change: Absence, now: datetime) -> Effect:
    number = change.practitioner_id
    if change.until is not None and change.until <= now:
        raise Invalid({"until": "ends_before_start"})
    person = access.require_for(session, actor, Permission.SAY_LATE, number)
    zones = zones_of(session, number)
    reached = {centre: zone for centre, zone in zones.items() if reaches(person, centre)}
    if not reached:
        raise Invalid({"location_id": "not_at_centre"})
    new = absence.from_now(zones, reached, now, change.until, change.reason)

    def write(session: Session) -> TakenBack:
        numbers = _add(session, person, number, new, now)
        note(session, person, "not_available", number, now)
        return TakenBack(number, exception_ids=numbers)

    return Effect(person, (number,), reached, _with(new), write)


def _closures(session: Session, actor: Actor | None, change: NewClosures, now: datetime) -> Effect:
    require(actor, Permission.EDIT_LOCATIONS)
    assert actor is not None
    named = {day: location_rows.one_name(name) for day, name in change.days}
    statement = select(Location.id, Location.zone).order_by(Location.id)
    if change.location_id is not None:
        statement = statement.where(Location.id == change.location_id)
    zones = {row.id: row.zone for row in session.execute(statement)}
    if not zones:
        raise NotFound("location", change.location_id)
    if not named:
        raise Invalid({"day": "required"})
    closed = location_rows.closed_days(session, change.location_id, min(named), max(named))
    new = {day: name for day, name in named.items() if day not in closed}
    if not new:
        raise Invalid({"day": "closed_already"})
    days = tuple(ClosedDay(day, change.location_id, name) for day, name in new.items())

    def write(session: Session) -> TakenBack:
        hold_name(session, "closures")
        if location_rows.closed_days(session, change.location_id, min(new), max(new)) & set(new):
            raise Invalid({"day": "closed_already"})
        made = [Closure(location_id=change.location_id, day=day, name=name) for day, name in new.items()]
        session.add_all(made)
        session.flush()
        detail: dict[str, object] = {"days": [day.isoformat() for day in new]}
        audit.record(session, actor, "add_closure", "location", change.location_id, now, change.location_id, detail)
        announce(session, Topic.LOCATIONS, change.location_id, now)
        announce(session, Topic.SCHEDULES, None, now)
        return TakenBack(closure_ids=tuple(row.id for row in made))

    def closed_too(timetable: Timetable) -> Timetable:
        return replace(timetable, closures=(*timetable.closures, *days))

    return Effect(actor, practitioners_of(session, change), zones, closed_too, write)


def _with(exceptions: tuple[DatedException, ...]) -> Callable[[Timetable], Timetable]:
    return lambda timetable: replace(timetable, exceptions=(*timetable.exceptions, *exceptions))


def _add(
    session: Session, actor: Actor, practitioner_id: int, exceptions: tuple[DatedException, ...], now: datetime
) -> tuple[int, ...]:
    schedule_id = rows.schedule_id_of(session, practitioner_id)
    made = [rows.exception_row(schedule_id, exception, actor, now) for exception in exceptions]
    session.add_all(made)
    session.flush()
    return tuple(row.id for row in made)


def reaches(actor: Actor, location_id: int) -> bool:
    """Whether the actor may say something of a doctor's time at that centre."""
    return scope_of(actor.role, Permission.SAY_LATE) is not Scope.CENTRE or location_id in actor.location_ids
