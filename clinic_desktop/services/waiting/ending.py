"""Ending an offer: it is answered once, and what it kept for the patient is free again."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.models.scheduling import Hold
from clinic_desktop.db.models.waiting import SlotOffer
from clinic_desktop.domain.codes import MessageKind, OfferState, Topic
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.messages.outbox import drop_cause
from clinic_desktop.services.versions import stale
from clinic_desktop.services.waiting.reading import is_in_force
from clinic_desktop.services.waiting.reading import offer as offer_row

OFFER = "slot_offer"
_table = SlotOffer.__table__


def cause_of(offer_id: int) -> str:
    """The cause of the message that tells of an offer."""
    return f"{MessageKind.WAITING_LIST_OFFER}:{offer_id}"


def answer(session: Session, offer_id: int, version: int, state: OfferState, now: datetime) -> None:
    """Locks the offer and writes how it ended. Refuses with StaleRecord where somebody was faster."""
    answered = session.execute(
        update(_table)  # type: ignore[arg-type]
        .where(offer_row.id == offer_id, offer_row.version == version, offer_row.state == OfferState.OPEN)
        .values(state=state, answered_at=now, version=offer_row.version + 1)
        .returning(offer_row.id)
    ).one_or_none()
    if answered is None:
        raise stale(session, OFFER, offer_id)


def let_go(session: Session, actor: Actor, held: Any, now: datetime) -> None:
    """Nobody is to have the time by this offer: the hold goes, and the message if it has not left."""
    session.execute(delete(Hold).where(Hold.key == held.hold_key).execution_options(synchronize_session=False))
    drop_cause(session, actor, cause_of(held.id), now)
    announce(session, Topic.SCHEDULES, held.practitioner_id, now)


def end_offers(session: Session, actor: Actor, entry_id: int, now: datetime) -> None:
    """Lets go of what is offered for an entry that is to have something else, or nothing. Before the entry is locked:
    who answers an offer locks that first, too."""
    for held in session.execute(select(_table).where(is_in_force(now), offer_row.entry_id == entry_id)).all():
        answer(session, held.id, held.version, OfferState.REFUSED, now)
        let_go(session, actor, held, now)
