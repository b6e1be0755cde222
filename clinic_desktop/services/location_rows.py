"""Centres, their rooms, opening hours and closed days in the tables."""

from collections import defaultdict
from dataclasses import fields
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.organisation import Closure, Location, OpeningHours, Room
from clinic_desktop.db.models.practitioners import PractitionerRole
from clinic_desktop.domain.scheduling.values import MINUTES_IN_DAY
from clinic_desktop.services.fields import Fields
from clinic_desktop.services.location_values import LocationDraft, LocationView, OpeningInterval, RoomView
from clinic_desktop.services.public_holidays import is_region


def create_location(session: Session, draft: LocationDraft, opening: tuple[OpeningInterval, ...]) -> int:
    """Adds a centre with its opening hours, in the caller's transaction. Refuses with Invalid."""
    cleaned = checked(draft)
    check_opening(opening)
    location = Location()
    fill(location, cleaned)
    session.add(location)
    session.flush()
    add_opening(session, location.id, opening)
    return location.id


def check_opening(opening: tuple[OpeningInterval, ...], field: str = "opening") -> None:
    """Refuses with Invalid intervals outside a day or a week, that end before they start, or that overlap."""
    checks = Fields()
    for index, interval in enumerate(opening):
        if not (0 <= interval.weekday <= 6 and interval.start_minute >= 0 and interval.end_minute <= MINUTES_IN_DAY):
            checks.problem(f"{field}.{index}", "out_of_bounds")
        elif interval.end_minute <= interval.start_minute:
            checks.problem(f"{field}.{index}", "ends_before_start")
        elif any(_overlap(interval, other) for other in opening[:index]):
            checks.problem(f"{field}.{index}", "overlaps")
    checks.done()


def checked(draft: LocationDraft) -> LocationDraft:
    """The draft cleaned; refuses with Invalid."""
    checks = Fields()
    country = checks.country("country", draft.country)
    prefix = draft.token_prefix.strip().upper()
    if not (1 <= len(prefix) <= 4 and prefix.isalnum()):
        checks.problem("token_prefix", "not_a_prefix")
    region = (draft.holiday_region or "").strip() or None
    if region is not None and not is_region(country, region):
        checks.problem("holiday_region", "not_a_region")
    cleaned = LocationDraft(
        name=checks.name("name", draft.name),
        zone=checks.zone("zone", draft.zone),
        country=country,
        currency=checks.currency("currency", draft.currency),
        city=checks.line("city", draft.city),
        address=checks.text("address", draft.address),
        phone=checks.phone("phone", draft.phone, country),
        email=checks.email("email", draft.email),
        token_prefix=prefix,
        holiday_region=region,
    )
    checks.done()
    return cleaned


def fill(location: Location, checked: LocationDraft) -> None:
    """Copies a checked draft into the row."""
    for field in fields(LocationDraft):
        setattr(location, field.name, getattr(checked, field.name))


def add_opening(session: Session, location_id: int, opening: tuple[OpeningInterval, ...]) -> None:
    """Adds checked opening hours."""
    session.add_all(
        OpeningHours(
            location_id=location_id,
            weekday=interval.weekday,
            start_minute=interval.start_minute,
            end_minute=interval.end_minute,
        )
        for interval in opening
    )


def _overlap(one: OpeningInterval, other: OpeningInterval) -> bool:
    if one.weekday != other.weekday:
        return False
    return one.start_minute < other.end_minute and other.start_minute < one.end_minute


def refuse_taken_name(session: Session, name: str, location_id: int | None) -> None:
    """Refuses with Invalid the name, cleaned, of another centre in use."""
    checks = Fields()
    others = session.execute(select(Location.id, Location.name).where(Location.active))
    checks.own_name("name", name, (row.name for row in others if row.id != location_id))
    checks.done()


def room_name(session: Session, name: str, location_id: int, room: Room | None) -> str:
    """The name cleaned; refuses with Invalid one that another room of the centre has, in use or not. The name that
    ``room`` has it keeps."""
    cleaned = one_name(name)
    if room is not None and cleaned == room.name:
        return cleaned
    checks = Fields()
    others = session.execute(select(Room.id, Room.name).where(Room.location_id == location_id))
    checks.own_name("name", cleaned, (row.name for row in others if room is None or row.id != room.id))
    checks.done()
    return cleaned


def one_name(name: str) -> str:
    """A name on its own, cleaned; refuses with Invalid."""
    checks = Fields()
    cleaned = checks.name("name", name)
    checks.done()
    return cleaned


def has_booked(session: Session, location_id: int) -> bool:
    """Whether anything was ever booked at the centre."""
    return session.scalar(select(Appointment.id).where(Appointment.location_id == location_id).limit(1)) is not None


def doctors_at(session: Session, location_id: int) -> list[int]:
    """The doctors who work at the centre, in the order in which their schedules are locked."""
    statement = select(PractitionerRole.practitioner_id).where(PractitionerRole.location_id == location_id)
    return list(session.scalars(statement.order_by(PractitionerRole.practitioner_id)))


def holds_at(location_id: int) -> ColumnElement[bool]:
    """Closures of the centre and of the whole clinic."""
    return or_(Closure.location_id.is_(None), Closure.location_id == location_id)


def closed_days(session: Session, location_id: int | None, first_day: date, last_day: date) -> set[date]:
    """The days on which the centre is closed, or (without one) the whole clinic."""
    where = Closure.location_id.is_(None) if location_id is None else holds_at(location_id)
    return set(session.scalars(select(Closure.day).where(where, Closure.day.between(first_day, last_day))))


def views(session: Session, *conditions: ColumnElement[bool]) -> list[LocationView]:
    """The centres that meet the conditions, by name, in three queries."""
    rooms: dict[int, list[RoomView]] = defaultdict(list)
    for room in session.scalars(select(Room).order_by(Room.name, Room.id)):
        rooms[room.location_id].append(RoomView(room.id, room.name, room.active))
    opening: dict[int, list[OpeningInterval]] = defaultdict(list)
    for row in session.scalars(select(OpeningHours).order_by(OpeningHours.weekday, OpeningHours.start_minute)):
        opening[row.location_id].append(OpeningInterval(row.weekday, row.start_minute, row.end_minute))
    rows = session.scalars(select(Location).where(*conditions).order_by(Location.name, Location.id))
    return [_view(row, tuple(rooms[row.id]), tuple(opening[row.id])) for row in rows]


def _view(row: Location, rooms: tuple[RoomView, ...], opening: tuple[OpeningInterval, ...]) -> LocationView:
    return LocationView(
        id=row.id,
        version=row.version,
        name=row.name,
        city=row.city,
        address=row.address,
        phone=row.phone,
        email=row.email,
        country=row.country,
        zone=row.zone,
        currency=row.currency,
        token_prefix=row.token_prefix,
        holiday_region=row.holiday_region,
        active=row.active,
        rooms=rooms,
        opening=opening,
    )
