"""The waiting list of the small clinic, and short ways to put somebody on it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.messages import Message
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.waiting import SlotOffer, WaitingEntry
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.waiting.freed_values import FreedTime, OfferView, Place
from clinic_desktop.services.waiting.service import WaitingListService
from clinic_desktop.services.waiting.values import WishDraft, WishView
from tests.builders import Clinic, local
from tests.conftest import SetClock
from tests.services.conftest import MONDAY

LATER = date(2026, 12, 31)


@pytest.fixture
def waiting_list(database: Database, clock: SetClock) -> WaitingListService:
    return WaitingListService(database, clock)


@pytest.fixture
def draft(clinic: Clinic) -> Callable[..., WishDraft]:
    """A consultation with doctor 1 in Kolkata, any time until the end of the year, for the third patient."""

    def make(**changes: Any) -> WishDraft:
        fields: dict[str, Any] = {
            "patient_id": clinic.patients[2],
            "practitioner_id": clinic.doctors[0],
            "service_id": clinic.consultation,
            "location_id": clinic.kolkata,
            "first_day": MONDAY,
            "last_day": LATER,
        }
        return WishDraft(**(fields | changes))

    return make


@pytest.fixture
def waits(waiting_list: WaitingListService, clinic: Clinic, draft: Callable[..., WishDraft]) -> Callable[..., WishView]:
    """Puts somebody on the list."""
    return lambda **changes: waiting_list.add(clinic.front_desk, draft(**changes))


@pytest.fixture
def other_desk(clinic: Clinic) -> Actor:
    """Somebody else at another desk of the same centre."""
    return replace(clinic.centre_manager, desk="desk-2")


@pytest.fixture
def place(clinic: Clinic) -> Callable[..., Place]:
    """A free start of doctor 1 in Kolkata."""
    return lambda clock_time="14:00", day=MONDAY: Place(clinic.doctors[0], clinic.kolkata, local(day, clock_time))


@pytest.fixture
def who(waiting_list: WaitingListService, clinic: Clinic, place: Callable[..., Place]) -> Callable[..., list[int]]:
    """The patients who would take a time of doctor 1, in the order in which they would be asked."""

    def asked(clock_time: str = "14:00", day: date = MONDAY) -> list[int]:
        found = waiting_list.candidates(clinic.front_desk, place(clock_time, day))
        return [] if found is None else [candidate.patient_id for candidate in found.candidates]

    return asked


@pytest.fixture
def times(waiting_list: WaitingListService, clinic: Clinic) -> Callable[[], tuple[FreedTime, ...]]:
    return lambda: waiting_list.freed(clinic.front_desk, clinic.kolkata).times


@pytest.fixture
def offers(waiting_list: WaitingListService, clinic: Clinic) -> Callable[[], tuple[OfferView, ...]]:
    return lambda: waiting_list.freed(clinic.front_desk, clinic.kolkata).offers


@pytest.fixture
def outbox(database: Database) -> Callable[[], list[tuple[str, str]]]:
    """Kind and state of every message."""

    def read() -> list[tuple[str, str]]:
        with database.read() as session:
            return [(row.kind, row.state) for row in session.execute(select(Message.kind, Message.state))]

    return read


@pytest.fixture
def with_email(database: Database) -> Callable[[int], None]:
    """Gives a patient an email address."""

    def give(patient_id: int) -> None:
        with database.write() as session:
            session.execute(update(Patient).where(Patient.id == patient_id).values(email="someone@example.org"))

    return give


@pytest.fixture
def rows(database: Database) -> Callable[[], list[tuple[int, str]]]:
    """Patient and stored state of every entry."""

    def read() -> list[tuple[int, str]]:
        with database.read() as session:
            found = session.execute(select(WaitingEntry.patient_id, WaitingEntry.state).order_by(WaitingEntry.id))
            return [(row.patient_id, row.state) for row in found]

    return read


@pytest.fixture
def stored_offers(database: Database) -> Callable[[], list[str]]:
    """The stored state of every offer."""

    def read() -> list[str]:
        with database.read() as session:
            return list(session.scalars(select(SlotOffer.state).order_by(SlotOffer.id)))

    return read
