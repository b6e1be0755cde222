"""Hours between the forms, the slot rules and the tables."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.scheduling import Schedule, ScheduleException, ScheduleRule
from clinic_desktop.domain.codes import ExceptionKind, RuleKind
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.scheduling import DatedException, WeeklyRule
from clinic_desktop.services.scheduling.values import ExceptionDraft, ExceptionView, RuleDraft


def schedule_id_of(session: Session, practitioner_id: int) -> int:
    """The number of the doctor's schedule. Refuses with NotFound."""
    number = session.scalar(select(Schedule.id).where(Schedule.practitioner_id == practitioner_id))
    if number is None:
        raise NotFound("practitioner", practitioner_id)
    return number


def stored_rules(session: Session, schedule_id: int) -> tuple[WeeklyRule, ...]:
    """The weekly hours of a schedule, in the order of the week."""
    rows = session.scalars(
        select(ScheduleRule)
        .where(ScheduleRule.schedule_id == schedule_id)
        .order_by(ScheduleRule.weekday, ScheduleRule.start_minute, ScheduleRule.id)
    )
    return tuple(
        WeeklyRule(
            location_id=row.location_id,
            kind=RuleKind(row.kind),
            weekday=row.weekday,
            start_minute=row.start_minute,
            end_minute=row.end_minute,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            label=row.label,
        )
        for row in rows
    )


def rule_draft(rule: WeeklyRule) -> RuleDraft:
    """A rule as a form edits it."""
    return RuleDraft(
        location_id=rule.location_id,
        kind=rule.kind,
        weekday=rule.weekday,
        start_minute=rule.start_minute,
        end_minute=rule.end_minute,
        valid_from=rule.valid_from,
        valid_until=rule.valid_until,
        label=rule.label,
    )


def rule_row(schedule_id: int, rule: WeeklyRule) -> ScheduleRule:
    """A rule as it is stored."""
    return ScheduleRule(
        schedule_id=schedule_id,
        location_id=rule.location_id,
        kind=rule.kind,
        weekday=rule.weekday,
        start_minute=rule.start_minute,
        end_minute=rule.end_minute,
        valid_from=rule.valid_from,
        valid_until=rule.valid_until,
        label=rule.label,
    )


def exception_row(schedule_id: int, exception: DatedException, actor: Actor, now: datetime) -> ScheduleException:
    """An exception as it is stored, made by the actor now."""
    return ScheduleException(
        schedule_id=schedule_id,
        location_id=exception.location_id,
        kind=exception.kind,
        first_day=exception.first_day,
        last_day=exception.last_day,
        start_minute=exception.start_minute,
        end_minute=exception.end_minute,
        reason=exception.reason,
        made_by_id=actor.account_id,
        made_at=now,
    )


def exception_view(row: ScheduleException, made_by: str | None) -> ExceptionView:
    """A stored exception as screens show it."""
    draft = ExceptionDraft(
        kind=ExceptionKind(row.kind),
        first_day=row.first_day,
        last_day=row.last_day,
        location_id=row.location_id,
        start_minute=row.start_minute,
        end_minute=row.end_minute,
        reason=row.reason,
    )
    return ExceptionView(row.id, draft, made_by or "", row.made_at)
