"""Invoices, payments, refunds and ledger of the demo's visits, by the rules of ``services/billing``."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from clinic_desktop.domain.billing import clinic_share
from clinic_desktop.domain.codes import (
    AppointmentState,
    Channel,
    LedgerAccount,
    PaymentMethod,
    PaymentState,
)
from clinic_desktop.services.billing.ledger import DRAWERS
from clinic_desktop.services.demo.organisation import BENGALURU, DemoCentre
from clinic_desktop.services.demo.texts import DISCOUNT_REASONS
from clinic_desktop.services.demo.visits import DAY, HOUR, MINUTE, DemoVisit, midnight

FEE_PERCENT = 20
_DESK_OPENS, _DESK_CLOSES, _SUNDAY = 9, 18, 6
_S, _A = AppointmentState, LedgerAccount
_BILLS = {"INR": (10_000, 20_000, 50_000), "EUR": (500, 1_000, 2_000, 5_000)}


@dataclass(slots=True)
class DemoRefund:
    """Money of a payment that goes back; without ``done`` it is still owed. ``number`` is its credit note's."""

    amount: int
    at: int
    done: int | None
    reason: str
    id: int = 0
    number: int = 0


@dataclass(slots=True)
class DemoPayment:
    """Money that came in; ``desk`` is one of the centre's desks, counted from 0."""

    method: PaymentMethod
    amount: int
    at: int
    tendered: int | None
    desk: int
    refund: DemoRefund | None = None
    id: int = 0
    number: int = 0

    @property
    def state(self) -> PaymentState:
        """Paid, or how far it went back."""
        if self.refund is None:
            return PaymentState.PAID
        return PaymentState.REFUNDED if self.refund.amount == self.amount else PaymentState.PARTLY_REFUNDED


@dataclass(slots=True)
class DemoInvoice:
    """What a visit costs. There is no tax: neither country taxes healing."""

    visit: DemoVisit
    issued: int
    discount: int = 0
    discount_reason: str = ""
    payments: list[DemoPayment] = field(default_factory=list)
    id: int = 0
    number: int = 0

    @property
    def total(self) -> int:
        return self.visit.price - self.discount

    @property
    def paid(self) -> int:
        return sum(payment.amount for payment in self.payments)

    @property
    def refunded(self) -> int:
        return sum(payment.refund.amount for payment in self.payments if payment.refund)


Posting = tuple[int, LedgerAccount, LedgerAccount, int, DemoInvoice, DemoPayment | None, DemoRefund | None]


@dataclass(slots=True)
class Cashier:
    """Takes money for visits. ``now`` is the instant up to which things have happened."""

    chance: Random
    now: int

    def invoices(self, visits: list[DemoVisit]) -> list[DemoInvoice]:
        """The invoices of all visits that have one, in the order of issue, numbered."""
        found = [invoice for visit in visits if (invoice := self._invoice(visit)) is not None]
        self._leave_one_unpaid(found)
        found.sort(key=lambda invoice: (invoice.issued, invoice.visit.number))
        _number(found)
        return found

    def _invoice(self, visit: DemoVisit) -> DemoInvoice | None:
        chance = self.chance
        if visit.state is _S.COMPLETED:
            return self._of_completed(visit)
        if visit.state in (_S.CHECKED_IN, _S.IN_PROGRESS):
            arrived = visit.arrived or visit.created
            if visit.channel is not Channel.WALK_IN and chance.random() > 0.55:
                return None
            invoice = DemoInvoice(visit, arrived)
            if chance.random() < 0.6:
                self._pay(invoice, invoice.total, arrived)
            return invoice
        prepaid = {_S.CONFIRMED: 0.04, _S.CANCELLED: 0.1, _S.NO_SHOW: 0.04}.get(visit.state, 0.0)
        at = visit.created + 10 * MINUTE
        if chance.random() >= prepaid or at >= min(visit.start, self.now, visit.over_at or self.now):
            return None
        invoice = DemoInvoice(visit, at)
        self._pay(invoice, invoice.total, at)
        if visit.state is _S.CANCELLED:
            self._give_back(invoice)
        return invoice

    def _of_completed(self, visit: DemoVisit) -> DemoInvoice:
        chance, ended, arrived = self.chance, visit.ended or 0, visit.arrived or 0
        first_pays = visit.channel is Channel.WALK_IN or chance.random() < 0.5
        invoice = DemoInvoice(visit, arrived if first_pays else ended)
        if chance.random() < 0.03:
            invoice.discount = visit.price // 1000 * 100
            invoice.discount_reason = chance.choice(DISCOUNT_REASONS)
        kind = chance.random()
        at = arrived if first_pays else ended + chance.randint(1, 9) * MINUTE
        if kind < 0.006 or (kind < 0.1 and ended > self.now - 2 * HOUR):
            return invoice
        if kind > 0.98:
            part = invoice.total // 2 // 100 * 100
            self._pay(invoice, part, at)
            if kind > 0.985:
                self._pay(invoice, invoice.total - part, at)
        else:
            self._pay(invoice, invoice.total, at)
        return invoice

    def _pay(self, invoice: DemoInvoice, amount: int, at: int) -> None:
        if amount <= 0 or at > self.now:
            return
        centre = invoice.visit.centre
        method = PaymentMethod(self.chance.choices(*zip(*centre.methods, strict=True))[0])
        tendered = None
        if method is PaymentMethod.CASH:
            bill = self.chance.choice(_BILLS[centre.currency])
            tendered = -(-amount // bill) * bill
        desk = self.chance.randrange(2) if centre.id == BENGALURU else 0
        invoice.payments.append(DemoPayment(method, amount, at, tendered, desk))

    def _give_back(self, invoice: DemoInvoice) -> None:
        visit, at = invoice.visit, invoice.visit.over_at or 0
        percent = 100 if visit.by_clinic or visit.start - at >= DAY else 50
        payment = invoice.payments[0]
        recent = at > self.now - 3 * DAY
        asked = desk_time(visit.centre, at)
        asked = asked if asked <= self.now else at
        done = None if recent else desk_time(visit.centre, asked + self.chance.randint(5, 2000) * MINUTE)
        if done is not None and done > self.now:
            done = None
        payment.refund = DemoRefund(payment.amount * percent // 100, asked, done, visit.ended_reason)

    def _leave_one_unpaid(self, invoices: list[DemoInvoice]) -> None:
        """Somebody has left today without paying."""
        today = [
            invoice
            for invoice in invoices
            if invoice.visit.doctor.centre == BENGALURU
            and invoice.visit.state is _S.COMPLETED
            and (invoice.visit.ended or 0) > self.now - 8 * HOUR
        ]
        if today and all(invoice.paid for invoice in today):
            today[-1].payments.clear()


def desk_time(centre: DemoCentre, at: int) -> int:
    """The instant itself where somebody is at the desk then, else in the first hour of its next day of work."""
    local = datetime.fromtimestamp(at, centre.zone)
    day = local.date()
    if day.weekday() != _SUNDAY and _DESK_OPENS <= local.hour < _DESK_CLOSES:
        return at
    if local.hour >= _DESK_OPENS:
        day += timedelta(days=1)
    if day.weekday() == _SUNDAY:
        day += timedelta(days=1)
    return midnight(centre, day) + _DESK_OPENS * HOUR + at // MINUTE % 60 * MINUTE


def _number(invoices: list[DemoInvoice]) -> None:
    """Numbers invoices, receipts and credit notes by centre and local year, in the order in which they came about."""
    counters: dict[tuple[str, int, int], int] = defaultdict(int)
    for row, invoice in enumerate(invoices, 1):
        invoice.id = row
        invoice.number = _next(counters, "invoice", invoice.visit.centre, invoice.issued)
    pairs = [(payment, invoice) for invoice in invoices for payment in invoice.payments]
    pairs.sort(key=lambda pair: (pair[0].at, pair[1].id))
    for row, (payment, invoice) in enumerate(pairs, 1):
        payment.id = row
        payment.number = _next(counters, "receipt", invoice.visit.centre, payment.at)
    refunds = [(payment.refund, invoice) for payment, invoice in pairs if payment.refund]
    for row, (refund, invoice) in enumerate(sorted(refunds, key=lambda pair: pair[0].at), 1):
        refund.id = row
        refund.number = _next(counters, "credit_note", invoice.visit.centre, refund.at)


def _next(counters: dict[tuple[str, int, int], int], kind: str, centre: DemoCentre, at: int) -> int:
    key = (kind, centre.id, year_of(centre, at))
    counters[key] += 1
    return counters[key]


def year_of(centre: DemoCentre, at: int) -> int:
    """The year at the centre."""
    return datetime.fromtimestamp(at, centre.zone).year


def postings(invoices: list[DemoInvoice]) -> list[Posting]:
    """The ledger of all invoices, in the order of time."""
    return sorted((entry for invoice in invoices for entry in _postings(invoice)), key=lambda entry: entry[0])


def _postings(invoice: DemoInvoice) -> Iterator[Posting]:
    visit, total = invoice.visit, invoice.total
    yield invoice.issued, _A.PATIENT_RECEIVABLE, _A.ESCROW_HELD, total, invoice, None, None
    for payment in invoice.payments:
        drawer = DRAWERS[payment.method]
        yield payment.at, drawer, _A.PATIENT_RECEIVABLE, payment.amount, invoice, payment, None
        refund = payment.refund
        if refund:
            yield refund.at, _A.PATIENT_RECEIVABLE, _A.REFUNDS, refund.amount, invoice, payment, refund
            if refund.done:
                yield refund.done, _A.REFUNDS, drawer, refund.amount, invoice, payment, refund
    if visit.state is _S.COMPLETED:
        yield from _release(visit.ended or 0, invoice, total)
    elif visit.state in (_S.CANCELLED, _S.NO_SHOW):
        kept = invoice.paid - invoice.refunded
        at = visit.over_at or 0
        if total > kept:
            yield at, _A.ESCROW_HELD, _A.PATIENT_RECEIVABLE, total - kept, invoice, None, None
        yield from _release(at, invoice, kept)


def _release(at: int, invoice: DemoInvoice, net: int) -> Iterator[Posting]:
    fee = clinic_share(net, FEE_PERCENT)
    if net > fee:
        yield max(at, invoice.issued), _A.ESCROW_HELD, _A.DOCTOR_PAYABLE, net - fee, invoice, None, None
    if fee:
        yield max(at, invoice.issued), _A.ESCROW_HELD, _A.PLATFORM_FEE, fee, invoice, None, None
