"""Doctors: finding them, their profiles, adding, changing, leaving."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import Gender, RegistrationCheck, Role, Topic
from clinic_desktop.domain.errors import (
    EmailTaken,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    StaleRecord,
    WrongCredentials,
)
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.accounts.sign_in import SignInService
from clinic_desktop.services.practitioners.service import PractitionerService
from clinic_desktop.services.practitioners.values import (
    AboutDraft,
    DirectoryFilters,
    LoginDraft,
    OfferedServiceDraft,
    PractitionerDraft,
    PractitionerProfile,
    PriceDraft,
    RoleDraft,
)
from clinic_desktop.services.scheduling.hours import HoursService
from tests.builders import Clinic, make_clinic
from tests.conftest import SetClock
from tests.services.accounts.people import give_password, history
from tests.services.scheduling.bookings import book
from tests.services.tables import on_sqlite


@pytest.fixture
def clinic(database: Database, clock: SetClock) -> Clinic:
    clinic = make_clinic(database, clock)
    return clinic


@pytest.fixture
def doctors(database: Database, clock: SetClock, clinic: Clinic) -> PractitionerService:
    return PractitionerService(database, clock)


def lena(clinic: Clinic, **changes: object) -> PractitionerDraft:
    draft = PractitionerDraft(
        name="Dr Léna Østby",
        email="Lena@Lotus.example",
        phone="98300 33333",
        gender=Gender.FEMALE,
        qualifications="MD, DM",
        registration_number="WB-1234",
        experience_years=12,
        about="Hearts.",
        languages=("English", "Norsk", "English", " "),
        skills=("Echocardiography",),
        speciality_ids=(clinic.cardiology,),
        roles=(RoleDraft(clinic.kolkata, 70_000, clinic.rooms[0]), RoleDraft(clinic.berlin, 6_000)),
        services=(
            OfferedServiceDraft(clinic.consultation, 20),
            OfferedServiceDraft(clinic.check_up, None, (PriceDraft(clinic.kolkata, 99_000),)),
        ),
    )
    return replace(draft, **changes)  # type: ignore[arg-type]


def draft_of(profile: PractitionerProfile) -> PractitionerDraft:
    """The form as it opens: what is the doctor's own."""
    return PractitionerDraft(
        name=profile.name,
        email=profile.email,
        phone=profile.phone,
        picture=profile.picture,
        gender=profile.gender,
        qualifications=profile.qualifications,
        registration_number=profile.registration_number,
        experience_years=profile.experience_years,
        about=profile.about,
        languages=profile.languages,
        skills=profile.skills,
        address=profile.address,
        default_duration_minutes=profile.default_duration_minutes,
        primary_location_id=profile.primary_location_id,
        speciality_ids=profile.speciality_ids,
        roles=tuple(RoleDraft(role.location_id, role.fee.minor, role.room_id) for role in profile.roles),
        services=tuple(
            OfferedServiceDraft(
                service.service_id,
                service.own_duration,
                tuple(PriceDraft(each.location_id, each.price.minor) for each in service.prices if each.own),
            )
            for service in profile.services
        ),
    )


def test_a_new_doctor_has_all_that_was_filled_in(doctors: PractitionerService, clinic: Clinic) -> None:
    added = doctors.add(clinic.admin, lena(clinic))
    profile = doctors.profile(clinic.admin, added.id)
    assert (profile.name, profile.email, profile.phone) == ("Dr Léna Østby", "lena@lotus.example", "+919830033333")
    assert (profile.languages, profile.skills) == (("English", "Norsk"), ("Echocardiography",))
    assert [(role.location_name, role.room_name, role.fee) for role in profile.roles] == [
        ("Mitte", "", Money(6_000, "EUR")),
        ("Park Street", "Room 1", Money(70_000, "INR")),
    ]
    assert profile.primary_location_id == clinic.kolkata
    offered = {service.name: service for service in profile.services}
    assert (offered["Consultation"].duration_minutes, offered["Consultation"].own_duration) == (20, 20)
    assert (offered["Check-up"].duration_minutes, offered["Check-up"].own_duration) == (15, None)
    prices = {each.location_id: (each.price.minor, each.own) for each in offered["Check-up"].prices}
    assert prices == {clinic.kolkata: (99_000, True), clinic.berlin: (4_000, False)}
    assert (added.account_id, added.one_time_password) == (None, None)


def test_a_profile_says_how_complete_it_is_and_what_is_missing(
    database: Database, clock: SetClock, doctors: PractitionerService, clinic: Clinic
) -> None:
    bare = doctors.profile(clinic.admin, doctors.add(clinic.admin, PractitionerDraft(name="Dr No")).id)
    assert "fee" in bare.missing
    assert "services" not in bare.missing
    assert bare.completeness == 100 * (13 - len(bare.missing)) // 13
    lena_id = doctors.add(clinic.admin, lena(clinic, picture="profiles/2026/11/x.webp")).id
    assert doctors.profile(clinic.admin, lena_id).missing == ("registration_check", "hours")
    half_paid = (RoleDraft(clinic.kolkata, 70_000), RoleDraft(clinic.berlin))
    free_in_berlin = doctors.add(clinic.admin, PractitionerDraft(name="Dr Half", roles=half_paid)).id
    assert "fee" in doctors.profile(clinic.admin, free_in_berlin).missing
    doctors.verify_registration(clinic.manager, lena_id)
    anita = HoursService(database, clock).hours(clinic.admin, clinic.doctors[0])
    HoursService(database, clock).save_rules(clinic.admin, lena_id, 1, anita.rules)
    full = doctors.profile(clinic.admin, lena_id)
    assert (full.completeness, full.missing) == (100, ())
    assert {card.id: card.completeness for card in doctors.directory(clinic.admin)}[lena_id] == 100


def test_a_doctor_with_a_login_signs_in_with_the_one_time_password(
    database: Database, clock: SetClock, doctors: PractitionerService, clinic: Clinic
) -> None:
    added = doctors.add(clinic.admin, lena(clinic), LoginDraft("lena"))
    assert added.one_time_password
    sign_in = SignInService(database, clock)
    actor = sign_in.sign_in("lena", added.one_time_password)
    assert (actor.role, actor.practitioner_id) == (Role.DOCTOR, added.id)
    assert actor.location_ids == {clinic.kolkata, clinic.berlin}
    assert sign_in.must_change_password(actor)


def test_a_login_that_somebody_has_adds_nothing(doctors: PractitionerService, clinic: Clinic) -> None:
    before = len(doctors.directory(clinic.admin))
    with pytest.raises(EmailTaken):
        doctors.add(clinic.admin, lena(clinic), LoginDraft("manager"))
    with pytest.raises(Invalid):
        doctors.add(clinic.admin, lena(clinic, email="", phone=""), LoginDraft())
    assert len(doctors.directory(clinic.admin)) == before


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"name": ""}, {"name": "required"}),
        ({"name": "L" * 300}, {"name": "too_long"}),
        ({"email": "x@y"}, {"email": "not_an_email"}),
        ({"phone": "12"}, {"phone": "not_a_phone"}),
        ({"experience_years": -1}, {"experience_years": "out_of_bounds"}),
        ({"default_duration_minutes": 0}, {"default_duration_minutes": "out_of_bounds"}),
        ({"speciality_ids": (999,)}, {"speciality_ids": "not_found"}),
        ({"roles": (RoleDraft(999),), "services": ()}, {"roles.0": "not_found"}),
        ({"roles": (RoleDraft(1, -5),)}, {"roles.0": "out_of_bounds"}),
        ({"roles": (RoleDraft(1), RoleDraft(1))}, {"roles.1": "twice"}),
        ({"roles": (RoleDraft(1, 0, 4),)}, {"roles.0": "room_elsewhere"}),
        ({"primary_location_id": 999}, {"primary_location_id": "not_at_centre"}),
        ({"services": (OfferedServiceDraft(999),)}, {"services.0": "not_found"}),
        ({"services": (OfferedServiceDraft(1), OfferedServiceDraft(1))}, {"services.1": "twice"}),
        ({"services": (OfferedServiceDraft(1, 0),)}, {"services.0": "out_of_bounds"}),
        ({"services": (OfferedServiceDraft(1, None, (PriceDraft(9, 5),)),)}, {"services.0.prices.0": "not_found"}),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    doctors: PractitionerService, clinic: Clinic, changes: dict[str, object], problems: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        doctors.add(clinic.admin, lena(clinic, **changes))
    assert refusal.value.problems == problems


def test_the_directory_filters(doctors: PractitionerService, clinic: Clinic) -> None:
    heart = doctors.add_speciality(clinic.admin, "Paediatric cardiology", clinic.cardiology)
    doctors.add(clinic.admin, lena(clinic, speciality_ids=(heart,)))

    def found(**filters: object) -> list[str]:
        cards = doctors.directory(clinic.patient, DirectoryFilters(**filters))  # type: ignore[arg-type]
        return [card.name.split()[-1] for card in cards]

    assert found() == ["Menon", "Weber", "Østby", "Sen"]
    assert found(text="lena") == ["Østby"]
    assert found(text="PAEDIATRIC echo") == ["Østby"]
    assert found(text="ostby") == ["Østby"]
    assert found(text="nobody") == []
    assert found(speciality_id=clinic.cardiology) == ["Østby", "Sen"]
    assert found(speciality_id=heart) == ["Østby"]
    assert found(location_id=clinic.berlin) == ["Weber", "Østby", "Sen"]
    assert found(language="norsk") == ["Østby"]
    assert found(max_fee=Money(60_000, "INR")) == ["Menon", "Sen"]
    assert found(max_fee=Money(60_000, "INR"), location_id=clinic.berlin) == []
    assert found(max_fee=Money(5_500, "EUR")) == ["Weber", "Sen"]
    doctors.set_available(clinic.admin, clinic.doctors[0], False)
    assert found(available=True) == ["Weber", "Østby", "Sen"]
    assert found(available=False) == ["Menon"]


def test_nobody_in_particular_may_look_for_a_doctor_but_read_no_profile(
    doctors: PractitionerService, clinic: Clinic
) -> None:
    assert len(doctors.directory(None)) == 3
    with pytest.raises(NotSignedIn):
        doctors.profile(None, clinic.doctors[0])
    with pytest.raises(NotFound) as refusal:
        doctors.profile(clinic.admin, 999)
    assert refusal.value.code == "DOC_001"


def test_patients_are_not_told_how_to_reach_a_doctor_privately(doctors: PractitionerService, clinic: Clinic) -> None:
    lena_id = doctors.add(clinic.admin, lena(clinic, address="12 Lake Road")).id
    profile = doctors.profile(clinic.patient, lena_id)
    assert (profile.email, profile.phone, profile.address) == ("", "", "")
    assert profile.about == "Hearts."


def test_a_save_replaces_the_profile(doctors: PractitionerService, clinic: Clinic) -> None:
    lena_id = doctors.add(clinic.admin, lena(clinic)).id
    before = doctors.profile(clinic.admin, lena_id)
    same = doctors.save(clinic.admin, lena_id, before.version, draft_of(before))
    assert replace(doctors.profile(clinic.admin, lena_id), version=before.version) == before
    changed = replace(draft_of(before), name="Dr Lena Berg", roles=(RoleDraft(clinic.kolkata, 80_000),))
    assert doctors.save(clinic.manager, lena_id, same, changed) == same + 1
    after = doctors.profile(clinic.admin, lena_id)
    assert (after.name, [role.fee.minor for role in after.roles]) == ("Dr Lena Berg", [80_000])


def test_a_stale_save_is_refused_with_who_was_faster(doctors: PractitionerService, clinic: Clinic) -> None:
    anita = clinic.doctors[0]
    read = doctors.profile(clinic.admin, anita)
    doctors.save(clinic.manager, anita, read.version, replace(draft_of(read), about="First"))
    with pytest.raises(StaleRecord) as refusal:
        doctors.save(clinic.admin, anita, read.version, replace(draft_of(read), about="Second"))
    assert (refusal.value.what, refusal.value.by_name) == ("practitioner", "Manager")
    assert doctors.profile(clinic.admin, anita).about == "First"


def test_a_centre_that_a_doctor_leaves_takes_the_hours_with_it_but_no_appointments(
    database: Database, clock: SetClock, doctors: PractitionerService, clinic: Clinic
) -> None:
    rahul = clinic.doctors[1]
    read = doctors.profile(clinic.admin, rahul)
    only_kolkata = replace(draft_of(read), roles=(RoleDraft(clinic.kolkata, 60_000),))
    book(database, clinic, clock.now + timedelta(days=3), doctor=1, location_id=clinic.berlin)
    with pytest.raises(Invalid) as refusal:
        doctors.save(clinic.admin, rahul, read.version, only_kolkata)
    assert refusal.value.problems == {"active": "appointments_to_come"}
    clock.forward(days=4)
    doctors.save(clinic.admin, rahul, read.version, only_kolkata)
    hours = HoursService(database, clock).hours(clinic.admin, rahul)
    assert {rule.location_id for rule in hours.rules} == {clinic.kolkata}
    assert hours.version == 2


def test_a_new_registration_number_has_to_be_checked_again(
    doctors: PractitionerService, clinic: Clinic, clock: SetClock
) -> None:
    lena_id = doctors.add(clinic.admin, lena(clinic)).id
    assert doctors.profile(clinic.admin, lena_id).registration_check is RegistrationCheck.SUBMITTED
    clock.now = clock.now.replace(hour=20)
    doctors.verify_registration(clinic.manager, lena_id)
    checked = doctors.profile(clinic.admin, lena_id)
    assert (checked.registration_check, checked.verified_by) == (RegistrationCheck.VERIFIED, "Manager")
    assert checked.verified_on == date(2026, 11, 24)
    new_number = replace(draft_of(checked), registration_number="WB-9")
    doctors.save(clinic.admin, lena_id, checked.version, new_number)
    again = doctors.profile(clinic.admin, lena_id)
    assert (again.registration_check, again.verified_on) == (RegistrationCheck.SUBMITTED, None)
    doctors.save(clinic.admin, lena_id, again.version, replace(new_number, registration_number=""))
    with pytest.raises(Invalid):
        doctors.verify_registration(clinic.admin, lena_id)


def test_a_doctor_edits_their_own_about_and_nothing_else(doctors: PractitionerService, clinic: Clinic) -> None:
    own, other = clinic.doctors[0], clinic.doctors[1]
    read = doctors.profile(clinic.doctor, own)
    about = AboutDraft("I listen.", ("বাংলা", "English"), ("Listening",), "profiles/a.webp")
    doctors.save_about(clinic.doctor, own, read.version, about)
    saved = doctors.profile(clinic.doctor, own)
    assert (saved.about, saved.languages, saved.picture) == ("I listen.", ("বাংলা", "English"), "profiles/a.webp")
    with pytest.raises(NotAllowed):
        doctors.save_about(clinic.doctor, other, 1, about)
    for verb in (
        lambda: doctors.save(clinic.doctor, own, saved.version, draft_of(saved)),
        lambda: doctors.add(clinic.doctor, PractitionerDraft("Dr Friend")),
        lambda: doctors.verify_registration(clinic.doctor, own),
        lambda: doctors.deactivate(clinic.doctor, own),
        lambda: doctors.set_available(clinic.doctor, other, False),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_a_doctor_says_whether_they_are_available(
    database: Database, doctors: PractitionerService, clinic: Clinic
) -> None:
    doctors.set_available(clinic.doctor, clinic.doctors[0], False)
    assert not doctors.profile(clinic.doctor, clinic.doctors[0]).available
    doctors.set_available(clinic.doctor, clinic.doctors[0], True)
    assert doctors.profile(clinic.doctor, clinic.doctors[0]).available
    assert len(history(database, "make_unavailable")) == 1


def test_a_centre_manager_changes_nothing_at_other_centres(doctors: PractitionerService, clinic: Clinic) -> None:
    boss = clinic.centre_manager
    rahul = doctors.profile(boss, clinic.doctors[1])
    here = tuple(
        replace(role, fee_minor=1) if role.location_id == clinic.kolkata else role for role in draft_of(rahul).roles
    )
    there = tuple(replace(role, fee_minor=1) for role in draft_of(rahul).roles)
    version = doctors.save(boss, rahul.id, rahul.version, replace(draft_of(rahul), roles=here))
    with pytest.raises(NotAllowed):
        doctors.save(boss, rahul.id, version, replace(draft_of(rahul), roles=there))
    for roles in ((), (RoleDraft(clinic.berlin),), (RoleDraft(clinic.kolkata), RoleDraft(clinic.berlin))):
        with pytest.raises(NotAllowed):
            doctors.add(boss, lena(clinic, roles=roles, services=()))
    with pytest.raises(NotAllowed):
        doctors.deactivate(boss, rahul.id)
    assert doctors.add(boss, lena(clinic, roles=(RoleDraft(clinic.kolkata),)))
    elsewhere = doctors.add(clinic.admin, lena(clinic, roles=(RoleDraft(clinic.berlin),), services=())).id
    with pytest.raises(NotAllowed):
        doctors.set_available(boss, elsewhere, False)


def test_a_doctor_leaves_when_nothing_is_to_come_and_comes_back(
    database: Database, clock: SetClock, doctors: PractitionerService, clinic: Clinic
) -> None:
    anita = clinic.doctors[0]
    give_password(database, clinic.doctor.account_id, "vk7-Moth.Lamp")
    book(database, clinic, clock.now)
    with pytest.raises(Invalid) as refusal:
        doctors.deactivate(clinic.admin, anita)
    assert refusal.value.problems == {"active": "appointments_to_come"}
    clock.forward(days=1)
    doctors.deactivate(clinic.admin, anita)
    everybody = DirectoryFilters(include_inactive=True)
    assert anita not in {card.id for card in doctors.directory(clinic.admin)}
    assert anita in {card.id for card in doctors.directory(clinic.admin, everybody)}
    assert anita not in {card.id for card in doctors.directory(clinic.patient, everybody)}
    sign_in = SignInService(database, clock)
    with pytest.raises(WrongCredentials):
        sign_in.sign_in("doctor", "vk7-Moth.Lamp")
    doctors.reactivate(clinic.admin, anita)
    assert sign_in.sign_in("doctor", "vk7-Moth.Lamp").practitioner_id == anita


def test_screens_are_told_of_a_changed_doctor(database_url: str, clock: SetClock, clinic: Clinic) -> None:
    told: list[tuple[Topic | None, int | None]] = []
    database = Database(database_url, lambda changes: told.extend((each.topic, each.row_id) for each in changes))
    PractitionerService(database, clock).set_available(clinic.admin, clinic.doctors[0], False)
    database.close()
    assert told == [(Topic.PRACTITIONERS, clinic.doctors[0])]


VERBS: dict[str, Callable[[PractitionerService, Actor, Clinic], object]] = {
    "add": lambda service, actor, clinic: service.add(actor, lena(clinic)),
    "save": lambda service, actor, clinic: service.save(actor, clinic.doctors[2], 1, lena(clinic)),
    "save_about": lambda service, actor, clinic: service.save_about(
        actor, clinic.doctors[2], 1, AboutDraft("", (), (), "")
    ),
    "set_available": lambda service, actor, clinic: service.set_available(actor, clinic.doctors[2], False),
    "verify_registration": lambda service, actor, clinic: service.verify_registration(actor, clinic.doctors[2]),
    "deactivate": lambda service, actor, clinic: service.deactivate(actor, clinic.doctors[2]),
    "reactivate": lambda service, actor, clinic: service.reactivate(actor, clinic.doctors[2]),
}


@on_sqlite
@pytest.mark.parametrize("verb", VERBS)
def test_other_roles_change_no_doctor(doctors: PractitionerService, clinic: Clinic, verb: str) -> None:
    for actor in (clinic.doctor, clinic.coordinator, clinic.front_desk, clinic.patient):
        with pytest.raises(NotAllowed):
            VERBS[verb](doctors, actor, clinic)
