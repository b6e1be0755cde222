"""Free times to offer instead of one that is taken, and who was faster."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import bindparam, literal_column, select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.db.models.healthcare_services import PractitionerService
from clinic_desktop.db.models.practitioners import PractitionerRole, PractitionerSpeciality
from clinic_desktop.db.models.scheduling import Hold
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.domain.errors import Alternative, SlotTaken
from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.scheduling import free_slots
from clinic_desktop.services.appointments.choices import Who
from clinic_desktop.services.appointments.limits import limits_for, who_books
from clinic_desktop.services.appointments.offerings import load_offerings
from clinic_desktop.services.appointments.rooms import room_use_for
from clinic_desktop.services.appointments.timetables import days_window, in_the_way_of, load_hours, load_taken
from clinic_desktop.services.settings import load_settings

_EACH = 2
_DAYS = 14
_MOST_COLLEAGUES = 20
_TAKING = ("book", "walk_in", "reschedule", "change_length", "undo")
_role, _offer = PractitionerRole.__table__.c, PractitionerService.__table__.c
_special = PractitionerSpeciality.__table__.c
_own = PractitionerSpeciality.__table__.alias("own").c
_COLLEAGUES = Prepared(
    select(_role.practitioner_id)
    .where(
        _role.location_id == bindparam("location_id"),
        _role.practitioner_id != bindparam("practitioner_id"),
        _role.practitioner_id.in_(
            select(_special.practitioner_id).where(
                _special.speciality_id.in_(
                    select(_own.speciality_id).where(_own.practitioner_id == bindparam("practitioner_id"))
                )
            )
        ),
        _role.practitioner_id.in_(select(_offer.practitioner_id).where(_offer.service_id == bindparam("service_id"))),
    )
    .order_by(_role.practitioner_id)
    .limit(literal_column(str(_MOST_COLLEAGUES)))
)


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
    settings = load_settings(session)
    offerings = load_offerings(session, settings, location_id, [practitioner_id, *others], service_id)
    if not offerings:
        return ()
    zone = offerings[0].zone
    first = local_day(max(wanted.start, now), zone)
    last = first + timedelta(days=_DAYS)
    numbers = [offering.practitioner_id for offering in offerings]
    hours = load_hours(session, numbers, [location_id], first, last)
    taken = load_taken(session, numbers, days_window(first, last, zone), now)
    rules = [offering.services[0].rule for offering in offerings]
    rooms = room_use_for(session, rules, [location_id], days_window(first, last, zone), now, moving_id=moving_id)
    own: list[Alternative] = []
    foreign: list[Alternative] = []
    for offering in offerings:
        number = offering.practitioner_id
        found = free_slots(
            hours.timetable(number, location_id, zone),
            offering.services[0].rule,
            first,
            last,
            limits_for(settings.at(location_id, number), who, now),
            in_the_way_of(taken.get(number, ()), moving_id),
            offering.step_minutes,
        )
        found = rooms.leave(found, offering.services[0].rule, location_id)
        # The nearest are among the few just before and just after.
        middle = bisect_left(found.starts, int(wanted.start.timestamp()))
        around = found[max(middle - _EACH, 0) : middle + _EACH]
        (own if number == practitioner_id else foreign).extend(
            Alternative(number, offering.name, slot.period) for slot in around
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
    """Some other doctors with a speciality in common who offer the service at the centre."""
    asked = {"practitioner_id": practitioner_id, "location_id": location_id, "service_id": service_id}
    return [row.practitioner_id for row in _COLLEAGUES.all(session.connection(), asked)]
