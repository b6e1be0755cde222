"""Registering, changing and retiring patients."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from clinic_desktop.db.database import Change, Database
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import Gender, Topic
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound, StaleRecord
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.patients.registration import add_patient
from clinic_desktop.services.patients.service import PatientService
from tests.builders import Clinic
from tests.conftest import SetClock


def problems_of(patients: PatientService, clinic: Clinic, draft: PatientDraft) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        patients.register(clinic.front_desk, draft)
    return refusal.value.problems


def test_a_registered_patient_has_everything_that_was_said(patients: PatientService, clinic: Clinic) -> None:
    draft = PatientDraft(
        name="  Meera\tKrishnan ",
        phone="098300 12 345",
        email="Meera@Example.ORG",
        birth_date=date(1990, 4, 1),
        gender=Gender.FEMALE,
        blood_group="O+",
        address_line_1="12 Park Street",
        city="Kolkata",
        country="IN",
        emergency_name="Dev Krishnan",
        emergency_phone="+49 30 123456",
        allergies="Penicillin\r\nNuts",
        picture="2026/11/abc",
        home_location_id=clinic.kolkata,
    )
    key = patients.register(clinic.front_desk, draft)
    card = patients.card(clinic.front_desk, key.id)
    assert key.number == card.number == f"P-{key.id:05d}"
    assert (key.name, card.fields.phone, card.fields.email) == ("Meera Krishnan", "+919830012345", "meera@example.org")
    assert card.fields.emergency_phone == "+4930123456"
    assert card.fields.allergies == "Penicillin\nNuts"
    assert (card.fields.blood_group, card.fields.picture, card.fields.gender) == ("O+", "2026/11/abc", Gender.FEMALE)


def test_phones_without_calling_code_are_those_of_the_centre(patients: PatientService, clinic: Clinic) -> None:
    key = patients.register(clinic.berlin_desk, PatientDraft("Jonas", "030 123456", home_location_id=clinic.berlin))
    assert patients.card(clinic.berlin_desk, key.id).fields.phone == "+4930123456"


@pytest.mark.parametrize("phone", ["0000000000", "+91 00000 00000", "000-000", "۰۰۰۰۰۰۰۰۰۰"])
def test_zeros_are_no_phone(patients: PatientService, clinic: Clinic, phone: str) -> None:
    assert problems_of(patients, clinic, PatientDraft("Asha", phone)) == {"phone": "not_a_number"}


def test_registering_is_kept_in_the_history_and_told(database: Database, clock: SetClock, clinic: Clinic) -> None:
    told: list[Change] = []
    desk = PatientService(Database(database.url.render_as_string(hide_password=False), told.extend), clock)
    key = desk.register(clinic.front_desk, PatientDraft("Asha"))
    assert told == [Change(Topic.PATIENTS, key.id)]
    with database.read() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.entity_id == key.id)).one()
    assert (event.action, event.entity, event.actor_name) == ("register", "patient", clinic.front_desk.name)
    desk._database.close()


def test_a_patient_joins_the_transaction_of_another_service(
    database: Database, clock: SetClock, clinic: Clinic, patients: PatientService
) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        add_patient(session, clinic.front_desk, PatientDraft("Nobody Atall"), clock())
        raise RuntimeError
    assert patients.search(clinic.front_desk, "atall").hits == ()


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"name": "   "}, "name", "missing"),
        ({"name": "\x00\x07"}, "name", "missing"),
        ({"name": "n" * 101}, "name", "too_long"),
        ({"name": "n" * 300}, "name", "too_long"),
        ({"phone": "hello"}, "phone", "not_a_number"),
        ({"phone": "12"}, "phone", "too_short"),
        ({"phone": "+91 98300 12345 98300 12345"}, "phone", "too_long"),
        ({"phone": "+999 123456"}, "phone", "unknown_country"),
        ({"emergency_phone": "1"}, "emergency_phone", "not_a_number"),
        ({"email": "nobody"}, "email", "not_an_email"),
        ({"email": "a b@example.org"}, "email", "not_an_email"),
        ({"email": "a@b"}, "email", "not_an_email"),
        ({"birth_date": date(2026, 12, 24)}, "birth_date", "in_the_future"),
        ({"birth_date": date(1899, 12, 31)}, "birth_date", "too_long_ago"),
        ({"age_years": 200}, "age_years", "out_of_bounds"),
        ({"age_years": -1}, "age_years", "out_of_bounds"),
        ({"allergies": "a" * 4001}, "allergies", "too_long"),
        ({"home_location_id": 999}, "home_location_id", "unknown"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(
    patients: PatientService, clinic: Clinic, changes: dict[str, object], field: str, problem: str
) -> None:
    assert problems_of(patients, clinic, replace(PatientDraft("Asha"), **changes)) == {field: problem}


def test_nothing_is_kept_of_a_refused_patient(patients: PatientService, clinic: Clinic, database: Database) -> None:
    with database.read() as session:
        before = session.execute(select(func.count(Patient.id))).scalar_one()
    assert set(problems_of(patients, clinic, PatientDraft("", "x", "y"))) == {"name", "phone", "email"}
    with database.read() as session:
        assert session.execute(select(func.count(Patient.id))).scalar_one() == before


@pytest.mark.parametrize("name", ["王", "n" * 100, "X Æ A-12", "مریم", "O'Brien", "عبد الرحمن", "Ann 😍", "1"])
def test_a_name_of_any_script_and_one_to_a_hundred_characters_is_kept(
    patients: PatientService, clinic: Clinic, name: str
) -> None:
    assert patients.register(clinic.front_desk, PatientDraft(name)).name == name


def test_a_name_cannot_turn_the_text_around_it(patients: PatientService, clinic: Clinic) -> None:
    assert patients.register(clinic.front_desk, PatientDraft("Asha \u202eoaR\u202c")).name == "Asha oaR"


def test_an_age_becomes_an_estimated_birth_date(patients: PatientService, clinic: Clinic) -> None:
    key = patients.register(clinic.front_desk, PatientDraft("Asha", age_years=34))
    card = patients.card(clinic.front_desk, key.id)
    assert card.fields.birth_date == date(1992, 11, 23)
    assert card.age is not None and card.age.years == 34 and card.age.estimated


def test_a_change_gives_a_new_version_and_is_found_at_once(patients: PatientService, clinic: Clinic) -> None:
    key = patients.register(clinic.front_desk, PatientDraft("Asha Rowe", "+919830099999"))
    card = patients.card(clinic.front_desk, key.id)
    version = patients.save(clinic.front_desk, key.id, card.version, replace(card.fields, name="Asha Singh", phone=""))
    assert version == card.version + 1
    assert [hit.name for hit in patients.search(clinic.front_desk, "singh").hits] == ["Asha Singh"]
    assert patients.search(clinic.front_desk, "rowe").hits == ()
    assert patients.search(clinic.front_desk, "99999").hits == ()


def test_a_stale_change_is_refused_with_what_changed_and_by_whom(
    patients: PatientService, clinic: Clinic, clock: SetClock
) -> None:
    key = patients.register(clinic.front_desk, PatientDraft("Asha Rao"))
    card = patients.card(clinic.front_desk, key.id)
    clock.forward(minutes=3)
    patients.save(clinic.coordinator, key.id, card.version, replace(card.fields, city="Pune"))
    with pytest.raises(StaleRecord) as refusal:
        patients.save(clinic.front_desk, key.id, card.version, replace(card.fields, blood_group="A+"))
    assert refusal.value.by_name == clinic.coordinator.name
    assert refusal.value.at == clock()
    assert refusal.value.changes["city"] == "Pune"
    assert patients.card(clinic.front_desk, key.id).fields.blood_group == ""


def test_a_retired_patient_is_found_no_more_until_put_back(patients: PatientService, clinic: Clinic) -> None:
    key = patients.register(clinic.front_desk, PatientDraft("Zebedee"))
    patients.deactivate(clinic.front_desk, key.id, 1)
    assert patients.search(clinic.front_desk, "zebedee").hits == ()
    patients.reactivate(clinic.front_desk, key.id, 2)
    assert len(patients.search(clinic.front_desk, "zebedee").hits) == 1


def test_only_those_who_may_register(patients: PatientService, clinic: Clinic) -> None:
    for actor in (clinic.doctor, clinic.patient):
        with pytest.raises(NotAllowed):
            patients.register(actor, PatientDraft("Asha"))


def test_patients_change_their_own_contacts_but_not_what_the_desk_says(
    patients: PatientService, clinic: Clinic
) -> None:
    own = clinic.patients[0]
    card = patients.card(clinic.front_desk, own)
    patients.save(clinic.front_desk, own, card.version, replace(card.fields, desk_notes="Pays late", allergies="Nuts"))
    seen = patients.card(clinic.patient, own)
    assert seen.fields.desk_notes == ""
    theirs = replace(
        seen.fields, city="Pune", desk_notes="I pay on time", allergies="", lead_source="friend",
        home_location_id=clinic.berlin,
    )  # fmt: skip
    patients.save(clinic.patient, own, seen.version, theirs)
    fields = patients.card(clinic.front_desk, own).fields
    assert (fields.city, fields.desk_notes, fields.allergies) == ("Pune", "Pays late", "Nuts")
    assert (fields.lead_source, fields.home_location_id) == (card.fields.lead_source, card.fields.home_location_id)
    with pytest.raises(NotAllowed):
        patients.save(clinic.patient, clinic.patients[1], 1, seen.fields)


def test_nobody_changes_a_patient_who_is_not_there(patients: PatientService, clinic: Clinic) -> None:
    with pytest.raises(NotFound):
        patients.save(clinic.front_desk, 10**6, 1, PatientDraft("Asha"))


def test_nobody_changes_a_record_that_was_given_up(patients: PatientService, clinic: Clinic) -> None:
    one, other = (patients.card(clinic.front_desk, number) for number in clinic.patients[1:3])
    patients.merge(clinic.admin, one.id, other.id)
    for version in (other.version, other.version + 1):
        with pytest.raises(NotFound):
            patients.save(clinic.front_desk, other.id, version, other.fields)
