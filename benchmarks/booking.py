"""What ``book`` costs at one desk, with everything that it writes down to the confirmation, beside the same by hand.

The statements of each booking are recorded on one copy of the clinic, and then sent again, with their parameters,
through the bare driver in one transaction on a second copy, in turns with the service on a third.

Usage: python -m benchmarks.booking [--runs 300] [--database sqlite|postgresql]
"""

import argparse
import sqlite3
from collections.abc import Callable
from datetime import datetime
from statistics import median
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy import update

from benchmarks.clinics import KINDS, clock, half_hours, new_clinic, place
from benchmarks.timing import Row, report
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import BookingRequest
from tests.builders import Clinic

Statement = tuple[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--database", choices=KINDS, action="append")
    options = parser.parse_args()
    rows = []
    for kind in options.database or KINDS:
        with place(kind) as where:
            rows += measure(kind, where, options.runs)
    report(rows)


def measure(kind: str, where: str, runs: int) -> list[Row]:
    """The medians of the service and of the bare driver."""
    database, clinic = clinic_with_addresses(where)
    requests = [wish(clinic, number, start) for number, start in enumerate(half_hours(runs))]
    recorded = record(database, clinic, requests)
    database.close()
    by_hand, by_service = [], []
    bare_database, _ = clinic_with_addresses(where)
    bare_database.close()
    send, close = bare(kind, bare_database)
    database, clinic = clinic_with_addresses(where)
    service = BookingService(database, clock)
    for request, statements in zip(requests, recorded, strict=True):
        start = perf_counter()
        send(statements)
        middle = perf_counter()
        service.book(clinic.front_desk, request)
        by_service.append(perf_counter() - middle)
        by_hand.append(middle - start)
    close()
    database.close()
    print(f"{kind}: {len(recorded[0])} statements a booking, by hand {median(by_hand) * 1000:.2f} ms")
    return [Row(f"book, {kind}", median(by_service) * 1000, median(by_hand) * 1000, "at most 2.5")]


def clinic_with_addresses(where: str) -> tuple[Database, Clinic]:
    """A new clinic whose patients are told by email: each booking writes a message, too."""
    database, clinic = new_clinic(where)
    with database.write() as session:
        session.execute(update(Patient).values(email="patient@example.org"))
    return database, clinic


def wish(clinic: Clinic, number: int, start: datetime) -> BookingRequest:
    """A booking by phone; its key is the same on every copy."""
    return BookingRequest(
        request_key=f"00000000-0000-0000-0000-{number:012d}",
        patient_id=clinic.patients[number % len(clinic.patients)],
        practitioner_id=clinic.doctors[0],
        location_id=clinic.kolkata,
        service_id=clinic.consultation,
        starts_at=start,
        reason="Cough",
    )


def record(database: Database, clinic: Clinic, requests: list[BookingRequest]) -> list[list[Statement]]:
    """Books everything, and keeps what was sent for each booking."""
    sent: list[Statement] = []
    do_execute = database.engine.dialect.do_execute

    def keep(cursor: Any, sql: str, parameters: Any, context: Any = None) -> None:
        if not sql.startswith("BEGIN"):
            sent.append((sql, parameters))
        do_execute(cursor, sql, parameters, context)

    database.engine.dialect.do_execute = keep
    service = BookingService(database, clock)
    recorded = []
    for request in requests:
        service.book(clinic.front_desk, request)
        recorded.append(list(sent))
        sent.clear()
    return recorded


def bare(kind: str, database: Database) -> tuple[Callable[[list[Statement]], None], Callable[[], None]]:
    """Sends statements in one transaction through the driver alone, and reads their rows."""
    if kind == "sqlite":
        connection = sqlite3.connect(str(database.url.database), isolation_level=None)
        for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL", "cache_size = -16000"):
            connection.execute(f"PRAGMA {pragma}")

        def send_sqlite(statements: list[Statement]) -> None:
            connection.execute("BEGIN IMMEDIATE")
            for sql, parameters in statements:
                connection.execute(sql, parameters).fetchall()
            connection.execute("COMMIT")

        return send_sqlite, connection.close
    _, parameters = database.engine.dialect.create_connect_args(database.url)
    server = psycopg.connect(**parameters)

    def send_postgresql(statements: list[Statement]) -> None:
        for sql, values in statements:
            cursor = server.execute(sql, values)
            if cursor.description is not None:
                cursor.fetchall()
        server.commit()

    return send_postgresql, server.close


if __name__ == "__main__":
    main()
