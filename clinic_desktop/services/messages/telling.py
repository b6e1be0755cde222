"""Keeping a patient's knowledge of their appointment true: after each step they are told what they do not know yet."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models import Message
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.domain.codes import AppointmentState, MessageKind, MessageState
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.messages.outbox import (
    NO_ADDRESS,
    OUTCOME_UNKNOWN,
    appointment_facts,
    drop,
    read_appointment,
    write,
)

_NEWS = (MessageKind.CONFIRMATION, MessageKind.RESCHEDULE, MessageKind.CANCELLATION)
_OVERTAKEN = (*_NEWS, MessageKind.REMINDER, MessageKind.RUNNING_LATE)
_STANDS = AppointmentState.CONFIRMED
_OVER = (AppointmentState.CANCELLED, AppointmentState.REJECTED)
_row = Message.__table__.c
_BEFORE = Prepared(
    select(_row.kind, _row.state, _row.problem, _row.data)
    .where(
        _row.appointment_id == bindparam("appointment_id"),
        or_(*[_row.kind == kind for kind in _NEWS]),
    )
    .order_by(_row.id)
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a patient takes for true: that they come then, to that doctor, there; or, ``over``, that they do not."""

    starts_at: datetime
    practitioner_id: int
    location_id: int
    over: bool = False


def tell(
    session: Session,
    actor: Actor | None,
    appointment_id: int,
    now: datetime,
    *,
    before: Known | None,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Tells the patient what is true now, unless they know; what had not left and is no longer true is taken back.

    ``before`` is what the patient knew without any message: from the telephone, or from having booked themselves;
    None where they know nothing. So a booking that is cancelled before its confirmation left sends nothing, a move that
    is undone in time neither, and one that is undone later sends where the appointment is now. Nobody is told of an
    appointment that waits for approval, or while they are at the clinic.
    """
    drop(session, actor, appointment_id, now, kinds=_OVERTAKEN)
    row = read_appointment(session, appointment_id)
    known = _known(session, appointment_id, before)
    kind = _news(row, known)
    if kind is None:
        return
    said = appointment_facts(row) | dict(facts or {})
    if known is not None and kind is MessageKind.RESCHEDULE:
        said["former_starts_at"] = known.starts_at.isoformat()
    write(session, actor, kind, row, said, now, f"{kind}:appointment:{appointment_id}:v{row.version}", appointment_id)


def _news(row: Any, known: Known | None) -> MessageKind | None:
    """What the patient does not know yet; None where there is nothing to say."""
    if row.state in _OVER:
        return None if known is None or known.over else MessageKind.CANCELLATION
    if row.state != _STANDS:
        return None
    if known is None or known.over:
        return MessageKind.CONFIRMATION
    same = (known.starts_at, known.practitioner_id, known.location_id) == (
        row.starts_at, row.practitioner_id, row.location_id,
    )  # fmt: skip
    return None if same else MessageKind.RESCHEDULE


def _known(session: Session, appointment_id: int, before: Known | None) -> Known | None:
    """What the last message that left said; where none has, what was known before the first of them was written. Whom
    the desk had to tell itself, for want of an address, counts as told."""
    rows = _BEFORE.all(session.connection(), {"appointment_id": appointment_id})
    for row in reversed(rows):
        if row.state in (MessageState.SENDING, MessageState.SENT) or row.problem in (OUTCOME_UNKNOWN, NO_ADDRESS):
            return _said(json.loads(row.data), over=row.kind == MessageKind.CANCELLATION)
    if not rows:
        return before
    first = json.loads(rows[0].data)
    if rows[0].kind == MessageKind.CONFIRMATION:
        return None
    return _said(first | {"starts_at": first.get("former_starts_at", first["starts_at"])})


def _said(data: Mapping[str, Any], over: bool = False) -> Known:
    return Known(datetime.fromisoformat(data["starts_at"]), data["practitioner_id"], data["location_id"], over)
