"""Whether an appointment may go to another time of a doctor: the pure rules with what they need, read with the board,
so that a card can be judged while it is in the hand."""

from dataclasses import dataclass, replace
from datetime import datetime

from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling import (
    OVERBOOKED,
    BookingLimits,
    ServiceRule,
    Timetable,
    WhyNot,
    in_the_way,
    why_not,
)
from clinic_desktop.services.appointments.rooms import RoomUse
from clinic_desktop.services.appointments.timetables import Taken, in_the_way_of


@dataclass(frozen=True, slots=True)
class Carried:
    """The appointment that is in the hand, as it stands in the database."""

    appointment_id: int
    service_id: int
    period: Period
    squeezed_in: bool = False
    room_reserved: bool = False


@dataclass(frozen=True, slots=True)
class MoveRules:
    """One doctor's time at one centre, as it stood when the board was read. The service that writes has the last word:
    another desk may have been faster."""

    timetable: Timetable
    services: tuple[ServiceRule, ...]
    limits: BookingLimits
    taken: tuple[Taken, ...]
    rooms: RoomUse

    def rule(self, service_id: int) -> ServiceRule | None:
        """How the doctor does that service at that centre; None where they do not."""
        return next((rule for rule in self.services if rule.service_id == service_id), None)

    def why_not(self, carried: Carried, wanted: Period, now: datetime, *, keeps_start: bool = False) -> WhyNot | None:
        """What is against that time, or None. ``keeps_start``: only the length changes, so a start that has passed does
        not matter, and what the appointment was squeezed in over is no news. The service must be one of the doctor's.
        """
        rule = self.rule(carried.service_id)
        if rule is None:
            raise ValueError("the doctor does not offer the service")
        limits = replace(self.limits, now=min(now, wanted.start) if keeps_start else now)
        if keeps_start and wanted.end <= now:
            return WhyNot.PAST
        if keeps_start and wanted.end <= carried.period.end:
            return None
        busy = in_the_way_of(self.taken, carried.appointment_id)
        rule = replace(rule, duration_minutes=max(wanted.minutes, 1))
        reason = why_not(self.timetable, rule, wanted, limits, busy)
        if reason in OVERBOOKED and keeps_start and carried.squeezed_in:
            return None
        return reason or self._room(carried, rule, wanted)

    def is_elsewhere(self, carried: Carried, wanted: Period) -> bool:
        """Whether what is in the way is at another centre, where the board does not show it."""
        rule = self.rule(carried.service_id)
        if rule is None:
            return False
        place, busy = self.timetable.location_id, in_the_way_of(self.taken, carried.appointment_id)
        found = in_the_way(place, rule, wanted, self.limits, busy)
        return bool(found) and all(item.location_id != place for item in found)

    def _room(self, carried: Carried, rule: ServiceRule, wanted: Period) -> WhyNot | None:
        """The rooms do not say whose they are, so the appointment's own is left to the service where it is kept."""
        if carried.room_reserved and carried.period.meets(wanted):
            return None
        return self.rooms.why_not(rule, self.timetable.location_id, wanted, self.taken)
