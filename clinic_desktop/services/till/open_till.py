"""The till that money at a desk belongs to. Payments and refunds ask here, in their own transaction."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.till import TillSession
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.domain.codes import PaymentMethod, TillState
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.settings import settings_for

_till = TillSession.__table__.c
_LATEST = Prepared(
    select(_till.id, _till.state)
    .where(
        _till.location_id == bindparam("location_id"),
        _till.desk == bindparam("desk"),
        _till.currency == bindparam("currency"),
    )
    .order_by(_till.id.desc())
    .limit(1)
    .with_for_update(read=True)
)


def till_for(session: Session, actor: Actor, location_id: int, currency: str, method: PaymentMethod) -> int | None:
    """The open till of the actor's desk at the centre, for a payment or a refund that is made there; None where there
    is none.

    The till is kept from being closed until the transaction ends. Cash without an open till is taken all the same, and
    is part of what the next till there begins with; with the setting ``till_required`` it is refused with Invalid.
    """
    if not actor.desk:
        return None
    wanted = {"location_id": location_id, "desk": actor.desk, "currency": currency}
    latest = _LATEST.first(session.connection(), wanted)
    if latest is not None and latest.state == TillState.CLOSED:
        # Whoever waited for a till that was handed over meanwhile does not see the next one: a second look does.
        latest = _LATEST.first(session.connection(), wanted)
    if latest is not None and latest.state == TillState.OPEN:
        return int(latest.id)
    if method is PaymentMethod.CASH and settings_for(session, location_id).till_required:
        raise Invalid({"till": "till_not_open"})
    return None
