"""The free time that appointments can be moved to when the hours change, and the times that are proposed for them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.practitioners import PractitionerRole, PractitionerSpeciality
from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.period import Period, day_period, local_day
from clinic_desktop.domain.permissions import Actor, Permission, permits
from clinic_desktop.domain.scheduling import Busy, ServiceRule, Timetable
from clinic_desktop.domain.scheduling.diary import Diary, slot_period
from clinic_desktop.services.appointments.limits import limits_for, who_books
from clinic_desktop.services.appointments.offerings import Offering, load_offerings
from clinic_desktop.services.appointments.rooms import NO_ROOMS, RoomUse, load_room_use
from clinic_desktop.services.appointments.timetables import Hours, days_window, in_the_way_of, load_hours, load_taken
from clinic_desktop.services.scheduling.effects import Effect
from clinic_desktop.services.scheduling.values import AppointmentHit, Decision, Proposal, Treatment
from clinic_desktop.services.settings import load_settings

SEARCHED = timedelta(days=60)
"""How far after the last appointment that is hit a free time is looked for."""
_MOST_COLLEAGUES = 20


@dataclass(frozen=True, slots=True)
class Place:
    """What one doctor offers at one centre."""

    offering: Offering
    room_id: int | None


class Diaries:
    """The doctors who could see the patients that a change of hours hits, with their time after that change."""

    def __init__(
        self,
        actor: Actor,
        places: Mapping[tuple[int, int], Place],
        diaries: Mapping[int, Diary],
        colleagues: Mapping[int, Sequence[int]],
        rooms: RoomUse,
    ) -> None:
        self._actor, self.places, self._diaries, self._colleagues = actor, places, diaries, colleagues
        self._rooms = RoomUse(rooms.rooms, {room: tuple(taken) for room, taken in rooms.reserved.items()})

    def diary(self, practitioner_id: int) -> Diary | None:
        """The doctor's time; None where they take nobody."""
        return self._diaries.get(practitioner_id)

    def rule_for(self, hit: AppointmentHit, practitioner_id: int) -> ServiceRule | None:
        """What the visit takes of that doctor's time: with its own doctor as long as it was booked, with another as
        long as the service takes there. None where the doctor does not offer it."""
        place = self.places.get((practitioner_id, hit.location_id))
        offered = None if place is None else place.offering.offered(hit.service_id)
        if offered is None:
            return None
        same = practitioner_id == hit.practitioner_id
        return replace(offered.rule, duration_minutes=hit.period.minutes) if same else offered.rule

    def propose(self, hits: Iterable[AppointmentHit], now: datetime) -> tuple[AppointmentHit, ...]:
        """The hits with the times that are proposed for them. Each time that is proposed is taken for those after;
        every hit has its own doctor's first, then those of colleagues are looked for."""
        return tuple(self._with_other(hit, now) for hit in [self._with_own(hit, now) for hit in hits])

    def times(self, hit: AppointmentHit, now: datetime, each: int) -> tuple[Proposal, ...]:
        """The next times for one hit: so many of its own doctor, then so many of the others in order of time."""
        own = self._next(hit, hit.practitioner_id, now, each)
        others = [option for number in self._others(hit) for option in self._next(hit, number, now, each)]
        others.sort(key=lambda option: (option.period.start, option.practitioner_name))
        return (*own, *others[: 2 * each])

    def take(self, hit: AppointmentHit, practitioner_id: int, start: datetime) -> None:
        """The visit has that time from now on."""
        rule, diary = self.rule_for(hit, practitioner_id), self.diary(practitioner_id)
        if rule is not None and diary is not None:
            diary.take(hit.location_id, rule, int(start.timestamp()), hit.id)
            self._take_room(hit, rule, slot_period(int(start.timestamp()), rule))

    def _with_own(self, hit: AppointmentHit, now: datetime) -> AppointmentHit:
        if Treatment.MOVE not in hit.allowed:
            return hit
        own = next(iter(self._next(hit, hit.practitioner_id, now, 1)), None)
        if own is not None:
            self.take(hit, own.practitioner_id, own.period.start)
        return replace(hit, own=own)

    def _with_other(self, hit: AppointmentHit, now: datetime) -> AppointmentHit:
        if Treatment.MOVE not in hit.allowed:
            return hit
        offered = [option for number in self._others(hit) for option in self._next(hit, number, now, 1)]
        other = min(offered, key=lambda option: (option.period.start, option.practitioner_name), default=None)
        if other is not None:
            self.take(hit, other.practitioner_id, other.period.start)
        return replace(hit, other=other)

    def _others(self, hit: AppointmentHit) -> list[int]:
        return [
            number
            for number in self._colleagues.get(hit.practitioner_id, ())
            if permits(self._actor, Permission.RESCHEDULE, location_id=hit.location_id, practitioner_id=number)
        ]

    def _next(self, hit: AppointmentHit, practitioner_id: int, now: datetime, count: int) -> list[Proposal]:
        rule, diary = self.rule_for(hit, practitioner_id), self.diary(practitioner_id)
        if rule is None or diary is None:
            return []
        place = self.places[practitioner_id, hit.location_id]
        latest = None
        if hit.state is AppointmentState.CHECKED_IN:
            # Who has a token is seen today, where it was given.
            end = day_period(local_day(now, place.offering.zone), place.offering.zone).end
            latest = int(end.timestamp()) - 1
        earliest = int(max(hit.period.start, now).timestamp())
        starts = diary.several_from(hit.location_id, rule, earliest, count, latest, self._with_room(hit, rule))
        return [
            Proposal(practitioner_id, place.offering.name, hit.location_id, slot_period(start, rule))
            for start in starts
        ]

    def _with_room(self, hit: AppointmentHit, rule: ServiceRule) -> Callable[[int], bool] | None:
        if not rule.needs_room:
            return None
        return lambda start: bool(self._rooms.free(hit.location_id, slot_period(start, rule)))

    def _take_room(self, hit: AppointmentHit, rule: ServiceRule, period: Period) -> None:
        if not rule.needs_room:
            return
        room = next(iter(self._rooms.free(hit.location_id, period)), None)
        if room is not None:
            reserved = dict(self._rooms.reserved)
            reserved[room] = (*reserved.get(room, ()), period)
            self._rooms = RoomUse(self._rooms.rooms, reserved)


def load_diaries(
    session: Session,
    actor: Actor,
    hits: Sequence[AppointmentHit],
    effect: Effect,
    now: datetime,
    *,
    only: Iterable[int] | None = None,
    also_taken: Mapping[int, Sequence[Period]] | None = None,
) -> Diaries:
    """The time of the hits' doctors and of those who share a speciality with them, in a bounded number of queries.
    ``only`` names the doctors instead. ``also_taken`` is more time that is not free, by doctor."""
    centres = sorted({hit.location_id for hit in hits})
    affected = sorted({hit.practitioner_id for hit in hits})
    colleagues = _colleagues(session, affected)
    numbers = set(affected) | {number for found in colleagues.values() for number in found}
    if only is not None:
        numbers = set(only)
    settings = load_settings(session)
    offerings = [
        offering
        for centre in centres
        for offering in load_offerings(session, settings, centre, sorted(numbers))
        if offering.services
    ]
    places = _places(session, offerings)
    there = sorted({one.practitioner_id for one in offerings})
    zones = {one.location_id: one.zone for one in offerings}
    if not there:
        return Diaries(actor, {}, {}, {}, NO_ROOMS)
    first, last, window = _reach(hits, zones.values(), now)
    hours = load_hours(session, there, centres, first, last)
    taken = load_taken(session, there, window, now)
    steps = {one.practitioner_id: one.step_minutes for one in offerings}
    diaries = {
        number: Diary(
            at_centres,
            {centre: limits_for(settings.at(centre, number), who_books(actor), now) for centre in at_centres},
            [*in_the_way_of(taken.get(number, ())), *_busy(also_taken, number)],
            first,
            last,
            steps[number],
        )
        for number, at_centres in _timetables(places, zones, hours, effect).items()
    }
    need_rooms = any(service.rule.needs_room for one in offerings for service in one.services)
    rooms = load_room_use(session, centres, window, now) if need_rooms else NO_ROOMS
    return Diaries(actor, places, diaries, colleagues, rooms)


def _places(session: Session, offerings: Sequence[Offering]) -> dict[tuple[int, int], Place]:
    """What is offered, with the room that it is usually in, by doctor and centre."""
    role = PractitionerRole
    rows = session.execute(
        select(role.practitioner_id, role.location_id, role.room_id).where(
            role.practitioner_id.in_({one.practitioner_id for one in offerings})
        )
    )
    rooms = {(row.practitioner_id, row.location_id): row.room_id for row in rows}
    return {
        (one.practitioner_id, one.location_id): Place(one, rooms.get((one.practitioner_id, one.location_id)))
        for one in offerings
    }


def _reach(hits: Sequence[AppointmentHit], zones: Iterable[ZoneInfo], now: datetime) -> tuple[date, date, Period]:
    """From which day to which a place is looked for, and the same as a period, in every zone."""
    clocks = tuple(zones)
    earliest = max(min(hit.period.start for hit in hits), now)
    first = min(local_day(earliest, zone) for zone in clocks)
    last = max(local_day(max(hit.period.end for hit in hits), zone) for zone in clocks) + SEARCHED
    windows = [days_window(first, last, zone) for zone in clocks]
    return first, last, Period(min(one.start for one in windows), max(one.end for one in windows))


def _timetables(
    places: Iterable[tuple[int, int]], zones: Mapping[int, ZoneInfo], hours: Hours, effect: Effect
) -> dict[int, dict[int, Timetable]]:
    """The hours of each doctor by centre, as they will be after the change."""
    found: defaultdict[int, dict[int, Timetable]] = defaultdict(dict)
    for number, centre in places:
        timetable = hours.timetable(number, centre, zones[centre])
        hit_too = number in effect.practitioner_ids and centre in effect.zones
        found[number][centre] = effect.change(timetable) if hit_too else timetable
    return found


def with_decisions(
    diaries: Diaries, hits: Sequence[AppointmentHit], decisions: Sequence[Decision], but: int
) -> Diaries:
    """The diaries once what was decided of the other hits is taken."""
    by_number = {hit.id: hit for hit in hits}
    for decision in decisions:
        hit = by_number.get(decision.appointment_id)
        if hit is None or hit.id == but or decision.treatment is not Treatment.MOVE:
            continue
        if decision.practitioner_id is not None and decision.starts_at is not None:
            diaries.take(hit, decision.practitioner_id, decision.starts_at)
    return diaries


def _colleagues(session: Session, practitioner_ids: Sequence[int]) -> dict[int, list[int]]:
    """For each of the doctors some others with a speciality in common."""
    own = PractitionerSpeciality.__table__.alias("own").c
    theirs = PractitionerSpeciality.__table__.alias("theirs").c
    rows = session.execute(
        select(own.practitioner_id, theirs.practitioner_id.label("colleague_id"))
        .distinct()
        .where(
            own.practitioner_id.in_(practitioner_ids),
            own.speciality_id == theirs.speciality_id,
            own.practitioner_id != theirs.practitioner_id,
        )
        .order_by(own.practitioner_id, theirs.practitioner_id)
    )
    found: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        if len(found[row.practitioner_id]) < _MOST_COLLEAGUES:
            found[row.practitioner_id].append(row.colleague_id)
    return found


def _busy(also_taken: Mapping[int, Sequence[Period]] | None, practitioner_id: int) -> list[Busy]:
    return [Busy.of(period) for period in (also_taken or {}).get(practitioner_id, ())]
