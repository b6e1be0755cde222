"""The clinic's books: what every account holds, and the postings behind it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.ledger import LedgerEntry, Payout
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.db.models.till import TillSession
from clinic_desktop.domain.codes import LedgerAccount
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Clock, day_period
from clinic_desktop.domain.permissions import Actor, Permission, Scope, require, scope_of
from clinic_desktop.services import audit

PAGE = 100
LONGEST_EXPORT = 200_000
"""More postings than this do not go into one file: nobody could read it."""

_entry, _place = LedgerEntry.__table__.c, Location.__table__.c


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """One account at one centre in one currency: what went in, what came out, and by how many postings."""

    account: LedgerAccount
    location_id: int
    location_name: str
    debits: Money
    credits: Money
    entries: int

    @property
    def balance(self) -> Money:
        """What the account holds: debits less credits."""
        return self.debits - self.credits

    @property
    def debit(self) -> Money | None:
        """What it holds where that is on the debit side: what the clinic has, or is owed."""
        return self.balance if self.balance.minor > 0 else None

    @property
    def credit(self) -> Money | None:
        """What it holds where that is on the credit side: what the clinic owes, or has earned. Never negative."""
        return self.credits - self.debits if self.balance.minor < 0 else None


@dataclass(frozen=True, slots=True)
class SideTotal:
    """Both sides of the books in one currency; equal where they add up."""

    debit: Money
    credit: Money


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every account that was ever posted to, by currency, centre and account. Each currency of each centre sums to
    nothing: ``off`` names those that do not, which no program can bring about but a damaged file may."""

    at: datetime
    rows: tuple[AccountBalance, ...]

    @property
    def off(self) -> tuple[tuple[str, str], ...]:
        """Centre and currency of what does not sum to nothing."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for row in self.rows:
            sums[row.location_name, row.debits.currency] += row.balance.minor
        return tuple(key for key, total in sums.items() if total)

    @property
    def totals(self) -> tuple[SideTotal, ...]:
        """What stands on each side, by currency."""
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for row in self.rows:
            minor = row.balance.minor
            sums[row.debits.currency][minor < 0] += abs(minor)
        return tuple(SideTotal(Money(debit, one), Money(credit, one)) for one, (debit, credit) in sums.items())


@dataclass(frozen=True, slots=True)
class BookFilters:
    """Which postings to list; what is None or empty filters nothing. Days are local days of the centre, both included.

    ``text`` is part of the patient's or the doctor's name, or the number of an invoice, receipt, credit note, payout or
    till.
    """

    account: LedgerAccount | None = None
    location_id: int | None = None
    currency: str = ""
    first_day: date | None = None
    last_day: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class BookRow:
    """One posting. ``paper`` is the number of the paper that it is about: a receipt, a credit note, a payout, a till or
    an invoice."""

    id: int
    at: datetime
    debit: LedgerAccount
    credit: LedgerAccount
    amount: Money
    location_id: int
    location_name: str
    patient_name: str
    practitioner_name: str
    paper: str
    appointment_id: int | None
    memo: str


@dataclass(frozen=True, slots=True)
class BookPage:
    """Postings, newest first. ``next_before`` asks for the page after this one; None where this is the last."""

    rows: tuple[BookRow, ...]
    next_before: int | None


class BookService:
    """For admins and managers, and for centre managers as far as their centres go."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def trial_balance(self, actor: Actor, location_id: int | None = None) -> TrialBalance:
        """What every account holds now, at one centre or at all that the actor may see."""
        require(actor, Permission.RECONCILE, location_id=location_id)
        conditions = _visible(actor)
        if location_id is not None:
            conditions.append(_entry.location_id == location_id)
        with self._database.read() as session:
            return TrialBalance(self._clock(), _balances(session, conditions))

    def entries(self, actor: Actor, filters: BookFilters = BookFilters(), before: int | None = None) -> BookPage:
        """A page of postings, newest first; ``before`` is the last page's ``next_before``."""
        require(actor, Permission.RECONCILE, location_id=filters.location_id)
        with self._database.read() as session:
            statement = _listing(session, actor, filters)
            if before is not None:
                statement = statement.where(_entry.id < before)
            rows = [_row(row) for row in session.execute(statement.limit(PAGE + 1))]
        return BookPage(tuple(rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else None)

    def whole(self, actor: Actor, filters: BookFilters) -> tuple[BookRow, ...]:
        """All postings that pass the filters, for a file, and a note in the history that they left as one. Refuses more
        than 200,000."""
        require(actor, Permission.RECONCILE, location_id=filters.location_id)
        with self._database.write() as session:
            found = session.execute(_listing(session, actor, filters).limit(LONGEST_EXPORT + 1)).all()
            if len(found) > LONGEST_EXPORT:
                raise Invalid({"period": "too_many_rows"})
            audit.record(session, actor, "export", "ledger_entry", None, self._clock(), detail={"rows": len(found)})
        return tuple(_row(row) for row in found)


def _balances(session: Session, conditions: list[ColumnElement[bool]]) -> tuple[AccountBalance, ...]:
    places = {row.id: row.name for row in session.execute(select(_place.id, _place.name))}
    sides: dict[tuple[str, int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for side, column in enumerate((_entry.debit, _entry.credit)):
        rows = session.execute(
            select(column, _entry.location_id, _entry.currency, func.sum(_entry.amount_minor), func.count())
            .where(*conditions)
            .group_by(column, _entry.currency, _entry.location_id)
        )
        for account, location_id, currency, amount, count in rows:
            sums = sides[currency, location_id, account]
            sums[side] += int(amount)
            sums[2] += count
    order = list(LedgerAccount)
    found = [
        AccountBalance(
            LedgerAccount(account),
            location_id,
            places[location_id],
            Money(debits, currency),
            Money(credits, currency),
            n,
        )
        for (currency, location_id, account), (debits, credits, n) in sides.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.debits.currency, one.location_name, order.index(one.account))))


def _listing(session: Session, actor: Actor, filters: BookFilters) -> Select[Any]:
    invoice, booked, doctor = Invoice.__table__, Appointment.__table__, Practitioner.__table__
    payment, refund, payout, till = Payment.__table__, Refund.__table__, Payout.__table__, TillSession.__table__
    source = (
        LedgerEntry.__table__.join(Location.__table__, _place.id == _entry.location_id)
        .outerjoin(invoice, invoice.c.id == _entry.invoice_id)
        .outerjoin(booked, booked.c.id == invoice.c.appointment_id)
        .outerjoin(doctor, doctor.c.id == _entry.practitioner_id)
        .outerjoin(payment, payment.c.id == _entry.payment_id)
        .outerjoin(refund, refund.c.id == _entry.refund_id)
        .outerjoin(payout, payout.c.id == _entry.payout_id)
        .outerjoin(till, till.c.id == _entry.till_session_id)
    )
    papers = (
        refund.c.credit_note_number, payment.c.receipt_number, payout.c.number, invoice.c.number, till.c.number
    )  # fmt: skip
    conditions = [*_visible(actor), *_narrowed(session, filters)]
    words = filters.text.split()
    if words:
        names = (booked.c.patient_name, doctor.c.name)
        named = (and_(*(_has(name, word) for word in words)) for name in names)
        number = filters.text.strip().upper()
        conditions.append(or_(*named, *(func.upper(paper) == number for paper in papers)))
    return (
        select(
            _entry.id, _entry.at, _entry.debit, _entry.credit, _entry.amount_minor, _entry.currency, _entry.location_id,
            _entry.memo, _place.name.label("place"), booked.c.patient_name, doctor.c.name.label("doctor"),
            func.coalesce(*papers, "").label("paper"), invoice.c.appointment_id,
        )
        .select_from(source)
        .where(*conditions)
        .order_by(_entry.id.desc())
    )  # fmt: skip


def _narrowed(session: Session, filters: BookFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.account is not None:
        conditions.append(or_(_entry.debit == filters.account, _entry.credit == filters.account))
    if filters.currency:
        conditions.append(_entry.currency == filters.currency)
    if filters.first_day is not None or filters.last_day is not None:
        conditions.append(_days(session, filters))
    elif filters.location_id is not None:
        conditions.append(_entry.location_id == filters.location_id)
    return conditions


def _days(session: Session, filters: BookFilters) -> ColumnElement[bool]:
    """The local days of each centre."""
    statement, parts = select(_place.id, _place.zone), []
    if filters.location_id is not None:
        statement = statement.where(_place.id == filters.location_id)
    for row in session.execute(statement):
        part = [_entry.location_id == row.id]
        if filters.first_day is not None:
            part.append(_entry.at >= day_period(filters.first_day, ZoneInfo(row.zone)).start)
        if filters.last_day is not None:
            part.append(_entry.at < day_period(filters.last_day, ZoneInfo(row.zone)).end)
        parts.append(and_(*part))
    return or_(*parts) if parts else false()


def _visible(actor: Actor) -> list[ColumnElement[bool]]:
    if scope_of(actor.role, Permission.RECONCILE) is Scope.CLINIC:
        return []
    return [_entry.location_id.in_(actor.location_ids)]


def _has(column: Any, word: str) -> ColumnElement[bool]:
    return func.lower(column).contains(word.lower(), autoescape=True)


def _row(row: Any) -> BookRow:
    return BookRow(
        id=row.id,
        at=row.at,
        debit=LedgerAccount(row.debit),
        credit=LedgerAccount(row.credit),
        amount=Money(row.amount_minor, row.currency),
        location_id=row.location_id,
        location_name=row.place,
        patient_name=row.patient_name or "",
        practitioner_name=row.doctor or "",
        paper=row.paper,
        appointment_id=row.appointment_id,
        memo=row.memo,
    )
