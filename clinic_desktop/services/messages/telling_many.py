"""Telling many patients in a handful of statements: what ``telling.tell`` and ``outbox.enqueue`` do for one."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Change, remember_change
from clinic_desktop.db.locks import upserting_insert
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.journal import ChangeNotice
from clinic_desktop.db.models.messages import Message, MessageEvent
from clinic_desktop.domain.codes import MessageKind, MessageState, Topic
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.messages.outbox import OF_APPOINTMENTS, TAKEN_BACK, appointment_facts, row_of
from clinic_desktop.services.messages.telling import NEWS_OF_APPOINTMENTS, OVERTAKEN, Known, cause_of, news_of

_message, _booked = Message.__table__.c, Appointment.__table__.c


@dataclass(frozen=True, slots=True)
class Told:
    """A patient to be told: what they knew before, as for ``tell``, and what the message says beside."""

    appointment_id: int
    before: Known | None
    facts: Mapping[str, object] = field(default_factory=dict)


def tell_many(session: Session, actor: Actor | None, patients: Sequence[Told], now: datetime) -> None:
    """As ``tell`` for each."""
    numbers = [one.appointment_id for one in patients]
    if not numbers:
        return
    drop_many(session, actor, numbers, now, OVERTAKEN)
    told: defaultdict[int, list[Any]] = defaultdict(list)
    for row in session.connection().execute(NEWS_OF_APPOINTMENTS.where(_message.appointment_id.in_(numbers))):
        told[row.appointment_id].append(row)
    rows = _appointments(session, numbers)
    written = []
    for one in patients:
        row = rows[one.appointment_id]
        news = news_of(row, told[one.appointment_id], one.before, one.facts)
        if news is not None:
            cause = cause_of(row, news)
            written.append(row_of(actor, news.kind, row, news.facts, now, cause, one.appointment_id))
    _write(session, written)


def enqueue_many(
    session: Session,
    actor: Actor | None,
    kind: MessageKind,
    patients: Mapping[int, Mapping[str, object]],
    now: datetime,
    cause: str,
) -> None:
    """As ``enqueue`` for each appointment of ``patients``, with its facts. ``cause`` is told apart by the appointment's
    number and version."""
    if not patients:
        return
    rows = _appointments(session, list(patients))
    written = []
    for number, facts in patients.items():
        row = rows[number]
        said = appointment_facts(row) | dict(facts)
        written.append(row_of(actor, kind, row, said, now, f"{cause}:{number}:v{row.version}", number))
    _write(session, written)


def drop_many(
    session: Session,
    actor: Actor | None,
    appointment_ids: Collection[int],
    now: datetime,
    kinds: Collection[MessageKind],
) -> frozenset[int]:
    """As ``drop`` for each; gives the appointments of which a message was taken back."""
    connection = session.connection()
    rows = connection.execute(
        update(Message.__table__)  # type: ignore[arg-type]
        .where(
            _message.appointment_id.in_(appointment_ids),
            _message.kind.in_(kinds),
            _message.state == MessageState.QUEUED,
        )
        .values(state=MessageState.DROPPED, problem=TAKEN_BACK, version=_message.version + 1)
        .returning(_message.id, _message.appointment_id)
    ).all()
    if rows:
        step = {
            "at": now, "action": "dropped", "desk": actor.desk if actor else "",
            "account_id": actor.account_id if actor else None, "problem": TAKEN_BACK, "detail": "",
        }  # fmt: skip
        connection.execute(insert(MessageEvent.__table__), [{"message_id": row.id, **step} for row in rows])  # type: ignore[arg-type]
        announce_many(session, Topic.MESSAGES, [row.id for row in rows], now)
    return frozenset(row.appointment_id for row in rows)


def announce_many(session: Session, topic: Topic, row_ids: Sequence[int], at: datetime) -> None:
    """As ``announce`` for each row."""
    if row_ids:
        origin = session.info["origin"]
        rows = [{"topic": topic, "row_id": number, "origin": origin, "at": at} for number in row_ids]
        session.connection().execute(insert(ChangeNotice.__table__), rows)  # type: ignore[arg-type]
        for number in row_ids:
            remember_change(session, Change(topic, number))


def _appointments(session: Session, numbers: Sequence[int]) -> dict[int, Any]:
    rows = session.connection().execute(OF_APPOINTMENTS.where(_booked.id.in_(numbers)))
    return {row.appointment_id: row for row in rows}


def _write(session: Session, rows: Sequence[dict[str, object] | None]) -> None:
    """Inserts the messages; a cause that has its message already is left alone."""
    there = [row for row in rows if row is not None]
    if there:
        connection = session.connection()
        statement = upserting_insert(connection.dialect.name)(Message.__table__)
        connection.execute(statement.on_conflict_do_nothing(index_elements=["cause", "channel"]), there)
