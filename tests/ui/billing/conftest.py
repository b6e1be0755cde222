"""A front desk whose clinic is paid online, at gateways on loopback."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.services.checkout.worker import PaymentWorker
from tests.conftest import SetClock
from tests.services.billing.gateways import environment
from tests.services.checkout.online import RETURN, FreshAccounts
from tests.ui.appointments.reception import ReceptionDesk


@dataclass
class Till:
    """The desk with the gateway of its clinic: what payers do there, and the round that hears of it."""

    desk: ReceptionDesk
    server: Any
    worker: PaymentWorker

    def page_of(self, link_id: int) -> str:
        """The page's number at the gateway."""
        with self.desk.database.read() as session:
            return str(session.scalar(select(PaymentLink.gateway_id).where(PaymentLink.id == link_id)))

    def pay(self, link_id: int) -> None:
        """The payer pays on the page, and the desks hear of it."""
        self.server.pay(self.page_of(link_id))
        self.work(25)

    def work(self, seconds: float = 5) -> None:
        """Time passes, then a round of the payment worker."""
        clock = self.desk.clock
        assert isinstance(clock, SetClock)
        clock.forward(seconds=seconds)
        self.worker.run_once()
        self.desk.settle()


def give_address(desk: ReceptionDesk, email: str) -> None:
    """Everybody has that email address; "" where nobody has one."""
    with desk.database.write() as session:
        session.execute(update(Patient).values(email=email))


def give_mail_server(desk: ReceptionDesk) -> None:
    """Mail goes out from the clinic."""
    changes = {"mail_host": "smtp.lotus.example", "mail_from": "desk@lotus.example"}
    desk.services.settings.change(desk.clinic.admin, changes)


def online(desk: ReceptionDesk, stripe_server: Any, razorpay_server: Any, gateway: str = "razorpay") -> Till:
    """Sets the desk's clinic up for that gateway."""
    servers = {"stripe": stripe_server, "razorpay": razorpay_server}
    for server in servers.values():
        server.clock.follow(desk.clock)
    accounts = FreshAccounts(desk.database, environment(stripe_server, razorpay_server), desk.clock)
    desk.services.__dict__["gateways"] = accounts
    desk.services.settings.change(desk.clinic.admin, {"gateway": gateway, "return_address": RETURN})
    desk.settle()
    return Till(desk, servers[gateway], PaymentWorker(desk.database, desk.clock, accounts, "desk-1"))


@pytest.fixture
def paid_online(desk: ReceptionDesk, stripe_server: Any, razorpay_server: Any) -> Till:
    return online(desk, stripe_server, razorpay_server)
