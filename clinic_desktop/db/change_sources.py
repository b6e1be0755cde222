"""Ways to hear of other programs' changes: SQLite's data version, PostgreSQL's NOTIFY, and plain polling.

Each source is opened, asked again and again, and closed, all on one thread. Whatever goes wrong with the database comes
out as an ``Unreachable``.
"""

import uuid
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any, Protocol

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import PoolProxiedConnection

from clinic_desktop.db.database import Change, Database
from clinic_desktop.db.failures import translated
from clinic_desktop.db.models.journal import ChangeNotice
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Unreachable

CHANNEL = "clinic_change"
_LISTEN_SLICE = 0.25
_SELF_TEST_SECONDS = 2.0
_SQLITE_SECONDS = 0.08
_POLL_SECONDS = 0.2
_LOOK_BACK = 500
_notice = ChangeNotice.__table__.c


class Source(Protocol):
    """Something that can be asked for changes of other programs."""

    def open(self) -> None:
        """Connects, and takes what is there as known."""

    def wait(self, stop: Event) -> tuple[Change, ...]:
        """Waits a moment, less when ``stop`` is set, and gives what changed."""

    def close(self) -> None:
        """Gives the connection up; never fails."""


@contextmanager
def refusing() -> Iterator[None]:
    """Says what a driver's error means for the watch: the database is out of reach."""
    try:
        yield
    except DBAPIError as error:
        raise translated(error) or Unreachable() from error


def change_of(topic: str, row_id: int | None) -> Change | None:
    """The change, or None for a topic that only a newer program knows."""
    try:
        return Change(Topic(topic), row_id)
    except ValueError:
        return None


class SqliteSource:
    """Asks SQLite whether any other connection has committed (``PRAGMA data_version``, some microseconds), and reads
    the notices only then. The connection is one of the pool's: the file is never opened a second way."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: PoolProxiedConnection | None = None
        self._version = -1
        self._last = 0

    def open(self) -> None:
        """See ``Source``."""
        with _sqlite_errors():
            self._connection = self._database.engine.raw_connection()
            self._version = self._ask("PRAGMA data_version")[0][0]
            self._last = self._ask("SELECT coalesce(max(id), 0) FROM change_notice")[0][0]

    def wait(self, stop: Event) -> tuple[Change, ...]:
        """See ``Source``."""
        stop.wait(_SQLITE_SECONDS)
        with _sqlite_errors():
            version = self._ask("PRAGMA data_version")[0][0]
            if version == self._version:
                return ()
            # The version is taken before the rows are read, so that a commit in between is read again, not missed.
            self._version = version
            rows = self._ask("SELECT id, topic, row_id, origin FROM change_notice WHERE id > ? ORDER BY id", self._last)
        if rows:
            self._last = rows[-1][0]
        found = (change_of(topic, row_id) for _, topic, row_id, origin in rows if origin != self._database.origin)
        return tuple(change for change in found if change is not None)

    def close(self) -> None:
        """See ``Source``."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, sql: str, *parameters: object) -> list[Any]:
        assert self._connection is not None
        cursor = self._connection.cursor()
        try:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())
        finally:
            cursor.close()


class ListenSource:
    """PostgreSQL's LISTEN on a connection of its own. ``works`` tells whether notifications get through: a pooler
    between may hide them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Any = None

    def open(self) -> None:
        """See ``Source``."""
        with _psycopg_errors():
            self._connection = _connect(self._database.engine)
            self._connection.execute(f"LISTEN {CHANNEL}")

    def works(self) -> bool:
        """Notifies itself over another connection, and sees whether that arrives."""
        token = uuid.uuid4().hex
        with refusing(), self._database.engine.connect() as other:
            other.execute(select(func.pg_notify(CHANNEL, f"{self._database.origin} listening {token}")))
            other.commit()
        with _psycopg_errors():
            for notice in self._connection.notifies(timeout=_SELF_TEST_SECONDS):
                if notice.payload.endswith(token):
                    return True
        return False

    def wait(self, stop: Event) -> tuple[Change, ...]:
        """See ``Source``."""
        if stop.is_set():
            return ()
        with _psycopg_errors():
            notices = list(self._connection.notifies(timeout=_LISTEN_SLICE, stop_after=1))
            if notices:
                # What came with it is told together.
                notices += self._connection.notifies(timeout=0)
        found = (self._read(notice.payload) for notice in notices)
        return tuple(change for change in found if change is not None)

    def close(self) -> None:
        """See ``Source``."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _read(self, payload: str) -> Change | None:
        origin, _, rest = payload.partition(" ")
        topic, _, number = rest.partition(" ")
        if origin == self._database.origin:
            return None
        return change_of(topic, int(number) if number.isdecimal() else None)


class PollSource:
    """Reads the notices a few times a second. Numbers are given before the commit, so a lower one may appear after a
    higher one: a stretch of numbers is looked at again, and what was told already is passed over."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[int, None] = OrderedDict()
        self._last = 0

    def open(self) -> None:
        """See ``Source``."""
        with refusing(), self._database.engine.connect() as connection:
            self._last = connection.execute(select(func.coalesce(func.max(_notice.id), 0))).scalar_one()
            recent = connection.execute(select(_notice.id).where(_notice.id > self._last - _LOOK_BACK)).scalars()
            self._known = OrderedDict.fromkeys(recent)

    def wait(self, stop: Event) -> tuple[Change, ...]:
        """See ``Source``."""
        stop.wait(_POLL_SECONDS)
        with refusing(), self._database.engine.connect() as connection:
            rows = connection.execute(
                select(_notice.id, _notice.topic, _notice.row_id, _notice.origin)
                .where(_notice.id > self._last - _LOOK_BACK)
                .order_by(_notice.id)
            ).all()
        changes = []
        for number, topic, row_id, origin in rows:
            if number in self._known:
                continue
            self._known[number] = None
            self._last = max(self._last, number)
            change = change_of(topic, row_id)
            if change is not None and origin != self._database.origin:
                changes.append(change)
        while len(self._known) > 2 * _LOOK_BACK:
            self._known.popitem(last=False)
        return tuple(changes)

    def close(self) -> None:
        """See ``Source``."""


def _connect(engine: Engine) -> Any:
    import psycopg

    _, parameters = engine.dialect.create_connect_args(engine.url)
    ours: dict[str, Any] = {
        "connect_timeout": 3,
        "keepalives": 1,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 2,
        "application_name": "clinic-desktop-watch",
    }
    # The address may name some of them, too.
    return psycopg.connect(**{**parameters, **ours}, autocommit=True)


@contextmanager
def _psycopg_errors() -> Iterator[None]:
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise Unreachable() from error


@contextmanager
def _sqlite_errors() -> Iterator[None]:
    import sqlite3

    try:
        with refusing():
            yield
    except sqlite3.Error as error:
        raise Unreachable() from error
