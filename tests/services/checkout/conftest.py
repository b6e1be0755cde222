"""Both gateways, on both databases."""

from typing import Any

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.services.checkout.service import CheckoutService
from clinic_desktop.services.checkout.worker import PaymentWorker
from clinic_desktop.services.settings import SettingsService
from tests.builders import Clinic
from tests.conftest import SetClock
from tests.services.billing.gateways import environment
from tests.services.checkout.online import RETURN, FreshAccounts, Online


@pytest.fixture(params=list(GatewayName), ids=str)
def gateway(request: pytest.FixtureRequest) -> GatewayName:
    return GatewayName(request.param)


@pytest.fixture
def online(
    gateway: GatewayName,
    database: Database,
    clock: SetClock,
    clinic: Clinic,
    stripe_server: Any,
    razorpay_server: Any,
) -> Online:
    servers = {GatewayName.STRIPE: stripe_server, GatewayName.RAZORPAY: razorpay_server}
    for server in servers.values():
        server.clock.follow(clock)
    accounts = FreshAccounts(database, environment(stripe_server, razorpay_server), clock)
    changes = {"gateway": gateway.value, "return_address": RETURN}
    SettingsService(database, clock).change(clinic.admin, changes)
    return Online(
        gateway, servers[gateway], servers, database, clock, clinic, accounts,
        CheckoutService(database, clock, accounts), PaymentWorker(database, clock, accounts, "desk-1"),
    )  # fmt: skip


@pytest.fixture
def pays_first(online: Online) -> None:
    """Who books alone has to pay first, within 15 minutes."""
    SettingsService(online.database, online.clock).change(online.clinic.admin, {"prepayment_required": True})


@pytest.fixture
def own_booking(online: Online, booking: Any, wish: Any, pays_first: None) -> Any:
    """A patient's own booking of tomorrow at 14:00 that waits for its payment."""
    from tests.services.conftest import TUESDAY

    return booking.book(online.clinic.patient, wish("14:00", TUESDAY, patient_id=online.clinic.patients[0]))
