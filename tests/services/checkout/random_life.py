"""A clinic that lives at random: books, links, payers, desks, refunds, faults and time, in any order; and what must be
true whatever happened. The small test runs some hundred steps, ``benchmarks/money_storm.py`` a hundred thousand.

Everything goes through the services and the real SDKs to the gateways on loopback.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.checkout import PaymentFinding
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.ledger import LedgerEntry
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.billing import standing
from clinic_desktop.domain.codes import (
    DECIDED_REFUND_STATES,
    AppointmentState,
    FindingKind,
    GatewayName,
    PaymentMethod,
    RefundState,
)
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.gateways import MoneyState
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.appointments.visits import VisitService
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.billing.refund_sending import send_due
from clinic_desktop.services.billing.refund_service import RefundService
from clinic_desktop.services.billing.refunds import RefundWish
from clinic_desktop.services.checkout.worker import PaymentWorker
from clinic_desktop.tour.gateways.faults import FaultKind
from clinic_desktop.tour.gateways.messages import PayerRefused
from tests.builders import KOLKATA, new_key
from tests.services.checkout.online import Online

_F = FaultKind
_FAULTS = (
    _F.LOSE_REQUEST, _F.LOSE_REPLY, _F.RESET, _F.TOO_MANY, _F.SERVER_ERROR, _F.BAD_GATEWAY, _F.PORTAL, _F.EMPTY,
    _F.NULL, _F.TWICE,
)  # fmt: skip
_RECENT = 60


class RandomLife:
    """Draws one step after another from a seed. What the clinic, a payer or a gateway refuses is counted and is no
    fault; anything else is raised."""

    def __init__(self, online: Online, seed: int) -> None:
        self.online, self.chance = online, random.Random(seed)
        database, clock = online.database, online.clock
        self.booking, self.visits = BookingService(database, clock), VisitService(database, clock)
        self.payments = PaymentService(database, clock)
        self.refunding = RefundService(database, clock, online.accounts)
        self.desks = [online.desk(f"desk-{number}") for number in range(3)]
        self.visited: list[int] = []
        self.links: list[int] = []
        self.counts: Counter[str] = Counter()
        self._verbs: list[tuple[Callable[[], None], int]] = [
            (self.book, 10), (self.book_alone, 4), (self.ask, 14), (self.pay, 14), (self.pay_later, 4),
            (self.bank_decides, 5), (self.decline, 2), (self.late_money, 3), (self.refund_elsewhere, 1),
            (self.cash, 4), (self.discount, 2), (self.cancel, 3), (self.no_show, 2), (self.give_back, 3),
            (self.end, 3), (self.look, 6), (self.watch, 2), (self.bank_ends_refund, 3), (self.fault, 2),
            (self.pass_time, 12), (self.work, 24),
        ]  # fmt: skip

    def step(self) -> None:
        """One step of somebody."""
        verbs, weights = zip(*self._verbs, strict=True)
        verb = self.chance.choices(verbs, weights)[0]
        self.counts[verb.__name__] += 1
        try:
            verb()
        except (Refused, PayerRefused) as refusal:
            self.counts[f"{verb.__name__}: {type(refusal).__name__}"] += 1

    # --- The clinic --------------------------------------------------------------------------------------------------

    def book(self) -> None:
        self._book(self.online.clinic.front_desk, self.chance.choice(self.online.clinic.patients))

    def book_alone(self) -> None:
        """A patient books alone and has to pay first."""
        self._book(self.online.clinic.patient, self.online.clinic.patients[0])

    def ask(self) -> None:
        appointment = self._visit()
        checkout, _ = self.chance.choice(self.desks)
        due = checkout.offer(self.online.clinic.manager, appointment).due.minor
        part = self.chance.choice((None, None, None, max(due // 2, 1)))
        link = checkout.ask(self.online.clinic.manager, appointment, part)
        if link.id not in self.links:
            self.links.append(link.id)

    def end(self) -> None:
        checkout, _ = self.chance.choice(self.desks)
        checkout.end(self.online.clinic.manager, self._link())

    def look(self) -> None:
        checkout, _ = self.chance.choice(self.desks)
        checkout.look(self.online.clinic.manager, self._link())

    def watch(self) -> None:
        self.online.checkout.watch(self.online.clinic.manager, self._link(), 30)

    def cash(self) -> None:
        appointment = self._visit()
        due = self.payments.invoice(self.online.clinic.manager, appointment).due.minor
        paid = self.chance.choice((due, max(due // 3, 1)))
        money = DeskPayment(PaymentMethod.CARD, paid, None, "T1", new_key())
        self.payments.take_for(self.online.clinic.manager, appointment, (money,))

    def discount(self) -> None:
        invoice = self.payments.invoice(self.online.clinic.manager, self._visit())
        if invoice.id is not None:
            off = self.chance.randrange(invoice.amount.minor // 4)
            self.payments.set_discount(self.online.clinic.manager, invoice.id, invoice.version, off, "Staff")

    def cancel(self) -> None:
        row = self._appointment()
        self.booking.cancel(self.online.clinic.manager, row.id, row.version, "Patient's wish")

    def no_show(self) -> None:
        row = self._appointment()
        self.visits.no_show(self.online.clinic.manager, row.id, row.version)

    def give_back(self) -> None:
        with self.online.database.read() as session:
            found = session.execute(
                select(Payment.id, Payment.amount_minor).order_by(Payment.id.desc()).limit(20)
            ).all()
        if found:
            row = self.chance.choice(found)
            part = self.chance.choice((row.amount_minor, max(row.amount_minor // 3, 1)))
            wish = RefundWish(row.id, part, "Wish", new_key(), due_again=self.chance.random() < 0.3)
            self.refunding.ask(self.online.clinic.admin, wish)

    def work(self) -> None:
        """A desk, or the program after a new start, does what is due."""
        self._work(self.chance.choice(self.desks)[1])

    def pass_time(self) -> None:
        seconds = self.chance.choice((1, 3, 20, 60, 300, 900, 3600))
        self.online.clock.forward(seconds=seconds)

    # --- Payers, banks and the gateway -------------------------------------------------------------------------------

    def pay(self) -> None:
        page = self._page()
        other = self.chance.random() < 0.03
        self.online.server.pay(page, self.chance.randrange(1_000, 40_000) if other else None)

    def pay_later(self) -> None:
        self.online.server.pay_async(self._page())

    def decline(self) -> None:
        self.online.server.fail(self._page())

    def bank_decides(self) -> None:
        decide = self.chance.choice((self.online.server.settle, self.online.server.fail_async))
        page = self._paid_page()
        if self.online.name is GatewayName.RAZORPAY or self.online.server.books.sessions[page]["payment_intent"]:
            decide(page)

    def late_money(self) -> None:
        if self.online.name is GatewayName.RAZORPAY:
            verb = self.chance.choice((self.online.server.capture_late, self.online.server.pay_again))
            verb(self._page())

    def refund_elsewhere(self) -> None:
        with self.online.database.read() as session:
            found = session.scalars(
                select(Payment.gateway_payment_id)
                .where(Payment.gateway_payment_id.is_not(None))
                .order_by(Payment.id.desc())
                .limit(10)
            ).all()
        if found:
            self.online.server.dashboard_refund(self.chance.choice(found), self.chance.randrange(100, 20_000))

    def bank_ends_refund(self) -> None:
        self.online.server.refunds_pending = self.chance.random() < 0.7
        pending = [
            one["id"] for one in self.online.server.books.refunds.values() if one["status"] in ("pending", "created")
        ]
        if pending:
            self.online.server.finish_refund(
                self.chance.choice(pending), self.chance.choice(("succeeded", "succeeded", "succeeded", "failed"))
            )

    def fault(self) -> None:
        self.online.server.faults.add(
            self.chance.choice(_FAULTS), "*", call=self.chance.randrange(1, 4), times=self.chance.randrange(1, 3)
        )

    # --- What must be true -------------------------------------------------------------------------------------------

    def come_to_rest(self) -> None:
        """No more faults; banks decide; and the worker runs as long as anything may still come."""
        self.online.server.faults.clear()
        self.online.server.refunds_pending = False
        for refund in list(self.online.server.books.refunds.values()):
            if refund["status"] in ("pending", "created"):
                self.online.server.finish_refund(refund["id"], "succeeded")
        checkout, worker = self.online.desk("after the storm")
        for _ in range(3):
            self.online.clock.forward(minutes=20)
            self._until_quiet(worker)
        for link_id in [row.id for row in self.online.rows(PaymentLink)]:
            checkout.look(self.online.clinic.manager, link_id)
        self._until_quiet(worker)
        for hours in (1, 7, 24, 48):
            self.online.clock.forward(hours=hours)
            send_due(self.online.database, self.online.clock, self.online.accounts, "after the storm", 10_000)

    def wrongs(self) -> list[str]:
        """Everything that is not as it must be; nothing where all is well. Come to rest first."""
        return [*self._payments_wrong(), *self._refunds_wrong(), *self._ledger_wrong(), *self._invoices_wrong()]

    def _payments_wrong(self) -> list[str]:
        theirs, ours = self._theirs(), Counter[str]()
        wrong = []
        for row in self.online.rows(Payment, Payment.gateway_payment_id.is_not(None)):
            ours[row.gateway_payment_id] += 1
            said = theirs.get(row.gateway_payment_id)
            if said is None or said.amount_minor != row.amount_minor:
                wrong.append(f"payment {row.id}: {row.amount_minor} here, {said} at the gateway")
        wrong += [f"payment {number} counts {count} times" for number, count in ours.items() if count > 1]
        return wrong + [f"payment {number} is not known here" for number in theirs if number not in ours]

    def _refunds_wrong(self) -> list[str]:
        gone: defaultdict[str, int] = defaultdict(int)
        known: defaultdict[str, int] = defaultdict(int)
        gateway = self.online.accounts.gateway(self.online.name)
        until = self.online.clock() + timedelta(days=1)
        for refund in gateway.refunds_between(until - timedelta(days=4000), until):
            if refund.state is not MoneyState.FAILED:
                gone[refund.payment_id] += refund.amount_minor
        with self.online.database.read() as session:
            rows = session.execute(
                select(Payment.gateway_payment_id, func.sum(Refund.amount_minor))
                .join_from(Refund, Payment, Payment.id == Refund.payment_id)
                .where(Refund.method == PaymentMethod.LINK, Refund.state.in_((RefundState.SENT, RefundState.DONE)))
                .group_by(Payment.gateway_payment_id)
            ).all()
        known.update({number: int(amount) for number, amount in rows})
        # What the owner gave back beyond what was left is nobody's refund; a person has to look at it.
        for row in self.online.rows(PaymentFinding, PaymentFinding.kind == FindingKind.REFUNDED_ELSEWHERE):
            payment = self.online.row(Payment, Payment.id == row.payment_id)
            known[payment.gateway_payment_id] += row.theirs_minor - row.ours_minor
        theirs = self._theirs()
        over = [
            f"more than came in went back of {number}" for number in gone if gone[number] > theirs[number].amount_minor
        ]
        return over + [
            f"refunds of {number}: {known[number]} here, {gone[number]} there"
            for number in {*gone, *known}
            if gone[number] != known[number]
        ]

    def _ledger_wrong(self) -> list[str]:
        came = sum(payment.amount_minor for payment in self._theirs().values())
        gateway = self.online.accounts.gateway(self.online.name)
        until = self.online.clock() + timedelta(days=1)
        went = sum(
            refund.amount_minor
            for refund in gateway.refunds_between(until - timedelta(days=4000), until)
            if refund.state is MoneyState.DONE
        )
        wrong = []
        if self.online.balance("gateway_clearing") != came - went:
            wrong.append(
                f"gateway clearing is {self.online.balance('gateway_clearing')}, the gateway has {came - went}"
            )
        with self.online.database.read() as session:
            accounts = session.scalars(select(LedgerEntry.debit).union(select(LedgerEntry.credit))).all()
        total = sum(self.online.balance(account) for account in accounts)
        return [*wrong, *([f"the ledger sums to {total}"] if total else [])]

    def _invoices_wrong(self) -> list[str]:
        wrong = []
        with self.online.database.read() as session:
            rows = session.execute(
                select(Invoice, Appointment.state).join(Appointment, Appointment.id == Invoice.appointment_id)
            ).all()
            paid: dict[int, int] = dict(
                session.execute(
                    select(Payment.invoice_id, func.sum(Payment.amount_minor))
                    .where(Payment.receipt_number.is_not(None))
                    .group_by(Payment.invoice_id)
                ).all()
            )
            gone = dict(
                session.execute(
                    select(Payment.invoice_id, func.sum(Refund.amount_minor))
                    .join_from(Refund, Payment, Payment.id == Refund.payment_id)
                    .where(Refund.state.in_(DECIDED_REFUND_STATES), Payment.receipt_number.is_not(None))
                    .group_by(Payment.invoice_id)
                ).all()
            )
            held = self._receivables(session)
        for invoice, state in rows:
            if (invoice.paid_minor, invoice.refunded_minor) != (paid.get(invoice.id, 0), gone.get(invoice.id, 0)):
                wrong.append(f"invoice {invoice.id} does not sum up")
            stands = standing(AppointmentState(state), invoice.total_minor, invoice.paid_minor, invoice.refunded_minor)
            kept = invoice.paid_minor - invoice.refunded_minor
            if kept > invoice.total_minor:
                wrong.append(f"invoice {invoice.id} took {kept} for {invoice.total_minor}: a double charge")
            if held[invoice.id] != stands.due:
                wrong.append(
                    f"invoice {invoice.id} ({state}): receivable {held[invoice.id]}, due {stands.due}, kept {kept} of"
                    f" {invoice.total_minor}"
                )
        return wrong

    def _receivables(self, session: Any) -> defaultdict[int, int]:
        held: defaultdict[int, int] = defaultdict(int)
        for side, sign in ((LedgerEntry.debit, 1), (LedgerEntry.credit, -1)):
            for invoice_id, amount in session.execute(
                select(LedgerEntry.invoice_id, func.sum(LedgerEntry.amount_minor))
                .where(side == "patient_receivable")
                .group_by(LedgerEntry.invoice_id)
            ):
                held[invoice_id] += sign * int(amount)
        return held

    # --- Drawing -----------------------------------------------------------------------------------------------------

    def _book(self, actor: Any, patient: int) -> None:
        clinic = self.online.clinic
        day = self.online.clock().astimezone(KOLKATA) + timedelta(days=self.chance.randrange(1, 12))
        start = day.replace(
            hour=self.chance.randrange(9, 17), minute=self.chance.choice((0, 30)), second=0, microsecond=0
        )
        request = BookingRequest(
            request_key=new_key(), patient_id=patient, practitioner_id=self.chance.choice(clinic.doctors),
            location_id=clinic.kolkata, service_id=clinic.consultation, starts_at=start,
        )  # fmt: skip
        self.visited.append(self.booking.book(actor, request).id)

    def _visit(self) -> int:
        if not self.visited:
            raise PayerRefused("nothing is booked yet")
        return self.chance.choice(self.visited[-_RECENT:])

    def _appointment(self) -> Any:
        number = self._visit()
        with self.online.database.read() as session:
            return session.execute(select(Appointment.id, Appointment.version).where(Appointment.id == number)).one()

    def _link(self) -> int:
        if not self.links:
            raise PayerRefused("there is no link yet")
        return self.chance.choice(self.links[-_RECENT:])

    def _page(self) -> str:
        """A page, of those that were made lately: also one that has ended meanwhile."""
        store = self.online.server.books.links
        if self.online.name is GatewayName.STRIPE and self.chance.random() < 0.3:
            store = self.online.server.books.sessions
        return self._one_of(store)

    def _paid_page(self) -> str:
        books = self.online.server.books
        return self._one_of(books.sessions if self.online.name is GatewayName.STRIPE else books.links)

    def _one_of(self, store: dict[str, Any]) -> str:
        if not store:
            raise PayerRefused("there is no page yet")
        lately = []
        for number in reversed(store):
            lately.append(number)
            if len(lately) == _RECENT:
                break
        return self.chance.choice(lately)

    def _work(self, worker: PaymentWorker) -> None:
        worker.run_once()
        worker._rest.clear()

    def _until_quiet(self, worker: PaymentWorker) -> None:
        for _ in range(20_000):
            self.online.clock.forward(seconds=5)
            self._work(worker)
            if not worker.is_due():
                return
        raise AssertionError("the worker never comes to rest")

    def _theirs(self) -> dict[str, Any]:
        gateway = self.online.accounts.gateway(self.online.name)
        until = self.online.clock() + timedelta(days=1)
        found = gateway.payments_between(until - timedelta(days=4000), until)
        return {payment.id: payment for payment in found if payment.state is MoneyState.DONE}
