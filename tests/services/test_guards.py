"""What the database itself refuses, whoever writes past the services."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text, update

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.domain.billing import NOTHING_OWED
from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.errors import Conflict
from tests.builders import new_key

_REWRITING = ("UPDATE {0} SET at = at", "DELETE FROM {0}")
_ON_SQLITE = ("REPLACE INTO {0} SELECT * FROM {0} WHERE id = 1",)
_ON_POSTGRESQL = ("TRUNCATE {0} CASCADE",)


def _write(database, appointment_id, **values):
    with database.write() as session:
        session.execute(update(Appointment).where(Appointment.id == appointment_id).values(**values))


@pytest.mark.parametrize("table", ["audit_event", "appointment_change"])
def test_nobody_rewrites_what_happened(database, booked, table):
    for statement in (*_REWRITING, *(_ON_SQLITE if database.is_sqlite else _ON_POSTGRESQL)):
        with pytest.raises(Conflict), database.write() as session:
            session.execute(text(statement.format(table)))


@pytest.mark.parametrize("state", list(AppointmentState))
def test_only_a_visit_that_will_not_be_leaves_its_time_to_others(database, clinic, booking, wish, booked, state):
    other = booking.book(clinic.front_desk, wish("15:00"))
    _write(database, booked.id, state=state)
    if state in NOTHING_OWED:
        _write(database, other.id, starts_at=booked.period.start, ends_at=booked.period.end)
    else:
        with pytest.raises(Conflict):
            _write(database, other.id, starts_at=booked.period.start, ends_at=booked.period.end)


def test_who_waits_in_the_queue_gets_no_time_that_is_taken(database, clinic, booking, arrival, booked):
    waiting = booking.walk_in(clinic.front_desk, arrival()).appointment
    _write(database, waiting.id, starts_at=booked.period.start, ends_at=booked.period.end)
    with pytest.raises(Conflict):
        _write(database, waiting.id, queue_only=False)


def test_no_visit_lasts_longer_than_a_day(database, booked):
    day = booked.period.start + timedelta(days=1)
    _write(database, booked.id, ends_at=day - timedelta(seconds=1))
    with pytest.raises(Conflict):
        _write(database, booked.id, ends_at=day + timedelta(seconds=1))


def test_a_long_visit_keeps_its_time_to_its_end(database, clinic, booking, wish, booked):
    later = booking.book(clinic.front_desk, wish("16:30"))
    with pytest.raises(Conflict):
        _write(database, booked.id, ends_at=later.period.end)
    _write(database, booked.id, ends_at=later.period.start)
    with pytest.raises(Conflict):
        _write(database, later.id, starts_at=later.period.start - timedelta(minutes=1))


@pytest.mark.parametrize("change", [{"state": "confirmed"}, {"room_reserved": True}])
def test_no_change_of_a_visit_takes_a_room_that_is_reserved(database, clinic, booking, wish, change):
    with database.write() as session:
        session.execute(update(HealthcareService).values(needs_room=True))
    first = booking.book(clinic.front_desk, wish())
    second = booking.book(clinic.front_desk, wish(practitioner_id=clinic.doctors[2]))
    free = {"state": "cancelled"} if "state" in change else {"room_reserved": False}
    _write(database, second.id, room_id=clinic.rooms[0], **free)
    _write(database, first.id, room_id=clinic.rooms[0])
    with pytest.raises(Conflict):
        _write(database, second.id, **change)


def test_nobody_sits_above_the_capacity_but_who_was_squeezed_in(database, clinic, booking, wish, booked):
    """Seat 2 of a service for one would be a second patient at the same time."""
    with pytest.raises(Conflict):
        _write(database, booked.id, seat=2)
    with database.read() as session:
        row = dict(session.execute(select(*Appointment.__table__.c)).mappings().one())
    copied = row | {"id": row["id"] + 1, "request_key": new_key(), "seat": 2}
    with pytest.raises(Conflict), database.write() as session:
        session.execute(insert(Appointment).values(**copied))
    squeezed = booking.book(clinic.front_desk, wish(patient_id=clinic.patients[2], squeeze_in_reason="In pain"))
    with pytest.raises(Conflict):
        _write(database, squeezed.id, squeezed_in=False)
    group = [
        booking.book(clinic.front_desk, wish("15:00", service_id=clinic.yoga, patient_id=clinic.patients[number]))
        for number in (1, 2, 3)
    ]
    with pytest.raises(Conflict):
        _write(database, group[2].id, seat=4)


def test_who_sits_above_a_capacity_that_was_lowered_goes_on(database, clinic, booking, visits, wish):
    group = [
        booking.book(clinic.front_desk, wish("15:00", service_id=clinic.yoga, patient_id=clinic.patients[number]))
        for number in (1, 2, 3)
    ]
    with database.write() as session:
        session.execute(update(HealthcareService).where(HealthcareService.id == clinic.yoga).values(capacity=1))
    assert visits.check_in(clinic.front_desk, group[2].id, 1).token
