"""Conditions and treatments are for doctors and for the patient; everybody at the clinic sees the allergies."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.patient_records import MedicalHistoryEntry
from clinic_desktop.domain.codes import AppointmentState, Role
from clinic_desktop.domain.errors import Invalid, NotAllowed
from clinic_desktop.services.patients.drafts import HistoryDraft, PatientDraft
from clinic_desktop.services.patients.service import PatientService
from tests.builders import Clinic
from tests.conftest import NOW
from tests.services.patients.test_search import book

ASTHMA = HistoryDraft("Asthma", date(2001, 5, 6), "Salbutamol", "Dr Sen")


@pytest.fixture
def dev(clinic: Clinic, database: Database) -> int:
    """Dev, who is allergic to penicillin, has asthma, and has been seen by doctor 1."""
    patient_id = clinic.patients[1]
    book(database, clinic, patient_id, NOW - timedelta(days=9), AppointmentState.COMPLETED)
    _give(database, patient_id)
    return patient_id


def _give(database: Database, patient_id: int) -> None:
    with database.write() as session:
        session.add(
            MedicalHistoryEntry(
                patient_id=patient_id, condition=ASTHMA.condition, diagnosed_on=ASTHMA.diagnosed_on,
                treatment=ASTHMA.treatment, practitioner_name=ASTHMA.practitioner_name,
            )
        )  # fmt: skip


def test_staff_who_are_no_doctors_get_a_card_without_it_but_with_the_allergies(
    patients: PatientService, clinic: Clinic, dev: int
) -> None:
    for role in Role:
        if role in (Role.DOCTOR, Role.PATIENT):
            continue
        card = patients.card(clinic.actors[role], dev)
        assert (card.history, card.fields.history) == (None, None), role
        assert card.fields.allergies == "Penicillin" and "allergies" in card.flags, role
    assert patients.card(clinic.doctor, dev).history == (ASTHMA,)


def test_patients_see_their_own(patients: PatientService, clinic: Clinic, database: Database) -> None:
    _give(database, clinic.patients[0])
    assert patients.card(clinic.patient, clinic.patients[0]).history == (ASTHMA,)


@pytest.mark.parametrize(
    ("state", "days", "seen"),
    [
        (AppointmentState.CONFIRMED, 4, (ASTHMA,)),
        (AppointmentState.CANCELLED, -4, None),
        (AppointmentState.NO_SHOW, -4, None),
    ],
)
def test_a_doctor_reads_it_to_prepare_a_visit_but_not_of_who_never_came(
    patients: PatientService, clinic: Clinic, database: Database, dev: int, state: AppointmentState, days: int,
    seen: tuple[HistoryDraft, ...] | None,
) -> None:  # fmt: skip
    book(database, clinic, dev, NOW + timedelta(days=days), state, doctor=1)
    assert patients.card(clinic.other_doctor, dev).history == seen


def test_saving_the_form_at_the_desk_leaves_it_as_it_is(patients: PatientService, clinic: Clinic, dev: int) -> None:
    card = patients.card(clinic.front_desk, dev)
    patients.save(clinic.front_desk, dev, card.version, replace(card.fields, city="Pune", allergies="Nuts"))
    after = patients.card(clinic.doctor, dev)
    assert (after.fields.city, after.fields.allergies, after.history) == ("Pune", "Nuts", (ASTHMA,))


def test_the_desk_cannot_write_one(patients: PatientService, clinic: Clinic, dev: int) -> None:
    card = patients.card(clinic.front_desk, dev)
    for history in ((), (ASTHMA, HistoryDraft("Flu"))):
        with pytest.raises(NotAllowed):
            patients.save(clinic.front_desk, dev, card.version, replace(card.fields, history=history))
    with pytest.raises(NotAllowed):
        patients.register(clinic.front_desk, PatientDraft("Nadia Haddad", history=(ASTHMA,)))
    assert patients.card(clinic.doctor, dev).history == (ASTHMA,)


def test_a_doctor_changes_what_concerns_the_health_and_nothing_else(
    patients: PatientService, clinic: Clinic, dev: int
) -> None:
    card = patients.card(clinic.doctor, dev)
    grown = (ASTHMA, HistoryDraft("Hypertension"))
    wanted = replace(card.fields, allergies="Penicillin, nuts", name="Somebody Else", phone="", history=grown)
    patients.save(clinic.doctor, dev, card.version, wanted)
    after = patients.card(clinic.doctor, dev)
    assert (after.history, after.fields.allergies) == (grown, "Penicillin, nuts")
    assert (after.fields.name, after.fields.phone) == (card.fields.name, card.fields.phone)
    with pytest.raises(Invalid) as refused:
        faulty = replace(after.fields, history=(HistoryDraft(" "),))
        patients.save(clinic.doctor, dev, after.version, faulty)
    assert refused.value.problems == {"history.0.condition": "missing"}


def test_a_doctor_to_whom_the_patient_does_not_come_changes_nothing(
    patients: PatientService, clinic: Clinic, dev: int
) -> None:
    card = patients.card(clinic.doctor, dev)
    with pytest.raises(NotAllowed):
        patients.save(clinic.other_doctor, dev, card.version, replace(card.fields, history=()))
    with pytest.raises(NotAllowed):
        patients.register(clinic.doctor, PatientDraft("Nadia Haddad"))
