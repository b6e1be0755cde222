"""A small clinic for tests: two centres, three doctors, three services, a few patients and one person of each role."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.accounts import Account, AccountLocation
from clinic_desktop.db.models.base import Base
from clinic_desktop.db.models.everything import METADATA
from clinic_desktop.db.models.healthcare_services import HealthcareService, PractitionerService, ServicePrice
from clinic_desktop.db.models.organisation import Location, OpeningHours, Organization, Room
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole, PractitionerSpeciality, Speciality
from clinic_desktop.db.models.scheduling import Schedule, ScheduleRule
from clinic_desktop.db.models.settings import Setting
from clinic_desktop.domain.codes import RegistrationCheck, Role, RuleKind
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.accounts.passwords import LEAST_COST
from clinic_desktop.services.patients.search_index import reindex
from tests.filling import fill

KOLKATA = ZoneInfo("Asia/Kolkata")
BERLIN = ZoneInfo("Europe/Berlin")
NO_PASSWORD = "!"
"""The hash of no password: nobody signs in with it."""


@dataclass(frozen=True, slots=True)
class Clinic:
    """The numbers of what ``make_clinic`` made.

    ``kolkata`` (INR, tokens A-…) has doctors 1 to 3, ``berlin`` (EUR, tokens B-…) doctor 2 on Thursdays and Fridays and
    doctor 3 on no day. Doctors 1 and 3 work Monday to Saturday 09:00–17:00 in Kolkata, doctor 2 Monday to Wednesday,
    all with lunch 13:00–14:00. ``consultation`` takes 30 minutes without buffers and costs the fee; ``check_up``
    takes 15 and has a buffer of 15 after it; ``yoga`` is a group of 3 for 60 minutes.
    """

    organization: int
    kolkata: int
    berlin: int
    rooms: tuple[int, ...]
    cardiology: int
    general: int
    doctors: tuple[int, ...]
    consultation: int
    check_up: int
    yoga: int
    patients: tuple[int, ...]
    admin: Actor
    manager: Actor
    centre_manager: Actor
    doctor: Actor
    other_doctor: Actor
    coordinator: Actor
    front_desk: Actor
    berlin_desk: Actor
    patient: Actor

    @property
    def actors(self) -> dict[Role, Actor]:
        """One person of each role."""
        people = (
            self.admin, self.manager, self.centre_manager, self.doctor, self.coordinator, self.front_desk, self.patient,
        )  # fmt: skip
        return {person.role: person for person in people}


@cache
def _tables() -> list[Table]:
    """Every table after those that it points to."""
    return METADATA.sorted_tables


@dataclass
class _Rows:
    """Rows for empty tables, numbered from 1 and written together: a statement a table, not one a row."""

    by_table: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, model: type[Base], **values: Any) -> int:
        rows = self.by_table.setdefault(model.__tablename__, [])
        numbered = {"id": len(rows) + 1} if "id" in model.__table__.columns else {}
        rows.append(numbered | values)
        return len(rows)

    def write(self, connection: Connection) -> None:
        for table in _tables():
            if table.name in self.by_table:
                connection.execute(table.insert(), self.by_table[table.name])
        if connection.dialect.name == "postgresql":
            # Numbers that were given are not counted by the sequence.
            counted = [name for name in self.by_table if "id" in METADATA.tables[name].columns]
            connection.execute(select(*(func.setval(f"{name}_id_seq", len(self.by_table[name])) for name in counted)))


def new_key() -> str:
    """A request key as a screen makes it."""
    return str(uuid.uuid4())


def upi_reference() -> str:
    """A reference of 12 digits as a payer's bank gives it, another each time."""
    return f"{uuid.uuid4().int % 10**12:012d}"


def local(day: date, clock: str, zone: ZoneInfo = KOLKATA) -> datetime:
    """The instant at which the wall clock of the zone shows ``"11:30"`` on that day."""
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)


def make_clinic(database: Database, clock: Callable[[], datetime], *, searchable: bool = False) -> Clinic:
    """Fills an upgraded, empty database with the clinic that ``Clinic`` describes. Passwords cost as little as they
    may there. Patients can be looked for where they are to be ``searchable``."""
    now = clock()
    clinic, rows = _planned(now)

    def write(session: Session) -> None:
        rows.write(session.connection())
        if searchable:
            reindex(session)

    fill(database, ("small clinic", now, searchable), write)
    return clinic


@cache
def _planned(now: datetime) -> tuple[Clinic, _Rows]:
    """The clinic and the rows that make it."""
    rows = _Rows()
    organization = rows.add(Organization, name="Lotus Clinic", country="IN", currency="INR")
    rows.add(Setting, key="bcrypt_cost", scope="clinic", value=str(LEAST_COST), changed_at=now)
    kolkata, berlin = _centres(rows)
    rooms = tuple(
        rows.add(Room, location_id=place, name=name)
        for place, name in ((kolkata, "Room 1"), (kolkata, "Room 2"), (kolkata, "Room 3"), (berlin, "Raum 1"))
    )
    general = rows.add(Speciality, name="General medicine")
    cardiology = rows.add(Speciality, name="Cardiology")
    services = _services(rows, kolkata, berlin)
    people = _people(rows, kolkata, berlin, now)
    doctors = _doctors(rows, people, (kolkata, berlin), rooms, (general, cardiology), services, now)
    patients = _patients(rows, people["patient"][0], kolkata, now)
    actors = {
        name: Actor(
            account_id=account_id,
            role=role,
            name=name.replace("_", " ").title(),
            location_ids=frozenset(places),
            practitioner_id={"doctor": doctors[0], "other_doctor": doctors[1]}.get(name),
            patient_id=patients[0] if name == "patient" else None,
            desk="desk-1",
        )
        for name, (account_id, role, places) in people.items()
    }
    clinic = Clinic(
        organization, kolkata, berlin, rooms, cardiology, general, doctors, *services, patients=patients, **actors
    )
    return clinic, rows


def _centres(rows: _Rows) -> tuple[int, int]:
    kolkata = rows.add(
        Location,
        name="Park Street", city="Kolkata", country="IN", zone="Asia/Kolkata", currency="INR", token_prefix="A",
    )  # fmt: skip
    berlin = rows.add(
        Location, name="Mitte", city="Berlin", country="DE", zone="Europe/Berlin", currency="EUR", token_prefix="B"
    )
    for number in (kolkata, berlin):
        for weekday in range(6):
            rows.add(OpeningHours, location_id=number, weekday=weekday, start_minute=9 * 60, end_minute=18 * 60)
    return kolkata, berlin


def _services(rows: _Rows, kolkata: int, berlin: int) -> tuple[int, int, int]:
    consultation = rows.add(
        HealthcareService, name="Consultation", duration_minutes=30, buffer_after_minutes=0, capacity=1
    )
    check_up = rows.add(HealthcareService, name="Check-up", duration_minutes=15, buffer_after_minutes=15, capacity=1)
    yoga = rows.add(HealthcareService, name="Back school", duration_minutes=60, buffer_after_minutes=0, capacity=3)
    for place, price in ((kolkata, 25_000), (berlin, 4_000)):
        for service in (check_up, yoga):
            rows.add(ServicePrice, service_id=service, location_id=place, practitioner_id=None, price_minor=price)
    return consultation, check_up, yoga


def _people(rows: _Rows, kolkata: int, berlin: int, now: datetime) -> dict[str, tuple[int, Role, tuple[int, ...]]]:
    wanted = {
        "admin": (Role.ADMIN, ()),
        "manager": (Role.MANAGER, ()),
        "centre_manager": (Role.CENTRE_MANAGER, (kolkata,)),
        "doctor": (Role.DOCTOR, (kolkata,)),
        "other_doctor": (Role.DOCTOR, (kolkata, berlin)),
        "coordinator": (Role.CARE_COORDINATOR, (kolkata,)),
        "front_desk": (Role.FRONT_DESK, (kolkata,)),
        "berlin_desk": (Role.FRONT_DESK, (berlin,)),
        "patient": (Role.PATIENT, ()),
    }
    people = {}
    for name, (role, places) in wanted.items():
        account_id = rows.add(
            Account,
            role=role, name=name.replace("_", " ").title(), username=name, password_hash=NO_PASSWORD, created_at=now,
        )  # fmt: skip
        for place in places:
            rows.add(AccountLocation, account_id=account_id, location_id=place)
        people[name] = (account_id, role, places)
    return people


def _doctors(
    rows: _Rows,
    people: dict[str, tuple[int, Role, tuple[int, ...]]],
    places: tuple[int, int],
    rooms: tuple[int, ...],
    specialities: tuple[int, int],
    services: tuple[int, ...],
    now: datetime,
) -> tuple[int, ...]:
    kolkata, berlin = places
    general, cardiology = specialities
    week = {
        "Dr Anita Menon": [(kolkata, range(6))],
        "Dr Rahul Sen": [(kolkata, range(3)), (berlin, range(3, 5))],
        "Dr Jonas Weber": [(kolkata, range(6)), (berlin, range(0))],
    }
    doctors = []
    for number, (name, hours) in enumerate(week.items()):
        account = {0: people["doctor"][0], 1: people["other_doctor"][0]}.get(number)
        doctor_id = rows.add(
            Practitioner,
            name=name, account_id=account, primary_location_id=kolkata, created_at=now,
            registration_check=RegistrationCheck.VERIFIED,
        )  # fmt: skip
        schedule_id = rows.add(Schedule, practitioner_id=doctor_id)
        rows.add(
            PractitionerSpeciality, practitioner_id=doctor_id, speciality_id=cardiology if number == 1 else general
        )
        for place, weekdays in hours:
            room = rooms[3] if place == berlin else rooms[number]
            fee = 5_000 if place == berlin else 50_000 + number * 10_000
            rows.add(PractitionerRole, practitioner_id=doctor_id, location_id=place, room_id=room, fee_minor=fee)
            for weekday in weekdays:
                _hours(rows, schedule_id, place, weekday)
        for service in services:
            rows.add(PractitionerService, practitioner_id=doctor_id, service_id=service)
        doctors.append(doctor_id)
    return tuple(doctors)


def _hours(rows: _Rows, schedule_id: int, place: int, weekday: int) -> None:
    for kind, start, end, label in ((RuleKind.WORK, 9, 17, ""), (RuleKind.BREAK, 13, 14, "Lunch")):
        rows.add(
            ScheduleRule,
            schedule_id=schedule_id, location_id=place, kind=kind, weekday=weekday,
            start_minute=start * 60, end_minute=end * 60, label=label,
        )  # fmt: skip


def _patients(rows: _Rows, account_id: int, kolkata: int, now: datetime) -> tuple[int, ...]:
    people = (
        ("Asha Rao", "+919830012345", "1990-04-01", ""),
        ("Dev Malhotra", "+919830054471", "1985-11-12", "Penicillin"),
        ("Meera Iyer", "+919830054471", "2015-02-03", ""),
        ("محمد علي", "+919830077777", "1978-07-30", ""),
        ("Zoë Müller", "+4915112345678", "2001-12-24", ""),
    )
    numbers = []
    for index, (name, phone, born, allergies) in enumerate(people):
        patient = rows.add(
            Patient,
            number=f"P-{index + 1:06d}", name=name, phone=phone, birth_date=date.fromisoformat(born),
            allergies=allergies, account_id=account_id if index == 0 else None, home_location_id=kolkata,
            registered_at=now - timedelta(days=30),
        )  # fmt: skip
        numbers.append(patient)
    return tuple(numbers)
