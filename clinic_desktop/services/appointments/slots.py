"""Looking up free time: over days, over doctors, and for the walk-in dock."""

from collections.abc import Sequence
from datetime import date

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock, Period
from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.services.appointments.values import DeskOffer, FreeSlot, NextFree, Who


class SlotService:
    """Finds what can be booked. It takes nothing: between looking and booking another desk may be faster."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def free_slots(
        self,
        practitioner_ids: int | Sequence[int] | None,
        location_id: int,
        service_id: int,
        first_day: date,
        last_day: date,
        who: Who = Who.DESK,
        *,
        speciality_id: int | None = None,
        hold_key: str | None = None,
        moving_id: int | None = None,
    ) -> tuple[FreeSlot, ...]:
        """The free starts of one doctor, several, all of a speciality, or (None, None) all at the centre; by time, then
        doctor. ``hold_key`` is the caller's own hold and ``moving_id`` the appointment to be moved: neither is in the way."""
        raise NotImplementedError

    def next_free(
        self,
        practitioner_ids: int | Sequence[int] | None,
        location_id: int | None,
        service_id: int | None = None,
        who: Who = Who.DESK,
        *,
        speciality_id: int | None = None,
        days: int = 31,
    ) -> tuple[NextFree, ...]:
        """Each doctor's next free start, at the centre or (None) wherever it is soonest; those without one come last.

        Without ``service_id`` each doctor's own first service counts."""
        raise NotImplementedError

    def offer(self, location_id: int, day: date | None = None, service_id: int | None = None) -> tuple[DeskOffer, ...]:
        """The doctors on duty at the centre that day (None: today), soonest free first."""
        raise NotImplementedError

    def why_not(
        self,
        practitioner_id: int,
        location_id: int,
        service_id: int,
        wanted: Period,
        who: Who = Who.DESK,
        *,
        moving_id: int | None = None,
        hold_key: str | None = None,
    ) -> WhyNot | None:
        """Why the period cannot be booked; None when it can."""
        raise NotImplementedError
