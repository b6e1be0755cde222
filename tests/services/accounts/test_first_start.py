"""The first start: an empty database becomes a clinic, once."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.organisation import Location, Organization
from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.domain.codes import Role, RuleKind
from clinic_desktop.domain.errors import Conflict, Invalid
from clinic_desktop.services.accounts.first_start import (
    FirstAdmin,
    FirstCentre,
    FirstDoctor,
    FirstStart,
    FirstStartService,
    admin_from_environment,
)
from clinic_desktop.services.accounts.sign_in import SignInService
from clinic_desktop.services.accounts.staff import StaffService
from clinic_desktop.services.locations import LocationService, OpeningInterval
from clinic_desktop.services.practitioners.service import PractitionerService
from clinic_desktop.services.scheduling.hours import HoursService
from tests.conftest import SetClock
from tests.services.accounts.people import PASSWORD, cheap_hashes
from tests.services.tables import on_sqlite

WEEK = tuple(OpeningInterval(weekday, 9 * 60, 18 * 60) for weekday in range(6))
LOTUS = FirstStart(
    clinic_name="Lotus Clinic",
    country="in",
    currency="inr",
    centre=FirstCentre("Park Street", "Asia/Kolkata", "Kolkata", WEEK),
    admin=FirstAdmin("Asha Rao", PASSWORD, email="Asha@Lotus.example", username="asha", phone="98300 12345"),
    doctor=FirstDoctor("Dr Anita Menon", "cardiology", 60_000, WEEK[:5]),
)


@pytest.fixture
def first_start(database: Database, clock: SetClock) -> FirstStartService:
    cheap_hashes(database, clock)
    return FirstStartService(database, clock)


@pytest.fixture
def other_desk(database_url: str, clock: SetClock, first_start: FirstStartService) -> Iterator[FirstStartService]:
    other = Database(database_url)
    yield FirstStartService(other, clock)
    other.close()


def test_the_admin_of_a_new_clinic_signs_in(
    database: Database, clock: SetClock, first_start: FirstStartService
) -> None:
    assert first_start.needs_first_start()
    actor = first_start.set_up(LOTUS, "desk-1")
    assert not first_start.needs_first_start()
    assert (actor.role, actor.name, actor.desk) == (Role.ADMIN, "Asha Rao", "desk-1")
    (row,) = StaffService(database, clock).listing(actor)
    assert row.last_seen_at == clock()
    sign_in = SignInService(database, clock)
    for login in ("asha", "asha@lotus.example", "+919830012345"):
        assert sign_in.sign_in(login, PASSWORD).account_id == actor.account_id
    assert not sign_in.must_change_password(actor)


def test_the_clinic_has_what_the_wizard_asked_for(
    database: Database, clock: SetClock, first_start: FirstStartService
) -> None:
    actor = first_start.set_up(LOTUS)
    locations = LocationService(database, clock)
    practitioners = PractitionerService(database, clock)
    clinic = locations.clinic()
    (centre,) = locations.listing()
    (service,) = practitioners.services()
    (card,) = practitioners.directory(actor)
    hours = HoursService(database, clock).hours(actor, card.id)
    assert (clinic.name, clinic.country, clinic.currency) == ("Lotus Clinic", "IN", "INR")
    assert (centre.zone, centre.currency, centre.opening) == ("Asia/Kolkata", "INR", WEEK)
    assert (service.name, service.duration_minutes, service.buffer_after_minutes) == ("Consultation", 30, 15)
    assert (card.specialities, card.roles[0].fee.minor) == (("Cardiology",), 60_000)
    assert [(rule.weekday, rule.kind) for rule in hours.rules] == [(day, RuleKind.WORK) for day in range(5)]
    assert ("Cardiology", "Paediatric cardiology") in [node.path for node in practitioners.specialities()]


def test_a_clinic_can_start_without_a_doctor(first_start: FirstStartService) -> None:
    assert first_start.set_up(replace(LOTUS, doctor=None)).role is Role.ADMIN


def test_a_second_first_start_is_refused(first_start: FirstStartService) -> None:
    first_start.set_up(LOTUS)
    with pytest.raises(Conflict):
        first_start.set_up(replace(LOTUS, admin=replace(LOTUS.admin, email="x@y.example", username="x.y", phone="")))


def test_of_two_desks_that_start_at_once_one_sets_up(
    database: Database, first_start: FirstStartService, other_desk: FirstStartService
) -> None:
    answers: list[str] = []
    together = threading.Barrier(2)

    def start(desk: FirstStartService) -> None:
        together.wait()
        try:
            desk.set_up(LOTUS)
            answers.append("set up")
        except Conflict:
            answers.append("refused")

    threads = [threading.Thread(target=start, args=(desk,)) for desk in (first_start, other_desk)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["refused", "set up"]
    with database.read() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table)) for table in (Organization, Account, Location)
        ]
    assert counts == [1, 1, 1]


BACKWARDS = (OpeningInterval(0, 600, 540),)


@on_sqlite
@pytest.mark.parametrize(
    ("first", "problems"),
    [
        (replace(LOTUS, clinic_name=""), {"clinic_name": "required"}),
        (replace(LOTUS, country="India", currency="₹"), {"country": "not_a_country", "currency": "not_a_currency"}),
        (replace(LOTUS, centre=FirstCentre("", "Asia/Kolkata")), {"centre.name": "required"}),
        (replace(LOTUS, centre=FirstCentre("Mitte", "Europe/Mitte")), {"centre.zone": "not_a_zone"}),
        (
            replace(LOTUS, centre=FirstCentre("Mitte", "Europe/Berlin", "", BACKWARDS)),
            {"centre.opening.0": "ends_before_start"},
        ),
        (replace(LOTUS, admin=FirstAdmin("Asha", "short")), {"admin.password": "too_short"}),
        (replace(LOTUS, admin=FirstAdmin("Asha", "admin1234")), {"admin.password": "too_common"}),
        (replace(LOTUS, admin=FirstAdmin("Asha", PASSWORD, phone="98300 12345")), {"admin.email": "required"}),
        (replace(LOTUS, admin=FirstAdmin("N" * 300, PASSWORD, email="a@b.example")), {"admin.name": "too_long"}),
        (replace(LOTUS, doctor=FirstDoctor("")), {"doctor.name": "required"}),
        (replace(LOTUS, doctor=FirstDoctor("Dr No", hours=BACKWARDS)), {"doctor.hours.0": "ends_before_start"}),
        (replace(LOTUS, doctor=FirstDoctor("Dr No", fee_minor=-1)), {"doctor.roles.0": "out_of_bounds"}),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    database: Database, first_start: FirstStartService, first: FirstStart, problems: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        first_start.set_up(first)
    assert refusal.value.problems == problems
    assert first_start.needs_first_start()
    tables = (Organization, Account, Location, Practitioner, HealthcareService)
    with database.read() as session:
        assert [session.scalar(select(func.count()).select_from(table)) for table in tables] == [0] * 5


def test_the_admin_may_come_from_the_environment() -> None:
    environment = {"CLINIC_ADMIN_EMAIL": "boss@lotus.example", "CLINIC_ADMIN_PASSWORD": PASSWORD}
    assert admin_from_environment(environment) == FirstAdmin("boss", PASSWORD, email="boss@lotus.example")


@pytest.mark.parametrize(
    "environment",
    [{}, {"CLINIC_ADMIN_EMAIL": "boss@lotus.example"}, {"CLINIC_ADMIN_EMAIL": " ", "CLINIC_ADMIN_PASSWORD": PASSWORD}],
)
def test_there_is_no_default_password(environment: dict[str, str]) -> None:
    assert admin_from_environment(environment) is None
