"""The small clinic on each of the two databases."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from clinic_desktop.db.database import Database
from tests.conftest import SetClock
from tests.viewmodels.small_clinic import SmallClinic


@pytest.fixture
def small(qapp: QApplication, database: Database, clock: SetClock, tmp_path: Path) -> SmallClinic:
    return SmallClinic.open(database, clock, tmp_path / "pictures")
