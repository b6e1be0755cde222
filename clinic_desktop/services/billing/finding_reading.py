"""Reading what a person has to look at: how much, and a page of it in full."""

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models import PaymentFinding
from clinic_desktop.domain.codes import FindingState
from clinic_desktop.domain.permissions import Actor, Permission, Scope, scope_of

_finding = PaymentFinding.__table__.c


def seen_by(actor: Actor) -> list[ColumnElement[bool]]:
    """What keeps a list of findings to those that the actor may see: who reconciles sees all that the permission
    reaches, a desk what was found at its centres. What belongs to no centre is for who reconciles everywhere."""
    scope = max(scope_of(actor.role, Permission.RECONCILE), scope_of(actor.role, Permission.TAKE_PAYMENT))
    if scope_of(actor.role, Permission.RECONCILE) is Scope.CLINIC:
        return []
    if scope is Scope.CENTRE or scope is Scope.CLINIC:
        return [_finding.location_id.in_(sorted(actor.location_ids))]
    return [false()]


def open_findings(session: Session, actor: Actor, location_id: int | None) -> int:
    """How many nobody has looked at yet."""
    statement = select(func.count()).where(_finding.state == FindingState.OPEN, *seen_by(actor))
    if location_id is not None:
        statement = statement.where((_finding.location_id == location_id) | _finding.location_id.is_(None))
    return int(session.execute(statement).scalar_one())
