"""Databases for the tests: a real SQLite file, copied from a template, and a real PostgreSQL, emptied each time."""

import gc
import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.scratch import scratch_folder

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Where pytest makes the folders of tmp_path.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(scratch_folder()))

from clinic_desktop.background.garbage import collect_what_is_due
from clinic_desktop.db.database import Database, sqlite_url
from clinic_desktop.db.migrate import migrate
from tests import postgres
from tests.cheap_bcrypt import hash_cheaply
from tests.dialects import share_statements
from tests.patient_qtbot import PatientQtBot

pytest_plugins = ["tests.gateways.fixtures"]
share_statements()
hash_cheaply()

NOW = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
"""A Monday, 11:00 in Kolkata."""


class SetClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **interval: float) -> None:
        self.now += timedelta(**interval)


def pytest_collection_finish() -> None:
    """Thousands of tests and all modules stay to the end: looking through them for garbage takes half a second."""
    gc.collect()
    gc.freeze()
    # A worker's thread that finds a widget as garbage brings the tests down: see ``background/garbage.py``.
    gc.disable()


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Windows go with their test, and garbage is found on this thread only."""
    yield
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if nextitem is None or nextitem.path != item.path:
        # What outlives the tests of a file stays to the end, too: looked through again and again it would be half a
        # second each time, in every test that throws pages away.
        gc.collect()
        gc.freeze()
    else:
        collect_what_is_due()


@pytest.fixture
def qtbot(qapp: "QApplication", request: pytest.FixtureRequest) -> PatientQtBot:
    return PatientQtBot(request)


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
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    name = f"template_{uuid.uuid4().hex[:12]}"
    postgres.administer(postgres_server, f"CREATE DATABASE {name}")
    database = Database(postgres.database_on(postgres_server, name))
    migrate(database, NOW)
    database.close()
    yield name
    postgres.administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def reused_clinic(postgres_server: str, postgres_template: str) -> Iterator[postgres.ReusedClinic]:
    """The worker's database on PostgreSQL, emptied after each test."""
    with postgres.copy_of(postgres_server, postgres_template) as url:
        clinic = postgres.ReusedClinic(url)
        yield clinic
        clinic.close()


@pytest.fixture
def sqlite_database_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "clinic.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return sqlite_url(path)


@pytest.fixture
def postgres_database_url(reused_clinic: postgres.ReusedClinic) -> Iterator[str]:
    yield reused_clinic.url
    reused_clinic.reset()


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
