"""The search for a time over many doctors and days, with a number of statements that does not grow with either."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.practitioners import PractitionerSpeciality
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.permissions import Actor, Permission, Scope, require, scope_of
from clinic_desktop.domain.scheduling import BookingLimits, Busy, FreeSlots, Timetable, free_slots
from clinic_desktop.domain.scheduling.fullness import DayLoad, day_loads, together
from clinic_desktop.domain.scheduling.stretches import Stretch
from clinic_desktop.domain.scheduling.wall_clock import closing_second, opening_second
from clinic_desktop.services.appointments.busy_times import load_busy
from clinic_desktop.services.appointments.choices import DoctorChoice, FreeSlot, Who
from clinic_desktop.services.appointments.limits import limits_for, who_books
from clinic_desktop.services.appointments.offerings import Offering, load_offerings
from clinic_desktop.services.appointments.rooms import room_use_for
from clinic_desktop.services.appointments.timetables import days_window, load_hours
from clinic_desktop.services.appointments.wishes import (
    MINUTES_IN_DAY,
    FoundDay,
    FoundTime,
    FoundTimes,
    SlotChoices,
    SlotWishes,
    SpecialityChoice,
)
from clinic_desktop.services.practitioners.specialities import tree, with_those_below
from clinic_desktop.services.settings import SettingsBook, load_settings

_LOOK_DAYS = (42, 210)
"""How far next free times are looked for, and how far where there are none so near."""
_MOST_A_DAY = 150


@dataclass(frozen=True, slots=True)
class Found:
    """The free times of one doctor at one centre, and what they were worked out from."""

    offering: Offering
    slots: FreeSlots
    timetable: Timetable
    limits: BookingLimits
    busy: list[Busy]


def search_times(session: Session, actor: Actor | None, wishes: SlotWishes, now: datetime) -> FoundTimes:
    """Answers the wishes. Refuses with NotAllowed who may not book, or not at a centre that is asked for, and with
    Invalid wishes that make no sense."""
    require(actor, Permission.BOOK)
    assert actor is not None
    wishes.check()
    settings = load_settings(session)
    offerings = _offerings(session, settings, actor, wishes)
    first, last = wishes.first_day, wishes.first_day + timedelta(days=wishes.days - 1)
    for look in _LOOK_DAYS:
        until = max(last, first + timedelta(days=look - 1))
        found = find_slots(session, settings, who_books(actor), offerings, wishes, until, now)
        soonest, more = _soonest(found, wishes.each)
        if soonest or not offerings:
            break
    return FoundTimes(_strip(found, first, last), soonest, until, more)


def choices(session: Session, actor: Actor | None, location_ids: Sequence[int]) -> SlotChoices:
    """Whom the person can ask for at those centres, whatever day they work."""
    require(actor, Permission.BOOK)
    assert actor is not None
    offerings = [
        item
        for item in load_offerings(session, load_settings(session), _one_place(location_ids), _own(actor))
        if item.location_id in location_ids and item.services
    ]
    doctors = tuple(
        DoctorChoice(
            item.practitioner_id, item.name, item.speciality, item.picture, item.room, item.choices, item.location_id
        )
        for item in offerings
    )
    known = {item.practitioner_id for item in offerings}
    of_node: defaultdict[int, set[int]] = defaultdict(set)
    for node, number in session.execute(
        select(PractitionerSpeciality.speciality_id, PractitionerSpeciality.practitioner_id)
    ):
        of_node[node].add(number)
    nodes = tree(session)
    specialities = []
    for view in nodes:
        below = with_those_below(nodes, view.id)
        numbers = frozenset(number for node in below for number in of_node.get(node, ()) if number in known)
        if numbers:
            specialities.append(SpecialityChoice(view.id, view.path, numbers))
    return SlotChoices(doctors, tuple(specialities))


def _offerings(session: Session, settings: SettingsBook, actor: Actor, wishes: SlotWishes) -> list[Offering]:
    for number in wishes.location_ids:
        require(actor, Permission.BOOK, location_id=number)
    places = frozenset(wishes.location_ids)
    if not places and scope_of(actor.role, Permission.BOOK) is Scope.CENTRE:
        places = actor.location_ids
    own = _own(actor)
    numbers = wishes.practitioner_ids
    if own is not None:
        numbers = tuple(number for number in numbers or own if number in own)
    offerings = load_offerings(
        session, settings, _one_place(tuple(places)), numbers, wishes.service_id, speciality_id=wishes.speciality_id
    )
    return [item for item in offerings if not places or item.location_id in places]


def _own(actor: Actor) -> tuple[int, ...] | None:
    """A doctor books for nobody else."""
    if scope_of(actor.role, Permission.BOOK) is Scope.OWN and actor.practitioner_id is not None:
        return (actor.practitioner_id,)
    return None


def _one_place(location_ids: Sequence[int]) -> int | None:
    return location_ids[0] if len(location_ids) == 1 else None


def find_slots(
    session: Session,
    settings: SettingsBook,
    who: Who,
    offerings: Sequence[Offering],
    wishes: SlotWishes,
    until: date,
    now: datetime,
) -> list[Found]:
    """The free times of each offering that fit the wishes, from their first day until another; three or four reads."""
    if not offerings:
        return []
    numbers = sorted({item.practitioner_id for item in offerings})
    places = sorted({item.location_id for item in offerings})
    windows = [days_window(wishes.first_day, until, zone) for zone in {item.zone for item in offerings}]
    window = Period(min(item.start for item in windows), max(item.end for item in windows))
    hours = load_hours(session, numbers, places, wishes.first_day, until)
    offered = [(item, service.rule) for item in offerings if (service := item.offered(wishes.service_id)) is not None]
    rules = [rule for _, rule in offered]
    groups = any(rule.capacity > 1 for rule in rules)
    hold_key, moving_id = wishes.hold_key, wishes.moving_id
    busy = load_busy(session, numbers, window, now, sessions=groups, hold_key=hold_key, moving_id=moving_id)
    rooms = room_use_for(session, rules, places, window, now, hold_key=hold_key, moving_id=moving_id)
    found = []
    for item, rule in offered:
        number, place = item.practitioner_id, item.location_id
        timetable = hours.timetable(number, place, item.zone)
        limits = limits_for(settings.at(place, number), who, now)
        slots = free_slots(timetable, rule, wishes.first_day, until, limits, busy[number], item.step_minutes)
        slots = rooms.leave(slots, rule, place)
        if wishes.narrows_time:
            slots = slots.between(_wanted(wishes, until, item.zone))
        found.append(Found(item, slots, timetable, limits, busy[number]))
    return found


@lru_cache(maxsize=64)
def _stretches(
    first: date, last: date, from_minute: int, until_minute: int, weekdays: frozenset[int], zone: ZoneInfo
) -> tuple[Stretch, ...]:
    days = (first + timedelta(days=after) for after in range((last - first).days + 1))
    return tuple(
        (opening_second(day, from_minute, zone), closing_second(day, until_minute, zone))
        for day in days
        if not weekdays or day.weekday() in weekdays
    )


def _wanted(wishes: SlotWishes, until: date, zone: ZoneInfo) -> tuple[Stretch, ...]:
    """When a start is wanted, in seconds."""
    return _stretches(wishes.first_day, until, wishes.from_minute, wishes.until_minute, wishes.weekdays, zone)


def _soonest(found: Iterable[Found], each: int) -> tuple[tuple[FoundTime, ...], bool]:
    """The first so many of each doctor, by time; and whether somebody has more."""
    times, more = [], False
    for item in found:
        offering = item.offering
        more = more or len(item.slots) > each
        times += [
            FoundTime(offering.practitioner_id, offering.name, offering.location_id, slot.period, slot.places_left)
            for slot in item.slots[:each]
        ]
    return tuple(sorted(times, key=lambda time: (time.period.start, time.practitioner_name))), more


def _strip(found: Sequence[Found], first: date, last: date) -> tuple[FoundDay, ...]:
    """The days of the strip over all doctors."""
    days = [first + timedelta(days=after) for after in range((last - first).days + 1)]
    if not found:
        return tuple(FoundDay(DayLoad(day), 0, ()) for day in days)
    loads = [_loads(item, first, last) for item in found]
    return tuple(_day(found, day, together(of_doctor[place] for of_doctor in loads)) for place, day in enumerate(days))


def _loads(item: Found, first: date, last: date) -> tuple[DayLoad, ...]:
    end = opening_second(last, MINUTES_IN_DAY, item.offering.zone)
    near = [booking for booking in item.busy if booking.start < end]
    return day_loads(item.timetable, first, last, item.limits, near)


def _day(found: Sequence[Found], day: date, load: DayLoad) -> FoundDay:
    """One day over all doctors."""
    of_day: list[tuple[int, int, int]] = []
    for number, item in enumerate(found):
        starts, zone = item.slots.starts, item.offering.zone
        first = bisect_left(starts, opening_second(day, 0, zone))
        last = bisect_left(starts, opening_second(day, MINUTES_IN_DAY, zone), first)
        of_day += [(starts[index], number, index) for index in range(first, last)]
    times = []
    for _, number, index in sorted(of_day)[:_MOST_A_DAY]:
        offering, slot = found[number].offering, found[number].slots[index]
        times.append(FreeSlot(offering.practitioner_id, offering.location_id, slot.period, slot.places_left))
    return FoundDay(load, len(of_day), tuple(times))
