"""Merging two records of one person, and taking it back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.everything import METADATA
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.messages import Message
from clinic_desktop.db.models.patient_records import MedicalHistoryEntry
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.series import AppointmentSeries
from clinic_desktop.domain.codes import AppointmentState, MessageChannel, MessageKind
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.patients.merging import BELONGINGS
from clinic_desktop.services.patients.service import PatientService
from tests.builders import Clinic, new_key
from tests.conftest import NOW
from tests.services.patients.test_card import bill
from tests.services.patients.test_search import book


def belongings(database: Database) -> dict[str, dict[int, int]]:
    """Whose every row is."""
    with database.read() as session:
        return {
            model.__tablename__: {row.id: row.patient_id for row in session.execute(select(model.id, model.patient_id))}
            for model in (Appointment, Encounter, Invoice, MedicalHistoryEntry, AppointmentSeries, Message)
        }


@pytest.fixture
def two(patients: PatientService, clinic: Clinic, database: Database) -> tuple[int, int]:
    """A patient, and the same person registered again; both have been here."""
    kept = patients.register(clinic.front_desk, PatientDraft("Nina Rao", "+919000000001", city="Pune")).id
    again = patients.register(
        clinic.front_desk,
        PatientDraft("Neena Rao", "+919000000002", "nina@example.org", allergies="Nuts"),
    ).id
    with database.write() as session:
        session.add(MedicalHistoryEntry(patient_id=again, condition="Asthma"))
    book(database, clinic, kept, NOW - timedelta(days=3), AppointmentState.COMPLETED)
    book(database, clinic, again, NOW - timedelta(days=2), AppointmentState.COMPLETED, token="A-001")
    book(database, clinic, again, NOW + timedelta(days=2))
    with database.write() as session:
        session.add(
            AppointmentSeries(
                request_key=new_key(), rule="FREQ=WEEKLY;COUNT=2", patient_id=again, practitioner_id=clinic.doctors[0],
                location_id=clinic.kolkata, service_id=clinic.consultation, first_starts_at=NOW, zone="Asia/Kolkata",
                created_at=NOW,
            )
        )  # fmt: skip
        session.add(
            Message(
                cause="reminder:1", kind=MessageKind.REMINDER, channel=MessageChannel.EMAIL, patient_id=again,
                recipient="Neena Rao", address="nina@example.org", created_at=NOW, due_at=NOW,
            )
        )  # fmt: skip
    bill(database, again, 50_000, 0)
    return kept, again


def test_a_merge_moves_everything_and_keeps_everything(
    patients: PatientService, clinic: Clinic, database: Database, two: tuple[int, int]
) -> None:
    kept, again = two
    before = belongings(database)
    patients.merge(clinic.admin, kept, again, {"name": "Neena Rao", "phone": "+91 90000 00002"})
    after = belongings(database)
    assert {name: set(rows) for name, rows in after.items()} == {name: set(rows) for name, rows in before.items()}
    assert again not in {owner for rows in after.values() for owner in rows.values()}
    card = patients.card(clinic.front_desk, kept)
    assert (card.fields.name, card.fields.phone) == ("Neena Rao", "+919000000002")
    assert (card.fields.city, card.fields.email, card.fields.allergies) == ("Pune", "nina@example.org", "Nuts")
    assert len(card.last_visits) == 2 and card.next_visit is not None
    assert card.history is None
    history = patients.card(clinic.doctor, kept).history
    assert history is not None and [entry.condition for entry in history] == ["Asthma"]


def test_no_table_of_what_is_a_patients_is_forgotten() -> None:
    """But for holds, which are over in minutes, and what searches are made from."""
    tables = {table.name for table in METADATA.tables.values() if "patient_id" in table.columns}
    forgotten = tables - {table.name for table in BELONGINGS} - {"hold"}
    assert all(name.startswith("search_") for name in forgotten)


def test_after_a_merge_one_patient_is_found_also_by_the_old_number(
    patients: PatientService, clinic: Clinic, two: tuple[int, int]
) -> None:
    kept, again = two
    patients.merge(clinic.admin, kept, again)
    for typed in ("rao nina", f"P-{again:05d}"):
        assert [hit.id for hit in patients.search(clinic.front_desk, typed).hits] == [kept]
    assert patients.search(clinic.front_desk, "neena").hits == ()
    assert patients.card(clinic.front_desk, again).id == kept


def test_a_merge_is_taken_back(
    patients: PatientService, clinic: Clinic, database: Database, two: tuple[int, int]
) -> None:
    kept, again = two
    before = belongings(database)
    cards = [patients.card(clinic.front_desk, number).fields for number in two]
    number = patients.merge(clinic.admin, kept, again, {"city": "Delhi"})
    patients.undo_merge(clinic.admin, number)
    assert belongings(database) == before
    assert [patients.card(clinic.front_desk, number).fields for number in two] == cards
    assert [hit.name for hit in patients.search(clinic.front_desk, "neena").hits] == ["Neena Rao"]
    with pytest.raises(NotFound):
        patients.undo_merge(clinic.admin, number)


def test_what_came_after_the_merge_stays(
    patients: PatientService, clinic: Clinic, database: Database, two: tuple[int, int]
) -> None:
    kept, again = two
    number = patients.merge(clinic.admin, kept, again)
    book(database, clinic, kept, NOW + timedelta(days=9))
    card = patients.card(clinic.front_desk, kept)
    patients.save(clinic.front_desk, kept, card.version, PatientDraft("Nina R. Rao", email="new@example.org"))
    patients.undo_merge(clinic.admin, number)
    fields = patients.card(clinic.front_desk, kept).fields
    assert (fields.name, fields.email) == ("Nina R. Rao", "new@example.org")
    newest = patients.visits(clinic.front_desk, kept)[0]
    assert newest.starts_at == NOW + timedelta(days=9)


def test_a_login_goes_to_the_kept_patient_and_back(
    patients: PatientService, clinic: Clinic, database: Database, two: tuple[int, int]
) -> None:
    own, kept = clinic.patients[0], two[0]
    number = patients.merge(clinic.admin, kept, own)

    def accounts() -> tuple[int | None, ...]:
        with database.read() as session:
            return tuple(
                session.execute(select(Patient.account_id).where(Patient.id == p)).scalar_one() for p in (own, kept)
            )

    account = clinic.patient.account_id
    assert accounts() == (None, account)
    patients.undo_merge(clinic.admin, number)
    assert accounts() == (account, None)


def test_what_cannot_be_merged(
    patients: PatientService, clinic: Clinic, database: Database, two: tuple[int, int]
) -> None:
    kept, again = two
    before = belongings(database)
    with pytest.raises(Invalid):
        patients.merge(clinic.admin, kept, kept)
    with pytest.raises(Invalid) as refusal:
        patients.merge(clinic.admin, kept, again, {"shoe_size": 43})
    assert refusal.value.problems == {"shoe_size": "unknown"}
    with pytest.raises(Invalid) as refusal:
        patients.merge(clinic.admin, kept, again, {"name": ""})
    assert refusal.value.problems == {"name": "missing"}
    with pytest.raises(NotFound):
        patients.merge(clinic.admin, kept, 10**6)
    assert belongings(database) == before
    patients.merge(clinic.admin, kept, again)
    with pytest.raises(NotFound):
        patients.merge(clinic.admin, clinic.patients[3], again)


def test_only_those_who_may_merge(patients: PatientService, clinic: Clinic, two: tuple[int, int]) -> None:
    for actor in (clinic.front_desk, clinic.coordinator, clinic.doctor, clinic.patient):
        with pytest.raises(NotAllowed):
            patients.merge(actor, *two)
        with pytest.raises(NotAllowed):
            patients.undo_merge(actor, 1)
