"""Taking messages out of the outbox one by one, so that no two desks send the same, and writing down what came of it.

A message is marked as being sent, with the try counted, before anything leaves. Whoever dies after that leaves a claim
that lapses; nobody knows whether that message arrived, so it is not sent again by itself but shown to a person.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.models.messages import Message
from clinic_desktop.domain.codes import MessageChannel, MessageKind, MessageState, Topic
from clinic_desktop.services.messages.letters import MessageFacts
from clinic_desktop.services.messages.outbox import OUTCOME_UNKNOWN, note

LEASE = timedelta(minutes=5)
"""How long a sender may take; longer than the longest conversation with a server."""

_DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480, 480))
_row = Message.__table__.c
_COLUMNS = (
    _row.id, _row.version, _row.kind, _row.cause, _row.language, _row.recipient, _row.address, _row.created_at,
    _row.data, _row.attempts, _row.appointment_id,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that this sender alone may send. ``version`` is that of the claim."""

    message: MessageFacts
    version: int
    language: str
    attempts: int
    appointment_id: int | None


def delay_after(attempts: int) -> timedelta | None:
    """How long to wait after that many tries: 1, 5, 15 and 60 minutes, then longer; None after a day in all."""
    return _DELAYS[attempts - 1] if attempts <= len(_DELAYS) else None


def claim_next(session: Session, channel: MessageChannel, sender: str, now: datetime) -> Claim | None:
    """Claims the message that is due the longest; None where none is."""
    due = (
        select(_row.id)
        .where(_row.state == MessageState.QUEUED, _row.due_at <= now, _row.channel == channel)
        .order_by(_row.due_at, _row.id)
        .limit(1)
        # On SQLite a write transaction is alone with the database as it is.
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    claimed = session.connection().execute(
        update(Message.__table__)  # type: ignore[arg-type]
        .where(_row.id == due, _row.state == MessageState.QUEUED)
        .values(
            state=MessageState.SENDING, claimed_by=sender, claimed_until=now + LEASE, attempts=_row.attempts + 1,
            version=_row.version + 1,
        )
        .returning(*_COLUMNS)
    ).one_or_none()  # fmt: skip
    return None if claimed is None else _claim(claimed)


def settle(
    session: Session, claim: Claim, now: datetime, sender: str, action: str, detail: str = "", **values: Any
) -> None:
    """Writes what came of a claim. A claim that has lapsed meanwhile is settled, too: now it is known."""
    changed = session.connection().execute(
        update(Message.__table__)  # type: ignore[arg-type]
        .where(
            _row.id == claim.message.id,
            _row.claimed_by == sender,
            _row.attempts == claim.attempts,
            (_row.state == MessageState.SENDING) | (_row.problem == OUTCOME_UNKNOWN),
        )
        .values(**values, claimed_until=None, version=_row.version + 1)
        .returning(_row.id)
    )
    if changed.one_or_none() is None:
        return
    note(session, claim.message.id, action, now, desk=sender, problem=str(values.get("problem", "")), detail=detail)
    announce(session, Topic.MESSAGES, claim.message.id, now)


def end_lapsed(session: Session, now: datetime) -> int:
    """Marks what a sender left in the middle as failed with an unknown outcome, and says how many that were."""
    rows = (
        session.connection()
        .execute(
            update(Message.__table__)  # type: ignore[arg-type]
            .where(_row.state == MessageState.SENDING, _row.claimed_until < now)
            .values(state=MessageState.FAILED, problem=OUTCOME_UNKNOWN, claimed_until=None, version=_row.version + 1)
            .returning(_row.id, _row.claimed_by)
        )
        .all()
    )
    for row in rows:
        note(session, row.id, "failed", now, desk=row.claimed_by, problem=OUTCOME_UNKNOWN)
        announce(session, Topic.MESSAGES, row.id, now)
    return len(rows)


def _claim(row: Any) -> Claim:
    message = MessageFacts(
        row.id, MessageKind(row.kind), row.cause, row.recipient, row.address, row.created_at, json.loads(row.data)
    )
    return Claim(message, row.version, row.language, row.attempts, row.appointment_id)
