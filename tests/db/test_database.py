"""The one door to the database: who is told of what is committed, and that it stays."""

from pathlib import Path

import pytest
from sqlalchemy import text

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Change, Database, sqlite_url
from clinic_desktop.domain.codes import Topic
from tests.conftest import NOW


def test_what_is_committed_is_told_once_it_is_and_what_is_not_never(database_url: str) -> None:
    told: list[Change] = []
    database = Database(database_url, told.extend)
    with database.write() as session:
        announce(session, Topic.PATIENTS, 1, NOW)
        announce(session, Topic.QUEUE, None, NOW)
        assert told == []
    committed = [Change(Topic.PATIENTS, 1), Change(Topic.QUEUE, None)]
    assert told == committed
    with pytest.raises(ValueError, match="changed my mind"), database.write() as session:
        announce(session, Topic.TILL, 7, NOW)
        raise ValueError("changed my mind")
    with database.write():
        pass
    assert told == committed
    database.close()


def test_a_sqlite_file_has_on_the_disk_what_was_confirmed(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "new.sqlite3"))
    names = ("synchronous", "journal_mode", "foreign_keys")
    with database.write() as session:
        found = {name: session.scalar(text(f"PRAGMA {name}")) for name in names}
    database.close()
    assert found == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}
