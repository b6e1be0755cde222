"""Writing a doctor's profile: the row itself, specialities, centres, services and own prices."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService, PractitionerService, ServicePrice
from clinic_desktop.db.models.organisation import Location, Room
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole, PractitionerSpeciality, Speciality
from clinic_desktop.db.models.scheduling import Schedule, ScheduleRule
from clinic_desktop.domain.codes import RegistrationCheck
from clinic_desktop.services.fields import Fields, clinic_country
from clinic_desktop.services.practitioners.profile import get
from clinic_desktop.services.practitioners.services_and_fees import LONGEST_MINUTES, check_prices
from clinic_desktop.services.practitioners.values import AboutDraft, OfferedServiceDraft, PractitionerDraft
from clinic_desktop.services.scheduling.coming import refuse_while_coming
from clinic_desktop.services.scheduling.rows import rule_row
from clinic_desktop.services.scheduling.rules import checked_rules
from clinic_desktop.services.scheduling.values import RuleDraft


@dataclass(frozen=True, slots=True)
class Ties:
    """What ties a doctor to centres: room and fee by centre, own prices by service and centre."""

    roles: dict[int, tuple[int | None, int]]
    prices: dict[tuple[int, int], int]

    @classmethod
    def of_draft(cls, draft: PractitionerDraft) -> "Ties":
        """The ties that a draft asks for."""
        roles = {role.location_id: (role.room_id, role.fee_minor) for role in draft.roles}
        prices = {
            (service.service_id, price.location_id): price.price_minor
            for service in draft.services
            for price in service.prices
        }
        return cls(roles, prices)

    def changed_centres(self, other: "Ties") -> frozenset[int]:
        """The centres at which the two differ."""
        roles = {centre for centre, _ in self.roles.items() ^ other.roles.items()}
        return frozenset(roles | {centre for (_, centre), _ in self.prices.items() ^ other.prices.items()})


def ties_of(session: Session, practitioner_id: int) -> Ties:
    """The ties as they are stored."""
    roles = session.scalars(select(PractitionerRole).where(PractitionerRole.practitioner_id == practitioner_id))
    prices = session.scalars(select(ServicePrice).where(ServicePrice.practitioner_id == practitioner_id))
    return Ties(
        {role.location_id: (role.room_id, role.fee_minor) for role in roles},
        {(price.service_id, price.location_id): price.price_minor for price in prices},
    )


def checked(session: Session, draft: PractitionerDraft) -> PractitionerDraft:
    """The draft cleaned; refuses with Invalid that names every problem."""
    fields = Fields()
    draft = replace(
        draft,
        name=fields.name("name", draft.name),
        email=fields.email("email", draft.email),
        phone=fields.phone("phone", draft.phone, clinic_country(session)),
        qualifications=fields.line("qualifications", draft.qualifications),
        registration_number=fields.line("registration_number", draft.registration_number),
        about=fields.text("about", draft.about),
        languages=tuple(fields.lines("languages", draft.languages)),
        skills=tuple(fields.lines("skills", draft.skills)),
        address=fields.text("address", draft.address),
    )
    if draft.experience_years is not None:
        fields.number("experience_years", draft.experience_years, 0, 80)
    if draft.default_duration_minutes is not None:
        fields.number("default_duration_minutes", draft.default_duration_minutes, 1, LONGEST_MINUTES)
    _check_roles(session, fields, draft)
    _check_services(session, fields, draft)
    known = set(session.scalars(select(Speciality.id).where(Speciality.id.in_(draft.speciality_ids))))
    if not set(draft.speciality_ids) <= known:
        fields.problem("speciality_ids", "not_found")
    fields.done()
    return draft


def create(session: Session, draft: PractitionerDraft, account_id: int | None, now: datetime) -> int:
    """Adds the doctor and their schedule. Refuses with Invalid."""
    draft = checked(session, draft)
    if not draft.services:
        draft = replace(draft, services=_first_service(session))
    row = Practitioner(account_id=account_id, created_at=now)
    _fill(row, draft)
    session.add(row)
    session.flush()
    session.add(Schedule(practitioner_id=row.id))
    _tie(session, row.id, draft)
    session.flush()
    return row.id


def add_hours(session: Session, practitioner_id: int, hours: tuple[RuleDraft, ...]) -> None:
    """Gives a new doctor weekly hours at their centres. Refuses with Invalid as ``checked_rules`` does."""
    zones = select(Location.id, Location.zone).join(PractitionerRole, PractitionerRole.location_id == Location.id)
    found = session.execute(zones.where(PractitionerRole.practitioner_id == practitioner_id))
    rules = checked_rules(hours, {row.id: row.zone for row in found})
    schedule_id = session.scalars(select(Schedule.id).where(Schedule.practitioner_id == practitioner_id)).one()
    session.add_all(rule_row(schedule_id, rule) for rule in rules)


def overwrite(session: Session, practitioner_id: int, draft: PractitionerDraft, now: datetime) -> None:
    """Replaces the profile with a checked draft. Needs the schedule's lock.

    A centre that the doctor leaves takes its weekly hours with it; refuses with Invalid while appointments are to come
    there.
    """
    row = get(session, practitioner_id)
    left = ties_of(session, practitioner_id).roles.keys() - {role.location_id for role in draft.roles}
    if left:
        here = (Appointment.practitioner_id == practitioner_id) & Appointment.location_id.in_(left)
        refuse_while_coming(session, now, here)
        _forget_hours(session, practitioner_id, left)
    _fill(row, draft)
    for model in (PractitionerRole, PractitionerSpeciality, PractitionerService, ServicePrice):
        session.execute(delete(model).where(model.practitioner_id == practitioner_id))
    _tie(session, practitioner_id, draft)


def overwrite_about(session: Session, practitioner_id: int, draft: AboutDraft) -> None:
    """Replaces what doctors may change of themselves. Refuses with Invalid."""
    fields = Fields()
    about = fields.text("about", draft.about)
    languages, skills = fields.lines("languages", draft.languages), fields.lines("skills", draft.skills)
    fields.done()
    row = get(session, practitioner_id)
    row.about, row.languages, row.skills = about, _json(languages), _json(skills)
    row.picture = draft.picture


def _check_roles(session: Session, fields: Fields, draft: PractitionerDraft) -> None:
    known = set(session.scalars(select(Location.id)))
    rooms = {room.id: room.location_id for room in session.scalars(select(Room))}
    seen: set[int] = set()
    for index, role in enumerate(draft.roles):
        fields.amount(f"roles.{index}", role.fee_minor)
        if role.location_id not in known:
            fields.problem(f"roles.{index}", "not_found")
        if role.room_id is not None and rooms.get(role.room_id) != role.location_id:
            fields.problem(f"roles.{index}", "room_elsewhere")
        if role.location_id in seen:
            fields.problem(f"roles.{index}", "twice")
        seen.add(role.location_id)
    if draft.primary_location_id is not None and draft.primary_location_id not in seen:
        fields.problem("primary_location_id", "not_at_centre")


def _check_services(session: Session, fields: Fields, draft: PractitionerDraft) -> None:
    known = set(session.scalars(select(HealthcareService.id)))
    centres = {role.location_id for role in draft.roles}
    seen: set[int] = set()
    for index, service in enumerate(draft.services):
        if service.service_id not in known:
            fields.problem(f"services.{index}", "not_found")
        if service.service_id in seen:
            fields.problem(f"services.{index}", "twice")
        seen.add(service.service_id)
        if service.duration_minutes is not None:
            fields.number(f"services.{index}", service.duration_minutes, 1, LONGEST_MINUTES)
        check_prices(fields, centres, f"services.{index}.prices", service.prices)


def _first_service(session: Session) -> tuple[OfferedServiceDraft, ...]:
    first = select(HealthcareService.id).where(HealthcareService.active).order_by(HealthcareService.id).limit(1)
    return tuple(OfferedServiceDraft(service_id) for service_id in session.scalars(first))


def _fill(row: Practitioner, draft: PractitionerDraft) -> None:
    if draft.registration_number != (row.registration_number or ""):
        has_number = bool(draft.registration_number)
        row.registration_check = RegistrationCheck.SUBMITTED if has_number else RegistrationCheck.MISSING
        row.verified_by_id = row.verified_on = None
    row.name, row.email, row.phone = draft.name, draft.email, draft.phone
    row.picture, row.gender = draft.picture, draft.gender
    row.qualifications, row.registration_number = draft.qualifications, draft.registration_number
    row.experience_years, row.about, row.address = draft.experience_years, draft.about, draft.address
    row.languages, row.skills = _json(draft.languages), _json(draft.skills)
    row.default_duration_minutes = draft.default_duration_minutes
    first = draft.roles[0].location_id if draft.roles else None
    row.primary_location_id = first if draft.primary_location_id is None else draft.primary_location_id


def _tie(session: Session, practitioner_id: int, draft: PractitionerDraft) -> None:
    ties = Ties.of_draft(draft)
    for centre, (room_id, fee) in ties.roles.items():
        session.add(
            PractitionerRole(practitioner_id=practitioner_id, location_id=centre, room_id=room_id, fee_minor=fee)
        )
    for speciality_id in dict.fromkeys(draft.speciality_ids):
        session.add(PractitionerSpeciality(practitioner_id=practitioner_id, speciality_id=speciality_id))
    for service in draft.services:
        session.add(
            PractitionerService(
                practitioner_id=practitioner_id,
                service_id=service.service_id,
                duration_minutes=service.duration_minutes,
            )
        )
    for (service_id, centre), price in ties.prices.items():
        session.add(
            ServicePrice(service_id=service_id, location_id=centre, practitioner_id=practitioner_id, price_minor=price)
        )


def _forget_hours(session: Session, practitioner_id: int, location_ids: set[int]) -> None:
    schedule_id = session.scalars(select(Schedule.id).where(Schedule.practitioner_id == practitioner_id)).one()
    session.execute(
        delete(ScheduleRule).where(ScheduleRule.schedule_id == schedule_id, ScheduleRule.location_id.in_(location_ids))
    )
    session.execute(
        update(Schedule)
        .where(Schedule.id == schedule_id)
        .values(hours_version=Schedule.hours_version + 1)
        .execution_options(synchronize_session=False)
    )


def _json(values: list[str] | tuple[str, ...]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
