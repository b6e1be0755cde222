"""The one door to the database: short read and write transactions, with its errors translated to refusals."""

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import uniform
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from clinic_desktop.db.failures import translated
from clinic_desktop.db.pooler import options, work_behind_poolers
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Conflict, StaleRecord, Unreachable


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a committed transaction changed. Without a topic everything may have changed."""

    topic: Topic | None
    row_id: int | None = None


Publish = Callable[[tuple[Change, ...]], None]

_NOTICES = "clinic.changes"
_WRITE = "clinic_write"
_BUSY_SECONDS = 5
_CACHED_STATEMENTS = 200
"""Compiled statements that are kept, half as many more for a while; each takes 34 KB. A desk's pages use 170."""
# A desk that vanishes must not keep its locks, and none may wait for ever (safety page, section 3).
_LIMITS = {
    "timezone": "UTC",
    "lock_timeout": "5s",
    "statement_timeout": "15s",
    "idle_in_transaction_session_timeout": "5s",
}
# A transaction of SQLite sees one state anyway; PostgreSQL has to be asked for it (0.1 ms of a board's 8.7).
_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return str(URL.create("sqlite", database=str(path)))


def parsed_url(text: str) -> URL:
    """The URL that SQLAlchemy needs: ``postgres://`` and ``postgresql://`` mean psycopg 3, whatever driver is named.
    Refuses what is no URL, and of SQLite all but a plain file: a clinic cannot live in memory."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise Unreachable("database", "url") from None
    backend = url.get_backend_name()
    if backend in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or url.host or url.query or url.database in (None, "", ":memory:"):
        raise Unreachable("database", "url")
    return url.set(drivername="sqlite")


class Database:
    """Hands out sessions that live for one service call. What a service announces is published after the commit.

    Arguments: the database's URL, and who to tell of committed changes of this program.
    """

    def __init__(self, url: str, publish: Publish | None = None) -> None:
        self.url = parsed_url(url)
        self.origin = str(uuid.uuid4())
        self.engine = _engine(self.url)
        self._publish = publish
        reading = self.engine if self.is_sqlite else self.engine.execution_options(**_SNAPSHOT)
        self._readers = sessionmaker(reading, expire_on_commit=False, autoflush=False)
        self._writers = sessionmaker(self.engine.execution_options(**{_WRITE: True}), expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the database, whatever others commit meanwhile, and keeps nothing."""
        with self._refusing(), self._readers() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction: committed when the block ends, rolled back when it raises."""
        with self._refusing(), self._writers() as session:
            session.info["origin"] = self.origin
            with session.begin():
                yield session
        changes = session.info.pop(_NOTICES, None)
        if changes and self._publish is not None:
            self._publish(tuple(changes))

    def copy_to(self, path: Path) -> None:
        """Writes the SQLite file as it is now to a new one. SQLite itself does it: opening the live file a second way
        would drop its locks."""
        with self._refusing(), self.engine.connect() as connection:
            # By the driver: the connection would begin a transaction, in which SQLite makes no copy.
            cursor: Any = connection.connection.cursor()
            try:
                cursor.execute("VACUUM INTO ?", (str(path),))
            except sqlite3.Error as error:
                raise DBAPIError.instance("VACUUM INTO", None, error, sqlite3.Error) from error
            finally:
                cursor.close()

    def close(self) -> None:
        """Gives up every connection."""
        self.engine.dispose()

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except StaleDataError:
            raise StaleRecord() from None
        except IntegrityError as error:
            raise Conflict(type(error.orig).__name__) from error
        except DBAPIError as error:
            refusal = translated(error)
            if refusal is None:
                raise
            raise refusal from error


def remember_change(session: Session, change: Change) -> None:
    """Notes what to publish once the session's transaction is committed."""
    session.info.setdefault(_NOTICES, []).append(change)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            hide_parameters=True,
            query_cache_size=_CACHED_STATEMENTS,
            pool_size=8,
            max_overflow=16,
            connect_args={"timeout": _BUSY_SECONDS, "isolation_level": None},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(
        url,
        hide_parameters=True,
        query_cache_size=_CACHED_STATEMENTS,
        pool_pre_ping=False,
        pool_size=5,
        max_overflow=10,
        pool_recycle=1800,
        connect_args={
            "connect_timeout": 3,
            "keepalives": 1,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 2,
            "tcp_user_timeout": 8000,
            "application_name": "clinic-desktop",
            "options": options(_LIMITS),
        },
    )
    work_behind_poolers(engine, _LIMITS)
    return engine


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # SQLite's own knows no letters but those of English: who looks for "émile" would not find "Émile".
    connection.create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA journal_mode = WAL")
        # NORMAL loses confirmed bookings when the power is cut (safety page, section 0).
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA temp_store = MEMORY")
    finally:
        cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes is refused as busy at once, whatever the timeout.
    if connection.get_execution_options().get(_WRITE, False):
        _begin_immediate(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    """Waits for its turn to write by asking every millisecond or two.

    SQLite's own waiting sleeps ever longer, up to 100 ms, while newcomers go first: of 8 busy desks some waited 2.5 s.
    """
    cursor: Any = connection.connection.cursor()
    give_up = monotonic() + _BUSY_SECONDS
    cursor.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                cursor.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or monotonic() > give_up:
                    raise DBAPIError.instance("BEGIN IMMEDIATE", None, error, sqlite3.Error) from error
            sleep(uniform(0.001, 0.002))  # noqa: S311
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
        cursor.close()
