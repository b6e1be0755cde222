"""Appointments put straight into the tables, for tests of what they keep from changing."""

import uuid
from datetime import datetime, timedelta

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.domain.codes import AppointmentState, Channel
from tests.builders import Clinic


def book(
    database: Database,
    clinic: Clinic,
    starts_at: datetime,
    state: AppointmentState = AppointmentState.CONFIRMED,
    doctor: int = 0,
    location_id: int | None = None,
    minutes: int = 30,
) -> int:
    """An appointment of the first patient with that doctor of the clinic; gives its number."""
    with database.write() as session:
        row = Appointment(
            request_key=str(uuid.uuid4()),
            patient_id=clinic.patients[0],
            practitioner_id=clinic.doctors[doctor],
            location_id=location_id or clinic.kolkata,
            service_id=clinic.consultation,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            state=state,
            state_changed_at=starts_at,
            patient_name="Asha Rao",
            practitioner_name="Dr Anita Menon",
            service_name="Consultation",
            amount_minor=50_000,
            currency="INR",
            channel=Channel.PHONE,
            created_at=starts_at,
        )
        session.add(row)
        session.flush()
        return row.id
