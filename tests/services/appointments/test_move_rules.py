"""What the board says of a card in the hand is what the service then does."""

from datetime import timedelta
from typing import Any

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.domain.errors import SlotTaken
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.move_rules import Carried, MoveRules
from clinic_desktop.services.appointments.values import AppointmentView
from tests.builders import BERLIN, Clinic, local
from tests.conftest import SetClock
from tests.services.conftest import MONDAY


def rules_of(days: DayService, clinic: Clinic, doctor: int) -> MoveRules:
    view = days.day(clinic.front_desk, clinic.kolkata, MONDAY)
    found = next(column.rules for column in view.columns if column.practitioner_id == clinic.doctors[doctor])
    assert found is not None
    return found


@pytest.fixture
def busy_day(clinic: Clinic, booking: BookingService, wish: Any) -> AppointmentView:
    """A visit at 14:00 with doctor 1, whose day and whose colleagues' has others with and without a pause."""
    check_up = {"service_id": clinic.check_up, "patient_id": clinic.patients[2]}
    booking.book(clinic.front_desk, wish("15:00", **check_up))
    booking.book(clinic.front_desk, wish("16:15", **check_up, practitioner_id=clinic.doctors[2]))
    booking.book(clinic.front_desk, wish("12:30", patient_id=clinic.patients[3], practitioner_id=clinic.doctors[2]))
    return booking.book(clinic.front_desk, wish("14:00"))


@pytest.mark.parametrize("doctor", [0, 2])
@pytest.mark.parametrize("minutes", [30, 50])
def test_the_rules_of_the_board_and_the_service_agree(
    clinic: Clinic, booking: BookingService, days: DayService, clock: SetClock, busy_day: AppointmentView,
    doctor: int, minutes: int,
) -> None:  # fmt: skip
    rules = rules_of(days, clinic, doctor)
    carried = Carried(busy_day.id, busy_day.service_id, busy_day.period)
    version = busy_day.version
    agreed = set()
    for after in range(0, 8 * 60, 25):
        start = local(MONDAY, "09:30") + timedelta(minutes=after)
        said = rules.why_not(carried, Period(start, start + timedelta(minutes=minutes)), clock())
        try:
            number = clinic.doctors[doctor]
            moved = booking.reschedule(clinic.front_desk, busy_day.id, version, number, start, minutes=minutes)
            done = None
            version = booking.undo(clinic.front_desk, busy_day.id, moved.version).version
        except SlotTaken as refusal:
            done = refusal.reason
        assert said == done, start
        agreed.add(done)
    assert {None, WhyNot.PAST, WhyNot.BREAK, WhyNot.OUTSIDE_HOURS} <= agreed


def test_only_the_end_of_a_visit_is_judged_when_its_start_has_passed(
    clinic: Clinic, days: DayService, busy_day: AppointmentView, clock: SetClock
) -> None:
    clock.now = local(MONDAY, "14:10")
    rules = rules_of(days, clinic, 0)
    carried = Carried(busy_day.id, busy_day.service_id, busy_day.period)

    def until(minutes: int) -> WhyNot | None:
        wanted = Period(busy_day.period.start, busy_day.period.start + timedelta(minutes=minutes))
        return rules.why_not(carried, wanted, clock.now, keeps_start=True)

    assert (until(5), until(20), until(60), until(65)) == (WhyNot.PAST, None, None, WhyNot.TAKEN)


def test_a_visit_at_another_centre_is_in_the_way_and_said_so(
    clinic: Clinic, booking: BookingService, days: DayService, wish: Any, database: Database
) -> None:
    thursday = MONDAY + timedelta(days=3)
    ten = local(thursday, "10:00", BERLIN)
    there = wish(starts_at=ten, practitioner_id=clinic.doctors[1], location_id=clinic.berlin)
    booked = booking.book(clinic.admin, there)
    week = days.week(clinic.admin, clinic.doctors[1], MONDAY, clinic.kolkata)
    assert week.rules is not None
    carried = Carried(0, clinic.consultation, Period(booked.period.end, booked.period.end))
    assert week.rules.is_elsewhere(carried, booked.period)
    assert not week.rules.is_elsewhere(Carried(booked.id, clinic.consultation, booked.period), booked.period)
