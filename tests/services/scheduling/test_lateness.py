"""Running late: who begins when, who runs into what, one save that tells everybody, one undo."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.messages import Message
from clinic_desktop.db.models.organisation import Room
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.scheduling import Schedule
from clinic_desktop.domain.codes import AppointmentState, MessageKind, MessageState
from clinic_desktop.domain.errors import Invalid, NotAllowed, SlotTaken, StaleRecord
from clinic_desktop.domain.scheduling.late import LateClash
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.holds import HoldService
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.scheduling.changes import HoursChangeService
from clinic_desktop.services.scheduling.lateness import LatenessService
from clinic_desktop.services.scheduling.values import Decision, LateDay, Treatment
from tests.builders import Clinic, local
from tests.conftest import SetClock
from tests.services.conftest import MONDAY

Wish = Callable[..., BookingRequest]


@pytest.fixture
def lateness(database: Database, clock: SetClock, clinic: Clinic) -> LatenessService:
    with database.write() as session:
        session.execute(update(Patient).values(email="asha@example.org"))
    return LatenessService(database, clock)


@pytest.fixture
def today(booking: BookingService, clinic: Clinic, wish: Wish) -> list[int]:
    """Doctor 1 sees patients at 11:00, 11:30, 12:30 and 16:30; it is 11:00."""
    return [booking.book(clinic.front_desk, wish(at)).id for at in ("11:00", "11:30", "12:30", "16:30")]


def begins(database: Database) -> list[datetime]:
    with database.read() as session:
        return list(session.scalars(select(Appointment.starts_at).order_by(Appointment.id)))


def shown(day: LateDay) -> list[tuple[int, datetime, int, LateClash | None]]:
    return [(one.hit.id, one.starts_at, one.delay_minutes, one.clash) for one in day.visits]


def test_the_preview_says_who_shifts_and_who_runs_into_what(
    lateness: LatenessService, clinic: Clinic, today: list[int]
) -> None:
    day = lateness.preview(clinic.front_desk, clinic.doctors[0], 40)
    assert shown(day) == [
        (today[0], local(MONDAY, "11:40"), 40, None),
        (today[1], local(MONDAY, "12:10"), 40, None),
        (today[2], local(MONDAY, "12:40"), 10, LateClash.BREAK),
    ]
    assert (day.on_time, day.said_minutes, day.practitioner_name) == (1, 0, "Dr Anita Menon")
    (into_lunch,) = [one.hit for one in day.visits if one.clash]
    assert into_lunch.own is not None and into_lunch.own.period.start == local(MONDAY, "14:00")
    assert into_lunch.other is not None and into_lunch.other.period.start == local(MONDAY, "12:30")


def test_whoever_is_moved_makes_room_for_those_after(
    lateness: LatenessService, clinic: Clinic, today: list[int]
) -> None:
    day = lateness.preview(clinic.front_desk, clinic.doctors[0], 40, without=[today[1]])
    assert shown(day) == [(today[0], local(MONDAY, "11:40"), 40, None), (today[1], local(MONDAY, "11:30"), 0, None)]


def test_one_save_shifts_moves_and_tells_and_one_undo_takes_all_back(
    database: Database, lateness: LatenessService, clinic: Clinic, clock: SetClock, days: DayService, today: list[int]
) -> None:
    before = begins(database)
    anita = clinic.doctors[0]
    first = lateness.preview(clinic.doctor, anita, 40)
    lunch = first.visits[2].hit
    assert lunch.own is not None
    decision = Decision(lunch.id, lunch.version, Treatment.MOVE, anita, lunch.own.period.start)
    day = lateness.preview(clinic.doctor, anita, 40, without=[lunch.id])
    done = lateness.save(clinic.doctor, anita, 40, day.visits, [decision], "An emergency")
    assert (done.shifted, done.moved) == (2, 1)
    assert begins(database) == [local(MONDAY, at) for at in ("11:40", "12:10", "14:00", "16:30")]
    with database.read() as session:
        told = session.scalars(
            select(Message).where(Message.kind == MessageKind.RUNNING_LATE).order_by(Message.appointment_id)
        ).all()
        assert [(one.appointment_id, one.state) for one in told] == [
            (today[0], MessageState.QUEUED), (today[1], MessageState.QUEUED),
        ]  # fmt: skip
        said = json.loads(told[0].data)
    assert (said["starts_at"], said["expected_at"]) == (
        local(MONDAY, "11:00").isoformat(), local(MONDAY, "11:40").isoformat(),
    )  # fmt: skip
    assert (said["late_minutes"], said["note"]) == (40, "An emergency")
    column = days.day(clinic.front_desk, clinic.kolkata, MONDAY).columns[0]
    assert column.late_minutes == 40
    assert done.undo is not None
    HoursChangeService(database, clock).undo(clinic.doctor, done.undo)
    assert begins(database) == before
    with database.read() as session:
        kept = session.scalars(select(Message).where(Message.state == MessageState.QUEUED)).all()
        assert {one.kind for one in kept} <= {MessageKind.CONFIRMATION}
        assert session.scalars(select(Schedule.late_minutes)).all() == [0, 0, 0]


def _have_left(database: Database) -> None:
    with database.write() as session:
        session.execute(update(Message).where(Message.state == MessageState.QUEUED).values(state=MessageState.SENT))


def _waiting_to_leave(database: Database) -> list[tuple[str, int | None]]:
    with database.read() as session:
        rows = session.execute(
            select(Message.kind, Message.appointment_id)
            .where(Message.state == MessageState.QUEUED)
            .order_by(Message.appointment_id)
        )
        return [(row.kind, row.appointment_id) for row in rows]


def test_a_delay_that_nobody_heard_of_is_taken_back_in_silence(
    database: Database, lateness: LatenessService, clinic: Clinic, clock: SetClock, today: list[int]
) -> None:
    anita = clinic.doctors[0]
    _have_left(database)
    day = lateness.preview(clinic.doctor, anita, 20)
    done = lateness.save(clinic.doctor, anita, 20, day.visits)
    assert done.undo is not None
    HoursChangeService(database, clock).undo(clinic.doctor, done.undo)
    assert _waiting_to_leave(database) == []


def test_patients_who_heard_of_the_delay_hear_when_it_is_taken_back(
    database: Database, lateness: LatenessService, clinic: Clinic, clock: SetClock, today: list[int]
) -> None:
    anita = clinic.doctors[0]
    _have_left(database)
    day = lateness.preview(clinic.doctor, anita, 20)
    done = lateness.save(clinic.doctor, anita, 20, day.visits)
    _have_left(database)
    assert done.undo is not None
    HoursChangeService(database, clock).undo(clinic.doctor, done.undo)
    late = [visit.hit.id for visit in day.visits if visit.delay_minutes]
    assert late and _waiting_to_leave(database) == [(MessageKind.RESCHEDULE, number) for number in late]


def test_who_heard_of_the_delay_hears_when_the_desk_puts_the_visit_back_but_not_the_delay_twice(
    database: Database, lateness: LatenessService, booking: BookingService, clinic: Clinic, wish: Wish
) -> None:
    anita = clinic.doctors[0]
    one = booking.book(clinic.front_desk, wish("11:30"))
    _have_left(database)
    lateness.save(clinic.doctor, anita, 20, lateness.preview(clinic.doctor, anita, 20).visits)
    _have_left(database)
    shorter = booking.change_length(clinic.front_desk, one.id, one.version + 1, 20)
    assert _waiting_to_leave(database) == []
    booking.reschedule(clinic.front_desk, one.id, shorter.version, anita, local(MONDAY, "11:30"))
    assert _waiting_to_leave(database) == [(MessageKind.RESCHEDULE, one.id)]


def test_a_day_that_changed_meanwhile_is_shown_again_first(
    database: Database, lateness: LatenessService, booking: BookingService, clinic: Clinic, wish: Wish, today: list[int]
) -> None:
    anita = clinic.doctors[0]
    before = begins(database)
    day = lateness.preview(clinic.doctor, anita, 20)
    booking.book(clinic.front_desk, wish("12:00"))
    with pytest.raises(StaleRecord):
        lateness.save(clinic.doctor, anita, 20, day.visits)
    assert begins(database)[:4] == before


@pytest.mark.parametrize("known", ["by message", "by telephone"])
def test_who_has_not_heard_of_a_delay_hears_nothing_when_it_is_taken_back(
    database: Database, lateness: LatenessService, booking: BookingService, clinic: Clinic, today: list[int], known: str
) -> None:
    with database.write() as session:
        if known == "by message":
            session.execute(update(Message).values(state=MessageState.SENT))
        else:
            session.execute(delete(Message))
    anita = clinic.doctors[0]
    day = lateness.preview(clinic.doctor, anita, 10)
    lateness.save(clinic.doctor, anita, 10, day.visits)
    version = next(one.hit.version for one in day.visits if one.hit.id == today[0])
    booking.undo(clinic.doctor, today[0], version + 1)
    with database.read() as session:
        told = session.execute(
            select(Message.kind, Message.state).where(
                Message.appointment_id == today[0], Message.state != MessageState.SENT
            )
        ).all()
    assert [tuple(one) for one in told] == [(MessageKind.RUNNING_LATE, MessageState.DROPPED)]


def test_delay_adds_up_and_ends_with_the_last_visit_that_is_late(
    lateness: LatenessService, clinic: Clinic, clock: SetClock, days: DayService, today: list[int]
) -> None:
    anita = clinic.doctors[0]
    for _ in range(2):
        lateness.save(clinic.doctor, anita, 10, lateness.preview(clinic.doctor, anita, 10).visits)
    assert lateness.preview(clinic.doctor, anita, 10).said_minutes == 20
    assert days.day(clinic.front_desk, clinic.kolkata, MONDAY).columns[0].late_minutes == 20
    clock.forward(hours=3)
    assert lateness.preview(clinic.doctor, anita, 10).said_minutes == 0


def test_a_doctor_who_caught_up_says_so(
    lateness: LatenessService, clinic: Clinic, days: DayService, today: list[int]
) -> None:
    anita = clinic.doctors[0]
    lateness.save(clinic.doctor, anita, 10, lateness.preview(clinic.doctor, anita, 10).visits)
    lateness.say_on_time(clinic.front_desk, anita)
    assert days.day(clinic.front_desk, clinic.kolkata, MONDAY).columns[0].late_minutes == 0


def test_who_may_say_it_and_how_late_anybody_can_be(lateness: LatenessService, clinic: Clinic) -> None:
    for minutes in (0, -5, 481):
        with pytest.raises(Invalid) as refused:
            lateness.preview(clinic.doctor, clinic.doctors[0], minutes)
        assert refused.value.problems == {"minutes": "out_of_bounds"}
    for actor in (clinic.other_doctor, clinic.coordinator, clinic.patient, clinic.berlin_desk):
        with pytest.raises(NotAllowed):
            lateness.preview(actor, clinic.doctors[0], 10)
    assert lateness.preview(clinic.manager, clinic.doctors[0], 10).visits == ()


def test_what_somebody_else_said_since_is_not_taken_back(
    database: Database, lateness: LatenessService, clinic: Clinic, clock: SetClock
) -> None:
    anita = clinic.doctors[0]
    first = lateness.save(clinic.front_desk, anita, 15, lateness.preview(clinic.front_desk, anita, 15).visits)
    lateness.save(clinic.doctor, anita, 10, lateness.preview(clinic.doctor, anita, 10).visits)
    assert first.undo is not None
    with pytest.raises(StaleRecord):
        HoursChangeService(database, clock).undo(clinic.front_desk, first.undo)
    assert lateness.preview(clinic.doctor, anita, 5).said_minutes == 25


def test_a_free_day_is_late_all_the_same(
    lateness: LatenessService, clinic: Clinic, clock: SetClock, days: DayService
) -> None:
    done = lateness.save(clinic.doctor, clinic.doctors[0], 15, ())
    assert done.shifted == 0
    assert days.day(clinic.front_desk, clinic.kolkata, MONDAY).columns[0].late_minutes == 15
    clock.forward(minutes=16)
    assert days.day(clinic.front_desk, clinic.kolkata, MONDAY).columns[0].late_minutes == 0
    assert done.undo is not None


@pytest.mark.parametrize("state", [AppointmentState.IN_PROGRESS, AppointmentState.COMPLETED])
def test_a_visit_that_came_before_its_turn_is_in_the_way_until_the_late_one_is_moved(
    database: Database, lateness: LatenessService, booking: BookingService, clinic: Clinic, wish: Wish,
    state: AppointmentState,
) -> None:  # fmt: skip
    anita = clinic.doctors[0]
    late, early = (booking.book(clinic.front_desk, wish(at)).id for at in ("11:00", "11:30"))
    with database.write() as session:
        session.execute(update(Appointment).where(Appointment.id == early).values(state=state))
    day = lateness.preview(clinic.front_desk, anita, 30)
    assert shown(day) == [(late, local(MONDAY, "11:30"), 30, LateClash.ANOTHER)]
    with pytest.raises(SlotTaken):
        lateness.save(clinic.front_desk, anita, 30, day.visits)
    hit = day.visits[0].hit
    assert hit.own is not None
    decision = Decision(late, hit.version, Treatment.MOVE, anita, hit.own.period.start)
    done = lateness.save(
        clinic.front_desk, anita, 30, lateness.preview(clinic.front_desk, anita, 30, [late]).visits, [decision]
    )
    assert (done.moved, done.shifted) == (1, 0)


def test_an_unpaid_booking_whose_time_is_over_is_not_in_the_way(
    database: Database, lateness: LatenessService, booking: BookingService, clinic: Clinic, wish: Wish, clock: SetClock
) -> None:
    anita = clinic.doctors[0]
    late, unpaid = (booking.book(clinic.front_desk, wish(at)).id for at in ("11:00", "11:30"))
    with database.write() as session:
        over = {"state": AppointmentState.PENDING, "expires_at": clock.now - timedelta(minutes=1)}
        session.execute(update(Appointment).where(Appointment.id == unpaid).values(**over))
    day = lateness.preview(clinic.front_desk, anita, 30)
    assert shown(day) == [(late, local(MONDAY, "11:30"), 30, None)]
    lateness.save(clinic.front_desk, anita, 30, day.visits)
    assert begins(database)[0] == local(MONDAY, "11:30")


def test_a_visit_is_moved_to_the_time_of_an_unpaid_booking_whose_time_is_over(
    database: Database, lateness: LatenessService, booking: BookingService, clinic: Clinic, wish: Wish, clock: SetClock
) -> None:
    anita = clinic.doctors[0]
    late, unpaid = (booking.book(clinic.front_desk, wish(at)).id for at in ("11:00", "14:00"))
    with database.write() as session:
        over = {"state": AppointmentState.PENDING, "expires_at": clock.now - timedelta(minutes=1)}
        session.execute(update(Appointment).where(Appointment.id == unpaid).values(**over))
    day = lateness.preview(clinic.front_desk, anita, 30, [late])
    decision = Decision(late, day.visits[0].hit.version, Treatment.MOVE, anita, local(MONDAY, "14:00"))
    assert lateness.save(clinic.front_desk, anita, 30, day.visits, [decision]).moved == 1
    assert begins(database)[0] == local(MONDAY, "14:00")


@pytest.fixture
def room_taken(database: Database, booking: BookingService, clinic: Clinic, wish: Wish) -> int:
    """A visit at 11:00 that needs a room, which doctor 2 has from 11:40 on."""
    with database.write() as session:
        session.execute(update(HealthcareService).values(needs_room=True))
    first = booking.book(clinic.front_desk, wish("11:00")).id
    other = booking.book(clinic.front_desk, wish("11:40", practitioner_id=clinic.doctors[1])).id
    with database.write() as session:
        own = session.scalar(select(Appointment.room_id).where(Appointment.id == first))
        session.execute(update(Appointment).where(Appointment.id == other).values(room_id=own))
    return first


def test_a_late_visit_whose_room_is_taken_gets_another(
    database: Database, lateness: LatenessService, clinic: Clinic, room_taken: int, clock: SetClock
) -> None:
    before = _room_of(database, room_taken)
    day = lateness.preview(clinic.front_desk, clinic.doctors[0], 45)
    assert shown(day) == [(room_taken, local(MONDAY, "11:45"), 45, None)]
    done = lateness.save(clinic.front_desk, clinic.doctors[0], 45, day.visits)
    assert _room_of(database, room_taken) not in (None, before)
    assert done.undo is not None
    HoursChangeService(database, clock).undo(clinic.front_desk, done.undo)
    assert _room_of(database, room_taken) == before


def test_a_late_visit_for_which_no_room_is_free_is_shown_and_not_put_into_a_taken_one(
    database: Database, lateness: LatenessService, clinic: Clinic, room_taken: int
) -> None:
    own = _room_of(database, room_taken)
    with database.write() as session:
        session.execute(update(Room).where(Room.id != own).values(active=False))
    day = lateness.preview(clinic.front_desk, clinic.doctors[0], 45)
    assert shown(day) == [(room_taken, local(MONDAY, "11:45"), 45, LateClash.ROOM)]
    with pytest.raises(SlotTaken):
        lateness.save(clinic.front_desk, clinic.doctors[0], 45, day.visits)


def _room_of(database: Database, appointment_id: int) -> int | None:
    with database.read() as session:
        return session.scalar(select(Appointment.room_id).where(Appointment.id == appointment_id))


def test_a_time_that_another_desk_is_holding_is_named_and_can_be_shifted_onto(
    database: Database, lateness: LatenessService, clinic: Clinic, clock: SetClock, holds: HoldService, today: list[int]
) -> None:
    anita = clinic.doctors[0]
    other = replace(clinic.front_desk, desk="desk-2")
    holds.hold(other, anita, clinic.kolkata, clinic.consultation, local(MONDAY, "12:00"))
    day = lateness.preview(clinic.front_desk, anita, 40)
    assert [one.clash for one in day.visits] == [LateClash.HELD, LateClash.HELD, LateClash.BREAK]
    assert [one.clash for one in lateness.preview(other, anita, 40).visits] == [None, None, LateClash.BREAK]
    assert lateness.save(clinic.front_desk, anita, 40, day.visits).shifted == 3
