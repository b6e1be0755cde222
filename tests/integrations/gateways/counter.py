"""A desk at one gateway, for tests that hold for all of them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from clinic_desktop.domain.codes import GatewayName, LinkKind
from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.domain.gateway_keys import GatewayKeys
from clinic_desktop.domain.gateways import Gateway, Page, PageReference, PageRequest, RefundRequest
from clinic_desktop.integrations.gateways.patience import PATIENCE, Patience
from clinic_desktop.integrations.gateways.razorpay_gateway import RazorpayGateway
from clinic_desktop.integrations.gateways.stripe_gateway import StripeGateway
from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from clinic_desktop.tour.gateways.stripe_server import StripeServer

SHORT = Patience(connect=2.0, read=0.3, whole=0.6)


@dataclass
class Counter:
    """``server`` is typed loosely: both kinds have the payer's methods, with the same names."""

    gateway: Gateway
    server: Any
    prefers_links: bool = True

    @property
    def name(self) -> GatewayName:
        return self.gateway.name

    @property
    def kind(self) -> LinkKind:
        return LinkKind.LINK if self.prefers_links else LinkKind.SESSION

    def request(self, key: str = "CLINIC-7-1", amount: int = 50_000, currency: str = "INR") -> PageRequest:
        ends_at = self.server.clock.now() + timedelta(minutes=35)
        return PageRequest(key, 7, amount, currency, "City Clinic", self.kind, ends_at, "https://clinic.example/paid")

    def ask(self, key: str = "CLINIC-7-1", amount: int = 50_000, currency: str = "INR") -> Page:
        return self.gateway.make_page(self.request(key, amount, currency))

    def reference(self, page: Page) -> PageReference:
        return PageReference(page.key, page.id, self.kind)

    def by_key(self, key: str = "CLINIC-7-1") -> PageReference:
        return PageReference(key, None, self.kind)

    def paid(self, key: str = "CLINIC-7-1", amount: int = 50_000, currency: str = "INR") -> str:
        """A page that was paid; gives the id of its payment."""
        page = self.ask(key, amount, currency)
        self.server.pay(page.id)
        found = self.gateway.page(self.reference(page))
        assert found is not None
        return found.payments[0].id

    def refund(self, payment_id: str, amount: Any, key: str = "refund-0001") -> RefundRequest:
        return RefundRequest(key, payment_id, amount, "INR", 7)

    def made(self, path: str) -> int:
        """How often something was posted there."""
        return len(self.server.calls_to("POST", path))


def counter_at(server: StripeServer | RazorpayServer, patience: Patience = PATIENCE) -> Counter:
    if isinstance(server, StripeServer):
        return Counter(StripeGateway(GatewayKeys(secret=server.secret_key), server.url, patience), server)
    return Counter(RazorpayGateway(GatewayKeys(server.key_id, server.key_secret), server.url, patience), server)


def reason_of(caught: "pytest.ExceptionInfo[GatewayRefused]") -> str:
    return str(caught.value.reason)
