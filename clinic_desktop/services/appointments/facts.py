"""What a booking is made of: the service, the doctor, the centre and the patient, as they are now, in one query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService, PractitionerService
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole
from clinic_desktop.db.models.scheduling import Schedule
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.domain.errors import Invalid, NotFound, PractitionerUnavailable
from clinic_desktop.domain.scheduling import ServiceRule
from clinic_desktop.services.appointments.offer_columns import price_of, speciality_of
from clinic_desktop.services.appointments.timetables import zone_of
from clinic_desktop.services.practitioners.lengths import visit_minutes

_doctor, _service, _place = Practitioner.__table__.c, HealthcareService.__table__.c, Location.__table__.c
_role, _offer = PractitionerRole.__table__.c, PractitionerService.__table__.c
_person = Patient.__table__.c


_FACTS = Prepared(
    select(
        _doctor.name.label("practitioner_name"),
        _doctor.active.label("practitioner_active"),
        _doctor.available.label("practitioner_available"),
        _service.id.label("service_id"),
        _service.name.label("service_name"),
        _service.active.label("service_active"),
        _service.duration_minutes,
        _service.buffer_before_minutes,
        _service.buffer_after_minutes,
        _service.capacity,
        _service.needs_room,
        _offer.service_id.label("offered"),
        _offer.duration_minutes.label("own_minutes"),
        _doctor.default_duration_minutes.label("usual_minutes"),
        _place.id.label("location_id"),
        _place.zone,
        _place.currency,
        _place.token_prefix,
        _place.active.label("location_active"),
        _role.id.label("role_id"),
        _role.room_id,
        _role.fee_minor,
        Schedule.__table__.c.step_minutes,
        price_of(_doctor.id, _service.id, _place.id).label("price_minor"),
        speciality_of(_doctor.id).label("speciality"),
        _person.id.label("patient_id"),
        _person.name.label("patient_name"),
        _person.number.label("patient_number"),
        _person.phone.label("patient_phone"),
        _person.email.label("patient_email"),
        _person.active.label("patient_active"),
        _person.last_visit_at,
        select(Appointment.__table__.c.id)
        .where(Appointment.__table__.c.request_key == bindparam("request_key"))
        .scalar_subquery()
        .label("known_id"),
    )
    .select_from(Practitioner.__table__)
    .outerjoin(Schedule.__table__, Schedule.__table__.c.practitioner_id == _doctor.id)
    .outerjoin(HealthcareService.__table__, _service.id == bindparam("service_id"))
    .outerjoin(Location.__table__, _place.id == bindparam("location_id"))
    .outerjoin(
        PractitionerService.__table__, and_(_offer.practitioner_id == _doctor.id, _offer.service_id == _service.id)
    )
    .outerjoin(PractitionerRole.__table__, and_(_role.practitioner_id == _doctor.id, _role.location_id == _place.id))
    .outerjoin(Patient.__table__, _person.id == bindparam("patient_id"))
    .where(_doctor.id == bindparam("practitioner_id"))
)

_PERSON = Prepared(
    select(
        _person.id, _person.number, _person.name, _person.phone, _person.email, _person.active, _person.last_visit_at
    ).where(_person.id == bindparam("patient_id"))
)


@dataclass(frozen=True, slots=True)
class Person:
    """The patient of a booking, as it is to be remembered."""

    id: int
    number: str
    name: str
    phone: str
    email: str
    first_visit: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """A service of a doctor at a centre. ``known_id`` is the appointment that the request's key made before."""

    practitioner_id: int
    practitioner_name: str
    speciality: str
    location_id: int
    zone: ZoneInfo
    currency: str
    token_prefix: str
    room_id: int | None
    service: ServiceRule
    service_name: str
    step_minutes: int | None
    amount_minor: int
    person: Person | None
    known_id: int | None
    usual_minutes: int

    @property
    def step(self) -> int:
        """The minutes between the starts that the doctor offers, however long this visit is."""
        return self.step_minutes or self.usual_minutes + self.service.buffer_after


def load_facts(
    session: Session,
    practitioner_id: int,
    location_id: int,
    service_id: int,
    patient_id: int | None = None,
    request_key: str = "",
    duration_minutes: int | None = None,
    *,
    past: bool = False,
) -> Facts:
    """Everything about the booking but the time. Refuses what cannot be booked at all: NotFound,
    PractitionerUnavailable, Invalid. With ``past`` the doctor and the service may have been retired since."""
    row = _FACTS.first(
        session.connection(),
        {
            "practitioner_id": practitioner_id,
            "location_id": location_id,
            "service_id": service_id,
            "patient_id": patient_id,
            "request_key": request_key,
        },
    )
    if row is None:
        raise NotFound("practitioner", practitioner_id)
    if row.known_id is None and not past:
        _check(row, location_id, service_id, patient_id)
    return Facts(
        practitioner_id,
        row.practitioner_name,
        row.speciality or "",
        row.location_id,
        zone_of(row.zone),
        row.currency,
        row.token_prefix,
        row.room_id,
        _rule(row, duration_minutes),
        row.service_name,
        row.step_minutes,
        (row.fee_minor or 0) if row.price_minor is None else row.price_minor,
        _patient(row),
        row.known_id,
        _usual_minutes(row),
    )


def _rule(row: Any, duration_minutes: int | None) -> ServiceRule:
    """The service as the slot rules see it; with ``duration_minutes`` it is as long as that."""
    return ServiceRule(
        row.service_id, duration_minutes or _usual_minutes(row), row.buffer_before_minutes, row.buffer_after_minutes,
        max(row.capacity, 1), bool(row.needs_room),
    )  # fmt: skip


def _usual_minutes(row: Any) -> int:
    return visit_minutes(row.own_minutes, row.usual_minutes, row.duration_minutes, row.capacity)


def _patient(row: Any) -> Person | None:
    if row.patient_id is None:
        return None
    return _person_of(
        row.patient_id, row.patient_number, row.patient_name, row.patient_phone, row.patient_email, row.last_visit_at
    )


def load_person(session: Session, patient_id: int) -> Person:
    """One patient as a booking remembers them."""
    row = _PERSON.first(session.connection(), {"patient_id": patient_id})
    if row is None:
        raise NotFound("patient", patient_id)
    return _person_of(row.id, row.number, row.name, row.phone, row.email, row.last_visit_at)


def _person_of(number: int, card: str, name: str, phone: str, email: str, seen: datetime | None) -> Person:
    return Person(number, card, name, phone, email, seen is None)


def _check(row: Any, location_id: int, service_id: int, patient_id: int | None) -> None:
    if row.location_id is None or not row.location_active:
        raise NotFound("location", location_id)
    if row.service_id is None or not row.service_active:
        raise NotFound("service", service_id)
    if not row.practitioner_active or not row.practitioner_available or row.role_id is None:
        raise PractitionerUnavailable
    if row.offered is None:
        raise Invalid({"service_id": "not_offered"})
    if patient_id is not None and (row.patient_id is None or not row.patient_active):
        raise NotFound("patient", patient_id)
