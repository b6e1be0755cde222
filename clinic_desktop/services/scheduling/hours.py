"""A doctor's weekly hours and the exceptions from them: reading, trying out, changing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.locks import hold_schedule
from clinic_desktop.db.models import (
    Account,
    Closure,
    Location,
    PractitionerRole,
    Schedule,
    ScheduleException,
    ScheduleRule,
)
from clinic_desktop.domain.codes import Role, Topic
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from clinic_desktop.domain.period import Clock, local_day
from clinic_desktop.domain.permissions import Actor, Permission, Scope, scope_of
from clinic_desktop.domain.scheduling import DatedException, Timetable
from clinic_desktop.services import audit
from clinic_desktop.services.practitioners import access
from clinic_desktop.services.scheduling import absence, impact, rows
from clinic_desktop.services.scheduling.rules import checked_exception, checked_rules, checked_step
from clinic_desktop.services.scheduling.values import (
    AppointmentHit,
    ClosureView,
    ExceptionDraft,
    ExceptionView,
    HoursView,
    RuleDraft,
)
from clinic_desktop.services.versions import stale

__all__ = [
    "AppointmentHit",
    "ClosureView",
    "ExceptionDraft",
    "ExceptionView",
    "HoursService",
    "HoursView",
    "RuleDraft",
]

_EDIT = Permission.EDIT_HOURS
_CLOSURES_AHEAD = timedelta(days=400)


class HoursService:
    """Changes hours under the schedule's lock, so that no booking slips between."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def hours(self, actor: Actor | None, practitioner_id: int) -> HoursView:
        """The doctor's hours, with what is to come. For staff only: exceptions tell why somebody is away."""
        if actor is None:
            raise NotSignedIn
        if actor.role is Role.PATIENT:
            raise NotAllowed(_EDIT)
        with self._database.read() as session:
            return _view(session, practitioner_id, self._clock())

    def save_rules(
        self,
        actor: Actor | None,
        practitioner_id: int,
        version: int,
        rules: Sequence[RuleDraft],
        step_minutes: int | None = None,
    ) -> int:
        """Replaces the weekly hours and gives their new version; appointments that they leave outside stay.

        Whoever reaches only some centres changes nothing at the others. Refuses with Invalid (see ``checked_rules``)
        and StaleRecord.
        """
        now = self._clock()
        with self._database.write() as session:
            person = access.require_for(session, actor, _EDIT, practitioner_id)
            schedule_id = hold_schedule(session, practitioner_id)
            schedule = session.get_one(Schedule, schedule_id)
            if schedule.hours_version != version:
                raise stale(session, "schedule", practitioner_id)
            new = checked_rules(rules, _zones(session, practitioner_id))
            old = rows.stored_rules(session, schedule_id)
            access.require_changes_at(person, _EDIT, frozenset(rule.location_id for rule in set(old) ^ set(new)))
            session.execute(delete(ScheduleRule).where(ScheduleRule.schedule_id == schedule_id))
            session.add_all(rows.rule_row(schedule_id, rule) for rule in new)
            values = {"hours_version": version + 1, "step_minutes": checked_step(step_minutes)}
            session.execute(update(Schedule).where(Schedule.id == schedule_id).values(values))
            self._note(session, person, "save_hours", practitioner_id, now)
        return version + 1

    def preview_rules(
        self, actor: Actor | None, practitioner_id: int, rules: Sequence[RuleDraft]
    ) -> tuple[AppointmentHit, ...]:
        """The coming appointments that such weekly hours would leave outside. Refuses as ``save_rules`` does."""
        with self._database.read() as session:
            access.require_for(session, actor, _EDIT, practitioner_id)
            zones = _zones(session, practitioner_id)
            new = checked_rules(rules, zones)

            def change(timetable: Timetable) -> Timetable:
                return replace(timetable, rules=new)

            return impact.hits(session, practitioner_id, zones, self._clock(), change)

    def preview_exception(
        self, actor: Actor | None, practitioner_id: int, exception: ExceptionDraft
    ) -> tuple[AppointmentHit, ...]:
        """The coming appointments that the exception would hit. Refuses as ``add_exception`` does."""
        now = self._clock()
        with self._database.read() as session:
            access.require_for(session, actor, _EDIT, practitioner_id)
            zones = _zones(session, practitioner_id)
            new = checked_exception(exception, zones, _earliest_day(zones, now))
            return _hit_by(session, practitioner_id, zones, now, (new,))

    def add_exception(self, actor: Actor | None, practitioner_id: int, exception: ExceptionDraft) -> int:
        """Adds an exception and gives its number; appointments that it hits stay until somebody moves or cancels them.

        Whoever reaches only some centres adds exceptions there only. Refuses with Invalid.
        """
        now = self._clock()
        with self._database.write() as session:
            person = access.require_for(session, actor, _EDIT, practitioner_id)
            schedule_id = hold_schedule(session, practitioner_id)
            zones = _zones(session, practitioner_id)
            new = checked_exception(exception, zones, _earliest_day(zones, now))
            access.require_changes_at(person, _EDIT, _touched(new.location_id, zones))
            row = rows.exception_row(schedule_id, new, person, now)
            session.add(row)
            session.flush()
            detail: dict[str, object] = {"kind": new.kind, "exception_id": row.id}
            self._note(session, person, "add_exception", practitioner_id, now, new.location_id, detail)
        return row.id

    def remove_exception(self, actor: Actor | None, exception_id: int) -> None:
        """Takes an exception back. Refuses with NotFound where it is gone already."""
        now = self._clock()
        with self._database.write() as session:
            if actor is None:
                raise NotSignedIn
            practitioner_id = _practitioner_of(session, exception_id)
            person = access.require_for(session, actor, _EDIT, practitioner_id)
            hold_schedule(session, practitioner_id)
            row = session.get(ScheduleException, exception_id, populate_existing=True)
            if row is None:
                raise NotFound("exception", exception_id)
            zones = _zones(session, practitioner_id)
            access.require_changes_at(person, _EDIT, _touched(row.location_id, zones))
            session.delete(row)
            detail: dict[str, object] = {"kind": row.kind, "exception_id": exception_id}
            self._note(session, person, "remove_exception", practitioner_id, now, row.location_id, detail)

    def not_available_from_now(
        self, actor: Actor | None, practitioner_id: int, reason: str, until: datetime | None = None
    ) -> tuple[AppointmentHit, ...]:
        """The doctor cannot work from now until then (None: the end of today), and gives the appointments hit.

        It holds at every centre of the doctor that the actor reaches. Refuses with Invalid an end that is over.
        """
        now = self._clock()
        if until is not None and until <= now:
            raise Invalid({"until": "ends_before_start"})
        with self._database.write() as session:
            person = access.require_for(session, actor, _EDIT, practitioner_id)
            schedule_id = hold_schedule(session, practitioner_id)
            zones = _zones(session, practitioner_id)
            reached = {centre: zone for centre, zone in zones.items() if _reaches(person, centre)}
            if not reached:
                raise Invalid({"location_id": "not_at_centre"})
            new = absence.from_now(zones, reached, now, until, reason)
            found = _hit_by(session, practitioner_id, zones, now, new)
            session.add_all(rows.exception_row(schedule_id, exception, person, now) for exception in new)
            self._note(session, person, "not_available", practitioner_id, now, detail={"hits": len(found)})
        return found

    def _note(
        self,
        session: Session,
        actor: Actor,
        action: str,
        practitioner_id: int,
        now: datetime,
        location_id: int | None = None,
        detail: dict[str, object] | None = None,
    ) -> None:
        audit.record(session, actor, action, "schedule", practitioner_id, now, location_id, detail)
        announce(session, Topic.SCHEDULES, practitioner_id, now)


def _view(session: Session, practitioner_id: int, now: datetime) -> HoursView:
    schedule = session.scalars(select(Schedule).where(Schedule.practitioner_id == practitioner_id)).first()
    if schedule is None:
        raise NotFound("practitioner", practitioner_id)
    zones = _zones(session, practitioner_id)
    today = _earliest_day(zones, now)
    exceptions = session.execute(
        select(ScheduleException, Account.name)
        .outerjoin(Account, Account.id == ScheduleException.made_by_id)
        .where(ScheduleException.schedule_id == schedule.id, ScheduleException.last_day >= today)
        .order_by(ScheduleException.first_day, ScheduleException.id)
    )
    closures = session.scalars(
        select(Closure)
        .where(
            Closure.day.between(today, today + _CLOSURES_AHEAD),
            or_(Closure.location_id.is_(None), Closure.location_id.in_(zones)),
        )
        .order_by(Closure.day, Closure.id)
    )
    return HoursView(
        practitioner_id=practitioner_id,
        version=schedule.hours_version,
        step_minutes=schedule.step_minutes,
        rules=tuple(rows.rule_draft(rule) for rule in rows.stored_rules(session, schedule.id)),
        exceptions=tuple(rows.exception_view(row, made_by) for row, made_by in exceptions),
        closures=tuple(ClosureView(row.id, row.location_id, row.day, row.name) for row in closures),
    )


def _zones(session: Session, practitioner_id: int) -> dict[int, str]:
    """The doctor's centres with their zones."""
    statement = (
        select(Location.id, Location.zone)
        .join(PractitionerRole, PractitionerRole.location_id == Location.id)
        .where(PractitionerRole.practitioner_id == practitioner_id)
        .order_by(Location.id)
    )
    return {row.id: row.zone for row in session.execute(statement)}


def _earliest_day(zones: dict[int, str], now: datetime) -> date:
    """Today at the centre where it is earliest."""
    return min((local_day(now, ZoneInfo(zone)) for zone in zones.values()), default=now.date())


def _touched(location_id: int | None, zones: dict[int, str]) -> frozenset[int]:
    return frozenset(zones) if location_id is None else frozenset({location_id})


def _reaches(actor: Actor, location_id: int) -> bool:
    return scope_of(actor.role, _EDIT) is not Scope.CENTRE or location_id in actor.location_ids


def _hit_by(
    session: Session,
    practitioner_id: int,
    zones: dict[int, str],
    now: datetime,
    exceptions: tuple[DatedException, ...],
) -> tuple[AppointmentHit, ...]:
    def change(timetable: Timetable) -> Timetable:
        return replace(timetable, exceptions=(*timetable.exceptions, *exceptions))

    return impact.hits(session, practitioner_id, zones, now, change)


def _practitioner_of(session: Session, exception_id: int) -> int:
    practitioner_id = session.scalar(
        select(Schedule.practitioner_id)
        .join(ScheduleException, ScheduleException.schedule_id == Schedule.id)
        .where(ScheduleException.id == exception_id)
    )
    if practitioner_id is None:
        raise NotFound("exception", exception_id)
    return practitioner_id
