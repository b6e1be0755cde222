"""What patients cannot give themselves, whatever their screen would let them type: the services refuse it."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.scheduling import Hold
from clinic_desktop.domain.codes import Urgency
from clinic_desktop.domain.errors import Invalid, NotAllowed, SlotTaken
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.choices import Who
from clinic_desktop.services.appointments.holds import HoldService
from clinic_desktop.services.appointments.slots import SlotService
from clinic_desktop.services.appointments.values import BookingRequest
from tests.builders import Clinic, local
from tests.services.conftest import TUESDAY

Wish = Callable[..., BookingRequest]


@pytest.fixture
def own(clinic: Clinic, wish: Wish) -> Wish:
    """A wish of the patient for themselves, tomorrow."""
    return lambda time="14:00", **changes: wish(time, TUESDAY, patient_id=clinic.patients[0], **changes)


@pytest.mark.parametrize("asked", [{"duration_minutes": 240}, {"duration_minutes": 1}, {"urgency": Urgency.EMERGENCY}])
def test_patients_choose_neither_length_nor_urgency(
    clinic: Clinic, booking: BookingService, own: Wish, asked: dict[str, Any]
) -> None:
    with pytest.raises(NotAllowed):
        booking.book(clinic.patient, own(**asked))
    assert booking.book(clinic.patient, own()).period.minutes == 30


def test_patients_choose_no_room(clinic: Clinic, booking: BookingService, own: Wish) -> None:
    with pytest.raises(NotAllowed):
        booking.book(clinic.patient, own(room_id=clinic.rooms[1]))


def test_patients_move_their_visit_and_change_nothing_else_of_it(
    clinic: Clinic, booking: BookingService, own: Wish
) -> None:
    view = booking.book(clinic.patient, own())
    changes: tuple[Callable[[], object], ...] = (
        lambda: booking.change_length(clinic.patient, view.id, view.version, 120),
        lambda: booking.set_room(clinic.patient, view.id, view.version, clinic.rooms[1]),
        lambda: booking.reschedule(
            clinic.patient, view.id, view.version, clinic.doctors[0], local(TUESDAY, "15:00"), minutes=150
        ),
        lambda: booking.reschedule(
            clinic.patient, view.id, view.version, clinic.doctors[0], local(TUESDAY, "15:00"), room_id=clinic.rooms[1]
        ),
    )
    for change in changes:
        with pytest.raises(NotAllowed):
            change()
    moved = booking.reschedule(clinic.patient, view.id, view.version, clinic.doctors[0], local(TUESDAY, "15:00"))
    assert moved.period.minutes == 30


def test_patients_begin_only_when_visits_begin(
    clinic: Clinic, booking: BookingService, holds: HoldService, own: Wish
) -> None:
    for take in (
        lambda: booking.book(clinic.patient, own("15:37")),
        lambda: holds.hold(
            clinic.patient, clinic.doctors[0], clinic.kolkata, clinic.consultation, local(TUESDAY, "15:37")
        ),
    ):
        with pytest.raises(SlotTaken) as refused:
            take()
        assert refused.value.reason == "off_step"
        assert refused.value.nearest
    view = booking.book(clinic.patient, own("15:30"))
    with pytest.raises(SlotTaken) as refused:
        booking.reschedule(clinic.patient, view.id, view.version, clinic.doctors[0], local(TUESDAY, "15:40"))
    assert refused.value.reason == "off_step"
    assert booking.book(clinic.front_desk, own("16:07")).period.minutes == 30


def test_every_time_that_a_patient_is_offered_can_be_booked(
    clinic: Clinic, booking: BookingService, slots: SlotService, own: Wish
) -> None:
    booking.book(clinic.front_desk, own("10:20", service_id=clinic.yoga))
    for service in (clinic.yoga, clinic.check_up, clinic.consultation):
        offered = slots.free_slots(clinic.doctors[0], clinic.kolkata, service, TUESDAY, TUESDAY, Who.SELF)
        for slot in (offered[0], offered[len(offered) // 2], offered[-1]):
            wish = own(service_id=service, starts_at=slot.period.start)
            view = booking.book(clinic.patient, wish)
            booking.cancel(clinic.patient, view.id, view.version, "Only a try")


def test_a_visit_that_the_desk_made_longer_still_moves_to_the_times_that_are_offered(
    clinic: Clinic, booking: BookingService, own: Wish
) -> None:
    view = booking.book(clinic.patient, own())
    longer = booking.change_length(clinic.front_desk, view.id, view.version, 45)
    moved = booking.reschedule(clinic.patient, view.id, longer.version, clinic.doctors[0], local(TUESDAY, "15:30"))
    assert moved.period.minutes == 45


def test_a_patient_fills_one_form_at_a_time(database: Database, clinic: Clinic, holds: HoldService) -> None:
    for time in ("09:00", "10:00", "11:00"):
        last = holds.hold(clinic.patient, clinic.doctors[0], clinic.kolkata, clinic.consultation, local(TUESDAY, time))
    holds.hold(clinic.front_desk, clinic.doctors[0], clinic.kolkata, clinic.consultation, local(TUESDAY, "14:00"))
    with database.read() as session:
        kept = session.scalars(select(Hold.key).where(Hold.account_id == clinic.patient.account_id)).all()
    assert kept == [last.key]


def test_nobody_holds_a_time_in_the_name_of_another_patient(clinic: Clinic, holds: HoldService) -> None:
    with pytest.raises(NotAllowed):
        holds.hold(
            clinic.patient, clinic.doctors[0], clinic.kolkata, clinic.consultation, local(TUESDAY, "14:00"),
            patient_id=clinic.patients[1],
        )  # fmt: skip


def test_no_purpose_is_endless(clinic: Clinic, booking: BookingService, own: Wish) -> None:
    with pytest.raises(Invalid) as refused:
        booking.book(clinic.front_desk, own(purpose="x" * 100_000))
    assert refused.value.problems == {"purpose": "too_long"}


def test_a_time_without_a_zone_is_refused_by_every_verb(
    clinic: Clinic, booking: BookingService, holds: HoldService, own: Wish
) -> None:
    view = booking.book(clinic.front_desk, own())
    naive, doctor = local(TUESDAY, "15:00").replace(tzinfo=None), clinic.doctors[0]
    for take in (
        lambda: booking.book(clinic.front_desk, own(starts_at=naive)),
        lambda: booking.reschedule(clinic.front_desk, view.id, view.version, doctor, naive),
        lambda: holds.hold(clinic.front_desk, doctor, clinic.kolkata, clinic.consultation, naive),
    ):
        with pytest.raises(Invalid) as refused:
            take()
        assert refused.value.problems == {"starts_at": "no_zone"}
