"""One time for all desks: that of the database, whatever a desk's own clock says.

Desks claim work from each other and end what was promised until a certain minute; a desk whose clock is ten minutes
wrong would take what another is doing, or end a booking too early.
"""

import threading
from datetime import UTC, datetime, timedelta
from time import monotonic

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock, utc_now

_MEASURED_EVERY = 300.0
_TIME = "SELECT clock_timestamp()"


def shared_clock(database: Database, clock: Clock) -> Clock:
    """The clock to go by where desks work together. A SQLite file is on this computer, so this computer's time is
    everybody's; any other clock than the computer's was set by whoever hands it in, and is believed."""
    return clock if database.is_sqlite or clock is not utc_now else DatabaseClock(database)


class DatabaseClock:
    """The server's time, asked for every few minutes and counted on by this computer's monotonic clock meanwhile.
    Refuses with Unreachable where the server does not answer the first time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._at: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        with self._lock:
            if self._at is None or monotonic() - self._at[1] > _MEASURED_EVERY:
                self._at = self._measured()
            told, when = self._at
        return told + timedelta(seconds=monotonic() - when)

    def _measured(self) -> tuple[datetime, float]:
        before = monotonic()
        with self._database.read() as session:
            told: datetime = session.connection().exec_driver_sql(_TIME).scalar_one()
        return told.astimezone(UTC), (before + monotonic()) / 2
