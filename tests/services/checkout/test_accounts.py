"""Whose keys are used: of the environment, the computer or nobody; which gateway a centre has; the test button."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.models.organisation import Organization
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.domain.codes import GatewayName, LinkKind
from clinic_desktop.domain.errors import GatewayRefused, Invalid, NotAllowed
from clinic_desktop.domain.gateway_keys import GatewayKeys, is_live, key_problems
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.integrations import key_store
from clinic_desktop.services.checkout.accounts import GatewayAccounts, page_kind
from clinic_desktop.services.checkout.gateway_health import check_gateways
from clinic_desktop.services.checkout.key_ring import KeySource
from clinic_desktop.ui.messages import words
from tests.builders import Clinic
from tests.conftest import SetClock
from tests.services.billing.gateways import environment
from tests.services.checkout.online import Online

STRIPE, RAZORPAY = GatewayName.STRIPE, GatewayName.RAZORPAY
STRIPE_KEY = {"STRIPE_SECRET_KEY": "sk_test_12345678"}
RAZORPAY_KEYS = {"RAZORPAY_KEY_ID": "rzp_test_12345678", "RAZORPAY_KEY_SECRET": "secret"}


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A key store of this computer."""
    secrets: dict[str, str] = {}

    def remember(address: str, secret: str) -> bool:
        secrets[address] = secret
        return True

    monkeypatch.setattr(key_store, "remember", remember)
    monkeypatch.setattr(key_store, "password", secrets.get)
    return secrets


@pytest.fixture
def accounts_with(
    database: Database, clinic: Clinic, clock: SetClock, kept: dict[str, str]
) -> Callable[[dict[str, str]], GatewayAccounts]:
    return lambda given: GatewayAccounts(database, given, clock)


@pytest.mark.parametrize(
    ("given", "currency", "country", "chosen"),
    [
        (STRIPE_KEY | RAZORPAY_KEYS, "INR", "IN", RAZORPAY),
        (STRIPE_KEY | RAZORPAY_KEYS, "EUR", "DE", STRIPE),
        (STRIPE_KEY | RAZORPAY_KEYS, "USD", "IN", RAZORPAY),
        (STRIPE_KEY, "INR", "IN", STRIPE),
        (RAZORPAY_KEYS, "EUR", "DE", RAZORPAY),
        ({"RAZORPAY_KEY_ID": "rzp_test_12345678"}, "INR", "IN", None),
        ({}, "INR", "IN", None),
    ],
)
def test_a_centre_gets_the_gateway_of_its_currency_for_which_there_are_keys(
    accounts_with: Any, given: dict[str, str], currency: str, country: str, chosen: GatewayName | None
) -> None:
    assert accounts_with(given).chosen(ClinicSettings(), currency, country) == chosen


def test_a_named_gateway_is_it_and_none_is_none(accounts_with: Any) -> None:
    accounts = accounts_with(STRIPE_KEY)
    assert accounts.chosen(ClinicSettings(gateway="razorpay"), "EUR", "DE") is RAZORPAY
    assert accounts.chosen(ClinicSettings(gateway="none"), "EUR", "DE") is None
    with pytest.raises(GatewayRefused) as caught:
        accounts.gateway(RAZORPAY)
    assert caught.value.reason == "no_key"


def test_keys_are_kept_for_this_clinic_only(
    accounts_with: Any, kept: dict[str, str], clinic: Clinic, database: Database
) -> None:
    accounts = accounts_with({})
    assert accounts.lacks(STRIPE) == "no_key"
    assert accounts.keep(clinic.admin, STRIPE, GatewayKeys(secret="sk_live_12345678"))
    with database.read() as session:
        reference = session.execute(select(Organization.reference)).scalar_one()
        actions = session.execute(select(AuditEvent.action, AuditEvent.detail)).all()
    assert kept == {f"stripe://{reference}/secret": "sk_live_12345678"}
    assert ("keep_gateway_keys", '{"gateway": "stripe"}') in [tuple(row) for row in actions]
    assert accounts.gateway(STRIPE).live
    fresh = accounts_with({})
    assert fresh.lacks(STRIPE) == ""
    fresh.keep(clinic.admin, STRIPE, GatewayKeys(webhook_secret="whsec_12345678"))
    assert fresh.gateway(STRIPE).live
    assert fresh.webhook_secret(STRIPE) == "whsec_12345678"
    fresh.forget(clinic.admin, STRIPE)
    assert (fresh.lacks(STRIPE), fresh.webhook_secret(STRIPE)) == ("no_key", "")


def test_the_environment_goes_before_what_is_kept_and_pairs_are_not_mixed(
    accounts_with: Any, clinic: Clinic, kept: dict[str, str]
) -> None:
    accounts_with({}).keep(clinic.admin, RAZORPAY, GatewayKeys("rzp_test_kept0000", "kept", "hook"))
    accounts = accounts_with(RAZORPAY_KEYS)
    (_, standing) = accounts.standing(clinic.admin)
    assert (standing.source, standing.key_id) == (KeySource.ENVIRONMENT, "rzp_test_12345678")
    assert standing.webhook_source is KeySource.KEPT
    assert accounts.webhook_secret(RAZORPAY) == "hook"
    assert accounts_with({"RAZORPAY_KEY_SECRET": "alone"}).lacks(RAZORPAY) == "no_key"


def test_each_thread_has_a_gateway_of_its_own(accounts_with: Any) -> None:
    accounts = accounts_with(STRIPE_KEY)
    here = accounts.gateway(STRIPE)
    assert accounts.gateway(STRIPE) is here
    there: list[Any] = []
    thread = threading.Thread(target=lambda: there.append(accounts.gateway(STRIPE)))
    thread.start()
    thread.join()
    assert there[0] is not here


def test_only_who_may_change_settings_sees_keeps_and_tries_keys(accounts_with: Any, clinic: Clinic) -> None:
    accounts = accounts_with(STRIPE_KEY)
    for verb in (
        lambda: accounts.standing(clinic.front_desk),
        lambda: accounts.keep(clinic.front_desk, STRIPE, GatewayKeys()),
        lambda: accounts.forget(clinic.front_desk, STRIPE),
        lambda: accounts.check(clinic.front_desk, STRIPE),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_what_cannot_be_a_key_is_not_kept(accounts_with: Any, clinic: Clinic, kept: dict[str, str]) -> None:
    with pytest.raises(Invalid) as caught:
        accounts_with({}).keep(clinic.admin, STRIPE, GatewayKeys(secret="pk_live_12345678"))
    assert caught.value.problems == {"secret": "publishable_key"}
    assert kept == {}
    assert key_problems(RAZORPAY, GatewayKeys("sk_test_1", "rzp_test_12345678")) == {
        "key_id": "not_a_key_id",
        "secret": "not_a_secret",
    }
    assert not is_live(RAZORPAY, GatewayKeys("rzp_test_1", "made_live_up"))


# --- The test button -------------------------------------------------------------------------------------------------


def asked(online: Online, booking: Any, wish: Any) -> int:
    """A link that the desk has asked for."""
    booked = booking.book(online.clinic.front_desk, wish("14:00"))
    return int(online.checkout.ask(online.clinic.front_desk, booked.id).id)


def test_keys_of_the_account_that_made_the_links_are_right(online: Online, booking: Any, wish: Any) -> None:
    asked(online, booking, wish)
    assert not online.accounts.check(online.clinic.admin, online.name).live


def test_keys_of_another_account_are_found_out(online: Online, booking: Any, wish: Any) -> None:
    asked(online, booking, wish)
    with online.server._lock:
        online.server.books.links.clear()
        online.server.books.sessions.clear() if online.name is STRIPE else None
    with pytest.raises(GatewayRefused) as caught:
        online.accounts.check(online.clinic.admin, online.name)
    assert (caught.value.reason, caught.value.detail) == ("not_found", "other_account")


def test_a_test_key_where_real_money_was_taken_is_a_fault(online: Online, booking: Any, wish: Any) -> None:
    link_id = asked(online, booking, wish)
    with online.database.write() as session:
        session.execute(update(PaymentLink).where(PaymentLink.id == link_id).values(live=True))
    with pytest.raises(GatewayRefused) as caught:
        online.accounts.check(online.clinic.admin, online.name)
    assert caught.value.reason == "test_key"


def test_typed_keys_are_tried_with_the_known_ones_where_they_are_empty(online: Online) -> None:
    wrong = GatewayKeys(secret="sk_test_wrong000" if online.name is STRIPE else "wrong")
    with pytest.raises(GatewayRefused) as caught:
        online.accounts.check(online.clinic.admin, online.name, wrong)
    assert caught.value.reason == "wrong_key"


def test_a_page_that_lives_longer_than_a_day_or_returns_nowhere_is_a_link() -> None:
    from datetime import timedelta

    address = "https://clinic.example/paid"
    assert page_kind(STRIPE, address, timedelta(minutes=35)) is LinkKind.SESSION
    assert page_kind(STRIPE, address, timedelta(days=3)) is LinkKind.LINK
    assert page_kind(STRIPE, "", timedelta(minutes=35)) is LinkKind.LINK
    assert page_kind(STRIPE, address, None) is LinkKind.LINK
    assert page_kind(RAZORPAY, address, timedelta(minutes=35)) is LinkKind.LINK


# --- Health ----------------------------------------------------------------------------------------------------------


def test_health_reaches_the_gateways_with_the_keys_of_this_computer(online: Online, database_url: str) -> None:
    given = environment(*online.servers.values())
    found = {one.name: one for one in check_gateways(database_url, given, words)}
    assert [one.ok for one in found.values()] == [True, True]
    assert "test account City Clinic" in found["stripe"].detail


def test_health_reaches_the_gateways_without_a_key_too_and_says_what_is_in_between(
    online: Online, database_url: str
) -> None:
    given = {name: value for name, value in environment(*online.servers.values()).items() if "BASE" in name}
    found = check_gateways(database_url, given, words)
    assert [(one.ok, one.detail.partition("; ")[2]) for one in found] == [(True, "this computer has no key for it")] * 2
    encrypted = {name: value.replace("http:", "https:") for name, value in given.items()}
    found = check_gateways("sqlite:////nowhere/none.db", encrypted, words)
    assert [one.ok for one in found] == [False, False]
    assert all(one.detail.endswith("[network/tls]") for one in found)
    plain = check_gateways("sqlite:////nowhere/none.db", {"STRIPE_API_BASE": "http://stripe.example"}, words)
    assert "https" in plain[0].detail
