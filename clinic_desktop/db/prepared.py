"""Statements that are compiled once and sent as they are: for the few that every booking runs.

SQLAlchemy takes some 50 µs a statement to look up what it compiled and to describe the rows; SQLite answers in 5. A
prepared statement goes to the driver's cursor in the transaction of the connection that it is given, with the types
of the models and SQLAlchemy's own errors. Events and logging of SQLAlchemy do not see it.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Dialect, FromClause, insert
from sqlalchemy.exc import DBAPIError

_Process = Callable[[Any], Any] | None


class Prepared:
    """One statement with named parameters, none of them a list. Defaults of the models are not filled in."""

    def __init__(
        self, statement: Any, returns: tuple[Any, ...] = (), column_keys: tuple[str, ...] | None = None
    ) -> None:
        """``returns`` are the columns that come back from what is no SELECT, ``column_keys`` those that an INSERT
        fills."""
        self._statement = statement
        self._column_keys = column_keys
        self._columns = returns or tuple(getattr(statement, "selected_columns", ()))
        self._row: Any = namedtuple("Row", [str(column.key) for column in self._columns]) if self._columns else None
        self._compiled: dict[str, _Compiled] = {}

    def run(self, connection: Connection, parameters: Mapping[str, Any]) -> None:
        """Sends the statement."""
        self._send(connection, self._for(connection.dialect), parameters).close()

    def all(self, connection: Connection, parameters: Mapping[str, Any]) -> list[Any]:
        """Sends the statement and gives its rows, whose columns have names."""
        compiled = self._for(connection.dialect)
        cursor = self._send(connection, compiled, parameters)
        rows = cursor.fetchall()
        cursor.close()
        return [compiled.row(self._row, row) for row in rows]

    def plain(self, connection: Connection, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Sends the statement and gives its rows as the driver does: for many rows of nothing but integers."""
        cursor = self._send(connection, self._for(connection.dialect), parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.close()
        return rows

    def first(self, connection: Connection, parameters: Mapping[str, Any]) -> Any:
        """The first row; None where there is none."""
        rows = self.all(connection, parameters)
        return rows[0] if rows else None

    def _send(self, connection: Connection, compiled: "_Compiled", parameters: Mapping[str, Any]) -> Any:
        dialect = connection.dialect
        cursor = connection.connection.cursor()
        try:
            dialect.do_execute(cursor, compiled.sql, compiled.bound(parameters))
        except dialect.loaded_dbapi.Error as error:
            raise _translated(connection, compiled.sql, error, cursor) from error
        return cursor

    def _for(self, dialect: Dialect) -> "_Compiled":
        known = self._compiled.get(dialect.name)
        if known is None:
            known = _Compiled(self._statement, self._columns, self._column_keys, dialect)
            self._compiled[dialect.name] = known
        return known


def prepared_insert(table: FromClause, *returns: Any) -> Prepared:
    """Inserts one row of the table, with a value for every column but the number."""
    names = tuple(column.key for column in table.columns if column.key != "id")
    statement = insert(table)  # type: ignore[arg-type]
    return Prepared(statement.returning(*returns) if returns else statement, returns, names)


def _translated(connection: Connection, sql: str, error: Any, cursor: Any) -> BaseException:
    """What SQLAlchemy would have raised; a connection that is gone is not used again."""
    dialect = connection.dialect
    if dialect.is_disconnect(error, connection.connection, cursor):
        connection.invalidate(error)
    translated: BaseException = DBAPIError.instance(
        sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
    )
    return translated


class _Compiled:
    """A statement in one dialect's words, with what turns values into what the driver takes and back."""

    def __init__(
        self, statement: Any, columns: tuple[Any, ...], column_keys: tuple[str, ...] | None, dialect: Dialect
    ) -> None:
        compiled = statement.compile(
            dialect=dialect,
            column_keys=None if column_keys is None else list(column_keys),
            compile_kwargs={"render_postcompile": True},
        )
        self.sql = str(compiled)
        self._order: list[str] | None = compiled.positiontup if compiled.positional else None
        self._binds: list[tuple[str, _Process, Any]] = [
            (name, bind.type.dialect_impl(dialect).bind_processor(dialect), bind.value)
            for name, bind in compiled.binds.items()
        ]
        self._reads: list[_Process] = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]

    def bound(self, parameters: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        values = {}
        for name, process, constant in self._binds:
            value = parameters.get(name, constant)
            values[name] = value if process is None else process(value)
        return values if self._order is None else tuple([values[name] for name in self._order])

    def row(self, make: Any, values: Any) -> Any:
        """One row with its values as the models have them."""
        return make(*[value if read is None else read(value) for read, value in zip(self._reads, values, strict=True)])
