"""Centres, rooms, opening hours, closed days and public holidays."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.db.locks import hold_name
from clinic_desktop.db.models.organisation import Location, Room
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound, NotSignedIn, StaleRecord
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services import location_rows as rows
from clinic_desktop.services.locations import (
    LocationDraft,
    LocationService,
    LocationView,
    OpeningInterval,
    PublicHoliday,
    RoomView,
)
from clinic_desktop.services.practitioners import services_and_fees
from clinic_desktop.services.practitioners.service import PractitionerService
from clinic_desktop.services.practitioners.values import HealthcareServiceDraft
from tests.builders import Clinic
from tests.conftest import SetClock
from tests.services.appointments.test_loose_ends import wait_until_somebody_waits
from tests.services.scheduling.bookings import book
from tests.services.tables import on_sqlite

LISBON = LocationDraft("Baixa", "Europe/Lisbon", "PT", "EUR", city="Lisboa", phone="+351 21 123 4567", token_prefix="l")


@pytest.fixture
def locations(database: Database, clock: SetClock, clinic: Clinic) -> LocationService:
    return LocationService(database, clock)


def draft_of(view: LocationView) -> LocationDraft:
    return LocationDraft(
        view.name, view.zone, view.country, view.currency, view.city, view.address, view.phone, view.email,
        view.token_prefix, view.holiday_region,
    )  # fmt: skip


def test_a_new_centre_is_listed(locations: LocationService, clinic: Clinic) -> None:
    hours = (OpeningInterval(0, 540, 780), OpeningInterval(0, 840, 1080))
    location_id = locations.add(clinic.admin, LISBON, hours)
    view = locations.location(location_id)
    assert [each.name for each in locations.listing()] == ["Baixa", "Mitte", "Park Street"]
    assert (view.phone, view.token_prefix, view.opening) == ("+351211234567", "L", hours)


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"zone": "Europe/Atlantis"}, {"zone": "not_a_zone"}),
        ({"zone": ""}, {"zone": "not_a_zone"}),
        ({"zone": "Europe"}, {"zone": "not_a_zone"}),
        ({"zone": "../../etc/passwd"}, {"zone": "not_a_zone"}),
        ({"zone": "UTC+5"}, {"zone": "not_a_zone"}),
        ({"name": ""}, {"name": "required"}),
        ({"name": "N" * 300}, {"name": "too_long"}),
        ({"country": "Portugal"}, {"country": "not_a_country"}),
        ({"currency": "EURO"}, {"currency": "not_a_currency"}),
        ({"phone": "none"}, {"phone": "not_a_phone"}),
        ({"email": "desk"}, {"email": "not_an_email"}),
        ({"token_prefix": "A-1"}, {"token_prefix": "not_a_prefix"}),
        ({"holiday_region": "BY"}, {"holiday_region": "not_a_region"}),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    locations: LocationService, clinic: Clinic, changes: dict[str, str], problem: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        locations.add(clinic.admin, replace(LISBON, **changes))  # type: ignore[arg-type]
    assert refusal.value.problems == problem


@on_sqlite
@pytest.mark.parametrize(
    ("opening", "problems"),
    [
        ((OpeningInterval(0, 600, 600),), {"opening.0": "ends_before_start"}),
        ((OpeningInterval(0, 600, 540),), {"opening.0": "ends_before_start"}),
        ((OpeningInterval(7, 540, 600),), {"opening.0": "out_of_bounds"}),
        ((OpeningInterval(0, 540, 1441),), {"opening.0": "out_of_bounds"}),
        ((OpeningInterval(0, 540, 600), OpeningInterval(0, 599, 660)), {"opening.1": "overlaps"}),
    ],
)
def test_impossible_opening_hours_are_refused(
    locations: LocationService, clinic: Clinic, opening: tuple[OpeningInterval, ...], problems: dict[str, str]
) -> None:
    before = locations.location(clinic.kolkata).opening
    with pytest.raises(Invalid) as refusal:
        locations.save_opening(clinic.admin, clinic.kolkata, opening)
    assert refusal.value.problems == problems
    assert locations.location(clinic.kolkata).opening == before


def test_opening_hours_are_replaced(locations: LocationService, clinic: Clinic) -> None:
    week = (OpeningInterval(0, 480, 720), OpeningInterval(0, 720, 1440))
    locations.save_opening(clinic.admin, clinic.kolkata, week)
    assert locations.location(clinic.kolkata).opening == week


def test_a_stale_save_is_refused(locations: LocationService, clinic: Clinic) -> None:
    read = locations.location(clinic.kolkata)
    draft = replace(draft_of(read), name="Park Street South")
    locations.save(clinic.manager, clinic.kolkata, read.version, draft)
    assert locations.location(clinic.kolkata).name == "Park Street South"
    with pytest.raises(StaleRecord) as refusal:
        locations.save(clinic.admin, clinic.kolkata, read.version, draft_of(read))
    assert refusal.value.by_name == "Manager"


def test_the_currency_stays_once_something_was_booked(
    database: Database, clock: SetClock, locations: LocationService, clinic: Clinic
) -> None:
    read = locations.location(clinic.kolkata)
    dollars = replace(draft_of(read), currency="USD")
    assert locations.save(clinic.admin, clinic.kolkata, read.version, dollars)
    book(database, clinic, clock.now)
    read = locations.location(clinic.kolkata)
    with pytest.raises(Invalid) as refusal:
        locations.save(clinic.admin, clinic.kolkata, read.version, replace(dollars, currency="INR"))
    assert refusal.value.problems == {"currency": "in_use"}


def test_a_centre_closes_only_when_nothing_is_to_come(
    database: Database, clock: SetClock, locations: LocationService, clinic: Clinic
) -> None:
    book(database, clinic, clock.now)
    with pytest.raises(Invalid) as refusal:
        locations.deactivate(clinic.admin, clinic.kolkata)
    assert refusal.value.problems == {"active": "appointments_to_come"}
    clock.forward(days=1)
    locations.deactivate(clinic.admin, clinic.kolkata)
    assert [view.id for view in locations.listing()] == [clinic.berlin]
    with pytest.raises(Invalid) as refusal:
        locations.deactivate(clinic.admin, clinic.berlin)
    assert refusal.value.problems == {"active": "last_location"}
    locations.reactivate(clinic.admin, clinic.kolkata)
    assert len(locations.listing()) == 2


def test_rooms_are_added_renamed_and_taken_out_of_use(locations: LocationService, clinic: Clinic) -> None:
    room_id = locations.add_room(clinic.admin, clinic.berlin, "  Labor   2 ")
    assert RoomView(room_id, "Labor 2", True) in locations.location(clinic.berlin).rooms
    locations.save_room(clinic.admin, room_id, "Labor", active=False)
    assert RoomView(room_id, "Labor", False) in locations.location(clinic.berlin).rooms


def test_two_rooms_of_a_centre_and_two_centres_never_have_one_name(locations: LocationService, clinic: Clinic) -> None:
    admin = clinic.admin
    room_id = locations.add_room(admin, clinic.berlin, "Labor")
    other_id = locations.add_room(admin, clinic.berlin, "Labor 2")
    locations.add_room(admin, clinic.kolkata, "Labor")
    view = locations.location(clinic.berlin)
    draft = replace(LISBON, name=view.name.upper())
    for attempt in (
        lambda: locations.add_room(admin, clinic.berlin, " labor "),
        lambda: locations.save_room(admin, other_id, "LABOR", active=True),
        lambda: locations.add(admin, draft),
        lambda: locations.save(admin, clinic.kolkata, locations.location(clinic.kolkata).version, draft),
    ):
        with pytest.raises(Invalid) as refusal:
            attempt()
        assert refusal.value.problems == {"name": "taken"}
    locations.save_room(admin, room_id, "LABOR", active=True)


def test_a_centre_opens_again_under_a_name_of_its_own_only(locations: LocationService, clinic: Clinic) -> None:
    locations.deactivate(clinic.admin, clinic.berlin)
    instead = locations.add(clinic.admin, replace(LISBON, name="MITTE"))
    with pytest.raises(Invalid) as refusal:
        locations.reactivate(clinic.admin, clinic.berlin)
    assert refusal.value.problems == {"name": "taken"}
    locations.deactivate(clinic.admin, instead)
    locations.reactivate(clinic.admin, clinic.berlin)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("name", ["locations", "services"])
def test_of_two_desks_that_choose_one_name_at_once_the_second_is_refused(
    locations: LocationService, database: Database, clock: SetClock, clinic: Clinic, name: str
) -> None:
    told: list[dict[str, str]] = []
    doctors = PractitionerService(database, clock)

    def choose() -> None:
        with pytest.raises(Invalid) as refusal:
            if name == "locations":
                locations.add(clinic.admin, LISBON)
            else:
                doctors.add_service(clinic.admin, HealthcareServiceDraft("ECG"))
        told.append(refusal.value.problems)

    other = threading.Thread(target=choose)
    with database.write() as session:
        hold_name(session, name)
        rows.create_location(session, LISBON, ())
        services_and_fees.add(session, HealthcareServiceDraft("ECG"))
        other.start()
        wait_until_somebody_waits(database)
    other.join()
    assert told == [{"name": "taken"}]


def test_rooms_and_centres_that_have_had_one_name_can_still_be_changed(
    locations: LocationService, database: Database, clinic: Clinic
) -> None:
    one, other = (locations.add_room(clinic.admin, clinic.berlin, name) for name in ("Labor", "Labor 2"))
    with database.write() as session:
        session.get_one(Room, other).name = "Labor"
        session.get_one(Location, clinic.kolkata).name = "Mitte"
    locations.save_room(clinic.admin, one, "Labor", active=False)
    view = locations.location(clinic.berlin)
    locations.save(clinic.admin, clinic.berlin, view.version, replace(LISBON, name="Mitte", currency="EUR"))
    assert locations.location(clinic.berlin).city == "Lisboa"


def test_a_closed_day_holds_for_a_centre_or_for_all(locations: LocationService, clinic: Clinic) -> None:
    own = locations.add_closure(clinic.admin, clinic.berlin, date(2026, 12, 1), "Umzug")
    locations.add_closure(clinic.admin, None, date(2026, 12, 2), "Party")
    december = date(2026, 12, 1), date(2026, 12, 31)
    assert [closure.name for closure in locations.closures(*december)] == ["Umzug", "Party"]
    assert [closure.name for closure in locations.closures(*december, clinic.kolkata)] == ["Party"]
    with pytest.raises(Invalid) as refusal:
        locations.add_closure(clinic.admin, clinic.berlin, date(2026, 12, 2), "Twice")
    assert refusal.value.problems == {"day": "closed_already"}
    locations.remove_closure(clinic.admin, own)
    assert [closure.name for closure in locations.closures(*december)] == ["Party"]
    with pytest.raises(NotFound):
        locations.remove_closure(clinic.admin, own)


def test_public_holidays_follow_country_and_region(locations: LocationService, clinic: Clinic) -> None:
    india = {holiday.day: holiday.name for holiday in locations.public_holidays(clinic.kolkata, 2026)}
    germany = {holiday.day for holiday in locations.public_holidays(clinic.berlin, 2026)}
    assert "Republic Day" in india[date(2026, 1, 26)]
    assert date(2026, 8, 15) in india
    assert {date(2026, 10, 3), date(2026, 12, 25)} <= germany
    assert date(2026, 1, 6) not in germany
    read = locations.location(clinic.berlin)
    locations.save(clinic.admin, clinic.berlin, read.version, replace(draft_of(read), holiday_region="BY"))
    assert date(2026, 1, 6) in {holiday.day for holiday in locations.public_holidays(clinic.berlin, 2026)}


def test_holidays_close_the_centre_once(locations: LocationService, clinic: Clinic) -> None:
    holidays = locations.public_holidays(clinic.berlin, 2026)
    assert locations.close_on(clinic.admin, clinic.berlin, holidays) == len(holidays) > 8
    assert locations.close_on(clinic.admin, clinic.berlin, holidays) == 0
    assert all(holiday.closed for holiday in locations.public_holidays(clinic.berlin, 2026))
    assert locations.closures(date(2026, 1, 1), date(2026, 12, 31), clinic.kolkata) == ()


def test_a_country_that_the_library_does_not_know_has_none(locations: LocationService, clinic: Clinic) -> None:
    location_id = locations.add(clinic.admin, replace(LISBON, country="XX", phone=""))
    assert locations.public_holidays(location_id, 2026) == ()


def test_people_look_at_their_own_centres(locations: LocationService, clinic: Clinic) -> None:
    def seen(actor: Actor) -> set[int]:
        return {view.id for view in locations.centres_of(actor)}

    assert seen(clinic.admin) == seen(clinic.patient) == {clinic.kolkata, clinic.berlin}
    assert seen(clinic.front_desk) == {clinic.kolkata}
    assert seen(clinic.berlin_desk) == {clinic.berlin}
    with pytest.raises(NotSignedIn):
        locations.centres_of(None)


def test_the_clinic_is_saved_by_admins_only(locations: LocationService, clinic: Clinic) -> None:
    read = locations.clinic()
    with pytest.raises(NotAllowed):
        locations.save_clinic(clinic.manager, read.version, "Mine", "IN", "INR")
    assert locations.save_clinic(clinic.admin, read.version, "Lotus & Co", "DE", "EUR") == read.version + 1
    assert locations.clinic().name == "Lotus & Co"
    with pytest.raises(StaleRecord):
        locations.save_clinic(clinic.admin, read.version, "Old", "DE", "EUR")


VERBS: dict[str, Callable[[LocationService, Actor, Clinic], object]] = {
    "add": lambda service, actor, clinic: service.add(actor, LISBON),
    "save": lambda service, actor, clinic: service.save(actor, clinic.kolkata, 1, LISBON),
    "deactivate": lambda service, actor, clinic: service.deactivate(actor, clinic.kolkata),
    "reactivate": lambda service, actor, clinic: service.reactivate(actor, clinic.kolkata),
    "add_room": lambda service, actor, clinic: service.add_room(actor, clinic.kolkata, "Room"),
    "save_room": lambda service, actor, clinic: service.save_room(actor, clinic.rooms[0], "Room", True),
    "save_opening": lambda service, actor, clinic: service.save_opening(actor, clinic.kolkata, ()),
    "add_closure": lambda service, actor, clinic: service.add_closure(actor, None, date(2027, 1, 1), "New year"),
    "remove_closure": lambda service, actor, clinic: service.remove_closure(actor, 1),
    "close_on": lambda service, actor, clinic: service.close_on(
        actor, clinic.kolkata, (PublicHoliday(date(2027, 1, 1), "New year", False),)
    ),
}


@on_sqlite
@pytest.mark.parametrize("verb", VERBS)
def test_only_admins_and_managers_change_centres(locations: LocationService, clinic: Clinic, verb: str) -> None:
    for actor in (clinic.centre_manager, clinic.doctor, clinic.coordinator, clinic.front_desk, clinic.patient):
        with pytest.raises(NotAllowed):
            VERBS[verb](locations, actor, clinic)
