"""Services that need a room: it is found, kept for one at a time, shared by a group, and changed."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from clinic_desktop.db.database import Database
from clinic_desktop.db.locks import hold_rooms
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.organisation import Room
from clinic_desktop.db.models.scheduling import Hold
from clinic_desktop.domain.errors import Conflict, NotFound, Refused, SlotTaken
from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import AppointmentView, BookingRequest
from tests.builders import local, make_clinic, new_key
from tests.services.appointments.test_races import together
from tests.services.conftest import MONDAY


@pytest.fixture
def rooms(database, clinic):
    """Consultations and back school need a room; the centre in Kolkata has rooms 1 and 2 only."""
    with database.write() as session:
        session.execute(update(HealthcareService).values(needs_room=True))
        session.execute(update(Room).where(Room.id == clinic.rooms[2]).values(active=False))
    return clinic.rooms


def room_of(database, view: AppointmentView) -> tuple[int | None, bool]:
    with database.read() as session:
        row = session.execute(
            select(Appointment.room_id, Appointment.room_reserved).where(Appointment.id == view.id)
        ).one()
    return row.room_id, row.room_reserved


def at_two(clinic, wish, doctor, **changes):
    return wish("14:00", practitioner_id=clinic.doctors[doctor], **changes)


def test_a_booking_gets_the_doctors_room_or_another_that_is_free(database, clinic, booking, wish, rooms):
    first = booking.book(clinic.front_desk, at_two(clinic, wish, 0))
    assert room_of(database, first) == (rooms[0], True)
    # The third doctor's own room is not in use any more.
    other = booking.book(clinic.front_desk, at_two(clinic, wish, 2))
    assert room_of(database, other) == (rooms[1], True)


def test_without_a_free_room_the_time_is_refused_for_that_reason(clinic, booking, wish, rooms):
    for doctor in (0, 2):
        booking.book(clinic.front_desk, at_two(clinic, wish, doctor))
    with pytest.raises(SlotTaken) as refused:
        booking.book(clinic.front_desk, at_two(clinic, wish, 1))
    assert refused.value.reason == WhyNot.ROOM
    starts = [option.period.start for option in refused.value.nearest if option.practitioner_id == clinic.doctors[1]]
    assert local(MONDAY, "14:30") in starts
    assert local(MONDAY, "14:00") not in starts


def test_times_without_a_room_are_not_offered(clinic, booking, slots, days, wish, rooms):
    for doctor in (0, 2):
        booking.book(clinic.front_desk, at_two(clinic, wish, doctor))
    doctor = clinic.doctors[1]
    free = slots.free_slots(doctor, clinic.kolkata, clinic.consultation, MONDAY, MONDAY)
    starts = {slot.period.start for slot in free}
    assert local(MONDAY, "14:00") not in starts
    assert {local(MONDAY, "11:30"), local(MONDAY, "14:30")} <= starts
    board = days.day(clinic.front_desk, clinic.kolkata, MONDAY)
    column = next(column for column in board.columns if column.practitioner_id == doctor)
    assert local(MONDAY, "14:00") not in {slot.period.start for slot in column.free}
    wanted = next(slot.period for slot in free).moved_to(local(MONDAY, "14:00"))
    assert slots.why_not(doctor, clinic.kolkata, clinic.consultation, wanted) is WhyNot.ROOM


def test_a_squeeze_in_shares_the_usual_room_rather_than_being_refused(database, clinic, booking, wish, rooms):
    for doctor in (0, 2):
        booking.book(clinic.front_desk, at_two(clinic, wish, doctor))
    squeezed = booking.book(clinic.front_desk, at_two(clinic, wish, 0, squeeze_in_reason="Fever"))
    assert room_of(database, squeezed) == (rooms[0], False)


def test_who_may_not_squeeze_in_passes_over_no_room(clinic, booking, wish, rooms):
    for doctor in (0, 2):
        booking.book(clinic.front_desk, at_two(clinic, wish, doctor))
    with pytest.raises(SlotTaken) as refused:
        booking.book(clinic.centre_manager, at_two(clinic, wish, 1, override_reason="Cannot come later"))
    assert refused.value.reason == WhyNot.ROOM
    booking.book(clinic.admin, at_two(clinic, wish, 1, override_reason="Cannot come later"))


def test_those_of_one_group_session_share_its_room(database, clinic, booking, wish, rooms):
    yoga = {"service_id": clinic.yoga}
    members = [
        booking.book(clinic.front_desk, at_two(clinic, wish, 0, patient_id=patient, **yoga))
        for patient in clinic.patients[:2]
    ]
    assert [room_of(database, view) for view in members] == [(rooms[0], True)] * 2
    moved = booking.set_room(clinic.front_desk, members[1].id, 1, rooms[1])
    assert moved.version == 2
    assert [room_of(database, view) for view in members] == [(rooms[1], True)] * 2
    third = booking.book(clinic.front_desk, at_two(clinic, wish, 0, patient_id=clinic.patients[2], **yoga))
    assert room_of(database, third) == (rooms[1], True)


def test_another_room_is_given_where_it_is_free(database, clinic, booking, wish, rooms):
    first = booking.book(clinic.front_desk, at_two(clinic, wish, 0))
    options = booking.rooms(clinic.front_desk, first.id)
    assert [(option.name, option.free) for option in options] == [("Room 1", True), ("Room 2", True)]
    booking.set_room(clinic.front_desk, first.id, first.version, rooms[1])
    assert room_of(database, first) == (rooms[1], True)
    other = booking.book(clinic.front_desk, at_two(clinic, wish, 2))
    assert [option.free for option in booking.rooms(clinic.front_desk, first.id)] == [False, True]
    with pytest.raises(SlotTaken) as refused:
        booking.set_room(clinic.front_desk, other.id, other.version, rooms[1])
    assert refused.value.reason == WhyNot.ROOM
    with pytest.raises(NotFound):
        booking.set_room(clinic.front_desk, other.id, other.version, rooms[3])


def test_a_move_keeps_its_room_or_finds_another_and_undo_finds_one_again(database, clinic, booking, wish, rooms):
    view = booking.book(clinic.front_desk, at_two(clinic, wish, 0))
    view = booking.set_room(clinic.front_desk, view.id, view.version, rooms[1])
    booking.book(clinic.front_desk, wish("15:00", practitioner_id=clinic.doctors[1]))
    view = booking.reschedule(clinic.front_desk, view.id, view.version, clinic.doctors[0], local(MONDAY, "15:00"))
    assert room_of(database, view) == (rooms[0], True)
    # Its old room is taken meanwhile, so that it gets the other one back.
    booking.book(clinic.front_desk, at_two(clinic, wish, 1))
    view = booking.undo(clinic.front_desk, view.id, view.version)
    assert view.period.start == local(MONDAY, "14:00")
    assert room_of(database, view) == (rooms[0], True)


def test_a_visit_that_was_given_another_room_keeps_it_when_it_moves(database, clinic, booking, wish, rooms):
    view = booking.book(clinic.front_desk, at_two(clinic, wish, 0))
    view = booking.set_room(clinic.front_desk, view.id, view.version, rooms[1])
    moved = booking.reschedule(clinic.front_desk, view.id, view.version, clinic.doctors[0], local(MONDAY, "15:00"))
    assert room_of(database, moved) == (rooms[1], True)


def test_a_cancelling_is_not_taken_back_without_a_room(database, clinic, booking, wish, rooms):
    view = booking.book(clinic.front_desk, at_two(clinic, wish, 0))
    gone = booking.cancel(clinic.front_desk, view.id, view.version, "Ill")
    for doctor in (1, 2):
        booking.book(clinic.front_desk, at_two(clinic, wish, doctor))
    with pytest.raises(SlotTaken) as refused:
        booking.undo(clinic.front_desk, gone.id, gone.version)
    assert refused.value.reason == WhyNot.ROOM


def test_a_hold_keeps_its_room_until_it_runs_out(database, clinic, clock, booking, holds, wish, rooms):
    start = local(MONDAY, "14:00")
    given = [
        holds.hold(clinic.front_desk, clinic.doctors[doctor], clinic.kolkata, clinic.consultation, start)
        for doctor in (0, 2)
    ]
    with database.read() as session:
        assert set(session.execute(select(Hold.room_id)).scalars()) == set(rooms[:2])
    with pytest.raises(SlotTaken) as refused:
        booking.book(clinic.front_desk, at_two(clinic, wish, 1))
    assert refused.value.reason == WhyNot.ROOM
    view = booking.book(clinic.front_desk, at_two(clinic, wish, 0, hold_key=given[0].key))
    assert room_of(database, view)[1]
    clock.forward(minutes=6)
    booking.book(clinic.front_desk, at_two(clinic, wish, 1))


def test_of_two_desks_one_gets_the_last_room(clinic, booking, wish, rooms):
    for time in ("14:00", "14:30", "15:00"):
        booking.book(clinic.front_desk, wish(time, practitioner_id=clinic.doctors[2]))
        told = together(
            *[
                lambda doctor=doctor, time=time: booking.book(
                    clinic.front_desk, wish(time, practitioner_id=clinic.doctors[doctor])
                )
                for doctor in (0, 1)
            ]
        )
        refusals = [answer for answer in told if isinstance(answer, Refused)]
        assert [refusal.reason for refusal in refusals] == [WhyNot.ROOM]


def test_the_database_itself_refuses_one_room_twice(database, clinic, booking, wish, rooms):
    booking.book(clinic.front_desk, at_two(clinic, wish, 0))
    other = booking.book(clinic.front_desk, at_two(clinic, wish, 2))
    with pytest.raises(Conflict), database.write() as session:
        session.execute(
            text("UPDATE appointment SET room_id = :room WHERE id = :id"), {"room": rooms[0], "id": other.id}
        )


def test_what_the_databases_guard_refuses_reads_as_no_room(database, clinic, booking, wish, rooms):
    """Something wrote past the services: a visit of the other centre stands in a room of this one."""
    taken = booking.book(clinic.front_desk, wish("14:15", practitioner_id=clinic.doctors[2]))
    with database.write() as session:
        session.execute(
            update(Appointment).where(Appointment.id == taken.id).values(location_id=clinic.berlin, room_id=rooms[0])
        )
    with pytest.raises(SlotTaken) as refused:
        booking.book(clinic.front_desk, at_two(clinic, wish, 0))
    assert refused.value.reason == WhyNot.ROOM


def test_a_room_whose_payment_never_came_is_free(database, clinic, clock, booking, wish, rooms):
    pending = booking.book(clinic.front_desk, at_two(clinic, wish, 0))
    booking.book(clinic.front_desk, at_two(clinic, wish, 2))
    with database.write() as session:
        session.execute(
            update(Appointment)
            .where(Appointment.id == pending.id)
            .values(state="pending", expires_at=clock() + timedelta(minutes=15))
        )
    with pytest.raises(SlotTaken):
        booking.book(clinic.front_desk, at_two(clinic, wish, 1))
    clock.forward(minutes=16)
    view = booking.book(clinic.front_desk, at_two(clinic, wish, 1))
    assert room_of(database, view) == (rooms[0], True)
    with database.read() as session:
        assert session.execute(select(Appointment.state).where(Appointment.id == pending.id)).scalar_one() == (
            "cancelled"
        )


def test_who_cancels_does_not_wait_for_who_looks_for_a_room(postgres_database_url, clock):
    """Cancelling holds the appointment, for which somebody with the rooms may be waiting: a circle."""
    database = Database(postgres_database_url)
    clinic = make_clinic(database, clock)
    booking = BookingService(database, clock)
    request = BookingRequest(
        request_key=new_key(), practitioner_id=clinic.doctors[0], location_id=clinic.kolkata,
        service_id=clinic.consultation, starts_at=local(MONDAY, "14:00"), patient_id=clinic.patients[1],
    )  # fmt: skip
    view = booking.book(clinic.front_desk, request)
    with database.write() as looking:
        hold_rooms(looking, clinic.kolkata)
        booking.cancel(clinic.front_desk, view.id, 1, "Ill")
    database.close()
