"""Holds: a short claim on a time while somebody fills the form."""

from datetime import datetime

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.values import HoldGiven


class HoldService:
    """Gives and releases holds. One that ran out is as good as gone, also when the program that made it is."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def hold(
        self,
        actor: Actor,
        practitioner_id: int,
        location_id: int,
        service_id: int,
        starts_at: datetime,
        *,
        replaces: str | None = None,
    ) -> HoldGiven:
        """Claims the time, and lets go of the actor's hold ``replaces``. Refuses with SlotTaken."""
        raise NotImplementedError

    def release(self, actor: Actor, key: str) -> None:
        """Lets go of the actor's own hold; one that is gone is fine."""
        raise NotImplementedError
