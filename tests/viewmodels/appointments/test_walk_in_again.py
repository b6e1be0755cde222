"""A walk-in whose answer was lost, or that is pressed again: it happens once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from clinic_desktop.background.tasks import Background
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import ServicePrice
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Alternative, SlotTaken, Unreachable
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Period
from clinic_desktop.services.appointments.values import WalkInDone
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.appointments.walk_in import WalkInViewModel
from tests.builders import local
from tests.later import Later
from tests.viewmodels.small_clinic import SmallClinic, collected


@pytest.fixture
def model(small: SmallClinic) -> WalkInViewModel:
    """Somebody stands at the desk, and everything is chosen."""
    services = small.services
    made = WalkInViewModel(
        small.session(small.clinic.front_desk), Background.inline(), services.patients, services.slots,
        services.walk_in, services.booking, services.visits, services.days, lambda: services.checkout, DeskFocus(),
    )  # fmt: skip
    made.begin(patient_id=small.clinic.patients[1])
    assert made.state.can_book
    return made


def counted(database: Database) -> tuple[int, int]:
    """Appointments and payments."""
    with database.read() as session:
        return tuple(session.scalar(select(func.count()).select_from(kind)) for kind in (Appointment, Payment))


def test_a_lost_answer_and_a_second_press_book_once_and_take_the_money_once(
    database: Database, model: WalkInViewModel
) -> None:
    booked = collected(model.booked)
    model._tasks = later = Later()
    later.lose_next = Unreachable("database", "network")
    model.book()
    later.let_go()
    assert isinstance(model.state.refusal, Unreachable) and booked == []
    model.book()
    later.let_go()
    assert len(booked) == 1
    assert counted(database) == (1, 1)


def test_after_a_lost_race_only_todays_times_of_the_doctors_here_are_offered(
    model: WalkInViewModel, small: SmallClinic
) -> None:
    today, clinic = small.clock().date(), small.clinic

    def free(doctor: int, day: date, clock_time: str) -> Alternative:
        start = local(day, clock_time)
        return Alternative(doctor, "Somebody", Period(start, start + timedelta(minutes=30)))

    here = free(clinic.doctors[2], today, "15:00")
    others = (free(clinic.doctors[2], today + timedelta(days=1), "09:00"), free(999, today, "14:00"))
    assert model.state.period is not None
    model._tasks = later = Later()
    later.lose_next = SlotTaken(model.state.period, nearest=(*others, here))
    model.book()
    later.let_go()
    assert model.state.alternatives == (here,)
    assert (model.state.practitioner_id, model.state.starts_at) == (clinic.doctors[2], here.period.start)


def test_what_is_pressed_or_heard_of_while_it_is_booked_changes_nothing(
    database: Database, model: WalkInViewModel
) -> None:
    model._tasks = later = Later()
    model.book()
    model.book()
    model.on_changed(frozenset({Topic.QUEUE}))
    assert len(later.waiting) == 1
    later.let_go()
    assert counted(database) == (1, 1)


def test_who_pays_nothing_is_booked_without_a_payment(
    database: Database, model: WalkInViewModel, small: SmallClinic
) -> None:
    clinic = small.clinic
    with database.write() as session:
        for doctor in clinic.doctors:
            place = {"location_id": clinic.kolkata, "practitioner_id": doctor}
            session.add(ServicePrice(service_id=clinic.consultation, price_minor=0, **place))
    model.load()
    assert model.state.fee == Money(0, "INR")
    model.book()
    assert counted(database) == (1, 0)


def test_the_next_person_is_another_walk_in(database: Database, model: WalkInViewModel, small: SmallClinic) -> None:
    booked = collected(model.booked)
    model.book()
    (done,) = booked
    assert isinstance(done, WalkInDone)
    assert model._focus.selected_id == done.appointment.id
    assert model._focus.is_own(done.appointment.id, done.appointment.version)
    model.end()
    model.begin(patient_id=small.clinic.patients[2])
    model.book()
    assert counted(database) == (2, 2)


def test_what_was_put_aside_paints_no_ghost_until_it_is_back(model: WalkInViewModel) -> None:
    assert model._focus.ghost is not None
    model.put_aside()
    model.load()
    assert model._focus.ghost is None
    model.resume()
    assert model._focus.ghost is not None
