"""Rows that people edit: a save takes the version that was read, and loses when somebody else was faster."""

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.models.base import Versioned
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.domain.errors import NotFound, StaleRecord


def next_version(session: Session, model: type[Versioned], row_id: int, version: int, entity: str) -> int:
    """Locks the row and raises its version. Refuses with NotFound, or with StaleRecord that says who changed it when.

    The update comes before any reading, so two desks that save at once cannot both win on PostgreSQL.
    """
    statement = (
        update(model)
        .where(model.id == row_id, model.version == version)
        .values(version=version + 1)
        .execution_options(synchronize_session=False)
    )
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    if result.rowcount == 0:
        refuse_stale(session, model, row_id, entity)
    return version + 1


def raise_version(session: Session, model: type[Versioned], row_id: int, entity: str) -> None:
    """Locks the row and raises its version whatever it is, for verbs that do not come from a form."""
    statement = (
        update(model)
        .where(model.id == row_id)
        .values(version=model.version + 1)
        .execution_options(synchronize_session=False)
    )
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    if result.rowcount == 0:
        raise NotFound(entity, row_id)


def refuse_stale(session: Session, model: type[Versioned], row_id: int, entity: str) -> None:
    """Raises StaleRecord with the latest event of the row's history, or NotFound where there is no such row."""
    if session.scalar(select(model.id).where(model.id == row_id)) is None:
        raise NotFound(entity, row_id)
    raise stale(session, entity, row_id)


def stale(session: Session, entity: str, entity_id: int) -> StaleRecord:
    """The refusal that says who changed the thing last, and when."""
    latest = session.execute(
        select(AuditEvent.actor_name, AuditEvent.at)
        .where(AuditEvent.entity == entity, AuditEvent.entity_id == entity_id)
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()
    return StaleRecord(entity, latest.actor_name if latest else None, latest.at if latest else None)
