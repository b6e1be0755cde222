"""The list of payments: narrowed, a page at a time, with the totals of all that pass, among many thousands.

Names and doctors lie in other tables, which are only read for the rows in view, unless a filter asks for them.
"""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, FromClause, and_, case, false, func, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.codes import (
    DECIDED_REFUND_STATES,
    LIVE_LINK_STATES,
    GatewayName,
    PaymentMethod,
    PaymentState,
    RefundState,
)
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.money import Money, parse_amount
from clinic_desktop.domain.period import day_period
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.billing.invoices import CAME_IN
from clinic_desktop.services.billing.listing import LARGEST_PAGE, visible_to
from clinic_desktop.services.billing.values import MethodTotal, PaymentFilters, PaymentMark, PaymentPage, PaymentRow

LONGEST_EXPORT = 200_000
_CAME_OR_HELD = (*CAME_IN, PaymentState.HELD)

_payment, _invoice, _booked = Payment.__table__.c, Invoice.__table__.c, Appointment.__table__.c
_refund, _link = Refund.__table__.c, PaymentLink.__table__.c
_GONE = (
    select(func.coalesce(func.sum(_refund.amount_minor), 0))
    .where(_refund.payment_id == _payment.id, _refund.state.in_(DECIDED_REFUND_STATES))
    .correlate(Payment.__table__)
    .scalar_subquery()
)
_GIVEN = (
    select(func.coalesce(func.sum(_refund.amount_minor), 0))
    .where(_refund.payment_id == _payment.id, _refund.state == RefundState.DONE)
    .correlate(Payment.__table__)
    .scalar_subquery()
)
_JOINED = Payment.__table__.join(Invoice.__table__, _invoice.id == _payment.invoice_id).join(
    Appointment.__table__, _booked.id == _invoice.appointment_id
)
_COLUMNS = (
    _payment.id, _payment.invoice_id, _invoice.number, _invoice.appointment_id, _payment.receipt_number,
    _invoice.patient_id, _booked.patient_name, _booked.practitioner_name, _payment.location_id, _payment.method,
    _payment.state, _payment.amount_minor, _payment.currency, _GONE.label("gone"), _GIVEN.label("given"),
    _payment.reference,
    _payment.taken_by_name, _payment.desk, _payment.paid_at, _payment.gateway, _payment.declared, _payment.card_last4,
)  # fmt: skip


def load_payments(
    session: Session,
    actor: Actor,
    filters: PaymentFilters,
    page: int,
    page_size: int,
    below: PaymentMark | None = None,
    totals: tuple[MethodTotal, ...] | None = None,
) -> PaymentPage:
    """One page, newest first, and the totals of all that pass the filters: that page, or what comes ``below`` a
    payment. ``totals`` that are known are not counted again: among many thousands they take longer than the page.
    Where only what is PENDING is asked for, the rows are links that can still be paid, and few."""
    if page < 0 or not 1 <= page_size <= LARGEST_PAGE:
        raise Invalid({"page": "out_of_bounds"})
    if filters.states == (PaymentState.PENDING,):
        return _load_links(session, actor, filters, page, page_size)
    conditions = _conditions(session, actor, filters)
    source = _source(actor, filters)
    if totals is None:
        totals = _totals(session, source, conditions)
    chosen = select(_payment.id).select_from(source).where(*conditions)
    if below is not None:
        older = or_(_payment.paid_at < below.paid_at, _payment.id < below.id)
        chosen = chosen.where(_payment.paid_at <= below.paid_at, older)
    newest = chosen.order_by(_payment.paid_at.desc(), _payment.id.desc()).limit(page_size)
    numbers = session.scalars(newest.offset(page * page_size) if below is None else newest).all()
    return PaymentPage(page, page_size, sum(total.count for total in totals), _rows(session, numbers), totals)


def load_all_payments(session: Session, actor: Actor, filters: PaymentFilters) -> tuple[PaymentRow, ...]:
    """Every payment that passes the filters, newest first, for a file. Refuses more than 200,000."""
    if filters.states == (PaymentState.PENDING,):
        return _load_links(session, actor, filters, 0, LONGEST_EXPORT).rows
    found = session.execute(
        select(*_COLUMNS)
        .select_from(_JOINED)
        .where(*_conditions(session, actor, filters))
        .order_by(_payment.paid_at.desc(), _payment.id.desc())
        .limit(LONGEST_EXPORT + 1)
    ).all()
    if len(found) > LONGEST_EXPORT:
        raise Invalid({"period": "too_many_rows"})
    return tuple(map(_row, found))


def desks_of(session: Session, actor: Actor, location_id: int | None) -> tuple[str, ...]:
    """The desks at which money was ever taken, by name."""
    source = _source(actor, PaymentFilters())
    statement = select(_payment.desk).select_from(source).where(_payment.desk != "", *visible_to(actor)).distinct()
    if location_id is not None:
        statement = statement.where(_payment.location_id == location_id)
    return tuple(sorted(session.scalars(statement)))


def _source(actor: Actor, filters: PaymentFilters) -> FromClause:
    """The payments, with their visits only where a filter asks for them."""
    named = bool(filters.text.split()) and not _is_number(filters.text)
    asks = named or filters.practitioner_id is not None or filters.patient_id is not None
    return _JOINED if asks or actor.patient_id is not None else Payment.__table__


def _rows(session: Session, numbers: Any) -> tuple[PaymentRow, ...]:
    if not numbers:
        return ()
    found = session.execute(
        select(*_COLUMNS)
        .select_from(_JOINED)
        .where(_payment.id.in_(numbers))
        .order_by(_payment.paid_at.desc(), _payment.id.desc())
    )
    return tuple(map(_row, found))


def _conditions(session: Session, actor: Actor, filters: PaymentFilters) -> list[ColumnElement[bool]]:
    states = tuple(state for state in filters.states if state in _CAME_OR_HELD) if filters.states else CAME_IN
    conditions = [_payment.state.in_(states), *visible_to(actor)]
    if filters.methods:
        conditions.append(_payment.method.in_(filters.methods))
    if filters.gateways:
        conditions.append(_payment.gateway.in_(filters.gateways))
    if filters.desks:
        conditions.append(_payment.desk.in_(filters.desks))
    conditions += _whose(filters)
    conditions += _where_and_when(session, filters, _payment.location_id, _payment.paid_at)
    if _is_number(filters.text):
        conditions.append(or_(*_numbered(session, filters.text.strip())))
    elif filters.text.split():
        conditions.append(_named(session, filters.text))
    return conditions


def _whose(filters: PaymentFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.practitioner_id is not None:
        conditions.append(_invoice.practitioner_id == filters.practitioner_id)
    if filters.patient_id is not None:
        conditions.append(_invoice.patient_id == filters.patient_id)
    return conditions


def _is_number(text: str) -> bool:
    """Whether one word is looked for that has a digit: nobody's name."""
    return len(text.split()) == 1 and any(letter.isdigit() for letter in text)


def _named(session: Session, text: str) -> ColumnElement[bool]:
    # SQLite's LIKE itself does not mind the case of English letters, and is quicker than our lower().
    by_itself = session.get_bind().dialect.name == "sqlite" and text.isascii()
    name = _booked.patient_name if by_itself else func.lower(_booked.patient_name)
    return and_(*(name.contains(word.lower(), autoescape=True) for word in text.split()))


def _numbered(session: Session, number: str) -> list[ColumnElement[bool]]:
    """The number of a receipt, its beginning or its end; a reference; the last four digits of a card; an amount."""
    return [
        _payment.receipt_number.startswith(number.upper(), autoescape=True),
        _payment.receipt_number.endswith(number.upper(), autoescape=True),
        _payment.reference == number,
        _payment.card_last4 == number,
        _payment.gateway_payment_id == number,
        *_of_amount(session, number, _payment.amount_minor, _payment.currency),
    ]


def _of_amount(session: Session, text: str, amount: Any, currency: Any) -> list[ColumnElement[bool]]:
    """Exactly that amount in any of the clinic's currencies."""
    found = []
    for known in session.scalars(select(Location.currency).distinct()):
        try:
            wanted = parse_amount(text, known)
        except ValueError:
            continue
        found.append(and_(currency == known, amount == wanted.minor))
    return found


def _where_and_when(session: Session, filters: PaymentFilters, place: Any, instant: Any) -> list[ColumnElement[bool]]:
    """The centres, and the local days of each: the same dates are other instants elsewhere."""
    if filters.first_day is None and filters.last_day is None:
        return [place.in_(filters.location_ids)] if filters.location_ids else []
    statement = select(Location.id, Location.zone)
    if filters.location_ids:
        statement = statement.where(Location.id.in_(filters.location_ids))
    parts = []
    for row in session.execute(statement):
        part = [place == row.id]
        if filters.first_day is not None:
            part.append(instant >= day_period(filters.first_day, ZoneInfo(row.zone)).start)
        if filters.last_day is not None:
            part.append(instant < day_period(filters.last_day, ZoneInfo(row.zone)).end)
        parts.append(and_(*part))
    return [or_(*parts) if parts else false()]


def _totals(session: Session, source: FromClause, conditions: list[ColumnElement[bool]]) -> tuple[MethodTotal, ...]:
    touched = case((_payment.state == PaymentState.PAID, 0), else_=_GONE)
    inner = (
        select(_payment.method, _payment.currency, _payment.amount_minor, touched.label("gone"))
        .select_from(source)
        .where(*conditions)
        .subquery()
    )
    rows = session.execute(
        select(
            inner.c.method, inner.c.currency, func.sum(inner.c.amount_minor), func.sum(inner.c.gone), func.count()
        )
        .group_by(inner.c.method, inner.c.currency)
        .order_by(inner.c.currency, inner.c.method)
    )  # fmt: skip
    return tuple(
        MethodTotal(PaymentMethod(method), Money(int(paid), currency), Money(int(gone), currency), count)
        for method, currency, paid, gone, count in rows
    )


def _load_links(session: Session, actor: Actor, filters: PaymentFilters, page: int, page_size: int) -> PaymentPage:
    """Links that can still be paid, as rows without a receipt: their ``id`` is the link's number, negative."""
    source = PaymentLink.__table__.join(Invoice.__table__, _invoice.id == _link.invoice_id).join(
        Appointment.__table__, _booked.id == _invoice.appointment_id
    )
    conditions = [_link.state.in_(LIVE_LINK_STATES), *visible_to(actor, _link.location_id), *_whose(filters)]
    conditions += _where_and_when(session, filters, _link.location_id, _link.created_at)
    if filters.methods and PaymentMethod.LINK not in filters.methods:
        conditions.append(false())
    if filters.gateways:
        conditions.append(_link.gateway.in_(filters.gateways))
    if filters.desks:
        conditions.append(_link.desk.in_(filters.desks))
    if _is_number(filters.text):
        conditions.append(or_(*_of_amount(session, filters.text.strip(), _link.amount_minor, _link.currency), false()))
    elif filters.text.split():
        conditions.append(_named(session, filters.text))
    found = session.execute(
        select(
            (-_link.id).label("id"), _link.invoice_id, _invoice.number, _link.appointment_id, _invoice.patient_id,
            _booked.patient_name, _booked.practitioner_name, _link.location_id, _link.amount_minor, _link.currency,
            _link.created_by_name, _link.desk, _link.created_at, _link.gateway,
        )
        .select_from(source)
        .where(*conditions)
        .order_by(_link.created_at.desc(), _link.id.desc())
    ).all()  # fmt: skip
    rows = tuple(map(_link_row, found[page * page_size : (page + 1) * page_size]))
    return PaymentPage(page, page_size, len(found), rows, ())


def _link_row(row: Any) -> PaymentRow:
    return PaymentRow(
        id=row.id,
        invoice_id=row.invoice_id,
        invoice_number=row.number or "",
        appointment_id=row.appointment_id,
        receipt_number="",
        patient_id=row.patient_id,
        patient_name=row.patient_name,
        practitioner_name=row.practitioner_name,
        location_id=row.location_id,
        method=PaymentMethod.LINK,
        state=PaymentState.PENDING,
        amount=Money(row.amount_minor, row.currency),
        refunded=Money(0, row.currency),
        given_back=Money(0, row.currency),
        reference="",
        taken_by=row.created_by_name,
        desk=row.desk,
        paid_at=row.created_at,
        gateway=GatewayName(row.gateway),
    )


def _row(row: Any) -> PaymentRow:
    return PaymentRow(
        id=row.id,
        invoice_id=row.invoice_id,
        invoice_number=row.number or "",
        appointment_id=row.appointment_id,
        receipt_number=row.receipt_number or "",
        patient_id=row.patient_id,
        patient_name=row.patient_name,
        practitioner_name=row.practitioner_name,
        location_id=row.location_id,
        method=PaymentMethod(row.method),
        state=PaymentState(row.state),
        amount=Money(row.amount_minor, row.currency),
        refunded=Money(int(row.gone), row.currency),
        given_back=Money(int(row.given), row.currency),
        reference=row.reference,
        taken_by=row.taken_by_name,
        desk=row.desk,
        paid_at=row.paid_at,
        gateway=GatewayName(row.gateway) if row.gateway else None,
        declared=row.declared,
        card_last4=row.card_last4,
    )
