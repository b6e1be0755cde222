"""Doing what was decided of the appointments that a change of hours hits: many at once, in a bounded number of
statements. Whoever calls holds the locks of the schedules and rooms and has written the new hours."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.domain.appointments import Step, after
from clinic_desktop.domain.codes import AppointmentState, QueueState, Topic
from clinic_desktop.domain.errors import Invalid, PractitionerUnavailable, SlotTaken, StepNotAllowed
from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.domain.scheduling import ServiceRule
from clinic_desktop.domain.scheduling.diary import slot_period
from clinic_desktop.services.appointments.moving import Move, former_place, move
from clinic_desktop.services.appointments.placing import free_expired
from clinic_desktop.services.appointments.steps import Held, held_rows, moment, need_reason
from clinic_desktop.services.appointments.timetables import load_taken
from clinic_desktop.services.billing.desk import refund_on_cancel
from clinic_desktop.services.messages.telling import Known
from clinic_desktop.services.messages.telling_many import Told, announce_many, tell_many
from clinic_desktop.services.scheduling.diaries import Diaries
from clinic_desktop.services.scheduling.values import AppointmentHit, Decision, Treatment
from clinic_desktop.services.versions import stale

KEPT = "keep_outside_hours"
"""The history's action of an appointment that stays where the doctor does not work any more."""
_booked = Appointment.__table__.c
_HERE = AppointmentState.CHECKED_IN


@dataclass(frozen=True, slots=True)
class Resolved:
    """How many were moved, cancelled and kept, what goes back, and the appointments to undo with their versions."""

    moved: int
    cancelled: int
    kept: int
    refunded_minor: int
    appointments: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Moved:
    """Where one appointment goes: the columns that change, and its history's detail."""

    held: Held
    values: dict[str, Any]
    detail: dict[str, object]


def checked_decisions(
    session: Session, hits: Sequence[AppointmentHit], decisions: Sequence[Decision]
) -> list[tuple[AppointmentHit, Decision]]:
    """The hits with what was decided of each. Refuses with StaleRecord where others are hit than were decided about, or
    one of them was changed, and with Invalid for a move without a time."""
    decided = {decision.appointment_id: decision for decision in decisions}
    pairs = []
    for hit in hits:
        decision = decided.pop(hit.id, None)
        if decision is None or decision.version != hit.version:
            raise stale(session, "appointment", hit.id)
        if decision.treatment is Treatment.MOVE and (decision.practitioner_id is None or decision.starts_at is None):
            raise Invalid({"starts_at": "required"})
        pairs.append((hit, decision))
    if decided:
        raise stale(session, "appointment", next(iter(decided)))
    return pairs


def targets_of(decisions: Iterable[Decision]) -> frozenset[int]:
    """The doctors to whom appointments are moved."""
    return frozenset(
        decision.practitioner_id
        for decision in decisions
        if decision.treatment is Treatment.MOVE and decision.practitioner_id is not None
    )


def resolve(
    session: Session,
    actor: Actor,
    pairs: Sequence[tuple[AppointmentHit, Decision]],
    diaries: Diaries | None,
    reason: str,
    now: datetime,
) -> Resolved:
    """Keeps, cancels and moves as was decided, with history, audit, money, messages and notices.

    A cancelling is the clinic's: all that was paid goes back. Refuses with NotAllowed, with SlotTaken for a time that
    is not free, and with Invalid for a cancelling without a ``reason``.
    """
    rows = held_rows(session, actor, [(decision.appointment_id, decision.version) for _, decision in pairs])
    chosen: dict[Treatment, list[tuple[AppointmentHit, Decision, Held]]] = {kind: [] for kind in Treatment}
    for hit, decision in pairs:
        chosen[decision.treatment].append((hit, decision, rows[decision.appointment_id]))
    _keep(session, actor, [held for _, _, held in chosen[Treatment.KEEP]], now)
    refunded = _cancel(session, actor, [held for _, _, held in chosen[Treatment.CANCEL]], reason, now)
    _move(session, actor, chosen[Treatment.MOVE], diaries, reason, now)
    undone = [(held.id, held.version + 1) for kind in (Treatment.CANCEL, Treatment.MOVE) for _, _, held in chosen[kind]]
    return Resolved(
        len(chosen[Treatment.MOVE]), len(chosen[Treatment.CANCEL]), len(chosen[Treatment.KEEP]), refunded, tuple(undone)
    )


def _keep(session: Session, actor: Actor, held: Sequence[Held], now: datetime) -> None:
    steps = [(one, KEPT, one.state, "", {"version": one.version}) for one in held]
    write_histories(session, actor, steps, now)
    announce_many(session, Topic.APPOINTMENTS, [one.id for one in held], now)


def _cancel(session: Session, actor: Actor, held: Sequence[Held], reason: str, now: datetime) -> int:
    if not held:
        return 0
    said = need_reason(reason)
    for one in held:
        require(actor, Permission.CANCEL, location_id=one.location_id, practitioner_id=one.practitioner_id)
        after(one.state, Step.CANCEL)
    numbers = [one.id for one in held]
    connection = session.connection()
    connection.execute(
        update(Appointment.__table__)  # type: ignore[arg-type]
        .where(_booked.id.in_(numbers))
        .values(
            state=AppointmentState.CANCELLED, end_reason=said, version=_booked.version + 1,
            state_changed_at=now, state_changed_by_id=actor.account_id,
        )
    )  # fmt: skip
    here = [one.id for one in held if one.state is _HERE]
    _leave(session, here)
    invoiced = set(session.scalars(select(Invoice.appointment_id).where(Invoice.appointment_id.in_(numbers))))
    owed = {
        number: refund_on_cancel(session, actor, number, percent=100, amount_minor=None, reason=said, now=now)
        for number in numbers
        if number in invoiced
    }
    steps = []
    for one in held:
        detail: dict[str, object] = {"version": one.version + 1}
        if owed.get(one.id):
            detail["refund_minor"] = owed[one.id]
        steps.append((one, str(Step.CANCEL), AppointmentState.CANCELLED, said, detail))
    write_histories(session, actor, steps, now)
    announce_many(session, Topic.APPOINTMENTS, numbers, now)
    announce_many(session, Topic.QUEUE, here, now)
    # Who is at the clinic hears it there.
    told = [
        Told(one.id, _known(one), {"refund_minor": owed[one.id]} if owed.get(one.id) else {})
        for one in held
        if one.state is not _HERE
    ]
    tell_many(session, actor, told, now)
    return sum(owed.values())


def _leave(session: Session, numbers: Sequence[int]) -> None:
    if numbers:
        session.execute(
            update(Encounter)
            .where(Encounter.appointment_id.in_(numbers))
            .values(queue_state=QueueState.LEFT, version=Encounter.version + 1)
            .execution_options(synchronize_session=False)
        )


def _move(
    session: Session,
    actor: Actor,
    wanted: Sequence[tuple[AppointmentHit, Decision, Held]],
    diaries: Diaries | None,
    reason: str,
    now: datetime,
) -> None:
    if not wanted:
        return
    assert diaries is not None
    simple: list[_Moved] = []
    special: list[tuple[Decision, Held]] = []
    for hit, decision, held in wanted:
        assert decision.practitioner_id is not None
        assert decision.starts_at is not None
        _may_move(actor, held, decision.practitioner_id)
        rule = diaries.rule_for(hit, decision.practitioner_id)
        if rule is None:
            raise PractitionerUnavailable
        if rule.needs_room or rule.capacity > 1 or held.room_reserved:
            special.append((decision, held))
        else:
            simple.append(_moved(diaries, hit, held, decision.practitioner_id, rule, decision.starts_at))
    places = [(one.values["practitioner_id"], Period(one.values["starts_at"], one.values["ends_at"])) for one in simple]
    free_unpaid(session, places, now)
    move_rows(session, actor, simple, now, reason)
    tell_many(session, actor, [Told(one.held.id, _known(one.held)) for one in simple], now)
    # Rooms and places of a session are few: one after the other.
    for decision, held in special:
        assert decision.practitioner_id is not None
        assert decision.starts_at is not None
        wish = Move(held.id, held.version, decision.practitioner_id, decision.starts_at, reason, None, None, None)
        move(session, actor, wish, now)


def free_unpaid(session: Session, places: Sequence[tuple[int, Period]], now: datetime) -> None:
    """Cancels what is in the way of those times of doctors only because nobody has cleared it away: bookings whose time
    to be paid is over."""
    if not places:
        return
    window = Period(min(period.start for _, period in places), max(period.end for _, period in places))
    taken = load_taken(session, sorted({doctor for doctor, _ in places}), window, now)
    over = {doctor: [item for item in items if item.expired] for doctor, items in taken.items()}
    free_expired(
        session,
        sorted({item.appointment_id or 0 for doctor, period in places for item in over.get(doctor, ())
                if item.period.meets(period)}),
        now,
    )  # fmt: skip


def _may_move(actor: Actor, held: Held, practitioner_id: int) -> None:
    for number in {held.practitioner_id, practitioner_id}:
        require(actor, Permission.RESCHEDULE, location_id=held.location_id, practitioner_id=number)


def _moved(
    diaries: Diaries, hit: AppointmentHit, held: Held, practitioner_id: int, rule: ServiceRule, starts_at: datetime
) -> _Moved:
    """Checks the time, takes it, and gives what changes."""
    place, diary = diaries.places[practitioner_id, held.location_id], diaries.diary(practitioner_id)
    assert diary is not None
    period = slot_period(int(starts_at.timestamp()), rule)
    why = diary.why_not(held.location_id, rule, period, held.id)
    if why is not None:
        raise SlotTaken(period, why)
    zone = place.offering.zone
    if held.state is _HERE and local_day(period.start, zone) != local_day(held.starts_at, zone):
        # The token is of that day, so a move away from it needs a new arrival.
        raise StepNotAllowed(held.state, "reschedule")
    diaries.take(hit, practitioner_id, period.start)
    values: dict[str, Any] = {
        "starts_at": period.start, "ends_at": period.end,
        "buffer_before_minutes": rule.buffer_before, "buffer_after_minutes": rule.buffer_after,
        "practitioner_id": practitioner_id, "practitioner_name": held.practitioner_name,
        "speciality": held.speciality, "room_id": held.room_id,
    }  # fmt: skip
    if practitioner_id != held.practitioner_id:
        values |= {
            "practitioner_name": place.offering.name, "speciality": place.offering.speciality, "room_id": place.room_id,
        }  # fmt: skip
    return shift_of(held, period, values)


def shift_of(held: Held, period: Period, values: dict[str, Any], **more: object) -> _Moved:
    """The move of an appointment to a period with other columns; ``more`` goes into its history."""
    detail: dict[str, object] = {
        "version": held.version + 1,
        "starts_at": [moment(held.starts_at), moment(period.start)],
        "former": former_place(held),
        **more,
    }
    if values["practitioner_id"] != held.practitioner_id:
        detail["practitioner_id"] = [held.practitioner_id, values["practitioner_id"]]
        detail["practitioner_name"] = [held.practitioner_name, values["practitioner_name"]]
    return _Moved(held, values, detail)


_MOVE_ROW = (
    update(Appointment.__table__)  # type: ignore[arg-type]
    .where(_booked.id == bindparam("wanted_id"))
    .values(
        version=_booked.version + 1, seat=bindparam("new_seat"), squeezed_in=bindparam("new_squeezed_in"),
        passed_over=bindparam("new_passed_over"),
        starts_at=bindparam("new_starts_at"), ends_at=bindparam("new_ends_at"),
        buffer_before_minutes=bindparam("new_buffer_before_minutes"),
        buffer_after_minutes=bindparam("new_buffer_after_minutes"),
        practitioner_id=bindparam("new_practitioner_id"), practitioner_name=bindparam("new_practitioner_name"),
        speciality=bindparam("new_speciality"), room_id=bindparam("new_room_id"),
    )
)  # fmt: skip


def move_rows(
    session: Session, actor: Actor, moves: Sequence[_Moved], now: datetime, reason: str, action: str = "reschedule"
) -> None:
    """Writes the moves in their order, with history and notices; visits and invoices follow to another doctor."""
    if not moves:
        return
    session.connection().execute(
        _MOVE_ROW,
        [
            {"wanted_id": one.held.id, "new_seat": 1, "new_squeezed_in": False, "new_passed_over": ""}
            | {f"new_{name}": value for name, value in one.values.items()}
            for one in moves
        ],
    )
    by_doctor: dict[int, list[int]] = {}
    for one in moves:
        if one.values["practitioner_id"] != one.held.practitioner_id:
            by_doctor.setdefault(one.values["practitioner_id"], []).append(one.held.id)
    for practitioner_id, numbers in by_doctor.items():
        for model in (Encounter, Invoice):
            session.execute(
                update(model)
                .where(model.appointment_id.in_(numbers))
                .values(practitioner_id=practitioner_id, version=model.version + 1)
                .execution_options(synchronize_session=False)
            )
    steps = [(one.held, action, one.held.state, reason, one.detail) for one in moves]
    write_histories(session, actor, steps, now)
    announce_many(session, Topic.APPOINTMENTS, [one.held.id for one in moves], now)
    announce_many(session, Topic.QUEUE, [one.held.id for one in moves if one.held.state is _HERE], now)


def write_histories(
    session: Session,
    actor: Actor,
    steps: Sequence[tuple[Held, str, AppointmentState, str, Mapping[str, object]]],
    now: datetime,
) -> None:
    """One step of the history of each appointment (action, new state, reason, detail), and its audit event."""
    if not steps:
        return
    changes, events = [], []
    who = {"at": now, "account_id": actor.account_id, "actor_name": actor.name, "desk": actor.desk}
    for held, action, state, reason, detail in steps:
        changes.append(
            {
                **who, "appointment_id": held.id, "action": action, "from_state": held.state, "to_state": state,
                "reason": reason, "detail": json.dumps(detail, ensure_ascii=False),
                "former_starts_at": held.starts_at if "former" in detail else None,
            }
        )  # fmt: skip
        events.append(
            {
                **who, "action": action, "entity": "appointment", "entity_id": held.id,
                "location_id": held.location_id, "detail": "{}",
            }
        )  # fmt: skip
    connection = session.connection()
    connection.execute(insert(AppointmentChange.__table__), changes)  # type: ignore[arg-type]
    connection.execute(insert(AuditEvent.__table__), events)  # type: ignore[arg-type]


def _known(held: Held) -> Known:
    return Known(held.starts_at, held.practitioner_id, held.location_id)
