"""A small web server on this computer that takes what payment gateways send, and nothing else.

It speaks plain HTTP to this computer only: encryption is done by the forwarding tool or the web server in front of it.
"""

import logging
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_LONGEST_BODY = 1_000_000
_AT_ONCE = 8
_PATIENCE = 10.0
"""Seconds for a caller to say what he wants; gateways give up after five themselves."""

_log = logging.getLogger(__name__)

Take = Callable[[str, bytes, Mapping[str, str]], HTTPStatus]
"""Takes the body and headers of a webhook for a path such as "stripe", and says what to answer."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A request that may be answered with a status before it is read."""

    status: HTTPStatus | None = None
    length: int = 0


class WebhookServer:
    """Listens from the start of ``serve`` until ``stop``. Making it takes the port, and raises OSError where that is
    taken."""

    def __init__(self, host: str, port: int, take: Take) -> None:
        self._listener = _Listener((host, port), take)
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port; chosen by the system where 0 was asked for."""
        return int(self._listener.server_address[1])

    def start(self) -> None:
        """Answers from now on, in threads of its own."""
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.2,), name="webhooks")
        self._thread.start()

    def stop(self) -> None:
        """Ends the server; what is under way is finished."""
        if self._thread is not None:
            self._listener.shutdown()
            self._thread.join()
            self._thread = None
        self._listener.server_close()


class _Listener(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 32

    def __init__(self, address: tuple[str, int], take: Take) -> None:
        self.take = take
        self.places = threading.BoundedSemaphore(_AT_ONCE)
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Binds without asking a name server who this computer is."""
        socket.socket.bind(self.socket, self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up or fell silent is no news."""
        _log.debug("webhooks: a connection ended early")


class _Handler(BaseHTTPRequestHandler):
    """One connection: one request, one short answer."""

    protocol_version = "HTTP/1.1"
    timeout = _PATIENCE
    error_message_format = "%(message)s\n"
    error_content_type = "text/plain; charset=utf-8"
    server: _Listener

    def do_POST(self) -> None:
        """A webhook."""
        wanted = self._wanted()
        if wanted.status is not None:
            self._answer(wanted.status)
            return
        body = self.rfile.read(wanted.length)
        if len(body) < wanted.length:
            self.close_connection = True
            return
        if not self.server.places.acquire(blocking=False):
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        try:
            status = self.server.take(self.path.strip("/"), body, dict(self.headers.items()))
        finally:
            self.server.places.release()
        self._answer(status)

    def do_GET(self) -> None:
        """Nothing is to be seen here."""
        self._answer(HTTPStatus.METHOD_NOT_ALLOWED)

    def _wanted(self) -> _Wanted:
        said = self.headers.get("Content-Length", "")
        if self.headers.get("Transfer-Encoding") or not (said.isascii() and said.isdigit()):
            return _Wanted(HTTPStatus.LENGTH_REQUIRED)
        if len(said) > 9 or int(said) > _LONGEST_BODY:
            return _Wanted(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return _Wanted(length=int(said))

    def _answer(self, status: HTTPStatus) -> None:
        body = f"{status.phrase}\n".encode("ascii")
        self.close_connection = True
        self.send_response(status)
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "POST")
        self.send_header("Content-Type", "text/plain; charset=ascii")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        """Tells nobody what runs here."""
        return "clinic"

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: paths and callers are nobody's business."""
