"""Where the gateways are: the vendor's address, or one that keeps the keys safe."""

import pytest

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.integrations.gateways.address import api_base
from tests.integrations.gateways.counter import reason_of


def test_without_a_variable_it_is_the_vendors() -> None:
    assert api_base(GatewayName.STRIPE, {}) == "https://api.stripe.com"
    assert api_base(GatewayName.RAZORPAY, {"RAZORPAY_API_BASE": " "}) == "https://api.razorpay.com"


@pytest.mark.parametrize(
    "address",
    [
        "https://proxy.clinic.example/stripe",
        "http://127.0.0.1:8080",
        "http://localhost:1",
        "http://[::1]:9",
        "http://127.9.9.9",
    ],
)
def test_encrypted_anywhere_and_plain_on_this_computer(address: str) -> None:
    assert api_base(GatewayName.STRIPE, {"STRIPE_API_BASE": address + "/"}) == address


@pytest.mark.parametrize(
    "address",
    [
        "http://api.stripe.com", "http://localhost.evil.example", "http://127.0.0.1.evil.example", "ftp://127.0.0.1",
        "127.0.0.1:8080", "https://", "https://user:word@host", "http://127.0.0.1:port", "https://host/?x=1",
    ],
)  # fmt: skip
def test_plain_over_a_network_and_what_is_no_address_are_refused(address: str) -> None:
    with pytest.raises(GatewayRefused) as caught:
        api_base(GatewayName.STRIPE, {"STRIPE_API_BASE": address})
    assert reason_of(caught) == "address"
    assert caught.value.detail == "STRIPE_API_BASE"
