"""Moving an appointment to another time or doctor; it stays the same appointment."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.locks import hold_rooms, hold_schedule
from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.domain.codes import AppointmentState, Role, Topic
from clinic_desktop.domain.errors import NotFound, StepNotAllowed
from clinic_desktop.domain.period import local_day
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.services.appointments.answering import read_view
from clinic_desktop.services.appointments.facts import Facts, load_facts
from clinic_desktop.services.appointments.hold_owner import drop_own
from clinic_desktop.services.appointments.placing import Place, find_place
from clinic_desktop.services.appointments.reading import MOVABLE
from clinic_desktop.services.appointments.rooms import needs_room
from clinic_desktop.services.appointments.steps import (
    Held,
    change_row,
    checked_text,
    look_for,
    moment,
    need_reason,
    record,
    take,
)
from clinic_desktop.services.appointments.values import AppointmentView
from clinic_desktop.services.messages.telling import Known, tell
from clinic_desktop.services.settings import settings_for


@dataclass(frozen=True, slots=True)
class Move:
    """Where an appointment is to go. ``location_id`` None keeps the centre; ``minutes`` None keeps the length, or takes
    the other doctor's."""

    appointment_id: int
    version: int
    practitioner_id: int
    starts_at: datetime
    reason: str
    location_id: int | None
    squeeze_in_reason: str | None
    hold_key: str | None
    room_id: int | None = None
    minutes: int | None = None
    override_reason: str | None = None


def move(session: Session, actor: Actor, wish: Move, now: datetime) -> AppointmentView:
    """Moves the appointment. The price that was agreed stays; the length is the new doctor's, unless it was set by
    hand."""
    look_for(session, actor, wish.appointment_id, Permission.RESCHEDULE)
    lock_schedules(session, wish.appointment_id, wish.practitioner_id)
    lock_rooms(session, wish.appointment_id, wish.location_id)
    held = take(session, actor, wish.appointment_id, wish.version, Permission.RESCHEDULE)
    too_late = actor.role is Role.PATIENT and held.starts_at <= now
    if held.state_at(now) not in MOVABLE or too_late:
        raise StepNotAllowed(held.state_at(now), "reschedule")
    location_id = wish.location_id or held.location_id
    _require(actor, wish, held, location_id)
    same_doctor = wish.practitioner_id == held.practitioner_id
    length = wish.minutes or (held.period.minutes if same_doctor else None)
    facts = load_facts(session, wish.practitioner_id, location_id, held.service_id, held.patient_id, "", length)
    if held.room_reserved and same_doctor and location_id == held.location_id:
        facts = replace(facts, room_id=held.room_id)
    settings = settings_for(session, location_id, wish.practitioner_id)
    place = find_place(
        session, actor, wish.practitioner_id, location_id, facts, settings, wish.starts_at, now,
        squeeze_in=wish.squeeze_in_reason is not None, override=wish.override_reason is not None,
        hold_key=wish.hold_key, moving_id=held.id, room_id=wish.room_id,
    )  # fmt: skip
    change_row(
        session, held, actor, now,
        practitioner_id=wish.practitioner_id, practitioner_name=facts.practitioner_name, speciality=facts.speciality,
        location_id=location_id, room_id=place.room_id, room_reserved=place.room_reserved,
        starts_at=place.period.start, ends_at=place.period.end,
        buffer_before_minutes=facts.service.buffer_before, buffer_after_minutes=facts.service.buffer_after,
        seat=place.seat, squeezed_in=place.squeezed_in, passed_over=",".join(place.passed_over), queue_only=False,
    )  # fmt: skip
    day = local_day(place.period.start, facts.zone)
    if held.state is AppointmentState.CHECKED_IN and (
        location_id != held.location_id or day != local_day(held.starts_at, facts.zone)
    ):
        # The token is the old centre's of that day, so a move away from it needs a new arrival.
        raise StepNotAllowed(held.state, "reschedule")
    take_along(session, held, wish.practitioner_id)
    detail = _detail(wish, held, facts, place, location_id)
    reason = checked_text("reason", (wish.override_reason or wish.squeeze_in_reason or wish.reason).strip())
    topics = (Topic.APPOINTMENTS, Topic.QUEUE) if held.state is AppointmentState.CHECKED_IN else (Topic.APPOINTMENTS,)
    record(session, actor, held, "reschedule", held.state, now, reason=reason, detail=detail, topics=topics)
    tell(session, actor, held.id, now, before=Known(held.starts_at, held.practitioner_id, held.location_id))
    if wish.hold_key is not None:
        drop_own(session, actor, wish.hold_key)
    return read_view(session, actor, held.id)


def _require(actor: Actor, wish: Move, held: Held, location_id: int) -> None:
    """Refuses who may not move the visit there, and a rule that is passed over without a reason."""
    require(
        actor, Permission.RESCHEDULE,
        location_id=location_id, practitioner_id=wish.practitioner_id, patient_id=held.patient_id,
    )  # fmt: skip
    if wish.squeeze_in_reason is not None:
        require(actor, Permission.SQUEEZE_IN, location_id=location_id)
        need_reason(wish.squeeze_in_reason)
    if wish.override_reason is not None:
        need_reason(wish.override_reason)


def _detail(wish: Move, held: Held, facts: Facts, place: Place, location_id: int) -> dict[str, object]:
    """What the history tells of the move: each thing that changed, before and after, and all that undoing needs."""
    detail: dict[str, object] = {
        "starts_at": [moment(held.starts_at), moment(place.period.start)],
        "former": former_place(held),
    }
    if wish.minutes is not None and wish.minutes != held.period.minutes:
        detail["minutes"] = [held.period.minutes, wish.minutes]
    if wish.practitioner_id != held.practitioner_id:
        detail["practitioner_id"] = [held.practitioner_id, wish.practitioner_id]
        detail["practitioner_name"] = [held.practitioner_name, facts.practitioner_name]
    if place.passed_over:
        detail["passed_over"] = list(place.passed_over)
    if location_id != held.location_id:
        detail["location_id"] = [held.location_id, location_id]
    return detail


def lock_schedules(session: Session, appointment_id: int, *practitioner_ids: int) -> None:
    """Locks the schedules of the appointment's doctor and of those doctors, in the order of their numbers, so that two
    desks that move towards each other do not wait for ever. What is moved to another doctor meanwhile has another
    version then, which ``take`` refuses."""
    former = session.execute(
        select(Appointment.practitioner_id).where(Appointment.id == appointment_id)
    ).scalar_one_or_none()
    if former is None:
        raise NotFound("appointment", appointment_id)
    for number in sorted({former, *practitioner_ids}):
        hold_schedule(session, number)


def lock_rooms(session: Session, appointment_id: int, location_id: int | None = None) -> None:
    """Locks the rooms of the centre (None: where the appointment is) if its service needs one. Before the appointment
    itself, after the schedules."""
    row = session.execute(
        select(Appointment.service_id, Appointment.location_id).where(Appointment.id == appointment_id)
    ).one_or_none()
    if row is not None and needs_room(session, row.service_id):
        hold_rooms(session, location_id or row.location_id)


def former_place(held: Held) -> dict[str, object]:
    """All that a move changes, as the history keeps it, so that the move can be taken back."""
    return {
        "practitioner_id": held.practitioner_id,
        "practitioner_name": held.practitioner_name,
        "speciality": held.speciality,
        "location_id": held.location_id,
        "room_id": held.room_id,
        "room_reserved": held.room_reserved,
        "starts_at": moment(held.starts_at),
        "ends_at": moment(held.ends_at),
        "buffer_before_minutes": held.buffer_before_minutes,
        "buffer_after_minutes": held.buffer_after_minutes,
        "squeezed_in": held.squeezed_in,
        "passed_over": held.passed_over,
        "queue_only": held.queue_only,
    }


def take_along(session: Session, held: Held, practitioner_id: int) -> None:
    """The visit and the invoice follow the appointment to its doctor: who has arrived waits there, and what the visit
    brings is that doctor's."""
    for model in (Encounter, Invoice):
        session.execute(
            update(model)
            .where(model.appointment_id == held.id, model.practitioner_id != practitioner_id)
            .values(practitioner_id=practitioner_id, version=model.version + 1)
            .execution_options(synchronize_session=False)
        )
