"""Hearing of other programs' changes, on both databases."""

import queue
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from clinic_desktop.db.change_sources import ListenSource, PollSource
from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Change, Database
from clinic_desktop.db.models.journal import ChangeNotice
from clinic_desktop.db.watch import ChangeWatch
from clinic_desktop.domain.codes import Topic

_PATIENCE = 60


class Ear:
    """Keeps what a watch tells, for a test to wait on."""

    def __init__(self) -> None:
        self.changes: queue.Queue[Change] = queue.Queue()
        self.states: queue.Queue[bool] = queue.Queue()

    def hear(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            self.changes.put(change)

    def next(self) -> Change:
        return self.changes.get(timeout=_PATIENCE)


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def other(database_url):
    """Another program on the same database."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def watch(database, ear, clock):
    watch = ChangeWatch(database, ear.hear, ear.states.put, clock)
    yield watch
    watch.stop()


def tell(database, clock, *rows):
    with database.write() as session:
        for row in rows:
            announce(session, Topic.APPOINTMENTS, row, clock())


def test_a_change_of_another_program_is_heard_once_and_in_order(database, other, watch, ear, clock):
    tell(other, clock, 1)
    watch.start()
    assert watch.wait_until_listening(_PATIENCE)
    tell(database, clock, 99)
    tell(other, clock, 2, 3)
    tell(other, clock, None)
    assert [ear.next() for _ in range(3)] == [
        Change(Topic.APPOINTMENTS, 2),
        Change(Topic.APPOINTMENTS, 3),
        Change(Topic.APPOINTMENTS, None),
    ]
    assert ear.changes.empty()
    assert ear.states.empty()


def test_a_change_of_another_process_is_heard(database, database_url, watch, ear, clock):
    watch.start()
    assert watch.wait_until_listening(_PATIENCE)
    program = (
        "import sys; from datetime import datetime, UTC\n"
        "from clinic_desktop.db.database import Database; from clinic_desktop.db.changes import announce\n"
        "from clinic_desktop.domain.codes import Topic\n"
        "database = Database(sys.argv[1])\n"
        "with database.write() as session: announce(session, Topic.PATIENTS, 7, datetime.now(UTC))\n"
    )
    subprocess.run([sys.executable, "-c", program, database_url], check=True, cwd=Path(__file__).parents[2])
    assert ear.next() == Change(Topic.PATIENTS, 7)


def test_what_is_rolled_back_is_not_heard(other, watch, ear, clock):
    watch.start()
    assert watch.wait_until_listening(_PATIENCE)
    with pytest.raises(RuntimeError), other.write() as session:
        announce(session, Topic.APPOINTMENTS, 1, clock())
        raise RuntimeError
    tell(other, clock, 2)
    assert ear.next() == Change(Topic.APPOINTMENTS, 2)


def test_topics_of_newer_programs_are_passed_over(other, watch, ear, clock):
    watch.start()
    assert watch.wait_until_listening(_PATIENCE)
    with other.write() as session:
        session.add(ChangeNotice(topic="telepathy", row_id=1, origin=other.origin, at=clock()))
    tell(other, clock, 2)
    assert ear.next() == Change(Topic.APPOINTMENTS, 2)


def test_old_notices_are_thrown_away(database, other, watch, ear, clock):
    clock.now -= timedelta(hours=25)
    tell(other, clock, 1)
    clock.forward(hours=25)
    tell(other, clock, 2)
    watch.start()
    assert watch.wait_until_listening(_PATIENCE)
    tell(other, clock, 3)
    assert ear.next().row_id == 3
    tell(other, clock, 4)
    assert ear.next().row_id == 4
    with database.read() as session:
        assert session.execute(select(func.count()).select_from(ChangeNotice)).scalar_one() == 3


def test_a_watch_ends_also_when_the_database_is_gone(tmp_path, ear):
    database = Database(f"sqlite:///{tmp_path / 'nowhere' / 'clinic.sqlite3'}")
    watch = ChangeWatch(database, ear.hear, ear.states.put)
    watch.start()
    assert ear.states.get(timeout=_PATIENCE) is False
    watch.stop()
    database.close()


def test_an_empty_file_is_no_clinic_until_it_becomes_one(tmp_path, ear, sqlite_template, clock):
    path = tmp_path / "clinic.sqlite3"
    database, other = Database(f"sqlite:///{path}"), Database(f"sqlite:///{path}")
    watch = ChangeWatch(database, ear.hear, ear.states.put, clock)
    watch.start()
    assert ear.states.get(timeout=_PATIENCE) is False
    from clinic_desktop.db.migrate import migrate

    migrate(other, clock())
    assert ear.states.get(timeout=_PATIENCE) is True
    assert ear.next() == Change(None)
    tell(other, clock, 1)
    assert ear.next() == Change(Topic.APPOINTMENTS, 1)
    watch.stop()
    database.close()
    other.close()


@pytest.fixture
def postgres(postgres_database_url):
    databases = Database(postgres_database_url), Database(postgres_database_url)
    yield databases
    for database in databases:
        database.close()


def test_a_cut_connection_is_made_again_and_everything_may_have_changed(postgres, ear, clock):
    database, other = postgres
    watch = ChangeWatch(database, ear.hear, ear.states.put, clock)
    watch.start()
    assert watch.wait_until_listening(_PATIENCE)
    with other.write() as session:
        watching = "application_name = 'clinic-desktop-watch' AND datname = current_database()"
        session.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {watching}"))
    assert ear.states.get(timeout=_PATIENCE) is False
    assert ear.states.get(timeout=_PATIENCE) is True
    assert ear.next() == Change(None)
    tell(other, clock, 5)
    assert ear.next() == Change(Topic.APPOINTMENTS, 5)
    watch.stop()


def test_where_a_pooler_hides_notifications_notices_are_polled(postgres, ear, clock, monkeypatch):
    """What a pooler does to LISTEN: the connection that listens is not the one that hears."""
    database, other = postgres
    monkeypatch.setattr(ListenSource, "works", lambda self: False)
    watch = ChangeWatch(database, ear.hear, ear.states.put, clock)
    watch.start()
    assert watch.wait_until_listening(_PATIENCE)
    tell(database, clock, 1)
    tell(other, clock, 2)
    assert ear.next() == Change(Topic.APPOINTMENTS, 2)
    watch.stop()


def test_polling_hears_a_lower_number_that_is_committed_later(postgres, clock):
    from threading import Event

    database, other = postgres
    source, stop = PollSource(database), Event()
    stop.set()
    source.open()
    with other.write() as slow:
        announce(slow, Topic.PATIENTS, 1, clock())
        slow.flush()
        tell(other, clock, 2)
        assert source.wait(stop) == (Change(Topic.APPOINTMENTS, 2),)
    assert source.wait(stop) == (Change(Topic.PATIENTS, 1),)
    assert source.wait(stop) == ()
    source.close()


def test_a_connection_that_does_not_listen_is_found_out(postgres):
    database, _ = postgres
    source = ListenSource(database)
    source.open()
    assert source.works()
    source._connection.execute("UNLISTEN *")
    assert not source.works()
    source.close()
