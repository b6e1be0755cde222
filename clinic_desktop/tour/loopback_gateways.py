"""Both payment gateways on loopback, for the parts of the tour that are about money."""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Self

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.period import Clock
from clinic_desktop.services.checkout.values import LinkView

# What they take of memory is taken only while they run.
if TYPE_CHECKING:
    from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
    from clinic_desktop.tour.gateways.stripe_server import StripeServer

_OURS = ("STRIPE_", "RAZORPAY_")


class LoopbackGateways:
    """While the context lasts, this process's environment has no keys but theirs: the tour never reaches a real
    account, and no key comes into the demo's database. They run between ``start`` and the end of the context."""

    stripe: "StripeServer"
    razorpay: "RazorpayServer"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._former: dict[str, str] = {}
        self._running = ExitStack()

    def __enter__(self) -> Self:
        self._former = {name: value for name, value in os.environ.items() if name.startswith(_OURS)}
        _put({})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        _put(self._former)

    def start(self) -> None:
        """They answer from now on, and the program finds their keys."""
        from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
        from clinic_desktop.tour.gateways.stripe_server import StripeServer

        self.stripe = self._running.enter_context(StripeServer())
        self.razorpay = self._running.enter_context(RazorpayServer())
        for server in (self.stripe, self.razorpay):
            server.clock.follow(self._clock)
        _put(
            {
                "STRIPE_API_BASE": self.stripe.url,
                "STRIPE_SECRET_KEY": self.stripe.secret_key,
                "RAZORPAY_API_BASE": self.razorpay.url,
                "RAZORPAY_KEY_ID": self.razorpay.key_id,
                "RAZORPAY_KEY_SECRET": self.razorpay.key_secret,
            }
        )

    def stop(self) -> None:
        """The program finds no keys any more, and they end."""
        _put({})
        self._running.close()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be written down anywhere."""
        return (self.stripe.secret_key, self.razorpay.key_secret)

    def page_of(self, link: LinkView) -> str:
        """The number that the link's page has at its gateway."""
        if link.gateway is GatewayName.STRIPE:
            return next(number for number, page in self.stripe.books.links.items() if page["url"] == link.url)
        page = self.razorpay.link_at(link.url)
        assert page is not None
        return str(page["id"])

    def pay(self, link: LinkView) -> None:
        """The payer pays all that the page asks for."""
        server = self.stripe if link.gateway is GatewayName.STRIPE else self.razorpay
        server.pay(self.page_of(link))

    def paid_without_the_program(self, minor: int) -> str:
        """Somebody pays on a page that the owner has made in Razorpay's dashboard; gives the payment's number."""
        from clinic_desktop.tour.gateways import razorpay_links

        books = self.razorpay.books
        asked = {"amount": minor, "currency": "INR", "description": "By phone"}
        page = razorpay_links.create(books, books.merchants[self.razorpay.key_id], asked)
        return str(self.razorpay.pay(page["id"])["id"])


def _put(wanted: Mapping[str, str]) -> None:
    for name in [name for name in os.environ if name.startswith(_OURS)]:
        del os.environ[name]
    os.environ.update(wanted)
