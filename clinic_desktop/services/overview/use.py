"""How full the doctors' time is: minutes booked of minutes offered, by day and by hour of the week."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.practitioners import PractitionerRole
from clinic_desktop.domain.scheduling.hours import open_stretches
from clinic_desktop.services.appointments.timetables import load_hours
from clinic_desktop.services.overview.frame import Frame
from clinic_desktop.services.overview.values import HeatCell, Share
from clinic_desktop.services.overview.visits import TAKES_TIME, taken_minutes

_HOUR, _DAY = 60, 1_440
_booked = Appointment.__table__.c


@dataclass(frozen=True, slots=True)
class Offered:
    """Minutes in which doctors took bookings: by (day, doctor), and by (weekday, hour) on the days of the heat."""

    minutes: dict[tuple[date, int], int]
    hours: dict[tuple[int, int], int]


def load_offered(frame: Frame) -> Offered:
    """What the working hours of everybody at the frame's centres come to, exceptions and closures taken out."""
    local = frame.local
    minutes: dict[tuple[date, int], int] = defaultdict(int)
    hours: dict[tuple[int, int], int] = defaultdict(int)
    roles = frame.session.execute(
        select(PractitionerRole.location_id, PractitionerRole.practitioner_id).where(
            PractitionerRole.location_id.in_(frame.location_ids)
        )
    ).all()
    for location_id, zone in local.zones.items():
        doctors = sorted(row.practitioner_id for row in roles if row.location_id == location_id)
        loaded = load_hours(frame.session, doctors, [location_id], local.first, local.last)
        for doctor in doctors:
            timetable = loaded.timetable(doctor, location_id, zone)
            for ordinal, base, stretches in open_stretches(timetable, local.first, local.last):
                day = date.fromordinal(ordinal)
                minutes[day, doctor] += sum(end - start for start, end in stretches) // 60
                if frame.heat_first <= day <= frame.heat_last:
                    for start, end in stretches:
                        _add(hours, day.weekday(), _local_minute(base, start, zone), (end - start) // 60)
    return Offered(minutes, hours)


def load_heat(frame: Frame, offered: Offered) -> tuple[HeatCell, ...]:
    """How full each hour of the week was on the days of the heat; hours in which nobody worked are left out."""
    local = frame.local
    rows = frame.session.execute(
        select(
            local.weekday(_booked.starts_at, _booked.location_id).label("local_weekday"),
            local.clock(_booked.starts_at, _booked.location_id).label("local_clock"),
            taken_minutes(frame).label("length"),
            func.count(),
        )
        .where(
            local.within(_booked.starts_at, _booked.location_id, frame.heat_first, frame.heat_last),
            _booked.state.in_(TAKES_TIME),
            _booked.seat == 1,
            _booked.queue_only.is_(False),
        )
        .group_by("local_weekday", "local_clock", "length")
    )
    booked: dict[tuple[int, int], int] = defaultdict(int)
    for weekday, clock, minutes, count in rows:
        hour, minute = clock.split(":")
        # The database counts from Sunday, the calendar from Monday.
        _add(booked, (int(weekday) - 1) % 7, int(hour) * _HOUR + int(minute), int(minutes), count)
    return tuple(
        HeatCell(weekday, hour, Share(min(booked.get((weekday, hour), 0), minutes), minutes))
        for (weekday, hour), minutes in sorted(offered.hours.items())
    )


def _add(hours: dict[tuple[int, int], int], weekday: int, start: int, length: int, times: int = 1) -> None:
    """Spreads so many minutes from a minute of the day on over the hours they fall into."""
    for hour, minutes in _hours(start, length):
        hours[weekday, hour] += minutes * times


def _hours(start: int, length: int) -> Iterator[tuple[int, int]]:
    end = min(start + length, _DAY)
    while start < end:
        until = min((start // _HOUR + 1) * _HOUR, end)
        yield start // _HOUR, until - start
        start = until


def _local_minute(base: int, start: int, zone: ZoneInfo) -> int:
    """The minute of the local day: ordinary days come as seconds from midnight, others as seconds since 1970."""
    if base:
        return start // 60
    wall = datetime.fromtimestamp(start, UTC).astimezone(zone)
    return wall.hour * _HOUR + wall.minute
