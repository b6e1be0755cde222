"""What a doctor has earned."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.ledger import LedgerEntry, Payout
from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.domain.billing import clinic_share
from clinic_desktop.domain.codes import AppointmentState, LedgerAccount
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.payouts import PayoutLineView
from clinic_desktop.domain.period import Clock, local_day
from clinic_desktop.domain.permissions import Actor, Permission, Scope, require, scope_of
from clinic_desktop.services import audit
from clinic_desktop.services.billing.owing import BALANCE
from clinic_desktop.services.billing.payout_reading import open_balances, read_lines
from clinic_desktop.services.local_time import LocalTime, check_days

_TO_COME = (
    AppointmentState.PENDING, AppointmentState.CONFIRMED, AppointmentState.CHECKED_IN, AppointmentState.IN_PROGRESS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayEarned:
    """What one local day brought in one currency: for the doctor, after tax and the clinic's share."""

    day: date
    earned: Money
    visits: int


@dataclass(frozen=True, slots=True)
class CentreEarned:
    """What the period brought at one centre. ``charged`` is what patients were charged for completed visits, of which
    ``unpaid`` has not been paid yet; ``earned`` is the doctor's part."""

    location_id: int
    location_name: str
    visits: int
    charged: Money
    unpaid: Money
    earned: Money


@dataclass(frozen=True, slots=True)
class EarningsOf:
    """What a doctor has earned in one currency. ``week`` is this one; ``days`` has every day of the period.

    ``charged`` is what the period's earnings come to without tax; the clinic keeps ``fee`` of it. ``paid_out`` was paid
    to the doctor in the period. Until now ``owed`` has not been, and ``held`` is the doctor's part of what was paid in
    advance for ``held_visits`` visits to come.
    """

    currency: str
    today: Money
    week: Money
    month: Money
    period: Money
    period_before: Money
    unpaid: Money
    charged: Money
    fee: Money
    paid_out: Money
    owed: Money
    held: Money
    held_visits: int
    days: tuple[DayEarned, ...]
    centres: tuple[CentreEarned, ...]


@dataclass(frozen=True, slots=True)
class EarningsView:
    """A doctor's earnings from ``first_day`` to ``last_day``, as they stand at ``at``; one part per currency."""

    practitioner_id: int
    practitioner_name: str
    first_day: date
    last_day: date
    at: datetime
    visits: int
    visits_before: int
    currencies: tuple[EarningsOf, ...]


class EarningsService:
    """Doctors see their own earnings, centre managers those at their centres, admins and managers all."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def earnings(
        self, actor: Actor, practitioner_id: int, first_day: date, last_day: date, first_weekday: int = 0
    ) -> EarningsView:
        """The earnings of those local days (at most a year), today's, this week's and this month's. Weeks begin on
        ``first_weekday`` (0 is Monday)."""
        require(actor, Permission.SEE_EARNINGS, practitioner_id=practitioner_id)
        check_days(first_day, last_day)
        now = self._clock()
        span = last_day - first_day + timedelta(days=1)
        with self._database.read() as session:
            name = session.scalar(select(Practitioner.name).where(Practitioner.id == practitioner_id))
            if name is None:
                raise NotFound("practitioner", practitioner_id)
            # A day on either side: where it is today depends on the centre.
            month = (now - timedelta(days=1)).date().replace(day=1)
            first = min(first_day - span, month, (now - timedelta(days=8)).date())
            local = LocalTime(session, _centres(actor), first, max(last_day, (now + timedelta(days=1)).date()))
            facts = _Facts(
                local,
                now,
                first_day,
                last_day,
                first_weekday,
                _earned(session, local, practitioner_id),
                _visits(session, local, practitioner_id),
            )
            aside = _aside(session, local, practitioner_id, first_day, last_day, _centres(actor))
        before = first_day - span
        return EarningsView(
            practitioner_id=practitioner_id,
            practitioner_name=name,
            first_day=first_day,
            last_day=last_day,
            at=now,
            visits=facts.count(first_day, last_day),
            visits_before=facts.count(before, first_day - timedelta(days=1)),
            currencies=tuple(_of(facts, aside, currency) for currency in facts.currencies((*aside.owed, *aside.held))),
        )

    def lines(
        self, actor: Actor, practitioner_id: int, first_day: date, last_day: date, currency: str
    ) -> tuple[PayoutLineView, ...]:
        """Every visit that brought something in those local days (at most a year), for a file, with a note in the
        history that it left as one."""
        require(actor, Permission.SEE_EARNINGS, practitioner_id=practitioner_id)
        check_days(first_day, last_day)
        with self._database.write() as session:
            local = LocalTime(session, _centres(actor), first_day, last_day)
            within = local.within(LedgerEntry.at, LedgerEntry.location_id)
            found = read_lines(session, [LedgerEntry.practitioner_id == practitioner_id, within], currency)
            detail: dict[str, object] = {"rows": len(found)}
            audit.record(session, actor, "export", "practitioner", practitioner_id, self._clock(), detail=detail)
            return found


@dataclass(frozen=True, slots=True)
class _Visits:
    """Completed visits of one day at one centre: how many, what they cost, and what of that is unpaid."""

    count: int
    charged: int
    unpaid: int


@dataclass(frozen=True, slots=True)
class _Facts:
    """What was read, by (day, centre): amounts earned and visits."""

    local: LocalTime
    now: datetime
    first_day: date
    last_day: date
    first_weekday: int
    earned: Mapping[tuple[date, int], int]
    visits: Mapping[tuple[date, int], _Visits]

    def currencies(self, also: Iterable[str]) -> list[str]:
        """The currencies of the centres at which anything happened, and those others; the first centre's first."""
        busy, others = {location for _, location in (*self.earned, *self.visits)}, set(also)
        known = (row.currency for row in self.local.centres if row.id in busy or row.currency in others)
        return list(dict.fromkeys(known))

    def centres(self, currency: str) -> list[int]:
        return [row.id for row in self.local.centres if row.currency == currency]

    def amount(self, centres: list[int], first: date, last: date) -> int:
        return sum(
            amount for (day, location), amount in self.earned.items() if location in centres and first <= day <= last
        )

    def between(self, centres: list[int], first: date, last: date) -> list[_Visits]:
        return [
            visits for (day, location), visits in self.visits.items() if location in centres and first <= day <= last
        ]

    def count(self, first: date, last: date) -> int:
        return sum(visits.count for visits in self.between(list(self.local.zones), first, last))

    def week_of(self, today: date) -> date:
        """The day on which the week of today began."""
        return today - timedelta(days=(today.weekday() - self.first_weekday) % 7)

    def until_today(self, centres: list[int], back: Callable[[date], date]) -> int:
        """What was earned up to today, from the day that ``back`` gives for today; each centre has its own today."""
        total = 0
        for location in centres:
            today = local_day(self.now, self.local.zones[location])
            total += self.amount([location], back(today), today)
        return total


@dataclass(frozen=True, slots=True)
class _Aside:
    """What does not go by days: all by currency."""

    fees: Mapping[str, int]
    paid_out: Mapping[str, int]
    owed: Mapping[str, int]
    held: Mapping[str, tuple[int, int]]


def _of(facts: _Facts, aside: _Aside, currency: str) -> EarningsOf:
    centres = facts.centres(currency)
    first, last = facts.first_day, facts.last_day
    span = last - first + timedelta(days=1)
    days = [first + timedelta(days=after) for after in range(span.days)]

    def money(minor: int) -> Money:
        return Money(minor, currency)

    period, fee = facts.amount(centres, first, last), aside.fees.get(currency, 0)
    held, held_visits = aside.held.get(currency, (0, 0))
    return EarningsOf(
        currency=currency,
        today=money(facts.until_today(centres, lambda today: today)),
        week=money(facts.until_today(centres, facts.week_of)),
        month=money(facts.until_today(centres, lambda today: today.replace(day=1))),
        period=money(period),
        period_before=money(facts.amount(centres, first - span, first - timedelta(days=1))),
        unpaid=money(sum(visits.unpaid for visits in facts.between(centres, first, last))),
        charged=money(period + fee),
        fee=money(fee),
        paid_out=money(aside.paid_out.get(currency, 0)),
        owed=money(aside.owed.get(currency, 0)),
        held=money(held),
        held_visits=held_visits,
        days=tuple(
            DayEarned(day, money(facts.amount(centres, day, day)), _count(facts.between(centres, day, day)))
            for day in days
        ),
        centres=tuple(_of_centre(facts, row, money) for row in facts.local.centres if row.id in centres),
    )


def _of_centre(facts: _Facts, row: Any, money: Callable[[int], Money]) -> CentreEarned:
    visits = facts.between([row.id], facts.first_day, facts.last_day)
    return CentreEarned(
        location_id=row.id,
        location_name=row.name,
        visits=_count(visits),
        charged=money(sum(one.charged for one in visits)),
        unpaid=money(sum(one.unpaid for one in visits)),
        earned=money(facts.amount([row.id], facts.first_day, facts.last_day)),
    )


def _count(visits: list[_Visits]) -> int:
    return sum(one.count for one in visits)


def _centres(actor: Actor) -> frozenset[int] | None:
    """The centres whose money the actor may see; None for all (a doctor's own are wherever they work)."""
    return actor.location_ids if scope_of(actor.role, Permission.SEE_EARNINGS) is Scope.CENTRE else None


def _earned(session: Session, local: LocalTime, practitioner_id: int) -> dict[tuple[date, int], int]:
    """What was credited to the doctor, less what was taken back, by local day and centre."""
    payable = LedgerAccount.DOCTOR_PAYABLE
    rows = session.execute(
        select(
            local.day(LedgerEntry.at, LedgerEntry.location_id).label("local_day"),
            LedgerEntry.location_id,
            func.sum(case((LedgerEntry.credit == payable, LedgerEntry.amount_minor), else_=-LedgerEntry.amount_minor)),
        )
        .where(
            LedgerEntry.practitioner_id == practitioner_id,
            LedgerEntry.payout_id.is_(None),
            or_(LedgerEntry.credit == payable, LedgerEntry.debit == payable),
            local.within(LedgerEntry.at, LedgerEntry.location_id),
        )
        .group_by("local_day", LedgerEntry.location_id)
    )
    return {(date.fromisoformat(day), location): int(amount) for day, location, amount in rows}


def _aside(
    session: Session, local: LocalTime, practitioner_id: int, first: date, last: date, centres: frozenset[int] | None
) -> _Aside:
    fee = LedgerAccount.PLATFORM_FEE
    kept = case((LedgerEntry.credit == fee, LedgerEntry.amount_minor), else_=-LedgerEntry.amount_minor)
    fees = session.execute(
        select(LedgerEntry.currency, func.sum(kept))
        .where(
            LedgerEntry.practitioner_id == practitioner_id,
            or_(LedgerEntry.credit == fee, LedgerEntry.debit == fee),
            local.within(LedgerEntry.at, LedgerEntry.location_id, first, last),
        )
        .group_by(LedgerEntry.currency)
    )
    paid_out = session.execute(
        select(Payout.currency, func.sum(Payout.amount_minor))
        .where(
            Payout.practitioner_id == practitioner_id,
            Payout.voided_at.is_(None),
            local.within(Payout.paid_at, Payout.location_id, first, last),
        )
        .group_by(Payout.currency)
    )
    return _Aside(
        fees={currency: int(amount) for currency, amount in fees},
        paid_out={currency: int(amount) for currency, amount in paid_out},
        owed=open_balances(session, practitioner_id, centres),
        held=_held(session, practitioner_id, centres),
    )


def _held(session: Session, practitioner_id: int, centres: frozenset[int] | None) -> dict[str, tuple[int, int]]:
    """The doctor's part of what was paid for visits to come, and how many those are, by currency."""
    kept = Invoice.paid_minor - Invoice.refunded_minor
    statement = (
        select(
            Invoice.currency, Invoice.total_minor, Invoice.tax_minor, Invoice.platform_fee_percent, kept.label("kept")
        )
        .join(Appointment, Appointment.id == Invoice.appointment_id)
        .where(Invoice.practitioner_id == practitioner_id, Appointment.state.in_(_TO_COME), kept > 0)
    )
    if centres is not None:
        statement = statement.where(Invoice.location_id.in_(centres))
    found: dict[str, tuple[int, int]] = {}
    for row in session.execute(statement):
        paid = min(row.kept, row.total_minor)
        net = paid - (paid * row.tax_minor // row.total_minor if row.total_minor else 0)
        amount, visits = found.get(row.currency, (0, 0))
        found[row.currency] = (amount + net - clinic_share(net, row.platform_fee_percent), visits + 1)
    return found


def _visits(session: Session, local: LocalTime, practitioner_id: int) -> dict[tuple[date, int], _Visits]:
    """Completed visits by local day and centre."""
    rows = session.execute(
        select(
            local.day(Appointment.starts_at, Appointment.location_id).label("local_day"),
            Appointment.location_id,
            func.count(),
            func.coalesce(func.sum(Invoice.total_minor), 0),
            func.coalesce(func.sum(case((BALANCE > 0, BALANCE), else_=0)), 0),
        )
        .outerjoin(Invoice, Invoice.appointment_id == Appointment.id)
        .where(
            Appointment.practitioner_id == practitioner_id,
            Appointment.state == AppointmentState.COMPLETED,
            local.within(Appointment.starts_at, Appointment.location_id),
        )
        .group_by("local_day", Appointment.location_id)
    )
    return {
        (date.fromisoformat(day), location): _Visits(count, int(charged), int(unpaid))
        for day, location, count, charged, unpaid in rows
    }
