"""Free times to offer instead of one that is taken, and who was faster."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models import (
    AppointmentChange,
    Hold,
    Practitioner,
    PractitionerRole,
    PractitionerService,
    PractitionerSpeciality,
)
from clinic_desktop.domain.errors import Alternative, SlotTaken
from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.scheduling import free_slots
from clinic_desktop.services.appointments.limits import limits_for, who_books
from clinic_desktop.services.appointments.offerings import load_offerings
from clinic_desktop.services.appointments.timetables import days_window, in_the_way_of, load_hours, load_taken
from clinic_desktop.services.appointments.values import Who
from clinic_desktop.services.settings import settings_for

_EACH = 2
_DAYS = 14
_TAKING = ("book", "walk_in", "reschedule", "undo")


def nearest_free(
    session: Session,
    practitioner_id: int,
    location_id: int,
    service_id: int,
    wanted: Period,
    who: Who,
    now: datetime,
    moving_id: int | None = None,
) -> tuple[Alternative, ...]:
    """The two nearest free times of the same doctor, then two of others of the speciality at that centre."""
    others = _colleagues(session, practitioner_id, location_id, service_id)
    offerings = load_offerings(session, location_id, [practitioner_id, *others], service_id)
    if not offerings:
        return ()
    zone = offerings[0].zone
    first = local_day(max(wanted.start, now), zone)
    last = first + timedelta(days=_DAYS)
    numbers = [offering.practitioner_id for offering in offerings]
    hours = load_hours(session, numbers, [location_id], first, last)
    taken = load_taken(session, numbers, days_window(first, last, zone), now)
    limits = limits_for(settings_for(session, location_id, practitioner_id), who, now)
    own: list[Alternative] = []
    foreign: list[Alternative] = []
    for offering in offerings:
        number = offering.practitioner_id
        found = free_slots(
            hours.timetable(number, location_id, zone),
            offering.services[0].rule,
            first,
            last,
            limits,
            in_the_way_of(taken.get(number, ()), moving_id),
            offering.step_minutes,
        )
        target = int(wanted.start.timestamp())
        near = sorted(range(len(found)), key=lambda at, starts=found.starts: abs(starts[at] - target))[:_EACH]  # type: ignore[misc]
        (own if number == practitioner_id else foreign).extend(
            Alternative(number, offering.name, found[at].period) for at in near
        )
    return (*_closest(own, wanted), *_closest(foreign, wanted))


@contextmanager
def offering_nearest(
    database: Database, actor: Actor, target: tuple[int, int, int], now: datetime, moving_id: int | None = None
) -> Iterator[None]:
    """Adds free times to a SlotTaken of the block, whose transaction is over by then: looking must keep nobody waiting.
    ``target`` is doctor, centre and service."""
    try:
        yield
    except SlotTaken as taken:
        with database.read() as session:
            taken.nearest = nearest_free(session, *target, taken.period, who_books(actor), now, moving_id)
        raise


def _closest(found: Iterable[Alternative], wanted: Period) -> list[Alternative]:
    near = sorted(found, key=lambda option: abs(option.period.start - wanted.start))[:_EACH]
    return sorted(near, key=lambda option: option.period.start)


def taken_by(session: Session, appointment_id: int | None, hold_key: str | None) -> tuple[str | None, datetime | None]:
    """Who made the booking or the hold that is in the way, and when (a hold does not say)."""
    if hold_key is not None:
        return session.execute(select(Hold.holder_name).where(Hold.key == hold_key)).scalar_one_or_none(), None
    row = session.execute(
        select(AppointmentChange.actor_name, AppointmentChange.at)
        .where(AppointmentChange.appointment_id == appointment_id, AppointmentChange.action.in_(_TAKING))
        .order_by(AppointmentChange.id.desc())
        .limit(1)
    ).one_or_none()
    return (row.actor_name, row.at) if row is not None else (None, None)


def _colleagues(session: Session, practitioner_id: int, location_id: int, service_id: int) -> list[int]:
    """Other doctors with a speciality in common who offer the service at the centre."""
    same = select(PractitionerSpeciality.speciality_id).where(PractitionerSpeciality.practitioner_id == practitioner_id)
    return list(
        session.execute(
            select(Practitioner.id)
            .join(PractitionerSpeciality, PractitionerSpeciality.practitioner_id == Practitioner.id)
            .join(PractitionerRole, PractitionerRole.practitioner_id == Practitioner.id)
            .join(PractitionerService, PractitionerService.practitioner_id == Practitioner.id)
            .where(
                PractitionerSpeciality.speciality_id.in_(same),
                PractitionerRole.location_id == location_id,
                PractitionerService.service_id == service_id,
                Practitioner.id != practitioner_id,
            )
            .distinct()
            .limit(20)
        ).scalars()
    )
