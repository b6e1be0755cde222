"""Reading tills: what should be in them, added up by the database."""

import json
from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.db.models.till import TillCount, TillMovement, TillSession
from clinic_desktop.domain.cash import NO_PIECES
from clinic_desktop.domain.codes import PaymentMethod, RefundState, TillMovementKind, TillState
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import local_day
from clinic_desktop.services.billing.invoices import CAME_IN
from clinic_desktop.services.till.values import (
    MethodSum,
    NumberRange,
    TillCountView,
    TillMovementView,
    TillProposal,
    TillRow,
    TillView,
)

_till, _count, _movement = TillSession.__table__.c, TillCount.__table__.c, TillMovement.__table__.c
_payment, _refund = Payment.__table__.c, Refund.__table__.c
_ROWS = select(*_till, Location.zone).join(Location.__table__, Location.id == _till.location_id)
PAID: ColumnElement[bool] = _payment.state.in_(CAME_IN)
GIVEN_BACK: ColumnElement[bool] = _refund.state == RefundState.DONE


def read_till(session: Session, till_id: int, now: datetime) -> TillView:
    """One till with all that is in it; NotFound where there is none."""
    row = session.execute(_ROWS.where(_till.id == till_id)).one_or_none()
    if row is None:
        raise NotFound("till", till_id)
    return _view(session, row, now)


def open_till_at(session: Session, location_id: int, desk: str, now: datetime) -> TillView | None:
    """The till that is open at the desk."""
    here = and_(_till.location_id == location_id, _till.desk == desk, _till.state == TillState.OPEN)
    row = session.execute(_ROWS.where(here)).one_or_none()
    return None if row is None else _view(session, row, now)


def sums_of(session: Session, till_id: int, currency: str) -> tuple[MethodSum, ...]:
    """What came in and went back by each way of paying that was used."""
    came = session.execute(
        select(_payment.method, func.sum(_payment.amount_minor), func.count())
        .where(_payment.till_session_id == till_id, PAID)
        .group_by(_payment.method)
    ).all()
    back = session.execute(
        select(_refund.method, func.sum(_refund.amount_minor), func.count())
        .where(_refund.till_session_id == till_id, GIVEN_BACK)
        .group_by(_refund.method)
    ).all()
    return method_sums(came, back, currency)


def method_sums(came: Sequence[Any], back: Sequence[Any], currency: str) -> tuple[MethodSum, ...]:
    """Sums by method from rows of method, amount and count."""
    taken = {PaymentMethod(method): (int(amount), int(count)) for method, amount, count in came}
    given = {PaymentMethod(method): (int(amount), int(count)) for method, amount, count in back}
    nothing = (0, 0)
    return tuple(
        MethodSum(
            method,
            Money(taken.get(method, nothing)[0], currency),
            Money(given.get(method, nothing)[0], currency),
            taken.get(method, nothing)[1],
            given.get(method, nothing)[1],
        )
        for method in PaymentMethod
        if method in taken or method in given
    )


def numbers_between(session: Session, number: Any, row_id: Any, *conditions: ColumnElement[bool]) -> NumberRange:
    """The first and the last number of the rows that meet the conditions, as they were given: in the order of ids."""
    first, last, count = session.execute(
        select(func.min(row_id), func.max(row_id), func.count()).where(number.is_not(None), *conditions)
    ).one()
    if not count:
        return NumberRange()
    found = {row[0]: row[1] for row in session.execute(select(row_id, number).where(row_id.in_((first, last))))}
    return NumberRange(found[first], found[last], int(count))


def proposal_for(session: Session, location_id: int, desk: str, currency: str) -> TillProposal:
    """What the last till of the desk left in the drawer, and what came and went there since without a till."""
    nothing = Money(0, currency)
    last = session.execute(
        select(_till.left_minor, _till.closed_at, _till.closed_by_name)
        .where(_till.location_id == location_id, _till.desk == desk, _till.currency == currency)
        .order_by(_till.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None or last.closed_at is None:
        return TillProposal(nothing, nothing)
    came = session.scalar(
        select(func.coalesce(func.sum(_payment.amount_minor), 0)).where(
            _payment.location_id == location_id, _payment.desk == desk, _payment.currency == currency,
            _payment.method == PaymentMethod.CASH, _payment.till_session_id.is_(None),
            _payment.paid_at >= last.closed_at, PAID,
        )
    )  # fmt: skip
    back = session.scalar(
        select(func.coalesce(func.sum(_refund.amount_minor), 0)).where(
            _refund.location_id == location_id, _refund.desk == desk, _refund.currency == currency,
            _refund.method == PaymentMethod.CASH, _refund.till_session_id.is_(None),
            _refund.done_at >= last.closed_at, GIVEN_BACK,
        )
    )  # fmt: skip
    since = Money(int(came or 0) - int(back or 0), currency)
    return TillProposal(Money(last.left_minor or 0, currency), since, last.closed_by_name, last.closed_at)


def till_rows(session: Session, conditions: Sequence[ColumnElement[bool]], most: int, now: datetime) -> list[TillRow]:
    """Tills for a list, the latest first. Of open ones it is not told what should be in them."""
    cash = and_(_count.session_id == _till.id, _count.method == PaymentMethod.CASH)
    rows = session.execute(
        select(*_till, Location.zone, _count.expected_minor, _count.counted_minor)
        .join(Location.__table__, Location.id == _till.location_id)
        .outerjoin(TillCount.__table__, cash)
        .where(*conditions)
        .order_by(_till.id.desc())
        .limit(most)
    ).all()
    return [_row(row, now) for row in rows]


def _view(session: Session, row: Any, now: datetime) -> TillView:
    return TillView(
        id=row.id,
        version=row.version,
        location_id=row.location_id,
        desk=row.desk,
        currency=row.currency,
        state=TillState(row.state),
        number=row.number or "",
        floated=Money(row.float_minor, row.currency),
        opened_at=row.opened_at,
        opened_by_id=row.opened_by_id,
        opened_by=row.opened_by_name,
        closed_at=row.closed_at,
        closed_by=row.closed_by_name,
        left=None if row.left_minor is None else Money(row.left_minor, row.currency),
        note=row.note,
        follows_id=row.follows_id,
        overnight=_overnight(row, now),
        sums=sums_of(session, row.id, row.currency),
        movements=_movements(session, row.id, row.currency),
        counts=_counts(session, row.id, row.currency),
        receipts=numbers_between(
            session, _payment.receipt_number, _payment.id, _payment.till_session_id == row.id, PAID
        ),
    )


def _overnight(row: Any, now: datetime) -> bool:
    zone = ZoneInfo(row.zone)
    return bool(row.state == TillState.OPEN and local_day(row.opened_at, zone) < local_day(now, zone))


def _movements(session: Session, till_id: int, currency: str) -> tuple[TillMovementView, ...]:
    rows = session.execute(select(*_movement).where(_movement.session_id == till_id).order_by(_movement.id))
    return tuple(
        TillMovementView(
            row.id,
            TillMovementKind(row.kind),
            Money(row.amount_minor, currency),
            row.reason,
            row.at,
            row.made_by_name,
        )
        for row in rows
    )


def _counts(session: Session, till_id: int, currency: str) -> tuple[TillCountView, ...]:
    rows = session.execute(select(*_count).where(_count.session_id == till_id)).all()
    order = list(PaymentMethod)
    return tuple(
        TillCountView(
            PaymentMethod(row.method),
            Money(row.expected_minor, currency),
            None if row.counted_minor is None else Money(row.counted_minor, currency),
            row.reason,
            _pieces(row.pieces),
        )
        for row in sorted(rows, key=lambda row: order.index(PaymentMethod(row.method)))
    )


def _pieces(text: str) -> MappingProxyType[int, int]:
    found = {int(piece): int(count) for piece, count in json.loads(text).items()} if text else dict(NO_PIECES)
    return MappingProxyType(found)


def _row(row: Any, now: datetime) -> TillRow:
    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, row.currency)

    return TillRow(
        id=row.id,
        number=row.number or "",
        desk=row.desk,
        location_id=row.location_id,
        state=TillState(row.state),
        opened_at=row.opened_at,
        opened_by=row.opened_by_name,
        closed_at=row.closed_at,
        closed_by=row.closed_by_name,
        floated=Money(row.float_minor, row.currency),
        expected=money(row.expected_minor),
        counted=money(row.counted_minor),
        left=money(row.left_minor),
        overnight=_overnight(row, now),
    )
