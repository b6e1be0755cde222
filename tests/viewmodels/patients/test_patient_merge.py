"""Merging two records: what is offered, whose values stay, and taking it back; on both databases."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import Gender
from clinic_desktop.domain.errors import NotAllowed
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.viewmodels.patients.patient_merge import PatientMergeViewModel, Side
from clinic_desktop.viewmodels.session import Session
from tests.builders import Clinic


@pytest.fixture
def twin(patients: PatientService, clinic: Clinic) -> int:
    """A second record of Dev Malhotra, with an email and another phone."""
    draft = PatientDraft("Dev Malhotra", "98300 99999", "dev@example.org", gender=Gender.MALE)
    return patients.register(clinic.front_desk, draft).id


@pytest.fixture
def model(
    session_of: Callable[[Actor], Session], tasks: Background, patients: PatientService, clinic: Clinic
) -> PatientMergeViewModel:
    return PatientMergeViewModel(session_of(clinic.centre_manager), tasks, patients)


def test_likely_records_are_offered_and_others_can_be_searched(
    model: PatientMergeViewModel, clinic: Clinic, twin: int
) -> None:
    model.begin(clinic.patients[1])
    assert twin in [one.id for one in model.state.candidates]
    model.search("Malhotra")
    assert [hit.id for hit in model.state.hits] == [twin]


def test_what_differs_is_a_choice_and_what_is_unknown_is_filled_in(
    model: PatientMergeViewModel, clinic: Clinic, twin: int
) -> None:
    model.begin(clinic.patients[1], twin)
    sides = {one.field: one.side for one in model.state.differences}
    assert sides["phone"] is Side.KEPT
    assert sides["email"] is Side.GIVEN_UP
    assert sides["gender"] is Side.GIVEN_UP
    assert "name" in model.state.same
    assert model.state.differences[0].field == "phone"


def test_the_chosen_values_stay_and_it_can_be_taken_back(
    model: PatientMergeViewModel, patients: PatientService, clinic: Clinic, twin: int
) -> None:
    kept = clinic.patients[1]
    merged: list[tuple[int, int]] = []
    model.merged.connect(lambda patient_id, number: merged.append((patient_id, number)))
    model.begin(kept, twin)
    model.pick("phone", Side.GIVEN_UP)
    model.merge()
    fields = patients.card(clinic.front_desk, kept).fields
    assert (fields.phone, fields.email, fields.allergies) == ("+919830099999", "dev@example.org", "Penicillin")
    model.undo(merged[0][1])
    assert patients.card(clinic.front_desk, kept).fields.phone == "+919830054471"
    assert patients.card(clinic.front_desk, twin).fields.phone == "+919830099999"


def test_swapping_keeps_the_other_number(
    model: PatientMergeViewModel, patients: PatientService, clinic: Clinic, twin: int
) -> None:
    model.begin(clinic.patients[1], twin)
    model.swap()
    model.merge()
    assert patients.card(clinic.front_desk, clinic.patients[1]).id == twin


def test_who_may_not_merge_is_told_so(
    session_of: Callable[[Actor], Session], tasks: Background, patients: PatientService, clinic: Clinic, twin: int
) -> None:
    model = PatientMergeViewModel(session_of(clinic.front_desk), tasks, patients)
    model.begin(clinic.patients[1], twin)
    model.merge()
    assert isinstance(model.state.refusal, NotAllowed)
    assert patients.card(clinic.front_desk, twin).id == twin


def test_a_record_that_changed_meanwhile_is_merged_as_it_is(
    model: PatientMergeViewModel, patients: PatientService, clinic: Clinic, twin: int
) -> None:
    model.begin(clinic.patients[1], twin)
    card = patients.card(clinic.front_desk, clinic.patients[1])
    patients.save(clinic.front_desk, card.id, card.version, replace(card.fields, city="Howrah"))
    model.merge()
    assert patients.card(clinic.front_desk, clinic.patients[1]).fields.city == "Howrah"
