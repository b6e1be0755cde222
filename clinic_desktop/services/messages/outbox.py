"""Putting messages into the outbox, in the transaction of what causes them, and taking back what has not left.

A message holds the facts as they are now, as JSON; its text is made from them when it is sent. It is due when the time
to undo is over (setting ``message_hold_seconds``). One cause sends one message, however often it is asked for.

Facts beside those of the appointment, which a cause may give: ``refund_minor`` (cancellation), ``note`` (words for the
patient), ``late_minutes`` and ``expected_at`` (running late); an offer gives ``starts_at``, ``ends_at``,
``practitioner_name``, ``service_name`` and ``answer_by``. Instants are ISO 8601 with a zone.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.locks import upserting_insert
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.messages import Message, MessageEvent
from clinic_desktop.db.models.organisation import Location, Organization
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.settings import Setting
from clinic_desktop.db.prepared import Prepared, prepared_insert
from clinic_desktop.domain.codes import MessageChannel, MessageKind, MessageState, Topic
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.location_values import address_line

NO_ADDRESS = "no_address"
"""The problem of a message that nobody could be sent: the desk has to tell the patient itself."""
TAKEN_BACK = "taken_back"
"""The problem of a message that was undone or overtaken before it left."""
OUTCOME_UNKNOWN = "unknown"
"""The problem of a message whose sender died in the middle: it may have arrived, so a person decides what to do."""
TOO_LATE = "too_late"
OVERTAKEN = "overtaken"
"""The problems of a message that was of no use any more, or not true, when its turn came."""

_CALENDAR = UUID("6a1d4c55-3f0e-4a58-9a39-5a8f0c2b7e11")
# A patient without an email address was there, or on the telephone, when the booking was made; a receipt is printed.
_QUIET_WITHOUT_ADDRESS = frozenset(
    {MessageKind.CONFIRMATION, MessageKind.REMINDER, MessageKind.RECEIPT, MessageKind.INVOICE}
)

_table = Message.__table__
_booked, _person, _place = Appointment.__table__.c, Patient.__table__.c, Location.__table__.c
_setting = Setting.__table__.c
_clinic_name = select(Organization.__table__.c.name).limit(1).scalar_subquery()
_hold_seconds = (
    select(_setting.value)
    .where(_setting.key == "message_hold_seconds", _setting.scope == "clinic")
    .limit(1)
    .scalar_subquery()
)
_PERSON_COLUMNS = (
    _person.id.label("patient_id"), _person.name.label("patient_name"), _person.email, _person.language,
    _place.id.label("location_id"), _place.name.label("location_name"), _place.address, _place.city,
    _place.phone.label("location_phone"), _place.email.label("location_email"), _place.zone,
    _clinic_name.label("clinic_name"), _hold_seconds.label("hold_seconds"),
)  # fmt: skip
OF_APPOINTMENTS = (
    select(
        *_PERSON_COLUMNS,
        _booked.id.label("appointment_id"), _booked.request_key,
        _booked.version, _booked.state, _booked.starts_at, _booked.ends_at,
        _booked.practitioner_id, _booked.practitioner_name, _booked.speciality, _booked.service_name,
        _booked.online, _booked.currency,
    )
    .join_from(Appointment.__table__, Patient.__table__, _person.id == _booked.patient_id)
    .join(Location.__table__, _place.id == _booked.location_id)
)  # fmt: skip
"""Appointments with their patients and centres as messages need them."""
_OF_APPOINTMENT = Prepared(OF_APPOINTMENTS.where(_booked.id == bindparam("appointment_id")))
_OF_PATIENT = Prepared(
    select(*_PERSON_COLUMNS)
    .join_from(Patient.__table__, Location.__table__, _place.id == bindparam("location_id"))
    .where(_person.id == bindparam("patient_id"))
)
_INSERT_EVENT = prepared_insert(MessageEvent.__table__)


def enqueue(
    session: Session,
    actor: Actor | None,
    kind: MessageKind,
    appointment_id: int,
    now: datetime,
    *,
    cause: str,
    facts: Mapping[str, object] | None = None,
) -> int | None:
    """Puts a message about an appointment into the outbox, and gives its number.

    ``cause`` names what happened, such as "running_late:3:2026-11-23T05:30" (up to 96 characters): the second message
    of one cause is not written. ``facts`` are what the message says beside the appointment (see above). Gives None
    where nothing was written, because this cause has its message, or there is no address. A patient without one is
    noted as not told, unless the message only repeats what they heard when they booked. Whose appointment was moved,
    cancelled or taken back calls ``telling.tell`` instead.
    """
    row = _OF_APPOINTMENT.first(session.connection(), {"appointment_id": appointment_id})
    if row is None:
        raise NotFound("appointment", appointment_id)
    return write(session, actor, kind, row, appointment_facts(row) | dict(facts or {}), now, cause, appointment_id)


def enqueue_for_patient(
    session: Session,
    actor: Actor | None,
    kind: MessageKind,
    patient_id: int,
    location_id: int,
    now: datetime,
    *,
    cause: str,
    facts: Mapping[str, object] | None = None,
) -> int | None:
    """As ``enqueue``, for what is about no appointment yet, such as an offer of the waiting list at a centre."""
    row = _OF_PATIENT.first(session.connection(), {"patient_id": patient_id, "location_id": location_id})
    if row is None:
        raise NotFound("patient", patient_id)
    return write(session, actor, kind, row, place_facts(row) | dict(facts or {}), now, cause, None)


def drop(
    session: Session,
    actor: Actor | None,
    appointment_id: int,
    now: datetime,
    *,
    kinds: Collection[MessageKind] = tuple(MessageKind),
    problem: str = TAKEN_BACK,
) -> int:
    """Takes back what has not left of the messages about an appointment, and says how many that were."""
    wanted = {"appointment_id": appointment_id, "problem": problem}
    rows = _dropping(tuple(kinds)).all(session.connection(), wanted)
    return _dropped(session, actor, now, problem, [int(row.id) for row in rows])


def drop_cause(session: Session, actor: Actor | None, cause: str, now: datetime, *, problem: str = TAKEN_BACK) -> bool:
    """Takes the message of one cause back; False where it has left, or never was."""
    rows = _DROP_CAUSE.all(session.connection(), {"cause": cause, "problem": problem})
    return _dropped(session, actor, now, problem, [int(row.id) for row in rows]) > 0


def note(
    session: Session, message_id: int, action: str, now: datetime, *,
    actor: Actor | None = None, desk: str = "", problem: str = "", detail: str = "",
) -> None:  # fmt: skip
    """Appends one step to a message's history. ``detail`` is a technician's: what a server answered."""
    row = {
        "message_id": message_id,
        "at": now,
        "action": action,
        "desk": actor.desk if actor else desk,
        "account_id": actor.account_id if actor else None,
        "problem": problem,
        "detail": detail,
    }
    _INSERT_EVENT.run(session.connection(), row)


def read_appointment(session: Session, appointment_id: int) -> Any:
    """The appointment, its patient and its centre as messages need them."""
    row = _OF_APPOINTMENT.first(session.connection(), {"appointment_id": appointment_id})
    if row is None:
        raise NotFound("appointment", appointment_id)
    return row


def place_facts(row: Any) -> dict[str, object]:
    """The clinic and the centre as a message remembers them."""
    return {
        "clinic_name": row.clinic_name or "",
        "location_id": row.location_id,
        "location_name": row.location_name,
        "location_address": address_line(row.address, row.city),
        "location_phone": row.location_phone,
        "location_email": row.location_email,
        "zone": row.zone,
    }


def appointment_facts(row: Any) -> dict[str, object]:
    """The appointment as a message remembers it."""
    return {
        **place_facts(row),
        "uid": str(uuid5(_CALENDAR, row.request_key)),
        "version": row.version,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "practitioner_id": row.practitioner_id,
        "practitioner_name": row.practitioner_name,
        "speciality": row.speciality,
        "service_name": row.service_name,
        "online": row.online,
        "currency": row.currency,
    }


def write(
    session: Session,
    actor: Actor | None,
    kind: MessageKind,
    row: Any,
    facts: Mapping[str, object],
    now: datetime,
    cause: str,
    appointment_id: int | None,
) -> int | None:
    """Writes the row of a message to the person of ``row``; None where nothing is written."""
    values = row_of(actor, kind, row, facts, now, cause, appointment_id)
    if values is None:
        return None
    connection = session.connection()
    written = inserting(connection.dialect.name).first(connection, values)
    return None if written is None else int(written.id)


def row_of(
    actor: Actor | None,
    kind: MessageKind,
    row: Any,
    facts: Mapping[str, object],
    now: datetime,
    cause: str,
    appointment_id: int | None,
) -> dict[str, object] | None:
    """The columns of a message to the person of ``row``; None where there is no address and nothing new to say."""
    has_address = bool(row.email)
    if not has_address and kind in _QUIET_WITHOUT_ADDRESS:
        return None
    held = kind is not MessageKind.REMINDER
    return {
        "version": 1,
        "cause": cause,
        "kind": kind,
        "channel": MessageChannel.EMAIL,
        "state": MessageState.QUEUED if has_address else MessageState.DROPPED,
        "patient_id": row.patient_id,
        "appointment_id": appointment_id,
        "location_id": row.location_id,
        "recipient": row.patient_name,
        "address": row.email,
        "language": row.language,
        "data": json.dumps(facts, ensure_ascii=False),
        "subject": "",
        "body": "",
        "created_at": now,
        "created_by_id": actor.account_id if actor else None,
        "due_at": now + _hold(row.hold_seconds) if held else now,
        "attempts": 0,
        "claimed_by": "",
        "claimed_until": None,
        "sent_at": None,
        "problem": "" if has_address else NO_ADDRESS,
    }


def _hold(kept: str | None) -> timedelta:
    return timedelta(seconds=ClinicSettings().message_hold_seconds if kept is None else int(json.loads(kept)))


@cache
def inserting(dialect: str) -> Prepared:
    """The INSERT that leaves a cause alone which has its message already."""
    statement = upserting_insert(dialect)(_table).on_conflict_do_nothing(index_elements=["cause", "channel"])
    names = tuple(column.key for column in _table.columns if column.key != "id")
    return Prepared(statement.returning(_table.c.id), (_table.c.id,), names)


def _drop(*which: Any) -> Prepared:
    statement = (
        update(_table)  # type: ignore[arg-type]
        .where(_table.c.state == MessageState.QUEUED, *which)
        .values(state=MessageState.DROPPED, problem=bindparam("problem"), version=_table.c.version + 1)
        .returning(_table.c.id)
    )
    return Prepared(statement, (_table.c.id,))


_DROP_CAUSE = _drop(_table.c.cause == bindparam("cause"))


@cache
def _dropping(kinds: tuple[MessageKind, ...]) -> Prepared:
    of_kinds = or_(*[_table.c.kind == kind for kind in kinds])
    return _drop(_table.c.appointment_id == bindparam("appointment_id"), of_kinds)


def _dropped(session: Session, actor: Actor | None, now: datetime, problem: str, numbers: list[int]) -> int:
    for number in numbers:
        note(session, number, "dropped", now, actor=actor, problem=problem)
        announce(session, Topic.MESSAGES, number, now)
    return len(numbers)
