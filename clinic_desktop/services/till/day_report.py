"""The report of a day at a centre: what every desk took and gave back, added up by the database in one look each."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location, Organization
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.db.models.till import TillSession as Till
from clinic_desktop.domain.codes import AppointmentState, TillState
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Period, day_period
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.till.reading import GIVEN_BACK, PAID, method_sums, numbers_between, till_rows
from clinic_desktop.services.till.values import DayReport, DeskSum, Tally, TaxSum, VisitTally

_payment, _refund, _invoice = Payment.__table__.c, Refund.__table__.c, Invoice.__table__.c
_booked, _came, _till = Appointment.__table__.c, Encounter.__table__.c, Till.__table__.c
_S = AppointmentState
_MOST_TILLS = 500


def load_day_report(
    session: Session, actor: Actor, location_id: int, day: date, desk: str | None, now: datetime
) -> DayReport:
    """The day of a centre; of one desk alone where that is named. What is in another currency than the centre's now is
    left out."""
    place = session.execute(
        select(Location.name, Location.zone, Location.currency).where(Location.id == location_id)
    ).one_or_none()
    if place is None:
        raise NotFound("location", location_id)
    clinic = session.scalar(select(Organization.name).limit(1)) or ""
    period = day_period(day, ZoneInfo(place.zone))
    currency = place.currency
    paid = [*_during(_payment, _payment.paid_at, location_id, period), _payment.currency == currency, PAID]
    back = [*_during(_refund, _refund.done_at, location_id, period), _refund.currency == currency, GIVEN_BACK]
    noted = [*_during(_refund, _refund.created_at, location_id, period), _refund.currency == currency]
    if desk is not None:
        paid.append(_payment.desk == desk)
        back.append(_refund.desk == desk)
        noted.append(_refund.desk == desk)
    invoices = _during(_invoice, _invoice.issued_at, location_id, period)
    tills = [_till.location_id == location_id, *([] if desk is None else [_till.desk == desk])]
    closed = and_(_till.closed_at >= period.start, _till.closed_at < period.end)
    still = and_(_till.state == TillState.OPEN, _till.opened_at < period.end)
    found = till_rows(session, [*tills, or_(closed, still)], _MOST_TILLS, now)
    return DayReport(
        clinic=clinic,
        centre=place.name,
        location_id=location_id,
        day=day,
        desk=desk or "",
        currency=currency,
        made_at=now.astimezone(ZoneInfo(place.zone)),
        made_by=actor.name,
        sums=_sums(session, paid, back, currency),
        discounts=_discounts(session, invoices, currency),
        voids=_voids(session, back, currency),
        taxes=_taxes(session, invoices, currency),
        visits=_visits(session, location_id, day, period),
        receipts=numbers_between(session, _payment.receipt_number, _payment.id, *paid),
        credit_notes=numbers_between(session, _refund.credit_note_number, _refund.id, *noted),
        tills=tuple(row for row in reversed(found) if row.state is TillState.CLOSED),
        still_open=tuple(row for row in reversed(found) if row.state is TillState.OPEN),
    )


def _during(columns: Any, instant: Any, location_id: int, period: Period) -> list[ColumnElement[bool]]:
    return [columns.location_id == location_id, instant >= period.start, instant < period.end]


def _sums(
    session: Session, paid: Sequence[ColumnElement[bool]], back: Sequence[ColumnElement[bool]], currency: str
) -> tuple[DeskSum, ...]:
    came: defaultdict[str, list[Any]] = defaultdict(list)
    gone: defaultdict[str, list[Any]] = defaultdict(list)
    for columns, conditions, rows in ((_payment, paid, came), (_refund, back, gone)):
        statement = (
            select(columns.desk, columns.method, func.sum(columns.amount_minor), func.count())
            .where(*conditions)
            .group_by(columns.desk, columns.method)
        )
        for desk, method, amount, count in session.execute(statement):
            rows[desk].append((method, amount, count))
    desks = sorted({*came, *gone}, key=lambda desk: (not desk, desk))
    return tuple(DeskSum(desk, sums) for desk in desks for sums in method_sums(came[desk], gone[desk], currency))


def _discounts(session: Session, invoices: Sequence[ColumnElement[bool]], currency: str) -> Tally:
    count, amount = session.execute(
        select(func.count(), func.coalesce(func.sum(_invoice.discount_minor), 0)).where(
            *invoices, _invoice.discount_minor > 0
        )
    ).one()
    return Tally(int(count), Money(int(amount), currency))


def _voids(session: Session, back: Sequence[ColumnElement[bool]], currency: str) -> Tally:
    count, amount = session.execute(
        select(func.count(), func.coalesce(func.sum(_refund.amount_minor), 0)).where(*back, _refund.due_again)
    ).one()
    return Tally(int(count), Money(int(amount), currency))


def _taxes(session: Session, invoices: Sequence[ColumnElement[bool]], currency: str) -> tuple[TaxSum, ...]:
    rows = session.execute(
        select(
            _invoice.tax_name, _invoice.tax_percent,
            func.sum(_invoice.total_minor - _invoice.tax_minor), func.sum(_invoice.tax_minor),
        )
        .where(*invoices, _invoice.tax_percent > 0)
        .group_by(_invoice.tax_name, _invoice.tax_percent)
        .order_by(_invoice.tax_percent, _invoice.tax_name)
    )  # fmt: skip
    return tuple(
        TaxSum(name, percent, Money(int(net), currency), Money(int(tax), currency)) for name, percent, net, tax in rows
    )


def _visits(session: Session, location_id: int, day: date, period: Period) -> VisitTally:
    def of(*states: AppointmentState) -> Any:
        return func.coalesce(func.sum(case((_booked.state.in_(states), 1), else_=0)), 0)

    row = session.execute(
        select(func.count(), of(_S.COMPLETED), of(_S.NO_SHOW), of(_S.CANCELLED, _S.REJECTED)).where(
            *_during(_booked, _booked.starts_at, location_id, period)
        )
    ).one()
    tokens = session.scalar(select(func.count()).where(_came.location_id == location_id, _came.day == day))
    return VisitTally(int(row[0]), int(tokens or 0), int(row[1]), int(row[2]), int(row[3]))
