"""The small clinic with the services that money passes through, and short ways to ask for things."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.ledger import LedgerEntry
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.domain.codes import LedgerAccount, PaymentMethod
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import AppointmentView, BookingRequest
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.billing.earnings import EarningsService
from tests.builders import Clinic, local, new_key, upi_reference
from tests.conftest import SetClock
from tests.services.conftest import MONDAY


@pytest.fixture
def earnings(database: Database, clock: SetClock) -> EarningsService:
    return EarningsService(database, clock)


Booked = Callable[..., AppointmentView]


@pytest.fixture
def booked(clinic: Clinic, booking: BookingService) -> Booked:
    """Books a consultation (500 rupees) with doctor 1 in Kolkata at a wall-clock time on the Monday of the clock."""

    def book(
        time: str = "14:00", day: date = MONDAY, patient: int = 1, payment: DeskPayment | None = None
    ) -> AppointmentView:
        request = BookingRequest(
            request_key=new_key(), patient_id=clinic.patients[patient], practitioner_id=clinic.doctors[0],
            location_id=clinic.kolkata, service_id=clinic.consultation, starts_at=local(day, time), payment=payment,
        )  # fmt: skip
        return booking.book(clinic.front_desk, request)

    return book


def cash(amount: int, tendered: int | None = None, key: str | None = None) -> DeskPayment:
    return DeskPayment(PaymentMethod.CASH, amount, tendered, "", key or new_key())


def card(amount: int, key: str | None = None) -> DeskPayment:
    return DeskPayment(PaymentMethod.CARD, amount, None, "T1", key or new_key())


def upi(amount: int) -> DeskPayment:
    return DeskPayment(PaymentMethod.UPI, amount, None, upi_reference(), new_key())


Held = Callable[[], dict[str, int]]


@pytest.fixture
def held(database: Database) -> Held:
    """What the accounts hold (debits less credits) without those that hold nothing."""

    def read() -> dict[str, int]:
        found: dict[str, int] = {}
        with database.read() as session:
            for row in session.execute(
                select(LedgerEntry.debit, LedgerEntry.credit, func.sum(LedgerEntry.amount_minor)).group_by(
                    LedgerEntry.debit, LedgerEntry.credit
                )
            ):
                found[row[0]] = found.get(row[0], 0) + int(row[2])
                found[row[1]] = found.get(row[1], 0) - int(row[2])
        assert sum(found.values()) == 0
        return {LedgerAccount(name).value: amount for name, amount in found.items() if amount}

    return read


def set_currency(database: Database, location_id: int, currency: str) -> None:
    """Gives a centre another currency, for tests of minor units."""
    with database.write() as session:
        session.get(Location, location_id).currency = currency  # type: ignore[union-attr]


def agreed(database: Database, appointment_id: int, minor: int, currency: str = "INR") -> None:
    """Gives a booked visit another price."""
    with database.write() as session:
        appointment = session.get_one(Appointment, appointment_id)
        appointment.amount_minor, appointment.currency = minor, currency


def invoice_row(database: Database, invoice_id: int) -> Invoice:
    with database.read() as session:
        row = session.get(Invoice, invoice_id)
        assert row is not None
        return row
