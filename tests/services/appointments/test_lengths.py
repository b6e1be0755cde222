"""Making an appointment longer or shorter, alone and with a move, and taking it back."""

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.domain.errors import Invalid, NotAllowed, SlotTaken, StaleRecord, StepNotAllowed
from clinic_desktop.domain.scheduling import WhyNot
from tests.builders import local
from tests.services.conftest import MONDAY, TUESDAY


def test_a_longer_visit_keeps_its_start_and_says_so_in_the_history(database, clinic, booking, days, booked):
    longer = booking.change_length(clinic.front_desk, booked.id, booked.version, 45)
    assert (longer.period.start, longer.period.minutes, longer.version) == (booked.period.start, 45, 2)
    row = days.appointment(clinic.front_desk, booked.id).history[-1]
    assert (row.action, row.detail["minutes"]) == ("change_length", [30, 45])
    with database.read() as session:
        assert "change_length" in session.execute(select(AuditEvent.action)).scalars().all()


def test_undo_gives_the_former_length_back(clinic, booking, days, booked):
    longer = booking.change_length(clinic.front_desk, booked.id, 1, 55)
    back = booking.undo(clinic.front_desk, booked.id, longer.version)
    assert back.period == booked.period
    assert days.appointment(clinic.front_desk, booked.id).history[-1].detail["minutes"] == [55, 30]


def test_the_board_as_it_stood_has_the_former_length(clinic, booking, days, clock, booked):
    at = clock()
    clock.forward(minutes=5)
    booking.change_length(clinic.front_desk, booked.id, 1, 15)
    view = days.day_at(clinic.front_desk, clinic.kolkata, MONDAY, at)
    assert [card.period for column in view.columns for card in column.cards] == [booked.period]


def test_what_comes_after_is_in_the_way(clinic, booking, wish, days, booked):
    booking.book(clinic.front_desk, wish("14:30", patient_id=clinic.patients[2]))
    with pytest.raises(SlotTaken) as refusal:
        booking.change_length(clinic.front_desk, booked.id, 1, 35)
    assert refusal.value.reason == WhyNot.TAKEN
    assert days.appointment(clinic.front_desk, booked.id).card.version == 1


def test_the_end_of_the_hours_is_in_the_way(clinic, booking, wish):
    last = booking.book(clinic.front_desk, wish("16:30"))
    with pytest.raises(SlotTaken) as refusal:
        booking.change_length(clinic.front_desk, last.id, 1, 60)
    assert refusal.value.reason == WhyNot.OUTSIDE_HOURS


def test_who_waits_may_be_given_more_time_after_their_start(clinic, booking, visits, clock, booked):
    arrived = visits.check_in(clinic.front_desk, booked.id, 1).appointment
    clock.now = local(MONDAY, "14:10")
    longer = booking.change_length(clinic.front_desk, booked.id, arrived.version, 40)
    assert longer.period.end == local(MONDAY, "14:40")
    with pytest.raises(SlotTaken) as refusal:
        booking.change_length(clinic.front_desk, booked.id, longer.version, 10)
    assert refusal.value.reason == WhyNot.PAST


@pytest.mark.parametrize("minutes", [-30, 0, 4, 721, 10**9])
def test_lengths_that_no_visit_has(clinic, booking, booked, minutes):
    with pytest.raises(Invalid):
        booking.change_length(clinic.front_desk, booked.id, 1, minutes)
    with pytest.raises(Invalid):
        booking.reschedule(clinic.front_desk, booked.id, 1, clinic.doctors[0], local(TUESDAY, "14:00"), minutes=minutes)


def test_stale_ended_and_foreign_visits_keep_their_length(clinic, booking, booked):
    with pytest.raises(NotAllowed):
        booking.change_length(clinic.other_doctor, booked.id, 1, 45)
    booking.change_length(clinic.front_desk, booked.id, 1, 45)
    with pytest.raises(StaleRecord):
        booking.change_length(clinic.front_desk, booked.id, 1, 50)
    booking.cancel(clinic.front_desk, booked.id, 2, "Ill")
    with pytest.raises(StepNotAllowed):
        booking.change_length(clinic.front_desk, booked.id, 3, 45)


def test_a_move_can_give_another_length_and_one_undo_takes_both_back(clinic, booking, booked):
    moved = booking.reschedule(clinic.front_desk, booked.id, 1, clinic.doctors[2], local(TUESDAY, "16:00"), minutes=50)
    assert (moved.practitioner_id, moved.period.minutes) == (clinic.doctors[2], 50)
    back = booking.undo(clinic.front_desk, booked.id, moved.version)
    assert (back.practitioner_id, back.period) == (clinic.doctors[0], booked.period)


def test_a_visit_can_always_be_shorter_also_where_it_could_not_be_booked_now(clinic, booking, wish, booked):
    squeezed = booking.book(
        clinic.front_desk, wish("14:00", patient_id=clinic.patients[2], squeeze_in_reason="Fever, came in pain")
    )
    shorter = booking.change_length(clinic.front_desk, squeezed.id, 1, 15)
    assert (shorter.period.minutes, shorter.squeezed_in) == (15, True)


def test_a_room_that_somebody_else_has_next_is_exchanged(clinic, booking, wish, database):
    with database.write() as session:
        session.execute(update(HealthcareService).values(needs_room=True))
    first = booking.book(clinic.front_desk, wish("14:00"))
    with database.read() as session:
        room = session.execute(select(Appointment.room_id).where(Appointment.id == first.id)).scalar_one()
    other = wish("14:30", patient_id=clinic.patients[2], practitioner_id=clinic.doctors[2], room_id=room)
    booking.book(clinic.front_desk, other)
    longer = booking.change_length(clinic.front_desk, first.id, 1, 45)
    with database.read() as session:
        now = session.execute(select(Appointment.room_id).where(Appointment.id == first.id)).scalar_one()
    assert longer.period.minutes == 45
    assert now != room
