"""Reads what doctors have earned and not been paid, and what they were paid.

What a doctor is owed are the postings to their payable account that no payout has paid, up to the end of a local day of
the centre. A posting counts on the day on which it was earned.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, text, true
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.ledger import LedgerEntry, Payout, PayoutLine
from clinic_desktop.db.models.organisation import Location, Organization
from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.domain.billing import NOTHING_OWED
from clinic_desktop.domain.codes import AppointmentState, LedgerAccount, PaymentMethod
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.payouts import (
    LineKind,
    Owed,
    PayoutFilters,
    PayoutLineView,
    PayoutStatement,
    PayoutView,
    Proposal,
)
from clinic_desktop.domain.period import day_period, local_day
from clinic_desktop.domain.permissions import Actor, Permission, Scope, scope_of
from clinic_desktop.services.billing.owing import BALANCE, is_owed

_PAYABLE, _FEE = LedgerAccount.DOCTOR_PAYABLE, LedgerAccount.PLATFORM_FEE
_entry, _invoice, _booked = LedgerEntry.__table__.c, Invoice.__table__.c, Appointment.__table__.c
_payout, _line = Payout.__table__.c, PayoutLine.__table__.c
_doctor, _place = Practitioner.__table__.c, Location.__table__.c
_EARNED: ColumnElement[int] = case((_entry.credit == _PAYABLE, _entry.amount_minor), else_=-_entry.amount_minor)
_IS_EARNING = and_(_entry.payout_id.is_(None), or_(_entry.credit == _PAYABLE, _entry.debit == _PAYABLE))
# In the words of the index uq_payout_line_entry: SQLite does not see that "voided = 0" means the same.
_PAID = exists(PayoutLine.__table__.select().where(_line.entry_id == _entry.id, text("NOT payout_line.voided")))
_SOURCE = LedgerEntry.__table__.outerjoin(Invoice.__table__, _invoice.id == _entry.invoice_id).outerjoin(
    Appointment.__table__, _booked.id == _invoice.appointment_id
)
_DUE: ColumnElement[int] = case((is_owed(), BALANCE), else_=0)
_MOST = 500


@dataclass(frozen=True, slots=True)
class Earning:
    """A posting that a payout pays or would pay."""

    entry_id: int
    amount: int
    owed: bool
    row: Any


def load_owed(session: Session, actor: Actor, until_day: date) -> tuple[Owed, ...]:
    """Every doctor and centre with something to pay or to carry, by name."""
    conditions = [_IS_EARNING, ~_PAID, _until(session, until_day), *_visible(actor, _entry)]
    # Once for each visit, whatever its postings: what a patient owes counts once.
    visits = (
        select(
            _entry.practitioner_id, _entry.location_id, _entry.currency, _entry.invoice_id,
            func.sum(_EARNED).label("earned"), func.min(_entry.at).label("since"), func.max(_DUE).label("due"),
        )
        .select_from(_SOURCE)
        .where(*conditions)
        .group_by(_entry.practitioner_id, _entry.location_id, _entry.currency, _entry.invoice_id)
        .subquery()
    ).c  # fmt: skip
    rows = session.execute(
        select(
            visits.practitioner_id, visits.location_id, visits.currency, _doctor.name, _place.name.label("place"),
            _place.zone, func.sum(visits.earned).label("earned"), func.sum(visits.due).label("due"),
            func.min(visits.since).label("since"),
            func.sum(case((visits.earned != 0, 1), else_=0)).label("visits"),
        )
        .join(Practitioner.__table__, _doctor.id == visits.practitioner_id)
        .join(Location.__table__, _place.id == visits.location_id)
        .group_by(
            visits.practitioner_id, visits.location_id, visits.currency, _doctor.name, _place.name, _place.zone
        )
        .having(func.sum(visits.earned) != 0)
        .order_by(_doctor.name, _place.name, visits.currency)
    ).all()  # fmt: skip
    last = _last_payouts(session)
    return tuple(
        Owed(
            practitioner_id=row.practitioner_id,
            practitioner_name=row.name,
            location_id=row.location_id,
            location_name=row.place,
            balance=Money(int(row.earned), row.currency),
            due=Money(int(row.due), row.currency),
            visits=int(row.visits),
            since=local_day(row.since, ZoneInfo(row.zone)),
            last_paid_at=last.get(_key(row), (None, ""))[0],
            last_number=last.get(_key(row), (None, ""))[1],
        )
        for row in rows
    )


def read_proposal(
    session: Session, practitioner_id: int, location_id: int, currency: str, until_day: date, only_paid: bool
) -> tuple[Proposal, list[Earning]]:
    """What can be paid to the doctor there, and the postings that a payout would pay."""
    names = _names(session, practitioner_id, location_id)
    conditions = [
        _IS_EARNING,
        ~_PAID,
        _entry.practitioner_id == practitioner_id,
        _entry.location_id == location_id,
        _entry.currency == currency,
        _entry.at < day_period(until_day, ZoneInfo(names.zone)).end,
    ]
    every = _earnings(session, conditions)
    chosen = [earning for earning in every if not (only_paid and earning.owed)]
    lines = _lines(session, chosen, currency)
    proposal = Proposal(
        practitioner_id=practitioner_id,
        practitioner_name=names.doctor,
        location_id=location_id,
        location_name=names.place,
        until_day=until_day,
        only_paid=only_paid,
        since=local_day(lines[0].earned_at, ZoneInfo(names.zone)) if lines else None,
        lines=lines,
        charged=_sum((line.charged for line in lines), currency),
        fee=_sum((line.fee for line in lines), currency),
        total=Money(sum(earning.amount for earning in chosen), currency),
        left_out=Money(sum(earning.amount for earning in every if only_paid and earning.owed), currency),
    )
    return proposal, chosen


def load_payouts(
    session: Session, actor: Actor, filters: PayoutFilters, most: int | None = _MOST
) -> tuple[PayoutView, ...]:
    """The newest payouts first. Doctors see their own, centre managers those of their centres."""
    conditions = [*_visible(actor, _payout)]
    if filters.practitioner_id is not None:
        conditions.append(_payout.practitioner_id == filters.practitioner_id)
    if filters.location_id is not None:
        conditions.append(_payout.location_id == filters.location_id)
    if filters.first_day is not None or filters.last_day is not None:
        conditions.append(_paid_within(session, filters))
    rows = session.execute(
        _payouts().where(*conditions).order_by(_payout.paid_at.desc(), _payout.id.desc()).limit(most)
    )
    return tuple(_view(row) for row in rows)


def read_payout(session: Session, payout_id: int) -> PayoutView | None:
    """The payout, or None where there is none of that number."""
    row = session.execute(_payouts().where(_payout.id == payout_id)).one_or_none()
    return None if row is None else _view(row)


def read_statement(session: Session, payout: PayoutView) -> PayoutStatement:
    """The payout with everything that it consists of."""
    place = session.execute(
        select(_place.name, _place.address, _place.phone, _place.zone).where(_place.id == payout.location_id)
    ).one()
    currency, zone = payout.amount.currency, ZoneInfo(place.zone)
    paid = exists().where(_line.entry_id == _entry.id, _line.payout_id == payout.id)
    lines = tuple(_at_wall_clock(line, zone) for line in _lines(session, _earnings(session, [paid]), currency))
    return PayoutStatement(
        clinic=session.scalar(select(Organization.name).limit(1)) or "",
        centre=place.name,
        address=place.address,
        phone=place.phone,
        payout=replace(
            payout,
            paid_at=payout.paid_at.astimezone(zone),
            voided_at=payout.voided_at.astimezone(zone) if payout.voided_at else None,
        ),
        lines=lines,
        charged=_sum((line.charged for line in lines), currency),
        fee=_sum((line.fee for line in lines), currency),
    )


def read_lines(session: Session, conditions: list[ColumnElement[bool]], currency: str) -> tuple[PayoutLineView, ...]:
    """Everything that was earned where those conditions on the postings hold, paid out or not."""
    return _lines(session, _earnings(session, [_IS_EARNING, _entry.currency == currency, *conditions]), currency)


def open_balances(session: Session, practitioner_id: int, location_ids: frozenset[int] | None) -> dict[str, int]:
    """What the doctor has earned at those centres, or all, and not been paid until now, by currency."""
    conditions = [_IS_EARNING, ~_PAID, _entry.practitioner_id == practitioner_id]
    if location_ids is not None:
        conditions.append(_entry.location_id.in_(location_ids))
    rows = session.execute(select(_entry.currency, func.sum(_EARNED)).where(*conditions).group_by(_entry.currency))
    return {currency: int(amount) for currency, amount in rows}


def _earnings(session: Session, conditions: list[ColumnElement[bool]]) -> list[Earning]:
    """The postings in the order in which they were earned."""
    rows = session.execute(
        select(
            _entry.id, _entry.at, _entry.invoice_id, _EARNED.label("earned"), _invoice.number, _booked.patient_name,
            _booked.service_name, _booked.state, _DUE.label("due"),
        )
        .select_from(_SOURCE)
        .where(*conditions)
        .order_by(_entry.at, _entry.id)
    )  # fmt: skip
    return [Earning(row.id, int(row.earned), bool(row.due), row) for row in rows]


def _lines(session: Session, earnings: list[Earning], currency: str) -> tuple[PayoutLineView, ...]:
    """One line for each moment at which a visit earned something: its postings, and what the clinic kept then."""
    fees = _fees(session, {earning.row.invoice_id for earning in earnings if earning.row.invoice_id is not None})
    moments: dict[Any, list[Earning]] = defaultdict(list)
    for earning in earnings:
        moments[earning.row.invoice_id, earning.row.at].append(earning)
    lines = []
    for moment, parts in moments.items():
        row, earned, fee = parts[0].row, sum(part.amount for part in parts), fees.get(moment, 0)
        lines.append(
            PayoutLineView(
                earned_at=row.at,
                kind=_kind(earned, row.state),
                invoice_number=row.number or "",
                patient_name=row.patient_name or "",
                service_name=row.service_name or "",
                charged=Money(earned + fee, currency),
                fee=Money(fee, currency),
                earned=Money(earned, currency),
                due=Money(int(row.due), currency),
            )
        )
    return tuple(lines)


def _fees(session: Session, invoice_ids: set[int]) -> dict[Any, int]:
    """What the clinic kept of each invoice at each moment."""
    kept = case((_entry.credit == _FEE, _entry.amount_minor), else_=-_entry.amount_minor)
    wanted, found = sorted(invoice_ids), {}
    for start in range(0, len(wanted), _MOST):
        rows = session.execute(
            select(_entry.invoice_id, _entry.at, func.sum(kept))
            .where(
                _entry.invoice_id.in_(wanted[start : start + _MOST]), or_(_entry.credit == _FEE, _entry.debit == _FEE)
            )
            .group_by(_entry.invoice_id, _entry.at)
        )
        found.update({(invoice_id, at): int(amount) for invoice_id, at, amount in rows})
    return found


def _kind(earned: int, state: str | None) -> LineKind:
    if earned < 0 or state is None:
        return LineKind.CORRECTION
    return LineKind.KEPT if AppointmentState(state) in NOTHING_OWED else LineKind.VISIT


def _until(session: Session, until_day: date) -> ColumnElement[bool]:
    """Up to the end of that local day of each centre."""
    places = session.execute(select(_place.id, _place.zone)).all()
    parts = [
        and_(_entry.location_id == row.id, _entry.at < day_period(until_day, ZoneInfo(row.zone)).end) for row in places
    ]
    return or_(*parts) if parts else false()


def _paid_within(session: Session, filters: PayoutFilters) -> ColumnElement[bool]:
    parts = []
    for row in session.execute(select(_place.id, _place.zone)):
        zone, part = ZoneInfo(row.zone), [_payout.location_id == row.id]
        if filters.first_day is not None:
            part.append(_payout.paid_at >= day_period(filters.first_day, zone).start)
        if filters.last_day is not None:
            part.append(_payout.paid_at < day_period(filters.last_day, zone).end)
        parts.append(and_(*part))
    return or_(*parts) if parts else false()


def _visible(actor: Actor, columns: Any) -> list[ColumnElement[bool]]:
    """What the actor may see of the earnings of doctors."""
    scope = scope_of(actor.role, Permission.SEE_EARNINGS)
    if scope is Scope.CLINIC:
        return [true()]
    if scope is Scope.CENTRE:
        return [columns.location_id.in_(actor.location_ids)]
    if scope is Scope.OWN and actor.practitioner_id is not None:
        return [columns.practitioner_id == actor.practitioner_id]
    return [false()]


def _last_payouts(session: Session) -> dict[Any, Any]:
    """When each doctor was last paid at each centre, and the payout's number."""
    newest = (
        select(func.max(_payout.id))
        .where(_payout.voided_at.is_(None))
        .group_by(_payout.practitioner_id, _payout.location_id, _payout.currency)
    )
    rows = session.execute(
        select(
            _payout.practitioner_id, _payout.location_id, _payout.currency, _payout.paid_at, _payout.number
        ).where(_payout.id.in_(newest))
    )  # fmt: skip
    return {_key(row): (row.paid_at, row.number) for row in rows}


def _key(row: Any) -> tuple[int, int, str]:
    return row.practitioner_id, row.location_id, row.currency


def _names(session: Session, practitioner_id: int, location_id: int) -> Any:
    row = session.execute(
        select(_doctor.name.label("doctor"), _place.name.label("place"), _place.zone)
        .join_from(Practitioner.__table__, Location.__table__, _place.id == location_id)
        .where(_doctor.id == practitioner_id)
    ).one_or_none()
    if row is None:
        raise NotFound("practitioner", practitioner_id)
    return row


def _payouts() -> Select[Any]:
    visits = (
        select(func.count(_entry.invoice_id.distinct()))
        .join(PayoutLine.__table__, _line.entry_id == _entry.id)
        .where(_line.payout_id == _payout.id)
        .correlate(Payout.__table__)
        .scalar_subquery()
    )
    return (
        select(Payout.__table__, _doctor.name.label("doctor"), _place.name.label("place"), visits.label("visits"))
        .join(Practitioner.__table__, _doctor.id == _payout.practitioner_id)
        .join(Location.__table__, _place.id == _payout.location_id)
    )


def _view(row: Any) -> PayoutView:
    return PayoutView(
        id=row.id,
        version=row.version,
        number=row.number,
        practitioner_id=row.practitioner_id,
        practitioner_name=row.doctor,
        location_id=row.location_id,
        location_name=row.place,
        period_from=row.period_from,
        period_to=row.period_to,
        amount=Money(row.amount_minor, row.currency),
        method=PaymentMethod(row.method),
        reference=row.reference,
        note=row.note,
        paid_at=row.paid_at,
        made_by=row.made_by_name,
        visits=row.visits,
        voided_at=row.voided_at,
        voided_by=row.voided_by_name,
        void_reason=row.void_reason,
    )


def _at_wall_clock(line: PayoutLineView, zone: ZoneInfo) -> PayoutLineView:
    return replace(line, earned_at=line.earned_at.astimezone(zone))


def _sum(amounts: Iterable[Money], currency: str) -> Money:
    return Money(sum(amount.minor for amount in amounts), currency)
