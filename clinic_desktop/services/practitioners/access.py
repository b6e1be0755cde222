"""Who may change which doctor: the permission table applied to somebody who works at several centres."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole
from clinic_desktop.domain.errors import NotAllowed, NotFound, NotSignedIn
from clinic_desktop.domain.permissions import Actor, Permission, Scope, scope_of


def centres_of(session: Session, practitioner_id: int) -> frozenset[int]:
    """The centres that the doctor works at; refuses with NotFound."""
    if session.scalar(select(Practitioner.id).where(Practitioner.id == practitioner_id)) is None:
        raise NotFound("practitioner", practitioner_id)
    roles = select(PractitionerRole.location_id).where(PractitionerRole.practitioner_id == practitioner_id)
    return frozenset(session.scalars(roles))


def require_for(
    session: Session, actor: Actor | None, permission: Permission, practitioner_id: int, *, own: bool = True
) -> Actor:
    """Refuses unless the actor's permission reaches the doctor: everywhere, at a centre of both, or (with ``own``)
    because it is themselves."""
    if actor is None:
        raise NotSignedIn
    centres = centres_of(session, practitioner_id)
    scope = scope_of(actor.role, permission)
    reaches = (
        scope is Scope.CLINIC
        or (scope is Scope.CENTRE and bool(centres & actor.location_ids))
        or (scope is Scope.OWN and own and actor.practitioner_id == practitioner_id)
    )
    if not reaches:
        raise NotAllowed(permission)
    return actor


def require_at(actor: Actor | None, permission: Permission, location_ids: frozenset[int]) -> Actor:
    """Refuses unless the actor's permission reaches each of the centres and, below the whole clinic, one at least.

    A permission that reaches only the person's own things reaches no centre.
    """
    if actor is None:
        raise NotSignedIn
    scope = scope_of(actor.role, permission)
    if scope is Scope.CLINIC:
        return actor
    if scope is Scope.CENTRE and location_ids and location_ids <= actor.location_ids:
        return actor
    raise NotAllowed(permission)


def require_changes_at(actor: Actor, permission: Permission, location_ids: frozenset[int]) -> None:
    """Refuses somebody who reaches some centres only and changes something of another; no change is always allowed."""
    if scope_of(actor.role, permission) is Scope.CENTRE and not location_ids <= actor.location_ids:
        raise NotAllowed(permission)
