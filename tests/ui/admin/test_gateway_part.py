"""Online payments in the settings: keys that stay on this computer, and a test that says what is wrong."""

from typing import Any

import pytest

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.gateways import GatewayReason
from clinic_desktop.integrations import key_store
from clinic_desktop.tour.gateways.faults import FaultKind
from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from clinic_desktop.tour.gateways.stripe_server import StripeServer
from clinic_desktop.ui.gateway_words import GATEWAY_PROBLEMS, gateway_problem
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.plain_label import PlainLabel
from tests.ui.admin.conftest import Desk, click, type_into

_GIVEN = (
    "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "RAZORPAY_KEY_ID", "RAZORPAY_KEY_SECRET", "RAZORPAY_WEBHOOK_SECRET",
)  # fmt: skip


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, stripe_server: StripeServer, razorpay_server: RazorpayServer) -> None:
    """Gateways on loopback, and no keys but those that a test gives."""
    for name in _GIVEN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STRIPE_API_BASE", stripe_server.url)
    monkeypatch.setenv("RAZORPAY_API_BASE", razorpay_server.url)


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A key store of this computer."""
    secrets: dict[str, str] = {}

    def remember(address: str, secret: str) -> bool:
        secrets[address] = secret
        return True

    monkeypatch.setattr(key_store, "remember", remember)
    monkeypatch.setattr(key_store, "password", secrets.get)
    return secrets


def part(page: Any, name: GatewayName = GatewayName.STRIPE) -> Any:
    return page.gateways[name]


def said(of: Any) -> list[str]:
    """What the last test found, line by line."""
    lines = [of.found.itemAt(place).widget() for place in range(of.found.count())]
    return [line.findChild(PlainLabel).whole_text() for line in lines]


def badges(of: Any) -> list[str]:
    return [chip.text() for chip in of.findChildren(Chip)]


def test_a_key_is_kept_in_the_key_store_and_never_shown_again(
    desk: Desk, kept: dict[str, str], stripe_server: StripeServer
) -> None:
    page = desk.page("settings")
    stripe = part(page)
    assert stripe.standing.whole_text() == "No key is kept on this computer."
    type_into(stripe.secret, stripe_server.secret_key)
    click(stripe.keep)
    assert list(kept.values()) == [stripe_server.secret_key]
    assert stripe.secret.text() == ""
    assert stripe.standing.whole_text() == "A key is kept on this computer."
    assert badges(stripe) == ["Test: no real money"]
    assert stripe_server.secret_key not in str(desk.services.settings.listing(desk.clinic.admin))
    assert desk.services.gateways.gateway(GatewayName.STRIPE).check().name == "City Clinic"


def test_a_key_is_tried_before_it_is_kept(desk: Desk, kept: dict[str, str], stripe_server: StripeServer) -> None:
    stripe = part(desk.page("settings"))
    type_into(stripe.secret, stripe_server.secret_key)
    click(stripe.test)
    assert said(stripe) == ["The key works. Account: City Clinic.", "It is a test key: nobody really pays with it."]
    assert kept == {}


def test_razorpay_wants_a_pair_of_keys(desk: Desk, razorpay_server: RazorpayServer) -> None:
    razorpay = part(desk.page("settings"), GatewayName.RAZORPAY)
    type_into(razorpay.key_id, razorpay_server.key_id)
    click(razorpay.test)
    assert said(razorpay) == ["This computer has no key for Razorpay."]
    type_into(razorpay.secret, razorpay_server.key_secret)
    razorpay.secret.edit.returnPressed.emit()
    click(razorpay.test)
    assert said(razorpay)[0] == f"The key works. Account: {razorpay_server.key_id}."
    assert razorpay_server.key_id in razorpay.standing.whole_text()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("pk_test_12345678", "This is the publishable key. The secret key begins with sk_ or rk_."),
        ("whsec_12345678", "This is a webhook secret. The secret key begins with sk_ or rk_."),
        ("hello", "A secret key of Stripe begins with sk_ or rk_."),
    ],
)
def test_what_is_no_secret_key_is_said_at_the_field(
    desk: Desk, kept: dict[str, str], stripe_server: StripeServer, typed: str, told: str
) -> None:
    stripe = part(desk.page("settings"))
    type_into(stripe.secret, typed)
    click(stripe.keep)
    assert stripe.secret.problem() == told
    type_into(stripe.secret, typed + "x")
    click(stripe.test)
    assert stripe.secret.problem() == told
    assert kept == {}
    assert stripe_server.calls == []


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (FaultKind.UNAUTHORISED, "Stripe does not know this key. It was mistyped, replaced or switched off there."),
        (FaultKind.LOSE_REPLY, "Stripe was not reached, or the answer was lost."),
        (FaultKind.TOO_MANY, "Stripe is being asked too often."),
        (
            FaultKind.PORTAL,
            "What came back is not an answer of Stripe: it has trouble, or the network shows a page of its own, such as"
            " a guest network's.",
        ),
    ],
)
def test_the_test_says_in_words_what_is_wrong(
    desk: Desk, stripe_server: StripeServer, fault: FaultKind, told: str
) -> None:
    stripe = part(desk.page("settings"))
    type_into(stripe.secret, stripe_server.secret_key)
    stripe_server.faults.add(fault)
    click(stripe.test)
    assert said(stripe) == [told]


def test_a_restricted_key_is_told_what_it_lacks(desk: Desk, stripe_server: StripeServer) -> None:
    stripe = part(desk.page("settings"))
    type_into(stripe.secret, stripe_server.secret_key)
    stripe_server.faults.add(FaultKind.FORBIDDEN, "/v1/charges")
    click(stripe.test)
    assert said(stripe) == ["The key works, but Stripe does not let it read: Charges."]


def test_a_plain_address_over_a_network_is_said_instead_of_used(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_API_BASE", "http://stripe.example")
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_test_12345678")
    stripe = part(desk.page("settings"))
    assert "has to begin with https" in stripe.standing.whole_text()
    click(stripe.test)
    assert "has to begin with https" in said(stripe)[0]


def test_keys_of_the_environment_are_named_as_such_and_cannot_be_removed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_live_12345678")
    stripe = part(desk.page("settings"))
    assert stripe.standing.whole_text() == "The key comes from this computer's environment."
    assert badges(stripe) == ["Live: real money"]
    assert not stripe.forget.isVisibleTo(stripe)


def test_kept_keys_can_be_removed(desk: Desk, kept: dict[str, str], stripe_server: StripeServer) -> None:
    stripe = part(desk.page("settings"))
    type_into(stripe.secret, stripe_server.secret_key)
    click(stripe.keep)
    click(stripe.forget)
    assert set(kept.values()) == {""}
    assert stripe.standing.whole_text() == "No key is kept on this computer."


def test_without_a_key_store_the_keys_hold_until_the_program_is_closed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, stripe_server: StripeServer
) -> None:
    monkeypatch.setattr(key_store, "remember", lambda *_: False)
    stripe = part(desk.page("settings"))
    type_into(stripe.secret, stripe_server.secret_key)
    click(stripe.keep)
    assert "until the program is closed" in stripe.kept.whole_text()
    assert desk.services.gateways.gateway(GatewayName.STRIPE).check()


def test_a_centre_chooses_its_gateway_and_has_no_keys_of_its_own(desk: Desk) -> None:
    page = desk.page("settings", location_id=desk.clinic.kolkata)
    assert page.gateways == {}
    page.rows["gateway"].field.popup.picked.emit("razorpay")
    click(page.bar.save)
    assert desk.services.settings.current(desk.clinic.kolkata).gateway == "razorpay"
    assert desk.services.settings.current().gateway == "by_currency"
    page.enter(part="gateways")
    assert set(page.gateways) == set(GatewayName)


def test_a_return_page_has_to_be_encrypted(desk: Desk) -> None:
    page = desk.page("settings")
    type_into(page.rows["return_address"].field, "http://clinic.example")
    assert page.rows["return_address"].field.problem() == "This has to be the address of a web page, with https://."
    type_into(page.rows["return_address"].field, "https://clinic.example/paid")
    click(page.bar.save)
    assert desk.services.settings.current().return_address == "https://clinic.example/paid"


def test_every_reason_has_words() -> None:
    assert set(GATEWAY_PROBLEMS) == set(GatewayReason)
    for reason in GatewayReason:
        assert "{" not in gateway_problem(GatewayName.RAZORPAY, reason)
    assert gateway_problem(GatewayName.STRIPE, "") == ""
    assert "another account" in gateway_problem(GatewayName.STRIPE, "not_found", "other_account")
