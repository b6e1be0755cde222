"""One patient whom a screen knows already, and how many there are."""

import pytest

from clinic_desktop.domain.errors import NotFound
from clinic_desktop.services.patients.service import PatientService
from tests.builders import Clinic


def test_a_known_patient_reads_as_a_search_shows_them(patients: PatientService, clinic: Clinic) -> None:
    hit = patients.hit(clinic.front_desk, clinic.patients[1], clinic.kolkata)
    found = patients.search(clinic.front_desk, "Dev Malhotra", clinic.kolkata).hits[0]

    assert (hit.id, hit.name, hit.phone, hit.has_allergies) == (found.id, found.name, found.phone, True)


def test_a_patient_knows_only_themselves(patients: PatientService, clinic: Clinic) -> None:
    assert patients.hit(clinic.patient, clinic.patients[0]).name == "Asha Rao"
    with pytest.raises(NotFound):
        patients.hit(clinic.patient, clinic.patients[1])


def test_nobody_is_found_under_a_number_that_is_none(patients: PatientService, clinic: Clinic) -> None:
    with pytest.raises(NotFound):
        patients.hit(clinic.front_desk, 999_999)


def test_the_clinic_counts_its_patients(patients: PatientService, clinic: Clinic) -> None:
    assert patients.count(clinic.front_desk) == len(clinic.patients)
