"""Running the payment worker without a window, until somebody says stop."""

import logging
from collections.abc import Callable
from threading import Event

from clinic_desktop.domain.errors import Refused, Unreachable
from clinic_desktop.services.checkout.values import PaymentRound
from clinic_desktop.services.checkout.worker import EVERY_SECONDS, PaymentWorker

_log = logging.getLogger(__name__)


def run_payments(worker: PaymentWorker, stopping: Event, told: Callable[[PaymentRound], None]) -> None:
    """Does a round whenever one is due. A database that is away for a while is waited for, and what is refused because
    another desk was first is done in the next round. ``told`` hears of each round; when ``stopping`` is set, the
    question under way is the last."""
    while not stopping.is_set():
        wait = EVERY_SECONDS
        try:
            done = worker.run_once()
        except Unreachable as refusal:
            _log.warning("payments: the database could not be used: %s", refusal.reason)
        except Refused as refusal:
            _log.warning("payments: a round was given up: %s", refusal.code)
        else:
            told(done)
            wait = done.wait_seconds
        stopping.wait(wait)


def run_payments_once(worker: PaymentWorker, stopping: Event) -> PaymentRound:
    """Does everything that is due now, at the pace of the gateways, and gives the sum."""
    total = PaymentRound()
    while not stopping.is_set():
        done = worker.run_once()
        total = total + done
        if done.problem or not worker.is_due():
            return total
        stopping.wait(done.wait_seconds)
    return total
