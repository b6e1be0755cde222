"""What a person has to look at, written down in the transaction that finds it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.locks import upserting_insert
from clinic_desktop.db.models.checkout import PaymentFinding
from clinic_desktop.domain.codes import FindingKind, FindingState, Topic


def note_finding(session: Session, kind: FindingKind, key: str, now: datetime, **columns: object) -> int | None:
    """Writes down something to look at. ``key`` names it: what was found before is not written again, and gives None.
    ``columns`` are those of ``PaymentFinding``."""
    insert = upserting_insert(session.get_bind().dialect.name)
    values = {"kind": kind, "key": f"{kind}:{key}", "state": FindingState.OPEN, "found_at": now, **columns}
    statement = insert(PaymentFinding).values(**values).on_conflict_do_nothing(index_elements=["key"])
    found = session.execute(statement.returning(PaymentFinding.id)).scalar_one_or_none()
    if found is not None:
        announce(session, Topic.PAYMENTS, None, now)
    return found


def is_noted(session: Session, kind: FindingKind, key: str) -> bool:
    """Whether that was found before, whatever has become of it."""
    return session.scalar(select(PaymentFinding.id).where(PaymentFinding.key == f"{kind}:{key}")) is not None
