"""One rule for notes, whichever door they are asked for at: the visit itself, or the patient's visits."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Encounter
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.domain.errors import NotAllowed
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import BookingRequest, VisitNote
from clinic_desktop.services.appointments.visits import VisitService
from clinic_desktop.services.patients.card import PatientRecords
from tests.builders import Clinic
from tests.conftest import SetClock
from tests.services.conftest import TUESDAY

Wish = Callable[..., BookingRequest]


@pytest.fixture
def records(database: Database, clock: SetClock) -> PatientRecords:
    return PatientRecords(database, clock)


@pytest.fixture
def written(clinic: Clinic, booking: BookingService, visits: VisitService, wish: Wish) -> int:
    """The visit of doctor 1 with patient 2, completed with a note this Monday."""
    view = booking.book(clinic.front_desk, wish("14:00"))
    visits.complete(clinic.doctor, view.id, view.version, VisitNote(diagnosis="J45"))
    return view.id


def _reads(
    database: Database, visits: VisitService, records: PatientRecords, actor: Actor, clinic: Clinic, visit_id: int
) -> bool:
    """Whether the person may read the note; both doors say the same."""
    encounter_id = _encounter(database, visit_id)
    try:
        at_the_visit = visits.note(actor, encounter_id).note.diagnosis == "J45"
    except NotAllowed:
        at_the_visit = False
    try:
        listed = records.visits(actor, clinic.patients[1])
    except NotAllowed:
        listed = ()
    of_the_patient = any(one.appointment_id == visit_id and one.note is not None for one in listed)
    assert of_the_patient == at_the_visit
    return at_the_visit


def _encounter(database: Database, visit_id: int) -> int:
    with database.read() as session:
        return session.execute(select(Encounter.id).where(Encounter.appointment_id == visit_id)).scalar_one()


def test_who_wrote_it_reads_it_and_nobody_else_without_a_reason(
    database: Database, clinic: Clinic, visits: VisitService, records: PatientRecords, written: int
) -> None:
    readers = [
        actor
        for actor in (*clinic.actors.values(), clinic.other_doctor)
        if _reads(database, visits, records, actor, clinic, written)
    ]
    assert readers == [clinic.doctor]


def test_a_colleague_reads_it_while_the_patient_is_booked_with_them_today(
    database: Database, clinic: Clinic, booking: BookingService, visits: VisitService, records: PatientRecords,
    wish: Wish, written: int,
) -> None:  # fmt: skip
    view = booking.book(clinic.front_desk, wish("15:00", practitioner_id=clinic.doctors[1]))
    assert _reads(database, visits, records, clinic.other_doctor, clinic, written)
    booking.cancel(clinic.front_desk, view.id, view.version, "Went home")
    assert not _reads(database, visits, records, clinic.other_doctor, clinic, written)


def test_a_booking_for_another_day_opens_nothing_until_that_day(
    database: Database, clock: SetClock, clinic: Clinic, booking: BookingService, visits: VisitService,
    records: PatientRecords, wish: Wish, written: int,
) -> None:  # fmt: skip
    booking.book(clinic.front_desk, wish("15:00", TUESDAY, practitioner_id=clinic.doctors[1]))
    assert not _reads(database, visits, records, clinic.other_doctor, clinic, written)
    clock.forward(days=1)
    assert _reads(database, visits, records, clinic.other_doctor, clinic, written)


def test_today_is_the_day_of_the_centre(
    database: Database, clock: SetClock, clinic: Clinic, booking: BookingService, visits: VisitService,
    records: PatientRecords, wish: Wish, written: int,
) -> None:  # fmt: skip
    booking.book(clinic.front_desk, wish("09:00", TUESDAY, practitioner_id=clinic.doctors[1]))
    clock.forward(hours=12, minutes=59)  # 23:59 in Kolkata, 18:29 UTC
    assert not _reads(database, visits, records, clinic.other_doctor, clinic, written)
    clock.forward(minutes=1)
    assert _reads(database, visits, records, clinic.other_doctor, clinic, written)


def test_who_has_seen_the_patient_goes_on_reading(
    database: Database, clock: SetClock, clinic: Clinic, booking: BookingService, visits: VisitService,
    records: PatientRecords, wish: Wish, written: int,
) -> None:  # fmt: skip
    view = booking.book(clinic.front_desk, wish("15:00", practitioner_id=clinic.doctors[1]))
    visits.complete(clinic.other_doctor, view.id, view.version)
    clock.forward(days=90)
    assert _reads(database, visits, records, clinic.other_doctor, clinic, written)
    with pytest.raises(NotAllowed):
        visits.save_note(clinic.other_doctor, _encounter(database, written), 2, VisitNote(plan="Rest"))


def test_every_read_is_audited_with_the_visits_that_were_read(
    database: Database, clinic: Clinic, visits: VisitService, records: PatientRecords, written: int
) -> None:
    records.visits(clinic.doctor, clinic.patients[1])
    visits.note(clinic.doctor, _encounter(database, written))
    records.visits(clinic.front_desk, clinic.patients[1])
    with database.read() as session:
        rows = session.execute(
            select(AuditEvent.action, AuditEvent.actor_name, AuditEvent.detail)
            .where(AuditEvent.action.in_(("view_notes", "view_visits", "read_note")))
            .order_by(AuditEvent.id)
        ).all()
    assert [(row.action, row.actor_name) for row in rows] == [
        ("view_notes", clinic.doctor.name),
        ("read_note", clinic.doctor.name),
        ("view_visits", clinic.front_desk.name),
    ]
    assert str(written) in rows[0].detail


def test_a_number_that_does_not_exist_is_refused_like_one_that_may_not_be_read(
    database: Database, clinic: Clinic, visits: VisitService, written: int
) -> None:
    for number in (_encounter(database, written), 987_654):
        with pytest.raises(NotAllowed):
            visits.note(clinic.other_doctor, number)
        with pytest.raises(NotAllowed):
            visits.note(clinic.front_desk, number)
