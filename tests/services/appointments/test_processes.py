"""Programs of their own at the same moment: the last place, the last room, and a hold whose program was killed."""

import os
import signal
from datetime import datetime, timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.organisation import Room
from clinic_desktop.domain.errors import Refused, SlotTaken
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.holds import HoldService
from clinic_desktop.services.appointments.values import BookingRequest
from tests.builders import Clinic, local, new_key
from tests.conftest import NOW
from tests.processes import programs
from tests.services.conftest import TUESDAY

TIMES = ("14:00", "15:00", "16:00")
_PATIENCE = 60


def _book(
    url: str, clinic: Clinic, doctor: int, service: int, patient: int, start: Barrier, answers: "Queue[list[str]]"
) -> None:
    """A desk that asks for each of the times at the same moment as the other."""
    database = Database(url)
    booking = BookingService(database, lambda: NOW)
    told = []
    for time in TIMES:
        request = BookingRequest(
            request_key=new_key(), practitioner_id=clinic.doctors[doctor], location_id=clinic.kolkata,
            service_id=service, starts_at=local(TUESDAY, time), patient_id=clinic.patients[patient],
        )  # fmt: skip
        start.wait(_PATIENCE)
        try:
            booking.book(clinic.front_desk, request)
            told.append("booked")
        except SlotTaken as refusal:
            told.append(str(refusal.reason))
        except Refused as refusal:
            told.append(type(refusal).__name__)
    database.close()
    answers.put(told)


def _hold_and_wait(url: str, clinic: Clinic, start: datetime, ready: "Queue[str]") -> None:
    """A desk that holds a time and then never does anything again."""
    holds = HoldService(Database(url), lambda: NOW)
    given = holds.hold(clinic.front_desk, clinic.doctors[0], clinic.kolkata, clinic.consultation, start)
    ready.put(given.key)
    signal.pause()


def two_desks(url: str, clinic: Clinic, first: tuple[int, int, int], second: tuple[int, int, int]) -> list[list[str]]:
    """What each of two programs was told, time by time; each asks for (doctor, service, patient)."""
    context = programs()
    answers: Queue[list[str]] = context.Queue()
    start = context.Barrier(2)
    desks = [context.Process(target=_book, args=(url, clinic, *wish, start, answers)) for wish in (first, second)]
    for desk in desks:
        desk.start()
    told = [answers.get(timeout=_PATIENCE) for _ in desks]
    for desk in desks:
        desk.join()
    return told


def test_of_two_programs_one_gets_the_last_place_of_a_session(database, database_url, clinic, booking, wish):
    for time in TIMES:
        for patient in clinic.patients[:2]:
            booking.book(clinic.front_desk, wish(time, TUESDAY, service_id=clinic.yoga, patient_id=patient))
    told = two_desks(database_url, clinic, (0, clinic.yoga, 2), (0, clinic.yoga, 3))
    assert [sorted(pair) for pair in zip(*told, strict=True)] == [["booked", "taken"]] * len(TIMES)
    with database.read() as session:
        seats = session.execute(select(Appointment.starts_at, Appointment.seat)).all()
    assert len(set(seats)) == len(seats) == 3 * len(TIMES)


def test_of_two_programs_one_gets_the_last_room(database, database_url, clinic):
    with database.write() as session:
        session.execute(update(HealthcareService).values(needs_room=True))
        session.execute(update(Room).where(Room.id.in_(clinic.rooms[1:3])).values(active=False))
    told = two_desks(database_url, clinic, (0, clinic.consultation, 1), (1, clinic.consultation, 2))
    assert [sorted(pair) for pair in zip(*told, strict=True)] == [["booked", "room"]] * len(TIMES)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_hold_whose_program_was_killed_ends_by_time_alone(database, database_url, clinic, clock, booking, days, wish):
    context = programs()
    ready: Queue[str] = context.Queue()
    start = local(TUESDAY, "14:00")
    desk = context.Process(target=_hold_and_wait, args=(database_url, clinic, start, ready))
    desk.start()
    ready.get(timeout=_PATIENCE)
    assert desk.pid is not None
    os.kill(desk.pid, signal.SIGKILL)
    desk.join()

    with pytest.raises(SlotTaken) as refused:
        booking.book(clinic.coordinator, wish("14:00", TUESDAY))
    assert refused.value.by_name == "Front Desk"
    column = days.day(clinic.coordinator, clinic.kolkata, TUESDAY).columns[0]
    assert [(hold.holder_name, hold.desk) for hold in column.holds] == [("Front Desk", "desk-1")]

    clock.now += timedelta(minutes=5)
    assert not days.day(clinic.coordinator, clinic.kolkata, TUESDAY).columns[0].holds
    assert booking.book(clinic.coordinator, wish("14:00", TUESDAY)).period.start == start


def test_a_hold_is_renewed_by_its_own_desk_only(clinic, clock, holds, booking, wish):
    given = holds.hold(
        clinic.front_desk, clinic.doctors[0], clinic.kolkata, clinic.consultation, local(TUESDAY, "14:00")
    )
    clock.forward(minutes=4)
    assert holds.renew(clinic.front_desk, given.key).expires_at == clock() + timedelta(minutes=5)
    with pytest.raises(Refused):
        holds.renew(clinic.coordinator, given.key)
    clock.forward(minutes=5)
    with pytest.raises(Refused):
        holds.renew(clinic.front_desk, given.key)
