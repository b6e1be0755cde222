"""The services that the clinic offers, and their prices at the centres."""

from collections import defaultdict
from dataclasses import replace

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.healthcare_services import HealthcareService, PractitionerService, ServicePrice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.services.fields import Fields
from clinic_desktop.services.practitioners.lengths import visit_minutes
from clinic_desktop.services.practitioners.values import (
    HealthcareServiceDraft,
    HealthcareServiceView,
    OfferView,
    PriceDraft,
    ServicePriceView,
)

LONGEST_MINUTES = 720
# Free time is computed from what lies at most this far around it (``services/appointments/timetables.py``).
WIDEST_BUFFER_MINUTES = 240


def listing(session: Session, *conditions: ColumnElement[bool]) -> tuple[HealthcareServiceView, ...]:
    """Services by name, with their prices for all doctors by centre."""
    prices: dict[int, list[ServicePriceView]] = defaultdict(list)
    rows = session.execute(
        select(ServicePrice, Location.name, Location.currency)
        .join(Location, Location.id == ServicePrice.location_id)
        .where(ServicePrice.practitioner_id.is_(None))
        .order_by(Location.name)
    )
    for price, name, currency in rows:
        view = ServicePriceView(price.location_id, name, Money(price.price_minor, currency))
        prices[price.service_id].append(view)
    order = (func.lower(HealthcareService.name), HealthcareService.id)
    services = session.scalars(select(HealthcareService).where(*conditions).order_by(*order))
    return tuple(_view(service, tuple(prices[service.id])) for service in services)


def offers(session: Session, service_id: int) -> tuple[OfferView, ...]:
    """The active doctors who offer a service; where neither they nor the centre have a price, it costs their fee."""
    service = get(session, service_id)
    known = select(ServicePrice).where(ServicePrice.service_id == service_id)
    prices = {(row.practitioner_id, row.location_id): row.price_minor for row in session.scalars(known)}
    roles = session.execute(
        select(PractitionerRole, Location.name, Location.currency)
        .join(Location, Location.id == PractitionerRole.location_id)
        .order_by(Location.name, Location.id)
    ).all()
    by_doctor: dict[int, list[ServicePriceView]] = defaultdict(list)
    for role, name, currency in roles:
        doctor, centre = role.practitioner_id, role.location_id
        minor = prices.get((doctor, centre), prices.get((None, centre), role.fee_minor))
        by_doctor[doctor].append(ServicePriceView(centre, name, Money(minor, currency)))
    doctors = session.execute(
        select(
            Practitioner.id,
            Practitioner.name,
            Practitioner.default_duration_minutes,
            PractitionerService.duration_minutes,
        )
        .join(PractitionerService, PractitionerService.practitioner_id == Practitioner.id)
        .where(PractitionerService.service_id == service_id, Practitioner.active)
        .order_by(func.lower(Practitioner.name), Practitioner.id)
    )
    return tuple(
        OfferView(
            row.id,
            row.name,
            visit_minutes(
                row.duration_minutes, row.default_duration_minutes, service.duration_minutes, service.capacity
            ),
            tuple(by_doctor[row.id]),
        )
        for row in doctors
    )


def add(session: Session, draft: HealthcareServiceDraft) -> int:
    """Adds a service. Refuses with Invalid."""
    checked = _checked(session, draft, None)
    service = HealthcareService()
    _fill(service, checked)
    session.add(service)
    session.flush()
    _add_prices(session, service.id, checked.prices)
    return service.id


def save(session: Session, service_id: int, draft: HealthcareServiceDraft) -> None:
    """Replaces a service and its prices for all doctors; what doctors have of their own stays."""
    service = get(session, service_id)
    _fill(service, _checked(session, draft, service))
    session.execute(
        delete(ServicePrice).where(ServicePrice.service_id == service_id, ServicePrice.practitioner_id.is_(None))
    )
    _add_prices(session, service_id, draft.prices)


def reactivate(session: Session, service_id: int) -> None:
    """Takes the service into use again. Refuses with Invalid while another one in use has its name."""
    service = get(session, service_id)
    fields = Fields()
    fields.own_name("name", service.name, _other_names(session, service))
    fields.done()
    service.active = True


def get(session: Session, service_id: int) -> HealthcareService:
    """The row; refuses with NotFound."""
    service = session.get(HealthcareService, service_id)
    if service is None:
        raise NotFound("healthcare_service", service_id)
    return service


def check_prices(fields: Fields, known: set[int], field: str, prices: tuple[PriceDraft, ...]) -> None:
    """Notes problems of prices: below nothing, of no centre, or two at one centre."""
    seen: set[int] = set()
    for index, price in enumerate(prices):
        fields.amount(f"{field}.{index}", price.price_minor)
        if price.location_id not in known:
            fields.problem(f"{field}.{index}", "not_found")
        if price.location_id in seen:
            fields.problem(f"{field}.{index}", "twice")
        seen.add(price.location_id)


def _other_names(session: Session, service: HealthcareService | None) -> list[str]:
    """The names of the other services in use."""
    rows = session.execute(select(HealthcareService.id, HealthcareService.name).where(HealthcareService.active))
    return [row.name for row in rows if service is None or row.id != service.id]


def _checked(
    session: Session, draft: HealthcareServiceDraft, service: HealthcareService | None
) -> HealthcareServiceDraft:
    fields = Fields()
    name = fields.name("name", draft.name)
    # One that two had before names were looked at keeps nobody from changing the rest.
    if service is None or name != service.name:
        fields.own_name("name", name, _other_names(session, service))
    equipment = fields.line("equipment", draft.equipment)
    fields.number("duration_minutes", draft.duration_minutes, 1, LONGEST_MINUTES)
    fields.number("buffer_before_minutes", draft.buffer_before_minutes, 0, WIDEST_BUFFER_MINUTES)
    fields.number("buffer_after_minutes", draft.buffer_after_minutes, 0, WIDEST_BUFFER_MINUTES)
    fields.number("capacity", draft.capacity, 1, 200)
    check_prices(fields, set(session.scalars(select(Location.id))), "prices", draft.prices)
    fields.done()
    return replace(draft, name=name, equipment=equipment)


def _fill(service: HealthcareService, draft: HealthcareServiceDraft) -> None:
    service.name = draft.name
    service.duration_minutes = draft.duration_minutes
    service.buffer_before_minutes = draft.buffer_before_minutes
    service.buffer_after_minutes = draft.buffer_after_minutes
    service.capacity = draft.capacity
    service.online = draft.online
    service.needs_room = draft.needs_room
    service.equipment = draft.equipment


def _add_prices(session: Session, service_id: int, prices: tuple[PriceDraft, ...]) -> None:
    session.add_all(
        ServicePrice(service_id=service_id, location_id=price.location_id, price_minor=price.price_minor)
        for price in prices
    )


def _view(service: HealthcareService, prices: tuple[ServicePriceView, ...]) -> HealthcareServiceView:
    return HealthcareServiceView(
        id=service.id,
        version=service.version,
        name=service.name,
        duration_minutes=service.duration_minutes,
        buffer_before_minutes=service.buffer_before_minutes,
        buffer_after_minutes=service.buffer_after_minutes,
        capacity=service.capacity,
        online=service.online,
        needs_room=service.needs_room,
        equipment=service.equipment,
        active=service.active,
        prices=prices,
    )
