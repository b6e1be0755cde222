"""Several workers at once, each a process of its own, and one that is killed in the middle: nobody gets a message
twice."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest

from clinic_desktop.domain.codes import MessageKind, PaymentMethod
from clinic_desktop.domain.period import utc_now
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.messages.carriers import EmailCarrier
from clinic_desktop.services.messages.outbox import enqueue
from clinic_desktop.services.messages.worker import MessageWorker
from tests.builders import new_key

_MESSAGES = 12


@pytest.fixture
def due(database, clinic, booking, wish):
    """Messages that are due by the clock on the wall, which other processes read."""

    def write(count):
        booked = booking.book(clinic.front_desk, wish("14:00"))
        booking.cancel(clinic.front_desk, booked.id, booked.version, "Ill")
        with database.write() as session:
            for number in range(count):
                enqueue(
                    session, clinic.front_desk, MessageKind.CANCELLATION, booked.id, utc_now() - timedelta(minutes=1),
                    cause=f"test:{number}",
                )  # fmt: skip

    return write


def start_worker(database_url, folder):
    """``clinic-desktop worker --once`` as a technician starts it."""
    command = [sys.executable, "-m", "clinic_desktop", "worker", "--once", "--database", database_url]
    return subprocess.Popen(
        command,
        env=os.environ | {"CLINIC_DATA": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def cancellations(outbox):
    return [(message.state, message.problem) for message in outbox() if message.kind == "cancellation"]


def test_two_workers_share_the_work(database_url, due, use_mail, server, outbox, tmp_path):
    use_mail(server.port)
    due(_MESSAGES)
    workers = [start_worker(database_url, tmp_path / str(number)) for number in range(2)]
    said = [worker.communicate(timeout=60) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], said
    assert cancellations(outbox) == [("sent", "")] * _MESSAGES
    keys = [str(letter["Message-ID"]) for letter in server.letters]
    assert len(keys) == len(set(keys)) == _MESSAGES


def test_a_worker_that_is_killed_while_it_sends_leaves_a_message_for_a_person(
    database, database_url, due, use_mail, server, account, outbox, tmp_path
):
    use_mail(server.port)
    due(1)
    server.handler.stall = threading.Event()
    server.handler.stall.set()
    process = start_worker(database_url, tmp_path / "killed")
    assert server.handler.taken.wait(60)
    process.kill()
    process.communicate(timeout=60)
    server.handler.stall.clear()
    assert cancellations(outbox) == [("sending", "")]
    later = MessageWorker(database, lambda: utc_now() + timedelta(minutes=6), [EmailCarrier(account, 1)], "desk-2")
    later.run_once()
    assert cancellations(outbox) == [("failed", "unknown")]
    assert len(server.letters) == 1


def test_a_worker_without_a_window_draws_the_receipt(
    database, database_url, clinic, booking, wish, use_mail, server, tmp_path
):
    use_mail(server.port)
    booked = booking.book(clinic.front_desk, wish("14:00"))
    payments = PaymentService(database, lambda: utc_now() - timedelta(minutes=1))
    cash = DeskPayment(PaymentMethod.CASH, 50_000, None, "", new_key())
    payments.take_for(clinic.front_desk, booked.id, (cash,))
    worker = start_worker(database_url, tmp_path / "headless")
    said = worker.communicate(timeout=60)
    assert worker.returncode == 0, said
    letter = next(letter for letter in server.letters if "receipt" in str(letter["Subject"]))
    (paper,) = letter.iter_attachments()
    assert paper.get_content().startswith(b"%PDF")
    # The program's own letters came with it: nothing is drawn in whatever the computer has.
    assert b"Inter" in paper.get_content()
