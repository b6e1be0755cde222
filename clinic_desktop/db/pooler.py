"""PostgreSQL behind PgBouncer or its like, where one transaction may run on another server process than the one before.

What a connection is told once does not hold there: the limits go into each transaction instead, and statements are not
prepared. Some poolers refuse a connection that brings limits along; then it is made without them.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import Dialect

_POOLED = "clinic_pooled"


def work_behind_poolers(engine: Engine, limits: dict[str, str]) -> None:
    """Makes the engine's transactions keep ``limits`` (settings of the server) on either side of a pooler."""
    local = "; ".join(f"SET LOCAL {name} = '{value}'" for name, value in limits.items())

    def begin(connection: Connection) -> None:
        if connection.info.get(_POOLED):
            connection.exec_driver_sql(local)

    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "connect", _look_for_pooler)
    event.listen(engine, "begin", begin)


def options(limits: dict[str, str]) -> str:
    """The limits as a connection brings them along."""
    return " ".join(f"-c {name}={value}" for name, value in limits.items())


def _connect(dialect: Dialect, _record: object, arguments: tuple[Any, ...], parameters: dict[str, Any]) -> Any:
    import psycopg

    try:
        return dialect.connect(*arguments, **parameters)
    except psycopg.OperationalError as error:
        # The words are PgBouncer's own; it knows no other language.
        if "startup parameter" not in str(error):
            raise
    return dialect.connect(*arguments, **{name: value for name, value in parameters.items() if name != "options"})


def _look_for_pooler(connection: Any, record: Any) -> None:
    """A pooler names a process of its own invention, because there is no one process that serves the connection."""
    answer = connection.pgconn.exec_(b"SELECT pg_backend_pid()").get_value(0, 0)
    record.info[_POOLED] = answer is None or int(answer) != connection.info.backend_pid
    if record.info[_POOLED]:
        connection.prepare_threshold = None
