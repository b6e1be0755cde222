"""A reception desk at a small clinic whose patients can be found."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk


@pytest.fixture
def desk(qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    with open_desk(sqlite_database_url, clock, tmp_path) as desk:
        with qtbot.waitActive(desk.window):
            desk.window.activateWindow()
        yield desk
