"""Builds the demo clinic: invents a year from a seed and the present instant, and loads it in one transaction."""

import gc
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.organisation import OpeningHours
from clinic_desktop.domain.codes import AppointmentState, Channel, Role
from clinic_desktop.domain.period import Clock
from clinic_desktop.services.accounts.passwords import hashed
from clinic_desktop.services.demo.bulk import Bulk, Row, instant
from clinic_desktop.services.demo.calendar import Calendar
from clinic_desktop.services.demo.load import (
    load_calendar,
    load_counters,
    load_holds,
    load_patients,
    load_visits,
    was_seen,
)
from clinic_desktop.services.demo.load_money import load_money
from clinic_desktop.services.demo.money import Cashier
from clinic_desktop.services.demo.organisation import (
    BENGALURU,
    CENTRES,
    CONSULTATION,
    DOCTORS,
    STAFF,
    Founding,
    account_of,
    offered,
    username_of,
)
from clinic_desktop.services.demo.people import DemoPatient, invent_patients
from clinic_desktop.services.demo.today import invent_today
from clinic_desktop.services.demo.visits import MINUTE, DayPlan, DemoVisit, Inventor, midnight, rhythm
from clinic_desktop.services.demo.waiting import load_waiting
from clinic_desktop.services.patients.search_index import reindex

PATIENTS, DAYS = 3_000, 365
PASSWORD = "sunrise over the lake"  # noqa: S105 (of everybody in the demo, and told on its first screen)
_LEAST_COST = 10
_S = AppointmentState


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """One person who can sign in."""

    username: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Who can sign in to the demo; all with the same password."""

    logins: tuple[DemoLogin, ...]
    password: str = PASSWORD

    def of(self, role: Role) -> DemoLogin:
        """The first person with that role."""
        return next(login for login in self.logins if login.role is role)


def build_demo(
    database: Database, clock: Clock, seed: int = 20, patients: int = PATIENTS, days: int = DAYS
) -> DemoPeople:
    """Fills an upgraded, empty database with the demo clinic; the same for the same seed and instant.

    ``days`` is how far back visits go; tests that look at today alone need few. Everybody has initials instead of a
    picture. Refuses with Conflict a database that holds a clinic already.
    """
    now = clock().replace(microsecond=0)
    password_hash = hashed(PASSWORD, _LEAST_COST)
    chance = Random(seed)  # noqa: S311 (inventing people, not secrets)
    collecting = gc.isenabled()
    # A few hundred thousand small objects that all stay: looking for rubbish among them takes longer than making them.
    gc.disable()
    try:
        with database.write() as session:
            return _build(session, Calendar(now, chance, days), chance, password_hash, patients)
    finally:
        if collecting:
            gc.enable()


def _build(session: Session, calendar: Calendar, chance: Random, password_hash: str, count: int) -> DemoPeople:
    people = invent_patients(chance, count, calendar.today[BENGALURU])
    second = int(calendar.now.timestamp())
    inventor = Inventor(chance, people, second)
    visits = _visits(chance, calendar, inventor)
    was_seen(visits)
    invoices = Cashier(chance, second).invoices(visits)
    user = _user(people, visits)
    founding = Founding(session, calendar.now - timedelta(days=1500), password_hash)
    founding.found()
    founding.add_patient_account(user.name)
    bulk = Bulk(session)
    _open_todays_hours(session, calendar)
    load_calendar(bulk, calendar)
    load_patients(bulk, people, user)
    load_visits(bulk, visits, second)
    load_money(bulk, invoices, second)
    load_counters(bulk, visits, invoices)
    load_holds(bulk, _holds(calendar, visits, second))
    load_waiting(bulk, chance, calendar, visits)
    bulk.finish()
    reindex(session)
    return _people(user)


def _visits(chance: Random, calendar: Calendar, inventor: Inventor) -> list[DemoVisit]:
    """All visits, numbered in the order in which they were booked, with tokens in the order of arrival."""
    visits: list[DemoVisit] = []
    for doctor in DOCTORS:
        for day in calendar.days(doctor):
            stretches = calendar.stretches(doctor, day)
            if stretches:
                growth = 0.66 + 0.34 * (1 - (calendar.today[doctor.centre] - day).days / DAYS)
                fill = min(doctor.demand / 100 * growth * rhythm(day), 0.97)
                visits += inventor.day(
                    doctor, day, DayPlan(stretches, fill, doctor.pace / 100, chance.choice((0, 0, 4, 9)))
                )
    visits += invent_today(chance, calendar, inventor)
    for doctor in DOCTORS:
        for ahead, day in enumerate(calendar.coming(doctor), 1):
            fill = doctor.demand / 100 * rhythm(day) * max(0.06, 0.8 - 0.07 * ahead)
            visits += inventor.coming_day(doctor, day, DayPlan(calendar.stretches(doctor, day), fill, 1.0))
    visits.sort(key=lambda visit: (visit.created, visit.doctor.id, visit.start))
    for number, visit in enumerate(visits, 1):
        visit.number = number
    _give_tokens(visits)
    return visits


def _give_tokens(visits: list[DemoVisit]) -> None:
    given: dict[tuple[int, object], int] = {}
    arrived = (visit for visit in visits if visit.arrived is not None)
    for visit in sorted(arrived, key=lambda visit: (visit.arrived or 0, visit.number)):
        key = (visit.centre.id, datetime.fromtimestamp(visit.arrived or 0, visit.centre.zone).date())
        given[key] = visit.token = given.get(key, 0) + 1


def _user(people: list[DemoPatient], visits: list[DemoVisit]) -> DemoPatient:
    """The patient with a login: a grown-up who has been here and will come again."""
    coming = {v.patient.id for v in visits if v.state is _S.CONFIRMED and v.channel is Channel.SELF and v.patient.seen}
    fitting = (
        p for p in people if p.id in coming and p.centre == BENGALURU and p.language == "en" and p.born.year < 2000
    )
    return next(fitting, people[0])


def _open_todays_hours(session: Session, calendar: Calendar) -> None:
    """Widens the first centre's opening hours on the weekday of an extended clinic day, so that boards show it."""
    if calendar.extended is None:
        return
    start, end = calendar.extended
    weekday = calendar.today[BENGALURU].weekday()
    row = session.query(OpeningHours).filter_by(location_id=BENGALURU, weekday=weekday).one_or_none()
    if row is None:
        session.add(OpeningHours(location_id=BENGALURU, weekday=weekday, start_minute=start, end_minute=end))
    else:
        row.start_minute, row.end_minute = min(row.start_minute, start), max(row.end_minute, end)
    session.flush()


def _holds(calendar: Calendar, visits: list[DemoVisit], now: int) -> list[Row]:
    """Two free times that are held at the other desk for some minutes."""
    rows: list[Row] = []
    desk = STAFF[4]
    for doctor in DOCTORS[:5]:
        stretches = calendar.stretches(doctor, calendar.today[BENGALURU])
        base = midnight(CENTRES[BENGALURU - 1], calendar.today[BENGALURU])
        start = _gap(doctor.id, [(base + low * MINUTE, base + high * MINUTE) for low, high in stretches], visits, now)
        if start is None or len(rows) == 2:
            continue
        _, minutes, after, _ = next(offer for offer in offered(doctor) if offer[0] == CONSULTATION)
        rows.append(
            (f"demo-hold-{len(rows) + 1}", doctor.id, doctor.centre, CONSULTATION, instant(start),
             instant(start + minutes * MINUTE), 0, after, instant(now + (4 + len(rows)) * MINUTE), desk.id, desk.name,
             "Desk 2")
        )  # fmt: skip
    return rows


def _gap(doctor_id: int, stretches: list[tuple[int, int]], visits: list[DemoVisit], now: int) -> int | None:
    """The first free half hour of the doctor after now."""
    taken = [
        (visit.start, visit.end + visit.after * MINUTE)
        for visit in visits
        if visit.doctor.id == doctor_id
        and visit.end > now
        and visit.state not in (_S.CANCELLED, _S.REJECTED, _S.NO_SHOW)
    ]
    for low, high in stretches:
        start = low
        while start + 30 * MINUTE <= high:
            if start > now and all(end <= start or begin >= start + 30 * MINUTE for begin, end in taken):
                return start
            start += 15 * MINUTE
    return None


def _people(user: DemoPatient) -> DemoPeople:
    staff = [DemoLogin(person.username, person.name, person.role) for person in STAFF]
    doctors = [DemoLogin(username_of(doctor), doctor.name, Role.DOCTOR) for doctor in sorted(DOCTORS, key=account_of)]
    return DemoPeople((*staff, *doctors, DemoLogin("patient", user.name, Role.PATIENT)))
