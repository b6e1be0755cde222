"""From a freed time to the ranked list of who takes it, with 5,000 waiting, on both databases.

Two lists: one as clinics have it, where one in nine or so fits, and one where every entry does. The baseline reads the
same rows with the bare driver and sorts them by urgency and age, no rule looked at. "All that is free" is what the
board asks for after a change: twelve freed times, each with its list.

    python -m benchmarks.waiting_list [--runs 15] [--database sqlite|postgresql]
"""

import argparse
import random
from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import insert, update

from benchmarks.clinics import KINDS, NOW, clock, half_hours, new_clinic, place
from benchmarks.timing import Row, median_ms, report
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.waiting import WaitingEntry
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.waiting.freed_values import Place
from clinic_desktop.services.waiting.service import WaitingListService
from tests.builders import Clinic, new_key

WAITING, FREED = 5_000, 12
_TODAY = date(2026, 11, 23)
_BARE = (
    "SELECT w.id, w.kind, w.patient_id, w.practitioner_id, w.speciality_id, w.service_id, w.first_day, w.last_day,"
    " w.weekdays, w.from_minute, w.until_minute, w.urgency, w.created_at, p.phone, p.email"
    " FROM waiting_entry w JOIN patient p ON p.id = w.patient_id"
    " WHERE w.state = 'open' AND w.location_id = 1 AND w.last_day >= '2026-11-23' AND p.active"
)


def fill(database: Database, clinic: Clinic, mixed: bool) -> None:
    """So many patients who wait; where not ``mixed``, everybody for anything."""
    chance = random.Random(20261123)
    with database.write() as session:
        people = [
            {
                "version": 1, "number": f"W-{number:06}", "name": f"Patient {number}", "phone": f"+9198{number:08}",
                "registered_at": NOW,
            }
            for number in range(WAITING)
        ]  # fmt: skip
        numbers = list(session.scalars(insert(Patient).returning(Patient.id), people))
        session.execute(insert(WaitingEntry), [_entry(clinic, number, chance, mixed) for number in numbers])


def _entry(clinic: Clinic, patient_id: int, chance: random.Random, mixed: bool) -> dict[str, object]:
    row: dict[str, object] = {
        "version": 1, "state": "open", "kind": "waiting", "patient_id": patient_id, "practitioner_id": None,
        "speciality_id": None, "service_id": clinic.consultation, "location_id": clinic.kolkata,
        "first_day": _TODAY, "last_day": _TODAY + timedelta(days=60), "weekdays": 127, "from_minute": 0,
        "until_minute": 1440, "urgency": chance.choice(("routine", "routine", "priority")), "note": "",
        "created_at": NOW - timedelta(hours=chance.randrange(2_000)),
    }  # fmt: skip
    if mixed:
        row |= {
            "kind": chance.choice(("waiting", "waiting", "recall")),
            "practitioner_id": chance.choice((None, *clinic.doctors)),
            "weekdays": chance.randrange(1, 128),
            "from_minute": chance.choice((0, 0, 600, 840)),
        }
    return row


def free_some(database: Database, clinic: Clinic) -> Place:
    """Books and cancels so many visits; gives the place of the first."""
    booking = BookingService(database, clock)
    starts = half_hours(FREED)
    for start in starts:
        request = BookingRequest(
            request_key=new_key(), practitioner_id=clinic.doctors[0], location_id=clinic.kolkata,
            service_id=clinic.consultation, starts_at=start, patient_id=clinic.patients[0],
        )  # fmt: skip
        view = booking.book(clinic.front_desk, request)
        booking.cancel(clinic.front_desk, view.id, view.version, "Cannot come")
    with database.write() as session:
        session.execute(update(Appointment).values(state_changed_at=NOW))
    return Place(clinic.doctors[0], clinic.kolkata, starts[0])


def bare(database: Database) -> Callable[[], object]:
    """Reads and sorts the same rows by hand."""

    def read() -> object:
        with database.engine.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute(_BARE)
            rows = cursor.fetchall()
            cursor.close()
        return sorted(rows, key=lambda row: (row[11], row[12], row[0]))

    return read


def main() -> None:
    """Prints the medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--database", choices=KINDS, action="append")
    arguments = parser.parse_args()
    for kind in arguments.database or KINDS:
        rows: list[Row] = []
        with place(kind) as where:
            for mixed in (True, False):
                database, clinic = new_clinic(where)
                try:
                    fill(database, clinic, mixed)
                    rows += _measured(database, clinic, mixed, arguments.runs)
                finally:
                    database.close()
        print(f"{kind}, {WAITING:,} waiting")
        report(rows)


def _measured(database: Database, clinic: Clinic, mixed: bool, runs: int) -> list[Row]:
    freed = free_some(database, clinic)
    service = WaitingListService(database, clock)
    found = service.candidates(clinic.front_desk, freed)
    assert found is not None and found.total and (mixed or found.total == WAITING)
    assert len(service.freed(clinic.front_desk, clinic.kolkata).times) == FREED
    floor = median_ms(bare(database), runs)
    what = f"{found.total:,} fit"
    return [
        Row(f"{what}: rows read and sorted by hand", floor, floor),
        Row(f"{what}: one freed time, ranked",
            median_ms(lambda: service.candidates(clinic.front_desk, freed), runs), floor, "30 ms"),
        Row(f"{what}: all that is free, {FREED} times",
            median_ms(lambda: service.freed(clinic.front_desk, clinic.kolkata), runs), floor),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
