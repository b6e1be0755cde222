"""Looking follows the same settings as booking: the doctor's own over the centre's over the clinic's."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.errors import SlotTaken
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.choices import Who
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.slots import SlotService
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.settings import SettingsService, bounds, location_scope, practitioner_scope
from tests.builders import Clinic
from tests.conftest import SetClock
from tests.services.conftest import MONDAY

Wish = Callable[..., BookingRequest]
NEXT_WEEK = MONDAY + timedelta(days=7)


@pytest.fixture
def near(database: Database, clock: SetClock, clinic: Clinic) -> None:
    """At the centre the desk books a year ahead; doctor 1 takes bookings three days ahead, and alone none."""
    settings = SettingsService(database, clock)
    settings.change(clinic.admin, {"desk_horizon_days": 365}, location_scope(clinic.kolkata))
    own = {"desk_horizon_days": 3, "self_horizon_days": 1}
    settings.change(clinic.admin, dict(own), practitioner_scope(clinic.doctors[0]))


@pytest.mark.usefixtures("near")
def test_what_a_doctors_own_horizon_refuses_is_not_offered_either(
    clinic: Clinic, booking: BookingService, slots: SlotService, days: DayService, wish: Wish
) -> None:
    for service in (clinic.consultation, clinic.check_up):
        both = slots.free_slots(list(clinic.doctors[::2]), clinic.kolkata, service, NEXT_WEEK, NEXT_WEEK)
        assert {slot.practitioner_id for slot in both} == {clinic.doctors[2]}
    board = days.day(clinic.front_desk, clinic.kolkata, NEXT_WEEK)
    free = {column.practitioner_id: bool(column.free) for column in board.columns}
    assert (free[clinic.doctors[0]], free[clinic.doctors[2]]) == (False, True)
    week = days.week(clinic.front_desk, clinic.doctors[0], NEXT_WEEK, clinic.kolkata)
    assert not any(day.free for day in week.days)
    offers = {offer.practitioner_id: offer for offer in slots.offer(clinic.kolkata, NEXT_WEEK)}
    assert offers[clinic.doctors[0]].next_free is None and offers[clinic.doctors[2]].next_free is not None
    with pytest.raises(SlotTaken) as refused:
        booking.book(clinic.front_desk, wish("14:00", NEXT_WEEK))
    assert refused.value.reason == "horizon"
    assert all(near.practitioner_id != clinic.doctors[0] or near.period.start.date() < NEXT_WEEK
               for near in refused.value.nearest)  # fmt: skip


@pytest.mark.usefixtures("near")
def test_a_patient_who_books_alone_is_offered_what_each_doctor_allows(clinic: Clinic, slots: SlotService) -> None:
    last = MONDAY + timedelta(days=4)
    found = slots.free_slots(None, clinic.kolkata, clinic.consultation, MONDAY, last, Who.SELF)
    ahead = {
        doctor: max(slot.period.start.date() for slot in found if slot.practitioner_id == doctor)
        for doctor in (clinic.doctors[0], clinic.doctors[2])
    }
    assert ahead[clinic.doctors[0]] <= MONDAY + timedelta(days=1)
    assert ahead[clinic.doctors[2]] == last


@pytest.mark.parametrize("which", [0, 1])
def test_the_clinic_works_at_the_bounds_of_every_setting(
    database: Database,
    clinic: Clinic,
    clock: SetClock,
    booking: BookingService,
    slots: SlotService,
    wish: Wish,
    which: int,
) -> None:
    """No number that an admin may set leads out of the calendar, or to a page that cannot be read."""
    numbers = {key: value for key, value in ClinicSettings.defaults().items() if type(value) is int}
    settings = SettingsService(database, clock)
    settings.change(clinic.admin, {key: bounds(key)[which] for key in numbers if key != "bcrypt_cost"})
    booked = booking.book(clinic.front_desk, wish("14:00"))
    gone = booking.cancel(clinic.front_desk, booked.id, booked.version, "Ill")
    assert booking.undo(clinic.admin, booked.id, gone.version, "A mistake").state is AppointmentState.CONFIRMED
    last = MONDAY + timedelta(days=7)
    slots.free_slots(None, clinic.kolkata, clinic.consultation, MONDAY, last, Who.SELF)
    assert 1 <= slots.self_days([(clinic.kolkata, clinic.doctors[0])]) < 10_000
