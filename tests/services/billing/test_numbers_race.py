"""Numbers of receipts, invoices and credit notes have no gaps and no doubles, also while eight desks race."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.errors import Invalid, StaleRecord
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.billing.payments import PaymentService
from tests.builders import Clinic
from tests.conftest import SetClock
from tests.services.billing.conftest import Booked, cash, upi
from tests.services.conftest import MONDAY

DESKS, EACH = 8, 3


def race(work: Callable[[int], None]) -> None:
    """Every desk does its work at the same moment; what one of them raises, the test raises."""
    start, raised = threading.Barrier(DESKS), list[BaseException]()

    def run(desk: int) -> None:
        start.wait(10)
        try:
            work(desk)
        except BaseException as error:
            raised.append(error)

    desks = [threading.Thread(target=run, args=(desk,)) for desk in range(DESKS)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    if raised:
        raise raised[0]


def numbers(database: Database, column: object) -> list[str]:
    with database.read() as session:
        return sorted(number for number in session.scalars(select(column)) if number)  # type: ignore[call-overload]


@pytest.fixture
def free_visits(booked: Booked) -> list[int]:
    """Visits that nobody has paid, all at one centre: there the numbers are one row."""
    return [booked(day=MONDAY + timedelta(weeks=week)).id for week in range(DESKS * EACH)]


def test_eight_desks_leave_no_gap_and_no_double(
    database: Database, clock: SetClock, clinic: Clinic, free_visits: list[int]
) -> None:
    per_desk = [free_visits[desk::DESKS] for desk in range(DESKS)]

    def work(desk: int) -> None:
        own = Database(database.url.render_as_string(hide_password=False))
        try:
            payments = PaymentService(own, clock)
            for visit in per_desk[desk]:
                taken = payments.take_for(clinic.front_desk, visit, (cash(20_000), upi(10_000)))
                # What is refused, or comes too late, gives its number back.
                with pytest.raises(Invalid):
                    payments.take_for(clinic.front_desk, visit, (cash(10_000), cash(90_000)))
                with pytest.raises(StaleRecord):
                    payments.take(clinic.front_desk, taken.invoice.id or 0, 0, (cash(100),))
                payments.refund(clinic.manager, taken.payment_ids[0], 5_000, "Too much")
        finally:
            own.close()

    race(work)
    count = len(free_visits)
    assert numbers(database, Invoice.number) == [f"I-2026-{number:05d}" for number in range(1, count + 1)]
    assert numbers(database, Payment.receipt_number) == [f"R-2026-{number:05d}" for number in range(1, 2 * count + 1)]
    assert numbers(database, Refund.credit_note_number) == [f"C-2026-{number:05d}" for number in range(1, count + 1)]


def test_desks_that_print_one_cancelled_invoice_at_once_share_its_credit_note(
    database: Database, clock: SetClock, clinic: Clinic, booked: Booked, booking: BookingService
) -> None:
    visit, payments = booked(), PaymentService(database, clock)
    invoice = payments.issue(clinic.front_desk, visit.id)
    booking.cancel(clinic.front_desk, visit.id, visit.version, "Travels")
    notes: list[str] = []

    def work(desk: int) -> None:
        own = Database(database.url.render_as_string(hide_password=False))
        try:
            service = PaymentService(own, clock)
            print_it = service.invoice_paper if desk % 2 else service.invoice_credit_note
            paper = print_it(clinic.front_desk, invoice.id or 0)
            notes.append(paper.credit_note if desk % 2 else paper.number)
        finally:
            own.close()

    race(work)
    assert notes == ["C-2026-00001"] * DESKS
