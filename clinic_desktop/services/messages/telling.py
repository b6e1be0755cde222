"""Keeping a patient's knowledge of their appointment true: after each step they are told what they do not know yet."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.messages import Message
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
OVERTAKEN = (*_NEWS, MessageKind.REMINDER, MessageKind.RUNNING_LATE)
_STANDS = AppointmentState.CONFIRMED
_OVER = (AppointmentState.CANCELLED, AppointmentState.REJECTED)
_row = Message.__table__.c
NEWS_OF_APPOINTMENTS = (
    select(_row.appointment_id, _row.kind, _row.state, _row.problem, _row.data)
    .where(or_(*[_row.kind == kind for kind in (*_NEWS, MessageKind.RUNNING_LATE)]))
    .order_by(_row.id)
)
"""What patients were told, or are about to be, in order."""
_BEFORE = Prepared(NEWS_OF_APPOINTMENTS.where(_row.appointment_id == bindparam("appointment_id")))


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
    drop(session, actor, appointment_id, now, kinds=OVERTAKEN)
    row = read_appointment(session, appointment_id)
    told = _BEFORE.all(session.connection(), {"appointment_id": appointment_id})
    news = news_of(row, told, before, facts)
    if news is not None:
        write(session, actor, news.kind, row, news.facts, now, cause_of(row, news), appointment_id)


@dataclass(frozen=True, slots=True)
class News:
    """What a patient does not know yet, and the facts that the message says."""

    kind: MessageKind
    facts: dict[str, object]


def news_of(row: Any, told: Sequence[Any], before: Known | None, facts: Mapping[str, object] | None) -> News | None:
    """What to tell about the appointment of ``row`` after ``told``, as ``tell`` has it; None where there is nothing."""
    known = _known(told, before)
    kind = _news(row, known)
    if kind is None:
        return None
    said = appointment_facts(row) | dict(facts or {})
    if known is not None and kind is MessageKind.RESCHEDULE:
        said |= {
            "former_starts_at": known.starts_at.isoformat(),
            "former_practitioner_id": known.practitioner_id,
            "former_location_id": known.location_id,
        }
    return News(kind, said)


def cause_of(row: Any, news: News) -> str:
    """The cause of such a message: one a version of the appointment."""
    return f"{news.kind}:appointment:{row.appointment_id}:v{row.version}"


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


def _known(rows: Sequence[Any], before: Known | None) -> Known | None:
    """What the last message that left said; where none has, what was known before the first of them was written. Whom
    the desk had to tell itself, for want of an address, counts as told."""
    for row in reversed(rows):
        if row.state in (MessageState.SENDING, MessageState.SENT) or row.problem in (OUTCOME_UNKNOWN, NO_ADDRESS):
            data = json.loads(row.data)
            if row.kind == MessageKind.RUNNING_LATE:
                # Who heard of a delay comes when they were told to.
                data["starts_at"] = data.get("expected_at", data["starts_at"])
            return _said(data, over=row.kind == MessageKind.CANCELLATION)
    if not rows:
        return before
    first = json.loads(rows[0].data)
    if rows[0].kind == MessageKind.CONFIRMATION:
        return None
    former = {
        name: first.get(f"former_{name}", first[name]) for name in ("starts_at", "practitioner_id", "location_id")
    }
    return _said(first | former)


def _said(data: Mapping[str, Any], over: bool = False) -> Known:
    return Known(datetime.fromisoformat(data["starts_at"]), data["practitioner_id"], data["location_id"], over)
