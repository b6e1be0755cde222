"""What admins ask of the services beside plain forms: logins, first hours, offers, settings by scope."""

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import Role, RuleKind
from clinic_desktop.domain.errors import EmailTaken, Invalid, NotAllowed
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.accounts.sign_in import SignInService
from clinic_desktop.services.history import HistoryService
from clinic_desktop.services.locations import LocationService
from clinic_desktop.services.practitioners.completeness import of_draft
from clinic_desktop.services.practitioners.service import PractitionerService
from clinic_desktop.services.practitioners.values import LoginDraft, PractitionerDraft, RoleDraft
from clinic_desktop.services.scheduling.hours import HoursService
from clinic_desktop.services.scheduling.values import RuleDraft
from clinic_desktop.services.settings import CLINIC, SettingsService, location_scope, problem_of
from tests.builders import Clinic, make_clinic
from tests.conftest import SetClock


@pytest.fixture
def clinic(database: Database, clock: SetClock) -> Clinic:
    clinic = make_clinic(database, clock)
    return clinic


@pytest.fixture
def doctors(database: Database, clock: SetClock, clinic: Clinic) -> PractitionerService:
    return PractitionerService(database, clock)


@pytest.fixture
def settings(database: Database, clock: SetClock, clinic: Clinic) -> SettingsService:
    return SettingsService(database, clock)


def test_a_doctor_without_a_login_is_given_one_and_signs_in(
    database: Database, clock: SetClock, clinic: Clinic, doctors: PractitionerService
) -> None:
    password = doctors.give_login(clinic.admin, clinic.doctors[2], LoginDraft("jonas"))
    actor = SignInService(database, clock).sign_in("jonas", password, "desk-1")
    assert (actor.role, actor.practitioner_id) == (Role.DOCTOR, clinic.doctors[2])


def test_a_doctor_is_given_no_second_login_and_nobody_elses_username(
    clinic: Clinic, doctors: PractitionerService
) -> None:
    with pytest.raises(Invalid):
        doctors.give_login(clinic.admin, clinic.doctors[0], LoginDraft("anita2"))
    with pytest.raises(EmailTaken):
        doctors.give_login(clinic.admin, clinic.doctors[2], LoginDraft("admin"))
    with pytest.raises(Invalid) as nothing:
        doctors.give_login(clinic.admin, clinic.doctors[2], LoginDraft())
    assert nothing.value.problems == {"email": "required"}


def test_a_centre_manager_gives_no_login_to_a_doctor_who_also_works_elsewhere(
    clinic: Clinic, doctors: PractitionerService
) -> None:
    with pytest.raises(NotAllowed):
        doctors.give_login(clinic.centre_manager, clinic.doctors[2], LoginDraft("jonas"))


def test_a_new_doctor_gets_first_hours_in_the_same_transaction(
    database: Database, clock: SetClock, clinic: Clinic, doctors: PractitionerService
) -> None:
    draft = PractitionerDraft("Dr New", roles=(RoleDraft(clinic.kolkata, 40_000),))
    wrong = RuleDraft(clinic.kolkata, RuleKind.WORK, 0, 600, 540)
    with pytest.raises(Invalid) as refused:
        doctors.add(clinic.admin, draft, hours=(wrong,))
    assert refused.value.problems == {"rules.0": "ends_before_start"}
    assert "Dr New" not in [card.name for card in doctors.directory(clinic.admin)]
    right = RuleDraft(clinic.kolkata, RuleKind.WORK, 0, 540, 600)
    added = doctors.add(clinic.admin, draft, hours=(right,))
    assert HoursService(database, clock).hours(clinic.admin, added.id).rules == (right,)


def test_offers_name_each_doctors_duration_and_price(clinic: Clinic, doctors: PractitionerService) -> None:
    offers = doctors.offers(clinic.admin, clinic.consultation)
    assert [offer.practitioner_name for offer in offers] == ["Dr Anita Menon", "Dr Jonas Weber", "Dr Rahul Sen"]
    assert [price.price for price in offers[1].prices] == [Money(5_000, "EUR"), Money(70_000, "INR")]
    check_up = doctors.offers(clinic.admin, clinic.check_up)[0]
    assert (check_up.duration_minutes, check_up.prices[0].price) == (15, Money(25_000, "INR"))


def test_a_drafts_completeness_counts_what_a_stored_profiles_does() -> None:
    percent, missing = of_draft(PractitionerDraft("Dr New", email="a@b.example"), verified=False, hours=True)
    assert percent == 100 * 2 // 13
    assert "hours" not in missing and "email" not in missing and "picture" in missing


def test_a_centre_follows_the_clinic_until_it_has_its_own_value(clinic: Clinic, settings: SettingsService) -> None:
    admin, place = clinic.admin, location_scope(clinic.kolkata)
    settings.change(admin, {"undo_minutes": 20})

    def undo_minutes(scope: str) -> tuple[object, object, bool]:
        view = next(view for view in settings.listing(admin, scope) if view.key == "undo_minutes")
        return view.value, view.default, view.own

    assert undo_minutes(CLINIC) == (20, 10, True)
    assert undo_minutes(place) == (20, 20, False)
    settings.change(admin, {"undo_minutes": 5}, place)
    assert undo_minutes(place) == (5, 20, True)
    settings.reset(admin, frozenset({"undo_minutes"}), place)
    assert undo_minutes(place) == (20, 20, False)


def test_only_an_admin_resets_settings(clinic: Clinic, settings: SettingsService) -> None:
    with pytest.raises(NotAllowed):
        settings.reset(clinic.manager, frozenset({"undo_minutes"}))


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("bcrypt_cost", 9, "out_of_bounds"),
        ("bcrypt_cost", 12, None),
        ("tax_inclusive", 1, "wrong_type"),
        ("default_method", "shells", "not_a_method"),
        ("default_method", "upi", None),
        ("no_such", 1, "unknown"),
    ],
)
def test_a_setting_says_what_is_wrong_with_a_value(key: str, value: int | str, problem: str | None) -> None:
    assert problem_of(key, value) == problem


def test_history_tells_the_names_of_what_was_changed(
    database: Database, clock: SetClock, clinic: Clinic, doctors: PractitionerService
) -> None:
    doctors.set_available(clinic.admin, clinic.doctors[0], False)
    doctors.add_speciality(clinic.admin, "Neurology")
    events = HistoryService(database, clock).events(clinic.admin).events
    assert [event.subject for event in events[:2]] == ["Neurology", "Dr Anita Menon"]


def test_countries_tell_their_regions_with_holidays(database: Database, clock: SetClock) -> None:
    locations = LocationService(database, clock)
    assert "BY" in locations.holiday_regions("DE")
    assert locations.holiday_regions("ZZ") == ()


def test_nobody_at_the_desk_sees_offers(clinic: Clinic, doctors: PractitionerService) -> None:
    desk: Actor = clinic.front_desk
    with pytest.raises(NotAllowed):
        doctors.offers(desk, clinic.consultation)
