"""Which doctors offer what at a centre, with their durations and prices, for many doctors in two queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CTE, Select, and_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.healthcare_services import HealthcareService, PractitionerService
from clinic_desktop.db.models.organisation import Location, Room
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole, PractitionerSpeciality, Speciality
from clinic_desktop.db.models.scheduling import Schedule
from clinic_desktop.domain.billing import price
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.scheduling import ServiceRule
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.appointments.choices import ServiceChoice
from clinic_desktop.services.appointments.offer_columns import price_of, speciality_of
from clinic_desktop.services.appointments.timetables import zone_of
from clinic_desktop.services.practitioners.lengths import visit_minutes
from clinic_desktop.services.settings import SettingsBook


@dataclass(frozen=True, slots=True)
class OfferedService:
    """A service as one doctor offers it at one centre. The price is what a patient pays: with tax that comes on
    top."""

    rule: ServiceRule
    name: str
    price_minor: int


@dataclass(frozen=True, slots=True)
class Offering:
    """A doctor at a centre. ``services`` are in the order in which they were made; the first is the usual one."""

    practitioner_id: int
    name: str
    picture: str
    speciality: str
    available: bool
    location_id: int
    zone: ZoneInfo
    currency: str
    room: str
    step_minutes: int | None
    services: tuple[OfferedService, ...]
    late_minutes: int = 0
    late_until: datetime | None = None

    def said_late(self, now: datetime) -> int:
        """How late the doctor is said to run now, in minutes."""
        return self.late_minutes if self.late_until is not None and now < self.late_until else 0

    @property
    def choices(self) -> tuple[ServiceChoice, ...]:
        """The services for a screen to offer."""
        return tuple(
            ServiceChoice(
                service.rule.service_id, service.name, service.rule.duration_minutes,
                Money(service.price_minor, self.currency), service.rule.capacity,
            )
            for service in self.services
        )  # fmt: skip

    def offered(self, service_id: int | None) -> OfferedService | None:
        """That service, or the usual one for None; None where the doctor does not offer it."""
        return next((item for item in self.services if service_id in (None, item.rule.service_id)), None)


def load_offerings(
    session: Session,
    settings: SettingsBook,
    location_id: int | None,
    practitioner_ids: Sequence[int] | None = None,
    service_id: int | None = None,
    *,
    speciality_id: int | None = None,
    unavailable_too: bool = False,
) -> list[Offering]:
    """The active doctors at the centre (None: at every centre, once for each), in the order of their names. With
    ``service_id`` only those who offer it, with nothing else. A speciality brings those below it in the tree along."""
    doctors = session.execute(_doctors(location_id, practitioner_ids, speciality_id, unavailable_too)).all()
    services = _services(session, location_id, {row.id for row in doctors}, service_id)
    offerings = []
    for row in doctors:
        here = settings.at(row.location_id, row.id)
        offered = tuple(
            OfferedService(rule, name, _taxed(row.fee_minor if own is None else own, here))
            for rule, name, own in services.get((row.id, row.location_id), ())
        )
        if offered or service_id is None:
            offerings.append(
                Offering(
                    row.id, row.name, row.picture, row.speciality or "", row.available, row.location_id,
                    zone_of(row.zone), row.currency, row.room or "", row.step_minutes, offered,
                    row.late_minutes, row.late_until,
                )
            )  # fmt: skip
    return offerings


def _doctors(
    location_id: int | None, practitioner_ids: Sequence[int] | None, speciality_id: int | None, unavailable_too: bool
) -> Select[Any]:
    """The doctors at their centres, once for each."""
    statement = (
        select(
            Practitioner.id,
            Practitioner.name,
            Practitioner.picture,
            Practitioner.available,
            speciality_of(Practitioner.__table__.c.id).label("speciality"),
            PractitionerRole.location_id,
            PractitionerRole.fee_minor,
            Location.zone,
            Location.currency,
            Room.name.label("room"),
            Schedule.step_minutes,
            Schedule.late_minutes,
            Schedule.late_until,
        )
        .join(PractitionerRole, PractitionerRole.practitioner_id == Practitioner.id)
        .join(Location, Location.id == PractitionerRole.location_id)
        .join(Schedule, Schedule.practitioner_id == Practitioner.id)
        .outerjoin(Room, Room.id == PractitionerRole.room_id)
        .where(Practitioner.active, Location.active)
        .order_by(Practitioner.name, Practitioner.id, PractitionerRole.location_id)
    )
    if location_id is not None:
        statement = statement.where(PractitionerRole.location_id == location_id)
    if practitioner_ids is not None:
        statement = statement.where(Practitioner.id.in_(practitioner_ids))
    if not unavailable_too:
        statement = statement.where(Practitioner.available)
    if speciality_id is not None:
        statement = statement.where(
            Practitioner.id.in_(
                select(PractitionerSpeciality.practitioner_id).where(
                    PractitionerSpeciality.speciality_id.in_(select(_with_those_below(speciality_id).c.id))
                )
            )
        )
    return statement


def _with_those_below(speciality_id: int) -> CTE:
    """The speciality and all below it."""
    node = Speciality.__table__
    found = select(node.c.id).where(node.c.id == speciality_id).cte("wanted_speciality", recursive=True)
    return found.union(select(node.c.id).where(node.c.parent_id == found.c.id))


def _taxed(price_minor: int, settings: ClinicSettings) -> int:
    return price(price_minor, 0, settings.tax_percent, settings.tax_inclusive).total


def _services(
    session: Session, location_id: int | None, practitioner_ids: set[int], service_id: int | None
) -> dict[tuple[int, int], list[tuple[ServiceRule, str, int | None]]]:
    """The active services of the doctors by doctor and centre, with the price where there is one."""
    offer, service = PractitionerService.__table__.c, HealthcareService.__table__.c
    role = PractitionerRole.__table__.c
    statement = (
        select(
            offer.practitioner_id,
            role.location_id,
            service.id,
            service.name,
            offer.duration_minutes.label("own_minutes"),
            Practitioner.default_duration_minutes.label("usual_minutes"),
            service.duration_minutes,
            service.buffer_before_minutes,
            service.buffer_after_minutes,
            service.capacity,
            service.needs_room,
            price_of(offer.practitioner_id, service.id, role.location_id).label("price_minor"),
        )
        .join_from(PractitionerService.__table__, HealthcareService.__table__, service.id == offer.service_id)
        .join(
            PractitionerRole.__table__,
            and_(
                role.practitioner_id == offer.practitioner_id,
                role.location_id == (role.location_id if location_id is None else location_id),
            ),
        )
        .join(Practitioner, Practitioner.id == offer.practitioner_id)
        .where(service.active, offer.practitioner_id.in_(practitioner_ids))
        .order_by(service.id)
    )
    if service_id is not None:
        statement = statement.where(service.id == service_id)
    found: defaultdict[tuple[int, int], list[tuple[ServiceRule, str, int | None]]] = defaultdict(list)
    for row in session.execute(statement):
        rule = ServiceRule(
            row.id,
            visit_minutes(row.own_minutes, row.usual_minutes, row.duration_minutes, row.capacity),
            row.buffer_before_minutes,
            row.buffer_after_minutes,
            max(row.capacity, 1),
            bool(row.needs_room),
        )
        found[row.practitioner_id, row.location_id].append((rule, row.name, row.price_minor))
    return found
