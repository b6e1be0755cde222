"""The small clinic with its series."""

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.services.series.service import SeriesService
from tests.conftest import SetClock
from tests.services.appointments.conftest import booked, booking, clinic, days, holds, slots, visits, wish

__all__ = ["booked", "booking", "clinic", "days", "holds", "series", "slots", "visits", "wish"]


@pytest.fixture
def series(database: Database, clock: SetClock) -> SeriesService:
    return SeriesService(database, clock)
