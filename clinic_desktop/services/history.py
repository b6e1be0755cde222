"""Reading the history: who did what to what, when and from which desk."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor, Permission, Scope, require, scope_of
from clinic_desktop.services.history_subjects import subjects

LARGEST_PAGE = 1000


@dataclass(frozen=True, slots=True)
class HistoryFilters:
    """Which events to list; what is None filters nothing. ``first`` is included, ``before`` is not."""

    account_id: int | None = None
    action: str | None = None
    entity: str | None = None
    entity_id: int | None = None
    location_id: int | None = None
    first: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One thing that somebody did. ``detail`` holds ids, codes and numbers; ``subject`` is the name of what it was done
    to, as it is now, or "" where that has none."""

    id: int
    at: datetime
    account_id: int | None
    actor_name: str
    desk: str
    action: str
    entity: str
    entity_id: int | None
    location_id: int | None
    detail: dict[str, object]
    subject: str = ""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of events, newest first. ``number`` counts from 0."""

    number: int
    events: tuple[HistoryEvent, ...]
    has_more: bool


class HistoryService:
    """Lists what happened. A centre manager sees what happened at their own centres."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def events(
        self, actor: Actor | None, filters: HistoryFilters = HistoryFilters(), page: int = 0, size: int = 50
    ) -> HistoryPage:
        """A page of the events that pass the filters, newest first. Needs SEE_AUDIT."""
        require(actor, Permission.SEE_AUDIT)
        assert actor is not None
        if page < 0 or not 1 <= size <= LARGEST_PAGE:
            raise Invalid({"page": "out_of_bounds"})
        statement = (
            select(AuditEvent)
            .where(*_visible(actor), *_conditions(filters))
            .order_by(AuditEvent.id.desc())
            .offset(page * size)
            .limit(size + 1)
        )
        with self._database.read() as session:
            rows = session.scalars(statement).all()
            names = subjects(session, {(row.entity, row.entity_id) for row in rows[:size]})
        found = tuple(_event(row, names.get((row.entity, row.entity_id), "")) for row in rows[:size])
        return HistoryPage(page, found, len(rows) > size)

    def actions(self, actor: Actor | None) -> tuple[str, ...]:
        """The actions that occur among the events that the actor may see, for a filter's list."""
        require(actor, Permission.SEE_AUDIT)
        assert actor is not None
        statement = select(AuditEvent.action).where(*_visible(actor)).distinct().order_by(AuditEvent.action)
        with self._database.read() as session:
            return tuple(session.scalars(statement))


def _visible(actor: Actor) -> list[ColumnElement[bool]]:
    if scope_of(actor.role, Permission.SEE_AUDIT) is Scope.CLINIC:
        return []
    return [AuditEvent.location_id.in_(actor.location_ids)]


def _conditions(filters: HistoryFilters) -> list[ColumnElement[bool]]:
    equal = (
        (AuditEvent.account_id, filters.account_id),
        (AuditEvent.action, filters.action),
        (AuditEvent.entity, filters.entity),
        (AuditEvent.entity_id, filters.entity_id),
        (AuditEvent.location_id, filters.location_id),
    )
    conditions: list[ColumnElement[bool]] = [column == value for column, value in equal if value is not None]
    if filters.first is not None:
        conditions.append(AuditEvent.at >= filters.first)
    if filters.before is not None:
        conditions.append(AuditEvent.at < filters.before)
    return conditions


def _event(row: AuditEvent, subject: str) -> HistoryEvent:
    return HistoryEvent(
        id=row.id,
        at=row.at,
        account_id=row.account_id,
        actor_name=row.actor_name,
        desk=row.desk,
        action=row.action,
        entity=row.entity,
        entity_id=row.entity_id,
        location_id=row.location_id,
        detail=json.loads(row.detail),
        subject=subject,
    )
