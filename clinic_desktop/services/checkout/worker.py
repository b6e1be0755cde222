"""The payment worker: asks about links that are due, ends those whose time is over, and sends refunds.

One runs at every desk while the program runs, and headless; each takes what no other has. What died in the middle is
taken up by whoever is next: everything is asked for by a key that was written down before.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING
from uuid import uuid4

from clinic_desktop.db.database import Database
from clinic_desktop.db.shared_time import shared_clock
from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import Conflict, StaleRecord
from clinic_desktop.domain.gateways import Gateway, GatewayReason
from clinic_desktop.domain.period import Clock
from clinic_desktop.services.billing.refund_sending import next_due, send_due
from clinic_desktop.services.checkout.asking import Answer, LinkTalk
from clinic_desktop.services.checkout.ending import is_over, mark_window_ends
from clinic_desktop.services.checkout.left_over import end_left_over, left_over
from clinic_desktop.services.checkout.values import PaymentRound
from clinic_desktop.services.checkout.watching import PACE, claim_due, soonest_due, take_turn

if TYPE_CHECKING:
    from clinic_desktop.services.checkout.accounts import GatewayAccounts

EVERY_SECONDS = 3.0
IDLE_SECONDS = 60.0
_ROUND_SECONDS = 20.0
_SWEEP = timedelta(minutes=5)
"""How often bookings are looked for that no link holds any more: they are few, and all links are looked through."""
_REST_SECONDS = {
    GatewayReason.NETWORK: 10.0,
    GatewayReason.STALLED: 10.0,
    GatewayReason.BROKEN: 5.0,
    GatewayReason.WRONG_KEY: 300.0,
    GatewayReason.NOT_PERMITTED: 300.0,
}
"""How long this computer leaves a gateway alone after that; other desks may fare better."""

_log = logging.getLogger(__name__)


class PaymentWorker:
    """Does what is due at the gateways. One round is one call; a worker is used by one thread at a time."""

    def __init__(self, database: Database, clock: Clock, accounts: "GatewayAccounts", name: str) -> None:
        self._database = database
        self._clock = shared_clock(database, clock)
        self._accounts = accounts
        self._sender = f"{name[:40]}#{uuid4().hex[:12]}"
        self._talk = LinkTalk(database, self._clock, accounts, clock, self._sender)
        self._rest: dict[GatewayName, float] = {}
        self._swept_at: datetime | None = None
        self._stopped = False

    def stop(self) -> None:
        """Ends a round that is under way after the question that it is asking. May be called on any thread."""
        self._stopped = True

    def run_once(self) -> PaymentRound:
        """One round: marks links whose time is over, then asks about what is due, in turn with the other desks.
        Refuses with Unreachable where the database does not answer. A computer without keys does nothing."""
        if self._stopped:
            return PaymentRound()
        gateways = self._gateways()
        if not gateways:
            return PaymentRound(problem=GatewayReason.NO_KEY, wait_seconds=IDLE_SECONDS)
        self._end_windows()
        done = PaymentRound()
        for name in gateways:
            # A slow gateway takes none of the other's time.
            give_up = monotonic() + _ROUND_SECONDS
            while not self._stopped and monotonic() < give_up and (asked := self._ask_next(name)) is not None:
                done = done + asked
        for name in gateways:
            done = done + self._refund_next(name)
        return replace(done, wait_seconds=self._wait(gateways))

    def _end_windows(self) -> None:
        now = self._clock()
        sweeps = self._swept_at is None or now - self._swept_at >= _SWEEP
        with self._database.read() as session:
            over = is_over(session, now)
            left = bool(sweeps and left_over(session, now))
        # Never together: links are locked after appointments.
        if over:
            with self._database.write() as session:
                mark_window_ends(session, now)
        if left:
            with self._database.write() as session:
                end_left_over(session, now)
        if sweeps:
            self._swept_at = now

    def _ask_next(self, name: GatewayName) -> PaymentRound | None:
        """Asks about the link of the gateway that is next; None where none is due or it is not our turn."""
        if monotonic() < self._rest.get(name, 0.0):
            return None
        now, live = self._clock(), self._accounts.is_live(name)
        with self._database.read() as session:
            due = soonest_due(session, name, live, now)
        if due is None or due > now:
            return None
        with self._database.write() as session:
            claimed = claim_due(session, name, live, self._sender, now)
        if claimed is None:
            return None
        try:
            return self._told(name, self._talk.about(claimed.link_id))
        except (StaleRecord, Conflict) as refusal:
            # The appointment is just being moved, or another desk wrote the same; the claim lapses, and it is asked
            # about again.
            _log.warning("payments: what %s said is written down later: %s", name, refusal.code)
            return PaymentRound(asked=1)

    def _refund_next(self, name: GatewayName) -> PaymentRound:
        """Sends or follows one refund of the gateway, where one is due and it is our turn."""
        now = self._clock()
        if self._stopped or monotonic() < self._rest.get(name, 0.0):
            return PaymentRound()
        with self._database.read() as session:
            due = next_due(session, {name: self._accounts.is_live(name)}, now)
        if due is None or due > now:
            return PaymentRound()
        with self._database.write() as session:
            if not take_turn(session, name, now):
                return PaymentRound()
        sent = send_due(self._database, self._clock, _Only(self._accounts, name), self._sender, 1)
        return PaymentRound(refunds=sent.asked, problem=sent.problem)

    def _told(self, name: GatewayName, answer: Answer) -> PaymentRound:
        applied = answer.applied
        if answer.problem:
            _log.warning("payments: %s did not answer as hoped: %s", name, answer.problem)
            self._rest[name] = monotonic() + _REST_SECONDS.get(GatewayReason(answer.problem), 0.0)
        if applied is None:
            return PaymentRound(asked=1, problem=answer.problem)
        return PaymentRound(asked=1, paid=applied.paid, ended=int(applied.ended))

    def is_due(self) -> bool:
        """Whether there is something to ask a gateway at once."""
        due = self._next(self._gateways())
        return due is not None and due <= self._clock()

    def _gateways(self) -> list[GatewayName]:
        return [name for name in GatewayName if not self._accounts.lacks(name)]

    def _wait(self, gateways: list[GatewayName]) -> float:
        """How long until the next round: at once where something is due, as far as the pace lets."""
        due = self._next(gateways)
        if due is None:
            return EVERY_SECONDS
        return min(max((due - self._clock()).total_seconds(), PACE.total_seconds()), EVERY_SECONDS)

    def _next(self, gateways: list[GatewayName]) -> datetime | None:
        with self._database.read() as session:
            live = {name: self._accounts.is_live(name) for name in gateways}
            found = [soonest_due(session, name, live[name], self._clock()) for name in gateways]
            found.append(next_due(session, live, self._clock()))
        return min((at for at in found if at is not None), default=None)


class _Only:
    """The accounts with one gateway alone: each has its own pace."""

    def __init__(self, accounts: "GatewayAccounts", name: GatewayName) -> None:
        self._accounts, self._name = accounts, name

    def lacks(self, name: GatewayName) -> str:
        """What keeps this computer from using the gateway."""
        return self._accounts.lacks(name) if name is self._name else GatewayReason.NO_KEY

    def is_live(self, name: GatewayName) -> bool:
        """Whether this computer's keys for the gateway move real money."""
        return self._accounts.is_live(name)

    def gateway(self, name: GatewayName) -> Gateway:
        """The gateway with this computer's keys."""
        return self._accounts.gateway(name)
