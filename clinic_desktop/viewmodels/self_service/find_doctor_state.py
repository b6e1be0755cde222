"""What the pages of booking for oneself show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import local_day
from clinic_desktop.domain.scheduling import Against
from clinic_desktop.services.appointments.choices import FreeSlot
from clinic_desktop.services.appointments.detail_views import PatientVisit
from clinic_desktop.services.appointments.values import AppointmentView, HoldGiven
from clinic_desktop.services.practitioners.values import (
    DirectoryFilters,
    OfferedServiceView,
    PractitionerCard,
    PractitionerProfile,
    SpecialityView,
)

ALL_DOCTORS = DirectoryFilters(available=True)
"""The filters that nobody set: every doctor who takes bookings."""


class Stage(StrEnum):
    CHOOSE = "choose"
    CONFIRM = "confirm"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Place:
    """A centre that can be booked at."""

    id: int
    name: str
    address: str
    zone: ZoneInfo
    currency: str


@dataclass(frozen=True, slots=True)
class FoundDoctor:
    """A doctor who passes the filters, and their next free start where there is one."""

    card: PractitionerCard
    next_free: FreeSlot | None


@dataclass(frozen=True, slots=True)
class DayChoice:
    """A day and how many starts are free on it, or why none is."""

    day: date
    free: int
    why: tuple[Against, ...] = ()


@dataclass(frozen=True, slots=True)
class FindDoctorState:
    """``moving`` is the visit that gets another time, None for a new booking. ``slots`` are all free starts of the
    doctor, service and centre in view; ``slot`` is the one that was chosen. ``why_empty`` has the reasons of the days
    without free starts. ``booked`` is set once it is done."""

    stage: Stage = Stage.CHOOSE
    filters: DirectoryFilters = ALL_DOCTORS
    places: tuple[Place, ...] = ()
    specialities: tuple[SpecialityView, ...] = ()
    languages: tuple[str, ...] = ()
    fees: tuple[Money, ...] = ()
    doctors: tuple[FoundDoctor, ...] = ()
    loaded: bool = False
    practitioner_id: int | None = None
    profile: PractitionerProfile | None = None
    place_id: int | None = None
    service_id: int | None = None
    slots: tuple[FreeSlot, ...] = ()
    slots_loaded: bool = False
    why_empty: Mapping[date, tuple[Against, ...]] = field(default_factory=dict)
    day: date | None = None
    slot: FreeSlot | None = None
    hold: HoldGiven | None = None
    reason: str = ""
    symptoms: str = ""
    moving: PatientVisit | None = None
    busy: bool = False
    refusal: Refused | None = None
    booked: AppointmentView | None = None

    @property
    def waits_for_times(self) -> bool:
        """Whether the free times, or the doctor whose they are, are still being looked up."""
        if self.refusal is not None:
            return False
        return not self.loaded or (self.practitioner_id is not None and not self.slots_loaded)

    @property
    def place(self) -> Place | None:
        """The centre in view."""
        return next((place for place in self.places if place.id == self.place_id), None)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the centre in view."""
        return self.place.zone if self.place else ZoneInfo("UTC")

    @property
    def services(self) -> tuple[OfferedServiceView, ...]:
        """What the doctor offers."""
        return self.profile.services if self.profile else ()

    @property
    def service(self) -> OfferedServiceView | None:
        """The chosen service."""
        return next((service for service in self.services if service.service_id == self.service_id), None)

    @property
    def price(self) -> Money | None:
        """What the chosen service costs at the centre in view."""
        return self.price_of(self.service) if self.service else None

    def price_of(self, service: OfferedServiceView) -> Money | None:
        """What a service costs at the centre in view: without a price of its own there, the doctor's fee."""
        roles = self.profile.roles if self.profile else ()
        fee = next((role.fee for role in roles if role.location_id == self.place_id), None)
        return next((price.price for price in service.prices if price.location_id == self.place_id), fee)

    @property
    def day_slots(self) -> tuple[FreeSlot, ...]:
        """The free starts of the chosen day."""
        return tuple(slot for slot in self.slots if local_day(slot.period.start, self.zone) == self.day)
