"""A clinic of fifty doctors with a month of bookings, on either database, for benchmarks of the search for a time."""

from typing import Any

from sqlalchemy import insert, select, update

from benchmarks.clinics import new_url
from clinic_desktop.db.database import Database
from clinic_desktop.db.migrate import migrate
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService, PractitionerService
from clinic_desktop.db.models.organisation import Closure, Location
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole
from clinic_desktop.db.models.scheduling import Schedule, ScheduleException, ScheduleRule
from clinic_desktop.domain.codes import RegistrationCheck
from clinic_desktop.domain.scheduling import Busy, ServiceRule, Timetable
from clinic_desktop.domain.scheduling.values import instant_of
from tests.builders import Clinic, make_clinic, new_key


def fill(
    where: str, now: Any, service: ServiceRule, timetables: list[Timetable], diaries: list[list[Busy]]
) -> tuple[Database, Clinic, list[int], int]:
    """The database, the small clinic in it, the doctors of ``timetables`` with their bookings, and their service."""
    database = Database(new_url(where))
    migrate(database, now)
    clinic = make_clinic(database, lambda: now)
    with database.write() as session:
        connection = session.connection()

        def number_of(table: Any, **values: Any) -> int:
            made = connection.execute(insert(table).values(**values).returning(table.c.id))
            return int(made.scalar_one())

        here = Location.__table__
        connection.execute(update(here).where(here.c.id == clinic.kolkata).values(zone=timetables[0].zone.key))
        for closure in timetables[0].closures:
            connection.execute(insert(Closure).values(location_id=None, day=closure.day, name=closure.name))
        service_id = number_of(
            HealthcareService.__table__,
            name="Visit",
            duration_minutes=service.duration_minutes,
            buffer_before_minutes=service.buffer_before,
            buffer_after_minutes=service.buffer_after,
        )
        doctors = []
        for index, timetable in enumerate(timetables):
            doctor = number_of(
                Practitioner.__table__,
                name=f"Doctor {index:02}",
                primary_location_id=clinic.kolkata,
                created_at=now,
                registration_check=RegistrationCheck.VERIFIED,
            )
            schedule = number_of(Schedule.__table__, practitioner_id=doctor)
            connection.execute(
                insert(ScheduleRule), [_rule(schedule, clinic.kolkata, rule) for rule in timetable.rules]
            )
            for item in timetable.exceptions:
                connection.execute(
                    insert(ScheduleException).values(
                        schedule_id=schedule,
                        kind=item.kind,
                        first_day=item.first_day,
                        last_day=item.last_day,
                        location_id=None if item.location_id is None else clinic.kolkata,
                        start_minute=item.start_minute,
                        end_minute=item.end_minute,
                        reason=item.reason,
                        made_at=now,
                    )
                )
            connection.execute(
                insert(PractitionerRole).values(practitioner_id=doctor, location_id=clinic.kolkata, fee_minor=50_000)
            )
            connection.execute(insert(PractitionerService).values(practitioner_id=doctor, service_id=service_id))
            doctors.append(doctor)
        rows = [
            _booking(clinic, doctor, service_id, now, booking)
            for doctor, diary in zip(doctors, diaries, strict=True)
            for booking in diary
        ]
        connection.execute(insert(Appointment.__table__), rows)  # type: ignore[arg-type]
        assert session.scalar(select(Appointment.id).limit(1)) is not None
    return database, clinic, doctors, service_id


def _rule(schedule_id: int, location_id: int, rule: Any) -> dict[str, Any]:
    return {
        "schedule_id": schedule_id,
        "location_id": location_id,
        "kind": rule.kind,
        "weekday": rule.weekday,
        "start_minute": rule.start_minute,
        "end_minute": rule.end_minute,
        "valid_from": rule.valid_from,
        "valid_until": rule.valid_until,
        "label": rule.label,
    }


def _booking(clinic: Clinic, doctor: int, service_id: int, now: Any, booking: Busy) -> dict[str, Any]:
    return {
        "request_key": new_key(),
        "patient_id": clinic.patients[0],
        "practitioner_id": doctor,
        "location_id": clinic.kolkata,
        "service_id": service_id,
        "starts_at": instant_of(booking.start),
        "ends_at": instant_of(booking.end),
        "buffer_before_minutes": booking.buffer_before,
        "buffer_after_minutes": booking.buffer_after,
        "seat": 1,
        "state": "confirmed",
        "state_changed_at": now,
        "patient_name": "Asha Rao",
        "practitioner_name": "Doctor",
        "service_name": "Visit",
        "amount_minor": 0,
        "currency": "INR",
        "channel": "phone",
        "created_at": now,
    }
