"""What can go wrong between a program and a gateway, and when it does."""

import fnmatch
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from clinic_desktop.tour.gateways.messages import PauseForFault, Reply

_PROXY_PAGE = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"  # noqa: E501
_PORTAL_PAGE = '<!DOCTYPE html><html><head><title>Guest Wi-Fi</title></head><body><form action="/login">Accept the terms to go online.</form></body></html>'  # noqa: E501


class FaultKind(StrEnum):
    """One way to misbehave. Those that lose or answer instead do no work, unless the fault says ``after``."""

    LOSE_REQUEST = "lose_request"
    """The connection is cut before anything was done."""
    LOSE_REPLY = "lose_reply"
    """The work is done, then the connection is cut without an answer."""
    RESET = "reset"
    """The connection is reset (RST)."""
    UNAUTHORISED = "unauthorised"
    FORBIDDEN = "forbidden"
    TOO_MANY = "too_many"
    SERVER_ERROR = "server_error"
    BAD_GATEWAY = "bad_gateway"
    """502 with a page in HTML from something in between."""
    PORTAL = "portal"
    """200 with the page of a guest network."""
    EMPTY = "empty"
    """200 without a body."""
    NULL = "null"
    LIST = "list"
    NULL_ERROR = "null_error"
    """400 with ``{"error": null}``."""
    STALL = "stall"
    """Waits, then goes on as if nothing were; with ``after`` the work is done before the wait."""
    DRIP = "drip"
    """The answer comes in small pieces over the seconds."""
    TWICE = "twice"
    """Something in between sends the request twice; the second answer arrives."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: for calls whose method and path match, from the ``call``-th on, ``times`` times (None: always)."""

    kind: FaultKind
    path: str = "*"
    method: str = "*"
    call: int = 1
    times: int | None = 1
    seconds: float = 0.0
    after: bool = False

    def matches(self, method: str, path: str) -> bool:
        return fnmatch.fnmatchcase(method, self.method) and fnmatch.fnmatchcase(path, self.path)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What becomes of an answer: no reply closes the connection, ``reset`` does it rudely, ``drip`` is in seconds."""

    reply: Reply | None
    reset: bool = False
    drip: float = 0.0


class _Armed:
    """A fault and the number of calls that it has seen."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._seen = 0

    def strikes(self) -> bool:
        self._seen += 1
        since = self._seen - self.fault.call
        return since >= 0 and (self.fault.times is None or since < self.fault.times)


class Faults:
    """The faults that are set. The first that strikes a call is the only one for that call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed: list[_Armed] = []
        self._release = threading.Event()
        self._stalled = threading.Semaphore(0)

    def add(
        self,
        kind: FaultKind,
        path: str = "*",
        method: str = "*",
        *,
        call: int = 1,
        times: int | None = 1,
        seconds: float = 0.0,
        after: bool = False,
    ) -> None:
        """Sets one; path and method may hold ``*``. Calls are counted from now."""
        with self._lock:
            self._armed.append(_Armed(Fault(kind, path, method, call, times, seconds, after)))

    def clear(self) -> None:
        """No faults any more, and whatever stalls goes on at once."""
        with self._lock:
            self._armed.clear()
            self._release.set()
            self._release = threading.Event()
            self._stalled = threading.Semaphore(0)

    def end(self) -> None:
        """The server stops: no faults any more, and nothing waits from now on until ``clear``."""
        with self._lock:
            self._armed.clear()
            self._release.set()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that strikes this call, if one does; every fault that matches has counted it."""
        with self._lock:
            struck = [armed.fault for armed in self._armed if armed.fault.matches(method, path) and armed.strikes()]
        return struck[0] if struck else None

    def wait(self, seconds: float) -> bool:
        """Waits that long; true if the faults were cleared meanwhile or the server stops."""
        with self._lock:
            release = self._release
        return release.wait(seconds)

    def stall(self, seconds: float) -> None:
        """Waits that long, or until the faults are cleared or the server stops."""
        self._stalled.release()
        self.wait(seconds)

    def wait_for_stall(self, patience: float = 10.0) -> None:
        """Returns once a call has begun to stall; every stall answers one such wait."""
        if not self._stalled.acquire(timeout=patience):
            raise TimeoutError("no call stalls")


def play(
    fault: Fault, faults: Faults, work: Callable[[PauseForFault], Reply], trouble: Callable[[int], Reply]
) -> Delivery:
    """Does what the fault says round the work. ``trouble`` is the vendor's own answer of that status."""
    if fault.kind is FaultKind.STALL:
        return Delivery(_stalled(fault, faults, work))
    if fault.kind is FaultKind.DRIP:
        return Delivery(work(no_pause), drip=fault.seconds)
    if fault.kind is FaultKind.TWICE:
        work(no_pause)
        return Delivery(work(no_pause))
    if fault.after or fault.kind is FaultKind.LOSE_REPLY:
        work(no_pause)
    if fault.kind in (FaultKind.LOSE_REPLY, FaultKind.LOSE_REQUEST):
        return Delivery(None)
    if fault.kind is FaultKind.RESET:
        return Delivery(None, reset=True)
    return Delivery(_instead(fault.kind, trouble))


def no_pause() -> None:
    """Goes on at once."""


def _stalled(fault: Fault, faults: Faults, work: Callable[[PauseForFault], Reply]) -> Reply:
    if not fault.after:
        return work(lambda: faults.stall(fault.seconds))
    reply = work(no_pause)
    faults.stall(fault.seconds)
    return reply


_STATUSES = {
    FaultKind.UNAUTHORISED: 401,
    FaultKind.FORBIDDEN: 403,
    FaultKind.TOO_MANY: 429,
    FaultKind.SERVER_ERROR: 500,
}

_STRANGERS = {
    FaultKind.BAD_GATEWAY: Reply(502, _PROXY_PAGE, content_type="text/html"),
    FaultKind.PORTAL: Reply(200, _PORTAL_PAGE, content_type="text/html"),
    FaultKind.EMPTY: Reply(200, ""),
    FaultKind.NULL: Reply(200, "null"),
    FaultKind.LIST: Reply(200, "[]"),
    FaultKind.NULL_ERROR: Reply(400, '{"error": null}'),
}


def _instead(kind: FaultKind, trouble: Callable[[int], Reply]) -> Reply:
    status = _STATUSES.get(kind)
    return _STRANGERS[kind] if status is None else trouble(status)
