"""A hold belongs to the person at the desk where it was taken; to everybody else it is only in the way."""

from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from sqlalchemy import select

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.journal import ChangeNotice
from clinic_desktop.db.models.scheduling import Hold
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import NotAllowed, NotFound, SlotTaken
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.holds import HoldService
from clinic_desktop.services.appointments.values import AppointmentView, BookingRequest, HoldGiven
from clinic_desktop.services.appointments.views import HoldCard
from tests.builders import Clinic, local, new_key
from tests.conftest import SetClock
from tests.services.conftest import MONDAY

Wish = Callable[..., BookingRequest]


@pytest.fixture
def held(clinic: Clinic, holds: HoldService) -> HoldGiven:
    """14:00 with doctor 1, held by the front desk at desk 1."""
    return holds.hold(clinic.front_desk, clinic.doctors[0], clinic.kolkata, clinic.consultation, local(MONDAY, "14:00"))


@pytest.fixture(params=["a colleague", "the same person at another desk"])
def stranger(request: pytest.FixtureRequest, clinic: Clinic) -> Actor:
    if request.param == "a colleague":
        return clinic.coordinator
    return replace(clinic.front_desk, desk="desk-2")


def test_the_board_shows_who_holds_a_time_but_never_the_key(
    clinic: Clinic, days: DayService, held: HoldGiven, stranger: Actor
) -> None:
    assert "key" not in {field.name for field in fields(HoldCard)}
    for actor in (clinic.front_desk, stranger):
        board = days.day(actor, clinic.kolkata, MONDAY)
        shown = [hold for column in board.columns for hold in column.holds]
        assert [(hold.holder_name, hold.mark) for hold in shown] == [(clinic.front_desk.name, held.mark)]
        assert held.key not in repr(board)


def test_every_desk_hears_of_a_hold_that_is_taken_renewed_and_given_up(
    database: Database, clinic: Clinic, holds: HoldService, held: HoldGiven
) -> None:
    holds.renew(clinic.front_desk, held.key)
    holds.release(clinic.front_desk, held.key)
    holds.release(clinic.front_desk, held.key)
    with database.read() as session:
        told = session.execute(select(ChangeNotice.topic, ChangeNotice.row_id)).all()
    assert [tuple(one) for one in told] == [(Topic.SCHEDULES, clinic.doctors[0])] * 3


@pytest.mark.parametrize(("minutes", "kept"), [(65, True), (66, False)])
def test_what_has_run_out_an_hour_ago_is_thrown_away(
    database: Database, clinic: Clinic, clock: SetClock, holds: HoldService, held: HoldGiven, minutes: int, kept: bool
) -> None:
    clock.forward(minutes=minutes)
    holds.hold(clinic.front_desk, clinic.doctors[1], clinic.kolkata, clinic.consultation, local(MONDAY, "15:00"))
    with database.read() as session:
        assert (held.key in session.scalars(select(Hold.key)).all()) is kept


def test_nobody_holds_a_time_where_they_may_not_book(clinic: Clinic, holds: HoldService) -> None:
    place = (clinic.doctors[0], clinic.kolkata, clinic.consultation, local(MONDAY, "14:00"))
    for actor in (clinic.berlin_desk, clinic.other_doctor):
        with pytest.raises(NotAllowed):
            holds.hold(actor, *place)


def test_somebody_elses_hold_can_be_neither_used_nor_given_up(
    clinic: Clinic, booking: BookingService, holds: HoldService, wish: Wish, held: HoldGiven, stranger: Actor
) -> None:
    with pytest.raises(NotAllowed):
        booking.book(stranger, wish("14:00", hold_key=held.key))
    with pytest.raises(NotAllowed):
        booking.book(stranger, wish("15:00", hold_key=held.key))
    with pytest.raises(NotAllowed):
        holds.release(stranger, held.key)
    place = (clinic.doctors[0], clinic.kolkata, clinic.consultation, local(MONDAY, "15:00"))
    with pytest.raises(NotAllowed):
        holds.hold(stranger, *place, replaces=held.key)
    with pytest.raises(NotFound):
        holds.renew(stranger, held.key)
    with pytest.raises(SlotTaken):
        booking.book(stranger, wish("14:00"))
    assert booking.book(clinic.front_desk, wish("14:00", hold_key=held.key)).state == "confirmed"


def test_a_visit_is_not_moved_onto_somebody_elses_hold(
    database: Database, clinic: Clinic, booking: BookingService, wish: Wish, held: HoldGiven, stranger: Actor
) -> None:
    view: AppointmentView = booking.book(clinic.front_desk, wish("16:00"))
    start = local(MONDAY, "14:00")
    with pytest.raises(NotAllowed):
        booking.reschedule(stranger, view.id, view.version, clinic.doctors[0], start, hold_key=held.key)
    moved = booking.reschedule(clinic.front_desk, view.id, view.version, clinic.doctors[0], start, hold_key=held.key)
    assert moved.period.start == start
    with database.read() as session:
        assert session.scalars(select(Hold.key)).all() == []


def test_a_hold_that_is_gone_keeps_nobody_from_booking(
    clinic: Clinic, clock: SetClock, booking: BookingService, holds: HoldService, wish: Wish, held: HoldGiven
) -> None:
    holds.release(clinic.front_desk, held.key)
    holds.release(clinic.front_desk, held.key)
    assert booking.book(clinic.front_desk, wish("14:00", hold_key=held.key)).state == "confirmed"
    assert booking.book(clinic.front_desk, wish("15:00", hold_key=new_key())).state == "confirmed"
