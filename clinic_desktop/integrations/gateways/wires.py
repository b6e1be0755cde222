"""Connections that can be cut at any moment from another thread, whatever they are waiting for.

Time-outs of a socket begin anew with every byte, so that an answer that drips would never end; and while encryption is
agreed on, the library shows nobody its socket. So each connection leaves a second handle here.
"""

import socket
import threading
from contextlib import suppress
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Wires:
    """The open connections of one session."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self.was_cut = False

    def opened(self, wire: socket.socket) -> None:
        """A new connection. Refused with TimeoutError if the cut came while it was dialled."""
        with self._lock:
            if not self.was_cut:
                self._open.add(wire)
                return
        wire.close()
        raise TimeoutError("cut while dialling")

    def closed(self, wire: socket.socket) -> None:
        """The connection is over."""
        with self._lock:
            self._open.discard(wire)
        wire.close()

    def mend(self) -> None:
        """Connections may be opened again."""
        with self._lock:
            self.was_cut = False

    def cut(self) -> None:
        """Ends every connection now; who waits for one fails."""
        with self._lock:
            self.was_cut = True
            for wire in self._open:
                # It may be closed already, here or over there.
                with suppress(OSError):
                    wire.shutdown(socket.SHUT_RDWR)


def pool_classes(wires: Wires) -> dict[str, Any]:
    """The pools of a session whose connections are put down in ``wires``, by scheme."""

    class _Plain(_Wired, HTTPConnection):
        keeper = wires

    class _Encrypted(_Wired, HTTPSConnection):
        keeper = wires

    class _PlainPool(HTTPConnectionPool):
        ConnectionCls = _Plain

    class _EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = _Encrypted

    return {"http": _PlainPool, "https": _EncryptedPool}


class _Wired:
    """Where the library opens its socket, before anything is laid over it."""

    keeper: Wires
    _wire: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        opened: socket.socket = super()._new_conn()  # type: ignore[misc]
        wire = opened.dup()
        try:
            self.keeper.opened(wire)
        except TimeoutError:
            opened.close()
            raise
        self._wire = wire
        return opened

    def close(self) -> None:
        try:
            super().close()  # type: ignore[misc]
        finally:
            wire, self._wire = self._wire, None
            if wire is not None:
                self.keeper.closed(wire)
