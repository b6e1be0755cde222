"""Every test opens databases of its own, but all tests of a run ask much the same: what SQLAlchemy made of a statement
for one database serves the next. The program opens one database for as long as it runs, and has that by itself.
"""

from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from tests import warm_connections

_STATEMENTS = 3_000
"""How many a worker remembers: all that the tests ask are about this many."""

_compiled: LRUCache[Any, Any] = LRUCache(_STATEMENTS)


class _Alike:
    """A dialect equal to every other of its kind: it is a part of the key under which a statement is remembered."""

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_compiled)


class SharingSqlite(_Alike, SQLiteDialect_pysqlite):
    supports_statement_cache = True


class SharingPostgres(_Alike, PGDialect_psycopg):
    """Asks the server once for its version and the like: one server serves the whole run."""

    supports_statement_cache = True
    _learned: dict[str, Any] = {}

    def connect(self, *arguments: Any, **parameters: Any) -> Any:
        kept = warm_connections.take(parameters)
        return kept or warm_connections.remembered(super().connect(*arguments, **parameters), parameters)

    def do_close(self, connection: Any) -> None:
        if not warm_connections.give_back(connection):
            super().do_close(connection)

    def initialize(self, connection: Connection) -> None:
        if not self._learned:
            before = dict(vars(self))
            super().initialize(connection)
            self._learned.update({name: value for name, value in vars(self).items() if before.get(name) is not value})
        vars(self).update(self._learned)


def share_statements() -> None:
    """From now on engines share what they compiled."""
    registry.register("sqlite", __name__, SharingSqlite.__name__)
    registry.register("postgresql.psycopg", __name__, SharingPostgres.__name__)
