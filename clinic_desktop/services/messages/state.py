"""How the sending goes: what waits, since when, and what went wrong."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.messages import Message
from clinic_desktop.domain.codes import MessageState
from clinic_desktop.services.messages.values import OutboxState

_RECENT = timedelta(days=7)


def outbox_state(session: Session, lacks: str, now: datetime, location_id: int | None = None) -> OutboxState:
    """Counts what is due and what failed, everywhere or at one centre. ``lacks`` is what the caller knows of the mail
    account."""
    here = [] if location_id is None else [Message.location_id == location_id]
    waiting, oldest = session.execute(
        select(func.count(), func.min(Message.created_at)).where(
            Message.state.in_((MessageState.QUEUED, MessageState.SENDING)), Message.due_at <= now, *here
        )
    ).one()
    failed = session.execute(
        select(func.count(Message.id)).where(
            Message.state == MessageState.FAILED, Message.created_at > now - _RECENT, *here
        )
    ).scalar_one()
    last = session.execute(
        select(func.max(Message.sent_at)).where(
            Message.state == MessageState.SENT, Message.created_at > now - _RECENT, *here
        )
    ).scalar_one()
    return OutboxState(lacks, waiting, oldest, failed, last)
