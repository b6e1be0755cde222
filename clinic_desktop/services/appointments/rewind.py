"""The board as it stood at an earlier moment, read backwards out of the appointments' history."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import AppointmentState, QueueState
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.period import Period, day_period
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.board import load_centre, load_day
from clinic_desktop.services.appointments.reading import booked, cards_statement
from clinic_desktop.services.appointments.steps import QUEUE_ACTIONS
from clinic_desktop.services.appointments.views import DayColumn, DayView

_S = AppointmentState
_change = AppointmentChange.__table__.c
_PLACE_IN_QUEUE = {"hold": QueueState.HELD, "call_in": QueueState.CALLED}
_HERE = frozenset({_S.CHECKED_IN, _S.IN_PROGRESS, _S.COMPLETED})
_QUEUE_OF = {_S.IN_PROGRESS: QueueState.IN_ROOM, _S.COMPLETED: QueueState.DONE}


@dataclass(frozen=True, slots=True)
class Changed:
    """One row of an appointment's history. ``former`` is where a move took it from."""

    appointment_id: int
    at: datetime
    action: str
    from_state: AppointmentState | None
    former: dict[str, Any] | None


def load_day_at(session: Session, actor: Actor, location_id: int, day: date, at: datetime, now: datetime) -> DayView:
    """A centre's board of that day as it stood at ``at``, to be looked at only: no free time, no holds, no steps.

    Every appointment that is on the day now, or was moved away from it since, is walked back through its history.
    Hours, breaks and names are those of today, and money is not shown: neither has a history of its own on the board.
    Refuses with Invalid a moment that has not come yet.
    """
    if at > now:
        raise Invalid({"at": "in_the_future"})
    centre = load_centre(session, location_id)
    period = day_period(day, centre.zone)
    rows = session.execute(_rows_of(location_id, period, at)).all()
    own = actor.practitioner_id
    history = _history(session, [row.id for row in rows])
    stood = [
        past
        for row in rows
        if (past := row_at(row._mapping, history[row.id], at)) is not None
        and past.location_id == location_id
        and period.start <= past.starts_at < period.end
        and own in (None, past.practitioner_id)
    ]
    stood.sort(key=lambda row: (row.starts_at, row.seat, row.id))
    view = load_day(session, actor, location_id, day, at, rows=stood)
    return replace(view, columns=tuple(_only_to_look_at(column) for column in view.columns), unpaid=0, past=True)


def row_at(row: Any, history: Sequence[Changed], at: datetime) -> SimpleNamespace | None:
    """The row of ``cards_statement`` as it was at that moment; None where the appointment was not made yet.
    ``history`` is all of the appointment's, oldest first."""
    past = SimpleNamespace(**row)
    for change in reversed(history):
        if change.at <= at:
            break
        if change.action in QUEUE_ACTIONS:
            continue
        if change.from_state is None:
            return None
        past.state = change.from_state
        if change.former is not None:
            vars(past).update(_place(change.former))
    _visit_at(past, [change for change in history if change.at <= at], at)
    return past


def _place(former: dict[str, Any]) -> dict[str, Any]:
    return former | {
        "starts_at": datetime.fromisoformat(former["starts_at"]),
        "ends_at": datetime.fromisoformat(former["ends_at"]),
    }


def _visit_at(past: SimpleNamespace, until: Sequence[Changed], at: datetime) -> None:
    """The visit as far as it had come: who came twice had another time of arrival then."""
    state = _S(past.state)
    if state not in _HERE or past.encounter_id is None:
        past.encounter_id = past.encounter_version = past.token = past.queue_state = past.arrived_at = None
        past.called_at = past.started_at = past.visit_ended_at = None
        return
    latest = {change.action: change.at for change in until}
    past.arrived_at = latest.get(Step.CHECK_IN, latest.get(Step.COMPLETE, at))
    past.started_at = latest.get(Step.START, past.arrived_at) if state is not _S.CHECKED_IN else None
    past.visit_ended_at = latest.get(Step.COMPLETE) if state is _S.COMPLETED else None
    past.called_at = latest.get("call_in")
    past.queue_state = _QUEUE_OF.get(state, _PLACE_IN_QUEUE.get(until[-1].action, QueueState.WAITING))


def _rows_of(location_id: int, period: Period, at: datetime) -> Any:
    """The appointments that are on the day now, and those that were moved away from it since."""
    moved_away = select(_change.appointment_id).where(
        _change.former_starts_at >= period.start, _change.former_starts_at < period.end, _change.at > at
    )
    there = select(booked.id).where(
        booked.location_id == location_id, booked.starts_at >= period.start, booked.starts_at < period.end
    )
    # A union of two short lists, each from its index; one condition with OR would read every appointment.
    return cards_statement().where(booked.id.in_(union(there, moved_away)))


def _history(session: Session, numbers: Sequence[int]) -> dict[int, list[Changed]]:
    rows = session.execute(
        select(_change.appointment_id, _change.at, _change.action, _change.from_state, _change.detail)
        .where(_change.appointment_id.in_(numbers))
        .order_by(_change.id)
    )
    found: defaultdict[int, list[Changed]] = defaultdict(list)
    for row in rows:
        former = json.loads(row.detail).get("former") if "former" in row.detail else None
        state = None if row.from_state is None else _S(row.from_state)
        found[row.appointment_id].append(Changed(row.appointment_id, row.at, row.action, state, former))
    return found


def _only_to_look_at(column: DayColumn) -> DayColumn:
    cards = (replace(card, steps=(), may_move=False, amount=None, due=None, payment=None) for card in column.cards)
    # When a delay was said is not kept, so a past board says nothing of lateness.
    return replace(column, cards=tuple(cards), holds=(), free=(), next_free=None, late_minutes=0)
