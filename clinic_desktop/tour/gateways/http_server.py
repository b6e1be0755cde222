"""A small HTTP server on loopback that keeps connections, a journal and faults, for a gateway to sit in."""

import contextlib
import fnmatch
import socket
import socketserver
import struct
import sys
import threading
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from clinic_desktop.tour.gateways.clock import ServerClock
from clinic_desktop.tour.gateways.faults import Delivery, Faults, no_pause, play
from clinic_desktop.tour.gateways.messages import Call, PauseForFault, Reply, Request

_DRIPS = 20
"""Into so many pieces a slow answer is cut."""


class GatewayServer:
    """What both gateways are: a server that runs in threads of its own between ``start`` and ``stop``.

    A gateway answers calls of its API (paths under ``/v1/``) in ``perform``, and pages for the payer in ``page``.
    """

    def __init__(self, port: int = 0) -> None:
        self.clock = ServerClock()
        self.faults = Faults()
        self.calls: list[Call] = []
        self._journal = threading.Lock()
        self._port = port
        self._listener: _Listener | None = None
        self._thread: threading.Thread | None = None

    def perform(self, request: Request, pause: PauseForFault) -> Reply:
        """Answers one call of the API; calls ``pause`` where the work begins."""
        raise NotImplementedError

    def trouble(self, status: int) -> Reply:
        """The vendor's own answer of 401, 403, 429 or 500, whatever was asked."""
        raise NotImplementedError

    def page(self, request: Request) -> Reply:
        """A page for the payer."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """The base of the API, without a slash at its end."""
        assert self._listener is not None, "the server is not running"
        return f"http://127.0.0.1:{self._listener.server_port}"

    def start(self) -> Self:
        """Listens from now on."""
        self.faults.clear()
        self._listener = _Listener(self, self._port)
        self._thread = threading.Thread(target=self._listener.run, name=f"{type(self).__name__} accepts")
        self._thread.start()
        return self

    def stop(self) -> None:
        """Cuts what is under way and waits until every thread has ended."""
        if self._listener is None or self._thread is None:
            return
        self._listener.stopping.set()
        self.faults.end()
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self._listener.server_port), timeout=5).close()
        self._thread.join()
        self._listener.cut_connections()
        self._listener.server_close()
        self._listener = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def forget_calls(self) -> None:
        """Empties the journal."""
        with self._journal:
            self.calls.clear()

    def calls_to(self, method: str, path: str) -> list[Call]:
        """The calls so far whose method and path match; both may hold ``*``."""
        with self._journal:
            return [
                call
                for call in self.calls
                if fnmatch.fnmatchcase(call.method, method) and fnmatch.fnmatchcase(call.path, path)
            ]

    def deliver(self, request: Request) -> Delivery:
        """What is to be sent back for a request, with the faults that are set."""
        if not request.path.startswith("/v1/"):
            return Delivery(self.page(request))
        call = Call(request.method, request.path, request.query, request.headers, request.body, self.clock())
        with self._journal:
            self.calls.append(call)
        fault = self.faults.take(request.method, request.path)
        if fault is None:
            return Delivery(self.perform(request, no_pause))
        return play(fault, self.faults, lambda pause: self.perform(request, pause), self.trouble)


class _Listener(ThreadingHTTPServer):
    """Accepts connections until it is told to stop; one thread for each."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, gateway: GatewayServer, port: int) -> None:
        self.gateway = gateway
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)

    def server_bind(self) -> None:
        """Binds without asking the name server who 127.0.0.1 is."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def run(self) -> None:
        """Takes one connection after another; a last one from ``stop`` wakes it."""
        while not self.stopping.is_set():
            self.handle_request()

    def opened(self, connection: socket.socket) -> None:
        with self._open_lock:
            self._open.add(connection)

    def closed(self, connection: socket.socket) -> None:
        with self._open_lock:
            self._open.discard(connection)

    def cut_connections(self) -> None:
        """Ends the connections that are kept open, so that their threads end."""
        with self._open_lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is no news; anything else is a bug of the gateway and is printed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Reads requests from one connection and sends the gateway's answers."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Listener

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        super().finish()

    def version_string(self) -> str:
        return "nginx"

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The gateway's time, so that a caller can see that its own clock is wrong."""
        return format_datetime(self.server.gateway.clock.now().replace(microsecond=0), usegmt=True)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the journal has it."""

    def handle_expect_100(self) -> bool:
        return True

    def _serve(self) -> None:
        path, _, query = self.path.partition("?")
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode("utf-8", "replace") if length else ""
        headers = {name.lower(): value for name, value in self.headers.items()}
        delivery = self.server.gateway.deliver(Request(self.command, path, query, headers, body))
        if delivery.reply is None or self.server.stopping.is_set():
            self._hang_up(delivery.reset)
        else:
            self._send(delivery.reply, delivery.drip)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815

    def _hang_up(self, rudely: bool) -> None:
        self.close_connection = True
        if rudely:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            socket.close(self.connection.detach())

    def _send(self, reply: Reply, drip: float) -> None:
        body = reply.body.encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for piece in _pieces(body, drip):
            self.wfile.write(piece)
            self.wfile.flush()
            if drip and self.server.gateway.faults.wait(drip / _DRIPS) and self.server.stopping.is_set():
                self.close_connection = True
                return


def _pieces(body: bytes, drip: float) -> list[bytes]:
    if not drip:
        return [body]
    size = max(1, len(body) // _DRIPS)
    return [body[start : start + size] for start in range(0, len(body), size)]
