"""A doctor in the real window, beside a desk that books and checks in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk


@pytest.fixture
def office(qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    with open_desk(sqlite_database_url, clock, tmp_path, account="doctor") as office:
        yield office
