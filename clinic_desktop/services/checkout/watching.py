"""Which links are asked about next, by whom, and how often.

All desks share the work over the database: whoever asks about a link claims it first, and each question waits for its
turn at the gateway, so that all desks together stay below one question a second. Links that somebody looks at come
first. What is final is asked about for days, ever more rarely: money may still come (payments page, 2.1: three days).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, or_, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.locks import upserting_insert
from clinic_desktop.db.models.checkout import GatewayPace
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.domain.codes import LIVE_LINK_STATES, GatewayName, LinkKind, LinkState
from clinic_desktop.services.checkout.requesting import LEASE

PACE = timedelta(seconds=1.1)
"""Between two requests to a gateway, by whichever desk."""
LATE_MONEY = timedelta(days=4)
"""How long after its end a link may still bring money: Razorpay asks the banks for three days."""

_FIRST_WATCHED, _LAST_WATCHED = 2.5, 15.0
_SOONEST, _LATEST = 20.0, 600.0
_AFTER_THE_END = 12 * 3600.0
_TROUBLE_LATEST = 900.0
_link, _pace = PaymentLink.__table__.c, GatewayPace.__table__.c


@dataclass(frozen=True, slots=True)
class Claim:
    """A link that this sender alone asks about for a while."""

    link_id: int
    gateway: GatewayName


def next_ask(state: LinkState, created_at: datetime, ended_at: datetime | None, watched_until: datetime | None,
             tries: int, kept: timedelta, now: datetime) -> datetime | None:  # fmt: skip
    """When to ask again about a link with which nothing was wrong, after ``tries`` questions in a row that found
    nothing new. None: never. ``kept`` is how long an ended link is of interest."""
    watched = watched_until is not None and watched_until > now
    if state is LinkState.ENDING or (state in LIVE_LINK_STATES and watched):
        # A link that is to be ended can still be paid: it was marked while somebody was asking about it.
        return now + _seconds(min(_FIRST_WATCHED * 1.2 ** min(tries, 20), _LAST_WATCHED))
    if state in LIVE_LINK_STATES:
        age = (now - created_at).total_seconds()
        return now + _seconds(min(max(age / 10, _SOONEST), _LATEST))
    since = now - (ended_at or now)
    if since > kept:
        return None
    return now + _seconds(min(max(since.total_seconds() / 5, 60.0), _AFTER_THE_END))


def after_trouble(tries: int, now: datetime) -> datetime:
    """When to ask again after a question that was not answered, the ``tries``-th in a row."""
    return now + _seconds(min(5.0 * 2 ** min(tries, 10), _TROUBLE_LATEST))


def is_free(now: datetime) -> Any:
    """That nobody is asking about a link at this moment."""
    return or_(_link.claimed_until.is_(None), _link.claimed_until <= now)


def claim(session: Session, link_id: int, sender: str, now: datetime) -> bool:
    """Claims one link for somebody who asks by hand. False where another is asking about it just now."""
    taken = session.connection().execute(
        update(PaymentLink.__table__)  # type: ignore[arg-type]
        .where(_link.id == link_id, or_(is_free(now), _link.claimed_by == sender))
        .values(claimed_by=sender, claimed_until=now + LEASE)
        .returning(_link.id)
    )
    return taken.one_or_none() is not None


def claim_due(session: Session, gateway: GatewayName, live: bool, sender: str, now: datetime) -> Claim | None:
    """Takes the next turn at the gateway for the link that is due: those that somebody looks at first, then what is to
    be ended, then whatever waits the longest. None where none is due, or it is not yet time for a question."""
    watched = case((_link.watched_until > now, 0), (_link.state == LinkState.ENDING, 1), else_=2)
    due = (
        select(_link.id, _link.kind, _link.state)
        .where(_link.gateway == gateway, _link.live == live, _link.due_at <= now, is_free(now))
        .order_by(watched, _link.due_at, _link.id)
        .limit(1)
        # On SQLite a write transaction is alone with the database as it is.
        .with_for_update(skip_locked=True)
    )
    row = session.connection().execute(due).one_or_none()
    if row is None or not take_turn(session, gateway, now, _requests(gateway, row)):
        return None
    session.connection().execute(
        update(PaymentLink.__table__)  # type: ignore[arg-type]
        .where(_link.id == row.id)
        .values(claimed_by=sender, claimed_until=now + LEASE)
    )
    return Claim(int(row.id), gateway)


def _requests(gateway: GatewayName, row: Any) -> int:
    """How many requests a question about the link takes: Stripe's links are asked about together with the sessions that
    payers have opened from them."""
    looking = 2 if gateway is GatewayName.STRIPE and row.kind == LinkKind.LINK else 1
    return looking + (2 if row.state == LinkState.ENDING else 0)


def push_back(session: Session, gateway: GatewayName, now: datetime, by: timedelta = PACE) -> None:
    """Counts a question that somebody asks by hand, or lets a gateway rest that is busy: the others wait for it."""
    insert = upserting_insert(session.get_bind().dialect.name)
    statement = insert(GatewayPace).values(gateway=gateway, next_at=now + by)
    later = case((_pace.next_at > statement.excluded.next_at, _pace.next_at), else_=statement.excluded.next_at)
    session.execute(statement.on_conflict_do_update(index_elements=["gateway"], set_={"next_at": later}))


def soonest_due(session: Session, gateway: GatewayName, live: bool, now: datetime) -> datetime | None:
    """When the next link of the gateway is due, of those that keys of this mode can ask about and nobody does now."""
    found: datetime | None = session.execute(
        select(func.min(_link.due_at)).where(_link.gateway == gateway, _link.live == live, is_free(now))
    ).scalar_one()
    return found


def take_turn(session: Session, gateway: GatewayName, now: datetime, requests: int = 1) -> bool:
    """Takes the next turn at a gateway, for so many requests; False where somebody else has just asked it."""
    insert = upserting_insert(session.get_bind().dialect.name)
    statement = insert(GatewayPace).values(gateway=gateway, next_at=now + PACE * requests)
    taken = session.execute(
        statement.on_conflict_do_update(
            index_elements=["gateway"], set_={"next_at": statement.excluded.next_at}, where=_pace.next_at <= now
        ).returning(_pace.gateway)
    )
    return taken.one_or_none() is not None


def _seconds(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)
