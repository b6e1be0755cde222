"""Talking with a gateway about one link: outside any transaction, between two that say what is asked and what came."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.codes import GatewayName, LinkKind, LinkState, PaymentMethod, RefundState
from clinic_desktop.domain.errors import GatewayRefused, NotFound
from clinic_desktop.domain.gateways import (
    PASSING,
    Gateway,
    GatewayReason,
    GatewayRefund,
    MoneyState,
    Page,
    PageReference,
    PageRequest,
    PageState,
)
from clinic_desktop.domain.period import Clock
from clinic_desktop.services.checkout.applying import Applied, Said, apply, fail, note_trouble
from clinic_desktop.services.checkout.reading import live_link
from clinic_desktop.services.checkout.requesting import (
    Now,
    Terms,
    insert_link,
    lock_for_link,
    page_request,
    wanted_of,
)
from clinic_desktop.services.checkout.watching import after_trouble, push_back
from clinic_desktop.services.settings import settings_for

_LEAST_LIFE = timedelta(minutes=16)
"""A page that would live less is not asked for any more: both gateways refuse it."""
_KEYS_FORGET = timedelta(hours=12)
"""Gateways keep our keys for a day."""
_BUSY_REST = timedelta(seconds=30)
_THIS_COMPUTERS = frozenset(
    {GatewayReason.NO_KEY, GatewayReason.WRONG_KEY, GatewayReason.TEST_KEY, GatewayReason.NOT_PERMITTED}
)
"""What is wrong here and not with the link: another desk may be able to ask."""
_link, _payment, _refund = PaymentLink.__table__.c, Payment.__table__.c, Refund.__table__.c


class Accounts(Protocol):
    """As much of ``GatewayAccounts`` as talking needs."""

    def gateway(self, name: GatewayName) -> Gateway:
        """The gateway with this computer's keys. Refuses with ``GatewayRefused``."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A link as it is asked about; ``gone`` is how much went back of its payments, as far as we know.
    ``key_forgotten`` says that it was asked for so long ago that the gateway may not know the key any more."""

    id: int
    state: LinkState
    live: bool
    tries: int
    request: PageRequest
    reference: PageReference
    gateway: GatewayName
    gone: dict[str, int]
    key_forgotten: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one question. ``problem`` is a ``GatewayReason`` where the gateway said nothing of use."""

    applied: Applied | None
    problem: str = ""


class LinkTalk:
    """Asks about links that this sender has claimed. Used on any thread but the window's."""

    def __init__(self, database: Database, clock: Clock, accounts: Accounts, desk_clock: Clock, sender: str) -> None:
        """``clock`` is the one of all desks, ``desk_clock`` this computer's."""
        self._database = database
        self._clock = clock
        self._desk_clock = desk_clock
        self._accounts = accounts
        self._sender = sender

    def about(self, link_id: int) -> Answer:
        """One conversation about a link, and what follows from it, in one transaction. Never refuses for what a
        gateway does; what nobody knows is asked again later."""
        with self._database.read() as session:
            subject = read_subject(session, link_id, self._clock())
        try:
            gateway = self._gateway(subject)
            said = _converse(gateway, subject)
        except GatewayRefused as refusal:
            return self._refused(subject, refusal)
        if said.page is None and subject.reference.gateway_id is not None:
            return self._trouble(subject, GatewayReason.NOT_FOUND)
        now = self._clock()
        with self._database.write() as session:
            applied = apply(session, link_id, said, now)
        if applied.again:
            self._ask_anew(subject, gateway)
        return Answer(applied)

    def _ask_anew(self, subject: Subject, gateway: Gateway) -> None:
        """A link that was ended because a part was paid another way is followed by one over the rest."""
        terms = Terms(subject.gateway, subject.live, gateway.now())
        now = Now(self._clock(), self._desk_clock())
        appointment_id = subject.request.appointment_id
        with self._database.write() as session:
            lock_for_link(session, appointment_id)
            wanted = wanted_of(session, None, appointment_id, now)
            if wanted.problem is not None or live_link(session, appointment_id) is not None:
                return
            push_back(session, subject.gateway, now.shared)
            following = insert_link(session, None, wanted, terms, None, self._sender, now.shared)
        self.about(following)

    def _gateway(self, subject: Subject) -> Gateway:
        gateway = self._accounts.gateway(subject.gateway)
        if gateway.live != subject.live:
            raise GatewayRefused(subject.gateway, GatewayReason.TEST_KEY if subject.live else GatewayReason.NOT_FOUND)
        return gateway

    def _refused(self, subject: Subject, refusal: GatewayRefused) -> Answer:
        if refusal.reason in PASSING or refusal.passing or not _is_final(subject, refusal.reason):
            return self._trouble(subject, refusal.reason)
        with self._database.write() as session:
            fail(session, subject.id, refusal.reason, self._clock())
        return Answer(None, refusal.reason)

    def _trouble(self, subject: Subject, reason: str) -> Answer:
        now = self._clock()
        with self._database.write() as session:
            note_trouble(session, subject.id, reason, after_trouble(subject.tries + 1, now))
            if reason == GatewayReason.BUSY:
                push_back(session, subject.gateway, now, _BUSY_REST)
        return Answer(None, reason)


def _is_final(subject: Subject, reason: str) -> bool:
    """Whether a refusal says that the page was not made and never will be. A key that is refused now says nothing of a
    call before, whose answer was lost."""
    if subject.state is not LinkState.REQUESTED:
        return False
    return subject.tries == 0 if reason in _THIS_COMPUTERS else True


def read_subject(session: Session, link_id: int, now: datetime) -> Subject:
    """The link as the gateway is asked about it."""
    row = session.connection().execute(select(*_link).where(_link.id == link_id)).one_or_none()
    if row is None:
        raise NotFound("payment_link", link_id)
    return Subject(
        id=row.id,
        state=LinkState(row.state),
        live=row.live,
        tries=row.tries,
        request=page_request(session, row, settings_for(session, row.location_id)),
        reference=PageReference(row.key, row.gateway_id, LinkKind(row.kind)),
        gateway=GatewayName(row.gateway),
        gone=_gone(session, link_id),
        key_forgotten=now - row.created_at > _KEYS_FORGET,
    )


def _gone(session: Session, link_id: int) -> dict[str, int]:
    """How much went back of each payment by its gateway, as far as we know, by its number there."""
    rows: Iterable[Any] = session.connection().execute(
        select(_payment.gateway_payment_id, func.coalesce(func.sum(_refund.amount_minor), 0))
        .join_from(
            Payment.__table__,
            Refund.__table__,
            (_refund.payment_id == _payment.id)
            & _refund.state.in_((RefundState.SENT, RefundState.DONE))
            & (_refund.method == PaymentMethod.LINK),
            isouter=True,
        )
        .where(_payment.link_id == link_id)
        .group_by(_payment.gateway_payment_id)
    )
    return {str(number): int(amount) for number, amount in rows}


def _converse(gateway: Gateway, subject: Subject) -> Said:
    page = _page(gateway, subject)
    return Said(page, () if page is None else _more_refunds(gateway, page, subject.gone))


def _page(gateway: Gateway, subject: Subject) -> Page | None:
    """The page as it stands, made or ended first where that is what is wanted."""
    reference = subject.reference
    if subject.state is LinkState.REQUESTED:
        return _made(gateway, subject)
    if subject.state is LinkState.ENDING and reference.gateway_id is not None:
        return gateway.end_page(reference)
    page = gateway.page(reference)
    unwanted = subject.state in (LinkState.ENDING, LinkState.ENDED, LinkState.FAILED)
    if page is not None and page.state is PageState.OPEN and unwanted:
        return gateway.end_page(PageReference(reference.key, page.id, reference.kind))
    return page


def _made(gateway: Gateway, subject: Subject) -> Page:
    """The page, made with the same key as ever. Where that key may be forgotten, was used for the same page in other
    words (the clinic's name has changed), or too little is left to live, it is looked for."""
    if not subject.key_forgotten and _lives_long_enough(gateway, subject):
        try:
            return gateway.make_page(subject.request)
        except GatewayRefused as refusal:
            if refusal.reason != GatewayReason.KEY_REUSED:
                raise
    page = gateway.page(subject.reference)
    if page is not None:
        return page
    if not _lives_long_enough(gateway, subject):
        raise GatewayRefused(subject.gateway, GatewayReason.ALREADY_ENDED)
    return gateway.make_page(subject.request)


def _lives_long_enough(gateway: Gateway, subject: Subject) -> bool:
    ends_at = subject.request.ends_at
    return ends_at is None or ends_at - gateway.now() >= _LEAST_LIFE


def _more_refunds(gateway: Gateway, page: Page, gone: dict[str, int]) -> tuple[GatewayRefund, ...]:
    """The refunds of those payments of which more went back than we know."""
    odd = [
        payment.id
        for payment in page.payments
        if payment.state is MoneyState.DONE and payment.refunded_minor > gone.get(payment.id, 0)
    ]
    return tuple(refund for payment_id in odd for refund in gateway.refunds_of(payment_id))
