"""Reading entries and offers as they stand now."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.practitioners import Practitioner, Speciality
from clinic_desktop.db.models.waiting import SlotOffer, WaitingEntry
from clinic_desktop.domain.codes import OCCUPYING_STATES, OfferState, Urgency, WaitingKind, WaitingState
from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.services.appointments.expiry import in_force
from clinic_desktop.services.appointments.timetables import zone_of
from clinic_desktop.services.waiting.freed_values import OfferView
from clinic_desktop.services.waiting.values import WishView

entry, offer = WaitingEntry.__table__.c, SlotOffer.__table__.c
person, doctor = Patient.__table__.c, Practitioner.__table__.c
speciality, service = Speciality.__table__.c, HealthcareService.__table__.c
place, account = Location.__table__.c, Account.__table__.c
booked = Appointment.__table__.c
_LONGEST = timedelta(hours=24)


def wishes(*where: Any) -> Select[Any]:
    """Selects entries with all that a row shows."""
    return (
        select(
            *WaitingEntry.__table__.c,
            person.name.label("patient_name"),
            person.number.label("patient_number"),
            person.phone.label("patient_phone"),
            person.email.label("patient_email"),
            doctor.name.label("practitioner_name"),
            speciality.name.label("speciality"),
            service.name.label("service_name"),
            place.zone,
            account.name.label("created_by"),
        )
        .select_from(WaitingEntry.__table__)
        .join(Patient.__table__, person.id == entry.patient_id)
        .join(HealthcareService.__table__, service.id == entry.service_id)
        .join(Location.__table__, place.id == entry.location_id)
        .outerjoin(Practitioner.__table__, doctor.id == entry.practitioner_id)
        .outerjoin(Speciality.__table__, speciality.id == entry.speciality_id)
        .outerjoin(Account.__table__, account.id == entry.created_by_id)
        .where(*where)
    )


def is_in_force(now: datetime) -> Any:
    """That an offer still waits for its answer: it runs out by time alone."""
    return (offer.state == OfferState.OPEN) & (offer.expires_at > now)


def has_visit(period: Period, now: datetime) -> tuple[Any, ...]:
    """That an appointment takes its patient's time then: a visit of today's queue has no time of its own."""
    return (
        booked.starts_at > period.start - _LONGEST,
        booked.starts_at < period.end,
        booked.ends_at > period.start,
        booked.state.in_(OCCUPYING_STATES),
        in_force(now),
        ~booked.queue_only,
    )


def offers(session: Session, now: datetime, *where: Any) -> tuple[OfferView, ...]:
    """The offers that wait for an answer, by their time."""
    rows = session.execute(
        select(
            *SlotOffer.__table__.c,
            entry.patient_id,
            person.name.label("patient_name"),
            person.phone.label("patient_phone"),
            person.email.label("patient_email"),
            doctor.name.label("practitioner_name"),
            service.name.label("service_name"),
            account.name.label("offered_by"),
        )
        .select_from(SlotOffer.__table__)
        .join(WaitingEntry.__table__, entry.id == offer.entry_id)
        .join(Patient.__table__, person.id == entry.patient_id)
        .join(Practitioner.__table__, doctor.id == offer.practitioner_id)
        .join(HealthcareService.__table__, service.id == entry.service_id)
        .outerjoin(Account.__table__, account.id == offer.offered_by_id)
        .where(is_in_force(now), *where)
        .order_by(offer.starts_at, offer.id)
    )
    return tuple(_offer(row) for row in rows)


def views(session: Session, rows: Iterable[Any], now: datetime) -> tuple[WishView, ...]:
    """Rows of ``wishes`` with the offers that they hold."""
    found = list(rows)
    numbers = [row.id for row in found if row.state == WaitingState.OPEN]
    held = {item.entry_id: item for item in offers(session, now, offer.entry_id.in_(numbers))} if numbers else {}
    return tuple(_wish(row, held.get(row.id), now) for row in found)


def state_now(row: Any, offered: bool, now: datetime) -> WaitingState:
    """Where an entry stands: expired once its last day at the centre is over, offered while an offer is in force."""
    state = WaitingState(row.state)
    if state is not WaitingState.OPEN:
        return state
    if offered:
        return WaitingState.OFFERED
    return WaitingState.EXPIRED if row.last_day < local_day(now, zone_of(row.zone)) else WaitingState.OPEN


def _wish(row: Any, offered: OfferView | None, now: datetime) -> WishView:
    return WishView(
        id=row.id,
        version=row.version,
        kind=WaitingKind(row.kind),
        state=state_now(row, offered is not None, now),
        patient_id=row.patient_id,
        patient_name=row.patient_name,
        patient_number=row.patient_number,
        patient_phone=row.patient_phone,
        patient_email=row.patient_email,
        practitioner_id=row.practitioner_id,
        practitioner_name=row.practitioner_name or "",
        speciality_id=row.speciality_id,
        speciality=row.speciality or "",
        service_id=row.service_id,
        service_name=row.service_name,
        location_id=row.location_id,
        first_day=row.first_day,
        last_day=row.last_day,
        weekdays=row.weekdays,
        from_minute=row.from_minute,
        until_minute=row.until_minute,
        urgency=Urgency(row.urgency),
        note=row.note,
        appointment_id=row.appointment_id,
        created_at=row.created_at,
        created_by=row.created_by or "",
        offer=offered,
    )


def _offer(row: Any) -> OfferView:
    return OfferView(
        id=row.id,
        version=row.version,
        entry_id=row.entry_id,
        patient_id=row.patient_id,
        patient_name=row.patient_name,
        patient_phone=row.patient_phone,
        practitioner_id=row.practitioner_id,
        practitioner_name=row.practitioner_name,
        location_id=row.location_id,
        service_name=row.service_name,
        period=Period(row.starts_at, row.ends_at),
        expires_at=row.expires_at,
        offered_by=row.offered_by or "",
        told=bool(row.patient_email),
    )
