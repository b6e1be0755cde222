"""What the waiting list takes and gives."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from clinic_desktop.domain.codes import Urgency, WaitingKind, WaitingState
from clinic_desktop.domain.scheduling.values import MINUTES_IN_DAY
from clinic_desktop.domain.waiting import EVERY_DAY
from clinic_desktop.services.appointments.values import AppointmentView
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.waiting.freed_values import OfferView

RECALL_DAYS = 183
"""How long a recall stays on the list after its day, unless the desk says otherwise."""


@dataclass(frozen=True, slots=True)
class WishDraft:
    """A wish as a form holds it. Without ``practitioner_id`` any doctor of ``speciality_id``, without either anybody.

    ``draft`` is a new patient, registered with the wish. ``earlier_than_id`` is a visit that the patient has already
    and would give up for an earlier time.
    """

    service_id: int
    location_id: int
    first_day: date
    last_day: date
    patient_id: int | None = None
    draft: PatientDraft | None = None
    kind: WaitingKind = WaitingKind.WAITING
    practitioner_id: int | None = None
    speciality_id: int | None = None
    weekdays: int = EVERY_DAY
    from_minute: int = 0
    until_minute: int = MINUTES_IN_DAY
    urgency: Urgency = Urgency.ROUTINE
    note: str = ""
    earlier_than_id: int | None = None


@dataclass(frozen=True, slots=True)
class WishView:
    """One entry of the list. ``state`` is as it stands now: what ran out by time alone counts as expired.

    ``appointment_id`` is the visit that came of it; while it is open, the later visit that it would replace.
    """

    id: int
    version: int
    kind: WaitingKind
    state: WaitingState
    patient_id: int
    patient_name: str
    patient_number: str
    patient_phone: str
    patient_email: str
    practitioner_id: int | None
    practitioner_name: str
    speciality_id: int | None
    speciality: str
    service_id: int
    service_name: str
    location_id: int
    first_day: date
    last_day: date
    weekdays: int
    from_minute: int
    until_minute: int
    urgency: Urgency
    note: str
    appointment_id: int | None
    created_at: datetime
    created_by: str
    offer: OfferView | None = None

    @property
    def is_open(self) -> bool:
        """Whether the patient still waits."""
        return self.state in (WaitingState.OPEN, WaitingState.OFFERED)


class Listed(StrEnum):
    """Which part of the list is looked at."""

    WAITING = "waiting"
    RECALLS = "recalls"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class WaitingFilters:
    """``due_by`` leaves only recalls that fall due up to that day. ``text`` is a part of the patient's name."""

    location_id: int
    listed: Listed = Listed.WAITING
    text: str = ""
    practitioner_id: int | None = None
    urgency: Urgency | None = None
    due_by: date | None = None


@dataclass(frozen=True, slots=True)
class WaitingCounts:
    """How many entries of the centre stand where, whatever the filters."""

    waiting: int = 0
    urgent: int = 0
    offered: int = 0
    recalls_due: int = 0
    recalls: int = 0


@dataclass(frozen=True, slots=True)
class WaitingListing:
    """The entries that the filters leave, most urgent and longest waiting first (recalls by their day), and how many
    there are in all."""

    rows: tuple[WishView, ...]
    total: int
    counts: WaitingCounts


@dataclass(frozen=True, slots=True)
class WishBooked:
    """The visit that came of an entry; ``entry`` is None for who waited in the room. ``moved`` says that a later visit,
    or the place in the queue, was given up for it."""

    visit: AppointmentView
    entry: WishView | None
    moved: bool


@dataclass(frozen=True, slots=True)
class WishChoices:
    """What a form for a wish at a centre may choose from: doctors, specialities and services by number and name, and
    which services each doctor offers there."""

    practitioners: tuple[tuple[int, str], ...] = ()
    specialities: tuple[tuple[int, str], ...] = ()
    services: tuple[tuple[int, str], ...] = ()
    offered: dict[int, frozenset[int]] = field(default_factory=dict)
