"""Putting an appointment into a doctor's time, under the schedule's lock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.domain.codes import AppointmentState, Topic
from clinic_desktop.domain.errors import Invalid, SlotTaken
from clinic_desktop.domain.overrides import first_not_squeezed, first_that_stands, needed_for
from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.domain.permissions import Actor, Permission, permits, require
from clinic_desktop.domain.scheduling import (
    OVERBOOKED,
    BookingLimits,
    Busy,
    ServiceRule,
    Timetable,
    WhyNot,
    clash,
    in_the_way,
    is_candidate,
    reasons_against,
    why_not,
)
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.appointments.choices import Who
from clinic_desktop.services.appointments.facts import Facts
from clinic_desktop.services.appointments.limits import limits_for, who_books
from clinic_desktop.services.appointments.nearest import taken_by
from clinic_desktop.services.appointments.rooms import give_room
from clinic_desktop.services.appointments.steps import HistoryStep, write_history
from clinic_desktop.services.appointments.timetables import Taken, in_the_way_of, load_hours_of_day, load_taken_of

EXPIRE = "expire"
"""The action of a history row that says that the time to pay was over."""
PAYMENT_WINDOW_ENDED = "payment_window_ended"
"""The reason of a cancelling that nobody typed; screens translate it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an appointment goes in a doctor's time. ``room_reserved``: the service needs its room for itself.
    ``passed_over`` are the reasons against it that somebody who may did not mind."""

    period: Period
    seat: int
    squeezed_in: bool
    room_id: int | None
    room_reserved: bool
    passed_over: tuple[WhyNot, ...] = ()


@dataclass(frozen=True, slots=True)
class FormerTime:
    """Where an appointment was before the step that is taken back."""

    appointment_id: int
    practitioner_id: int
    location_id: int
    service_id: int
    period: Period
    buffer_before: int
    buffer_after: int
    squeezed_in: bool


@dataclass(frozen=True, slots=True)
class _Look:
    """A time that is wanted for a service, and all that could be in its way."""

    location_id: int
    service: ServiceRule
    wanted: Period
    limits: BookingLimits
    taken: Sequence[Taken]
    busy: list[Busy]


def find_place(
    session: Session,
    actor: Actor,
    practitioner_id: int,
    location_id: int,
    facts: Facts,
    settings: ClinicSettings,
    starts_at: datetime,
    now: datetime,
    *,
    squeeze_in: bool = False,
    override: bool = False,
    hold_key: str | None = None,
    moving_id: int | None = None,
    grace: timedelta = timedelta(0),
    room_id: int | None = None,
) -> Place:
    """The place for the service at that time, with its room (``room_id``: that one). The schedule is locked already.

    Refuses with SlotTaken, which says why and who was faster; the nearest free times are for ``offering_nearest`` to
    add. Who books alone gets the times that are offered, and no minute between them. ``squeeze_in`` passes over other
    bookings, ``override`` over all that the person may pass over; NotAllowed says what they may not. A start may be
    past by ``grace``."""
    if starts_at.tzinfo is None:
        raise Invalid({"starts_at": "no_zone"})
    wanted = Period(starts_at, starts_at.astimezone(UTC) + timedelta(minutes=facts.service.duration_minutes))
    day = local_day(wanted.start, facts.zone)
    hours = load_hours_of_day(session, practitioner_id, location_id, day)
    taken = load_taken_of(session, practitioner_id, wanted, now)
    look = _Look(
        location_id, facts.service, wanted, limits_for(settings, who_books(actor), now - grace), taken,
        in_the_way_of(taken, moving_id, hold_key),
    )  # fmt: skip
    timetable = hours.timetable(practitioner_id, location_id, facts.zone)
    passed = _passed_over(session, actor, practitioner_id, timetable, look, squeeze_in, override)
    over_rooms = override and permits(actor, Permission.SQUEEZE_IN, location_id=location_id)
    if who_books(actor) is Who.SELF and not is_candidate(timetable, facts.service, wanted, look.busy, facts.step):
        raise SlotTaken(wanted, WhyNot.OFF_STEP)
    squeezed = any(why in OVERBOOKED for why in passed)
    period = Period(wanted.start.astimezone(UTC), wanted.end)
    room = give_room(
        session, facts.service, practitioner_id, location_id, period, now,
        usual_id=facts.room_id, wanted_id=room_id, squeezed_in=squeezed or over_rooms,
        hold_key=hold_key, moving_id=moving_id,
    )  # fmt: skip
    if facts.service.needs_room and not room.reserved:
        passed = (*passed, WhyNot.ROOM)
    expired = [item.appointment_id for item in taken if item.expired and item.period.meets(wanted)]
    free_expired(session, [*expired, *room.expired_ids], now)
    return Place(period, _seat(taken, wanted, squeezed, moving_id), squeezed, room.room_id, room.reserved, passed)


def _passed_over(
    session: Session,
    actor: Actor,
    practitioner_id: int,
    timetable: Timetable,
    look: _Look,
    squeeze_in: bool,
    override: bool,
) -> tuple[WhyNot, ...]:
    """The reasons against the time that the person passes over; refuses with those that stand, and with NotAllowed
    where another person could."""
    reason = why_not(timetable, look.service, look.wanted, look.limits, look.busy)
    passed: tuple[WhyNot, ...] = ()
    if reason is not None and (squeeze_in or override):
        against = [item.why for item in reasons_against(timetable, look.service, look.wanted, look.limits, look.busy)]
        reason = first_that_stands(against) if override else first_not_squeezed(against)
        passed = tuple(dict.fromkeys(against))
    if reason is not None:
        by_name, at = None, None
        if reason in OVERBOOKED and who_books(actor) is Who.DESK:
            by_name, at = _culprit(session, look)
        raise SlotTaken(look.wanted, reason, by_name, at)
    for permission in needed_for(passed) if override else ():
        require(actor, permission, location_id=look.location_id, practitioner_id=practitioner_id)
    return passed


def former_seat(session: Session, actor: Actor | None, former: FormerTime, now: datetime) -> int:
    """The seat in which the appointment's former time can be taken again, whatever the hours say now. Refuses with
    SlotTaken where somebody else has it or one of the two needs the pause between them, unless one of the two was
    squeezed in over the other or a place of the same group session is left."""
    taken = load_taken_of(session, former.practitioner_id, former.period, now)
    if not former.squeezed_in:
        _refuse_meeting(session, actor, former, taken, now)
    free_expired(session, [item.appointment_id for item in taken if item.expired and _meets(item, former)], now)
    return _seat(taken, former.period, former.squeezed_in, former.appointment_id)


def _refuse_meeting(
    session: Session, actor: Actor | None, former: FormerTime, taken: Sequence[Taken], now: datetime
) -> None:
    squeezed = _squeezed(session, taken, former.period)
    service = ServiceRule(
        former.service_id, max(former.period.minutes, 1), former.buffer_before, former.buffer_after,
        max(_places(session, former.service_id), 1),
    )  # fmt: skip
    limits = BookingLimits(now)
    busy = in_the_way_of([item for item in taken if item.appointment_id not in squeezed], former.appointment_id)
    against = [
        clash(service, former.period, booking)
        for booking in in_the_way(former.location_id, service, former.period, limits, busy)
    ]
    if not against:
        return
    by_name, at = None, None
    if actor is not None and who_books(actor) is Who.DESK:
        by_name, at = _culprit(session, _Look(former.location_id, service, former.period, limits, taken, busy))
    raise SlotTaken(former.period, min(against, key=list(WhyNot).index), by_name, at)


def former_room(session: Session, former: FormerTime, room_id: int | None, now: datetime) -> dict[str, Any]:
    """The columns of the room at the appointment's former time: the former room, or another that is free where the
    service needs one. Refuses with SlotTaken(ROOM) where none is."""
    service = HealthcareService.__table__.c
    row = session.execute(select(service.capacity, service.needs_room).where(service.id == former.service_id)).one()
    rule = ServiceRule(former.service_id, max(former.period.minutes, 1), 0, 0, max(row.capacity, 1), row.needs_room)
    room = give_room(
        session, rule, former.practitioner_id, former.location_id, former.period, now,
        usual_id=room_id, squeezed_in=former.squeezed_in, moving_id=former.appointment_id,
    )  # fmt: skip
    free_expired(session, room.expired_ids, now)
    return {"room_id": room.room_id, "room_reserved": room.reserved}


def _meets(item: Taken, former: FormerTime) -> bool:
    return item.period.meets(former.period) and item.appointment_id != former.appointment_id


def _squeezed(session: Session, taken: Iterable[Taken], former: Period) -> list[int]:
    """Those of the bookings that were squeezed in over others, and so never had a time for themselves. One in the first
    seat has: only pauses were passed over for it, and whoever is to come back onto it was not there."""
    row = Appointment.__table__.c
    numbers = [
        item.appointment_id
        for item in taken
        if item.appointment_id is not None and not (item.seat == 1 and item.period.meets(former))
    ]
    return list(session.execute(select(row.id).where(row.id.in_(numbers), row.squeezed_in)).scalars())


def _places(session: Session, service_id: int) -> int:
    service = HealthcareService.__table__.c
    return int(session.execute(select(service.capacity).where(service.id == service_id)).scalar_one())


def _culprit(session: Session, look: _Look) -> tuple[str | None, datetime | None]:
    """Who was faster, and when."""
    found = in_the_way(look.location_id, look.service, look.wanted, look.limits, look.busy)
    if not found:
        return None, None
    item = next(item for item in look.taken if item.busy == found[0])
    return taken_by(session, item.appointment_id, item.hold_key)


def _seat(taken: Iterable[Taken], wanted: Period, squeezed: bool, moving_id: int | None) -> int:
    """The lowest free seat; a squeeze-in takes the one above all that are taken."""
    used = {
        item.seat
        for item in taken
        if item.appointment_id is not None
        and item.appointment_id != moving_id
        and not item.expired
        and item.period.meets(wanted)
    }
    if squeezed:
        return max(used, default=0) + 1
    return next(seat for seat in range(1, len(used) + 2) if seat not in used)


def free_expired(session: Session, appointment_ids: Iterable[int | None], now: datetime) -> None:
    """Cancels bookings whose time to be paid is over: the database still counts them until somebody does. The history
    says that the program did it: who wants the time has nothing to do with who has not paid."""
    for number in appointment_ids:
        if number is None:
            continue
        freed = session.connection().execute(
            update(Appointment.__table__)  # type: ignore[arg-type]
            .where(
                Appointment.__table__.c.id == number,
                # Approving does not lock the schedule: what was approved meanwhile is not free any more.
                Appointment.__table__.c.state == AppointmentState.PENDING,
                Appointment.__table__.c.expires_at <= now,
            )
            .values(
                state=AppointmentState.CANCELLED, state_changed_at=now, state_changed_by_id=None,
                end_reason=PAYMENT_WINDOW_ENDED, version=Appointment.__table__.c.version + 1,
            )
            .returning(Appointment.__table__.c.location_id)
        ).scalar_one_or_none()  # fmt: skip
        if freed is None:
            continue
        # Imported late: the board places nothing, and few who do find a booking that nobody paid in time.
        from clinic_desktop.services.billing.unpaid import close_unpaid

        step: HistoryStep = (EXPIRE, AppointmentState.PENDING, AppointmentState.CANCELLED, PAYMENT_WINDOW_ENDED, {})
        write_history(session, None, number, freed, [step], now, (Topic.APPOINTMENTS,))
        close_unpaid(session, number, now)
