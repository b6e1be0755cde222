"""Counting appointments, the minutes they take, and how long patients wait."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.domain.codes import OCCUPYING_STATES, AppointmentState
from clinic_desktop.services.appointments.expiry import in_force, state_now
from clinic_desktop.services.overview.frame import Frame
from clinic_desktop.services.overview.values import Share, Waits, WeekdayCounts

_S = AppointmentState
TAKES_TIME = (*OCCUPYING_STATES, _S.NO_SHOW)
"""States whose time was booked: who did not come blocked it all the same."""
_booked, _visit = Appointment.__table__.c, Encounter.__table__.c


@dataclass(frozen=True, slots=True)
class Group:
    """Appointments of one doctor in one state on one local day, and the minutes they take."""

    day: date
    practitioner_id: int
    state: AppointmentState
    count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Groups:
    """All appointments that the frame covers."""

    frame: Frame
    groups: tuple[Group, ...]

    def states(self, wanted: Callable[[date], bool]) -> dict[AppointmentState, int]:
        """How many appointments are in which state on the days that are wanted."""
        found: Counter[AppointmentState] = Counter()
        for group in self.groups:
            if wanted(group.day):
                found[group.state] += group.count
        return dict(found)

    def daily(self) -> dict[date, Counter[AppointmentState]]:
        """The same for each day."""
        found: dict[date, Counter[AppointmentState]] = defaultdict(Counter)
        for group in self.groups:
            found[group.day][group.state] += group.count
        return found

    def weekdays(self) -> tuple[WeekdayCounts, ...]:
        """The period's appointments by weekday, Monday first; weekdays without any are left out."""
        found: dict[int, Counter[AppointmentState]] = defaultdict(Counter)
        for group in self.groups:
            if self.frame.is_current(group.day):
                found[group.day.weekday()][group.state] += group.count
        return tuple(WeekdayCounts(weekday, dict(states)) for weekday, states in sorted(found.items()))

    def minutes(self) -> dict[tuple[date, int], int]:
        """Booked minutes by day and doctor."""
        found: dict[tuple[date, int], int] = defaultdict(int)
        for group in self.groups:
            if group.state in TAKES_TIME:
                found[group.day, group.practitioner_id] += group.minutes
        return found

    def completed(self) -> Counter[int]:
        """Completed visits of the period by doctor."""
        found: Counter[int] = Counter()
        for group in self.groups:
            if group.state is _S.COMPLETED and self.frame.is_current(group.day):
                found[group.practitioner_id] += group.count
        return found


def load_groups(frame: Frame) -> Groups:
    """Counts appointments by local day, doctor and state."""
    local = frame.local
    own_time = and_(_booked.seat == 1, _booked.queue_only.is_(False))
    minutes = taken_minutes(frame)
    rows = frame.session.execute(
        select(
            local.day(_booked.starts_at, _booked.location_id).label("local_day"),
            _booked.practitioner_id,
            state_now(frame.now).label("standing"),
            func.count(),
            func.sum(case((own_time, minutes), else_=0)),
        )
        .where(local.within(_booked.starts_at, _booked.location_id))
        .group_by("local_day", _booked.practitioner_id, "standing")
    )
    return Groups(
        frame,
        tuple(
            Group(date.fromisoformat(day), practitioner_id, AppointmentState(state), count, int(total))
            for day, practitioner_id, state, count, total in rows
        ),
    )


def taken_minutes(frame: Frame) -> ColumnElement[Any]:
    """The minutes of the doctor's time that an appointment takes: its own, and the buffers in which nobody else is."""
    own = frame.local.minutes_between(_booked.starts_at, _booked.ends_at)
    return own + _booked.buffer_before_minutes + _booked.buffer_after_minutes


def still_to_come(frame: Frame) -> int:
    """Appointments of the period that have not begun and for which nobody has come yet."""
    return int(
        frame.session.scalar(
            select(func.count())
            .select_from(Appointment)
            .where(
                frame.local.within(_booked.starts_at, _booked.location_id, frame.first),
                _booked.starts_at > frame.now,
                _booked.state.in_((_S.PENDING, _S.CONFIRMED)),
                in_force(frame.now),
            )
        )
        or 0
    )


def no_shows(states: dict[AppointmentState, int] | Counter[AppointmentState]) -> Share:
    """Those who did not come, of those who were expected and whose visit is over."""
    missed, came = states.get(_S.NO_SHOW, 0), states.get(_S.COMPLETED, 0)
    return Share(missed, missed + came)


def load_waits(frame: Frame) -> tuple[Waits, Waits, dict[date, float]]:
    """Waits of the period, of the one before, and the average of each day."""
    wait = frame.local.minutes_between(_visit.arrived_at, _visit.started_at, nearest=True)
    here = (_visit.location_id.in_(frame.location_ids), _visit.started_at.is_not(None))
    daily = frame.session.execute(
        select(_visit.day, func.count(), func.sum(wait))
        .where(*here, _visit.day >= frame.days[0], _visit.day <= frame.last)
        .group_by(_visit.day)
    )
    before = _visit.day.between(frame.before_first, frame.before_last)
    current = case((_visit.day >= frame.first, 1), else_=0).label("is_current")
    rows = frame.session.execute(
        select(current, wait.label("waited"), func.count())
        .where(*here, or_(_visit.day.between(frame.first, frame.last), before))
        .group_by("is_current", "waited")
    ).all()
    waits_now, waits_before = (
        _waits((int(waited), count) for is_current, waited, count in rows if is_current == wanted) for wanted in (1, 0)
    )
    return waits_now, waits_before, {day: float(total) / count for day, count, total in daily}


def _waits(counted: Iterable[tuple[int, int]]) -> Waits:
    """Average and 90th percentile (the nearest rank) of waits given as (minutes, how many)."""
    waits = sorted(counted)
    count = sum(many for _, many in waits)
    if not count:
        return Waits(0, None, None)
    average = sum(minutes * many for minutes, many in waits) / count
    rank, seen = -(-count * 9 // 10), 0
    for minutes, many in waits:
        seen += many
        if seen >= rank:
            return Waits(count, average, minutes)
    return Waits(count, average, waits[-1][0])
