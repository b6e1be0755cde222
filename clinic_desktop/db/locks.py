"""Locks that both databases keep, mostly by writing a row first. The order everywhere: schedule, room, appointment,
visit, invoice."""

from functools import cache
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from clinic_desktop.db.models.counters import NumberCounter
from clinic_desktop.db.models.organisation import Room
from clinic_desktop.db.models.scheduling import Schedule
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.domain.errors import NotFound

_schedule, _counter = Schedule.__table__.c, NumberCounter.__table__.c
_HOLD_SCHEDULE = Prepared(
    update(Schedule.__table__)  # type: ignore[arg-type]
    .where(_schedule.practitioner_id == bindparam("practitioner"))
    .values(revision=_schedule.revision + 1)
    .returning(_schedule.id),
    (_schedule.id,),
)


def upserting_insert(dialect: str) -> Any:
    """The INSERT of that dialect that knows ON CONFLICT. PostgreSQL's takes 40 ms to import: only who needs it pays."""
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import insert

        return insert
    from sqlalchemy.dialects.postgresql import insert as postgresql_insert

    return postgresql_insert


def hold_schedule(session: Session, practitioner_id: int) -> int:
    """Locks a doctor's time until the transaction ends, and gives the schedule's number.

    ``FOR UPDATE`` does nothing on SQLite; an update locks on both. Refuses with NotFound for a doctor without a
    schedule.
    """
    row = _HOLD_SCHEDULE.first(session.connection(), {"practitioner": practitioner_id})
    if row is None:
        raise NotFound("practitioner", practitioner_id)
    return int(row.id)


def hold_rooms(session: Session, location_id: int) -> None:
    """Locks the rooms of a centre until the transaction ends. All of them, in the order of their numbers: who finds one
    room taken can go on to the next without two desks waiting for each other.

    The lock is the one of a change that leaves the number alone: PostgreSQL looks up the room of every appointment
    that is changed twice in a transaction, and who cancels one holds it before that. Nothing is written: locking and
    writing in one statement ended in a circle once in 20,000 times. SQLite knows no such lock and needs none: a write
    transaction is alone with the database.
    """
    rooms = select(Room.id).where(Room.location_id == location_id).order_by(Room.id)
    session.execute(rooms.with_for_update(key_share=True)).all()


def next_number(session: Session, kind: str, location_id: int, period: str) -> int:
    """The next number of a kind in a period ("2026" or "2026-11-21"). The counter's row stays locked until the commit,
    and a rollback gives the number back: so there are no gaps, also when desks race."""
    connection = session.connection()
    wanted = {"kind": kind, "location_id": location_id, "period": period, "last": 1}
    return int(_next_number(connection.dialect.name).first(connection, wanted).last)


@cache
def _next_number(dialect: str) -> Prepared:
    insert = upserting_insert(dialect)
    statement = (
        insert(NumberCounter.__table__)
        .on_conflict_do_update(index_elements=["kind", "location_id", "period"], set_={"last": _counter.last + 1})
        .returning(_counter.last)
    )
    return Prepared(statement, (_counter.last,), ("kind", "location_id", "period", "last"))


def hold_name(session: Session, name: str) -> None:
    """Locks a name such as "accounts" until the transaction ends, where there is no row to write first.

    On SQLite a write transaction is alone with the database as it is.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
