"""An upgrade that is killed leaves the old schema for the next start; desks that start together upgrade once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import inspect

from clinic_desktop.db.database import Database, sqlite_url
from clinic_desktop.db.migrate import is_current, migrate
from tests.conftest import NOW
from tests.db import killed_upgrade
from tests.postgres import copy_of
from tests.processes import lived


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path):
    """A database without a single table."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "clinic.sqlite3")
        return
    with copy_of(request.getfixturevalue("postgres_server"), "template0") as url:
        yield url


@pytest.mark.parametrize("statement", [6, 30, 55, 80, 100])
def test_an_upgrade_killed_in_the_middle_is_finished_by_the_next_start(empty_url: str, statement: int) -> None:
    killed = lived(killed_upgrade.main, empty_url, statement)
    assert killed.returncode == -9, killed.stderr
    database = Database(empty_url)
    with database.engine.connect() as connection:
        assert not inspect(connection).has_table("patient"), "nothing half done is left"
    assert migrate(database, NOW)
    assert is_current(database)
    database.close()


def test_desks_that_start_at_the_same_time_upgrade_once(empty_url: str) -> None:
    def start() -> bool:
        database = Database(empty_url)
        try:
            return migrate(database, NOW)
        finally:
            database.close()

    with ThreadPoolExecutor(4) as desks:
        list(desks.map(lambda _: start(), range(4)))
    database = Database(empty_url)
    assert is_current(database)
    database.close()
