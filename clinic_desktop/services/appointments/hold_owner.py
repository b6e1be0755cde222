"""Whose a hold is: the person's at the desk where they took it. Its key is for nobody else."""

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.scheduling import Hold
from clinic_desktop.domain.errors import NotAllowed
from clinic_desktop.domain.permissions import Actor

_hold = Hold.__table__.c
_USE = "use_hold"


def is_own(actor: Actor) -> ColumnElement[bool]:
    """That a hold was taken by the person at this desk."""
    return (_hold.account_id == actor.account_id) & (_hold.desk == actor.desk)


def require_own(session: Session, actor: Actor, key: str) -> None:
    """Refuses with NotAllowed a key of somebody else's hold. One that is gone claims nothing, and is fine."""
    statement = select(_hold.id).where(_hold.key == key, ~is_own(actor))
    if session.connection().execute(statement).first() is not None:
        raise NotAllowed(_USE)


def drop_own(session: Session, actor: Actor, key: str) -> int | None:
    """Deletes the person's hold and gives the doctor whose time it was; None where it is gone. Refuses with NotAllowed
    somebody else's."""
    require_own(session, actor, key)
    return (
        session.connection()
        .execute(
            delete(Hold.__table__)  # type: ignore[arg-type]
            .where(_hold.key == key, is_own(actor))
            .returning(_hold.practitioner_id)
        )
        .scalar_one_or_none()
    )


def drop_all_of(session: Session, actor: Actor) -> set[int]:
    """Deletes every hold of the person, wherever they took it, and gives the doctors whose time it was."""
    statement = delete(Hold.__table__).where(_hold.account_id == actor.account_id)  # type: ignore[arg-type]
    return set(session.connection().execute(statement.returning(_hold.practitioner_id)).scalars())
