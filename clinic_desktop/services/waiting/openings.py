"""Where in a stretch of a doctor's day each service would fit now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.practitioners import PractitionerSpeciality
from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.domain.scheduling import ServiceRule, fits
from clinic_desktop.domain.waiting import Opening, Stay
from clinic_desktop.services.appointments.choices import Who
from clinic_desktop.services.appointments.limits import limits_for
from clinic_desktop.services.appointments.offerings import Offering, load_offerings
from clinic_desktop.services.appointments.rooms import room_use_for
from clinic_desktop.services.appointments.timetables import Taken, in_the_way_of, load_hours_of_day, load_taken_of
from clinic_desktop.services.settings import SettingsBook, load_settings

_STEP = timedelta(minutes=5)
"""On which minutes a visit may begin in time that has begun to pass."""


@dataclass(frozen=True, slots=True)
class FreePlace:
    """Time in which something fits: the opening for ranking, and when each service would be."""

    name: str
    location_id: int
    opening: Opening
    periods: Mapping[int, Period]

    @property
    def start(self) -> datetime:
        return self.opening.starts_at


class Doctors:
    """What is asked about several doctors of a centre at once: what they offer and their specialities."""

    def __init__(self, session: Session, location_id: int, practitioner_ids: Sequence[int], now: datetime) -> None:
        self._session, self._location_id, self._now = session, location_id, now
        self._settings: SettingsBook = load_settings(session)
        found = load_offerings(session, self._settings, location_id, practitioner_ids)
        self._offerings = {item.practitioner_id: item for item in found}
        special = PractitionerSpeciality.__table__.c
        self._specialities: dict[int, set[int]] = {}
        for doctor, speciality in session.execute(
            select(special.practitioner_id, special.speciality_id).where(special.practitioner_id.in_(practitioner_ids))
        ):
            self._specialities.setdefault(doctor, set()).add(speciality)

    def place(self, practitioner_id: int, stretch: Period) -> FreePlace | None:
        """What fits into the stretch now, each service at its first possible start; None where nothing does."""
        offering = self._offerings.get(practitioner_id)
        if offering is None:
            return None
        periods = self._periods(offering, stretch)
        if not periods:
            return None
        first = min(period.start for period in periods.values())
        local = first.astimezone(offering.zone)
        stays = {number: _stay(period, offering) for number, period in periods.items()}
        specialities = frozenset(self._specialities.get(practitioner_id, ()))
        opening = Opening(practitioner_id, specialities, local.date(), first, stays)
        return FreePlace(offering.name, self._location_id, opening, periods)

    def _periods(self, offering: Offering, stretch: Period) -> dict[int, Period]:
        number, now = offering.practitioner_id, self._now
        day = local_day(stretch.start, offering.zone)
        hours = load_hours_of_day(self._session, number, self._location_id, day)
        timetable = hours.timetable(number, self._location_id, offering.zone)
        taken = load_taken_of(self._session, number, stretch, now)
        busy = in_the_way_of(taken)
        limits = limits_for(self._settings.at(self._location_id, number), Who.DESK, now)
        rules = [service.rule for service in offering.services]
        rooms = room_use_for(self._session, rules, [self._location_id], stretch, now)
        found: dict[int, Period] = {}
        for rule in rules:
            for start in _starts(stretch, rule, taken, now):
                wanted = Period(start, start + timedelta(minutes=rule.duration_minutes))
                if fits(timetable, rule, wanted, limits, busy) and not rooms.why_not(
                    rule, self._location_id, wanted, taken
                ):
                    found[rule.service_id] = wanted
                    break
        return found


def _starts(stretch: Period, rule: ServiceRule, taken: Iterable[Taken], now: datetime) -> list[datetime]:
    """The starts worth trying: the stretch's own, or the next five minutes where it has begun, and the end of each
    booking in it."""
    starts = {stretch.start if stretch.start >= now else _next_step(now)}
    for item in taken:
        gap = max(item.busy.buffer_after, rule.buffer_before)
        after = item.period.end + timedelta(minutes=gap)
        if after > stretch.start:
            starts.add(after)
    return sorted(start for start in starts if start < stretch.end)


def _next_step(now: datetime) -> datetime:
    since = timedelta(seconds=now.astimezone(UTC).timestamp() % _STEP.total_seconds())
    return now if not since else now - since + _STEP


def _stay(period: Period, offering: Offering) -> Stay:
    local = period.start.astimezone(offering.zone)
    return Stay(local.hour * 60 + local.minute, period.minutes)
