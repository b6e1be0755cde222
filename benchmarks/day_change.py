"""Another day on the board: 20 doctors and ten years of appointments, from the key to the painted board.

``QT_QPA_PLATFORM=offscreen python -m benchmarks.day_change [--database sqlite|postgresql] [--years 10] [--runs 60]``.
Goes to days of those years that the board has never shown, in no order. Told apart: reading, and painting what was
read. That a day reads no more rows where there are more years: ``tests/services/appointments/test_day_reads.py``.
"""

import argparse
import random
from datetime import date, timedelta
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import event, insert

from benchmarks.board_paint import HEIGHT, LOCALE, WIDTH, shown
from benchmarks.clinics import KINDS, NOW, clock, new_clinic, place
from benchmarks.timing import Row, report
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import PractitionerService
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole
from clinic_desktop.db.models.scheduling import Schedule, ScheduleRule
from clinic_desktop.domain.codes import AppointmentState, Channel, RegistrationCheck, RuleKind, Urgency
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.ui.appointments.board import DayBoard
from clinic_desktop.ui.appointments.board_content import day_board
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.board_state import ENDED_STATES
from tests.builders import Clinic, local

DOCTORS, A_DAY, PATIENTS = 20, 12, 2_000
TODAY = date(2026, 11, 23)
_STATES = {True: AppointmentState.COMPLETED, False: AppointmentState.CONFIRMED}


def fill(database: Database, clinic: Clinic, years: int) -> int:
    """Twenty doctors who have seen, and will see for a month, a dozen patients on every working day. Gives how many
    appointments that makes."""
    with database.write() as session:
        connection = session.connection()

        def number_of(table: Any, **values: Any) -> int:
            return int(connection.execute(insert(table).values(**values).returning(table.c.id)).scalar_one())

        people = [
            number_of(
                Patient.__table__, number=f"B-{index:06d}", name=f"Patient {index}", phone=f"+9198{index:08d}",
                registered_at=NOW,
            )
            for index in range(PATIENTS)
        ]  # fmt: skip
        doctors = [_doctor(connection, number_of, clinic, index) for index in range(DOCTORS)]
        rows: list[dict[str, Any]] = []
        total = 0
        day = TODAY - timedelta(days=365 * years)
        while day <= TODAY + timedelta(days=30):
            if day.weekday() < 6:
                rows += _day(clinic, doctors, people, day)
            if len(rows) > 20_000:
                connection.execute(insert(Appointment), rows)
                total += len(rows)
                rows = []
            day += timedelta(days=1)
        connection.execute(insert(Appointment), rows)
    with database.write() as session:
        session.connection().exec_driver_sql("ANALYZE")
    return total + len(rows)


def _doctor(connection: Any, number_of: Any, clinic: Clinic, index: int) -> int:
    doctor = number_of(
        Practitioner.__table__, name=f"Dr {index:02} Example", primary_location_id=clinic.kolkata, created_at=NOW,
        registration_check=RegistrationCheck.VERIFIED,
    )  # fmt: skip
    schedule = number_of(Schedule.__table__, practitioner_id=doctor)
    for weekday in range(6):
        for kind, start, end in ((RuleKind.WORK, 9, 17), (RuleKind.BREAK, 13, 14)):
            connection.execute(
                insert(ScheduleRule).values(
                    schedule_id=schedule, location_id=clinic.kolkata, kind=kind, weekday=weekday,
                    start_minute=60 * start, end_minute=60 * end, label="",
                )
            )  # fmt: skip
    connection.execute(
        insert(PractitionerRole).values(practitioner_id=doctor, location_id=clinic.kolkata, fee_minor=50_000)
    )
    for service in (clinic.consultation, clinic.check_up):
        connection.execute(insert(PractitionerService).values(practitioner_id=doctor, service_id=service))
    return int(doctor)


def _day(clinic: Clinic, doctors: list[int], people: list[int], day: date) -> list[dict[str, Any]]:
    hours = (*range(9, 13), *range(14, 17))
    starts = [local(day, f"{hour:02}:{minute}") for hour in hours for minute in ("00", "30")][:A_DAY]
    rows = []
    for doctor in doctors:
        for start in starts:
            rows.append(
                {
                    "version": 1, "request_key": f"bench-{doctor}-{start.isoformat()}",
                    "patient_id": random.choice(people),
                    "practitioner_id": doctor, "location_id": clinic.kolkata, "service_id": clinic.consultation,
                    "starts_at": start, "ends_at": start + timedelta(minutes=30), "buffer_before_minutes": 0,
                    "buffer_after_minutes": 0, "seat": 1, "queue_only": False, "squeezed_in": False,
                    "state": _STATES[day < TODAY], "state_changed_at": NOW, "patient_name": "Somebody Example",
                    "patient_phone": "+919800000000", "patient_email": "", "practitioner_name": "Dr Example",
                    "speciality": "", "service_name": "Consultation", "amount_minor": 50_000, "currency": "INR",
                    "purpose": "", "reason": "Follow-up", "symptoms": "", "notes": "", "online": False,
                    "channel": Channel.PHONE, "urgency": Urgency.ROUTINE, "first_visit": False, "end_reason": "",
                    "created_by_name": "Desk", "created_at": NOW, "room_reserved": False,
                }
            )  # fmt: skip
    return rows


class Counter:
    """Statements run."""

    def __init__(self, database: Database) -> None:
        self.statements = 0
        event.listen(database.engine, "after_cursor_execute", self._ran)

    def _ran(self, *_: object) -> None:
        self.statements += 1


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[18]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--runs", type=int, default=60)
    arguments = parser.parse_args()
    application = QApplication([])
    theme = Theme()
    theme.apply(application)
    theme.load_fallback_fonts()
    random.seed(3)
    with place(arguments.database) as where:
        database, clinic = new_clinic(where)
        begun = perf_counter()
        total = fill(database, clinic, arguments.years)
        print(f"{total} appointments of {arguments.years} years, {DOCTORS} doctors, {arguments.database}", end="; ")
        print(f"made in {perf_counter() - begun:.0f} s")
        days = DayService(database, clock)
        board = shown(DayBoard(theme, locale=LOCALE, clock=clock), _content(days, clinic, TODAY))
        board.resize(WIDTH, HEIGHT)
        counter = Counter(database)
        wanted = [
            TODAY + timedelta(days=after)
            for after in random.sample(range(-365 * arguments.years, 30), 2 * arguments.runs)
        ]
        wanted = [day for day in wanted if day.weekday() < 6][: arguments.runs]
        whole, reading, painting, own = [], [], [], []
        for day in wanted:
            start, used = perf_counter(), process_time()
            content = _content(days, clinic, day)
            read = perf_counter()
            board.show_state(content)
            application.sendPostedEvents(None, QEvent.Type.UpdateRequest)
            end = perf_counter()
            whole.append(1000 * (end - start))
            reading.append(1000 * (read - start))
            painting.append(1000 * (end - read))
            own.append(1000 * (process_time() - used))
        print(f"{counter.statements / len(wanted):.1f} statements a day")
        report(
            [
                Row("another day, p95", p95(whole), goal="at most 60 ms"),
                Row("  median", median(whole)),
                Row("  reading and laying out, p95", p95(reading)),
                Row("  painting, p95", p95(painting)),
                Row("  this program's own time of it (a busy computer adds to the above), p95", p95(own)),
            ]
        )
        database.close()


def _content(days: DayService, clinic: Clinic, day: date) -> Any:
    view = days.day(clinic.front_desk, clinic.kolkata, day)
    return day_board(view, ENDED_STATES, None, None, LOCALE)


if __name__ == "__main__":
    main()
