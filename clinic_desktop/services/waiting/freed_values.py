"""What the waiting list says of free times: who would take one, and to whom it was offered."""

from dataclasses import dataclass
from datetime import datetime

from clinic_desktop.domain.codes import Urgency
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.waiting import Fit, Source


@dataclass(frozen=True, slots=True)
class OfferView:
    """A free time that was offered to somebody and is kept for them until ``expires_at``. ``told`` says that an email
    went into the outbox; who has no address is to be called."""

    id: int
    version: int
    entry_id: int
    patient_id: int
    patient_name: str
    patient_phone: str
    practitioner_id: int
    practitioner_name: str
    location_id: int
    service_name: str
    period: Period
    expires_at: datetime
    offered_by: str
    told: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who would take a free time, and why. ``number`` and ``version`` are the entry's on the list, or the
    appointment's of who waits in the room. ``period`` is when the visit would be."""

    source: Source
    number: int
    version: int
    patient_id: int
    patient_name: str
    patient_phone: str
    patient_email: str
    fit: Fit
    urgency: Urgency
    since: datetime
    service_id: int
    service_name: str
    period: Period
    practitioner_name: str
    speciality: str
    weekdays: int
    from_minute: int
    until_minute: int
    note: str
    earlier_than_id: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A free start of a doctor at a centre."""

    practitioner_id: int
    location_id: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class FreedTime:
    """A time that became free and that somebody waits for. ``candidates`` are the first of ``total``."""

    practitioner_id: int
    practitioner_name: str
    location_id: int
    period: Period
    candidates: tuple[Candidate, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Freed:
    """What the desk may fill now: the times, the latest to become free first, and the offers without an answer."""

    times: tuple[FreedTime, ...] = ()
    offers: tuple[OfferView, ...] = ()
