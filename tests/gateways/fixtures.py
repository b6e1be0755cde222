"""Fixtures for every test that pays: both gateways on loopback, as new for each test."""

from collections.abc import Iterator

import pytest

from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from clinic_desktop.tour.gateways.stripe_server import StripeServer


@pytest.fixture(scope="session")
def running_stripe() -> Iterator[StripeServer]:
    with StripeServer() as server:
        yield server


@pytest.fixture(scope="session")
def running_razorpay() -> Iterator[RazorpayServer]:
    with RazorpayServer() as server:
        yield server


@pytest.fixture
def stripe_server(running_stripe: StripeServer) -> Iterator[StripeServer]:
    """Stripe on loopback, empty, with the real time until a test sets ``clock``."""
    running_stripe.reset()
    yield running_stripe
    running_stripe.faults.clear()


@pytest.fixture
def razorpay_server(running_razorpay: RazorpayServer) -> Iterator[RazorpayServer]:
    """Razorpay on loopback, empty, with the real time until a test sets ``clock``."""
    running_razorpay.reset()
    yield running_razorpay
    running_razorpay.faults.clear()
