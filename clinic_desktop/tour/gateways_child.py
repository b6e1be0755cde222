"""Both payment gateways for the tour, in a child process: the tour tells how much memory the program takes, and they
are no part of it.

The child reads one question a line, a verb with what it needs, and answers each with a line; both are JSON.
"""

import json
import sys
from contextlib import ExitStack
from datetime import timedelta

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.period import utc_now
from clinic_desktop.tour.gateways import razorpay_links
from clinic_desktop.tour.gateways.messages import Json
from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from clinic_desktop.tour.gateways.stripe_server import StripeServer


class GatewaysChild:
    """Each method is one verb. A link is named by the address that its payer opens."""

    def __init__(self, stripe: StripeServer, razorpay: RazorpayServer) -> None:
        self._stripe, self._razorpay = stripe, razorpay

    def environment(self) -> dict[str, str]:
        """Where they answer, and their keys, as the program's environment names them."""
        return {
            "STRIPE_API_BASE": self._stripe.url,
            "STRIPE_SECRET_KEY": self._stripe.secret_key,
            "RAZORPAY_API_BASE": self._razorpay.url,
            "RAZORPAY_KEY_ID": self._razorpay.key_id,
            "RAZORPAY_KEY_SECRET": self._razorpay.key_secret,
        }

    def pay(self, gateway: str, url: str) -> None:
        """The payer pays all that the page asks for."""
        if gateway == GatewayName.STRIPE:
            books = self._stripe.books
            self._stripe.pay(next(number for number, page in books.links.items() if page["url"] == url))
        else:
            self._razorpay.pay(self._number(url))

    def page(self, url: str) -> Json:
        """Razorpay's page of that address as it stands."""
        page = self._razorpay.link_at(url)
        assert page is not None, url
        return page

    def fail(self, url: str) -> None:
        """A payment at Razorpay's page fails."""
        self._razorpay.fail(self._number(url))

    def capture_late(self, url: str) -> None:
        """The payment that had failed at Razorpay's page comes all the same."""
        self._razorpay.capture_late(self._number(url))

    def paid_without_the_program(self, minor: int) -> str:
        """Somebody pays on a page that the owner has made in Razorpay's dashboard; gives the payment's number."""
        books = self._razorpay.books
        asked = {"amount": minor, "currency": "INR", "description": "By phone"}
        page = razorpay_links.create(books, books.merchants[self._razorpay.key_id], asked)
        return str(self._razorpay.pay(page["id"])["id"])

    def refunded(self) -> list[int]:
        """The amounts that Razorpay has sent back, in minor units."""
        return [refund["amount"] for refund in tuple(self._razorpay.books.refunds.values())]

    def asked_to_refund(self) -> int:
        """How many times Razorpay was asked to send something back."""
        return len(self._razorpay.calls_to("POST", "*/refund"))

    def were_both_asked(self) -> bool:
        """Whether each gateway had a call."""
        return all(server.calls_to("*", "*") for server in (self._stripe, self._razorpay))

    def _number(self, url: str) -> str:
        return str(self.page(url)["id"])


def main() -> int:
    """The child: its first line says how far its clock is ahead; it ends with its input."""
    ahead = timedelta(seconds=json.loads(sys.stdin.readline())["ahead"])
    with ExitStack() as running:
        stripe = running.enter_context(StripeServer())
        razorpay = running.enter_context(RazorpayServer())
        for server in (stripe, razorpay):
            server.clock.follow(lambda: utc_now() + ahead)
        child = GatewaysChild(stripe, razorpay)
        for line in sys.stdin:
            asked = json.loads(line)
            answer = getattr(child, asked["verb"])(**asked["given"])
            # ASCII: the pipe's encoding is the system's.
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
