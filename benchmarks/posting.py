"""What posting a payment costs at one desk, beside the same by hand: the payment, its receipt number, the invoice, the
ledger, the till, the appointment that it confirms, the history, the change notice and the messages.

The statements of each payment are recorded on one copy of the clinic, and then sent again, with their parameters,
through the bare driver in one transaction on a second copy, in turns with the service on a third.

Usage: python -m benchmarks.posting [--runs 200] [--database sqlite|postgresql]
"""

import argparse
from collections import Counter
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import update

from benchmarks.booking import Statement, bare
from benchmarks.clinics import KINDS, NOW, clock, half_hours, new_clinic, place
from benchmarks.timing import Row, report
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import Channel, PaymentMethod
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.settings import SettingsService
from clinic_desktop.services.till.service import TillService
from tests.builders import Clinic


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--database", choices=KINDS, action="append")
    options = parser.parse_args()
    rows = []
    for kind in options.database or KINDS:
        with place(kind) as where:
            rows += measure(kind, where, options.runs)
    report(rows)


def measure(kind: str, where: str, runs: int) -> list[Row]:
    """The medians of the service and of the bare driver."""
    database, clinic, visits = clinic_that_waits_for_money(where, runs)
    recorded = record(database, clinic, visits)
    database.close()
    bare_database, _, _ = clinic_that_waits_for_money(where, runs)
    bare_database.close()
    send, close = bare(kind, bare_database)
    database, clinic, visits = clinic_that_waits_for_money(where, runs)
    service = PaymentService(database, clock)
    by_hand, by_service = [], []
    for number, (visit, statements) in enumerate(zip(visits, recorded, strict=True)):
        start = perf_counter()
        send(statements)
        middle = perf_counter()
        service.take_for(clinic.front_desk, visit, (cash(number),))
        by_service.append(perf_counter() - middle)
        by_hand.append(middle - start)
    close()
    database.close()
    kinds = Counter(sql.split()[0] for sql, _ in recorded[0])
    print(f"{kind}: {dict(kinds)} a payment, by hand {median(by_hand) * 1000:.2f} ms")
    return [Row(f"post a payment, {kind}", median(by_service) * 1000, median(by_hand) * 1000, "at most 2.5")]


def clinic_that_waits_for_money(where: str, count: int) -> tuple[Database, Clinic, list[int]]:
    """A new clinic with an open till and visits that patients booked themselves, each waiting for its payment."""
    database, clinic = new_clinic(where)
    with database.write() as session:
        session.execute(update(Patient).values(email="patient@example.org"))
    SettingsService(database, clock).change(
        clinic.admin, {"prepayment_required": True, "self_weekends": True, "self_horizon_days": 365}
    )
    TillService(database, clock).open(clinic.front_desk, clinic.kolkata, 0)
    booking = BookingService(database, clock)
    visits = []
    for number, start in enumerate(half_hours(count + 8)[8:]):
        wish = BookingRequest(
            request_key=f"00000000-0000-0000-0000-{number:012d}",
            patient_id=clinic.patients[0],
            practitioner_id=clinic.doctors[0],
            location_id=clinic.kolkata,
            service_id=clinic.consultation,
            starts_at=start,
            channel=Channel.SELF,
        )
        visits.append(booking.book(clinic.patient, wish).id)
    return database, clinic, visits


def cash(number: int) -> DeskPayment:
    """All that a consultation costs; its key is the same on every copy."""
    return DeskPayment(PaymentMethod.CASH, 50_000, 50_000, "", f"payment-{NOW:%Y}-{number}")


def record(database: Database, clinic: Clinic, visits: list[int]) -> list[list[Statement]]:
    """Pays everything, and keeps what was sent for each payment."""
    sent: list[Statement] = []
    do_execute = database.engine.dialect.do_execute

    def keep(cursor: Any, sql: str, parameters: Any, context: Any = None) -> None:
        if not sql.startswith("BEGIN"):
            sent.append((sql, parameters))
        do_execute(cursor, sql, parameters, context)

    database.engine.dialect.do_execute = keep  # type: ignore[method-assign]
    many = database.engine.dialect.do_executemany

    def keep_many(cursor: Any, sql: str, parameters: Any, context: Any = None) -> None:
        sent.extend((sql, row) for row in parameters)
        many(cursor, sql, parameters, context)

    database.engine.dialect.do_executemany = keep_many  # type: ignore[method-assign]
    service = PaymentService(database, clock)
    recorded = []
    for number, visit in enumerate(visits):
        service.take_for(clinic.front_desk, visit, (cash(number),))
        recorded.append(list(sent))
        sent.clear()
    return recorded


if __name__ == "__main__":
    main()
