"""Lists of appointments: pages of what the filters let through, over a history of any length."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.domain.period import day_period
from clinic_desktop.domain.permissions import Actor, Permission, Scope, scope_of
from clinic_desktop.services.appointments.expiry import state_now
from clinic_desktop.services.appointments.reading import Viewer, booked, cards_statement, invoice
from clinic_desktop.services.appointments.timetables import zone_of
from clinic_desktop.services.appointments.views import Listing, ListingFilters, ListingSort
from clinic_desktop.services.billing.owing import is_unpaid
from clinic_desktop.services.settings import load_settings

COUNT_LIMIT = 10_000
"""Nobody pages further; counting on would read the whole history."""
MOST_ROWS = 500
"""No page is longer."""

_ORDER = {
    ListingSort.STARTS: booked.starts_at,
    ListingSort.PATIENT: booked.patient_name,
    ListingSort.PRACTITIONER: booked.practitioner_name,
    ListingSort.STATE: booked.state,
    ListingSort.AMOUNT: booked.amount_minor,
    ListingSort.BOOKED: booked.created_at,
}


def load_listing(
    session: Session,
    actor: Actor,
    filters: ListingFilters,
    found: Sequence[int] | None,
    sort: ListingSort,
    page: int,
    page_size: int,
    descending: bool,
    now: datetime,
) -> Listing:
    """One page. ``found`` are the patients that the filters' text means; None where there is no text."""
    size = max(1, min(page_size, MOST_ROWS))
    conditions = [*visible_to(actor), *_conditions(session, filters, now)]
    if found is not None:
        conditions.append(booked.patient_id.in_(found))
    column = _ORDER[sort]
    order = (column.desc(), booked.id.desc()) if descending else (column, booked.id)
    rows = session.execute(
        cards_statement().where(*conditions).order_by(*order).limit(size).offset(max(page, 0) * size)
    ).all()
    counted = (
        select(booked.id)
        .select_from(Appointment.__table__)
        .outerjoin(Invoice.__table__, invoice.appointment_id == booked.id)
        .where(*conditions)
        .limit(COUNT_LIMIT + 1)
        .subquery()
    )
    total = session.execute(select(func.count()).select_from(counted)).scalar_one()
    cards = Viewer(actor, now, load_settings(session)).cards(rows)
    return Listing(cards, page, size, min(total, COUNT_LIMIT), total > COUNT_LIMIT)


def visible_to(actor: Actor) -> list[ColumnElement[bool]]:
    """The condition that keeps to what the person may see; never empty for those who may not see everything."""
    scope = scope_of(actor.role, Permission.SEE_APPOINTMENTS)
    if scope is Scope.CLINIC:
        return []
    if scope is Scope.CENTRE:
        return [booked.location_id.in_(actor.location_ids)]
    if actor.practitioner_id is not None:
        return [booked.practitioner_id == actor.practitioner_id]
    if actor.patient_id is not None:
        return [booked.patient_id == actor.patient_id]
    return [false()]


def _conditions(session: Session, filters: ListingFilters, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[Any] = []
    if filters.first_day is not None or filters.last_day is not None:
        conditions.append(_days(session, filters))
    elif filters.location_ids:
        conditions.append(booked.location_id.in_(filters.location_ids))
    if filters.practitioner_ids:
        conditions.append(booked.practitioner_id.in_(filters.practitioner_ids))
    if filters.service_ids:
        conditions.append(booked.service_id.in_(filters.service_ids))
    if filters.states:
        conditions.append(state_now(now).in_(filters.states))
    if filters.patient_id is not None:
        conditions.append(booked.patient_id == filters.patient_id)
    if filters.unpaid_only:
        conditions.append(is_unpaid())
    return conditions


def _days(session: Session, filters: ListingFilters) -> ColumnElement[bool]:
    """The local days of each centre: the same dates are other instants elsewhere."""
    statement = select(Location.id, Location.zone)
    if filters.location_ids:
        statement = statement.where(Location.id.in_(filters.location_ids))
    parts = []
    for row in session.execute(statement):
        part = [booked.location_id == row.id]
        if filters.first_day is not None:
            part.append(booked.starts_at >= day_period(filters.first_day, zone_of(row.zone)).start)
        if filters.last_day is not None:
            part.append(booked.starts_at < day_period(filters.last_day, zone_of(row.zone)).end)
        parts.append(and_(*part))
    return or_(*parts) if parts else false()
