"""Loading many rows at once: the driver's own bulk way on each database, past SQLAlchemy's per-row work."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.orm import Session

from clinic_desktop.db.models.base import Base
from clinic_desktop.db.models.everything import METADATA

Row = Sequence[object]


@cache
def instant(second: int) -> datetime:
    """The instant, in UTC, so many seconds after 1970; tells repeated ones from memory."""
    return datetime.fromtimestamp(second, UTC)


class Bulk:
    """Copies rows into tables inside the caller's transaction, and sets the counters of their ids afterwards."""

    def __init__(self, session: Session) -> None:
        self._connection: Connection = session.connection()
        self._postgresql = self._connection.dialect.name == "postgresql"
        if self._postgresql:
            self._connection.execute(text("SET LOCAL statement_timeout = 0"))
            self._connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))

    def load(self, model: type[Base], columns: str, rows: Iterable[Row]) -> None:
        """Adds rows with the columns named, in that order. Instants are aware datetimes."""
        table = model.__table__
        assert isinstance(table, Table)
        names = columns.split()
        missing = set(names) - set(table.c.keys())
        if missing:
            raise ValueError(f"{table.name} has no {missing}")
        cursor = self._connection.connection.cursor()
        try:
            if self._postgresql:
                _copy(cursor, table.name, names, rows)
            else:
                marks = ", ".join("?" * len(names))
                # The names are those of the models.
                statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
                cursor.executemany(statement, [_for_sqlite(row) for row in rows])
        finally:
            cursor.close()

    def finish(self) -> None:
        """Lets the next row of each table get the number after the last one there, and PostgreSQL count what is there:
        without that it plans its first queries as if the tables were empty."""
        if not self._postgresql:
            return
        for table in METADATA.sorted_tables:
            if "id" in table.c:
                name = table.name
                self._connection.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}")  # noqa: S608
                )
        self._connection.execute(text("ANALYZE"))


def _copy(cursor: Any, table: str, names: list[str], rows: Iterable[Row]) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _for_sqlite(row: Row) -> list[object]:
    """Instants as SQLAlchemy stores them: UTC without a zone, with microseconds."""
    return [_text_of(value) if value.__class__ is datetime else value for value in row]


@cache
def _text_of(value: Any) -> str:
    return str(value.replace(tzinfo=None).isoformat(" ", "microseconds"))
