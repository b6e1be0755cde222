"""What goes into and comes out of planning, booking and changing a series: frozen values."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.services.patients.drafts import PatientDraft


class Proposed(StrEnum):
    """What is proposed instead of a time that clashes: another time that day, or the next day that has one."""

    THAT_DAY = "that_day"
    NEXT_DAY = "next_day"


class Scope(StrEnum):
    """Which of a series a change is for."""

    THIS = "this"
    LATER = "later"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class SeriesWish:
    """A service that repeats by ``rule`` (RFC 5545) at a wall-clock ``minute`` of the centre, from ``first_day`` on.
    ``hold_key`` is the caller's own hold, which is not in the way."""

    practitioner_id: int
    location_id: int
    service_id: int
    first_day: date
    minute: int
    rule: str
    hold_key: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A free time instead of one that clashes."""

    kind: Proposed
    period: Period


@dataclass(frozen=True, slots=True)
class Planned:
    """One occurrence, counted from 1. ``why`` is None where it is free; ``period`` is None where the clocks of that day
    never show the time."""

    position: int
    day: date
    period: Period | None
    why: WhyNot | None
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class SeriesPlan:
    """Every occurrence before anything is booked."""

    rule: str
    zone: ZoneInfo
    minute: int
    occurrences: tuple[Planned, ...]

    @property
    def clashes(self) -> int:
        return sum(item.why is not None for item in self.occurrences)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRequest:
    """A wish to book the chosen ``starts`` of a plan, all or none. Repeating a request with the same ``request_key``
    (a UUID) gives the first result again. Exactly one of ``patient_id`` and ``draft`` is given."""

    request_key: str
    wish: SeriesWish
    starts: tuple[datetime, ...]
    patient_id: int | None = None
    draft: PatientDraft | None = None
    reason: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class SeriesMember:
    """One appointment of a series, in order of time. ``position`` counts from 1 as they were booked."""

    appointment_id: int
    version: int
    position: int
    period: Period
    state: AppointmentState
    practitioner_id: int
    practitioner_name: str


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series as it stands."""

    series_id: int
    rule: str
    zone: ZoneInfo
    patient_id: int
    patient_name: str
    members: tuple[SeriesMember, ...]


@dataclass(frozen=True, slots=True)
class Shifted:
    """Where one of a series would go; ``why`` says why it cannot, ``target`` is None at a time that does not exist."""

    member: SeriesMember
    target: Period | None
    why: WhyNot | None


@dataclass(frozen=True, slots=True)
class SeriesShift:
    """A move of some of a series before it is made, in order of time."""

    practitioner_id: int
    zone: ZoneInfo
    shifted: tuple[Shifted, ...]

    @property
    def clashes(self) -> int:
        return sum(item.why is not None for item in self.shifted)


@dataclass(frozen=True, slots=True)
class Changed:
    """An appointment as it stands after a change: what an undo has to name."""

    appointment_id: int
    version: int


@dataclass(frozen=True, slots=True)
class CancelPreview:
    """What cancelling some of a series would pay back by the policy; None where the person may not see payments."""

    members: tuple[SeriesMember, ...]
    refund: Money | None
