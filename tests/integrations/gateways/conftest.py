"""Both gateways with a server on loopback, and what they have in common."""

from collections.abc import Iterator

import pytest

from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from clinic_desktop.tour.gateways.stripe_server import StripeServer
from tests.integrations.gateways.counter import Counter, counter_at


@pytest.fixture
def stripe(stripe_server: StripeServer) -> Iterator[Counter]:
    """A desk that takes payments by Stripe."""
    yield counter_at(stripe_server)


@pytest.fixture
def razorpay(razorpay_server: RazorpayServer) -> Iterator[Counter]:
    """A desk that takes payments by Razorpay."""
    yield counter_at(razorpay_server)


@pytest.fixture(params=["stripe", "stripe link", "razorpay"])
def counter(request: pytest.FixtureRequest) -> Counter:
    """One desk after the other, and Stripe's two kinds of pages."""
    made: Counter = request.getfixturevalue(request.param.split()[0])
    made.prefers_links = request.param != "stripe"
    return made
