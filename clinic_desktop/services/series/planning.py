"""Planning a series: every occurrence, what is in its way, and what could be taken instead."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.scheduling import BookingLimits, WhyNot, free_slots, wall_instant, why_not
from clinic_desktop.domain.scheduling.values import MINUTES_IN_DAY
from clinic_desktop.services.appointments.facts import Facts, load_facts
from clinic_desktop.services.appointments.hold_owner import require_own
from clinic_desktop.services.appointments.limits import limits_for, who_books
from clinic_desktop.services.appointments.rooms import RoomUse, load_room_use
from clinic_desktop.services.appointments.timetables import (
    Hours,
    Taken,
    days_window,
    in_the_way_of,
    load_hours,
    load_taken_of,
)
from clinic_desktop.services.series.recurrence import days_of
from clinic_desktop.services.series.values import Planned, Proposal, Proposed, SeriesPlan, SeriesWish
from clinic_desktop.services.settings import settings_for

_LOOK_ON = 7
_EACH = 2


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that decides whether times of one doctor at one centre are free over some days, read once."""

    facts: Facts
    location_id: int
    limits: BookingLimits
    hours: Hours
    taken: Sequence[Taken]
    rooms: RoomUse
    hold_key: str | None
    moving: frozenset[int]

    def why_not(self, wanted: Period) -> WhyNot | None:
        """Why the period cannot be booked."""
        busy = in_the_way_of(self._others(), None, self.hold_key)
        timetable = self.hours.timetable(self.facts.practitioner_id, self.location_id, self.facts.zone)
        reason = why_not(timetable, self.facts.service, wanted, self.limits, busy)
        return reason or self.rooms.why_not(self.facts.service, self.location_id, wanted, self._others())

    def free(self, first_day: date, last_day: date) -> list[Period]:
        """The free times of those days, in order."""
        found = free_slots(
            self.hours.timetable(self.facts.practitioner_id, self.location_id, self.facts.zone),
            self.facts.service, first_day, last_day, self.limits,
            in_the_way_of(self._others(), None, self.hold_key), self.facts.step_minutes,
        )  # fmt: skip
        return [slot.period for slot in self.rooms.leave(found, self.facts.service, self.location_id)]

    def _others(self) -> list[Taken]:
        return [item for item in self.taken if item.appointment_id not in self.moving or item.appointment_id is None]


def surroundings(
    session: Session,
    actor: Actor,
    facts: Facts,
    first_day: date,
    last_day: date,
    now: datetime,
    *,
    hold_key: str | None = None,
    moving: frozenset[int] = frozenset(),
) -> Surroundings:
    """Reads what decides on those days. The appointments that are to be moved are not in their own way."""
    window = days_window(first_day, last_day, facts.zone)
    settings = settings_for(session, facts.location_id, facts.practitioner_id)
    rooms = RoomUse({}, {})
    if facts.service.needs_room:
        rooms = load_room_use(session, [facts.location_id], window, now, hold_key=hold_key, moving_ids=tuple(moving))
    return Surroundings(
        facts,
        facts.location_id,
        limits_for(settings, who_books(actor), now),
        load_hours(session, [facts.practitioner_id], [facts.location_id], first_day, last_day),
        load_taken_of(session, facts.practitioner_id, window, now),
        rooms,
        hold_key,
        moving,
    )


def plan(session: Session, actor: Actor, wish: SeriesWish, now: datetime) -> SeriesPlan:
    """Every occurrence of the wish, free or with its reason and what is free near it. Nothing is booked. Refuses with
    Invalid a rule without end, too long or of nothing."""
    if not 0 <= wish.minute < MINUTES_IN_DAY:
        raise Invalid({"starts_at": "not_a_time"})
    if wish.hold_key is not None:
        require_own(session, actor, wish.hold_key)
    facts = load_facts(session, wish.practitioner_id, wish.location_id, wish.service_id)
    settings = settings_for(session, wish.location_id, wish.practitioner_id)
    days = days_of(wish.rule, wish.first_day, settings.series_limit)
    last = days[-1] + timedelta(days=_LOOK_ON)
    around = surroundings(session, actor, facts, days[0], last, now, hold_key=wish.hold_key)
    length = timedelta(minutes=facts.service.duration_minutes)
    planned = []
    for position, day in enumerate(days, 1):
        period = _period(day, wish.minute, facts.zone, length)
        why = WhyNot.NO_SUCH_TIME if period is None else around.why_not(period)
        planned.append(Planned(position, day, period, why))
    if any(item.why for item in planned):
        planned = _with_proposals(planned, around.free(days[0], last), wish.minute, facts.zone)
    return SeriesPlan(wish.rule, facts.zone, wish.minute, tuple(planned))


def _with_proposals(planned: Sequence[Planned], free: Sequence[Period], minute: int, zone: ZoneInfo) -> list[Planned]:
    by_day: dict[date, list[Period]] = {}
    for period in free:
        by_day.setdefault(local_day(period.start, zone), []).append(period)
    days = sorted(by_day)
    result = []
    for index, item in enumerate(planned):
        if item.why is None:
            result.append(item)
            continue
        following = planned[index + 1].day if index + 1 < len(planned) else item.day + timedelta(days=_LOOK_ON)
        proposals = [Proposal(Proposed.THAT_DAY, period) for period in _near(by_day.get(item.day, ()), minute, zone)]
        later = bisect_left(days, item.day + timedelta(days=1))
        if later < len(days) and days[later] < following:
            proposals += [
                Proposal(Proposed.NEXT_DAY, period) for period in _near(by_day[days[later]], minute, zone)[:1]
            ]
        result.append(Planned(item.position, item.day, item.period, item.why, tuple(proposals)))
    return result


def _near(periods: Sequence[Period], minute: int, zone: ZoneInfo) -> list[Period]:
    """The few that are nearest to the minute of the day, in order of time."""

    def apart(period: Period) -> int:
        local = period.start.astimezone(zone)
        return abs(local.hour * 60 + local.minute - minute)

    return sorted(sorted(periods, key=apart)[:_EACH], key=lambda period: period.start)


def _period(day: date, minute: int, zone: ZoneInfo, length: timedelta) -> Period | None:
    start = wall_instant(day, minute, zone)
    return None if start is None else Period(start, start + length)
