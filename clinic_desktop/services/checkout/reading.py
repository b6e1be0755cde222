"""Reading links: one, those of an appointment, and a page of the tracker."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.domain.codes import LIVE_LINK_STATES, GatewayName, LinkEnd, LinkKind, LinkState, Role
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import day_period
from clinic_desktop.domain.permissions import Actor, Permission, Scope, permits, scope_of
from clinic_desktop.services.appointments.timetables import zone_of
from clinic_desktop.services.checkout.values import LinkFilters, LinkGroup, LinkPage, LinkTotal, LinkView

_link, _booked = PaymentLink.__table__.c, Appointment.__table__.c
_STATES = {
    LinkGroup.LIVE: LIVE_LINK_STATES,
    LinkGroup.PAID: (LinkState.PAID, LinkState.PART_PAID),
    LinkGroup.ENDED: (LinkState.ENDED, LinkState.FAILED),
}
_LINKS = select(
    *_link, _booked.patient_id, _booked.patient_name, _booked.practitioner_name, _booked.service_name,
    _booked.starts_at,
).join_from(PaymentLink.__table__, Appointment.__table__, _booked.id == _link.appointment_id)  # fmt: skip


def read_link(session: Session, link_id: int) -> LinkView:
    """One link."""
    row = session.connection().execute(_LINKS.where(_link.id == link_id)).one_or_none()
    if row is None:
        raise NotFound("payment_link", link_id)
    return _view(row)


def live_link(session: Session, appointment_id: int) -> LinkView | None:
    """The appointment's link that can still be paid, as far as anybody knows."""
    row = (
        session.connection()
        .execute(_LINKS.where(_link.appointment_id == appointment_id, _link.state.in_(LIVE_LINK_STATES)))
        .one_or_none()
    )
    return None if row is None else _view(row)


def links_of(session: Session, appointment_id: int) -> tuple[LinkView, ...]:
    """The appointment's links, the newest first."""
    statement = _LINKS.where(_link.appointment_id == appointment_id).order_by(_link.id.desc())
    return tuple(_view(row) for row in session.connection().execute(statement))


def count_live(session: Session, actor: Actor, location_id: int | None) -> int:
    """How many links can still be paid, of those that the person may see."""
    statement = (
        select(func.count())
        .select_from(PaymentLink.__table__)
        .join(Appointment.__table__, _booked.id == _link.appointment_id)
        .where(_link.state.in_(LIVE_LINK_STATES), *_seen_by(actor))
    )
    if location_id is not None:
        statement = statement.where(_link.location_id == location_id)
    return int(session.execute(statement).scalar_one())


def load_page(session: Session, actor: Actor, filters: LinkFilters, page: int, page_size: int) -> LinkPage:
    """A page of the links that the person may see, with totals by currency of all that pass the filters."""
    conditions = [*_seen_by(actor), *_wanted(session, filters)]
    totals = session.execute(
        select(_link.currency, func.sum(_link.amount_minor), func.sum(_link.paid_minor), func.count())
        .select_from(PaymentLink.__table__)
        .join(Appointment.__table__, _booked.id == _link.appointment_id)
        .where(*conditions)
        .group_by(_link.currency)
        .order_by(_link.currency)
    ).all()
    rows = _page(session, _LINKS.where(*conditions), page, page_size)
    return LinkPage(
        page=page,
        page_size=page_size,
        total=sum(int(count) for *_, count in totals),
        rows=rows,
        totals=tuple(
            LinkTotal(Money(int(asked), currency), Money(int(paid), currency), int(count))
            for currency, asked, paid, count in totals
        ),
    )


def may_see(actor: Actor, link: LinkView) -> bool:
    """Whether the person may see this link: the desks of its centre, and the patient."""
    return permits(actor, Permission.SEE_PAYMENTS, location_id=link.location_id, patient_id=link.patient_id)


def may_ask(actor: Actor, location_id: int, patient_id: int) -> bool:
    """Whether the person may ask for a link there, follow it and end it: who takes payments, and the patient."""
    if actor.role is Role.PATIENT:
        return actor.patient_id == patient_id
    return permits(actor, Permission.TAKE_PAYMENT, location_id=location_id)


def _page(session: Session, statement: Select[Any], page: int, page_size: int) -> tuple[LinkView, ...]:
    found = session.connection().execute(
        statement.order_by(_link.created_at.desc(), _link.id.desc()).limit(page_size).offset(page * page_size)
    )
    return tuple(_view(row) for row in found)


def _seen_by(actor: Actor) -> list[ColumnElement[bool]]:
    scope = scope_of(actor.role, Permission.SEE_PAYMENTS)
    if scope is Scope.CLINIC:
        return []
    if scope is Scope.CENTRE:
        return [_link.location_id.in_(sorted(actor.location_ids))]
    return [_booked.patient_id == actor.patient_id]


def _wanted(session: Session, filters: LinkFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.group is not None:
        conditions.append(_link.state.in_(_STATES[filters.group]))
    if filters.states:
        conditions.append(_link.state.in_(filters.states))
    if filters.location_ids:
        conditions.append(_link.location_id.in_(filters.location_ids))
    if filters.gateway is not None:
        conditions.append(_link.gateway == filters.gateway)
    if filters.patient_id is not None:
        conditions.append(_booked.patient_id == filters.patient_id)
    if filters.text.strip():
        sought = filters.text.strip().lower()
        named = func.lower(_booked.patient_name).contains(sought, autoescape=True)
        keyed = func.lower(_link.key).startswith(sought, autoescape=True)
        conditions.append(or_(named, keyed))
    if filters.first_day is not None or filters.last_day is not None:
        conditions.append(_in_days(session, filters))
    return conditions


def _in_days(session: Session, filters: LinkFilters) -> ColumnElement[bool]:
    """That a link was asked for in the days, by the wall clock of its centre."""
    zones = session.execute(select(Location.zone, Location.id)).all()
    parts = []
    for zone in sorted({row.zone for row in zones}):
        condition: ColumnElement[bool] = _link.location_id.in_([row.id for row in zones if row.zone == zone])
        if filters.first_day is not None:
            condition &= _link.created_at >= day_period(filters.first_day, zone_of(zone)).start
        if filters.last_day is not None:
            condition &= _link.created_at < day_period(filters.last_day, zone_of(zone)).end
        parts.append(condition)
    return or_(*parts)


def _view(row: Any) -> LinkView:
    return LinkView(
        id=row.id,
        version=row.version,
        key=row.key,
        appointment_id=row.appointment_id,
        invoice_id=row.invoice_id,
        patient_id=row.patient_id,
        patient_name=row.patient_name,
        practitioner_name=row.practitioner_name,
        service_name=row.service_name,
        starts_at=row.starts_at,
        location_id=row.location_id,
        gateway=GatewayName(row.gateway),
        kind=LinkKind(row.kind),
        live=row.live,
        state=LinkState(row.state),
        amount=Money(row.amount_minor, row.currency),
        paid=Money(row.paid_minor, row.currency),
        url=row.url,
        holds_booking=row.holds_booking,
        ends_at=row.ends_at,
        created_at=row.created_at,
        created_by=row.created_by_name,
        desk=row.desk,
        ended_at=row.ended_at,
        end_reason=LinkEnd(row.end_reason) if row.end_reason else None,
        asked_at=row.asked_at,
        problem=row.problem,
    )
