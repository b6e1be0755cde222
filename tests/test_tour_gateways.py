"""The tour's gateways: in a child process, with keys that must never be written down."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clinic_desktop.domain.codes import GatewayName, LinkKind
from clinic_desktop.domain.gateway_keys import GatewayKeys
from clinic_desktop.domain.gateways import MoneyState, Page, PageReference, PageRequest, PageState
from clinic_desktop.integrations.gateways.razorpay_gateway import RazorpayGateway
from clinic_desktop.integrations.gateways.stripe_gateway import StripeGateway
from clinic_desktop.tour.loopback_gateways import LoopbackGateways
from clinic_desktop.tour.money_office import PIECE, holds_any

_AHEAD = timedelta(days=3)


def razorpay() -> RazorpayGateway:
    keys = GatewayKeys(key_id=os.environ["RAZORPAY_KEY_ID"], secret=os.environ["RAZORPAY_KEY_SECRET"])
    return RazorpayGateway(keys, os.environ["RAZORPAY_API_BASE"])


def stripe() -> StripeGateway:
    return StripeGateway(GatewayKeys(secret=os.environ["STRIPE_SECRET_KEY"]), os.environ["STRIPE_API_BASE"])


def asked(gateway: RazorpayGateway | StripeGateway, currency: str) -> Page:
    request = PageRequest("link-17", 17, 45_000, currency, "City Clinic", LinkKind.LINK, None, "")
    return gateway.make_page(request)


def test_the_program_finds_their_keys_while_they_run_and_its_own_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_live_ofTheClinic")
    with LoopbackGateways(_AHEAD) as gateways:
        assert "STRIPE_SECRET_KEY" not in os.environ
        gateways.start()
        assert os.environ["STRIPE_SECRET_KEY"] in gateways.secrets
        assert os.environ["STRIPE_API_BASE"].startswith("http://127.0.0.1:")
        gateways.stop()
        assert "STRIPE_SECRET_KEY" not in os.environ
    assert os.environ["STRIPE_SECRET_KEY"] == "sk_live_ofTheClinic"
    assert "RAZORPAY_API_BASE" not in os.environ


def test_a_payer_pays_at_either_by_the_address_of_the_page() -> None:
    with LoopbackGateways(_AHEAD) as gateways:
        gateways.start()
        for gateway, currency in ((razorpay(), "INR"), (stripe(), "EUR")):
            page = asked(gateway, currency)
            gateways.pay(gateway.name, page.url)
            reference = PageReference("link-17", page.id, LinkKind.LINK)
            found = gateway.page(reference)
            assert found is not None and found.state is PageState.PAID, gateway.name
        assert gateways.were_both_asked()


def test_money_comes_late_at_razorpay() -> None:
    with LoopbackGateways(_AHEAD) as gateways:
        gateways.start()
        page = asked(razorpay(), "INR")
        gateways.fail(page.url)
        assert gateways.page(page.url)["status"] == "created"
        gateways.capture_late(page.url)
        late = gateways.paid_without_the_program(5_000)
        assert razorpay().payment(late).state is MoneyState.DONE
        assert (gateways.refunded(), gateways.asked_to_refund()) == ([], 0)


def test_their_clock_is_as_far_ahead_as_the_tours() -> None:
    with LoopbackGateways(_AHEAD) as gateways:
        gateways.start()
        assert abs(razorpay().now() - (datetime.now(UTC) + _AHEAD)) < timedelta(minutes=1)
        assert razorpay().name is GatewayName.RAZORPAY


def test_a_key_is_found_in_a_file_wherever_it_stands(tmp_path: Path) -> None:
    secrets = (b"sk_test_first", b"a_longer_second_one")
    for place in (0, PIECE - 5, PIECE, 3 * PIECE - 1):
        file = tmp_path / "with"
        file.write_bytes(b"." * place + secrets[0] + b"." * 9)
        assert holds_any(file, secrets), place
    (tmp_path / "without").write_bytes(b"sk_test_firs" + b"." * PIECE + b"t")
    assert not holds_any(tmp_path / "without", secrets)
