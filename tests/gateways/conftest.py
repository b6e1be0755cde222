"""The vendors' clients, pointed at the loopback gateways."""

import pytest
import razorpay
import stripe

from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from clinic_desktop.tour.gateways.stripe_server import StripeServer
from tests.gateways.calls import RazorpayCalls, client_of

stripe.enable_telemetry = False  # it would write into the home folder


@pytest.fixture
def checkout(stripe_server: StripeServer) -> stripe.StripeClient:
    """Stripe's client with the account's key, without retries of its own."""
    return client_of(stripe_server)


@pytest.fixture
def merchant(razorpay_server: RazorpayServer) -> RazorpayCalls:
    """Razorpay's client with the merchant's key."""
    client = razorpay.Client(auth=(razorpay_server.key_id, razorpay_server.key_secret), base_url=razorpay_server.url)
    return RazorpayCalls(client, razorpay_server)
