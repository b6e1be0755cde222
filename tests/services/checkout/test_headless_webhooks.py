"""``clinic-desktop worker --webhooks`` as a program of its own."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from clinic_desktop.command_line import run
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.checkout import GatewayEvent
from clinic_desktop.tour.gateways import webhooks as sending
from tests.builders import make_clinic
from tests.conftest import SetClock

SECRET = "whsec_made0up"


def test_a_worker_takes_webhooks_until_it_is_told_to_end(
    sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    database = Database(sqlite_database_url)
    make_clinic(database, clock)
    environment = os.environ | {"STRIPE_WEBHOOK_SECRET": SECRET, "PYTHONUNBUFFERED": "1"}
    worker = subprocess.Popen(
        [
            *(sys.executable, "-m", "clinic_desktop", "worker", "--webhooks", "127.0.0.1:0"),
            *("--database", sqlite_database_url, "--data", str(tmp_path)),
        ],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert worker.stdout is not None
        told = next(line for line in worker.stdout if "webhooks" in line)
        url = told.split()[-1]
        event = sending.stripe_event("charge.succeeded", {"id": "ch_made0up"}, SECRET, datetime.now(UTC))
        assert sending.deliver(url, [event], copies=2) == [200, 200]
        assert sending.deliver(url.replace("stripe", "razorpay"), [event]) == [503]
        assert sending.deliver(url.replace("stripe", "paypal"), [event]) == [404]
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
        with database.read() as session:
            assert session.execute(select(GatewayEvent.event_id)).scalars().all() == [event.id]
    finally:
        worker.kill()
        worker.wait()
        if worker.stdout is not None:
            worker.stdout.close()
        database.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--webhooks", "0.0.0.0:80"],
        ["--webhooks", "8787"],
        ["--webhooks", "127.0.0.1:x"],
        ["--webhooks", "127.0.0.1:1", "--once"],
    ],
)
def test_an_address_that_others_could_reach_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["worker", *arguments]) == 2
    assert "--webhooks" in capsys.readouterr().err


def test_a_worker_whose_payments_stand_still_ends(sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> None:
    database = Database(sqlite_database_url)
    make_clinic(database, clock)
    database.close()
    broken = """
import sys
from clinic_desktop.command_line import run
from clinic_desktop.services.checkout import running

def breaks(*_):
    raise AssertionError

running.run_payments = breaks
sys.exit(run(sys.argv[1:]))
"""
    arguments = ["worker", "--database", sqlite_database_url, "--data", str(tmp_path)]
    ended = subprocess.run([sys.executable, "-c", broken, *arguments], capture_output=True, timeout=30, check=False)
    assert ended.returncode == 1
