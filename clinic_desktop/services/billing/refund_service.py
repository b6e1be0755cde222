"""Money that goes back, from the wish to the day on which it has arrived."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.accounts import Account, AccountLocation
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.db.shared_time import shared_clock
from clinic_desktop.domain.codes import GatewayName, PaymentMethod
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import TABLE as ROLES
from clinic_desktop.domain.permissions import Actor, Permission, Scope, not_there, require, scope_of
from clinic_desktop.services.billing.invoices import read_refund
from clinic_desktop.services.billing.refund_approval import approve, reject, take_back
from clinic_desktop.services.billing.refund_elsewhere import record_elsewhere
from clinic_desktop.services.billing.refund_handing import confirm, go_another_way, send_again
from clinic_desktop.services.billing.refund_listing import (
    RefundFilters,
    RefundPage,
    RefundsWaiting,
    count_waiting,
    load_refunds,
)
from clinic_desktop.services.billing.refund_rows import read_money
from clinic_desktop.services.billing.refunds import RefundWish, ask_refund, free_to_give, ways_back
from clinic_desktop.services.billing.values import RefundTerms, RefundView

if TYPE_CHECKING:
    from clinic_desktop.services.billing.refund_sending import Accounts


class RefundService:
    """One verb is one transaction; ``version`` is the refund's. Refuses with Invalid, StaleRecord, NotAllowed or
    NotFound; then nothing has changed."""

    def __init__(self, database: Database, clock: Clock, accounts: "Accounts") -> None:
        self._database = database
        self._clock = shared_clock(database, clock)
        self._accounts = accounts

    def terms(self, actor: Actor, payment_id: int) -> RefundTerms:
        """What can go back of a payment, how, and from which amount on who has to approve."""
        require(actor, Permission.REFUND)
        with self._database.read() as session:
            location_id = session.scalar(
                select(Invoice.location_id)
                .join(Payment, Payment.invoice_id == Invoice.id)
                .where(Payment.id == payment_id)
            )
            if location_id is None:
                raise not_there(actor, Permission.REFUND, "payment", payment_id)
            require(actor, Permission.REFUND, location_id=location_id)
            money = read_money(session, payment_id)
            approvers = session.scalars(
                select(Account.name)
                .distinct()
                .outerjoin(AccountLocation, AccountLocation.account_id == Account.id)
                .where(
                    Account.active.is_(True),
                    Account.id != actor.account_id,
                    (Account.role.in_(_roles(Scope.CLINIC)))
                    | (Account.role.in_(_roles(Scope.CENTRE)) & (AccountLocation.location_id == location_id)),
                )
                .order_by(Account.name)
                .limit(_MOST_NAMED)
            ).all()
            return RefundTerms(
                payment_id=payment_id,
                left=Money(money.left, money.currency),
                waiting=Money(money.reserved - money.decided, money.currency),
                alone=Money(min(free_to_give(session, money), money.left), money.currency),
                ways=ways_back(money.method),
                whole_only=not money.counted,
                approvers=tuple(approvers),
                gateway=None if money.gateway is None else GatewayName(money.gateway),
            )

    def ask(self, actor: Actor, wish: RefundWish) -> RefundView:
        """Gives back part or all of a payment: cash at once, the rest is owed until it is handed back or sent. Above
        the clinic's limit it is only asked for: a second person has to approve."""
        now = self._clock()
        with self._database.write() as session:
            return read_refund(session, ask_refund(session, actor, wish, now))

    def approve(self, actor: Actor, refund_id: int, version: int) -> RefundView:
        """Decides what somebody else has asked for."""
        now = self._clock()
        with self._database.write() as session:
            approve(session, actor, refund_id, version, now)
            return read_refund(session, refund_id)

    def reject(self, actor: Actor, refund_id: int, version: int, reason: str) -> RefundView:
        """Turns down what somebody else has asked for."""
        now = self._clock()
        with self._database.write() as session:
            reject(session, actor, refund_id, version, reason, now)
            return read_refund(session, refund_id)

    def take_back(self, actor: Actor, refund_id: int, version: int, reason: str) -> RefundView:
        """Ends a refund that has not left yet."""
        now = self._clock()
        with self._database.write() as session:
            take_back(session, actor, refund_id, version, reason, now)
            return read_refund(session, refund_id)

    def confirm(self, actor: Actor, refund_id: int, version: int, reference: str = "") -> RefundView:
        """Says that an owed refund has been handed back; all but cash with the reference of the terminal or bank."""
        now = self._clock()
        with self._database.write() as session:
            confirm(session, actor, refund_id, version, reference, now)
            return read_refund(session, refund_id)

    def go_another_way(self, actor: Actor, refund_id: int, version: int, way: PaymentMethod, reason: str) -> RefundView:
        """An owed refund is to be handed back another way."""
        now = self._clock()
        with self._database.write() as session:
            go_another_way(session, actor, refund_id, version, way, reason, now)
            return read_refund(session, refund_id)

    def send_again(self, actor: Actor, refund_id: int, version: int) -> RefundView:
        """What failed at its gateway goes there once more."""
        now = self._clock()
        with self._database.write() as session:
            send_again(session, actor, refund_id, version, now)
            return read_refund(session, refund_id)

    def look(self, actor: Actor, payment_id: int) -> int:
        """Asks the payment's gateway what went back there behind our back, writes that down, and says how many refunds
        were new. Nothing to ask is nothing new. Takes seconds: not for the window's thread. Refuses with
        GatewayRefused."""
        require(actor, Permission.TAKE_PAYMENT)
        with self._database.read() as session:
            row = session.execute(
                select(Payment.gateway, Payment.gateway_payment_id, Payment.location_id).where(Payment.id == payment_id)
            ).one_or_none()
        if row is None:
            raise not_there(actor, Permission.TAKE_PAYMENT, "payment", payment_id)
        require(actor, Permission.TAKE_PAYMENT, location_id=row.location_id)
        if row.gateway is None or row.gateway_payment_id is None:
            return 0
        theirs = self._accounts.gateway(GatewayName(row.gateway)).refunds_of(row.gateway_payment_id)
        now = self._clock()
        with self._database.write() as session:
            return record_elsewhere(session, payment_id, theirs, now).recorded

    def listing(
        self, actor: Actor, filters: RefundFilters = RefundFilters(), page: int = 0, page_size: int = 50
    ) -> RefundPage:
        """A page of refunds, newest first, with totals by currency. Patients see their own, others those of their
        centres."""
        require(actor, Permission.SEE_PAYMENTS)
        with self._database.read() as session:
            return load_refunds(session, actor, filters, page, page_size)

    def waiting(self, actor: Actor, location_id: int | None = None) -> RefundsWaiting:
        """How many refunds wait for somebody."""
        require(actor, Permission.SEE_PAYMENTS, location_id=location_id)
        with self._database.read() as session:
            return count_waiting(session, actor, location_id)


_MOST_NAMED = 3


def _roles(scope: Scope) -> Sequence[str]:
    """The roles that approve refunds so far."""
    return [role for role in ROLES if scope_of(role, Permission.APPROVE_REFUND) is scope]
