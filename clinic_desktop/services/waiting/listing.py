"""The waiting list and the recalls of a centre, with filters and counts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.waiting import SlotOffer, WaitingEntry
from clinic_desktop.domain.codes import Urgency, WaitingKind, WaitingState
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.period import local_day
from clinic_desktop.domain.permissions import Actor, Permission, Scope, require, scope_of
from clinic_desktop.services.appointments.offerings import load_offerings
from clinic_desktop.services.appointments.timetables import zone_of
from clinic_desktop.services.settings import load_settings
from clinic_desktop.services.waiting.reading import entry, is_in_force, offer, person, speciality, views, wishes
from clinic_desktop.services.waiting.values import (
    Listed,
    WaitingCounts,
    WaitingFilters,
    WaitingListing,
    WishChoices,
)

MOST_ROWS = 300
_URGENCY_ORDER = case(
    {Urgency.EMERGENCY: 0, Urgency.PRIORITY: 1}, value=entry.urgency, else_=2
)  # fmt: skip


def listing(session: Session, actor: Actor, filters: WaitingFilters, now: datetime) -> WaitingListing:
    """The entries of a centre; a doctor sees their own. Refuses with NotAllowed or NotFound."""
    today = day_at(session, actor, filters.location_id, now)
    where = [*_own(actor), *_conditions(filters, today)]
    total = session.scalar(_from(func.count()).where(*where)) or 0
    rows = session.execute(wishes(*where).order_by(*_order(filters.listed)).limit(MOST_ROWS)).all()
    return WaitingListing(views(session, rows, now), total, _counts(session, actor, filters.location_id, today, now))


def choices(session: Session, actor: Actor, location_id: int) -> WishChoices:
    """What a wish at the centre may be for; a doctor may ask for themselves only."""
    require(actor, Permission.EDIT_WAITING_LIST, location_id=location_id)
    own = [actor.practitioner_id or 0] if _is_own(actor) else None
    offerings = load_offerings(session, load_settings(session), location_id, own)
    services = {item.rule.service_id: item.name for doctor in offerings for item in doctor.services}
    named = session.execute(select(speciality.id, speciality.name).order_by(speciality.name)).all()
    return WishChoices(
        tuple((item.practitioner_id, item.name) for item in offerings),
        () if own else tuple((row.id, row.name) for row in named),
        tuple(sorted(services.items())),
        {item.practitioner_id: frozenset(one.rule.service_id for one in item.services) for item in offerings},
    )


def day_at(session: Session, actor: Actor, location_id: int, now: datetime) -> date:
    """The centre's date, for somebody who may see its list."""
    require(actor, Permission.EDIT_WAITING_LIST, location_id=location_id)
    zone = session.scalar(select(Location.zone).where(Location.id == location_id))
    if zone is None:
        raise NotFound("location", location_id)
    return local_day(now, zone_of(zone))


def _is_own(actor: Actor) -> bool:
    return scope_of(actor.role, Permission.EDIT_WAITING_LIST) is Scope.OWN


def _own(actor: Actor) -> list[Any]:
    return [entry.practitioner_id == (actor.practitioner_id or 0)] if _is_own(actor) else []


def _from(*columns: Any) -> Any:
    return select(*columns).select_from(WaitingEntry.__table__).join(Patient.__table__, person.id == entry.patient_id)


def _is_open(today: date) -> list[Any]:
    """Who still waits: not over, and not a patient who was put away."""
    return [entry.state == WaitingState.OPEN, entry.last_day >= today, person.active]


def _conditions(filters: WaitingFilters, today: date) -> list[Any]:
    where: list[Any] = [entry.location_id == filters.location_id]
    if filters.listed is Listed.ENDED:
        where.append((entry.state != WaitingState.OPEN) | (entry.last_day < today))
    else:
        kind = WaitingKind.RECALL if filters.listed is Listed.RECALLS else WaitingKind.WAITING
        where += [entry.kind == kind, *_is_open(today)]
    if filters.practitioner_id is not None:
        where.append(entry.practitioner_id == filters.practitioner_id)
    if filters.urgency is not None:
        where.append(entry.urgency == filters.urgency)
    if filters.due_by is not None and filters.listed is Listed.RECALLS:
        where.append(entry.first_day <= filters.due_by)
    if filters.text.strip():
        where.append(func.lower(person.name).contains(filters.text.strip().lower(), autoescape=True))
    return where


def _order(listed: Listed) -> list[Any]:
    if listed is Listed.ENDED:
        return [func.coalesce(entry.ended_at, entry.created_at).desc(), entry.id.desc()]
    if listed is Listed.RECALLS:
        return [entry.first_day, _URGENCY_ORDER, entry.id]
    return [_URGENCY_ORDER, entry.created_at, entry.id]


def _counts(session: Session, actor: Actor, location_id: int, today: date, now: datetime) -> WaitingCounts:
    waiting, recall = entry.kind == WaitingKind.WAITING, entry.kind == WaitingKind.RECALL
    row = session.execute(
        _from(
            func.coalesce(func.sum(case((waiting, 1), else_=0)), 0),
            func.coalesce(func.sum(case((waiting & (entry.urgency != Urgency.ROUTINE), 1), else_=0)), 0),
            func.coalesce(func.sum(case((recall & (entry.first_day <= today), 1), else_=0)), 0),
            func.coalesce(func.sum(case((recall, 1), else_=0)), 0),
        ).where(entry.location_id == location_id, *_is_open(today), *_own(actor))
    ).one()
    offered = session.scalar(
        select(func.count())
        .select_from(SlotOffer.__table__)
        .join(WaitingEntry.__table__, entry.id == offer.entry_id)
        .where(is_in_force(now), offer.location_id == location_id, *_own(actor))
    )
    return WaitingCounts(row[0], row[1], offered or 0, row[2], row[3])
