"""Refunds by gateways: sent once with the row's key, followed until they have arrived, and for some days after that.

Each step is: claim the row in one transaction, ask the gateway outside any, write what it said in another. From the
claim for the first call on nobody knows whether the money has gone, so the row cannot be taken back; whoever comes
later asks with the same key. Only the gateway says that a refund is done or has failed.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.codes import GatewayName, LedgerAccount, RefundState
from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.domain.gateways import Gateway, GatewayReason, GatewayRefund, MoneyState, RefundRequest
from clinic_desktop.domain.period import Clock
from clinic_desktop.services.billing.ledger import post
from clinic_desktop.services.billing.refund_elsewhere import FIRST_LOOK_BACK, record_elsewhere
from clinic_desktop.services.billing.refund_failing import fail
from clinic_desktop.services.billing.refund_rows import (
    PaidMoney,
    change_refund,
    lock_payment,
    note_change,
    read_refund_row,
)
from clinic_desktop.services.checkout.watching import push_back
from clinic_desktop.services.messages.telling_money import tell_refund

LEASE = timedelta(minutes=2)
"""How long one sender has the row for itself; longer than the longest call."""
LOOKED_BACK = timedelta(days=14)
"""How long a refund that has arrived is asked about: banks give some back after days."""
MOST_IN_A_ROUND = 20

_SOONEST, _LATEST = timedelta(seconds=5), timedelta(hours=6)
_KEY_TROUBLE = timedelta(minutes=10)
_KEYS_FORGET = timedelta(hours=12)
"""Gateways keep our keys for a day. After so long the refund is looked for before the key is used again."""
_COMPUTERS_OWN = frozenset(
    {
        GatewayReason.NO_KEY, GatewayReason.ADDRESS, GatewayReason.WRONG_KEY, GatewayReason.TEST_KEY,
        GatewayReason.NOT_PERMITTED, GatewayReason.NOT_FOUND,
    }
)  # fmt: skip
"""Refusals of this computer's keys, not of the refund: another desk may have better ones. A payment that came in is not
found only by the keys of another account, or of the other mode."""
_NOTHING_LEFT = frozenset({GatewayReason.ALREADY_REFUNDED, GatewayReason.MORE_THAN_LEFT})
_FOLLOWED = (RefundState.OWED, RefundState.SENT, RefundState.DONE)
_refund, _payment, _invoice = Refund.__table__.c, Payment.__table__.c, Invoice.__table__.c
_link = PaymentLink.__table__.c
_log = logging.getLogger(__name__)


class Accounts(Protocol):
    """Who makes gateways: ``services/checkout/accounts.py``."""

    def lacks(self, name: GatewayName) -> str:
        """What keeps this computer from using the gateway; empty where nothing does."""

    def is_live(self, name: GatewayName) -> bool:
        """Whether this computer's keys for the gateway move real money."""

    def gateway(self, name: GatewayName) -> Gateway:
        """The gateway with this computer's keys."""


@dataclass(frozen=True, slots=True)
class RefundRound:
    """What one round did: refunds sent, those that arrived and that failed, questions asked in all. ``problem`` is the
    last ``GatewayReason`` that a gateway gave; ``more`` whether there is more to do at once."""

    sent: int = 0
    done: int = 0
    failed: int = 0
    asked: int = 0
    problem: str = ""
    more: bool = False

    def __add__(self, later: "RefundRound") -> "RefundRound":
        return RefundRound(
            self.sent + later.sent, self.done + later.done, self.failed + later.failed, self.asked + later.asked,
            later.problem or self.problem, later.more,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimedRefund:
    """A refund that this sender alone asks about for a while. ``unsure`` says that an earlier call may have been
    heard although its answer was lost; ``first_sent_at`` is when that was."""

    id: int
    key: str
    state: RefundState
    gateway: GatewayName
    gateway_refund_id: str | None
    gateway_payment_id: str
    payment_id: int
    amount_minor: int
    currency: str
    appointment_id: int
    tries: int
    unsure: bool
    first_sent_at: datetime


def send_due(
    database: Database,
    clock: Clock,
    accounts: Accounts,
    name: str,
    most: int = MOST_IN_A_ROUND,
    stopped: Callable[[], bool] = lambda: False,
) -> RefundRound:
    """Sends refunds that are due and asks about those that are under way, at most so many, each gateway with this
    computer's keys. ``name`` is whose claims these are. Refuses with Unreachable where the database does not answer; a
    gateway that does not is only written down. ``stopped`` ends the round between two refunds."""
    usable = {gateway: accounts.is_live(gateway) for gateway in GatewayName if not accounts.lacks(gateway)}
    total = RefundRound()
    while usable and total.asked < most and not stopped():
        with database.write() as session:
            claim = claim_due(session, usable, name, clock())
        if claim is None:
            return total
        total += _ask(database, clock, accounts, claim)
    return RefundRound(total.sent, total.done, total.failed, total.asked, total.problem, more=bool(total.asked))


def next_due(session: Session, gateways: Mapping[GatewayName, bool], now: datetime) -> datetime | None:
    """When the next refund is to be sent or asked about with keys for those gateways, which move real money or do not,
    of those that nobody asks about at this moment; None where none is."""
    if not gateways:
        return None
    found: datetime | None = session.scalar(select(func.min(_refund.due_at)).where(_askable(gateways), _is_free(now)))
    return found


def claim_due(
    session: Session, gateways: Mapping[GatewayName, bool], sender: str, now: datetime
) -> ClaimedRefund | None:
    """Claims the refund that is due the longest of those that keys for those gateways can ask about, and marks that it
    is with the gateway now; None where none is due."""
    due = (
        select(_refund.id)
        .where(_askable(gateways), _refund.due_at <= now, _refund.state.in_(_FOLLOWED), _is_free(now))
        .order_by(_refund.due_at, _refund.id)
        .limit(1)
        # On SQLite a write transaction is alone with the database as it is.
        .with_for_update(skip_locked=True)
    )
    refund_id = session.connection().execute(due).scalar_one_or_none()
    if refund_id is None:
        return None
    row = _read(session, refund_id)
    push_back(session, GatewayName(row.gateway), now)
    began = row.sent_at or now
    state = RefundState.SENT if row.state == RefundState.OWED else RefundState(row.state)
    session.connection().execute(
        update(Refund.__table__)  # type: ignore[arg-type]
        .where(_refund.id == refund_id)
        .values(
            claimed_by=sender[:64], claimed_until=now + LEASE, tries=_refund.tries + 1, sent_at=began, state=state,
            version=_refund.version + int(row.state == RefundState.OWED),
        )
    )  # fmt: skip
    return ClaimedRefund(
        id=int(refund_id),
        key=row.key,
        state=RefundState(row.state),
        gateway=GatewayName(row.gateway),
        gateway_refund_id=row.gateway_refund_id,
        gateway_payment_id=row.gateway_payment_id or "",
        payment_id=row.payment_id,
        amount_minor=row.amount_minor,
        currency=row.currency,
        appointment_id=row.appointment_id,
        tries=row.tries + 1,
        unsure=row.state == RefundState.SENT and row.gateway_refund_id is None,
        first_sent_at=began,
    )


def _read(session: Session, refund_id: int) -> Any:
    """A refund with what the gateway has to know of its payment."""
    return session.execute(
        select(
            _refund.key, _refund.state, _refund.gateway, _refund.gateway_refund_id, _refund.payment_id,
            _refund.amount_minor, _refund.currency, _refund.tries, _refund.sent_at, _payment.gateway_payment_id,
            _invoice.appointment_id,
        )
        .join_from(Refund.__table__, Payment.__table__, _payment.id == _refund.payment_id)
        .join(Invoice.__table__, _invoice.id == _payment.invoice_id)
        .where(_refund.id == refund_id)
    ).one()  # fmt: skip


def _is_free(now: datetime) -> ColumnElement[bool]:
    """That nobody is asking about a refund at this moment."""
    return or_(_refund.claimed_until.is_(None), _refund.claimed_until <= now)


def _askable(gateways: Mapping[GatewayName, bool]) -> ColumnElement[bool]:
    """That a refund is of one of the gateways, and its money came by a link that was as real as the keys are."""
    came = exists().where(_payment.id == _refund.payment_id, _link.id == _payment.link_id)
    return or_(
        *(and_(_refund.gateway == name, ~came.where(_link.live.is_(not live))) for name, live in gateways.items())
    )


def _ask(database: Database, clock: Clock, accounts: Accounts, claim: ClaimedRefund) -> RefundRound:
    """One question to the gateway, and what it said written down."""
    theirs: tuple[GatewayRefund, ...] = ()
    try:
        gateway = accounts.gateway(claim.gateway)
        try:
            said = _say(gateway, claim, clock())
        except GatewayRefused as refusal:
            if refusal.passing or refusal.reason in _COMPUTERS_OWN:
                raise
            # It will not be done by asking again. Before it is given up: has it been done, by us or by somebody else?
            theirs = gateway.refunds_of(claim.gateway_payment_id)
            mine = next((one for one in theirs if one.key == claim.key), None)
            if mine is None:
                return _refused(database, clock, claim, refusal, theirs)
            said = mine
    except GatewayRefused as refusal:
        return _put_off(database, clock, claim, refusal)
    return _write(database, clock, claim, said)


def _say(gateway: Gateway, claim: ClaimedRefund, now: datetime) -> GatewayRefund:
    """Sends the refund, or asks about it."""
    if claim.gateway_refund_id is not None:
        return gateway.refund_of(claim.gateway_refund_id, claim.gateway_payment_id)
    if claim.unsure and now - claim.first_sent_at > _KEYS_FORGET:
        found = (one for one in gateway.refunds_of(claim.gateway_payment_id) if one.key == claim.key)
        mine = next(found, None)
        if mine is not None:
            return mine
    return gateway.refund(
        RefundRequest(claim.key, claim.gateway_payment_id, claim.amount_minor, claim.currency, claim.appointment_id)
    )


def _write(database: Database, clock: Clock, claim: ClaimedRefund, said: GatewayRefund) -> RefundRound:
    """Brings the row to where the gateway is, forward only."""
    now = clock()
    with database.write() as session:
        money = _locked(session, claim)
        row = read_refund_row(session, claim.id)
        if row.state not in (RefundState.SENT, RefundState.DONE):
            return RefundRound(asked=1)
        change_refund(session, claim.id, gateway_refund_id=said.id, claimed_until=None, problem="")
        sent = int(claim.gateway_refund_id is None)
        if said.state is MoneyState.FAILED:
            fail(session, money, claim.id, said.reason or "failed", now)
            return RefundRound(sent=sent, failed=1, asked=1)
        if said.state is MoneyState.DONE and row.state == RefundState.SENT:
            _done(session, money, claim, said, now)
            return RefundRound(sent=sent, done=1, asked=1)
        if row.state == RefundState.DONE:
            change_refund(session, claim.id, due_at=_look_back(row.done_at, now))
            return RefundRound(asked=1)
        change_refund(session, claim.id, due_at=now + _patience(claim.first_sent_at, now))
        if sent:
            note_change(session, None, "send_refund", claim.id, money, now)
    return RefundRound(sent=sent, asked=1)


def _done(session: Session, money: PaidMoney, claim: ClaimedRefund, said: GatewayRefund, now: datetime) -> None:
    row = read_refund_row(session, claim.id)
    change_refund(
        session, claim.id, state=RefundState.DONE, done_at=now, due_at=now + FIRST_LOOK_BACK, version=row.version + 1
    )
    leg = (LedgerAccount.REFUNDS, LedgerAccount.GATEWAY_CLEARING, claim.amount_minor)
    post(session, money.booked, [leg], now, money.id, claim.id)
    note_change(session, None, "refund_arrived", claim.id, money, now)
    tell_refund(session, None, claim.id, now)


def _refused(
    database: Database, clock: Clock, claim: ClaimedRefund, refusal: GatewayRefused, theirs: tuple[GatewayRefund, ...]
) -> RefundRound:
    """The gateway will not do it. Where others have given back what there was, ours gives way to theirs; else it has
    failed, and the money is owed again."""
    now = clock()
    with database.write() as session:
        gives_way = claim.id if refusal.reason in _NOTHING_LEFT and claim.gateway_refund_id is None else None
        found = record_elsewhere(session, claim.payment_id, theirs, now, gives_way)
        money = _locked(session, claim)
        row = read_refund_row(session, claim.id)
        if row.state in (RefundState.SENT, RefundState.DONE) and claim.id not in found.adopted:
            fail(session, money, claim.id, refusal.reason, now)
    _log.warning("refunds: %s refused: %s", claim.gateway, refusal.reason)
    return RefundRound(failed=1, asked=1, problem=refusal.reason)


def _put_off(database: Database, clock: Clock, claim: ClaimedRefund, refusal: GatewayRefused) -> RefundRound:
    """Nobody knows whether it was done, or this computer may not ask: the same again later."""
    now = clock()
    own, done = refusal.reason in _COMPUTERS_OWN, claim.state is RefundState.DONE
    values: dict[str, object] = {
        "problem": refusal.reason, "claimed_until": None,
        "due_at": now + (_KEY_TROUBLE if own and not done else _patience(claim.first_sent_at, now)),
    }  # fmt: skip
    if own and not claim.unsure and claim.state is RefundState.OWED:
        # It was turned away at the door, so it has certainly not gone.
        values |= {"state": RefundState.OWED, "sent_at": None}
    with database.write() as session:
        _locked(session, claim)
        row = read_refund_row(session, claim.id)
        # Whoever was late finds it claimed again: what that one is told counts.
        if row.state in (RefundState.SENT, RefundState.DONE) and row.tries == claim.tries:
            change_refund(session, claim.id, **values)
    _log.warning("refunds: %s did not answer: %s", claim.gateway, refusal.reason)
    return RefundRound(asked=1, problem=refusal.reason)


def _locked(session: Session, claim: ClaimedRefund) -> PaidMoney:
    money = lock_payment(session, claim.payment_id)
    assert money is not None  # A refund has a payment.
    return money


def _patience(since: datetime, now: datetime) -> timedelta:
    """How long to wait before the next question: half as long as it has taken so far."""
    return min(max((now - since) / 2, _SOONEST), _LATEST)


def _look_back(done_at: datetime, now: datetime) -> datetime | None:
    """When a refund that has arrived is asked about again; None once banks give nothing back any more."""
    age = now - done_at
    return None if age >= LOOKED_BACK else now + max(age, FIRST_LOOK_BACK)
