"""History of who did what: written in the transaction that did it."""

import json
from datetime import datetime

from sqlalchemy.orm import Session

from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.prepared import prepared_insert
from clinic_desktop.domain.permissions import Actor

_INSERT = prepared_insert(AuditEvent.__table__)


def record(
    session: Session,
    actor: Actor | None,
    action: str,
    entity: str,
    entity_id: int | None,
    at: datetime,
    location_id: int | None = None,
    detail: dict[str, object] | None = None,
) -> None:
    """Appends one event, such as ``record(session, actor, "book", "appointment", 7, now)``. ``detail`` holds ids, codes
    and numbers: what a person typed stays in the row that it belongs to."""
    row = {
        "at": at,
        "account_id": actor.account_id if actor else None,
        "actor_name": actor.name if actor else "",
        "desk": actor.desk if actor else "",
        "action": action,
        "entity": entity,
        "entity_id": entity_id,
        "location_id": location_id,
        "detail": json.dumps(detail, ensure_ascii=False) if detail else "{}",
    }
    _INSERT.run(session.connection(), row)
