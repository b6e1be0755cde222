"""Why a time cannot be booked, all of it: what is in the way, until when, who, and who may pass over it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.overrides import first_that_stands, needed_for
from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.domain.permissions import Actor, Permission, permits, require
from clinic_desktop.domain.scheduling import Against, Busy, WhyNot, free_slots, reasons_against, why_day_is_full
from clinic_desktop.services.appointments.facts import load_facts
from clinic_desktop.services.appointments.limits import limits_for, who_books
from clinic_desktop.services.appointments.nearest import taken_by
from clinic_desktop.services.appointments.rooms import room_use_for
from clinic_desktop.services.appointments.timetables import (
    Taken,
    days_window,
    in_the_way_of,
    load_hours,
    load_hours_of_day,
    load_taken,
    load_taken_of,
)
from clinic_desktop.services.settings import settings_for


@dataclass(frozen=True, slots=True)
class Told:
    """One reason against a time, as the person may hear it. ``name`` is whose visit is there, or who holds the time;
    ``place`` is the other centre at which the doctor is booked. Both are empty where they are nobody's business."""

    against: Against
    name: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """All reasons against a time; none where it can be booked. ``may_pass``: the person may book there with a reason.
    Else ``missing`` are the permissions that they would need; without any, nobody may."""

    wanted: Period
    reasons: tuple[Told, ...]
    may_pass: bool = False
    missing: tuple[Permission, ...] = ()

    @property
    def is_free(self) -> bool:
        """Whether it can be booked without more ado."""
        return not self.reasons


def explain(
    session: Session,
    actor: Actor,
    practitioner_id: int,
    location_id: int,
    service_id: int,
    starts_at: datetime,
    now: datetime,
    *,
    minutes: int | None = None,
    moving_id: int | None = None,
    hold_key: str | None = None,
) -> Explanation:
    """Everything against that start; patients hear no names. Refuses with NotAllowed who may not book there."""
    require(actor, Permission.BOOK, location_id=location_id, practitioner_id=practitioner_id)
    facts = load_facts(session, practitioner_id, location_id, service_id, duration_minutes=minutes, past=True)
    wanted = Period(starts_at, starts_at + timedelta(minutes=facts.service.duration_minutes))
    day = local_day(starts_at, facts.zone)
    hours = load_hours_of_day(session, practitioner_id, location_id, day)
    taken = load_taken_of(session, practitioner_id, wanted, now)
    limits = limits_for(settings_for(session, location_id, practitioner_id), who_books(actor), now)
    busy = in_the_way_of(taken, moving_id, hold_key)
    timetable = hours.timetable(practitioner_id, location_id, facts.zone)
    found = list(reasons_against(timetable, facts.service, wanted, limits, busy))
    rooms = room_use_for(session, [facts.service], [location_id], wanted, now, hold_key=hold_key, moving_id=moving_id)
    if rooms.why_not(facts.service, location_id, wanted, taken) is WhyNot.ROOM:
        found.append(Against(WhyNot.ROOM))
    codes = [item.why for item in found]
    missing = tuple(
        permission
        for permission in needed_for(codes)
        if not permits(actor, permission, location_id=location_id, practitioner_id=practitioner_id)
    )
    stands = first_that_stands(codes) is not None
    return Explanation(
        wanted,
        _told(session, actor, found, taken, practitioner_id, location_id),
        may_pass=bool(found) and not stands and not missing,
        missing=() if stands else missing,
    )


def explain_days(
    session: Session,
    actor: Actor,
    practitioner_id: int,
    location_id: int,
    service_id: int,
    first_day: date,
    last_day: date,
    now: datetime,
    *,
    moving_id: int | None = None,
    hold_key: str | None = None,
) -> Mapping[date, tuple[Against, ...]]:
    """The days of the range on which the service has no free time, each with the reasons; no names at all."""
    require(actor, Permission.BOOK, location_id=location_id, practitioner_id=practitioner_id)
    facts = load_facts(session, practitioner_id, location_id, service_id, past=True)
    hours = load_hours(session, [practitioner_id], [location_id], first_day, last_day)
    window = days_window(first_day, last_day, facts.zone)
    taken = load_taken(session, [practitioner_id], window, now).get(practitioner_id, ())
    limits = limits_for(settings_for(session, location_id, practitioner_id), who_books(actor), now)
    timetable = hours.timetable(practitioner_id, location_id, facts.zone)
    busy = in_the_way_of(taken, moving_id, hold_key)
    by_hours = free_slots(timetable, facts.service, first_day, last_day, limits, busy, facts.step_minutes)
    rooms = room_use_for(session, [facts.service], [location_id], window, now, hold_key=hold_key, moving_id=moving_id)
    free = {local_day(slot.period.start, facts.zone) for slot in rooms.leave(by_hours, facts.service, location_id)}
    roomless = {local_day(slot.period.start, facts.zone) for slot in by_hours} - free
    told = _anonymous if actor.role is Role.PATIENT else _as_it_is
    found: dict[date, tuple[Against, ...]] = {}
    for day in _days(first_day, last_day):
        if day in roomless:
            found[day] = (Against(WhyNot.ROOM),)
        elif day not in free:
            found[day] = tuple(told(item) for item in why_day_is_full(timetable, facts.service, day, limits))
    return found


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=after) for after in range((last - first).days + 1))


def _told(
    session: Session,
    actor: Actor,
    found: Iterable[Against],
    taken: Iterable[Taken],
    practitioner_id: int,
    location_id: int,
) -> tuple[Told, ...]:
    """With the names that the person may hear: of visits and holds at centres whose appointments they may see."""
    if actor.role is Role.PATIENT:
        return tuple(Told(_anonymous(item)) for item in found)
    known = list(taken)

    def may_see(booking: Busy) -> bool:
        where = booking.location_id or location_id
        return permits(actor, Permission.SEE_APPOINTMENTS, location_id=where, practitioner_id=practitioner_id)

    return tuple(_with_name(session, item, known, location_id, may_see) for item in found)


def _with_name(
    session: Session, against: Against, taken: list[Taken], location_id: int, may_see: Callable[[Busy], bool]
) -> Told:
    booking = against.booking
    if booking is None:
        return Told(against)
    place = ""
    if booking.location_id not in (None, location_id):
        row = session.execute(select(Location.name).where(Location.id == booking.location_id)).one_or_none()
        place = row.name if row is not None else ""
    item = next((one for one in taken if one.busy == booking), None)
    if item is None or not may_see(booking):
        return Told(against, place=place)
    if item.appointment_id is None:
        name, _ = taken_by(session, None, item.hold_key)
    else:
        name = session.execute(
            select(Appointment.patient_name).where(Appointment.id == item.appointment_id)
        ).scalar_one_or_none()
    return Told(against, name or "", place)


def _as_it_is(item: Against) -> Against:
    return item


def _anonymous(item: Against) -> Against:
    """Without what belongs to others: the other visit's times, and why a doctor is away."""
    if item.booking is not None:
        return Against(item.why, minutes=item.minutes)
    return Against(item.why, item.period, item.until, item.label if item.why is WhyNot.HOLIDAY else "", 0, item.hours)
