"""What every change of an appointment does: lock the row, refuse what is stale, write the history."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.prepared import prepared_insert
from clinic_desktop.domain.appointments import Step, after, permission_for
from clinic_desktop.domain.codes import AppointmentState, Role, Topic
from clinic_desktop.domain.errors import Invalid, NotFound, StaleRecord
from clinic_desktop.domain.lengths import TEXT_LENGTH
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.permissions import Actor, Permission, not_there, permits, require
from clinic_desktop.services import audit

_table = Appointment.__table__
_row = _table.c
_change = AppointmentChange.__table__.c
_INSERT_CHANGE = prepared_insert(AppointmentChange.__table__)

_COLUMNS = (
    _row.id, _row.version, _row.state, _row.patient_id, _row.practitioner_id, _row.practitioner_name, _row.location_id,
    _row.service_id, _row.room_id, _row.starts_at, _row.ends_at, _row.buffer_before_minutes, _row.buffer_after_minutes,
    _row.seat, _row.queue_only, _row.squeezed_in, _row.urgency, _row.online, _row.speciality, _row.room_reserved,
    _row.series_id, _row.series_position, _row.passed_over, _row.expires_at,
)  # fmt: skip
_LOCK = (
    update(_table)  # type: ignore[arg-type]
    .where(_row.id == bindparam("wanted_id"), _row.version == bindparam("wanted_version"))
    .values(version=_row.version + 1)
    .returning(*_COLUMNS)
)
_LOOK = select(*_COLUMNS).where(_row.id == bindparam("wanted_id"))
_SINCE = (
    select(_change.at, _change.actor_name, _change.from_state, _change.to_state, _change.detail)
    .where(_change.appointment_id == bindparam("wanted_id"))
    .order_by(_change.id.desc())
    .limit(20)
)
QUEUE_ACTIONS = frozenset({"call_in", "hold", "skip", "back_to_queue", "set_urgency", "set_room", "keep_outside_hours"})
"""History rows that changed the place in the queue or the room, not the appointment's state or time."""
HistoryStep = tuple[str, AppointmentState | None, AppointmentState, str, Mapping[str, object]]
"""One step of a history: action, from, to, reason, detail."""


@dataclass(frozen=True, slots=True)
class Held:
    """An appointment's row, locked until the transaction ends. ``version`` is the new one."""

    id: int
    version: int
    state: AppointmentState
    patient_id: int
    practitioner_id: int
    practitioner_name: str
    location_id: int
    service_id: int
    room_id: int | None
    starts_at: datetime
    ends_at: datetime
    buffer_before_minutes: int
    buffer_after_minutes: int
    seat: int
    queue_only: bool
    squeezed_in: bool
    urgency: str
    online: bool
    speciality: str
    room_reserved: bool
    series_id: int | None
    series_position: int | None
    passed_over: str
    expires_at: datetime | None

    @property
    def period(self) -> Period:
        return Period(self.starts_at, self.ends_at)

    def state_at(self, now: datetime) -> AppointmentState:
        """The state as it stands now: what was not paid in time is cancelled, also before anybody has written it."""
        expired = self.state is AppointmentState.PENDING and self.expires_at is not None and self.expires_at <= now
        return AppointmentState.CANCELLED if expired else self.state


def look(session: Session, appointment_id: int) -> Held:
    """The row without a lock; NotFound where there is none."""
    row = session.connection().execute(_LOOK, {"wanted_id": appointment_id}).one_or_none()
    if row is None:
        raise NotFound("appointment", appointment_id)
    return _held(row)


def take(session: Session, actor: Actor, appointment_id: int, version: int, permission: Permission) -> Held:
    """Locks the row and raises its version. Refuses with NotFound, NotAllowed, or StaleRecord with what has changed."""
    require(actor, permission)
    row = session.connection().execute(_LOCK, {"wanted_id": appointment_id, "wanted_version": version}).one_or_none()
    if row is None:
        raise _stale(session, actor, look_for(session, actor, appointment_id, permission), version)
    held = _held(row)
    check(actor, permission, held)
    return held


def look_for(session: Session, actor: Actor, appointment_id: int, permission: Permission) -> Held:
    """The row without a lock, if the person may do this to that appointment. One that is not there is refused as one
    that is not theirs: see ``not_there``."""
    require(actor, permission)
    row = session.connection().execute(_LOOK, {"wanted_id": appointment_id}).one_or_none()
    if row is None:
        raise not_there(actor, permission, "appointment", appointment_id)
    held = _held(row)
    check(actor, permission, held)
    return held


def check(actor: Actor, permission: Permission, held: Held) -> None:
    """Refuses with NotAllowed unless the person may do this to that appointment."""
    require(
        actor,
        permission,
        location_id=held.location_id,
        practitioner_id=held.practitioner_id,
        patient_id=held.patient_id,
    )


def permits_held(actor: Actor, permission: Permission, held: Held) -> bool:
    """Whether the person may do this to that appointment."""
    return permits(
        actor,
        permission,
        location_id=held.location_id,
        practitioner_id=held.practitioner_id,
        patient_id=held.patient_id,
    )


def held_rows(session: Session, actor: Actor, wanted: Sequence[tuple[int, int]]) -> dict[int, Held]:
    """Locks many appointments of ``wanted`` (number and version) in the order of their numbers. Their versions stay:
    whoever writes raises them. Refuses with StaleRecord where one is another version."""
    statement = select(*_COLUMNS).where(_row.id.in_([number for number, _ in wanted])).order_by(_row.id)
    rows = {row.id: _held(row) for row in session.connection().execute(statement.with_for_update(key_share=True))}
    for number, version in wanted:
        if number not in rows:
            raise NotFound("appointment", number)
        if rows[number].version != version:
            raise _stale(session, actor, rows[number], version)
    return rows


def take_for_step(
    session: Session, actor: Actor, appointment_id: int, version: int, step: Step, now: datetime
) -> tuple[Held, AppointmentState]:
    """Locks the row for a step of the state table, and gives the state that it leads to."""
    held = take(session, actor, appointment_id, version, permission_for(step))
    return held, after(held.state_at(now), step)


def change_row(session: Session, held: Held, actor: Actor | None, now: datetime, **values: object) -> None:
    """Writes columns of a locked row. A new ``state`` is stamped with who (None: the program itself) and when."""
    if "state" in values:
        values |= {"state_changed_at": now, "state_changed_by_id": actor.account_id if actor else None}
    session.connection().execute(update(_table).where(_row.id == held.id).values(**values))  # type: ignore[arg-type]


def record(
    session: Session,
    actor: Actor | None,
    held: Held,
    action: str,
    to_state: AppointmentState,
    now: datetime,
    *,
    reason: str = "",
    detail: Mapping[str, object] | None = None,
    topics: Iterable[Topic] = (Topic.APPOINTMENTS,),
) -> None:
    """Writes one step of a locked row to its history and to the audit, and announces it."""
    write_history(
        session,
        actor,
        held.id,
        held.location_id,
        [(action, held.state, to_state, reason, {"version": held.version, **(detail or {})})],
        now,
        topics,
    )


def write_history(
    session: Session,
    actor: Actor | None,
    appointment_id: int,
    location_id: int,
    steps: list[HistoryStep],
    now: datetime,
    topics: Iterable[Topic],
) -> None:
    """Appends steps as (action, from, to, reason, detail), audits each, and announces the appointment."""
    connection = session.connection()
    for action, from_state, to_state, reason, detail in steps:
        row = {
            "appointment_id": appointment_id,
            "at": now,
            "account_id": actor.account_id if actor else None,
            "actor_name": actor.name if actor else "",
            "desk": actor.desk if actor else "",
            "action": action,
            "from_state": from_state,
            "to_state": to_state,
            "reason": reason,
            "detail": json.dumps(detail, ensure_ascii=False),
            "former_starts_at": _former_start(detail),
        }
        _INSERT_CHANGE.run(connection, row)
        passed = detail.get("passed_over")
        audited: dict[str, object] | None = {"passed_over": passed} if passed else None
        audit.record(session, actor, action, "appointment", appointment_id, now, location_id, audited)
    for topic in topics:
        announce(session, topic, appointment_id, now)


def _former_start(detail: Mapping[str, object]) -> datetime | None:
    """Where a move took the appointment from: the board of that day is rewound by it."""
    former = detail.get("former")
    return datetime.fromisoformat(str(former["starts_at"])) if isinstance(former, dict) else None


def need_reason(reason: str) -> str:
    """The reason without white space around it. Refuses an empty or endless one."""
    stripped = reason.strip()
    if not stripped:
        raise Invalid({"reason": "required"})
    return checked_text("reason", stripped)


def checked_text(field: str, text: str, most: int = TEXT_LENGTH) -> str:
    """The text; Invalid if it is longer than anybody types."""
    if len(text) > most:
        raise Invalid({field: "too_long"})
    return text


def moment(instant: datetime) -> str:
    """An instant as history rows hold it."""
    return instant.isoformat()


def _held(row: Any) -> Held:
    return Held(row.id, row.version, AppointmentState(row.state), *row[3:])


def _stale(session: Session, actor: Actor, held: Held, version: int) -> StaleRecord:
    """Says what changed since the version that the person saw, and who did it last; patients are not told who."""
    rows = session.connection().execute(_SINCE, {"wanted_id": held.id}).all()
    if not rows:
        return StaleRecord("appointment")
    changes: dict[str, object] = {}
    now_is = {
        "starts_at": held.starts_at,
        "practitioner_id": held.practitioner_id,
        "practitioner_name": held.practitioner_name,
        "location_id": held.location_id,
    }
    for row in rows:
        detail = json.loads(row.detail)
        if int(detail.get("version", 0)) <= version:
            break
        if row.from_state != row.to_state:
            changes["state"] = held.state
        changes |= {name: value for name, value in now_is.items() if name in detail}
    by_name = None if actor.role is Role.PATIENT else rows[0].actor_name
    return StaleRecord("appointment", by_name, rows[0].at, changes)
