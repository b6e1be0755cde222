"""The program without a window: sends messages, follows payments, and takes the gateways' webhooks."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Event, Thread
from typing import Protocol

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.period import utc_now
from clinic_desktop.services.checkout import running
from clinic_desktop.services.checkout.values import PaymentRound
from clinic_desktop.services.messages.papers import DrawReceipt
from clinic_desktop.services.messages.running import OpenForWorker, open_for_worker, run_once, run_until
from clinic_desktop.services.messages.worker import Round
from clinic_desktop.settings import Settings

_LACKS = {
    "no_host": "No mail server is set up: an admin enters it under Settings. Nothing is sent until then.",
    "no_sender": "No address to send from is set: an admin enters it under Settings. Nothing is sent until then.",
    "no_password": "This computer has no password for the mail account. Set CLINIC_SMTP_PASSWORD. Nothing is sent until"
    " then.",
}


class Say(Protocol):
    """Says a line to the technician; ``error`` for what is wrong."""

    def __call__(self, text: str, error: bool = False) -> None: ...


def send_messages(settings: Settings, once: bool, webhooks: tuple[str, int] | None, say: Say) -> int:
    """Sends what is due and follows payments, ``once`` or until somebody ends it; with ``webhooks`` it listens there
    meanwhile. Gives the exit status. Refuses as opening a database does."""
    opened = _opened_for_worker(settings)
    try:
        lacks = opened.account.lacks()
        if lacks:
            say(_LACKS[lacks], error=True)
        stopping = _stopped_by_signals(opened)
        if once:
            # Payments first: they write receipts, which are messages.
            say(_told_of_payments(running.run_payments_once(opened.payments, stopping)))
            say(_told(run_once(opened.worker)))
            return 1 if lacks else 0
        ended_well = _send_until(opened, stopping, webhooks, say)
    finally:
        opened.close()
    return 0 if ended_well else 1


def _opened_for_worker(settings: Settings) -> OpenForWorker:
    @cache
    def drawing() -> DrawReceipt:
        # Qt begins only where there is a paper to draw.
        from clinic_desktop.ui.printing.letter_paper import headless_letter_paper

        return headless_letter_paper(settings.language)

    desk = f"{settings.desk} worker"
    return open_for_worker(settings.database_url, utc_now, os.environ, desk, lambda paper: drawing()(paper))


def _stopped_by_signals(opened: OpenForWorker) -> Event:
    """Set by Ctrl+C, and by whoever ends the program politely."""
    stopping = Event()

    def stop(_signal: int, _frame: object) -> None:
        stopping.set()
        opened.stop()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    return stopping


def _send_until(opened: OpenForWorker, stopping: Event, webhooks: tuple[str, int] | None, say: Say) -> bool:
    """Works until it is stopped; says whether the payments were followed to the end."""
    ended_well = Event()

    def told_of_payments(done: PaymentRound) -> None:
        if done.asked or done.refunds:
            say(_told_of_payments(done))

    def collect() -> None:
        try:
            running.run_payments(opened.payments, stopping, told_of_payments)
            ended_well.set()
        finally:
            # A bug ends the program, so that whoever runs it starts it again: payments would stand still unseen.
            stopping.set()

    collecting = Thread(target=collect, daemon=True)
    with _receiving(opened, webhooks, say):
        collecting.start()
        say("Sending messages and following payments. Ctrl+C ends it.")
        run_until(opened.worker, stopping, lambda done: say(_told(done)) if _did(done) else None)
        collecting.join()
    return ended_well.is_set()


@contextmanager
def _receiving(opened: OpenForWorker, webhooks: tuple[str, int] | None, say: Say) -> Iterator[None]:
    """Takes webhooks meanwhile, if it is wanted."""
    if webhooks is None:
        yield
        return
    from clinic_desktop.services.checkout.webhook_running import webhook_receiver

    receiver = webhook_receiver(opened.database, opened.gateways, *webhooks)
    receiver.start()
    host = f"http://{webhooks[0]}:{receiver.port}"
    for name in GatewayName:
        if opened.gateways.webhook_secret(name):
            say(f"Taking webhooks at {host}/{name}")
        else:
            say(f"This computer has no webhook secret for {name}: none of its webhooks are taken.", error=True)
    try:
        yield
    finally:
        receiver.stop()


def _did(done: Round) -> bool:
    return bool(done.planned or done.sent or done.put_off or done.failed or done.dropped)


def _told(done: Round) -> str:
    """A round in words, for a technician."""
    counted = f"{done.sent} sent, {done.put_off} put off, {done.failed} failed, {done.dropped} no longer of use"
    return f"{counted}; {done.problem}" if done.problem else counted


def _told_of_payments(done: PaymentRound) -> str:
    """A round of the payment worker in words, for a technician."""
    counted = f"{done.asked} links asked about, {done.paid} payments, {done.ended} links ended, {done.refunds} refunds"
    return f"{counted}; {done.problem}" if done.problem else counted
