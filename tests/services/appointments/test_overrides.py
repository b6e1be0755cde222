"""Every reason against a time is told with how far it reaches, and who may pass over it does so with a reason."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.models.organisation import Closure, Room
from clinic_desktop.db.models.scheduling import Hold, Schedule, ScheduleException
from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.errors import Invalid, NotAllowed, SlotTaken
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.services.billing.desk import DeskPayment
from tests.builders import local, new_key
from tests.services.conftest import MONDAY, TUESDAY


@pytest.fixture
def leave(database, clinic):
    """The doctor is away from Tuesday to Thursday, and Tuesday is Diwali."""
    with database.write() as session:
        schedule = session.execute(
            select(Schedule.id).where(Schedule.practitioner_id == clinic.doctors[0])
        ).scalar_one()
        session.add(
            ScheduleException(
                schedule_id=schedule, kind="vacation", first_day=TUESDAY, last_day=TUESDAY + timedelta(days=2),
                reason="Conference",
                made_at=local(MONDAY, "08:00"),
            )
        )  # fmt: skip
        session.add(Closure(location_id=clinic.kolkata, day=TUESDAY, name="Diwali"))


def explained(slots, clinic, actor, time, day=MONDAY, service_id=None, **more):
    return slots.explain(
        actor, clinic.doctors[0], clinic.kolkata, service_id or clinic.consultation, local(day, time), **more
    )


def codes(explanation):
    return [told.against.why for told in explanation.reasons]


def row_of(database, view):
    with database.read() as session:
        return session.execute(select(Appointment.passed_over, Appointment.squeezed_in, Appointment.seat).where(
            Appointment.id == view.id)).one()  # fmt: skip


def test_a_free_time_has_nothing_against_it(clinic, slots):
    free = explained(slots, clinic, clinic.front_desk, "14:00")
    assert free.is_free
    assert not free.may_pass


def test_all_reasons_are_told_with_how_far_they_reach(clinic, slots, leave):
    told = explained(slots, clinic, clinic.admin, "13:15", TUESDAY)
    assert codes(told) == [WhyNot.HOLIDAY, WhyNot.LEAVE, WhyNot.BREAK]
    holiday, away, lunch = (item.against for item in told.reasons)
    assert holiday.label == "Diwali"
    assert away.label == "Conference"
    assert away.period.end == local(TUESDAY + timedelta(days=3), "00:00")
    assert (lunch.period.start, lunch.period.end) == (local(TUESDAY, "13:00"), local(TUESDAY, "14:00"))
    assert told.may_pass


def test_who_is_in_the_way_is_told_to_the_desk_and_not_to_patients(clinic, slots, booking, holds, wish):
    booking.book(clinic.front_desk, wish("14:00"))
    holds.hold(clinic.coordinator, clinic.doctors[0], clinic.kolkata, clinic.consultation, local(MONDAY, "15:00"))
    taken = explained(slots, clinic, clinic.front_desk, "14:15")
    assert [(item.against.why, item.name) for item in taken.reasons] == [(WhyNot.TAKEN, "Dev Malhotra")]
    held = explained(slots, clinic, clinic.front_desk, "15:00")
    assert [(item.against.why, item.name) for item in held.reasons] == [(WhyNot.HOLD, "Coordinator")]
    assert not held.may_pass
    assert held.reasons[0].against.until is not None
    for time in ("14:15", "15:00"):
        own = explained(slots, clinic, clinic.patient, time)
        assert all(not item.name and item.against.booking is None for item in own.reasons)
        assert not own.may_pass


def test_each_role_passes_over_what_its_permissions_allow(clinic, slots, booking, wish):
    booking.book(clinic.front_desk, wish("14:00"))
    over, closed = "14:00", "13:15"
    expected = {
        clinic.front_desk: (True, False), clinic.admin: (True, True), clinic.coordinator: (False, False),
    }  # fmt: skip
    for actor, (may_squeeze, may_outside) in expected.items():
        assert explained(slots, clinic, actor, over).may_pass is may_squeeze
        assert explained(slots, clinic, actor, closed).may_pass is may_outside
    assert explained(slots, clinic, clinic.front_desk, closed).missing == (Permission.BOOK_OUTSIDE_HOURS,)


def test_a_booking_passes_over_leave_and_holiday_with_its_reason(database, clinic, booking, wish, leave):
    made = booking.book(clinic.admin, wish("10:00", TUESDAY, override_reason="The doctor asked for it"))
    assert row_of(database, made) == ("holiday,leave", False, 1)
    with database.read() as session:
        change = session.execute(
            select(AppointmentChange).where(AppointmentChange.appointment_id == made.id)
        ).scalar_one()
        assert change.reason == "The doctor asked for it"
        assert json.loads(change.detail)["passed_over"] == ["holiday", "leave"]
        audited = session.execute(select(AuditEvent.detail).where(AuditEvent.entity_id == made.id)).scalars().all()
        assert any("holiday" in detail for detail in audited)
        assert not any("doctor asked" in detail for detail in audited)


def test_an_override_that_the_role_does_not_permit_changes_nothing(database, clinic, booking, wish):
    for actor, time in ((clinic.front_desk, "13:15"), (clinic.coordinator, "13:15")):
        with pytest.raises(NotAllowed) as refused:
            booking.book(actor, wish(time, override_reason="Please"))
        assert refused.value.permission == Permission.BOOK_OUTSIDE_HOURS
    with pytest.raises(Invalid):
        booking.book(clinic.admin, wish("13:15", override_reason="  "))
    with database.read() as session:
        assert session.execute(select(Appointment.id)).all() == []


def test_nobody_passes_over_the_past_or_anothers_hold(clinic, booking, holds, wish):
    holds.hold(clinic.coordinator, clinic.doctors[0], clinic.kolkata, clinic.consultation, local(MONDAY, "15:00"))
    for time, reason in (("08:00", WhyNot.PAST), ("15:00", WhyNot.HOLD)):
        with pytest.raises(SlotTaken) as refused:
            booking.book(clinic.admin, wish(time, override_reason="Now"))
        assert refused.value.reason == reason
    with pytest.raises(SlotTaken) as refused:
        booking.book(clinic.front_desk, wish("15:00", squeeze_in_reason="Now"))
    assert refused.value.reason == WhyNot.HOLD


def test_an_override_over_a_booking_takes_the_seat_above(database, clinic, booking, wish):
    booking.book(clinic.front_desk, wish("14:00"))
    made = booking.book(clinic.front_desk, wish("14:00", patient_id=clinic.patients[2], override_reason="Bleeding"))
    assert row_of(database, made) == ("taken", True, 2)


def test_an_override_goes_into_a_taken_room_without_reserving_it(database, clinic, booking, wish):
    with database.write() as session:
        session.execute(update(HealthcareService).values(needs_room=True))
        session.execute(update(Room).where(Room.id != clinic.rooms[0]).values(active=False))
    booking.book(clinic.front_desk, wish("14:00"))
    other = {"practitioner_id": clinic.doctors[1], "patient_id": clinic.patients[2]}
    with pytest.raises(SlotTaken) as refused:
        booking.book(clinic.front_desk, wish("14:00", **other))
    assert refused.value.reason == WhyNot.ROOM
    made = booking.book(clinic.front_desk, wish("14:00", **other, override_reason="They share the room"))
    assert row_of(database, made) == ("room", False, 1)


def test_a_move_over_the_break_is_undone_and_leaves_no_mark(database, clinic, booking, days, wish):
    made = booking.book(clinic.admin, wish("14:00"))
    moved = booking.reschedule(
        clinic.admin, made.id, made.version, clinic.doctors[0], local(MONDAY, "13:15"), override_reason="Asked for it"
    )
    assert row_of(database, moved).passed_over == "break"
    assert days.appointment(clinic.admin, moved.id).card.passed_over == (WhyNot.BREAK,)
    back = booking.undo(clinic.admin, moved.id, moved.version)
    assert back.period == made.period
    assert row_of(database, back).passed_over == ""
    again = booking.reschedule(
        clinic.admin, back.id, back.version, clinic.doctors[0], local(MONDAY, "13:15"), override_reason="Asked for it"
    )
    free = booking.reschedule(clinic.admin, again.id, again.version, clinic.doctors[0], local(MONDAY, "15:00"))
    assert row_of(database, free).passed_over == ""


def test_days_without_free_times_say_why(database, clinic, slots, booking, wish, leave):
    found = slots.explain_days(
        clinic.front_desk, clinic.doctors[0], clinic.kolkata, clinic.consultation, MONDAY, MONDAY + timedelta(days=6)
    )
    assert MONDAY not in found
    assert [item.why for item in found[TUESDAY]] == [WhyNot.HOLIDAY, WhyNot.LEAVE]
    assert [item.why for item in found[TUESDAY + timedelta(days=1)]] == [WhyNot.LEAVE]
    assert [item.why for item in found[MONDAY + timedelta(days=6)]] == [WhyNot.OUTSIDE_HOURS]
    own = slots.explain_days(clinic.patient, clinic.doctors[0], clinic.kolkata, clinic.consultation, TUESDAY, TUESDAY)
    assert [item.label for item in own[TUESDAY]] == ["Diwali", ""]


def test_a_full_day_says_that_it_is_full(database, clinic, slots, booking, wish):
    for hour in range(8, 20):
        for minute in (0, 30):
            try:
                booking.book(clinic.front_desk, wish(f"{hour:02}:{minute:02}"))
            except SlotTaken:
                continue
    found = slots.explain_days(
        clinic.front_desk, clinic.doctors[0], clinic.kolkata, clinic.consultation, MONDAY, MONDAY
    )
    assert [item.why for item in found[MONDAY]] == [WhyNot.TAKEN]


def test_a_day_is_full_by_the_steps_that_the_doctor_set(database, clinic, slots, booking, wish):
    """Free halves of hours are no times of a doctor whose visits begin on the hour."""
    with database.write() as session:
        session.execute(update(Schedule).values(step_minutes=60))
    for hour in (9, 10, 11, 12, 14, 15, 16):
        booking.book(clinic.front_desk, wish(f"{hour:02}:00", TUESDAY))
    place = (clinic.doctors[0], clinic.kolkata, clinic.consultation)
    assert slots.free_slots(*place, TUESDAY, TUESDAY) == ()
    assert [item.why for item in slots.explain_days(clinic.patient, *place, TUESDAY, TUESDAY)[TUESDAY]] == [
        WhyNot.TAKEN
    ]


def test_holds_are_left_alone(database, clinic, booking, holds, wish):
    holds.hold(clinic.coordinator, clinic.doctors[0], clinic.kolkata, clinic.consultation, local(MONDAY, "15:00"))
    booking.book(clinic.admin, wish("13:15", override_reason="Asked for it"))
    with database.read() as session:
        assert len(session.execute(select(Hold.id)).all()) == 1


def test_the_history_says_what_was_paid_to_who_may_know(clinic, booking, days, payments, wish):
    made = booking.book(clinic.front_desk, wish("14:00"))
    payments.take_for(clinic.front_desk, made.id, (DeskPayment(PaymentMethod.CASH, 50_000, 50_000, "", new_key()),))
    for actor, names in ((clinic.front_desk, ("Front Desk",)), (clinic.admin, ("Front Desk",)), (clinic.doctor, ())):
        steps = [row for row in days.appointment(actor, made.id).history if row.action == "pay"]
        assert tuple(row.actor_name for row in steps) == names
        assert all(row.detail["amount_minor"] == 50_000 for row in steps)


def test_a_visit_that_was_made_longer_stood_as_long_as_it_was(clinic, booking, days, wish, clock):
    made = booking.book(clinic.front_desk, wish("14:00"))
    before = clock()
    clock.forward(minutes=5)
    moved = booking.reschedule(
        clinic.admin, made.id, made.version, clinic.doctors[0], local(MONDAY, "13:15"), override_reason="Asked for it"
    )
    clock.forward(minutes=5)
    between = clock()
    clock.forward(minutes=5)
    back = booking.undo(clinic.admin, moved.id, moved.version)
    booking.change_length(clinic.front_desk, back.id, back.version, 60)

    def stood(moment):
        [card] = [
            card
            for column in days.day_at(clinic.front_desk, clinic.kolkata, MONDAY, moment).columns
            for card in column.cards
        ]
        return card.period.start, card.period.minutes

    assert stood(before) == (local(MONDAY, "14:00"), 30)
    assert stood(between) == (local(MONDAY, "13:15"), 30)
    assert stood(clock()) == (local(MONDAY, "14:00"), 60)
