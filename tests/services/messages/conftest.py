"""The small clinic with patients who have an email address, and short ways to see what they would be told."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.messages import Message
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.services.messages.carriers import EmailCarrier
from clinic_desktop.services.messages.mail_account import PASSWORD_VARIABLE, MailAccount
from clinic_desktop.services.messages.service import MessageService
from clinic_desktop.services.messages.worker import MessageWorker
from clinic_desktop.services.settings import SettingsService
from tests.builders import Clinic
from tests.conftest import SetClock
from tests.mail_server import PASSWORD, Server, mail_server


@dataclass(frozen=True, slots=True)
class Told:
    """A message of the outbox."""

    id: int
    kind: str
    state: str
    address: str
    problem: str
    due_at: datetime
    data: dict[str, Any]


@pytest.fixture(autouse=True)
def addresses(database: Database, clinic: Clinic) -> None:
    """Everybody but the last patient has an address."""
    with database.write() as session:
        for number in clinic.patients[:-1]:
            session.execute(update(Patient).where(Patient.id == number).values(email=f"p{number}@example.org"))


@pytest.fixture
def outbox(database: Database) -> Callable[[], list[Told]]:
    """Every message, in the order of writing."""

    def read() -> list[Told]:
        with database.read() as session:
            rows = session.execute(select(Message).order_by(Message.id)).scalars().all()
        return [
            Told(row.id, row.kind, row.state, row.address, row.problem, row.due_at, json.loads(row.data))
            for row in rows
        ]

    return read


@pytest.fixture
def leave(database: Database) -> Callable[[], None]:
    """Says of everything that waits that it has been sent."""

    def send() -> None:
        with database.write() as session:
            session.execute(update(Message).where(Message.state == "queued").values(state="sent"))

    return send


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server that takes everything, until a test tells its handler otherwise."""
    with mail_server() as running:
        yield running


@pytest.fixture
def use_mail(database: Database, clinic: Clinic, clock: SetClock) -> Callable[..., None]:
    """Enters a mail server into the clinic's settings."""

    def change(port: int, **others: int | str) -> None:
        SettingsService(database, clock).change(
            clinic.admin,
            {
                "mail_host": "127.0.0.1", "mail_port": port, "mail_security": "none", "mail_from": "desk@lotus.example",
                **others,
            },
        )  # fmt: skip

    return change


@pytest.fixture
def account(database: Database) -> MailAccount:
    return MailAccount(database, {PASSWORD_VARIABLE: PASSWORD})


@pytest.fixture
def make_worker(database: Database, clock: SetClock, account: MailAccount) -> Callable[..., MessageWorker]:
    """A worker of one desk."""

    def make(desk: str = "desk-1") -> MessageWorker:
        return MessageWorker(database, clock, [EmailCarrier(account, timeout=30)], desk, chance=lambda: 0.0)

    return make


@pytest.fixture
def worker(make_worker: Callable[..., MessageWorker], server: Server, use_mail: Callable[..., None]) -> MessageWorker:
    """A worker with a server that takes everything."""
    use_mail(server.port)
    return make_worker()


@pytest.fixture
def messages(database: Database, clock: SetClock, account: MailAccount) -> MessageService:
    return MessageService(database, clock, account)
