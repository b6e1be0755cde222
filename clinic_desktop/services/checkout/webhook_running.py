"""Running the receiver of webhooks beside the worker."""

import logging
import threading
from collections.abc import Mapping
from http import HTTPStatus

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import GatewayRefused, PaymentUnverified, Refused, Unreachable
from clinic_desktop.domain.period import Clock, utc_now
from clinic_desktop.integrations.webhook_server import WebhookServer
from clinic_desktop.services.checkout.accounts import GatewayAccounts
from clinic_desktop.services.checkout.webhooks import WebhookService

_AGAIN_SECONDS = 5.0
_log = logging.getLogger(__name__)


def webhook_receiver(
    database: Database, accounts: GatewayAccounts, host: str, port: int, clock: Clock = utc_now
) -> "WebhookReceiver":
    """A receiver on that address. Refuses with Unreachable("webhooks") an address that cannot be taken."""
    try:
        return WebhookReceiver(WebhookService(database, clock, accounts), host, port)
    except OSError:
        raise Unreachable("webhooks", "port_taken") from None


class WebhookReceiver:
    """A web server and a thread that looks again for what came too early. The address is ``/stripe`` or
    ``/razorpay``. Making it takes the port, and raises OSError where that is taken."""

    def __init__(self, service: WebhookService, host: str, port: int) -> None:
        self._service = service
        self._stopping = threading.Event()
        self._server = WebhookServer(host, port, self.take)
        self._again = threading.Thread(target=self._look_again, name="webhooks again")

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self._server.port

    def start(self) -> None:
        """Receives from now on."""
        self._server.start()
        self._again.start()

    def stop(self) -> None:
        """Receives nothing more; returns when what is under way is done."""
        self._stopping.set()
        self._server.stop()
        if self._again.is_alive():
            self._again.join()

    def take(self, path: str, body: bytes, headers: Mapping[str, str]) -> HTTPStatus:
        """What to answer to a webhook: 200 once it is committed, or was known; 4xx for what is not to come again, 503
        for what is."""
        if path not in tuple(GatewayName):
            return HTTPStatus.NOT_FOUND
        try:
            self._service.receive(GatewayName(path), body, headers)
        except PaymentUnverified:
            _log.warning("webhooks: one for %s was not signed by it, or long ago", path)
            return HTTPStatus.BAD_REQUEST
        except GatewayRefused:
            _log.warning("webhooks: one for %s came, but this computer has no secret for it", path)
            return HTTPStatus.SERVICE_UNAVAILABLE
        except Refused as refusal:
            _log.warning("webhooks: the database did not take one for %s: %s", path, refusal.code)
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.OK

    def _look_again(self) -> None:
        try:
            while not self._stopping.wait(_AGAIN_SECONDS):
                try:
                    self._service.look_again()
                except Refused as refusal:
                    _log.warning("webhooks: what came too early is looked for later: %s", refusal.code)
        finally:
            if not self._stopping.is_set():
                # A bug, which goes to the log as it is. Taking webhooks goes on: whatever comes now is only asked
                # about at its time.
                _log.error("webhooks: what came too early is not looked for any more")
