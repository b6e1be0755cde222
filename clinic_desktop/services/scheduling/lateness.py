"""Running late: the coming visits of today begin later, those that run into something are moved or cancelled, patients
are told; one save, one transaction, one undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.db.models.scheduling import Schedule
from clinic_desktop.domain.codes import MessageKind
from clinic_desktop.domain.errors import Invalid, SlotTaken
from clinic_desktop.domain.period import Clock, Period, day_period, local_day
from clinic_desktop.domain.permissions import Actor, Permission
from clinic_desktop.domain.scheduling import WhyNot, working_time
from clinic_desktop.domain.scheduling.late import LateClash, Planned, Shifted, shifted
from clinic_desktop.services.appointments.steps import held_rows
from clinic_desktop.services.appointments.timetables import load_hours, zone_of
from clinic_desktop.services.messages.telling_many import drop_many, enqueue_many
from clinic_desktop.services.practitioners import access
from clinic_desktop.services.scheduling import effects, impact
from clinic_desktop.services.scheduling.changes import hold_all, hold_rooms_for, saved
from clinic_desktop.services.scheduling.diaries import load_diaries
from clinic_desktop.services.scheduling.late_obstacles import (
    begun_visits,
    free_unpaid_rooms,
    over_held_time,
    period_of_shift,
    rooms_of,
    without_room,
)
from clinic_desktop.services.scheduling.resolving import (
    checked_decisions,
    free_unpaid,
    move_rows,
    resolve,
    shift_of,
    targets_of,
)
from clinic_desktop.services.scheduling.values import (
    Decision,
    LateDay,
    LateVisit,
    SavedChange,
    TakenBack,
    Treatment,
)
from clinic_desktop.services.versions import stale

LONGEST = 480
"""The most minutes that anybody is late by; who is later is not available."""


@dataclass(frozen=True, slots=True)
class _Today:
    """A doctor's visits of today that have not begun, and what they shift by. ``fixed`` is time that does not shift."""

    name: str
    rows: dict[int, Any]
    shifts: tuple[Shifted, ...]
    fixed: tuple[tuple[int, int], ...]
    rooms: dict[int, int | None]
    zones: dict[int, ZoneInfo]


class LatenessService:
    """Says who begins when if a doctor is late, and does it all at once."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def preview(self, actor: Actor | None, practitioner_id: int, minutes: int, without: Sequence[int] = ()) -> LateDay:
        """What so many minutes come to. ``without`` are visits that are to be moved or cancelled instead of shifted:
        they make room for those after them. Refuses with NotAllowed and Invalid."""
        now = self._clock()
        with self._database.read() as session:
            person = _permitted(session, actor, practitioner_id, minutes)
            today = _today(session, person, practitioner_id, minutes, now, without)
            visits = _visits(session, person, practitioner_id, today, now, without)
            said = _said(session, practitioner_id, now)
            on_time = len(today.rows) - len(today.shifts) - len(set(without) & set(today.rows))
        return LateDay(practitioner_id, today.name, minutes, said, visits, on_time)

    def save(
        self,
        actor: Actor | None,
        practitioner_id: int,
        minutes: int,
        expected: Sequence[LateVisit],
        decisions: Sequence[Decision] = (),
        reason: str = "",
    ) -> SavedChange:
        """Shifts the visits as they were ``expected`` to, does what was decided of those that are not to be shifted,
        and tells everybody. Refuses with StaleRecord where the day is not as expected any more; nothing is done then.
        """
        now = self._clock()
        away = [one for one in decisions if one.treatment is not Treatment.KEEP]
        with self._database.write() as session:
            person = _permitted(session, actor, practitioner_id, minutes)
            hold_all(session, [practitioner_id, *targets_of(away)])
            without = [one.appointment_id for one in away]
            today = _today(session, person, practitioner_id, minutes, now, without)
            hits = [impact.hit_of(person, today.rows[number]) for number in without if number in today.rows]
            hold_rooms_for(session, hits, away, [today.rows[number].location_id for number in today.rooms])
            if today.rooms:
                # Somebody may have reserved one before they were locked.
                today = _today(session, person, practitioner_id, minutes, now, without)
            _as_expected(session, today, expected)
            pairs = checked_decisions(session, hits, away)
            moving = [hit for hit, decision in pairs if decision.treatment is Treatment.MOVE]
            diaries = None
            if moving:
                diaries = load_diaries(
                    session, person, moving, _nothing(person), now,
                    only=targets_of(away), also_taken={practitioner_id: _periods(today.shifts)},
                )  # fmt: skip
            done = resolve(session, person, pairs, diaries, reason, now)
            moved = _shift(session, person, practitioner_id, today, minutes, now, reason)
            undo = _say(session, person, practitioner_id, minutes, today, now)
        return saved(done, undo, moved)

    def say_on_time(self, actor: Actor | None, practitioner_id: int) -> None:
        """The doctor has caught up: nothing is said of being late any more. Visits stay where they are."""
        now = self._clock()
        with self._database.write() as session:
            person = access.require_for(session, actor, Permission.SAY_LATE, practitioner_id)
            hold_all(session, [practitioner_id])
            _write(session, practitioner_id, 0, None)
            effects.note(session, person, "on_time", practitioner_id, now)


def _permitted(session: Session, actor: Actor | None, practitioner_id: int, minutes: int) -> Actor:
    person = access.require_for(session, actor, Permission.SAY_LATE, practitioner_id)
    if not 1 <= minutes <= LONGEST:
        raise Invalid({"minutes": "out_of_bounds"})
    return person


def _today(
    session: Session, actor: Actor, practitioner_id: int, minutes: int, now: datetime, without: Sequence[int]
) -> _Today:
    zones = {centre: zone_of(name) for centre, name in effects.zones_of(session, practitioner_id).items()}
    name = session.scalar(select(Practitioner.name).where(Practitioner.id == practitioner_id)) or ""
    reached = {centre for centre in zones if effects.reaches(actor, centre)}
    if not reached:
        raise Invalid({"location_id": "not_at_centre"})
    ends = max(day_period(local_day(now, zones[centre]), zones[centre]).end for centre in reached)
    coming = impact.coming_rows(session, [practitioner_id], now, until=ends)
    rows = {row.id: row for row in coming if row.location_id in reached}
    fixed = [_seconds(row) for row in coming if row.location_id not in reached]
    planned = [
        Planned(row.id, *_seconds(row), row.location_id, row.buffer_before_minutes, row.buffer_after_minutes)
        for row in rows.values()
        if row.id not in without
    ]
    day = min(local_day(now, zone) for zone in zones.values())
    hours = load_hours(session, [practitioner_id], list(zones), day, max(local_day(now, z) for z in zones.values()))
    open_at = {
        centre: [
            (int(part.start.timestamp()), int(part.end.timestamp()))
            for part in working_time(hours.timetable(practitioner_id, centre, zone), local_day(now, zone))
        ]
        for centre, zone in zones.items()
    }
    begun = begun_visits(session, practitioner_id, now, ends)
    shifts = shifted(planned, minutes * 60, int(now.timestamp()), open_at, fixed, begun)
    rooms = rooms_of(session, shifts, now, without)
    shifts = over_held_time(session, actor, practitioner_id, without_room(shifts, rooms), now)
    return _Today(name, rows, shifts, tuple(fixed), rooms, zones)


def _visits(
    session: Session, actor: Actor, practitioner_id: int, today: _Today, now: datetime, without: Sequence[int]
) -> tuple[LateVisit, ...]:
    """The shifted visits and those that are not to be shifted, each with other times. Who runs into something, or is
    not to be shifted, has the first choice."""
    hits = {number: impact.hit_of(actor, row) for number, row in today.rows.items()}
    first = {one.reference for one in today.shifts if one.clash is not None} | set(without)
    asked = [hits[number] for number in {one.reference for one in today.shifts} | set(without) if number in hits]
    if asked:
        found = sorted(asked, key=lambda hit: (hit.id not in first, hit.period.start, hit.id))
        taken = {practitioner_id: _periods(today.shifts)}
        diaries = load_diaries(session, actor, found, _nothing(actor), now, also_taken=taken)
        hits |= {hit.id: hit for hit in diaries.propose(found, now)}
    visits = [
        LateVisit(hits[one.reference], datetime.fromtimestamp(one.start, UTC), one.delay // 60, one.clash)
        for one in today.shifts
    ]
    visits += [LateVisit(hits[number], hits[number].period.start, 0, None) for number in without if number in hits]
    return tuple(sorted(visits, key=lambda visit: (visit.hit.period.start, visit.hit.id)))


def _as_expected(session: Session, today: _Today, expected: Sequence[LateVisit]) -> None:
    """Refuses where other visits shift, or to other times, than the person saw."""
    now_is = {one.reference: (today.rows[one.reference].version, one.start) for one in today.shifts}
    seen = {
        visit.hit.id: (visit.hit.version, int(visit.starts_at.timestamp())) for visit in expected if visit.delay_minutes
    }
    for number in sorted(now_is.keys() | seen.keys()):
        if now_is.get(number) != seen.get(number):
            raise stale(session, "appointment", number)


def _shift(
    session: Session, actor: Actor, practitioner_id: int, today: _Today, minutes: int, now: datetime, reason: str
) -> list[tuple[int, int]]:
    """Writes the new times, the last first: each finds the time after it free already."""
    order = sorted(today.shifts, key=lambda one: (one.start, one.reference), reverse=True)
    held = held_rows(session, actor, [(one.reference, today.rows[one.reference].version) for one in order])
    free_unpaid(session, [(practitioner_id, period_of_shift(one)) for one in order], now)
    free_unpaid_rooms(session, order, today.rooms, now)
    moves, told = [], {}
    for one in order:
        row = held[one.reference]
        period = period_of_shift(one)
        if one.clash is LateClash.ROOM:
            raise SlotTaken(period, WhyNot.ROOM)
        if one.clash is LateClash.ANOTHER or any(low < one.end and one.start < high for low, high in today.fixed):
            raise SlotTaken(period, WhyNot.TAKEN)
        values = {
            "starts_at": period.start, "ends_at": period.end,
            "buffer_before_minutes": row.buffer_before_minutes, "buffer_after_minutes": row.buffer_after_minutes,
            "practitioner_id": row.practitioner_id, "practitioner_name": row.practitioner_name,
            "speciality": row.speciality, "room_id": today.rooms.get(row.id, row.room_id), "seat": row.seat,
            "squeezed_in": row.squeezed_in, "passed_over": row.passed_over,
        }  # fmt: skip
        moves.append(shift_of(row, period, values, late_minutes=one.delay // 60))
        told[one.reference] = {
            "starts_at": row.starts_at.isoformat(), "ends_at": row.ends_at.isoformat(),
            "late_minutes": one.delay // 60, "expected_at": period.start.isoformat(), "note": reason,
        }  # fmt: skip
    move_rows(session, actor, moves, now, reason)
    drop_many(session, actor, list(told), now, (MessageKind.RUNNING_LATE, MessageKind.REMINDER))
    enqueue_many(session, actor, MessageKind.RUNNING_LATE, told, now, "running_late")
    # Taken back in the other order, so that each finds its former time free.
    return [(one.held.id, one.held.version + 1) for one in reversed(moves)]


def _say(session: Session, actor: Actor, practitioner_id: int, minutes: int, today: _Today, now: datetime) -> TakenBack:
    """Remembers the delay until the last visit that is late is over; gives what was said before and now."""
    row = session.execute(
        select(Schedule.late_minutes, Schedule.late_until).where(Schedule.practitioner_id == practitioner_id)
    ).one()
    said = _said(session, practitioner_id, now)
    until = max((one.end for one in today.shifts), default=int(now.timestamp()) + minutes * 60)
    _write(session, practitioner_id, said + minutes, datetime.fromtimestamp(until, UTC))
    detail: dict[str, object] = {"minutes": minutes, "visits": len(today.shifts)}
    effects.note(session, actor, "running_late", practitioner_id, now, detail=detail)
    return TakenBack(practitioner_id, late=(int(row.late_minutes), row.late_until), late_said=said + minutes)


def _said(session: Session, practitioner_id: int, now: datetime) -> int:
    """What was said before and still holds."""
    minutes = session.scalar(
        select(Schedule.late_minutes).where(Schedule.practitioner_id == practitioner_id, Schedule.late_until > now)
    )
    return int(minutes or 0)


def _write(session: Session, practitioner_id: int, minutes: int, until: datetime | None) -> None:
    session.execute(
        update(Schedule)
        .where(Schedule.practitioner_id == practitioner_id)
        .values(late_minutes=minutes, late_until=until)
        .execution_options(synchronize_session=False)
    )


def _nothing(actor: Actor) -> effects.Effect:
    """No change of hours."""
    return effects.Effect(actor, (), {}, lambda timetable: timetable, lambda _session: TakenBack())


def _periods(shifts: Sequence[Shifted]) -> list[Period]:
    return [period_of_shift(one) for one in shifts]


def _seconds(row: Any) -> tuple[int, int]:
    return int(row.starts_at.timestamp()), int(row.ends_at.timestamp())
