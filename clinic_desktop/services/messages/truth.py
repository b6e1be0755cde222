"""Whether a message is still true and of use: asked when a person sends it again or puts it back, and as it leaves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.waiting import SlotOffer
from clinic_desktop.domain.codes import AppointmentState, MessageKind, OfferState
from clinic_desktop.services.messages.outbox import OVERTAKEN, TOO_LATE
from clinic_desktop.services.messages.telling_money import OF_MONEY, money_problem

_OF_COMING_VISITS = frozenset({MessageKind.CONFIRMATION, MessageKind.RESCHEDULE, MessageKind.RUNNING_LATE})
_OVER = (AppointmentState.CANCELLED, AppointmentState.REJECTED)
_booked = Appointment.__table__.c


def stale_reason(
    session: Session, kind: MessageKind, data: Mapping[str, Any], appointment_id: int | None, now: datetime
) -> str:
    """Why a message with those facts is not true or of no use any more: ``TOO_LATE`` or ``OVERTAKEN``; empty where it
    still is. A visit that was moved, cancelled or given to another doctor overtakes what was to be told of it."""
    if kind in OF_MONEY:
        return money_problem(session, kind, data, now)
    last = _last_moment(kind, data)
    if last and datetime.fromisoformat(str(last)) <= now:
        return TOO_LATE
    if kind is MessageKind.WAITING_LIST_OFFER:
        return "" if _is_offered(session, data.get("offer_id")) else OVERTAKEN
    if appointment_id is None:
        return ""
    visit = session.execute(
        select(_booked.state, _booked.starts_at, _booked.practitioner_id, _booked.location_id).where(
            _booked.id == appointment_id
        )
    ).one()
    if kind is MessageKind.CANCELLATION:
        return "" if visit.state in _OVER else OVERTAKEN
    if kind is MessageKind.REMINDER:
        return "" if visit.state == AppointmentState.CONFIRMED and _is_there(visit, data) else OVERTAKEN
    if kind in _OF_COMING_VISITS:
        return "" if visit.state not in _OVER and _is_there(visit, data) else OVERTAKEN
    return ""


def _last_moment(kind: MessageKind, data: Mapping[str, Any]) -> object:
    """From when on the message is of no use; that a visit is cancelled always is."""
    if kind is MessageKind.CANCELLATION:
        return None
    if kind is MessageKind.WAITING_LIST_OFFER:
        return data.get("answer_by")
    return data.get("starts_at" if kind is MessageKind.REMINDER else "ends_at")


def _is_there(visit: Any, data: Mapping[str, Any]) -> bool:
    """Whether the visit is when, with whom and where the message says."""
    said = (datetime.fromisoformat(str(data["starts_at"])), data["practitioner_id"], data["location_id"])
    return (visit.starts_at, visit.practitioner_id, visit.location_id) == said


def _is_offered(session: Session, offer_id: object) -> bool:
    """Whether the time is still kept for the patient; an offer without a number is taken at its word."""
    if offer_id is None:
        return True
    return session.scalar(select(SlotOffer.state).where(SlotOffer.id == offer_id)) == OfferState.OPEN
