"""The worker: plans reminders and sends what is due, inside the program or headless, at as many desks as like to."""

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import sleep
from uuid import uuid4

from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import MessageState
from clinic_desktop.domain.errors import MailRefused, Unreachable
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.wording import Wording
from clinic_desktop.services.messages.carriers import Carrier, Line
from clinic_desktop.services.messages.claims import Claim, claim_next, delay_after, end_lapsed, settle
from clinic_desktop.services.messages.papers import NO_PAPER
from clinic_desktop.services.messages.reminders import plan_reminders
from clinic_desktop.services.messages.truth import stale_reason
from clinic_desktop.services.messages.wordings import wording_for

MOST_IN_A_ROUND = 50
_PLANNING = timedelta(minutes=1)
_REST = timedelta(minutes=1)
"""How long a server is left alone that could not be reached, whoever the next message is for."""
_LETTERS_OWN = frozenset({"recipient", "greylisted", "content", "sender", "address", NO_PAPER})
"""Refusals of one letter; after all others the connection is not used any more."""
_PAUSES = (0.0, 0.5, 2.0)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did: reminders written, messages sent, put off, given up, dropped as no longer true. ``problem``
    is why the round ended early, if it did; ``more`` whether there is more to send at once."""

    planned: int = 0
    sent: int = 0
    put_off: int = 0
    failed: int = 0
    dropped: int = 0
    problem: str = ""
    more: bool = False

    def __add__(self, later: "Round") -> "Round":
        return Round(
            self.planned + later.planned, self.sent + later.sent, self.put_off + later.put_off,
            self.failed + later.failed, self.dropped + later.dropped, later.problem, later.more,
        )  # fmt: skip


class MessageWorker:
    """Sends what is due. One round is one call; a worker is used by one thread at a time. ``desk`` stands in the
    messages' history."""

    def __init__(
        self, database: Database, clock: Clock, carriers: Sequence[Carrier], desk: str,
        chance: Callable[[], float] = random.random,
    ) -> None:  # fmt: skip
        self._database = database
        self._clock = clock
        self._carriers = carriers
        self._sender = f"{desk[:40]}#{uuid4().hex[:12]}"
        self._chance = chance
        self._planned_at: datetime | None = None
        self._rest_until: datetime | None = None
        self._problem = ""
        self._stopped = False

    def stop(self) -> None:
        """Ends a round that is under way after the message that it is sending. May be called on any thread."""
        self._stopped = True

    def run_once(self) -> Round:
        """Plans, clears up after senders that died, and sends at most ``MOST_IN_A_ROUND``. Refuses with Unreachable
        where the database does not answer."""
        if self._stopped:
            return Round()
        carriers = [carrier for carrier in self._carriers if carrier.is_ready()]
        if not carriers:
            return Round(problem="not_ready")
        now = self._clock()
        planned = self._plan(now)
        with self._database.write() as session:
            end_lapsed(session, now)
        if self._rest_until is not None and now < self._rest_until:
            return Round(planned=planned, problem=self._problem)
        tally = _Tally(planned)
        for carrier in carriers:
            self._carry(carrier, tally)
        return tally.round()

    def _plan(self, now: datetime) -> int:
        if self._planned_at is not None and now - self._planned_at < _PLANNING:
            return 0
        self._planned_at = now
        return plan_reminders(self._database, now)

    def _carry(self, carrier: Carrier, tally: "_Tally") -> None:
        """Opens a connection for the first message that is due, and sends over it as long as there are more."""
        claim = self._next(carrier, tally)
        if claim is None:
            return
        try:
            with carrier.line() as line:
                while claim is not None:
                    self._send(line, carrier, claim, tally)
                    claim = self._next(carrier, tally)
            self._rest_until, self._problem = None, ""
        except MailRefused as refusal:
            self._rest_until, self._problem = self._clock() + _REST, refusal.reason
            tally.problem = refusal.reason
            _log.warning("messages: the server could not be used: %s", refusal.reason)
            if claim is not None:
                self._refused(claim, refusal, tally)

    def _next(self, carrier: Carrier, tally: "_Tally") -> Claim | None:
        """The next message that is still worth sending."""
        while not self._stopped:
            if tally.handled >= MOST_IN_A_ROUND:
                tally.more = True
                return None
            now = self._clock()
            with self._database.write() as session:
                claim = claim_next(session, carrier.channel, self._sender, now)
                stale = "" if claim is None else _stale(session, claim, now)
                if claim is not None and stale:
                    settle(session, claim, now, self._sender, "dropped", state=MessageState.DROPPED, problem=stale)
            if not stale:
                return claim
            tally.dropped += 1
        return None

    def _send(self, line: Line, carrier: Carrier, claim: Claim, tally: "_Tally") -> None:
        with self._database.read() as session:
            wording = wording_for(session, claim.message.kind, carrier.channel, claim.language)
        try:
            said = line.send(claim.message, wording, self._clock())
        except MailRefused as refusal:
            if refusal.reason not in _LETTERS_OWN:
                raise
            self._refused(claim, refusal, tally)
            return
        self._sent(claim, said)
        tally.sent += 1

    def _sent(self, claim: Claim, said: Wording) -> None:
        now = self._clock()
        self._settle(
            claim, now, "sent", state=MessageState.SENT, sent_at=now, subject=said.subject, body=said.body, problem=""
        )

    def _refused(self, claim: Claim, refusal: MailRefused, tally: "_Tally") -> None:
        """Puts the message off, or gives it up."""
        now = self._clock()
        delay = delay_after(claim.attempts) if refusal.passing else None
        if delay is None:
            tally.failed += 1
            self._settle(claim, now, "failed", detail=refusal.detail, state=MessageState.FAILED, problem=refusal.reason)
            return
        tally.put_off += 1
        # Up to a fifth later, so that desks that failed together do not come back together.
        due_at = now + delay * (1 + self._chance() / 5)
        self._settle(
            claim, now, "put_off", detail=refusal.detail,
            state=MessageState.QUEUED, problem=refusal.reason, due_at=due_at,
        )  # fmt: skip

    def _settle(self, claim: Claim, now: datetime, action: str, detail: str = "", **values: object) -> None:
        """Writes what came of it. Something has left already, so this tries more than once: what cannot be written
        would be shown as unknown."""
        for pause in _PAUSES:
            sleep(pause)
            try:
                with self._database.write() as session:
                    settle(session, claim, now, self._sender, action, detail, **values)
                return
            except Unreachable:
                if pause == _PAUSES[-1]:
                    raise


def _stale(session: Session, claim: Claim, now: datetime) -> str:
    said = claim.message
    return stale_reason(session, said.kind, said.data, claim.appointment_id, now)


class _Tally:
    """Counts what a round does."""

    def __init__(self, planned: int) -> None:
        self.planned = planned
        self.sent = self.put_off = self.failed = self.dropped = 0
        self.problem = ""
        self.more = False

    @property
    def handled(self) -> int:
        return self.sent + self.put_off + self.failed + self.dropped

    def round(self) -> Round:
        return Round(self.planned, self.sent, self.put_off, self.failed, self.dropped, self.problem, self.more)
