"""What somebody sees who chooses a doctor, a service, a day and a free time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.scheduling import Against
from clinic_desktop.services.appointments.choices import DoctorChoice, FreeSlot, ServiceChoice
from clinic_desktop.services.appointments.explaining import Explanation
from clinic_desktop.services.appointments.wishes import FoundDay
from clinic_desktop.viewmodels.appointments.slot_finder import TimeWishes


@dataclass(frozen=True, slots=True)
class SlotPickerState:
    """``slots`` are the free times of the seven days from ``first_day``. ``starts_at`` is the time that is chosen.
    ``days`` say how full they are. ``wishes`` narrow both. ``gone`` names a doctor who was in view and takes no
    bookings here any more. ``location_id`` is the centre where another than the one in view was chosen.
    ``typed`` is a free time that was asked for and is not among them. ``why`` says what is against the time that was
    asked for; ``passing`` books there anyway, for ``pass_reason``. ``skipped`` where the clocks skip the time that was
    asked for, ``asking`` while it is looked up. ``why_empty`` has the reasons of the days without free times."""

    doctors: tuple[DoctorChoice, ...] = ()
    practitioner_id: int | None = None
    service_id: int | None = None
    first_day: date = date.min
    day: date = date.min
    slots: tuple[FreeSlot, ...] = ()
    loading: bool = False
    starts_at: datetime | None = None
    refusal: Refused | None = None
    typed: FreeSlot | None = None
    why: Explanation | None = None
    skipped: bool = False
    asking: bool = False
    passing: bool = False
    pass_reason: str = ""
    why_empty: Mapping[date, tuple[Against, ...]] = field(default_factory=dict)
    days: tuple[FoundDay, ...] = ()
    wishes: TimeWishes = field(default_factory=TimeWishes)
    gone: str = ""
    location_id: int | None = None

    @property
    def passes_at(self) -> datetime | None:
        """The time that is to be booked against the rules, once everything that this needs is there."""
        ready = self.why is not None and self.why.may_pass and self.passing and bool(self.pass_reason.strip())
        return self.why.wanted.start if ready and self.why is not None else None

    @property
    def doctor(self) -> DoctorChoice | None:
        return next((doctor for doctor in self.doctors if doctor.practitioner_id == self.practitioner_id), None)

    @property
    def service(self) -> ServiceChoice | None:
        services = self.doctor.services if self.doctor else ()
        return next((service for service in services if service.service_id == self.service_id), None)

    @property
    def slot(self) -> FreeSlot | None:
        """The chosen time where it is still free."""
        known = (*self.slots, self.typed) if self.typed is not None else self.slots
        return next((slot for slot in known if slot.period.start == self.starts_at), None)
