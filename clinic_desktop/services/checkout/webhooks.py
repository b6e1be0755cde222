"""What the gateways tell by themselves: a hint that something happened, never more. The link or the refund that it is
about becomes due at once, and the gateway is asked as ever."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.locks import upserting_insert
from clinic_desktop.db.models.checkout import GatewayEvent
from clinic_desktop.db.models.organisation import Organization
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.db.shared_time import shared_clock
from clinic_desktop.domain.codes import FindingKind, GatewayName, RefundState
from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.domain.gateways import GatewayReason, Notice
from clinic_desktop.domain.period import Clock
from clinic_desktop.integrations.gateways.signatures import razorpay_notice, stripe_notice
from clinic_desktop.services.checkout.accounts import GatewayAccounts
from clinic_desktop.services.checkout.noting import note_finding

_READERS = {GatewayName.STRIPE: stripe_notice, GatewayName.RAZORPAY: razorpay_notice}
_FOLLOWED = (RefundState.SENT, RefundState.DONE)
_KNOWN_AGAIN = timedelta(hours=1)
"""An event may come before its row: so long it is looked for."""
_KEPT = timedelta(days=30)
_LONGEST_TYPE = 64
_AT_ONCE = 200

_log = logging.getLogger(__name__)
_event, _link, _refund = GatewayEvent.__table__.c, PaymentLink.__table__.c, Refund.__table__.c


class EventState(StrEnum):
    """NEW carries this clinic's key and has no row, or belongs to one that is just being asked about; HANDLED made its
    row due; FOREIGN is about something that is not this clinic's; MISSED is what was NEW for too long."""

    NEW = "new"
    HANDLED = "handled"
    FOREIGN = "foreign"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class _Event:
    """What is kept of an event."""

    id: int
    name: GatewayName
    key: str
    object_id: str
    received_at: datetime


class WebhookService:
    """Takes webhooks down. Safe on any thread. The times of all desks are the database's."""

    def __init__(self, database: Database, clock: Clock, accounts: GatewayAccounts) -> None:
        self._database, self._accounts = database, accounts
        self._clock = shared_clock(database, clock)

    def receive(self, name: GatewayName, body: bytes, headers: Mapping[str, str]) -> bool:
        """Keeps an event; when this returns, it is committed. False where it was known already: gateways send twice.

        Refuses with PaymentUnverified what the gateway has not signed within five minutes, with ``GatewayRefused``
        (NO_KEY) where this computer has no secret to tell by, and with Unreachable where the database is away: then
        the gateway sends it again.
        """
        secret = self._accounts.webhook_secret(name)
        if not secret:
            raise GatewayRefused(name, GatewayReason.NO_KEY)
        now = self._clock()
        notice = _READERS[name](body, headers, secret, now)
        with self._database.write() as session:
            event_id = _insert(session, name, notice, now)
            if event_id is None:
                return False
            _look_at(session, _Event(event_id, name, notice.key, notice.object_id, now), now)
        _log.info("webhooks: %s told of %s", name, notice.type[:_LONGEST_TYPE])
        return True

    def look_again(self) -> int:
        """Looks for the rows of events that had none, gives up on old ones, and forgets very old ones. Gives how many
        were settled."""
        now = self._clock()
        with self._database.read() as session:
            waiting = session.execute(
                select(_event.id, _event.gateway, _event.link_key, _event.object_id, _event.received_at)
                .where(_event.state == EventState.NEW)
                .order_by(_event.id)
                .limit(_AT_ONCE)
            ).all()
            old = session.execute(select(_event.id).where(_event.received_at < now - _KEPT).limit(1)).first()
        settled = 0
        for row in waiting:
            with self._database.write() as session:
                settled += _look_at(session, _Event(int(row[0]), GatewayName(row[1]), *row[2:]), now)
        if old is not None:
            with self._database.write() as session:
                session.execute(delete(GatewayEvent).where(_event.received_at < now - _KEPT))
        return settled


def _look_at(session: Session, event: _Event, now: datetime) -> bool:
    """Does what an event asks for, and says whether nothing more is to be done about it."""
    if _make_due(session, event.name, event.key, event.object_id, now):
        return _settle(session, event.id, EventState.HANDLED, now)
    known = _is_known(session, event.name, event.key, event.object_id)
    if not known and not _is_ours(session, event.key):
        # Keys are written down before a gateway hears of them, so that its row will not come. An account that is
        # shared with a shop brings many of these: none may stand before ours.
        return _settle(session, event.id, EventState.FOREIGN, now)
    if now - event.received_at < _KNOWN_AGAIN:
        return False
    if known:
        # It was being asked about all the time: whoever does that sees what the event told.
        return _settle(session, event.id, EventState.HANDLED, now)
    note_finding(
        session, FindingKind.UNKNOWN_EVENT, f"{event.name}:{event.key}", now, gateway=event.name,
        gateway_id=event.object_id, happened_at=event.received_at,
    )  # fmt: skip
    return _settle(session, event.id, EventState.MISSED, now)


def _is_ours(session: Session, key: str) -> bool:
    """Whether a key is a link's of this clinic, be the link here or not. Keys of refunds do not say so."""
    return key.startswith(f"{session.execute(select(Organization.reference)).scalar_one()}-")


def _insert(session: Session, name: GatewayName, notice: Notice, now: datetime) -> int | None:
    """The new row's number; None where the event was there already."""
    insert = upserting_insert(session.get_bind().dialect.name)
    values = {
        "gateway": name,
        "event_id": notice.event_id,
        "type": notice.type[:_LONGEST_TYPE],
        "object_id": notice.object_id,
        "link_key": notice.key,
        "state": EventState.NEW,
        "received_at": now,
    }
    statement = insert(GatewayEvent).values(**values).on_conflict_do_nothing(index_elements=["gateway", "event_id"])
    found: int | None = session.execute(statement.returning(GatewayEvent.id)).scalar_one_or_none()
    return found


def _make_due(session: Session, name: GatewayName, key: str, object_id: str, now: datetime) -> bool:
    """Lets the link and the refund be asked about at once; False where there is none. One that somebody is asking
    about at this moment is none: the answer may be older than the event."""
    links = session.execute(
        update(PaymentLink)
        .where(
            or_(_link.key == key, *_by_id(name, object_id)),
            _link.gateway == name,
            or_(_link.claimed_until.is_(None), _link.claimed_until <= now),
        )
        .values(due_at=now, tries=0)
        .returning(_link.id)
    ).all()
    refunds = session.execute(
        update(Refund)
        .where(
            _is_of_refund(key, object_id),
            _refund.gateway == name,
            _refund.state.in_(_FOLLOWED),
            or_(_refund.claimed_until.is_(None), _refund.claimed_until <= now),
        )
        .values(due_at=now)
        .returning(_refund.id)
    ).all()
    return bool(links or refunds)


def _is_known(session: Session, name: GatewayName, key: str, object_id: str) -> bool:
    link = select(_link.id).where(or_(_link.key == key, *_by_id(name, object_id)), _link.gateway == name)
    refund = select(_refund.id).where(_is_of_refund(key, object_id))
    return session.execute(link).first() is not None or session.execute(refund).first() is not None


def _is_of_refund(key: str, object_id: str) -> ColumnElement[bool]:
    return or_(_refund.key == key, *((_refund.gateway_refund_id == object_id,) if object_id else ()))


def _by_id(name: GatewayName, object_id: str) -> tuple[ColumnElement[bool], ...]:
    """That a link is what the id names, or was paid by it."""
    if not object_id:
        return ()
    payment = Payment.__table__.c
    paid = select(payment.link_id).where(payment.gateway == name, payment.gateway_payment_id == object_id)
    return (_link.gateway_id == object_id, _link.id.in_(paid))


def _settle(session: Session, event_id: int, state: EventState, now: datetime) -> bool:
    session.execute(update(GatewayEvent).where(_event.id == event_id).values(state=state, handled_at=now))
    return True
