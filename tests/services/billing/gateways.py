"""A visit paid by a link, through the real SDK, at a gateway on loopback; and refunds sent as a worker does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.services.billing.refund_sending import RefundRound, send_due
from clinic_desktop.services.checkout.accounts import GatewayAccounts
from clinic_desktop.services.checkout.service import CheckoutService
from tests.builders import Clinic
from tests.conftest import SetClock


def environment(stripe_server: Any, razorpay_server: Any) -> dict[str, str]:
    """Keys and addresses of the loopback servers, as a technician would set them."""
    return {
        "STRIPE_SECRET_KEY": stripe_server.secret_key,
        "STRIPE_API_BASE": stripe_server.url,
        "RAZORPAY_KEY_ID": razorpay_server.key_id,
        "RAZORPAY_KEY_SECRET": razorpay_server.key_secret,
        "RAZORPAY_API_BASE": razorpay_server.url,
    }


@dataclass
class PaidOnline:
    """One gateway with a clinic that uses it. ``server`` is the vendor's side, with its faults."""

    name: GatewayName
    server: Any
    accounts: GatewayAccounts
    checkout: CheckoutService
    database: Database
    clock: SetClock
    clinic: Clinic
    book: Callable[..., Any]

    def pay(self, time: str = "14:00") -> int:
        """Books a consultation (500 rupees), pays it by a link, and gives the payment's number."""
        return self.pay_for(self.book(time).id)

    def pay_for(self, appointment_id: int, amount: int | None = None) -> int:
        """Pays an appointment by a link; with an amount, another one than was asked."""
        desk = self.clinic.front_desk
        link = self.checkout.ask(desk, appointment_id)
        assert link.url, link.problem
        with self.database.read() as session:
            gateway_id = session.scalars(select(PaymentLink.gateway_id).where(PaymentLink.id == link.id)).one()
        self.server.pay(gateway_id, amount)
        self.checkout.look(desk, link.id)
        with self.database.read() as session:
            return session.scalars(select(Payment.id).where(Payment.link_id == link.id)).one()

    def send(self, name: str = "desk", seconds: float = 0) -> RefundRound:
        """Waits so long, then does what is due."""
        self.clock.forward(seconds=seconds)
        return send_due(self.database, self.clock, self.accounts, name)

    def theirs(self, payment_id: int) -> list[tuple[int, str]]:
        """The refunds of the payment in the gateway's books: amounts and states."""
        found = self.accounts.gateway(self.name).refunds_of(self.at_gateway(payment_id))
        return sorted((refund.amount_minor, refund.state.value) for refund in found)

    def at_gateway(self, payment_id: int) -> str:
        """The payment's number at the gateway."""
        with self.database.read() as session:
            return session.scalars(select(Payment.gateway_payment_id).where(Payment.id == payment_id)).one() or ""

    def last_refund(self, payment_id: int) -> str:
        """The number at the gateway of the payment's latest refund."""
        found = self.accounts.gateway(self.name).refunds_of(self.at_gateway(payment_id))
        return max(found, key=lambda refund: (refund.at, refund.id)).id
