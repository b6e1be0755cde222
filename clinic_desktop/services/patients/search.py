"""Finding patients while somebody types."""

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.patients.hits import Found


class PatientSearch:
    """Finds patients by any part of a name in any script, by a phone from either end, by number, and past one typo."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def search(self, actor: Actor, text: str, location_id: int | None = None, limit: int = 20) -> Found:
        """The best ``limit`` patients for the text. The centre says whose day "booked today" is about; None is all."""
        raise NotImplementedError
