"""What can be chosen for a booking: doctors, what they do there, and the free times that they have."""

from dataclasses import dataclass
from enum import StrEnum

from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Period


class Who(StrEnum):
    """For whom free time is looked up: the desk, or a patient who books alone (notice, horizon, weekends)."""

    DESK = "desk"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A start that can be booked; ``places_left`` is more than one for a group session."""

    practitioner_id: int
    location_id: int
    period: Period
    places_left: int


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """A service that a doctor offers at a centre, with that doctor's own duration and price (with tax)."""

    service_id: int
    name: str
    duration_minutes: int
    price: Money
    capacity: int = 1


@dataclass(frozen=True, slots=True)
class DoctorChoice:
    """A doctor who can be booked at a centre, with what they offer there; the first service is the usual one."""

    practitioner_id: int
    name: str
    speciality: str
    picture: str
    room: str
    services: tuple[ServiceChoice, ...]
    location_id: int = 0


@dataclass(frozen=True, slots=True)
class NextFree:
    """A doctor's next free start at a centre; None where there is none in the days that were asked about."""

    practitioner_id: int
    practitioner_name: str
    location_id: int
    slot: FreeSlot | None
