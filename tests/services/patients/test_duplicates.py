"""Likely duplicates, before and after registering."""

from datetime import date

import pytest

from clinic_desktop.domain.errors import NotAllowed, NotFound
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.patients.duplicates import same_name, similar_names
from clinic_desktop.services.patients.service import PatientService
from tests.builders import Clinic


def test_the_same_phone_name_or_birth_is_found_while_registering(patients: PatientService, clinic: Clinic) -> None:
    draft = PatientDraft("Malhotra DEV", "98300 54471", home_location_id=clinic.kolkata)
    likely = patients.likely_duplicates(clinic.front_desk, draft)
    assert [(one.name, one.reasons) for one in likely] == [
        ("Dev Malhotra", ("same_phone", "same_name")),
        ("Meera Iyer", ("same_phone",)),
    ]


def test_a_similar_name_with_the_same_birth_date_is_likely(patients: PatientService, clinic: Clinic) -> None:
    draft = PatientDraft("Ahsa Roa", birth_date=date(1990, 4, 1))
    likely = patients.likely_duplicates(clinic.front_desk, draft)
    assert [(one.name, one.reasons) for one in likely] == [("Asha Rao", ("same_birth_similar_name",))]
    assert patients.likely_duplicates(clinic.front_desk, PatientDraft("Ahsa Roa")) == ()
    assert patients.likely_duplicates(clinic.front_desk, PatientDraft("Nobody", birth_date=date(1990, 4, 1))) == ()


def test_the_same_name_in_another_script_is_likely(patients: PatientService, clinic: Clinic) -> None:
    patients.register(clinic.front_desk, PatientDraft("Иван Шилов"))
    likely = patients.likely_duplicates(clinic.front_desk, PatientDraft("Shilov Ivan"))
    assert [one.name for one in likely] == ["Иван Шилов"]


def test_a_registered_patient_is_no_duplicate_of_themselves(patients: PatientService, clinic: Clinic) -> None:
    likely = patients.likely_duplicates(clinic.front_desk, clinic.patients[1])
    assert [one.name for one in likely] == ["Meera Iyer"]


def test_a_half_filled_draft_may_have_none(patients: PatientService, clinic: Clinic) -> None:
    for draft in (PatientDraft(""), PatientDraft("", "98"), PatientDraft("", "no phone")):
        assert patients.likely_duplicates(clinic.front_desk, draft) == ()


def test_who_may_ask(patients: PatientService, clinic: Clinic) -> None:
    for actor in (clinic.patient, clinic.doctor):
        with pytest.raises(NotAllowed):
            patients.likely_duplicates(actor, PatientDraft("Asha Rao"))
    with pytest.raises(NotFound):
        patients.likely_duplicates(clinic.front_desk, 10**6)


def test_names_compared() -> None:
    assert same_name("Zoë Müller", "MULLER, zoe")
    assert not same_name("", "")
    assert not same_name("Asha Rao", "Asha")
    assert similar_names("Jon Smyth", "Smith")
    assert not similar_names("Li Wu", "Lo Wa")
