"""The small clinic on each of the two databases, and a signed-in person, with everything done at once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from clinic_desktop.background.tasks import Background
from clinic_desktop.db.database import Database
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.viewmodels.session import Centre, Session
from tests.builders import KOLKATA, Clinic, make_clinic
from tests.conftest import SetClock
from tests.viewmodels.small_clinic import SmallClinic


@pytest.fixture
def small(qapp: QApplication, database: Database, clock: SetClock, tmp_path: Path) -> SmallClinic:
    return SmallClinic.open(database, clock, tmp_path / "pictures")


@pytest.fixture
def clinic(database: Database, clock: SetClock) -> Clinic:
    made = make_clinic(database, clock, searchable=True)
    return made


@pytest.fixture
def patients(database: Database, clock: SetClock, clinic: Clinic) -> PatientService:
    return PatientService(database, clock)


@pytest.fixture
def session_of(qapp: QApplication, clock: SetClock, clinic: Clinic) -> Callable[[Actor], Session]:
    """Signs somebody in at the centre in Kolkata."""

    def signed_in(actor: Actor) -> Session:
        centre = Centre(clinic.kolkata, "Park Street", KOLKATA, "INR", "IN", "Lotus Clinic")
        session = Session(clock)
        session.begin(actor, (centre,), centre)
        return session

    return signed_in


@pytest.fixture
def tasks() -> Background:
    return Background.inline()
