"""A small clinic whose patients can be found, and the services under test."""

import csv
import json
from pathlib import Path

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.services.patients.service import PatientService
from tests.builders import Clinic, make_clinic
from tests.conftest import SetClock

DATA = Path(__file__).parents[2] / "data"


def faker_people() -> list[dict[str, str]]:
    """240 people in 40 locales."""
    return json.loads((DATA / "strings" / "people_faker.json").read_text(encoding="utf-8"))


def naughty_strings() -> list[str]:
    """The big list of naughty strings."""
    return json.loads((DATA / "strings" / "blns.json").read_text(encoding="utf-8"))


def synthea_people() -> list[dict[str, str]]:
    """A made-up population."""
    with (DATA / "synthea" / "patients.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def clinic(database: Database, clock: SetClock) -> Clinic:
    made = make_clinic(database, clock, searchable=True)
    return made


@pytest.fixture
def patients(database: Database, clock: SetClock, clinic: Clinic) -> PatientService:
    return PatientService(database, clock)
