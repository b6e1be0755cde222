"""A doctor's weekly hours and the exceptions from them: reading and changing; ``changes`` also minds who is hit."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.locks import hold_schedule
from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.organisation import Closure
from clinic_desktop.db.models.scheduling import Schedule, ScheduleException
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.errors import NotAllowed, NotFound, NotSignedIn
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor, Permission
from clinic_desktop.services.practitioners import access
from clinic_desktop.services.scheduling import rows
from clinic_desktop.services.scheduling.effects import earliest_day, effect_of, note, touched, zones_of
from clinic_desktop.services.scheduling.values import (
    AppointmentHit,
    ClosureView,
    ExceptionDraft,
    ExceptionView,
    HoursView,
    NewException,
    NewHours,
    RuleDraft,
    TakenBack,
)

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
        self._do(actor, NewHours(practitioner_id, version, tuple(rules), step_minutes))
        return version + 1

    def add_exception(self, actor: Actor | None, practitioner_id: int, exception: ExceptionDraft) -> int:
        """Adds an exception and gives its number; appointments that it hits stay.

        Whoever reaches only some centres adds exceptions there only. Refuses with Invalid.
        """
        return self._do(actor, NewException(practitioner_id, exception)).exception_ids[0]

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
            zones = zones_of(session, practitioner_id)
            access.require_changes_at(person, _EDIT, touched(row.location_id, zones))
            session.delete(row)
            detail: dict[str, object] = {"kind": row.kind, "exception_id": exception_id}
            note(session, person, "remove_exception", practitioner_id, now, row.location_id, detail)

    def _do(self, actor: Actor | None, change: NewHours | NewException) -> TakenBack:
        with self._database.write() as session:
            access.require_for(session, actor, _EDIT, change.practitioner_id)
            hold_schedule(session, change.practitioner_id)
            return effect_of(session, actor, change, self._clock()).write(session)


def _view(session: Session, practitioner_id: int, now: datetime) -> HoursView:
    schedule = session.scalars(select(Schedule).where(Schedule.practitioner_id == practitioner_id)).first()
    if schedule is None:
        raise NotFound("practitioner", practitioner_id)
    zones = zones_of(session, practitioner_id)
    today = earliest_day(zones, now)
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


def _practitioner_of(session: Session, exception_id: int) -> int:
    practitioner_id = session.scalar(
        select(Schedule.practitioner_id)
        .join(ScheduleException, ScheduleException.schedule_id == Schedule.id)
        .where(ScheduleException.id == exception_id)
    )
    if practitioner_id is None:
        raise NotFound("exception", exception_id)
    return practitioner_id
