"""The day board of a centre, the week of a doctor and a doctor's own day, in a bounded number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.organisation import Location, OpeningHours
from clinic_desktop.db.models.scheduling import Hold
from clinic_desktop.domain.codes import OCCUPYING_STATES, AppointmentState, PaymentWord, QueueState
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.period import Period, day_period
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.scheduling import (
    ClosedInterval,
    ClosedReason,
    ServiceRule,
    Timetable,
    closed_time,
    free_slots,
    working_time,
)
from clinic_desktop.domain.scheduling.values import instant_of
from clinic_desktop.domain.scheduling.wall_clock import closing_second, opening_second
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.appointments.choices import FreeSlot, Who
from clinic_desktop.services.appointments.limits import limits_for
from clinic_desktop.services.appointments.move_rules import MoveRules
from clinic_desktop.services.appointments.offerings import Offering, load_offerings
from clinic_desktop.services.appointments.reading import Viewer, booked, cards_statement
from clinic_desktop.services.appointments.rooms import RoomUse, room_use_for
from clinic_desktop.services.appointments.standing import late_minutes, queue_length
from clinic_desktop.services.appointments.timetables import (
    Hours,
    Taken,
    days_window,
    in_the_way_of,
    in_time_order,
    load_hours,
    load_taken,
    zone_of,
)
from clinic_desktop.services.appointments.views import (
    Card,
    DayColumn,
    DayView,
    HoldCard,
    Presence,
    WeekDay,
    WeekView,
    hold_mark,
)
from clinic_desktop.services.settings import SettingsBook, load_settings

_USUAL_HOURS = (9 * 60, 17 * 60)
_S = AppointmentState
_UNPAID = frozenset({PaymentWord.UNPAID, PaymentWord.PART_PAID, PaymentWord.LINK_SENT})
_SEEN = frozenset({_S.CHECKED_IN, _S.IN_PROGRESS, _S.COMPLETED})
_AWAY = frozenset({ClosedReason.HOLIDAY, ClosedReason.LEAVE, ClosedReason.UNAVAILABLE, ClosedReason.NO_HOURS})
_BREAKS = frozenset({ClosedReason.BREAK, ClosedReason.BLOCKED, ClosedReason.BETWEEN_HOURS})


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre as a board needs it."""

    id: int
    name: str
    zone: ZoneInfo
    currency: str


def load_centre(session: Session, location_id: int) -> Centre:
    """The centre; NotFound where there is none."""
    row = session.execute(
        select(Location.id, Location.name, Location.zone, Location.currency).where(Location.id == location_id)
    ).one_or_none()
    if row is None:
        raise NotFound("location", location_id)
    return Centre(row.id, row.name, zone_of(row.zone), row.currency)


def load_day(
    session: Session, actor: Actor, location_id: int, day: date, now: datetime, *, rows: Sequence[Any] | None = None
) -> DayView:
    """The board of a centre on one day. With ``actor.practitioner_id`` it is that doctor's column only. ``rows`` are
    the appointments where they are not those of now (see ``rewind``)."""
    centre = load_centre(session, location_id)
    own = None if actor.practitioner_id is None else [actor.practitioner_id]
    settings = load_settings(session)
    offerings = load_offerings(session, settings, location_id, own, unavailable_too=True)
    numbers = [offering.practitioner_id for offering in offerings]
    period = day_period(day, centre.zone)
    hours = load_hours(session, numbers, [location_id], day, day)
    taken = load_taken(session, numbers, period, now)
    if rows is None:
        rows = _rows(session, period, location_id=location_id, practitioner_ids=own)
    holds = _holds(session, numbers, period, now)
    cards = Viewer(actor, now, settings).cards(rows)
    spans = [
        stretch
        for offering in offerings
        for stretch in working_time(hours.timetable(offering.practitioner_id, location_id, centre.zone), day)
    ]
    shown = _shown(session, centre, day, [*spans, *(card.period for card in cards if card.state in OCCUPYING_STATES)])
    rooms = room_use_for(session, _all_rules(offerings), [location_id], period, now)
    builder = _Columns(centre, day, shown, now, settings, hours, taken, rooms)
    rows_of, cards_of, holds_of = _by_doctor(rows), _by_doctor(cards), _by_doctor(holds)
    columns = [
        builder.column(offering, rows_of[number], cards_of[number], holds_of[number])
        for number, offering in zip(numbers, offerings, strict=True)
    ]
    return DayView(
        location_id=location_id,
        location_name=centre.name,
        zone=centre.zone,
        currency=centre.currency,
        day=day,
        now=now,
        shown=shown,
        closure=next((closure.name for closure in hours.closures), ""),
        columns=tuple(column for column in columns if _is_there(column)),
        counts={state: count for state in _S for count in [Counter(card.state for card in cards)[state]]},
        waiting=sum(card.queue_state in (QueueState.WAITING, QueueState.CALLED) for card in cards),
        unpaid=sum(_is_unpaid(card) for card in cards),
    )


def load_week(
    session: Session, actor: Actor, practitioner_id: int, location_id: int, first_day: date, days: int, now: datetime
) -> WeekView:
    """Some days of one doctor at one centre."""
    centre = load_centre(session, location_id)
    settings = load_settings(session)
    offerings = load_offerings(session, settings, location_id, [practitioner_id], unavailable_too=True)
    if not offerings:
        raise NotFound("practitioner", practitioner_id)
    offering = offerings[0]
    last_day = first_day + timedelta(days=days - 1)
    window = days_window(first_day, last_day, centre.zone)
    hours = load_hours(session, [practitioner_id], [location_id], first_day, last_day)
    taken = load_taken(session, [practitioner_id], window, now)
    rows = _rows(session, window, location_id=location_id, practitioner_ids=[practitioner_id])
    cards = _by_day(Viewer(actor, now, settings).cards(rows), centre.zone)
    holds = _holds(session, [practitioner_id], window, now)
    timetable = hours.timetable(practitioner_id, location_id, centre.zone)
    rooms = room_use_for(session, _all_rules(offerings), [location_id], window, now)
    free = _free(timetable, offering, first_day, last_day, settings.at(location_id, practitioner_id), now, taken, rooms)
    week = []
    for after in range(days):
        day = first_day + timedelta(days=after)
        period = day_period(day, centre.zone)
        working = working_time(timetable, day)
        of_day = tuple(cards.get(day, ()))
        week.append(
            WeekDay(
                day,
                working,
                closed_time(timetable, day, period),
                of_day,
                tuple(hold for hold in holds if hold.period.meets(period)),
                tuple(slot for slot in free if period.start <= slot.period.start < period.end),
                _fullness(working, of_day),
            )
        )
    return WeekView(
        practitioner_id, offering.name, location_id, centre.zone, centre.currency, first_day, now,
        _usual(offering), tuple(week),
        _rules(timetable, offering, settings.at(location_id, practitioner_id), now, taken, rooms),
    )  # fmt: skip


def load_cards(
    session: Session, actor: Actor, practitioner_id: int, period: Period, now: datetime
) -> tuple[tuple[Card, ...], Sequence[Any]]:
    """A doctor's appointments at every centre in a period, in order, as cards and rows."""
    rows = _rows(session, period, location_id=None, practitioner_ids=[practitioner_id])
    return Viewer(actor, now, load_settings(session)).cards(rows), rows


@dataclass(frozen=True, slots=True)
class _Columns:
    """What all columns of a board have in common."""

    centre: Centre
    day: date
    shown: Period
    now: datetime
    settings: SettingsBook
    hours: Hours
    taken: dict[int, list[Taken]]
    rooms: RoomUse

    def column(
        self, offering: Offering, rows: Sequence[Any], cards: Sequence[Card], holds: Sequence[HoldCard]
    ) -> DayColumn:
        number = offering.practitioner_id
        timetable = self.hours.timetable(number, self.centre.id, self.centre.zone)
        working = working_time(timetable, self.day)
        closed = closed_time(timetable, self.day, self.shown)
        settings = self.settings.at(self.centre.id, number)
        free = _free(timetable, offering, self.day, self.day, settings, self.now, self.taken, self.rooms)
        queue = [row for row in rows if row.queue_state in (QueueState.WAITING, QueueState.CALLED, QueueState.IN_ROOM)]
        usual = offering.offered(None)
        step = offering.step_minutes or (usual.rule.duration_minutes + usual.rule.buffer_after if usual else 0)
        return DayColumn(
            practitioner_id=number,
            name=offering.name,
            picture=offering.picture,
            speciality=offering.speciality,
            room=offering.room,
            working=working,
            closed=closed,
            cards=tuple(cards),
            holds=tuple(holds),
            free=free,
            next_free=free[0].period if free else None,
            service_id=_usual(offering),
            services=offering.choices,
            step_minutes=step or settings.default_duration_minutes,
            presence=presence(working, closed, queue, self.now),
            late_minutes=max(late_minutes(queue, self.now), offering.said_late(self.now)),
            queue_length=queue_length(queue),
            rules=_rules(timetable, offering, settings, self.now, self.taken, self.rooms),
        )


def presence(
    working: Sequence[Period], closed: Sequence[ClosedInterval], queue: Iterable[Any], now: datetime
) -> Presence:
    """Where a doctor is, as far as hours and visits say."""
    if any(row.queue_state == QueueState.IN_ROOM for row in queue):
        return Presence.WITH_PATIENT
    if any(stretch.start <= now < stretch.end for stretch in working):
        return Presence.FREE
    here = next((item.reason for item in closed if item.period.start <= now < item.period.end), None)
    if not working or here in _AWAY:
        return Presence.AWAY
    if here in _BREAKS:
        return Presence.ON_BREAK
    return Presence.NOT_IN_YET if now < working[0].start else Presence.LEFT


def _rows(
    session: Session, period: Period, *, location_id: int | None, practitioner_ids: Sequence[int] | None
) -> Sequence[Any]:
    statement = (
        cards_statement()
        .where(booked.starts_at >= period.start, booked.starts_at < period.end)
        .order_by(booked.starts_at, booked.seat, booked.id)
    )
    if location_id is not None:
        statement = statement.where(booked.location_id == location_id)
    if practitioner_ids is not None:
        statement = statement.where(booked.practitioner_id.in_(practitioner_ids))
    return session.execute(statement).all()


def _holds(session: Session, practitioner_ids: Sequence[int], period: Period, now: datetime) -> list[HoldCard]:
    rows = session.execute(
        select(
            Hold.key, Hold.practitioner_id, Hold.starts_at, Hold.ends_at, Hold.expires_at, Hold.holder_name, Hold.desk,
        ).where(
            Hold.practitioner_id.in_(practitioner_ids),
            Hold.expires_at > now,
            Hold.starts_at < period.end,
            Hold.ends_at > period.start,
        )
    )  # fmt: skip
    return [
        HoldCard(
            hold_mark(row.key), row.practitioner_id, Period(row.starts_at, row.ends_at), row.expires_at,
            row.holder_name, row.desk,
        )
        for row in rows
    ]  # fmt: skip


def _free(
    timetable: Timetable,
    offering: Offering,
    first_day: date,
    last_day: date,
    settings: ClinicSettings,
    now: datetime,
    taken: dict[int, list[Taken]],
    rooms: RoomUse,
) -> tuple[FreeSlot, ...]:
    service = offering.offered(None)
    if service is None or not offering.available:
        return ()
    number = offering.practitioner_id
    slots = free_slots(
        timetable, service.rule, first_day, last_day, limits_for(settings, Who.DESK, now),
        in_the_way_of(taken.get(number, ())), offering.step_minutes,
    )  # fmt: skip
    slots = rooms.leave(slots, service.rule, timetable.location_id)
    return tuple(FreeSlot(number, timetable.location_id, slot.period, slot.places_left) for slot in slots)


def _shown(session: Session, centre: Centre, day: date, spans: Sequence[Period]) -> Period:
    """From the earliest to the latest of opening hours, working time and appointments."""
    hours = session.execute(
        select(OpeningHours.start_minute, OpeningHours.end_minute).where(
            OpeningHours.location_id == centre.id, OpeningHours.weekday == day.weekday()
        )
    ).all()
    opened = [(row.start_minute, row.end_minute) for row in hours] or ([] if spans else [_USUAL_HOURS])
    starts = [instant_of(opening_second(day, start, centre.zone)) for start, _ in opened]
    ends = [instant_of(closing_second(day, end, centre.zone)) for _, end in opened]
    starts += [span.start for span in spans]
    ends += [span.end for span in spans]
    return Period(min(starts), max(ends))


def _fullness(working: Sequence[Period], cards: Sequence[Card]) -> int:
    worked = sum(stretch.minutes for stretch in working)
    taken = sum(card.period.minutes for card in cards if card.state in OCCUPYING_STATES and not card.queue_only)
    return min(100, 100 * taken // worked) if worked else 0


def _by_day(cards: Iterable[Card], zone: ZoneInfo) -> dict[date, list[Card]]:
    days: defaultdict[date, list[Card]] = defaultdict(list)
    for card in cards:
        days[card.period.start.astimezone(zone).date()].append(card)
    return days


def _by_doctor(items: Iterable[Any]) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for item in items:
        found[item.practitioner_id].append(item)
    return found


def _all_rules(offerings: Iterable[Offering]) -> list[ServiceRule | None]:
    return [service.rule for offering in offerings for service in offering.services]


def _rules(
    timetable: Timetable,
    offering: Offering,
    settings: ClinicSettings,
    now: datetime,
    taken: dict[int, list[Taken]],
    rooms: RoomUse,
) -> MoveRules:
    """What decides whether a card may be dropped there. A doctor who takes no bookings offers nothing."""
    services = tuple(service.rule for service in offering.services) if offering.available else ()
    limits = limits_for(settings, Who.DESK, now)
    others = tuple(_without_key(item) for item in in_time_order(taken.get(offering.practitioner_id, ())))
    return MoveRules(timetable, services, limits, others, rooms)


def _without_key(item: Taken) -> Taken:
    """A hold as others may see it: whoever has its key could book in its place."""
    return item if item.hold_key is None else replace(item, hold_key="")


def _usual(offering: Offering) -> int | None:
    usual = offering.offered(None)
    return usual.rule.service_id if usual else None


def _is_there(column: DayColumn) -> bool:
    """Whether the doctor has a column: works, has appointments, or would work but for a reason worth showing."""
    return bool(column.working or column.cards) or any(
        item.reason is not ClosedReason.NO_HOURS for item in column.closed
    )


def _is_unpaid(card: Card) -> bool:
    return card.state in _SEEN and card.payment in _UNPAID
