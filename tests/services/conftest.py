"""The small clinic, its services at the desk, and short ways to ask for things."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.holds import HoldService
from clinic_desktop.services.appointments.slots import SlotService
from clinic_desktop.services.appointments.values import AppointmentView, BookingRequest, WalkInRequest
from clinic_desktop.services.appointments.visits import VisitService
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.settings import SettingsService
from clinic_desktop.services.till.service import TillService
from tests.builders import Clinic, local, make_clinic, new_key
from tests.conftest import SetClock

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)


@pytest.fixture
def clinic(database: Database, clock: SetClock) -> Clinic:
    return make_clinic(database, clock)


@pytest.fixture
def booking(database: Database, clock: SetClock) -> BookingService:
    return BookingService(database, clock)


@pytest.fixture
def visits(database: Database, clock: SetClock) -> VisitService:
    return VisitService(database, clock)


@pytest.fixture
def days(database: Database, clock: SetClock) -> DayService:
    return DayService(database, clock)


@pytest.fixture
def slots(database: Database, clock: SetClock) -> SlotService:
    return SlotService(database, clock)


@pytest.fixture
def holds(database: Database, clock: SetClock) -> HoldService:
    return HoldService(database, clock)


@pytest.fixture
def payments(database: Database, clock: SetClock) -> PaymentService:
    return PaymentService(database, clock)


@pytest.fixture
def tills(database: Database, clock: SetClock) -> TillService:
    return TillService(database, clock)


@pytest.fixture
def settings(database: Database, clock: SetClock) -> SettingsService:
    return SettingsService(database, clock)


@pytest.fixture
def wish(clinic: Clinic) -> Callable[..., BookingRequest]:
    """A wish for a consultation with doctor 1 in Kolkata at a wall-clock time, by default on the Monday of the
    clock."""

    def make(clock_time: str = "14:00", day: date = MONDAY, **changes: Any) -> BookingRequest:
        fields: dict[str, Any] = {
            "request_key": new_key(),
            "patient_id": clinic.patients[1],
            "practitioner_id": clinic.doctors[0],
            "location_id": clinic.kolkata,
            "service_id": clinic.consultation,
            "starts_at": local(day, clock_time),
        }
        return BookingRequest(**(fields | changes))

    return make


@pytest.fixture
def arrival(clinic: Clinic) -> Callable[..., WalkInRequest]:
    """A walk-in for a consultation with doctor 1 in Kolkata; without a time they wait in the queue."""

    def make(starts_at: datetime | None = None, **changes: Any) -> WalkInRequest:
        fields: dict[str, Any] = {
            "request_key": new_key(),
            "patient_id": clinic.patients[1],
            "practitioner_id": clinic.doctors[0],
            "location_id": clinic.kolkata,
            "service_id": clinic.consultation,
            "starts_at": starts_at,
        }
        return WalkInRequest(**(fields | changes))

    return make


@pytest.fixture
def booked(booking: BookingService, clinic: Clinic, wish: Callable[..., BookingRequest]) -> AppointmentView:
    """A confirmed appointment at 14:00 today."""
    return booking.book(clinic.front_desk, wish("14:00"))
