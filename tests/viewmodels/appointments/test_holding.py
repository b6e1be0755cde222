"""Choosing a time on real threads: the desk's own hold is never taken for somebody else's."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Background
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.scheduling import Hold
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Unreachable
from clinic_desktop.integrations.image_store import ImageStore
from clinic_desktop.services.clinic import build_services
from clinic_desktop.viewmodels.appointments.booking import BookingViewModel
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.session import Centre, Session
from tests.builders import KOLKATA, Clinic, local, make_clinic
from tests.conftest import SetClock
from tests.later import Later


class Choosing:
    """A booking dock's view-model that hears of its own changes, as in the program."""

    def __init__(self, url: str, clock: SetClock, folder: Path) -> None:
        self.hub = ChangeHub()
        self.database = Database(url, self.hub.publish)
        self.clinic: Clinic = make_clinic(self.database, clock, searchable=True)
        self.services = build_services(self.database, clock, ImageStore(folder, clock))
        signed_in = Session(clock)
        centre = Centre(self.clinic.kolkata, "Park Street", KOLKATA, "INR", "IN", "Lotus Clinic")
        signed_in.begin(self.clinic.front_desk, (centre,), centre)
        self.tasks = Background.threads()
        services = self.services
        self.model = BookingViewModel(
            signed_in, self.tasks, services.patients, services.slots, services.holds, services.booking,
            services.series, DeskFocus(),
        )  # fmt: skip
        self.hub.changed.connect(lambda topics, _rows: self.model.on_changed(topics))
        self.day = clock().date() + timedelta(days=1)

    def at(self, wall: str) -> datetime:
        return local(self.day, wall)

    def chosen(self) -> datetime | None:
        return self.model.state.slot.period.start if self.model.state.slot is not None else None

    def is_quiet(self) -> bool:
        return self.tasks.idle and not self.model.picker.state.loading


@pytest.fixture
def choosing(qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[Choosing]:
    made = Choosing(sqlite_database_url, clock, tmp_path)
    yield made
    made.tasks.stop()
    made.database.close()


def settled(qtbot: QtBot, choosing: Choosing) -> None:
    """Everything that was asked is answered, also what its answers asked."""
    qtbot.waitUntil(lambda: choosing.model.state.held_until is not None)
    for _ in range(3):
        qtbot.waitUntil(choosing.is_quiet)


def test_a_time_that_was_pointed_at_stays_chosen_when_its_own_hold_is_heard_of(
    qtbot: QtBot, choosing: Choosing
) -> None:
    choosing.model.begin(practitioner_id=choosing.clinic.doctors[0], starts_at=choosing.at("14:00"))
    settled(qtbot, choosing)
    assert choosing.chosen() == choosing.at("14:00")


def test_another_time_chosen_at_once_is_the_one_that_is_held(qtbot: QtBot, choosing: Choosing) -> None:
    choosing.model.begin(practitioner_id=choosing.clinic.doctors[0], starts_at=choosing.at("14:00"))
    settled(qtbot, choosing)
    choosing.model.picker.choose(choosing.at("15:00"))
    settled(qtbot, choosing)
    assert choosing.chosen() == choosing.at("15:00")
    with choosing.database.read() as session:
        assert list(session.execute(select(Hold.starts_at)).scalars()) == [choosing.at("15:00")]


def test_of_two_times_chosen_before_the_answer_only_the_last_is_held(qtbot: QtBot, choosing: Choosing) -> None:
    choosing.model.begin(practitioner_id=choosing.clinic.doctors[0], starts_at=choosing.at("14:00"))
    settled(qtbot, choosing)
    choosing.model.picker.choose(choosing.at("15:00"))
    choosing.model.picker.choose(choosing.at("16:00"))
    settled(qtbot, choosing)
    assert choosing.chosen() == choosing.at("16:00")
    with choosing.database.read() as session:
        assert list(session.execute(select(Hold.starts_at)).scalars()) == [choosing.at("16:00")]


def test_the_doctor_whose_time_is_asked_about_stays_when_the_person_is_found(
    qtbot: QtBot, choosing: Choosing, clock: SetClock
) -> None:
    model, clinic = choosing.model, choosing.clinic
    model.begin(practitioner_id=clinic.doctors[2], starts_at=choosing.at("13:15"))
    qtbot.waitUntil(lambda: model.picker.state.why is not None)
    hit = choosing.services.patients.search(clinic.front_desk, "2345", clinic.kolkata).hits[0]
    model.take(replace(hit, last_practitioner_id=clinic.doctors[0]))
    assert model.picker.state.practitioner_id == clinic.doctors[2]
    assert model.picker.state.why is not None


def test_what_is_booked_at_once_is_the_time_that_was_typed_last(qtbot: QtBot, choosing: Choosing) -> None:
    model, clinic = choosing.model, choosing.clinic
    model.begin(practitioner_id=clinic.doctors[0], starts_at=choosing.at("14:00"))
    settled(qtbot, choosing)
    model.take(choosing.services.patients.search(clinic.front_desk, "2345", clinic.kolkata).hits[0])

    model.picker.ask_about(15 * 60 + 10)
    with qtbot.waitSignal(model.booked) as booked:
        model.book()

    assert booked.args is not None
    assert booked.args[0].period.start == choosing.at("15:10")


def test_nothing_is_booked_in_place_of_a_typed_time_that_is_not_free(qtbot: QtBot, choosing: Choosing) -> None:
    model, clinic = choosing.model, choosing.clinic
    model.begin(practitioner_id=clinic.doctors[0], starts_at=choosing.at("14:00"))
    settled(qtbot, choosing)
    model.take(choosing.services.patients.search(clinic.front_desk, "2345", clinic.kolkata).hits[0])

    model.picker.ask_about(13 * 60 + 15)
    model.book()
    qtbot.waitUntil(lambda: model.picker.state.why is not None)
    qtbot.waitUntil(choosing.is_quiet)

    day = choosing.services.days.day(clinic.front_desk, clinic.kolkata, choosing.day)
    assert not [card for column in day.columns for card in column.cards]


def slow_answers(qtbot: QtBot, choosing: Choosing) -> Later:
    """Somebody is being booked at two o'clock; from now on what is asked about other times waits to be let go."""
    model, clinic = choosing.model, choosing.clinic
    model.begin(practitioner_id=clinic.doctors[0], starts_at=choosing.at("14:00"))
    settled(qtbot, choosing)
    model.take(choosing.services.patients.search(clinic.front_desk, "2345", clinic.kolkata).hits[0])
    later = Later()
    model.picker._tasks = later
    return later


def all_answered(qtbot: QtBot, choosing: Choosing, later: Later) -> None:
    """What waits is let go, with what its answers ask for."""
    for _ in range(4):
        later.let_go()
        qtbot.waitUntil(lambda: choosing.tasks.idle)


def booked_visits(choosing: Choosing) -> list[datetime]:
    view = choosing.services.days.day(choosing.clinic.front_desk, choosing.clinic.kolkata, choosing.day)
    return [card.period.start for column in view.columns for card in column.cards]


def test_nothing_is_booked_where_another_day_was_chosen_before_the_answer(qtbot: QtBot, choosing: Choosing) -> None:
    later, model = slow_answers(qtbot, choosing), choosing.model
    model.picker.ask_about(15 * 60 + 10)
    model.book()
    model.picker.choose_day(choosing.day + timedelta(days=1))
    all_answered(qtbot, choosing, later)

    assert choosing.chosen() is None
    assert booked_visits(choosing) == []
    model.picker.choose(choosing.at("14:00"))
    all_answered(qtbot, choosing, later)
    assert booked_visits(choosing) == []


def test_nothing_is_booked_in_place_of_a_typed_time_that_could_not_be_looked_up(
    qtbot: QtBot, choosing: Choosing
) -> None:
    later, model = slow_answers(qtbot, choosing), choosing.model
    later.lose_next = Unreachable("database")
    model.picker.ask_about(15 * 60 + 10)
    model.book()
    all_answered(qtbot, choosing, later)

    assert choosing.chosen() is None
    assert booked_visits(choosing) == []


def test_a_change_elsewhere_leaves_the_question_about_a_typed_time(qtbot: QtBot, choosing: Choosing) -> None:
    later, model = slow_answers(qtbot, choosing), choosing.model
    model.picker.ask_about(14 * 60 + 5)
    all_answered(qtbot, choosing, later)
    assert choosing.chosen() == choosing.at("14:05")
    model.picker.on_changed(frozenset({Topic.APPOINTMENTS}))
    model.picker.ask_about(15 * 60 + 10)
    all_answered(qtbot, choosing, later)
    assert choosing.chosen() == choosing.at("15:10")


def test_a_time_that_is_clicked_is_not_replaced_by_the_one_typed_before(qtbot: QtBot, choosing: Choosing) -> None:
    later, model = slow_answers(qtbot, choosing), choosing.model
    model.picker.ask_about(15 * 60 + 10)
    model.picker.choose(choosing.at("16:00"))
    all_answered(qtbot, choosing, later)
    assert choosing.chosen() == choosing.at("16:00")
