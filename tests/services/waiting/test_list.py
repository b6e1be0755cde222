"""Putting patients on the waiting list, changing and withdrawing what they wait for, and recalls."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.models.journal import ChangeNotice
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import Topic, Urgency, WaitingKind, WaitingState
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound, StaleRecord
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.patients.merging import PatientMerging
from clinic_desktop.services.waiting.values import Listed, WaitingFilters
from tests.services.conftest import MONDAY, TUESDAY


def names(listing):
    return [row.patient_name for row in listing.rows]


@pytest.fixture
def listed(waiting_list, clinic):
    def read(actor=None, **filters):
        return waiting_list.listing(actor or clinic.front_desk, WaitingFilters(clinic.kolkata, **filters))

    return read


def test_a_patient_waits_with_everything_that_was_said(waits, clinic, listed):
    waits(urgency=Urgency.PRIORITY, note="calls back", from_minute=540, until_minute=720, weekdays=0b11)
    (row,) = listed().rows
    assert (row.patient_name, row.practitioner_name, row.service_name) == (
        "Meera Iyer",
        "Dr Anita Menon",
        "Consultation",
    )
    assert (row.urgency, row.note, row.weekdays, row.until_minute) == (Urgency.PRIORITY, "calls back", 0b11, 720)
    assert (row.state, row.created_by) == (WaitingState.OPEN, "Front Desk")


def test_a_new_patient_is_registered_with_the_wish(waiting_list, clinic, draft, listed):
    waiting_list.add(
        clinic.front_desk, draft(patient_id=None, draft=PatientDraft(name="Nila Bose", phone="9830012399"))
    )
    assert names(listed()) == ["Nila Bose"]


def test_the_most_urgent_and_then_the_longest_waiting_come_first(waits, clinic, clock, listed):
    waits(patient_id=clinic.patients[1])
    clock.forward(minutes=1)
    waits(patient_id=clinic.patients[2], urgency=Urgency.EMERGENCY)
    clock.forward(minutes=1)
    waits(patient_id=clinic.patients[0])
    assert names(listed()) == ["Meera Iyer", "Dev Malhotra", "Asha Rao"]


def test_recalls_stand_on_their_own_by_the_day_on_which_they_fall_due(waits, clinic, listed):
    waits(kind=WaitingKind.RECALL, first_day=MONDAY + timedelta(days=14))
    waits(kind=WaitingKind.RECALL, first_day=MONDAY, patient_id=clinic.patients[1])
    waits(patient_id=clinic.patients[0])
    recalls = listed(listed=Listed.RECALLS)
    assert names(recalls) == ["Dev Malhotra", "Meera Iyer"]
    assert (recalls.counts.recalls, recalls.counts.recalls_due, recalls.counts.waiting) == (2, 1, 1)
    assert names(listed(listed=Listed.RECALLS, due_by=MONDAY)) == ["Dev Malhotra"]


def test_filters_narrow_by_name_doctor_and_urgency(waits, clinic, listed):
    waits(patient_id=clinic.patients[1], urgency=Urgency.PRIORITY)
    waits(patient_id=clinic.patients[2], practitioner_id=clinic.doctors[2])
    assert names(listed(text="mal")) == ["Dev Malhotra"]
    assert names(listed(text="%")) == []
    assert names(listed(practitioner_id=clinic.doctors[2])) == ["Meera Iyer"]
    assert names(listed(urgency=Urgency.PRIORITY)) == ["Dev Malhotra"]


def test_an_entry_whose_last_day_is_over_has_expired_by_time_alone(waits, clock, listed):
    waits(last_day=MONDAY)
    clock.forward(hours=24)
    assert listed().total == 0
    (row,) = listed(listed=Listed.ENDED).rows
    assert row.state is WaitingState.EXPIRED


def test_a_wish_is_changed_and_a_stale_change_is_refused_with_who_was_faster(
    waits, waiting_list, clinic, draft, other_desk
):
    entry = waits()
    changed = waiting_list.change(other_desk, entry.id, entry.version, draft(note="mornings", until_minute=720))
    assert (changed.note, changed.version) == ("mornings", entry.version + 1)
    with pytest.raises(StaleRecord) as refusal:
        waiting_list.change(clinic.front_desk, entry.id, entry.version, draft(note="evenings"))
    assert refusal.value.by_name == "Centre Manager"


def test_withdrawing_is_undone(waits, waiting_list, clinic, listed):
    entry = waits()
    gone = waiting_list.withdraw(clinic.front_desk, entry.id, entry.version)
    assert gone.state is WaitingState.WITHDRAWN and listed().total == 0
    back = waiting_list.reopen(clinic.front_desk, entry.id, gone.version)
    assert back.state is WaitingState.OPEN and listed().total == 1


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"last_day": MONDAY - timedelta(days=1), "first_day": MONDAY - timedelta(days=3)},
            {"last_day": "in_the_past"},
        ),
        ({"first_day": TUESDAY, "last_day": MONDAY}, {"last_day": "ends_before_start"}),
        ({"last_day": date(2040, 1, 1)}, {"last_day": "too_far_ahead"}),
        ({"weekdays": 0}, {"weekdays": "required"}),
        ({"from_minute": 720, "until_minute": 600}, {"until_minute": "ends_before_start"}),
        (
            {"from_minute": 1500, "until_minute": 1600},
            {"from_minute": "out_of_bounds", "until_minute": "ends_before_start"},
        ),
        ({"patient_id": None}, {"patient": "required"}),
        ({"patient_id": 999}, {"patient": "not_found"}),
        ({"service_id": 999}, {"service": "not_found"}),
        ({"practitioner_id": None, "speciality_id": 999}, {"practitioner": "not_found"}),
        ({"earlier_than_id": 999}, {"patient": "not_found"}),
        ({"note": "x" * 501}, {"note": "too_long"}),
    ],
)
def test_what_nobody_can_fulfil_is_refused(waits, changes, problem):
    with pytest.raises(Invalid) as refusal:
        waits(**changes)
    assert refusal.value.problems == problem


@pytest.mark.parametrize("typed", ["émile", "Émile", "ÖKAN", "_", "%"])
def test_names_are_found_however_their_letters_are_typed(waits, listed, clinic, database, typed):
    with database.write() as session:
        session.execute(update(Patient).where(Patient.id == clinic.patients[2]).values(name="Émile Ökan 100%_"))
    waits()
    waits(patient_id=clinic.patients[3])
    assert names(listed(text=typed)) == ["Émile Ökan 100%_"]


def test_somebody_new_has_no_visit_to_give_up(waiting_list, clinic, draft, booking, wish):
    somebody_elses = booking.book(clinic.front_desk, wish("16:00"))
    with pytest.raises(Invalid) as refusal:
        new = PatientDraft(name="Somebody New")
        waiting_list.add(clinic.front_desk, draft(patient_id=None, draft=new, earlier_than_id=somebody_elses.id))
    assert refusal.value.problems == {"patient": "not_found"}


def test_a_doctor_who_is_not_at_the_centre_and_a_centre_that_is_not_there_are_refused(waiting_list, clinic, draft):
    with pytest.raises(Invalid) as refusal:
        waiting_list.add(clinic.admin, draft(location_id=clinic.berlin))
    assert refusal.value.problems == {"practitioner": "not_at_centre"}
    with pytest.raises(NotFound):
        waiting_list.add(clinic.admin, draft(location_id=999))


def test_a_doctor_puts_down_recalls_for_themselves_only_and_sees_their_own(waiting_list, clinic, draft, waits, listed):
    waits(practitioner_id=clinic.doctors[1])
    waiting_list.add(clinic.doctor, draft(kind=WaitingKind.RECALL, practitioner_id=clinic.doctors[0]))
    assert listed(clinic.doctor).total == 0
    assert names(listed(clinic.doctor, listed=Listed.RECALLS)) == ["Meera Iyer"]
    for other in (clinic.doctors[1], None):
        with pytest.raises(NotAllowed):
            waiting_list.add(clinic.doctor, draft(practitioner_id=other))


def test_patients_and_other_centres_see_nothing(waiting_list, clinic, waits):
    entry = waits()
    for actor in (clinic.patient, clinic.berlin_desk):
        with pytest.raises(NotAllowed):
            waiting_list.listing(actor, WaitingFilters(clinic.kolkata))
        with pytest.raises(NotAllowed):
            waiting_list.withdraw(actor, entry.id, entry.version)
        with pytest.raises(NotAllowed):
            waiting_list.wish(actor, 999)
    with pytest.raises(NotFound):
        waiting_list.wish(clinic.admin, 999)


def test_entries_follow_a_merged_patient_and_come_back(waits, database, clock, clinic, rows):
    waits(patient_id=clinic.patients[2])
    merging = PatientMerging(database, clock)
    number = merging.merge(clinic.centre_manager, clinic.patients[1], clinic.patients[2])
    assert rows() == [(clinic.patients[1], "open")]
    with database.read() as session:
        told = set(session.scalars(select(ChangeNotice.topic).where(ChangeNotice.row_id.is_(None))))
    assert told == {Topic.APPOINTMENTS, Topic.WAITING_LIST}
    merging.undo_merge(clinic.centre_manager, number)
    assert rows() == [(clinic.patients[2], "open")]


def test_what_the_form_may_choose_from(waiting_list, clinic):
    choices = waiting_list.choices(clinic.front_desk, clinic.kolkata)
    assert [name for _, name in choices.practitioners] == ["Dr Anita Menon", "Dr Jonas Weber", "Dr Rahul Sen"]
    assert [name for _, name in choices.specialities] == ["Cardiology", "General medicine"]
    own = waiting_list.choices(clinic.doctor, clinic.kolkata)
    assert own.practitioners == ((clinic.doctors[0], "Dr Anita Menon"),) and own.specialities == ()


def test_a_second_recall_of_one_patient_moves_the_first(waiting_list, clinic, draft, listed):
    first = draft(kind=WaitingKind.RECALL, first_day=TUESDAY)
    waiting_list.recall(clinic.doctor, first)
    waiting_list.recall(clinic.doctor, draft(kind=WaitingKind.RECALL, first_day=TUESDAY + timedelta(days=7)))
    (row,) = listed(listed=Listed.RECALLS).rows
    assert row.first_day == TUESDAY + timedelta(days=7)
    waiting_list.recall(clinic.front_desk, draft(kind=WaitingKind.RECALL, practitioner_id=clinic.doctors[2]))
    assert listed(listed=Listed.RECALLS).total == 2
