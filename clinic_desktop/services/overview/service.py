"""How the clinic is doing."""

from datetime import date

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.overview.values import OverviewView


class OverviewService:
    """Figures for those who run the clinic or a centre."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def overview(self, actor: Actor, location_id: int | None, first_day: date, last_day: date) -> OverviewView:
        """The figures of those local days (at most a year) at one centre, or with None at all that the actor may see."""
        raise NotImplementedError
