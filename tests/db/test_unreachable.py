"""What cannot be opened is told apart: wrong password, nobody there, locked, damaged, somebody else's tables."""

import socket
import sqlite3
import struct
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from clinic_desktop.db.database import Database, parsed_url, sqlite_url
from clinic_desktop.db.migrate import migrate
from clinic_desktop.domain.errors import Unreachable
from tests.conftest import NOW
from tests.postgres import administer


def reason_of(url: str) -> str:
    database = Database(url)
    try:
        with pytest.raises(Unreachable) as refused:
            migrate(database, NOW)
    finally:
        database.close()
    return refused.value.reason


@pytest.fixture
def postgres_that_refuses() -> Iterator[int]:
    """A server on loopback that answers every log-in as PostgreSQL answers a wrong password."""
    listener = socket.create_server(("127.0.0.1", 0))
    fields = b"SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user\0\0"
    answer = b"E" + struct.pack("!i", len(fields) + 4) + fields

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                first = connection.recv(1024)
                if first[4:8] == struct.pack("!i", 80877103):  # a wish for TLS
                    connection.sendall(b"N")
                    connection.recv(1024)
                connection.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    # Closing alone does not wake who waits in accept.
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def test_a_wrong_password_is_told_from_a_dead_line(postgres_that_refuses: int) -> None:
    assert reason_of(f"postgresql://desk:wrong@127.0.0.1:{postgres_that_refuses}/clinic") == "password"


def test_nobody_listening_is_a_matter_of_the_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert reason_of(f"postgresql://desk:x@127.0.0.1:{port}/clinic") == "network"


def test_a_folder_that_is_not_there_is_missing(tmp_path: Path) -> None:
    assert reason_of(sqlite_url(tmp_path / "nowhere" / "clinic.sqlite3")) == "missing"


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "clinic.sqlite3"
    path.write_bytes(b"This is a letter, not a database. " * 200)
    assert reason_of(sqlite_url(path)) == "damaged"


def test_a_file_with_other_tables_is_no_clinic(tmp_path: Path) -> None:
    path = tmp_path / "songs.sqlite3"
    with sqlite3.connect(path) as songs:
        songs.execute("CREATE TABLE patient (title TEXT)")
    songs.close()
    assert reason_of(sqlite_url(path)) == "not_a_clinic"


def test_what_is_no_address_is_refused_as_such() -> None:
    for text_typed in ("", "clinic", "mysql://desk@server/clinic", "http://server"):
        with pytest.raises(Unreachable) as refused:
            Database(text_typed)
        assert refused.value.reason == "url"


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///clinic.db?mode=ro",
        "sqlite://server/clinic.db",
    ],
)
def test_a_clinic_lives_in_a_plain_file(url: str) -> None:
    with pytest.raises(Unreachable) as refused:
        Database(url)
    assert refused.value.reason == "url"


def test_the_driver_is_ours_whatever_the_address_names(tmp_path: Path) -> None:
    assert parsed_url(f"sqlite+aiosqlite:///{tmp_path}/clinic.db").drivername == "sqlite"
    assert parsed_url("postgresql+asyncpg://desk@server/clinic").drivername == "postgresql+psycopg"


@pytest.mark.parametrize("wrong", [":99999/clinic", "/clinic?bogus=1", "/clinic?sslmode=bogus"])
def test_an_address_that_libpq_does_not_understand_is_no_matter_of_the_network(wrong: str) -> None:
    assert reason_of(f"postgresql://desk:x@127.0.0.1{wrong}") == "url"


@pytest.fixture
def stranger(postgres_server: str) -> Iterator[str]:
    """A user of the server to whom nothing was granted."""
    name = f"stranger_{uuid.uuid4().hex[:8]}"
    administer(postgres_server, f"CREATE ROLE {name} LOGIN PASSWORD 'x'")
    yield name
    administer(postgres_server, f"DROP ROLE {name}")


def test_a_user_without_rights_hears_so(postgres_server: str, postgres_database_url: str, stranger: str) -> None:
    theirs = make_url(postgres_database_url).set(username=stranger, password="x")
    url = theirs.render_as_string(hide_password=False)
    assert reason_of(url) == "rights"
    administer(postgres_server, f"ALTER ROLE {stranger} NOLOGIN")
    assert reason_of(url) == "rights"


def test_a_file_that_somebody_else_keeps_locked_says_so(
    sqlite_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = Database(sqlite_database_url)
    waiter = Database(sqlite_database_url)
    with holder.write() as session:
        session.execute(text("UPDATE number_counter SET last = last"))
        with pytest.raises(Unreachable) as refused, waiter.read() as other:
            other.execute(text("PRAGMA busy_timeout = 50"))
            other.execute(text("INSERT INTO speciality (name) VALUES ('x')"))
    assert refused.value.reason == "locked"
    holder.close()
    waiter.close()
