"""The small clinic with its series."""

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.services.series.service import SeriesService
from tests.conftest import SetClock


@pytest.fixture
def series(database: Database, clock: SetClock) -> SeriesService:
    return SeriesService(database, clock)
