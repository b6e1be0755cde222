"""One doctor's whole profile."""

import json
from collections import defaultdict

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.healthcare_services import HealthcareService, PractitionerService, ServicePrice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole
from clinic_desktop.domain.codes import Gender, RegistrationCheck
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.services.practitioners.completeness import missing_of, percent_of
from clinic_desktop.services.practitioners.directory import surroundings
from clinic_desktop.services.practitioners.lengths import visit_minutes
from clinic_desktop.services.practitioners.values import OfferedPriceView, OfferedServiceView, PractitionerProfile


def profile(session: Session, practitioner_id: int, with_contact: bool) -> PractitionerProfile:
    """The profile; refuses with NotFound. Without contact, email, phone, address and login are left out."""
    row = get(session, practitioner_id)
    around = surroundings(session, practitioner_id)
    related = around.related(practitioner_id)
    checker = session.scalar(select(Account.name).where(Account.id == row.verified_by_id))
    return PractitionerProfile(
        id=row.id,
        version=row.version,
        account_id=row.account_id if with_contact else None,
        name=row.name,
        email=row.email if with_contact else "",
        phone=row.phone if with_contact else "",
        picture=row.picture,
        gender=Gender(row.gender),
        qualifications=row.qualifications,
        registration_number=row.registration_number,
        registration_check=RegistrationCheck(row.registration_check),
        verified_by=checker or "",
        verified_on=row.verified_on,
        experience_years=row.experience_years,
        about=row.about,
        languages=tuple(json.loads(row.languages)),
        skills=tuple(json.loads(row.skills)),
        address=row.address if with_contact else "",
        default_duration_minutes=row.default_duration_minutes,
        primary_location_id=row.primary_location_id,
        speciality_ids=tuple(speciality_id for speciality_id, _ in around.specialities[practitioner_id]),
        specialities=tuple(name for _, name in around.specialities[practitioner_id]),
        roles=tuple(around.roles[practitioner_id]),
        services=_offered(session, practitioner_id),
        available=row.available,
        active=row.active,
        completeness=percent_of(row, related),
        missing=missing_of(row, related),
    )


def get(session: Session, practitioner_id: int) -> Practitioner:
    """The row; refuses with NotFound."""
    row = session.get(Practitioner, practitioner_id)
    if row is None:
        raise NotFound("practitioner", practitioner_id)
    return row


def _offered(session: Session, practitioner_id: int) -> tuple[OfferedServiceView, ...]:
    prices = _prices(session, practitioner_id)
    rows = session.execute(
        select(HealthcareService, PractitionerService.duration_minutes, Practitioner.default_duration_minutes)
        .join(PractitionerService, PractitionerService.service_id == HealthcareService.id)
        .join(Practitioner, Practitioner.id == PractitionerService.practitioner_id)
        .where(PractitionerService.practitioner_id == practitioner_id)
        .order_by(HealthcareService.name, HealthcareService.id)
    )
    return tuple(
        OfferedServiceView(
            service_id=service.id,
            name=service.name,
            duration_minutes=visit_minutes(own_duration, usual, service.duration_minutes, service.capacity),
            own_duration=own_duration,
            online=service.online,
            prices=tuple(prices[service.id].values()),
        )
        for service, own_duration, usual in rows
    )


def _prices(session: Session, practitioner_id: int) -> dict[int, dict[int, OfferedPriceView]]:
    """The prices at the doctor's centres by service and centre: the doctor's own before those for all doctors."""
    rows = session.execute(
        select(ServicePrice, Location.currency)
        .join(Location, Location.id == ServicePrice.location_id)
        .join(PractitionerRole, PractitionerRole.location_id == ServicePrice.location_id)
        .where(
            PractitionerRole.practitioner_id == practitioner_id,
            or_(ServicePrice.practitioner_id.is_(None), ServicePrice.practitioner_id == practitioner_id),
        )
        .order_by(Location.name, Location.id)
    ).all()
    found: dict[int, dict[int, OfferedPriceView]] = defaultdict(dict)
    for price, currency in sorted(rows, key=lambda row: row[0].practitioner_id is not None):
        own = price.practitioner_id is not None
        view = OfferedPriceView(price.location_id, Money(price.price_minor, currency), own)
        found[price.service_id][price.location_id] = view
    return found
