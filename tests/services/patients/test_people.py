"""Real input: people of forty locales, a made-up population and the naughty strings are registered and found."""

import random

from clinic_desktop.db.database import Database
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.search_words import digits_of, name_words
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.patients.search_index import reindex
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.services.patients.validation import can_be_seen, clean_line, parse_phone
from tests.builders import Clinic
from tests.services.patients.conftest import faker_people, naughty_strings, synthea_people


def found_ids(patients: PatientService, clinic: Clinic, typed: str) -> list[int]:
    return [hit.id for hit in patients.search(clinic.front_desk, typed, limit=100).hits]


def region_of(locale: str) -> str:
    return locale.partition("_")[2] or "KE"


def test_people_of_forty_locales_are_found_by_parts_of_their_names_and_phones(
    patients: PatientService, clinic: Clinic
) -> None:
    registered = []
    for person in faker_people():
        phone, problem = parse_phone(person["phone"], region_of(person["locale"]))
        draft = PatientDraft(person["name"], phone if problem is None else "", person["email"])
        registered.append((patients.register(clinic.front_desk, draft).id, person, phone))
    assert sum(bool(phone) for _, _, phone in registered) > 220
    for patient_id, person, phone in registered:
        name = person["name"]
        words = name_words(name)
        longest = max(words, key=len)
        typed = [
            name,
            name.upper(),
            " ".join(reversed(name.split())),
            longest[1:],
            longest[: max(2, len(longest) // 2)],
        ]
        if phone:
            typed += [phone, digits_of(phone)[-6:], digits_of(phone)[:9], person["phone"]]
        for text in typed:
            assert patient_id in found_ids(patients, clinic, text), (person, text)


def test_a_made_up_population_is_found_by_first_and_last_name(patients: PatientService, clinic: Clinic) -> None:
    for person in synthea_people():
        patient = patients.register(clinic.front_desk, PatientDraft(f"{person['FIRST']} {person['LAST']}"))
        for typed in (f"{person['LAST'][:6]} {person['FIRST'][:4]}", person["FIRST"], person["LAST"][1:]):
            assert patient.id in found_ids(patients, clinic, typed), person


def test_naughty_strings_as_names_are_kept_and_found_as_they_are(patients: PatientService, clinic: Clinic) -> None:
    kept = 0
    for name in naughty_strings():
        cleaned = clean_line(name)
        try:
            key = patients.register(clinic.front_desk, PatientDraft(name))
        except Invalid as refusal:
            assert refusal.problems in ({"name": "missing"}, {"name": "too_long"})
            assert not 1 <= len(cleaned) <= 100 or not can_be_seen(cleaned)
            continue
        kept += 1
        assert key.name == cleaned
        hits = {hit.id: hit for hit in patients.search(clinic.front_desk, name, limit=100).hits}
        if len(hits) < 100:
            assert hits[key.id].name == cleaned, name
    assert kept > 400


def test_names_with_one_edit_are_found(patients: PatientService, clinic: Clinic) -> None:
    chance = random.Random(7)
    people = [p for p in faker_people() if len(p["name"]) > 5 and " " in p["name"]]
    ids = {p["name"]: patients.register(clinic.front_desk, PatientDraft(p["name"])).id for p in people}
    missed = []
    for person in people:
        name = clean_line(person["name"]).lower()
        place = chance.randrange(1, len(name) - 1)
        edited = {
            "delete": name[:place] + name[place + 1 :],
            "insert": name[:place] + chance.choice("aeinrst") + name[place:],
            "replace": name[:place] + chance.choice("aeinrst") + name[place + 1 :],
            "transpose": name[: place - 1] + name[place] + name[place - 1] + name[place + 1 :],
        }
        missed += [
            (kind, name, text)
            for kind, text in edited.items()
            if ids[person["name"]] not in found_ids(patients, clinic, text)
        ]
    assert len(missed) <= 0.05 * 4 * len(people), missed


def test_an_index_made_anew_is_the_index_that_was_kept_in_step(
    patients: PatientService, clinic: Clinic, database: Database
) -> None:
    from sqlalchemy import select

    from clinic_desktop.db.models.search import search_metadata

    def everything() -> dict[str, list[tuple[object, ...]]]:
        with database.read() as session:
            return {
                table.name: sorted(tuple(row) for row in session.execute(select(table)).all())
                for table in search_metadata.sorted_tables
            }

    for person in faker_people()[::5]:
        patients.register(clinic.front_desk, PatientDraft(person["name"], home_location_id=clinic.kolkata))
    kept = everything()
    with database.write() as session:
        reindex(session)
    assert everything() == kept
