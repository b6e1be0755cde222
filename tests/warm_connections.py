"""Connections of the worker's clinic on PostgreSQL whose server process is kept for the next test.

A new server process takes 10 ms until it knows the tables. ``DISCARD ALL`` makes an old one forget everything but
those, and the client's half of the connection is new each time: who closes one finds it closed, and who takes one finds
nothing that another has set.
"""

import os
from collections import defaultdict
from typing import Any

import psycopg
from psycopg.adapt import AdaptersMap
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn

_MOST_IDLE = 6
"""Of a test that opened more of them the others end."""

_Key = tuple[int, str]
_idle: defaultdict[_Key, list[PGconn]] = defaultdict(list)
_served: set[str] = set()


def serve(database_name: str) -> None:
    """From now on connections to that database are kept when they are closed."""
    _served.add(database_name)


def forget(database_name: str) -> None:
    """Ends the connections to that database that nobody has."""
    _served.discard(database_name)
    for idle in _idle.values():
        for kept in [each for each in idle if each.db.decode() == database_name]:
            idle.remove(kept)
            kept.finish()


def idle_processes(database_name: str) -> list[int]:
    """The server's processes whose connections nobody has."""
    return [kept.backend_pid for idle in _idle.values() for kept in idle if kept.db.decode() == database_name]


def take(parameters: dict[str, Any]) -> psycopg.Connection[Any] | None:
    """A connection like a new one with those parameters, if one is idle."""
    if parameters.get("dbname") not in _served:
        return None
    idle = _idle[_key(parameters)]
    while idle:
        kept = idle.pop()
        if kept.exec_(b"SELECT 1").status == ExecStatus.TUPLES_OK:
            connection = psycopg.Connection[Any](kept)
            connection._adapters = AdaptersMap(parameters["context"].adapters)
            return remembered(connection, parameters)
        kept.finish()
    return None


def remembered(connection: psycopg.Connection[Any], parameters: dict[str, Any]) -> psycopg.Connection[Any]:
    """The connection, marked with what it was opened with, so that ``give_back`` may keep it."""
    if parameters.get("dbname") in _served:
        connection.opened_with = _key(parameters)  # type: ignore[attr-defined]
    return connection


def give_back(connection: psycopg.Connection[Any]) -> bool:
    """Keeps the server's half for the next, and closes the client's; False where it should be closed as usual."""
    key: _Key | None = getattr(connection, "opened_with", None)
    kept = connection.pgconn
    if key is None or key[0] != os.getpid() or len(_idle[key]) >= _MOST_IDLE or not _forgets(kept):
        return False
    kept.notice_handler = kept.notify_handler = None
    connection.pgconn = _closed()
    _idle[key].append(kept)
    return True


def _forgets(kept: PGconn) -> bool:
    if kept.status != ConnStatus.OK:
        return False
    if kept.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
        kept.exec_(b"ROLLBACK")
    idle = kept.transaction_status == TransactionStatus.IDLE
    return idle and kept.exec_(b"DISCARD ALL").status == ExecStatus.COMMAND_OK


def _key(parameters: dict[str, Any]) -> _Key:
    """Who forks must not share connections with their parent."""
    return os.getpid(), repr(sorted((name, value) for name, value in parameters.items() if name != "context"))


def _closed() -> PGconn:
    ended: PGconn = psycopg.pq.PGconn.connect(b"host=/nowhere")
    ended.finish()
    return ended
