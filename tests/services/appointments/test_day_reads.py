"""What a board reads is bounded by what it shows: years of other days cost no row and no statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import event, insert, select

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from tests.builders import Clinic, new_key
from tests.services.conftest import MONDAY


@dataclass
class Reads:
    statements: int = 0
    rows: int = 0


@contextmanager
def counted(database: Database) -> Iterator[Reads]:
    """Statements run and rows fetched while it lasts."""
    reads = Reads()

    def ran(_connection: Any, cursor: Any, *_: Any) -> None:
        reads.statements += 1
        if database.engine.dialect.name == "postgresql":
            reads.rows += max(cursor.rowcount, 0)
        else:
            # SQLite counts nothing beforehand, but hands each fetched row through here.
            cursor.row_factory = count

    def count(_cursor: Any, row: tuple[Any, ...]) -> tuple[Any, ...]:
        reads.rows += 1
        return row

    event.listen(database.engine, "after_cursor_execute", ran)
    try:
        yield reads
    finally:
        event.remove(database.engine, "after_cursor_execute", ran)


def add_other_days(database: Database, days: int) -> None:
    """The Monday's appointments again on so many days before it."""
    table = Appointment.__table__
    with database.write() as session:
        rows = session.execute(select(table)).mappings().all()
        more = []
        for row in rows:
            for back in range(1, days + 1):
                change = timedelta(days=back * 7)
                copy = dict(row) | {"request_key": new_key()}
                copy |= {"starts_at": row["starts_at"] - change, "ends_at": row["ends_at"] - change}
                del copy["id"]
                more.append(copy)
        session.connection().execute(insert(Appointment), more)


def test_other_days_cost_no_row(
    database: Database, clinic: Clinic, booking: BookingService, days: DayService, wish: Any
) -> None:
    for hour, patient in (("14:00", 0), ("15:00", 1), ("16:00", 2)):
        booking.book(clinic.front_desk, wish(hour, patient_id=clinic.patients[patient]))
    days.day(clinic.front_desk, clinic.kolkata, MONDAY)
    with counted(database) as before:
        view = days.day(clinic.front_desk, clinic.kolkata, MONDAY)
    with counted(database) as week_before:
        days.week(clinic.front_desk, clinic.doctors[0], MONDAY, clinic.kolkata)
    add_other_days(database, 150)
    with counted(database) as after:
        again = days.day(clinic.front_desk, clinic.kolkata, MONDAY)
    with counted(database) as week_after:
        days.week(clinic.front_desk, clinic.doctors[0], MONDAY, clinic.kolkata)
    assert view == again
    assert before.rows > 3
    assert (after, week_after) == (before, week_before)
    assert after.statements <= 12


def test_more_doctors_cost_no_statement(database: Database, clinic: Clinic, days: DayService) -> None:
    with counted(database) as berlin:
        days.day(clinic.admin, clinic.berlin, MONDAY)
    with counted(database) as kolkata:
        days.day(clinic.admin, clinic.kolkata, MONDAY)
    assert kolkata.statements == berlin.statements
