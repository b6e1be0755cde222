"""PostgreSQL behind a pooler: it takes no limits from a connection, and no process belongs to one."""

import socket
import struct
import threading
from collections.abc import Iterator
from datetime import UTC

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from clinic_desktop.db.change_sources import ListenSource
from clinic_desktop.db.database import Database
from clinic_desktop.db.migrate import is_current

_WISHES = (80877103, 80877104)  # for TLS, for GSS
_INVENTED = 4242


class Pooler:
    """Stands between as PgBouncer does: refuses options, and names a process that there is not."""

    def __init__(self, server: str) -> None:
        url = make_url(server)
        self._folder = url.query.get("host")
        self._address = (url.host or "127.0.0.1", url.port or 5432)
        self.refused = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._greet, args=(client,), daemon=True).start()

    def _greet(self, client: socket.socket) -> None:
        with client:
            first = _packet(client)
            while struct.unpack("!i", first[4:8])[0] in _WISHES:
                client.sendall(b"N")
                first = _packet(client)
            if b"\0options\0" in first:
                self.refused += 1
                fields = b"SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: options\0\0"
                client.sendall(b"E" + struct.pack("!i", len(fields) + 4) + fields)
                return
            with self._upstream() as server:
                server.sendall(first)
                self._relay_greeting(server, client)
                back = threading.Thread(target=_relay, args=(server, client), daemon=True)
                back.start()
                _relay(client, server)
                back.join()

    def _relay_greeting(self, server: socket.socket, client: socket.socket) -> None:
        kind = b""
        while kind != b"Z":
            kind = _exactly(server, 1)
            body = _packet(server)
            if kind == b"K":
                body = body[:4] + struct.pack("!i", _INVENTED) + body[8:]
            client.sendall(kind + body)

    def _upstream(self) -> socket.socket:
        if self._folder is None:
            return socket.create_connection(self._address)
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{self._folder}/.s.PGSQL.{self._address[1]}")
        return server


def _packet(source: socket.socket) -> bytes:
    length = _exactly(source, 4)
    return length + _exactly(source, struct.unpack("!i", length)[0] - 4)


def _exactly(source: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        more = source.recv(count - len(found))
        if not more:
            raise ConnectionError
        found += more
    return found


def _relay(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


@pytest.fixture
def pooler(postgres_database_url: str) -> Iterator[Pooler]:
    pooler = Pooler(postgres_database_url)
    yield pooler
    pooler.close()


@pytest.fixture
def behind(pooler: Pooler, postgres_database_url: str) -> Iterator[Database]:
    """The clinic as a desk behind the pooler has it."""
    url = make_url(postgres_database_url).set(host="127.0.0.1", port=pooler.port, query={})
    database = Database(url.render_as_string(hide_password=False))
    yield database
    database.close()


def test_a_pooler_that_takes_no_options_is_connected_to_without(behind: Database, pooler: Pooler) -> None:
    assert is_current(behind)
    assert pooler.refused == 1


@pytest.mark.parametrize("writing", [False, True])
def test_each_transaction_brings_its_limits_along(behind: Database, writing: bool) -> None:
    with behind.write() if writing else behind.read() as session:
        found = {name: session.execute(text(f"SHOW {name}")).scalar_one() for name in ("lock_timeout", "timezone")}
        assert session.execute(text("SELECT now()")).scalar_one().utcoffset() == UTC.utcoffset(None)
    assert found == {"lock_timeout": "5s", "timezone": "UTC"}


def test_statements_are_not_prepared_for_a_process_that_may_be_another(behind: Database) -> None:
    for _ in range(12):
        with behind.read() as session:
            session.execute(text("SELECT count(*) FROM patient WHERE id = :id"), {"id": 1})
    with behind.read() as session:
        assert session.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one() == 0


def test_without_a_pooler_the_connection_keeps_its_limits(postgres_database_url: str) -> None:
    database = Database(postgres_database_url)
    with database.read() as session:
        assert session.execute(text("SHOW lock_timeout")).scalar_one() == "5s"
        assert not session.connection().info["clinic_pooled"]
    database.close()


def test_an_address_may_name_what_the_program_sets_itself(postgres_database_url: str) -> None:
    url = make_url(postgres_database_url).update_query_dict({"connect_timeout": "9", "application_name": "mine"})
    database = Database(url.render_as_string(hide_password=False))
    listening = ListenSource(database)
    listening.open()
    assert listening.works()
    listening.close()
    database.close()
