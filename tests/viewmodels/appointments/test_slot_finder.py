"""Looking for a time in the booking dock: anybody's next free ones, wishes, other centres, and who goes meanwhile."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import update

from clinic_desktop.background.tasks import Background
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.viewmodels.appointments.slot_finder import ANYBODY, OWN, PartOfDay, Scope, TimeWishes
from clinic_desktop.viewmodels.appointments.slot_picker import SlotPicker
from tests.builders import BERLIN, local
from tests.conftest import SetClock
from tests.viewmodels.small_clinic import SmallClinic, collected


@pytest.fixture
def small(qapp: QApplication, database: Database, clock: SetClock, tmp_path: Path) -> Iterator[SmallClinic]:
    yield SmallClinic.open(database, clock, tmp_path)


def picker_of(small: SmallClinic, actor: Actor | None = None) -> SlotPicker:
    session = small.session(actor or small.clinic.admin)
    return SlotPicker(session, Background.inline(), small.services.slots)


def test_a_new_booking_offers_anybodys_next_free_time(small: SmallClinic, clock: SetClock) -> None:
    picker = picker_of(small)
    picker.begin()
    found = picker.finder.state
    assert found.scope == ANYBODY
    assert {time.practitioner_id for time in found.in_sight} == set(small.clinic.doctors)
    own = picker_of(small)
    own.begin(small.clinic.doctors[2])
    assert own.finder.state.scope == OWN
    assert {time.practitioner_id for time in own.finder.state.found} == {small.clinic.doctors[2]}


def test_a_next_free_time_brings_its_doctor_day_and_time(small: SmallClinic, clock: SetClock) -> None:
    picker = picker_of(small)
    picked = collected(picker.picked)
    picker.begin()
    picker.wish(not_before=clock().date() + timedelta(days=9))
    wanted = next(time for time in picker.finder.state.found if time.practitioner_id == small.clinic.doctors[2])
    picker.finder.take(wanted)
    state = picker.state
    assert (state.practitioner_id, state.starts_at) == (small.clinic.doctors[2], wanted.period.start)
    assert state.slot is not None
    assert picked == [state.slot]


def test_wishes_hold_for_the_days_and_for_the_next_times(small: SmallClinic, clock: SetClock) -> None:
    picker = picker_of(small)
    picker.begin(small.clinic.doctors[0])
    picker.wish(part=PartOfDay.AFTERNOON, weekdays=frozenset({1}))
    tuesday = clock().date() + timedelta(days=1)
    assert [day.free > 0 for day in picker.state.days] == [False, True, False, False, False, False, False]
    assert picker.finder.state.found[0].period.start == local(tuesday, "12:00")
    assert picker.state.wishes.count == 2
    # How full the doctor is has nothing to do with what one wishes.
    assert picker.state.days[0].load.share == 0


def test_hours_that_end_before_they_begin_are_not_looked_for(small: SmallClinic) -> None:
    picker = picker_of(small)
    picker.begin()
    picker.wish(part=PartOfDay.HOURS, from_minute=600, until_minute=540)
    assert not picker.state.wishes.make_sense
    assert (picker.finder.state.found, picker.state.refusal) == ((), None)
    picker.wish(until_minute=660)
    assert picker.finder.state.found


def test_not_before_a_day_moves_the_days_there_and_keeps_them_there(small: SmallClinic, clock: SetClock) -> None:
    picker = picker_of(small)
    picker.begin()
    day = clock().date() + timedelta(days=20)
    picker.wish(not_before=day)
    assert picker.state.first_day == day
    picker.step_days(-1)
    assert picker.state.first_day == day
    assert all(time.period.start >= local(day, "00:00") for time in picker.finder.state.found)


def test_a_speciality_or_some_doctors_narrow_whom_one_is_offered(small: SmallClinic) -> None:
    picker = picker_of(small)
    picker.begin()
    finder = picker.finder
    assert [item.path for item in finder.state.choices.specialities] == [("Cardiology",), ("General medicine",)]
    finder.choose_scope(Scope(speciality_id=small.clinic.cardiology))
    assert {time.practitioner_id for time in finder.state.found} == {small.clinic.doctors[1]}
    finder.choose_scope(Scope(practitioner_ids=small.clinic.doctors[::2]))
    assert {time.practitioner_id for time in finder.state.found} == set(small.clinic.doctors[::2])


def test_more_times_come_below_those_in_sight(small: SmallClinic) -> None:
    picker = picker_of(small)
    picker.begin(small.clinic.doctors[0])
    finder = picker.finder
    first = finder.state.in_sight
    assert finder.state.has_more
    finder.show_more()
    assert finder.state.in_sight[: len(first)] == first
    assert len(finder.state.in_sight) > len(first)


def test_a_time_at_another_centre_is_booked_there_in_its_own_time(small: SmallClinic, clock: SetClock) -> None:
    picker = picker_of(small)
    picker.begin()
    picker.wish(weekdays=frozenset({3}))
    picker.finder.choose_scope(Scope(practitioner_ids=(small.clinic.doctors[1],)))
    assert picker.finder.state.found == ()
    picker.finder.set_everywhere(True)
    (there,) = picker.finder.state.found
    picker.finder.take(there)
    thursday = clock().date() + timedelta(days=3)
    assert picker.centre.id == small.clinic.berlin
    assert picker.state.slot is not None
    assert (picker.state.slot.location_id, picker.state.starts_at) == (
        small.clinic.berlin,
        local(thursday, "09:00", BERLIN),
    )
    assert picker.state.day == thursday


def test_a_doctor_who_stops_taking_bookings_is_named_and_nobody_is_put_in_their_place(
    small: SmallClinic, database: Database
) -> None:
    picker = picker_of(small)
    picked = collected(picker.picked)
    picker.begin(small.clinic.doctors[0])
    picker.choose(picker.state.slots[0].period.start)
    with database.write() as session:
        session.execute(update(Practitioner).where(Practitioner.id == small.clinic.doctors[0]).values(active=False))
    picker.on_changed(frozenset({Topic.PRACTITIONERS}))
    state = picker.state
    assert (state.gone, state.practitioner_id, state.slots) == ("Dr Anita Menon", None, ())
    assert picked[-1] is None
    picker.choose_doctor(small.clinic.doctors[2])
    assert picker.state.gone == ""
    assert picker.state.slots


def test_a_centre_that_closes_leaves_nobody_to_book(small: SmallClinic, database: Database) -> None:
    picker = picker_of(small)
    picker.begin()
    with database.write() as session:
        session.execute(update(Location).where(Location.id == small.clinic.kolkata).values(active=False))
    picker.on_changed(frozenset({Topic.LOCATIONS}))
    assert (picker.state.doctors, picker.finder.state.found) == ((), ())


def test_the_speciality_that_was_asked_for_gives_way_when_nobody_is_left_in_it(
    small: SmallClinic, database: Database
) -> None:
    picker = picker_of(small)
    picker.begin()
    picker.finder.choose_scope(Scope(speciality_id=small.clinic.cardiology))
    with database.write() as session:
        session.execute(update(Practitioner).where(Practitioner.id == small.clinic.doctors[1]).values(active=False))
    picker.on_changed(frozenset({Topic.PRACTITIONERS}))
    assert picker.finder.state.scope == ANYBODY


def test_back_in_sight_the_dock_has_its_wishes_and_its_time(small: SmallClinic) -> None:
    picker = picker_of(small)
    picker.begin()
    picker.wish(part=PartOfDay.AFTERNOON)
    start = picker.state.slots[0].period.start
    picker.choose(start)
    picker.again(start)
    assert (picker.state.starts_at, picker.state.wishes) == (start, TimeWishes(part=PartOfDay.AFTERNOON))
