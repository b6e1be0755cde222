"""The history of an invented visit: who did what, when and from which desk."""

import uuid
from typing import NamedTuple

from clinic_desktop.domain.codes import AppointmentState, Channel, QueueState
from clinic_desktop.services.demo.organisation import BENGALURU, STAFF, DemoCentre, account_of
from clinic_desktop.services.demo.visits import DemoVisit

_S = AppointmentState
_DESKS = {
    True: (("Desk 1", STAFF[3].id, STAFF[3].name), ("Desk 2", STAFF[4].id, STAFF[4].name)),
    False: (("Empfang", STAFF[5].id, STAFF[5].name),),
}


class Event(NamedTuple):
    """One step of a visit's history. There are many: a tuple is made three times as fast as a frozen dataclass."""

    at: int
    action: str
    from_state: str | None
    to_state: str
    account: int | None
    name: str
    desk: str
    reason: str
    detail: str


def person_of(centre: DemoCentre, desk: int) -> tuple[str, int, str]:
    """The desk, account and name of who sits at that desk of the centre."""
    desks = _DESKS[centre.id == BENGALURU]
    return desks[desk % len(desks)]


def keys_of(visit: DemoVisit) -> str:
    """The request key of the booking."""
    return str(uuid.UUID(int=visit.number))


def events_of(visit: DemoVisit) -> list[Event]:
    """Every step, in order; the last one left the visit in its state."""
    desk, account, name = person_of(visit.centre, visit.patient.id)
    doctor = (account_of(visit.doctor), visit.doctor.name, f"Room {visit.doctor.room}")
    front = (account, name, desk)
    events: list[Event] = []
    state: AppointmentState | None = None
    version = 0

    def step(at: int, action: str, to: AppointmentState, who: tuple[int | None, str, str], reason: str = "") -> None:
        nonlocal state, version
        version += 0 if action == "check_in" and visit.channel is Channel.WALK_IN else 1
        events.append(Event(at, action, state, to, *who, reason, f'{{"version": {version}}}'))
        state = to

    booked = _S.PENDING if visit.state in (_S.PENDING, _S.REJECTED) else _S.CONFIRMED
    own = (None, visit.patient.name, "")
    step(
        visit.created,
        "walk_in" if visit.channel is Channel.WALK_IN else "book",
        booked,
        own if visit.channel is Channel.SELF else front,
    )
    if visit.arrived is not None:
        step(visit.arrived, "check_in", _S.CHECKED_IN, front)
    if visit.queue_state is QueueState.CALLED:
        step(visit.called or 0, "call_in", _S.CHECKED_IN, doctor)
    if visit.started is not None:
        step(visit.started, "start", _S.IN_PROGRESS, doctor)
    if visit.ended is not None:
        step(visit.ended, "complete", _S.COMPLETED, doctor)
    over = {_S.CANCELLED: "cancel", _S.NO_SHOW: "no_show", _S.REJECTED: "reject"}.get(visit.state)
    if over is not None:
        who = own if visit.state is _S.CANCELLED and visit.channel is Channel.SELF and not visit.by_clinic else front
        step(visit.over_at or visit.created, over, visit.state, who, visit.ended_reason)
    return events
