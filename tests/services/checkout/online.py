"""A clinic that is paid by links, through the real SDKs, at gateways on loopback, with a worker that is run by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import func, select

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.checkout import PaymentFinding
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.ledger import LedgerEntry
from clinic_desktop.db.models.messages import Message
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.gateways import Gateway
from clinic_desktop.services.billing.refund_sending import RefundRound, send_due
from clinic_desktop.services.checkout.accounts import GatewayAccounts
from clinic_desktop.services.checkout.service import CheckoutService
from clinic_desktop.services.checkout.values import PaymentRound
from clinic_desktop.services.checkout.worker import PaymentWorker
from clinic_desktop.tour.gateways.faults import FaultKind
from tests.builders import Clinic
from tests.conftest import SetClock
from tests.services.billing.gateways import environment

RETURN = "https://clinic.example/paid"


class FreshAccounts(GatewayAccounts):
    """Gateways that know no time from before: in a test, minutes pass between two conversations at once."""

    def gateway(self, name: GatewayName) -> Gateway:
        found: Any = super().gateway(name)
        found._session.time._heard = None
        return cast(Gateway, found)


@dataclass
class Online:
    """One gateway with a clinic that uses it. ``server`` is the vendor's side, with its payers and faults."""

    name: GatewayName
    server: Any
    servers: dict[GatewayName, Any]
    database: Database
    clock: SetClock
    clinic: Clinic
    accounts: GatewayAccounts
    checkout: CheckoutService
    worker: PaymentWorker

    @property
    def creating(self) -> str:
        """The path of the call that makes a page."""
        return "/v1/*s" if self.name is GatewayName.STRIPE else "/v1/payment_links*"

    @property
    def looking(self) -> str:
        """The path of the call that asks about a page."""
        return "/v1/checkout/sessions/*" if self.name is GatewayName.STRIPE else "/v1/payment_links/*"

    @property
    def ending(self) -> str:
        """The path of the call that ends a page."""
        return "/v1/checkout/sessions/*/expire" if self.name is GatewayName.STRIPE else "/v1/payment_links/*/cancel"

    @property
    def secret(self) -> str:
        """The key that nobody may see."""
        return str(self.server.secret_key if self.name is GatewayName.STRIPE else self.server.key_secret)

    def desk(self, name: str) -> tuple[CheckoutService, PaymentWorker]:
        """Another desk: a program of its own on the same database."""
        accounts = FreshAccounts(self.database, environment(*self.servers.values()), self.clock)
        return (
            CheckoutService(self.database, self.clock, accounts),
            PaymentWorker(self.database, self.clock, accounts, name),
        )

    def page_of(self, link_id: int) -> str:
        """The page's number at the gateway."""
        return str(self.row(PaymentLink, PaymentLink.id == link_id).gateway_id)

    def pages(self) -> list[Any]:
        """Every page that the program has made at the gateway."""
        books = self.server.books
        if self.name is GatewayName.STRIPE:
            return [*books.links.values(), *(one for one in books.sessions.values() if not one["payment_link"])]
        return list(books.links.values())

    def charges(self) -> int:
        """How much the gateway has taken in all."""
        if self.name is GatewayName.STRIPE:
            return sum(one["amount"] for one in self.server.books.charges.values() if one["status"] == "succeeded")
        return sum(one["amount"] for one in self.server.books.payments.values() if one["captured"])

    def pay(self, link_id: int, amount: int | None = None) -> Any:
        """The payer pays on the page."""
        return self.server.pay(self.page_of(link_id), amount)

    def work(self, seconds: float = 0, worker: PaymentWorker | None = None) -> PaymentRound:
        """Time passes, then a round."""
        self.clock.forward(seconds=seconds)
        return (worker or self.worker).run_once()

    def work_on(self, minutes: float, every: float = 20.0) -> PaymentRound:
        """Time passes with a round every so many seconds."""
        total = PaymentRound()
        for _ in range(int(minutes * 60 / every)):
            total = total + self.work(every)
        return total

    def send_refunds(self, seconds: float = 0) -> RefundRound:
        """Sends the refunds that are due, as a worker does."""
        self.clock.forward(seconds=seconds)
        return send_due(self.database, self.clock, self.accounts, "desk")

    def row(self, model: Any, *conditions: Any) -> Any:
        """The one row of the table that meets the conditions."""
        with self.database.read() as session:
            return session.execute(select(*model.__table__.c).where(*conditions)).one()

    def rows(self, model: Any, *conditions: Any) -> list[Any]:
        """The rows of a table, in their order."""
        with self.database.read() as session:
            return list(session.execute(select(*model.__table__.c).where(*conditions).order_by(model.id)).all())

    def state(self, link_id: int) -> str:
        return str(self.row(PaymentLink, PaymentLink.id == link_id).state)

    def booking(self, appointment_id: int) -> str:
        """The state of an appointment."""
        return str(self.row(Appointment, Appointment.id == appointment_id).state)

    def payments(self) -> list[Any]:
        return self.rows(Payment)

    def refunds(self) -> list[Any]:
        return self.rows(Refund)

    def findings(self) -> list[str]:
        return [row.kind for row in self.rows(PaymentFinding)]

    def messages(self, kind: str) -> int:
        return len(self.rows(Message, Message.kind == kind))

    def invoice(self, appointment_id: int) -> Any:
        return self.row(Invoice, Invoice.appointment_id == appointment_id)

    def balance(self, account: str, currency: str = "INR") -> int:
        """Debits less credits of a ledger account."""
        with self.database.read() as session:
            sides = [
                session.scalar(
                    select(func.coalesce(func.sum(LedgerEntry.amount_minor), 0)).where(
                        side == account, LedgerEntry.currency == currency
                    )
                )
                for side in (LedgerEntry.debit, LedgerEntry.credit)
            ]
        return int(sides[0]) - int(sides[1])

    @contextmanager
    def offline(self) -> Iterator[None]:
        """The gateway cannot be reached meanwhile."""
        self.server.faults.add(FaultKind.LOSE_REQUEST, times=None)
        try:
            yield
        finally:
            self.server.faults.clear()
