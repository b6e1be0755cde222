"""Finding doctors: a handful of queries however many there are."""

import json
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from clinic_desktop.db.models.healthcare_services import PractitionerService
from clinic_desktop.db.models.organisation import Location, Room
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole, PractitionerSpeciality
from clinic_desktop.db.models.scheduling import Schedule, ScheduleRule
from clinic_desktop.domain.codes import Gender, RegistrationCheck
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.search_words import fold
from clinic_desktop.services.practitioners import specialities
from clinic_desktop.services.practitioners.completeness import Related, percent_of
from clinic_desktop.services.practitioners.values import DirectoryFilters, PractitionerCard, RoleView


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What doctors have in other tables, by the doctor's number."""

    specialities: dict[int, list[tuple[int, str]]]
    roles: dict[int, list[RoleView]]
    offering: frozenset[int]
    working: frozenset[int]

    def related(self, practitioner_id: int) -> Related:
        """What counts for how complete the profile is."""
        roles = self.roles[practitioner_id]
        return Related(
            specialities=bool(self.specialities[practitioner_id]),
            fee=bool(roles) and all(role.fee for role in roles),
            services=practitioner_id in self.offering,
            hours=practitioner_id in self.working,
        )


def cards(session: Session, filters: DirectoryFilters, see_inactive: bool) -> tuple[PractitionerCard, ...]:
    """The doctors that pass the filters, by name."""
    order = (func.lower(Practitioner.name), Practitioner.id)
    rows = session.scalars(select(Practitioner).where(*_conditions(session, filters, see_inactive)).order_by(*order))
    around = surroundings(session)
    found = (_card(row, around) for row in rows)
    return tuple(card for card in found if _passes(card, filters))


def surroundings(session: Session, practitioner_id: int | None = None) -> Surroundings:
    """What all doctors have, or one has, in other tables."""
    related = defaultdict[int, list[tuple[int, str]]](list)
    nodes = {node.id: node.name for node in specialities.tree(session)}
    had = select(PractitionerSpeciality.practitioner_id, PractitionerSpeciality.speciality_id)
    for doctor, speciality_id in session.execute(
        had.where(*_only(PractitionerSpeciality.practitioner_id, practitioner_id))
    ):
        related[doctor].append((speciality_id, nodes[speciality_id]))
    for names in related.values():
        names.sort(key=lambda item: item[1].casefold())
    offering = select(PractitionerService.practitioner_id).distinct()
    offering = offering.where(*_only(PractitionerService.practitioner_id, practitioner_id))
    working = select(Schedule.practitioner_id).join(ScheduleRule, ScheduleRule.schedule_id == Schedule.id).distinct()
    return Surroundings(
        specialities=related,
        roles=_roles(session, practitioner_id),
        offering=frozenset(session.scalars(offering)),
        working=frozenset(session.scalars(working.where(*_only(Schedule.practitioner_id, practitioner_id)))),
    )


def _conditions(session: Session, filters: DirectoryFilters, see_inactive: bool) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if not (see_inactive and filters.include_inactive):
        conditions.append(Practitioner.active.is_(True))
    if filters.available is not None:
        conditions.append(Practitioner.available.is_(filters.available))
    if filters.location_id is not None:
        here = select(PractitionerRole.practitioner_id).where(PractitionerRole.location_id == filters.location_id)
        conditions.append(Practitioner.id.in_(here))
    if filters.speciality_id is not None:
        wanted = specialities.with_those_below(specialities.tree(session), filters.speciality_id)
        having = select(PractitionerSpeciality.practitioner_id).where(PractitionerSpeciality.speciality_id.in_(wanted))
        conditions.append(Practitioner.id.in_(having))
    return conditions


def _passes(card: PractitionerCard, filters: DirectoryFilters) -> bool:
    return _has_text(card, filters.text) and _speaks(card, filters.language) and _is_affordable(card, filters)


def _has_text(card: PractitionerCard, text: str) -> bool:
    words = fold(text).split()
    if not words:
        return True
    told = " ".join((card.name, card.qualifications, *card.specialities, *card.skills))
    searched = fold(told)
    if not searched.isascii():
        # In Latin letters too: "Ostby" finds Østby. Its tables take a moment, and few clinics need them.
        from anyascii import anyascii

        searched = f"{searched} {fold(anyascii(told))}"
    return all(word in searched for word in words)


def _speaks(card: PractitionerCard, language: str) -> bool:
    return not language.strip() or fold(language.strip()) in map(fold, card.languages)


def _is_affordable(card: PractitionerCard, filters: DirectoryFilters) -> bool:
    if filters.max_fee is None:
        return True
    return any(
        role.fee.currency == filters.max_fee.currency and role.fee <= filters.max_fee
        for role in card.roles
        if filters.location_id in (None, role.location_id)
    )


def _roles(session: Session, practitioner_id: int | None) -> dict[int, list[RoleView]]:
    statement = (
        select(PractitionerRole, Location.name, Location.currency, Room.name)
        .join(Location, Location.id == PractitionerRole.location_id)
        .outerjoin(Room, Room.id == PractitionerRole.room_id)
        .order_by(Location.name, Location.id)
    )
    roles: dict[int, list[RoleView]] = defaultdict(list)
    statement = statement.where(*_only(PractitionerRole.practitioner_id, practitioner_id))
    for role, name, currency, room in session.execute(statement):
        view = RoleView(role.location_id, name, role.room_id, room or "", Money(role.fee_minor, currency))
        roles[role.practitioner_id].append(view)
    return roles


def _only(column: InstrumentedAttribute[int], practitioner_id: int | None) -> list[ColumnElement[bool]]:
    return [] if practitioner_id is None else [column == practitioner_id]


def _card(row: Practitioner, around: Surroundings) -> PractitionerCard:
    return PractitionerCard(
        id=row.id,
        name=row.name,
        picture=row.picture,
        gender=Gender(row.gender),
        qualifications=row.qualifications,
        specialities=tuple(name for _, name in around.specialities[row.id]),
        languages=tuple(json.loads(row.languages)),
        skills=tuple(json.loads(row.skills)),
        experience_years=row.experience_years,
        roles=tuple(around.roles[row.id]),
        primary_location_id=row.primary_location_id,
        registration_check=RegistrationCheck(row.registration_check),
        available=row.available,
        active=row.active,
        completeness=percent_of(row, around.related(row.id)),
    )
