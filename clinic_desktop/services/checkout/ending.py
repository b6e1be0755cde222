"""Ending links that have become wrong: the verb that makes them so marks them, a worker ends them at the gateway."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, bindparam, or_, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.domain.billing import NOTHING_OWED
from clinic_desktop.domain.codes import LinkEnd, LinkState, Topic

_link, _booked, _invoice = PaymentLink.__table__.c, Appointment.__table__.c, Invoice.__table__.c
_CAN_END = (LinkState.REQUESTED, LinkState.OPEN)
_LIVE = Prepared(
    select(
        _link.id, _link.amount_minor, _link.paid_minor.label("came"), _invoice.total_minor, _invoice.paid_minor,
        _invoice.refunded_minor, _booked.state,
    )
    .join_from(PaymentLink.__table__, Invoice.__table__, _invoice.id == _link.invoice_id)
    .join(Appointment.__table__, _booked.id == _invoice.appointment_id)
    .where(_link.invoice_id == bindparam("invoice_id"), or_(*[_link.state == state for state in _CAN_END]))
)  # fmt: skip


def review_links(session: Session, invoice_id: int, now: datetime, but: int | None = None) -> None:
    """Marks the live link of an invoice to be ended where it asks for what is not owed any more; every verb that
    changes what is due calls this, with the invoice locked. ``but`` is a link that is being dealt with already."""
    row = _LIVE.first(session.connection(), {"invoice_id": invoice_id})
    if row is None or row.id == but:
        return
    due = row.total_minor - row.paid_minor + row.refunded_minor
    if row.state in NOTHING_OWED:
        mark_ending(session, [row.id], LinkEnd.APPOINTMENT, now)
    elif due <= 0:
        mark_ending(session, [row.id], LinkEnd.PAID_OTHERWISE, now)
    elif due < row.amount_minor - row.came:
        mark_ending(session, [row.id], LinkEnd.REPLACED, now)


def mark_ending(session: Session, link_ids: Iterable[int], reason: LinkEnd, now: datetime) -> int:
    """From now on the links are to be ended at their gateway, by whoever is next; says how many could be."""
    changed = (
        session.connection()
        .execute(
            update(PaymentLink.__table__)  # type: ignore[arg-type]
            .where(_link.id.in_(list(link_ids)), _link.state.in_(_CAN_END))
            .values(state=LinkState.ENDING, end_reason=reason, due_at=now, tries=0, version=_link.version + 1)
            .returning(_link.invoice_id)
        )
        .scalars()
        .all()
    )
    for invoice_id in changed:
        announce(session, Topic.PAYMENTS, invoice_id, now)
    return len(changed)


def is_over(session: Session, now: datetime) -> bool:
    """Whether the time of any link is over that can still be paid."""
    return session.connection().execute(_over(now).limit(1)).one_or_none() is not None


def mark_window_ends(session: Session, now: datetime) -> int:
    """Marks the links whose time is over; says how many those are."""
    over = [int(row.id) for row in session.connection().execute(_over(now).order_by(_link.id))]
    return mark_ending(session, over, LinkEnd.WINDOW, now) if over else 0


def _over(now: datetime) -> Select[tuple[int]]:
    return select(_link.id).where(_link.ends_at <= now, _link.state.in_(_CAN_END))
