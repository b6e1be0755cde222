"""Runs statements written by hand on the driver's own cursor: SQLAlchemy's part of a short query takes longer than the
query, and a search runs several per key typed."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

# ``among(?)`` stands for a list of texts as one value, and ``numbered(?)`` for one of numbers, so that the statement is
# the same however long the list is. PostgreSQL keeps one plan per statement and per types of its values, and psycopg
# gives every number the smallest type that holds it: twenty numbers would have been a new statement each time. With
# ``later(?)`` the value is not looked at by who plans: otherwise PostgreSQL plans ranges anew for every pair of bounds.
_SPELT = {
    "sqlite": (
        ("among(?)", "IN (SELECT value FROM json_each(?))"),
        ("numbered(?)", "IN (SELECT value FROM json_each(?))"),
        ("later(?)", "?"),
    ),
    "postgresql": (
        ("among(?)", "= ANY(?)"),
        ("numbered(?)", "= ANY(CAST(? AS bigint[]))"),
        ("later(?)", "(SELECT CAST(? AS text))"),
        ("instr(", "strpos("),
        ("group_concat(", "string_agg("),
        ("?", "%s"),
    ),
}


class Statements:
    """Runs statements on the connection, in its transaction. They are spelt as SQLite spells them, and with
    ``word among(?)`` or ``id numbered(?)`` for lists. Errors are SQLAlchemy's, so that ``Database`` translates them
    like others."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name
        self._cursor: Any = connection.connection.cursor()

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of the statement's answer."""
        error_type = self._connection.dialect.loaded_dbapi.Error
        try:
            self._cursor.execute(_spelt(statement, self._dialect), tuple(map(self._value, values)))
            rows: list[Any] = self._cursor.fetchall()
        except error_type as error:
            raise self._translated(statement, error, error_type) from error
        return rows

    def _value(self, value: object) -> object:
        if not isinstance(value, list):
            return value
        if self._dialect == "sqlite":
            return json.dumps(value)
        return f"{{{','.join(map(str, value))}}}" if value and isinstance(value[0], int) else value

    def _translated(self, statement: str, error: Any, error_type: Any) -> BaseException:
        dialect = self._connection.dialect
        gone = dialect.is_disconnect(error, self._connection.connection, self._cursor)
        if gone:
            self._connection.invalidate(error)
        translated: BaseException = DBAPIError.instance(
            statement, None, error, error_type, hide_parameters=True, connection_invalidated=gone, dialect=dialect
        )
        return translated


@lru_cache(maxsize=256)
def _spelt(statement: str, dialect: str) -> str:
    for ours, theirs in _SPELT[dialect]:
        statement = statement.replace(ours, theirs)
    return statement
