"""What the walk-in dock offers: each doctor on duty with free time, queue, fee and how late they are."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.domain.codes import QueueState
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.scheduling import Slot, free_slots, working_time
from clinic_desktop.services.appointments.choices import Who
from clinic_desktop.services.appointments.limits import limits_for
from clinic_desktop.services.appointments.offerings import OfferedService, Offering, load_offerings
from clinic_desktop.services.appointments.rooms import room_use_for
from clinic_desktop.services.appointments.standing import late_minutes, minutes_at_the_end, queue_length
from clinic_desktop.services.appointments.timetables import Hours, days_window, in_the_way_of, load_hours, load_taken
from clinic_desktop.services.appointments.values import DeskOffer
from clinic_desktop.services.appointments.waits import load_lengths
from clinic_desktop.services.settings import load_settings

_STARTS = 5


def desk_offer(
    session: Session, location_id: int, day: date, service_id: int | None, now: datetime
) -> tuple[DeskOffer, ...]:
    """The doctors with working time left at the centre that day, soonest free first, then the shortest queue."""
    settings = load_settings(session)
    offerings = [
        item for item in load_offerings(session, settings, location_id) if item.offered(service_id) is not None
    ]
    if not offerings:
        return ()
    numbers = [offering.practitioner_id for offering in offerings]
    hours = load_hours(session, numbers, [location_id], day, day)
    on_duty = [offering for offering in offerings if _works(hours, offering, day, now)]
    window = days_window(day, day, offerings[0].zone)
    taken = load_taken(session, numbers, window, now)
    offered = [service.rule for item in on_duty if (service := item.offered(service_id)) is not None]
    rooms = room_use_for(session, offered, [location_id], window, now)
    queues = load_queues(session, location_id, day)
    lengths = load_lengths(session, queues)
    offers = []
    for offering in on_duty:
        service = offering.offered(service_id)
        if service is None:
            continue
        number = offering.practitioner_id
        limits = limits_for(settings.at(location_id, number), Who.DESK, now)
        timetable = hours.timetable(number, location_id, offering.zone)
        free = free_slots(
            timetable, service.rule, day, day, limits,
            in_the_way_of(taken.get(number, ())), offering.step_minutes,
        )  # fmt: skip
        free = rooms.leave(free, service.rule, location_id)[:_STARTS]
        queue = queues.get(number, ())
        works, service_number = working_time(timetable, day), service.rule.service_id
        wait = minutes_at_the_end(queue, lengths.get(number), works, service_number, now)
        offers.append(_offer(offering, service, free, queue, wait, now))
    return tuple(
        sorted(offers, key=lambda offer: (offer.next_free is None, _start(offer), offer.queue_length, offer.name))
    )


def _offer(
    offering: Offering, service: OfferedService, free: Sequence[Slot], queue: Sequence[Any], wait: int, now: datetime
) -> DeskOffer:
    return DeskOffer(
        practitioner_id=offering.practitioner_id,
        name=offering.name,
        speciality=offering.speciality,
        picture=offering.picture,
        room=offering.room,
        service_id=service.rule.service_id,
        fee=Money(service.price_minor, offering.currency),
        services=offering.choices,
        next_free=free[0].period if free else None,
        starts=tuple(slot.period for slot in free),
        queue_length=queue_length(queue),
        wait_minutes=wait,
        late_minutes=max(late_minutes(queue, now), offering.said_late(now)),
    )


def load_queues(session: Session, location_id: int, day: date) -> dict[int, list[Any]]:
    """Who is in the waiting room or with a doctor at the centre that day, by doctor."""
    rows = session.execute(
        select(
            Encounter.practitioner_id,
            Encounter.queue_state,
            Encounter.started_at,
            Encounter.urgency,
            Encounter.skips,
            Encounter.arrived_at,
            Encounter.id.label("encounter_id"),
            Appointment.service_id,
            Appointment.starts_at,
            Appointment.ends_at,
            Appointment.queue_only,
        )
        .join(Appointment, Appointment.id == Encounter.appointment_id)
        .where(
            Encounter.location_id == location_id,
            Encounter.day == day,
            Encounter.queue_state.in_((QueueState.WAITING, QueueState.CALLED, QueueState.IN_ROOM)),
        )
    )
    queues: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        queues[row.practitioner_id].append(row)
    return queues


def _works(hours: Hours, offering: Offering, day: date, now: datetime) -> bool:
    timetable = hours.timetable(offering.practitioner_id, offering.location_id, offering.zone)
    return any(stretch.end > now for stretch in working_time(timetable, day))


def _start(offer: DeskOffer) -> float:
    return offer.next_free.start.timestamp() if offer.next_free else 0.0
