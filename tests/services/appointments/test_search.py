"""The search for a time: next free times over doctors, how full the days are, wishes, centres, and who may ask."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, insert, update

from clinic_desktop.db.models.healthcare_services import HealthcareService, PractitionerService
from clinic_desktop.db.models.organisation import Closure, Room
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole, PractitionerSpeciality, Speciality
from clinic_desktop.db.models.scheduling import Schedule, ScheduleException
from clinic_desktop.domain.errors import Invalid, NotAllowed
from clinic_desktop.domain.scheduling.values import ClosedReason
from clinic_desktop.services.appointments.wishes import SlotWishes
from tests.builders import BERLIN, local
from tests.services.conftest import MONDAY, TUESDAY


@pytest.fixture
def asked(clinic):
    """A consultation in Kolkata with anybody, from the Monday of the clock on."""
    return SlotWishes(service_id=clinic.consultation, first_day=MONDAY, location_ids=(clinic.kolkata,))


def names(found):
    return [time.practitioner_name for time in found.soonest]


def test_the_next_free_time_of_each_doctor_comes_sorted_by_time(clinic, slots, booking, wish, asked):
    for hour in ("11:00", "11:30", "12:00"):
        booking.book(clinic.front_desk, wish(hour))
    found = slots.search(clinic.front_desk, asked)
    assert [(time.practitioner_name, time.period.start) for time in found.soonest] == [
        ("Dr Jonas Weber", local(MONDAY, "11:00")),
        ("Dr Rahul Sen", local(MONDAY, "11:00")),
        ("Dr Anita Menon", local(MONDAY, "12:30")),
    ]
    assert found.more


def test_the_times_are_those_of_the_slot_function(clinic, slots, booking, holds, wish, asked):
    booking.book(clinic.front_desk, wish("12:00"))
    booking.book(clinic.front_desk, wish("14:30", patient_id=clinic.patients[0]))
    holds.hold(clinic.coordinator, clinic.doctors[0], clinic.kolkata, clinic.consultation, local(MONDAY, "16:00"))
    for service in (clinic.consultation, clinic.check_up, clinic.yoga):
        found = slots.search(clinic.front_desk, replace(asked, service_id=service))
        plain = slots.free_slots(None, clinic.kolkata, service, MONDAY, MONDAY + timedelta(days=6))
        times = [time for day in found.days for time in day.times]
        assert sorted(times, key=lambda time: (time.period.start, time.practitioner_id)) == list(plain)
        assert sum(day.free for day in found.days) == len(plain)


def test_a_day_tells_what_share_of_it_is_taken(clinic, slots, booking, wish, asked):
    only = replace(asked, practitioner_ids=(clinic.doctors[0],), first_day=TUESDAY)
    booking.book(clinic.front_desk, wish("09:00", TUESDAY))
    booking.book(clinic.front_desk, wish("14:00", TUESDAY, patient_id=clinic.patients[0]))
    day = slots.search(clinic.front_desk, only).days[0]
    # Seven hours less two half hours.
    assert (day.load.bookable, day.load.taken, day.free) == (7 * 3600, 3600, 12)
    both = slots.search(clinic.front_desk, replace(only, practitioner_ids=clinic.doctors[:2])).days[0]
    assert (both.load.bookable, both.load.taken) == (14 * 3600, 3600)


def test_time_that_is_over_counts_for_nothing(clinic, slots, asked):
    day = slots.search(clinic.front_desk, replace(asked, practitioner_ids=(clinic.doctors[0],))).days[0]
    # It is eleven; there is a break from one to two, and five is the end.
    assert (day.load.bookable, day.load.taken) == (5 * 3600, 0)


def test_a_closed_day_says_why(database, clinic, slots, asked):
    with database.write() as session:
        session.execute(insert(Closure).values(location_id=None, day=TUESDAY, name="Guru Nanak Jayanti"))
    first = replace(asked, practitioner_ids=(clinic.doctors[0],))
    found = slots.search(clinic.front_desk, first)
    load = found.days[1].load
    assert (load.closed, load.label, load.share) == (ClosedReason.HOLIDAY, "Guru Nanak Jayanti", 1.0)
    assert found.days[6].load.closed is ClosedReason.NO_HOURS


def test_leave_of_one_doctor_closes_the_day_only_for_them(database, clinic, slots, clock, asked):
    with database.write() as session:
        schedule = session.query(Schedule.id).filter_by(practitioner_id=clinic.doctors[0]).scalar()
        session.execute(
            insert(ScheduleException).values(
                schedule_id=schedule,
                kind="vacation",
                first_day=TUESDAY,
                last_day=TUESDAY,
                reason="Goa",
                made_at=clock(),
            )
        )
    alone = slots.search(clinic.front_desk, replace(asked, practitioner_ids=(clinic.doctors[0],)))
    assert (alone.days[1].load.closed, alone.days[1].load.label) == (ClosedReason.LEAVE, "Goa")
    assert slots.search(clinic.front_desk, asked).days[1].load.closed is None


def test_wishes_for_hours_and_weekdays_hold_for_all_that_is_found(clinic, slots, asked):
    found = slots.search(
        clinic.front_desk, replace(asked, from_minute=14 * 60, until_minute=15 * 60, weekdays=frozenset({1, 3}))
    )
    assert [day.free > 0 for day in found.days] == [False, True, False, True, False, False, False]
    assert {time.period.start for time in found.days[1].times} == {local(TUESDAY, "14:00"), local(TUESDAY, "14:30")}
    assert {time.period.start for time in found.soonest} == {local(TUESDAY, "14:00")}


def test_a_speciality_brings_those_below_it_along(database, clinic, slots, asked):
    with database.write() as session:
        heart = session.execute(
            insert(Speciality).values(name="Rhythm", parent_id=clinic.cardiology).returning(Speciality.id)
        ).scalar_one()
        session.execute(
            update(PractitionerSpeciality)
            .where(PractitionerSpeciality.practitioner_id == clinic.doctors[1])
            .values(speciality_id=heart)
        )
    found = slots.search(clinic.front_desk, replace(asked, speciality_id=clinic.cardiology))
    assert names(found) == ["Dr Rahul Sen"]
    offered = slots.choices(clinic.front_desk, (clinic.kolkata,))
    assert {choice.path: choice.practitioner_ids for choice in offered.specialities} == {
        ("Cardiology",): {clinic.doctors[1]},
        ("Cardiology", "Rhythm"): {clinic.doctors[1]},
        ("General medicine",): {clinic.doctors[0], clinic.doctors[2]},
    }


def test_without_a_centre_all_of_the_persons_centres_are_looked_at_in_their_own_time(clinic, slots, asked):
    everywhere = replace(asked, location_ids=(), practitioner_ids=(clinic.doctors[1],), weekdays=frozenset({3}))
    thursday = MONDAY + timedelta(days=3)
    (time,) = slots.search(clinic.admin, everywhere).soonest
    assert (time.location_id, time.period.start) == (clinic.berlin, local(thursday, "09:00", BERLIN))
    # The desk in Kolkata books there only.
    assert slots.search(clinic.front_desk, everywhere).soonest == ()


def test_another_centre_than_ones_own_is_refused(clinic, slots, asked):
    with pytest.raises(NotAllowed):
        slots.search(clinic.front_desk, replace(asked, location_ids=(clinic.berlin,)))
    with pytest.raises(NotAllowed):
        slots.search(clinic.berlin_desk, asked)


def test_a_doctor_searches_their_own_time_only(clinic, slots, asked):
    assert names(slots.search(clinic.doctor, asked)) == ["Dr Anita Menon"]
    offered = slots.choices(clinic.doctor, (clinic.kolkata,))
    assert [doctor.name for doctor in offered.doctors] == ["Dr Anita Menon"]


def test_more_times_of_each_doctor_can_be_asked_for(clinic, slots, asked):
    one = replace(asked, practitioner_ids=(clinic.doctors[0],), each=4)
    times = [time.period.start for time in slots.search(clinic.front_desk, one).soonest]
    assert times == [local(MONDAY, clock) for clock in ("11:00", "11:30", "12:00", "12:30")]


def test_who_is_booked_up_for_weeks_is_looked_for_further_on(database, clinic, slots, clock, asked):
    with database.write() as session:
        schedule = session.query(Schedule.id).filter_by(practitioner_id=clinic.doctors[0]).scalar()
        last = MONDAY + timedelta(days=60)
        session.execute(
            insert(ScheduleException).values(
                schedule_id=schedule, kind="vacation", first_day=MONDAY, last_day=last, reason="", made_at=clock()
            )
        )
    found = slots.search(clinic.front_desk, replace(asked, practitioner_ids=(clinic.doctors[0],)))
    assert found.soonest[0].period.start == local(date(2027, 1, 23), "09:00")


def test_ones_own_hold_and_the_visit_to_be_moved_are_not_in_the_way(clinic, slots, booking, holds, wish, asked):
    given = holds.hold(
        clinic.coordinator, clinic.doctors[0], clinic.kolkata, clinic.consultation, local(MONDAY, "11:00")
    )
    booked = booking.book(clinic.front_desk, wish("11:30"))
    one = replace(asked, practitioner_ids=(clinic.doctors[0],))
    first = lambda wishes: slots.search(clinic.front_desk, wishes).soonest[0].period.start  # noqa: E731
    assert first(one) == local(MONDAY, "12:00")
    assert first(replace(one, hold_key=given.key)) == local(MONDAY, "11:00")
    assert first(replace(one, moving_id=booked.id)) == local(MONDAY, "11:30")


def test_a_service_that_needs_a_room_has_no_time_without_one(database, clinic, slots, asked):
    with database.write() as session:
        session.execute(update(HealthcareService).values(needs_room=True))
        session.execute(update(Room).values(active=False))
    assert slots.search(clinic.front_desk, asked).soonest == ()


def test_nobody_offers_it_is_an_answer_too(database, clinic, slots, asked):
    with database.write() as session:
        session.execute(update(Practitioner).values(active=False))
    found = slots.search(clinic.front_desk, asked)
    assert (found.soonest, len(found.days), found.days[0].free) == ((), 7, 0)
    assert slots.choices(clinic.front_desk, (clinic.kolkata,)).doctors == ()


@pytest.mark.parametrize(
    "wrong", [{"from_minute": 900, "until_minute": 900}, {"days": 0}, {"each": 99}, {"weekdays": frozenset({9})}]
)
def test_wishes_that_make_no_sense_are_refused(clinic, slots, asked, wrong):
    with pytest.raises(Invalid):
        slots.search(clinic.front_desk, replace(asked, **wrong))


def test_more_doctors_and_days_take_no_more_statements(database, clinic, slots, clock, asked):
    def statements(wishes):
        sent = []
        listen = lambda *call: sent.append(call[2])  # noqa: E731
        event.listen(database.engine, "before_cursor_execute", listen)
        slots.search(clinic.front_desk, wishes)
        event.remove(database.engine, "before_cursor_execute", listen)
        return len(sent)

    few = statements(replace(asked, practitioner_ids=(clinic.doctors[0],)))
    with database.write() as session:
        for number in range(20):
            doctor = session.execute(
                insert(Practitioner)
                .values(name=f"Dr {number}", primary_location_id=clinic.kolkata, created_at=clock())
                .returning(Practitioner.id)
            ).scalar_one()
            session.execute(insert(Schedule).values(practitioner_id=doctor))
            session.execute(insert(PractitionerService).values(practitioner_id=doctor, service_id=clinic.consultation))
            session.execute(
                insert(PractitionerRole).values(practitioner_id=doctor, location_id=clinic.kolkata, fee_minor=0)
            )
    assert statements(replace(asked, days=30)) == few
