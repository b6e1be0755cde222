"""Running the workers without a window, until somebody says stop."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from clinic_desktop.db.database import Database
from clinic_desktop.db.migrate import is_current
from clinic_desktop.domain.errors import Unreachable
from clinic_desktop.domain.period import Clock
from clinic_desktop.services.checkout.accounts import GatewayAccounts
from clinic_desktop.services.checkout.worker import PaymentWorker
from clinic_desktop.services.messages.carriers import EmailCarrier
from clinic_desktop.services.messages.mail_account import MailAccount
from clinic_desktop.services.messages.papers import DrawReceipt, LetterPapers
from clinic_desktop.services.messages.worker import MessageWorker, Round

EVERY_SECONDS = 5.0
_log = logging.getLogger(__name__)


def message_worker(
    database: Database, clock: Clock, account: MailAccount, desk: str, draw: DrawReceipt
) -> MessageWorker:
    """A worker with every way in which messages travel. ``draw`` makes the papers that go with them."""
    papers = LetterPapers(database, clock, draw)
    return MessageWorker(database, clock, [EmailCarrier(account, papers=papers)], desk)


@dataclass(frozen=True, slots=True)
class OpenForWorker:
    """A database that is open for the workers alone."""

    database: Database
    account: MailAccount
    worker: MessageWorker
    gateways: GatewayAccounts
    payments: PaymentWorker

    def stop(self) -> None:
        """Ends what is under way, from any thread: the message, and the question to a gateway."""
        self.worker.stop()
        self.payments.stop()
        self.gateways.stop()

    def close(self) -> None:
        """Gives up every connection."""
        self.database.close()


def open_for_worker(
    url: str, clock: Clock, environment: Mapping[str, str], name: str, draw: DrawReceipt
) -> OpenForWorker:
    """Opens the database to send messages and do payments, as ``name``; ``draw`` as for ``message_worker``. Refuses
    with Unreachable or SchemaTooNew; also with Unreachable what has to be upgraded first, which is for ``migrate`` and
    the desks."""
    database = Database(url)
    try:
        # Opening a SQLite file that is not there would make an empty one.
        if database.is_sqlite and not Path(database.url.database or "").is_file():
            raise Unreachable("database", "missing")
        if not is_current(database):
            raise Unreachable("database", "old_schema")
    except BaseException:
        database.close()
        raise
    account = MailAccount(database, environment)
    gateways = GatewayAccounts(database, environment, clock)
    payments = PaymentWorker(database, clock, gateways, name)
    return OpenForWorker(database, account, message_worker(database, clock, account, name, draw), gateways, payments)


def run_until(worker: MessageWorker, stopping: Event, told: Callable[[Round], None]) -> None:
    """Does a round every few seconds, the next at once where there is more. A database that is away for a while is
    waited for. ``told`` hears of each round; when ``stopping`` is set, the message under way is the last."""
    while not stopping.is_set():
        more = False
        try:
            done = worker.run_once()
        except Unreachable as refusal:
            _log.warning("messages: the database could not be used: %s", refusal.reason)
        else:
            told(done)
            more = done.more
        if not more:
            stopping.wait(EVERY_SECONDS)


def run_once(worker: MessageWorker) -> Round:
    """Sends everything that is due now, and gives the sum."""
    total = Round()
    while True:
        done = worker.run_once()
        total = total + done
        if not done.more:
            return total
