"""What the desk prints of visits, and who can be booked at a centre."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import PaymentWord
from clinic_desktop.domain.errors import NotAllowed, NotFound
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.slips import SlipService
from clinic_desktop.services.appointments.slots import SlotService
from clinic_desktop.services.appointments.values import AppointmentView, BookingRequest, WalkInRequest
from clinic_desktop.services.appointments.visits import VisitService
from tests.builders import Clinic
from tests.conftest import SetClock
from tests.services.conftest import MONDAY


@pytest.fixture
def slips(database: Database, clock: SetClock) -> SlipService:
    return SlipService(database, clock)


def test_a_token_tells_where_and_how_long_but_no_full_name(
    slips: SlipService, booking: BookingService, clinic: Clinic, arrival: Callable[..., WalkInRequest]
) -> None:
    booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[0]))
    done = booking.walk_in(clinic.front_desk, arrival())
    slip = slips.token_slip(clinic.front_desk, done.encounter_id)

    assert (slip.clinic, slip.centre, slip.token) == ("Lotus Clinic", "Park Street", "A-002")
    assert (slip.short_name, slip.practitioner, slip.room) == ("Dev M.", "Dr Anita Menon", "Room 1")
    assert (slip.ahead, slip.wait_minutes) == (1, 30)
    assert slip.payment_word is PaymentWord.UNPAID
    assert slip.appointment_time is None
    assert slip.issued_at.time() == time(11, 0)


def test_an_arrival_that_was_taken_back_has_no_token(
    slips: SlipService, booking: BookingService, visits: VisitService, clinic: Clinic, booked: AppointmentView
) -> None:
    arrived = visits.check_in(clinic.front_desk, booked.id, booked.version)
    assert slips.token_slip(clinic.front_desk, arrived.encounter_id).appointment_time == time(14, 0)
    booking.undo(clinic.front_desk, booked.id, arrived.appointment.version)

    with pytest.raises(NotFound):
        slips.token_slip(clinic.front_desk, arrived.encounter_id)


def test_another_centres_desk_prints_no_token_of_this_one(
    slips: SlipService, booking: BookingService, clinic: Clinic, arrival: Callable[..., WalkInRequest]
) -> None:
    done = booking.walk_in(clinic.front_desk, arrival())
    with pytest.raises(NotAllowed):
        slips.token_slip(clinic.berlin_desk, done.encounter_id)


def test_a_day_sheet_lists_the_day_in_order_without_what_was_cancelled(
    slips: SlipService, booking: BookingService, clinic: Clinic, wish: Callable[..., BookingRequest]
) -> None:
    late = booking.book(clinic.front_desk, wish("16:00", reason="Cough"))
    early = booking.book(clinic.front_desk, wish("12:00", patient_id=clinic.patients[0]))
    gone = booking.book(clinic.front_desk, wish("15:00", patient_id=clinic.patients[2]))
    booking.cancel(clinic.front_desk, gone.id, gone.version, "asked to")
    sheet = slips.day_sheet(clinic.front_desk, clinic.doctors[0], clinic.kolkata, MONDAY)

    assert (sheet.practitioner, sheet.room, sheet.printed_by) == ("Dr Anita Menon", "Room 1", "Front Desk")
    assert [(row.start, row.patient_name) for row in sheet.rows] == [
        (time(12, 0), early.patient_name),
        (time(16, 0), late.patient_name),
    ]
    assert sheet.rows[1].reason == "Cough"


def test_a_doctor_prints_their_own_day_only(slips: SlipService, clinic: Clinic) -> None:
    assert slips.day_sheet(clinic.doctor, clinic.doctors[0], clinic.kolkata, MONDAY).rows == ()
    with pytest.raises(NotAllowed):
        slips.day_sheet(clinic.doctor, clinic.doctors[1], clinic.kolkata, MONDAY)


def test_patients_print_nobodys_day(slips: SlipService, clinic: Clinic) -> None:
    with pytest.raises(NotAllowed):
        slips.day_sheet(clinic.patient, clinic.doctors[0], clinic.kolkata, MONDAY)
    nobody_known = replace(clinic.doctor, practitioner_id=None)
    with pytest.raises(NotAllowed):
        slips.day_sheet(nobody_known, clinic.doctors[0], clinic.kolkata, MONDAY)


def test_everybody_who_takes_bookings_at_a_centre_is_named_with_what_they_offer(
    slots: SlotService, clinic: Clinic
) -> None:
    kolkata = slots.bookable(clinic.kolkata)
    assert [doctor.name for doctor in kolkata] == ["Dr Anita Menon", "Dr Jonas Weber", "Dr Rahul Sen"]
    assert [service.name for service in kolkata[0].services] == ["Consultation", "Check-up", "Back school"]
