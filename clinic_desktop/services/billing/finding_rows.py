"""Noting that a person has to look at something about money; each thing is noted once."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.locks import upserting_insert
from clinic_desktop.db.models import PaymentFinding
from clinic_desktop.domain.codes import FindingKind, FindingState, Topic

_finding = PaymentFinding.__table__.c


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a finding. ``key`` names the thing, such as "refund_failed:17": another finding of that key is
    none. ``ours_minor`` and ``theirs_minor`` are what we have and what the gateway has, in ``currency``."""

    kind: FindingKind
    key: str
    location_id: int | None = None
    gateway: str = ""
    gateway_id: str = ""
    link_id: int | None = None
    payment_id: int | None = None
    refund_id: int | None = None
    appointment_id: int | None = None
    reconciliation_id: int | None = None
    ours_minor: int | None = None
    theirs_minor: int | None = None
    currency: str = ""
    happened_at: datetime | None = None


def note_finding(session: Session, found: Found, now: datetime) -> int | None:
    """Writes the finding, and gives its number; None where it was found before, whatever has become of it."""
    insert = upserting_insert(session.get_bind().dialect.name)
    values = asdict(found) | {"state": FindingState.OPEN, "found_at": now}
    statement = insert(PaymentFinding).values(**values).on_conflict_do_nothing(index_elements=["key"])
    number = session.execute(statement.returning(_finding.id)).scalar_one_or_none()
    if number is not None:
        announce(session, Topic.PAYMENTS, None, now)
    return None if number is None else int(number)


def is_noted(session: Session, key: str) -> bool:
    """Whether the thing was found before."""
    return session.scalar(select(_finding.id).where(_finding.key == key)) is not None
