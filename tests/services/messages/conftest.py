"""The small clinic with patients who have an email address, and short ways to see what they would be told."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.database import Database
from clinic_desktop.db.models import Message, Patient
from tests.builders import Clinic
from tests.services.appointments.conftest import booked, booking, clinic, visits, wish

__all__ = ["booked", "booking", "clinic", "visits", "wish"]


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
