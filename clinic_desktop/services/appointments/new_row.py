"""The row of a new appointment: what was asked for, with snapshots of how everything is now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.prepared import prepared_insert
from clinic_desktop.domain.codes import AppointmentState, Channel, Role
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.facts import Facts, Person
from clinic_desktop.services.appointments.placing import Place
from clinic_desktop.services.appointments.values import BookingRequest

_INSERT = prepared_insert(Appointment.__table__, Appointment.__table__.c.id)


@dataclass(frozen=True, slots=True)
class Beginning:
    """As what an appointment begins. ``booked_as`` is its state but for an arrival in the same moment; after
    ``expires_at`` a pending one that was not paid is free again. ``series`` is the number of a series and the place in
    it."""

    state: AppointmentState
    booked_as: AppointmentState
    expires_at: datetime | None
    queue_only: bool
    series: tuple[int, int] | None


def insert_appointment(
    session: Session,
    actor: Actor,
    request: BookingRequest,
    facts: Facts,
    person: Person,
    place: Place,
    begins: Beginning,
    now: datetime,
) -> int:
    """Writes the row and gives its number. Version 1. The place was found under the schedule's lock, which is held."""
    row = _asked(actor, request) | _snapshots(facts, person) | _placed(place) | _begun(actor, begins, now)
    return int(_INSERT.first(session.connection(), row).id)


def _asked(actor: Actor, request: BookingRequest) -> dict[str, object]:
    """What the request says; who books alone came by no other way."""
    return {
        "request_key": request.request_key,
        "channel": Channel.SELF if actor.role is Role.PATIENT else request.channel,
        "urgency": request.urgency,
        "purpose": request.purpose,
        "reason": request.reason,
        "symptoms": request.symptoms,
        "notes": request.notes,
        "online": request.online,
    }


def _snapshots(facts: Facts, person: Person) -> dict[str, object]:
    """Names and price as they are now: what changes later changes no appointment."""
    return {
        "patient_id": person.id,
        "patient_name": person.name,
        "patient_phone": person.phone,
        "patient_email": person.email,
        "first_visit": person.first_visit,
        "practitioner_id": facts.practitioner_id,
        "practitioner_name": facts.practitioner_name,
        "speciality": facts.speciality,
        "location_id": facts.location_id,
        "service_id": facts.service.service_id,
        "service_name": facts.service_name,
        "buffer_before_minutes": facts.service.buffer_before,
        "buffer_after_minutes": facts.service.buffer_after,
        "amount_minor": facts.amount_minor,
        "currency": facts.currency,
    }


def _placed(place: Place) -> dict[str, object]:
    return {
        "room_id": place.room_id,
        "room_reserved": place.room_reserved,
        "starts_at": place.period.start,
        "ends_at": place.period.end,
        "seat": place.seat,
        "squeezed_in": place.squeezed_in,
        "passed_over": ",".join(place.passed_over),
    }


def _begun(actor: Actor, begins: Beginning, now: datetime) -> dict[str, object]:
    series_id, position = begins.series or (None, None)
    return {
        "version": 1,
        "state": begins.state,
        "state_changed_at": now,
        "state_changed_by_id": actor.account_id,
        "expires_at": begins.expires_at,
        "pay_until": None,
        "end_reason": "",
        "queue_only": begins.queue_only,
        "series_id": series_id,
        "series_position": position,
        "created_by_id": actor.account_id,
        "created_by_name": actor.name,
        "created_at": now,
    }
