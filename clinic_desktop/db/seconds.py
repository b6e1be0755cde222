"""Instants as whole seconds since 1970, counted by the database: for many rows, where each datetime would cost."""

import sqlite3
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

_HAS_UNIXEPOCH = sqlite3.sqlite_version_info >= (3, 38)


class SecondOf(GenericFunction[int]):
    """The whole seconds since 1970 of a column of instants, rounded down."""

    type = BigInteger()
    inherit_cache = True


@compiles(SecondOf, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    column = compiler.process(element.clauses, **how)
    # Twice as fast, where SQLite has it.
    return f"unixepoch({column})" if _HAS_UNIXEPOCH else f"CAST(strftime('%s', {column}) AS INTEGER)"


@compiles(SecondOf, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **how)})) AS BIGINT)"
