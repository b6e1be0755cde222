"""The patient's card and visits, for those who may see them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.errors import NotAllowed, NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.services.patients.card import age_on
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.patients.service import PatientService
from tests.builders import Clinic
from tests.conftest import NOW
from tests.services.patients.test_search import book


def bill(database: Database, patient_id: int, total: int, paid: int, currency: str = "INR") -> None:
    """An invoice for each appointment of the patient that has none."""
    with database.write() as session:
        billed = select(Invoice.appointment_id)
        for appointment in session.scalars(
            select(Appointment).where(Appointment.patient_id == patient_id, Appointment.id.not_in(billed))
        ).all():
            session.add(
                Invoice(
                    appointment_id=appointment.id,
                    patient_id=patient_id,
                    practitioner_id=appointment.practitioner_id,
                    location_id=appointment.location_id,
                    currency=currency,
                    amount_minor=total,
                    total_minor=total,
                    paid_minor=paid,
                    issued_at=NOW,
                )
            )


def write_note(database: Database, patient_id: int, note: str) -> None:
    with database.write() as session:
        session.execute(
            update(Encounter)
            .where(Encounter.patient_id == patient_id)
            .values(note=note, diagnosis="J45", note_saved_at=NOW)
        )


def actions(database: Database, patient_id: int) -> list[tuple[str, str]]:
    with database.read() as session:
        rows = session.execute(
            select(AuditEvent.action, AuditEvent.actor_name)
            .where(AuditEvent.entity == "patient", AuditEvent.entity_id == patient_id)
            .order_by(AuditEvent.id)
        )
        return [(action, name) for action, name in rows]


def test_the_card_shows_what_is_ahead_behind_and_unpaid(
    patients: PatientService, clinic: Clinic, database: Database
) -> None:
    dev = clinic.patients[1]
    book(database, clinic, dev, NOW - timedelta(days=9), AppointmentState.COMPLETED)
    bill(database, dev, 50_000, 20_000)
    book(database, clinic, dev, NOW - timedelta(days=5), AppointmentState.CANCELLED)
    bill(database, dev, 70_000, 0)
    book(database, clinic, dev, NOW - timedelta(days=4), AppointmentState.COMPLETED)
    bill(database, dev, 4_000, 1_000, "EUR")
    book(database, clinic, dev, NOW + timedelta(days=3))
    book(database, clinic, dev, NOW + timedelta(days=1))
    card = patients.card(clinic.front_desk, dev)
    assert card.next_visit is not None and card.next_visit.starts_at == NOW + timedelta(days=1)
    assert [visit.state for visit in card.last_visits] == ["completed", "cancelled", "completed"]
    assert [visit.due for visit in card.last_visits] == [Money(3_000, "EUR"), Money(0, "INR"), Money(30_000, "INR")]
    assert card.last_visits[0].practitioner_name == "Dr Anita Menon"
    assert card.balance == (Money(3_000, "EUR"), Money(30_000, "INR"))
    assert [member.name for member in card.family] == ["Meera Iyer"]
    assert set(card.flags) == {"allergies", "first_visit", "unpaid"}
    assert card.fields.allergies == "Penicillin"


def test_a_child_is_flagged_as_a_minor(patients: PatientService, clinic: Clinic) -> None:
    assert "minor" in patients.card(clinic.front_desk, clinic.patients[2]).flags


@pytest.mark.parametrize(
    ("birth", "today", "parts"),
    [
        (date(1990, 4, 1), date(2026, 11, 23), (36, 7, 22)),
        (date(2026, 11, 23), date(2026, 11, 23), (0, 0, 0)),
        (date(2024, 2, 29), date(2025, 2, 28), (0, 11, 30)),
        (date(2024, 2, 29), date(2025, 3, 1), (1, 0, 1)),
        (date(2025, 12, 31), date(2026, 2, 28), (0, 1, 28)),
        (date(2026, 11, 24), date(2026, 11, 23), (0, 0, 0)),
    ],
)
def test_an_age_in_parts(birth: date, today: date, parts: tuple[int, int, int]) -> None:
    age = age_on(birth, today, estimated=False)
    assert (age.years, age.months, age.days) == parts


def test_every_look_is_kept_in_the_history(patients: PatientService, clinic: Clinic, database: Database) -> None:
    asha = clinic.patients[0]
    patients.card(clinic.front_desk, asha)
    patients.visits(clinic.coordinator, asha)
    assert actions(database, asha) == [("view", clinic.front_desk.name), ("view_visits", clinic.coordinator.name)]


def test_notes_are_for_the_doctor_who_treats_the_patient(
    patients: PatientService, clinic: Clinic, database: Database
) -> None:
    dev = clinic.patients[1]
    book(database, clinic, dev, NOW - timedelta(days=9), AppointmentState.COMPLETED, token="A-001")
    write_note(database, dev, "Wheezes at night")
    note = patients.visits(clinic.doctor, dev)[0].note
    assert note is not None and (note.note, note.diagnosis) == ("Wheezes at night", "J45")
    for actor in (clinic.front_desk, clinic.admin, clinic.manager, clinic.centre_manager, clinic.coordinator):
        assert patients.visits(actor, dev)[0].note is None
    with pytest.raises(NotAllowed):
        patients.visits(clinic.other_doctor, dev)
    with pytest.raises(NotAllowed):
        patients.card(clinic.other_doctor, dev)
    assert ("view_notes", clinic.doctor.name) in actions(database, dev)


def test_a_booking_that_was_cancelled_opens_no_record(
    patients: PatientService, clinic: Clinic, database: Database
) -> None:
    dev = clinic.patients[1]
    book(database, clinic, dev, NOW - timedelta(days=9), AppointmentState.COMPLETED, token="A-001")
    write_note(database, dev, "Wheezes at night")
    with database.write() as session:
        session.execute(update(Appointment).values(practitioner_id=clinic.doctors[1]))
    book(database, clinic, dev, NOW - timedelta(days=2), AppointmentState.CANCELLED)
    assert [visit.note for visit in patients.visits(clinic.doctor, dev)] == [None, None]


def test_doctors_and_coordinators_see_no_money(patients: PatientService, clinic: Clinic, database: Database) -> None:
    dev = clinic.patients[1]
    book(database, clinic, dev, NOW - timedelta(days=9), AppointmentState.COMPLETED)
    bill(database, dev, 50_000, 0)
    for actor in (clinic.doctor, clinic.coordinator):
        card = patients.card(actor, dev)
        assert card.balance == ()
        assert card.last_visits[0].due is None


def test_patients_see_their_own_card_only(patients: PatientService, clinic: Clinic) -> None:
    own = patients.card(clinic.patient, clinic.patients[0])
    assert own.fields.name == "Asha Rao" and own.family == ()
    with pytest.raises(NotAllowed):
        patients.card(clinic.patient, clinic.patients[1])


def test_who_is_not_there_has_no_card(patients: PatientService, clinic: Clinic) -> None:
    with pytest.raises(NotFound):
        patients.card(clinic.front_desk, 10**6)


def test_an_edit_that_starts_from_the_card_changes_nothing_else(patients: PatientService, clinic: Clinic) -> None:
    draft = PatientDraft("Asha", "+49 (0) 790 413851", "a@b.example", date(2000, 1, 2), allergies="Nuts", city="Köln")
    key = patients.register(clinic.front_desk, draft)
    card = patients.card(clinic.front_desk, key.id)
    patients.save(clinic.front_desk, key.id, card.version, card.fields)
    assert patients.card(clinic.front_desk, key.id).fields == card.fields
