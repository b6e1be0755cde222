"""What closing a till and the report of its day cost over 2,000 payments, among as many of each of the days before.

Beside them the same sums by hand: one grouped sum over the till's payments, and one over the day's.

Usage: python -m benchmarks.till_close [--payments 2000] [--days 30] [--database sqlite|postgresql]
"""

import argparse
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import insert, text

from benchmarks.clinics import KINDS, NOW, clock, new_clinic, place
from benchmarks.timing import Row, median_ms, report
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.domain.codes import AppointmentState, PaymentMethod, PaymentState, TillMovementKind
from clinic_desktop.services.till.service import TillService
from clinic_desktop.services.till.values import MethodCount, TillClosing, TillView
from tests.builders import Clinic, new_key

_METHODS = (PaymentMethod.CASH, PaymentMethod.CASH, PaymentMethod.CARD, PaymentMethod.UPI)
_GOAL_MS = 150


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--payments", type=int, default=2000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--database", choices=KINDS, action="append")
    options = parser.parse_args()
    rows = []
    for kind in options.database or KINDS:
        with place(kind) as where:
            rows += measure(kind, where, options.payments, options.days)
    report(rows)


def measure(kind: str, where: str, payments: int, days: int) -> list[Row]:
    """The medians of reading the till, of closing it and of the day's report."""
    database, clinic = new_clinic(where)
    tills = TillService(database, clock)
    till = tills.open(clinic.front_desk, clinic.kolkata, 100_000)
    for day in range(days, -1, -1):
        fill(database, clinic, payments, day, till.id if day == 0 else None)
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    for _ in range(10):
        tills.move(clinic.front_desk, till.id, TillMovementKind.PAY_IN, 5_000, "Coins", new_key())
    here = median_ms(lambda: tills.here(clinic.front_desk, clinic.kolkata))
    day_report = median_ms(lambda: tills.day_report(clinic.manager, clinic.kolkata, NOW.date()))
    by_hand_till = median_ms(lambda: ask(database, _OF_TILL, {"till": till.id}))
    by_hand_day = median_ms(
        lambda: ask(
            database, _OF_DAY, {"place": clinic.kolkata, "start": _instant(database, -2), "end": _instant(database, 2)}
        )
    )
    closed = median(close_and_open(tills, database, clinic) for _ in range(9))
    database.close()
    goal = f"at most {_GOAL_MS} ms"
    return [
        Row(f"the open till of {payments} payments, {kind}", here, by_hand_till),
        Row(f"count and close it, {kind}", closed, by_hand_till, goal),
        Row(f"the day's report, {kind}", day_report, by_hand_day, goal),
    ]


def fill(database: Database, clinic: Clinic, count: int, days_ago: int, till_id: int | None) -> None:
    """So many paid visits of one day, written at once."""
    at = NOW - timedelta(days=days_ago)
    first = days_ago * count
    visits, invoices, paid = [], [], []
    for place_in_day in range(count):
        number = first + place_in_day + 1
        visits.append(
            {
                "id": number, "request_key": f"b-{number}", "patient_id": clinic.patients[0],
                "practitioner_id": clinic.doctors[0], "location_id": clinic.kolkata, "service_id": clinic.consultation,
                "starts_at": at, "ends_at": at + timedelta(minutes=10), "seat": number, "queue_only": True,
                "state": AppointmentState.CANCELLED, "state_changed_at": at, "patient_name": "Asha Rao",
                "practitioner_name": "Dr Menon", "service_name": "Consultation", "amount_minor": 50_000,
                "currency": "INR", "channel": "walk_in", "created_at": at, "passed_over": "",
            }
        )  # fmt: skip
        invoices.append(
            {
                "id": number, "appointment_id": number, "patient_id": clinic.patients[0],
                "practitioner_id": clinic.doctors[0], "location_id": clinic.kolkata, "number": f"I-2026-{number:05d}",
                "currency": "INR", "amount_minor": 50_000, "discount_minor": 100 * (number % 3 == 0),
                "tax_minor": 7_627, "tax_percent": 18, "tax_name": "GST", "total_minor": 50_000,
                "paid_minor": 50_000, "issued_at": at,
            }
        )  # fmt: skip
        paid.append(
            {
                "id": number, "key": f"b-{number}", "invoice_id": number, "location_id": clinic.kolkata,
                "method": _METHODS[number % 4], "state": PaymentState.PAID, "amount_minor": 50_000, "currency": "INR",
                "reference": f"{number:012d}", "receipt_number": f"R-2026-{number:05d}",
                "desk": clinic.front_desk.desk if number % 5 else "desk-2", "created_at": at, "paid_at": at,
                "till_session_id": till_id,
            }
        )  # fmt: skip
    with database.write() as session:
        for model, rows in ((Appointment, visits), (Invoice, invoices), (Payment, paid)):
            session.execute(insert(model), rows)


def close_and_open(tills: TillService, database: Database, clinic: Clinic) -> float:
    """Closes the till as it stands, and gives its payments to a new one for the next turn; says how many milliseconds
    the closing took."""
    here = tills.here(clinic.front_desk, clinic.kolkata).open
    assert here is not None
    start = perf_counter()
    tills.close(clinic.front_desk, here.id, counted(here))
    took = (perf_counter() - start) * 1000
    following = tills.open(clinic.front_desk, clinic.kolkata, here.expected(PaymentMethod.CASH).minor)
    with database.write() as session:
        session.execute(
            text("UPDATE payment SET till_session_id = :following WHERE till_session_id = :closed"),
            {"following": following.id, "closed": here.id},
        )
    return took


def counted(till: TillView) -> TillClosing:
    """Everything as expected, and all of it left."""
    counts = tuple(MethodCount(one, till.expected(one).minor, till.expected(one).minor) for one in till.methods)
    return TillClosing(counts, till.expected(PaymentMethod.CASH).minor)


_OF_TILL = "SELECT method, sum(amount_minor), count(*) FROM payment WHERE till_session_id = :till GROUP BY method"
_OF_DAY = (
    "SELECT desk, method, sum(amount_minor), count(*) FROM payment"
    " WHERE location_id = :place AND paid_at >= :start AND paid_at < :end GROUP BY desk, method"
)


def ask(database: Database, sql: str, parameters: dict[str, Any]) -> None:
    """One statement, read whole."""
    with database.read() as session:
        session.execute(text(sql), parameters).all()


def _instant(database: Database, hours: int) -> Any:
    """An instant as each database compares it with what is stored."""
    instant = NOW + timedelta(hours=hours)
    return instant.strftime("%Y-%m-%d %H:%M:%S.%f") if database.is_sqlite else instant


if __name__ == "__main__":
    main()
