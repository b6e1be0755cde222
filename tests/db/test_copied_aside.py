"""Before a SQLite file is upgraded it is copied aside, whole; what keeps the copy from being made keeps the file."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from clinic_desktop.db.database import Database, sqlite_url
from clinic_desktop.db.migrate import config, current_revision, is_current, migrate
from clinic_desktop.domain.errors import Unreachable
from tests.builders import make_clinic
from tests.conftest import NOW, SetClock

OLD = "0004"


@pytest.fixture
def old_file(sqlite_database_url: str, clock: SetClock) -> Iterator[Path]:
    """A clinic as an older program left it."""
    database = Database(sqlite_database_url)
    make_clinic(database, clock)
    with database.write() as session:
        command.downgrade(config(session.connection()), OLD)
    database.close()
    yield Path(database.url.database or "")


def copies(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.stem}-before-upgrade-*"))


def upgrade(path: Path) -> bool:
    database = Database(sqlite_url(path))
    try:
        return migrate(database, NOW)
    finally:
        database.close()


def test_the_copy_is_the_clinic_as_it_was(old_file: Path) -> None:
    assert upgrade(old_file)
    (copy,) = copies(old_file)
    assert copy.name == "clinic-before-upgrade-20261123T053000.sqlite3"
    with sqlite3.connect(copy) as opened:
        assert opened.execute("SELECT version_num FROM alembic_version").fetchone() == (OLD,)
        assert opened.execute("SELECT count(*) FROM practitioner").fetchone()[0] > 0
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    opened.close()


def test_what_is_current_or_empty_is_not_copied(old_file: Path, tmp_path: Path) -> None:
    upgrade(old_file)
    assert not upgrade(old_file)
    assert len(copies(old_file)) == 1
    new = tmp_path / "new" / "clinic.sqlite3"
    new.parent.mkdir()
    assert upgrade(new)
    assert not copies(new)


def test_desks_that_start_in_the_same_second_do_not_trip_over_their_copies(old_file: Path) -> None:
    with ThreadPoolExecutor(4) as desks:
        assert any(desks.map(upgrade, [old_file] * 4))
    assert [path.suffix for path in copies(old_file)] == [".sqlite3"], "one copy, and nothing unfinished"


def test_a_copy_that_cannot_be_made_is_told_and_the_file_stays_as_it_was(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clinic_desktop.db.migrate._copy_of", lambda path, now: path.parent / "gone" / path.name)
    database = Database(sqlite_url(old_file))
    with pytest.raises(Unreachable) as refused:
        migrate(database, NOW)
    assert refused.value.reason == "missing"
    assert current_revision(database) == OLD and not is_current(database)
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM practitioner")).scalar_one() > 0
    database.close()
