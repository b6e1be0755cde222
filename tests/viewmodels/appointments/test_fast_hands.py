"""Searching on a real thread: a hand that is faster than the search never takes somebody unseen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from clinic_desktop.background.tasks import Background
from clinic_desktop.db.database import Database
from clinic_desktop.integrations.image_store import ImageStore
from clinic_desktop.services.clinic import build_services
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.appointments.person_finding import Stage
from clinic_desktop.viewmodels.appointments.walk_in import WalkInViewModel
from clinic_desktop.viewmodels.session import Centre, Session
from tests.builders import KOLKATA, make_clinic
from tests.conftest import SetClock


@pytest.fixture
def model(qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[WalkInViewModel]:
    database = Database(sqlite_database_url)
    clinic = make_clinic(database, clock, searchable=True)
    services = build_services(database, clock, ImageStore(tmp_path, clock))
    signed_in = Session(clock)
    centre = Centre(clinic.kolkata, "Park Street", KOLKATA, "INR", "IN", "Lotus Clinic")
    signed_in.begin(clinic.front_desk, (centre,), centre)
    tasks = Background.threads()
    made = WalkInViewModel(
        signed_in, tasks, services.patients, services.slots, services.walk_in, services.booking, services.visits,
        services.days, lambda: services.checkout, DeskFocus(),
    )  # fmt: skip
    made.begin()
    qtbot.waitUntil(lambda: made.state.loaded)
    yield made
    tasks.stop()
    database.close()


def test_enter_before_the_answer_takes_the_only_person_who_fits(qtbot: QtBot, model: WalkInViewModel) -> None:
    model.type("2345")
    model.take_highlighted()
    assert model.state.stage is Stage.FIND
    qtbot.waitUntil(lambda: model.state.stage is Stage.READY)
    assert model.state.name == "Asha Rao"


def test_enter_before_the_answer_takes_none_of_several(qtbot: QtBot, model: WalkInViewModel) -> None:
    model.type("4471")
    model.take_highlighted()
    qtbot.waitUntil(lambda: model.state.answered == "4471")
    assert model.state.stage is Stage.FIND
    assert len(model.state.hits) == 2


def test_an_answer_to_what_was_typed_before_is_dropped(qtbot: QtBot, model: WalkInViewModel) -> None:
    for text in ("4", "44", "447", "4471", "2345"):
        model.type(text)
    qtbot.waitUntil(lambda: model.state.answered == "2345")
    assert [hit.name for hit in model.state.hits] == ["Asha Rao"]
