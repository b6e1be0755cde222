"""The list of patients: today's first, then who was here last, with what is unpaid."""

from clinic_desktop.db.database import Database
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.patients.service import PatientService
from tests.builders import Clinic, local, new_key
from tests.conftest import NOW, SetClock


def test_without_a_text_the_last_registered_come_first(patients: PatientService, clinic: Clinic) -> None:
    newest = patients.register(clinic.front_desk, PatientDraft("Nadia Haddad")).id
    listed = patients.listing(clinic.front_desk)
    assert [row.hit.id for row in listed.rows] == [newest, *reversed(clinic.patients)]
    assert listed.more == 0


def test_whoever_is_booked_today_stands_above_the_others(
    patients: PatientService, clinic: Clinic, database: Database, clock: SetClock
) -> None:
    booked = clinic.patients[1]
    start = local(NOW.date(), "15:00")
    BookingService(database, clock).book(
        clinic.front_desk,
        BookingRequest(
            patient_id=booked,
            practitioner_id=clinic.doctors[0],
            location_id=clinic.kolkata,
            service_id=clinic.consultation,
            starts_at=start,
            request_key=new_key(),
        ),
    )
    rows = patients.listing(clinic.front_desk, location_id=clinic.kolkata).rows
    assert rows[0].hit.id == booked
    assert rows[0].hit.booked_today is not None
    own = patients.listing(clinic.doctor).rows
    assert [row.hit.id for row in own] == [booked]


def test_a_text_searches(patients: PatientService, clinic: Clinic) -> None:
    assert [row.hit.name for row in patients.listing(clinic.front_desk, "4471").rows] == ["Dev Malhotra", "Meera Iyer"]


def test_retired_patients_are_left_out(patients: PatientService, clinic: Clinic) -> None:
    patients.deactivate(clinic.front_desk, clinic.patients[0], 1)
    assert clinic.patients[0] not in [row.hit.id for row in patients.listing(clinic.front_desk).rows]


def test_patients_see_only_themselves(patients: PatientService, clinic: Clinic) -> None:
    assert {row.hit.id for row in patients.listing(clinic.patient).rows} <= {clinic.patients[0]}
