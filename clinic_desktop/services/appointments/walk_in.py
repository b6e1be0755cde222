"""The walk-in: a patient at the desk without an appointment."""

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.values import WalkInDone, WalkInRequest


class WalkInService:
    """Takes a walk-in from the door to the receipt in one transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def walk_in(self, actor: Actor, request: WalkInRequest) -> WalkInDone:
        """Finds or registers the patient, books the time or queues, checks in, gives a token and takes the money.

        Repeating a request with the same key gives the first result again."""
        raise NotImplementedError
