"""Taking the last step of an appointment back."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.locks import hold_rooms, hold_schedule
from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.domain.appointments import UNDOABLE, Step
from clinic_desktop.domain.billing import NOTHING_OWED
from clinic_desktop.domain.codes import AppointmentState, QueueState, Role, Topic
from clinic_desktop.domain.errors import Invalid, NotAllowed, StepNotAllowed
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.permissions import Actor, Permission
from clinic_desktop.services.appointments.answering import read_view
from clinic_desktop.services.appointments.moving import former_place, lock_rooms, lock_schedules, take_along
from clinic_desktop.services.appointments.placing import EXPIRE, FormerTime, former_room, former_seat
from clinic_desktop.services.appointments.promises import note_call_taken_back
from clinic_desktop.services.appointments.reading import MOVABLE
from clinic_desktop.services.appointments.resizing import CHANGE_LENGTH
from clinic_desktop.services.appointments.rooms import needs_room
from clinic_desktop.services.appointments.steps import (
    QUEUE_ACTIONS,
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
from clinic_desktop.services.billing.desk import settle_visit
from clinic_desktop.services.billing.refund_approval import has_left, take_back_made
from clinic_desktop.services.messages.telling import Known, tell
from clinic_desktop.services.settings import settings_for

_MOVES = frozenset({"reschedule", CHANGE_LENGTH})
UNDO = "undo"
"""The action of a history row that takes the one named by its ``change_id`` back."""


@dataclass(frozen=True, slots=True)
class LastStep:
    """The step in force that an undo would take back."""

    id: int
    at: datetime
    account_id: int | None
    action: str
    from_state: AppointmentState
    detail: dict[str, Any]


def undo(
    session: Session, actor: Actor, appointment_id: int, version: int, reason: str, now: datetime
) -> AppointmentView:
    """Takes the last step or move back, with what it owed the patient. Refuses with StepNotAllowed where there is none
    to take back, with Invalid({"undo": "money_went_back"}) a step whose money has been handed back or sent (book again
    instead), Invalid({"undo": "credited"}) one whose invoice was taken back by a credit note, NotAllowed or Invalid
    where the person may not, SlotTaken where somebody else has the former time."""
    look_for(session, actor, appointment_id, Permission.SEE_APPOINTMENTS)
    last = last_step(session, appointment_id)
    doctors = [int(last.detail["former"]["practitioner_id"])] if last and last.action in _MOVES else []
    lock_schedules(session, appointment_id, *doctors)
    lock_rooms(session, appointment_id, int(last.detail["former"]["location_id"]) if doctors and last else None)
    # What somebody did meanwhile has raised the version: then this one is stale.
    held = take(session, actor, appointment_id, version, Permission.SEE_APPOINTMENTS)
    if last is not None and money_has_left(session, held.id, last):
        raise Invalid({UNDO: "money_went_back"})
    if last is None or not can_be_undone(last, held.state_at(now)):
        raise StepNotAllowed(held.state_at(now), UNDO)
    if held.state in NOTHING_OWED and _is_credited(session, held.id):
        raise Invalid({UNDO: "credited"})
    said = _allowed(session, actor, held, last, reason, now)
    if last.action in _MOVES:
        _move_back(session, actor, held, last, said, now)
    else:
        _step_back(session, actor, held, last, said, now)
    over = held.state in (AppointmentState.CANCELLED, AppointmentState.REJECTED)
    before = Known(held.starts_at, held.practitioner_id, held.location_id, over)
    tell(session, actor, held.id, now, before=before)
    return read_view(session, actor, held.id)


def lock_to_undo(session: Session, appointment_ids: Sequence[int], practitioner_ids: Iterable[int] = ()) -> None:
    """Locks what taking steps of several appointments back needs, before the first of them: the schedules that they are
    and were on and those of the doctors, then the rooms."""
    found = session.execute(
        select(Appointment.practitioner_id, Appointment.location_id, Appointment.service_id).where(
            Appointment.id.in_(appointment_ids)
        )
    ).all()
    steps = last_steps(session, appointment_ids).values()
    formers = [step.detail["former"] for step in steps if "former" in step.detail]
    doctors = {row.practitioner_id for row in found} | {int(former["practitioner_id"]) for former in formers}
    for doctor in sorted(doctors | set(practitioner_ids)):
        hold_schedule(session, doctor)
    if any(needs_room(session, service) for service in {row.service_id for row in found}):
        for location_id in sorted({row.location_id for row in found} | {int(one["location_id"]) for one in formers}):
            hold_rooms(session, location_id)


def last_step(session: Session, appointment_id: int) -> LastStep | None:
    """The latest step that has not been taken back; None where only the booking itself is left."""
    return last_steps(session, [appointment_id]).get(appointment_id)


def last_steps(session: Session, appointment_ids: Sequence[int]) -> dict[int, LastStep]:
    """The latest step of each appointment that has not been taken back; those that have none are left out."""
    rows = session.execute(
        select(
            AppointmentChange.id, AppointmentChange.at, AppointmentChange.account_id, AppointmentChange.action,
            AppointmentChange.from_state, AppointmentChange.detail, AppointmentChange.appointment_id,
        )
        .where(AppointmentChange.appointment_id.in_(appointment_ids))
        .order_by(AppointmentChange.id)
    ).all()  # fmt: skip
    stacks: dict[int, list[Any]] = {}
    for row in rows:
        stack = stacks.setdefault(row.appointment_id, [])
        if row.action == UNDO:
            stack.pop()
        elif row.action not in QUEUE_ACTIONS:
            stack.append(row)
    return {
        number: LastStep(
            top.id, top.at, top.account_id, top.action, AppointmentState(top.from_state), json.loads(top.detail)
        )
        for number, stack in stacks.items()
        if stack and (top := stack[-1]).from_state is not None
    }


def can_be_undone(last: LastStep, state: AppointmentState) -> bool:
    """Whether the step is one that can be taken back at all."""
    if last.action in _MOVES:
        return state in MOVABLE
    return state in UNDOABLE and last.action != Step.CONFIRM


def money_has_left(session: Session, appointment_id: int, last: LastStep) -> bool:
    """Whether money that the step paid back has been handed back or sent: then it stays."""
    owed = bool(last.detail.get("refund_minor")) or last.action == EXPIRE
    return owed and has_left(session, appointment_id, last.at)


def _is_credited(session: Session, appointment_id: int) -> bool:
    """Whether the appointment's invoice was taken back by a credit note of its own: that stays."""
    statement = select(Invoice.id).where(
        Invoice.appointment_id == appointment_id, Invoice.credit_note_number.is_not(None)
    )
    return session.scalar(statement) is not None


def _allowed(session: Session, actor: Actor, held: Held, last: LastStep, reason: str, now: datetime) -> str:
    """The reason, once it is sure that the person may: whoever did the step or an admin, in time; later an admin who
    says why."""
    if _needs_no_reason(actor, last) and now - last.at <= _window(session, held):
        return checked_text("reason", reason.strip())
    if actor.role is not Role.ADMIN:
        raise NotAllowed(UNDO)
    if not reason.strip():
        raise Invalid({"reason": "required"})
    return need_reason(reason)


def _step_back(session: Session, actor: Actor, held: Held, last: LastStep, reason: str, now: datetime) -> None:
    state = last.from_state
    values: dict[str, Any] = {"state": state, "end_reason": ""}
    if held.state in NOTHING_OWED and not held.queue_only:
        time = FormerTime(
            held.id, held.practitioner_id, held.location_id, held.service_id, held.period,
            held.buffer_before_minutes, held.buffer_after_minutes, held.squeezed_in,
        )  # fmt: skip
        values["seat"] = former_seat(session, actor, time, now)
        values |= former_room(session, time, held.room_id, now)
    if last.action == EXPIRE:
        settings = settings_for(session, held.location_id, held.practitioner_id)
        values["expires_at"] = now + timedelta(minutes=settings.payment_window_minutes)
    change_row(session, held, actor, now, **values)
    if held.state in NOTHING_OWED:
        take_back_made(session, actor, held.id, last.at, now)
    settle_visit(session, actor, held.id, now)
    _visit_back(session, held, state)
    record(
        session, actor, held, UNDO, state, now,
        reason=reason, detail={"undid": last.action, "change_id": last.id}, topics=(Topic.APPOINTMENTS, Topic.QUEUE),
    )  # fmt: skip


def _visit_back(session: Session, held: Held, state: AppointmentState) -> None:
    """Puts the visit where it belongs with the earlier state. The token stays with the appointment."""
    values: dict[str, Any] = {
        AppointmentState.CHECKED_IN: {"queue_state": QueueState.WAITING, "started_at": None, "ended_at": None},
        AppointmentState.IN_PROGRESS: {"queue_state": QueueState.IN_ROOM, "ended_at": None},
    }.get(state, {"queue_state": QueueState.LEFT, "started_at": None, "ended_at": None})
    encounter_id = session.execute(
        update(Encounter)
        .where(Encounter.appointment_id == held.id)
        .values(**values, version=Encounter.version + 1)
        .returning(Encounter.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if encounter_id is not None and state is AppointmentState.CHECKED_IN:
        note_call_taken_back(session, encounter_id)


def _move_back(session: Session, actor: Actor, held: Held, last: LastStep, reason: str, now: datetime) -> None:
    former = dict(last.detail["former"])
    period = Period(datetime.fromisoformat(former["starts_at"]), datetime.fromisoformat(former["ends_at"]))
    former |= {"starts_at": period.start, "ends_at": period.end}
    if not former["queue_only"]:
        time = FormerTime(
            held.id, former["practitioner_id"], former["location_id"], held.service_id, period,
            former["buffer_before_minutes"], former["buffer_after_minutes"], former["squeezed_in"],
        )  # fmt: skip
        former["seat"] = former_seat(session, actor, time, now)
        former |= former_room(session, time, former["room_id"], now)
    change_row(session, held, actor, now, **former)
    take_along(session, held, former["practitioner_id"])
    detail: dict[str, object] = {
        "undid": last.action,
        "change_id": last.id,
        "former": former_place(held),
    }
    if period.start != held.starts_at:
        detail["starts_at"] = [moment(held.starts_at), moment(period.start)]
    if period.minutes != held.period.minutes:
        detail["minutes"] = [held.period.minutes, period.minutes]
    if former["practitioner_id"] != held.practitioner_id:
        detail["practitioner_id"] = [held.practitioner_id, former["practitioner_id"]]
        detail["practitioner_name"] = [held.practitioner_name, former["practitioner_name"]]
    record(
        session, actor, held, UNDO, held.state, now,
        reason=reason, detail=detail, topics=(Topic.APPOINTMENTS, Topic.QUEUE),
    )  # fmt: skip


def undo_until(session: Session, actor: Actor, held: Held, last: LastStep | None, now: datetime) -> datetime | None:
    """Until when the person can take the last step back without a reason; None where they cannot."""
    if last is None or not can_be_undone(last, held.state_at(now)) or not _needs_no_reason(actor, last):
        return None
    until = last.at + _window(session, held)
    return until if now <= until and not money_has_left(session, held.id, last) else None


def _needs_no_reason(actor: Actor, last: LastStep) -> bool:
    """Whether the person takes the step back without saying why, as long as it is not long ago."""
    return actor.role is Role.ADMIN or last.account_id == actor.account_id


def _window(session: Session, held: Held) -> timedelta:
    """How long a step can be taken back by whoever did it."""
    return timedelta(minutes=settings_for(session, held.location_id, held.practitioner_id).undo_minutes)
