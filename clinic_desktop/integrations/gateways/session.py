"""The HTTP session under both SDKs: every call ends within seconds, and says why it failed.

What it raises is no error that an SDK knows, so that none is printed, repeated or wrapped into something vague.
"""

import ssl
import threading
import time
from collections.abc import Iterator
from typing import Any

import requests
import requests.adapters
import truststore
from requests import exceptions as faults
from urllib3.exceptions import NameResolutionError, NewConnectionError, ReadTimeoutError

from clinic_desktop.domain.gateways import GatewayReason
from clinic_desktop.integrations.gateways.patience import PATIENCE, Patience
from clinic_desktop.integrations.gateways.server_time import ServerTime
from clinic_desktop.integrations.gateways.wires import Wires, pool_classes

_TOO_MANY = 429
_IDLE_SECONDS = 45.0
"""Routers forget a quiet connection after a minute or two without telling anybody."""


class LineBroken(Exception):
    """No answer came, or one that is none. ``detail`` says why: "name", "unreachable", "closed", "certificate", "tls",
    "no_certificates", "proxy", "timeout", "slow", "stopped", or "http_" and the status of a page that is no answer."""

    def __init__(self, reason: GatewayReason, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


class GatewaySession(requests.Session):
    """One gateway's connections for one thread. ``answer`` is the last response, None where none came."""

    def __init__(self, on_this_computer: bool, patience: Patience = PATIENCE) -> None:
        super().__init__()
        self.answer: requests.Response | None = None
        self._patience = patience
        self.time = ServerTime()
        self._wires = Wires()
        self._stopped = False
        self._used_at = time.monotonic()
        # A proxy cannot reach this computer's own servers.
        self.trust_env = not on_this_computer
        # Without any, the library would put a login from a .netrc file over the key.
        self.auth = _as_it_is
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter(self._wires))

    def request(self, method: Any, url: Any, *arguments: Any, **options: Any) -> requests.Response:
        """One call. Redirects are not followed: an API has none, a guest network's portal has."""
        options |= {"timeout": (self._patience.connect, self._patience.read), "allow_redirects": False}
        self.answer = None
        self._begin()
        watch = threading.Timer(self._patience.whole, self._wires.cut)
        watch.daemon = True
        watch.start()
        try:
            answer = super().request(method, url, *arguments, **options)
        except OSError as error:  # every error of the library is one
            raise self._broken(error) from None
        finally:
            watch.cancel()
            watch.join()
            self._used_at = time.monotonic()
        self.answer = answer
        self.time.hear(answer.headers.get("Date"))
        _require_object(answer)
        return answer

    def stop(self) -> None:
        """Ends the call that is under way, from any thread, and lets no other begin."""
        self._stopped = True
        self._wires.cut()

    def _begin(self) -> None:
        if self._wires.was_cut or time.monotonic() - self._used_at > _IDLE_SECONDS:
            self.close()
        self._wires.mend()
        if self._stopped:
            raise LineBroken(GatewayReason.NETWORK, "stopped")

    def _broken(self, error: OSError) -> LineBroken:
        if self._stopped:
            return LineBroken(GatewayReason.NETWORK, "stopped")
        if self._wires.was_cut:
            return LineBroken(GatewayReason.STALLED, "slow")
        # While the answer itself is read, the library hides a time-out in another error.
        if any(isinstance(one, ReadTimeoutError) for one in _causes(error)):
            return LineBroken(GatewayReason.STALLED, "timeout")
        return LineBroken(GatewayReason.NETWORK, _detail(error))


class _Adapter(requests.adapters.HTTPAdapter):
    """Connections that can be cut, trusting what the system trusts besides the SDK's own list: a clinic whose network
    looks into encrypted connections has its own authority there."""

    def __init__(self, wires: Wires) -> None:
        self._wires = wires
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options, ssl_context=_context())
        self.poolmanager.pool_classes_by_scheme = pool_classes(self._wires)

    def proxy_manager_for(self, proxy: Any, **options: Any) -> Any:
        known = proxy in self.proxy_manager
        manager: Any = super().proxy_manager_for(proxy, **options, ssl_context=_context())
        if not known:
            manager.pool_classes_by_scheme = pool_classes(self._wires)
        return manager


def _context() -> ssl.SSLContext:
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _require_object(answer: requests.Response) -> None:
    """An API answers with a JSON object, also where it refuses; anything else came from something in between."""
    try:
        if isinstance(answer.json(), dict):
            return
    except (ValueError, RecursionError):
        pass
    reason = GatewayReason.BUSY if answer.status_code == _TOO_MANY else GatewayReason.BROKEN
    raise LineBroken(reason, f"http_{answer.status_code}")


def _detail(error: OSError) -> str:
    """What went wrong, where nothing came back."""
    causes = tuple(_causes(error))
    if isinstance(error, faults.SSLError):
        return "certificate" if any(isinstance(one, ssl.SSLCertVerificationError) for one in causes) else "tls"
    if isinstance(error, faults.ProxyError):
        return "proxy"
    if isinstance(error, faults.ConnectTimeout):
        return "unreachable"
    if any(isinstance(one, NameResolutionError) for one in causes):
        return "name"
    if any(isinstance(one, NewConnectionError) for one in causes):
        return "unreachable"
    # Anything that is no error of the library is a file that it wanted to read.
    return "closed" if isinstance(error, faults.RequestException) else "no_certificates"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error with all that it was made of."""
    found: list[BaseException] = [error]
    for one in found:
        inner = (*one.args, getattr(one, "reason", None), one.__cause__, one.__context__)
        found += [new for new in inner if isinstance(new, BaseException) and all(new is not old for old in found)]
    return iter(found)
