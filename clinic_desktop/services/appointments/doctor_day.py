"""One doctor's own day: their centres, who waits for them there, and their visits in order."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole
from clinic_desktop.db.models.scheduling import Schedule
from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.period import day_period, local_day
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.scheduling import closed_time, working_time
from clinic_desktop.services.appointments.board import load_cards, load_centre
from clinic_desktop.services.appointments.detail_views import PractitionerDay
from clinic_desktop.services.appointments.queue import load_queue
from clinic_desktop.services.appointments.standing import late_minutes
from clinic_desktop.services.appointments.timetables import load_hours
from clinic_desktop.services.appointments.views import Card, QueueEntry

_S = AppointmentState


def centres_of(session: Session, practitioner_id: int) -> list[int]:
    """The doctor's centres, the primary one first; NotFound where there is none."""
    rows = session.execute(
        select(PractitionerRole.location_id, Practitioner.primary_location_id)
        .join(Practitioner, Practitioner.id == PractitionerRole.practitioner_id)
        .where(PractitionerRole.practitioner_id == practitioner_id)
        .order_by(PractitionerRole.location_id)
    ).all()
    if not rows:
        raise NotFound("practitioner", practitioner_id)
    return sorted((row.location_id for row in rows), key=lambda place: place != rows[0].primary_location_id)


def queue_of(
    session: Session, actor: Actor, practitioner_id: int, places: list[int], now: datetime
) -> tuple[QueueEntry, ...]:
    """Who is called, waits or is held for the doctor at those centres, in that order."""
    entries = [entry for place in places for entry in load_queue(session, actor, place, now, practitioner_id)]
    order = {state: rank for rank, state in enumerate(("called", "waiting", "held"))}
    waiting = [entry for entry in entries if entry.queue_state in order]
    return tuple(sorted(waiting, key=lambda entry: order[entry.queue_state]))


def load_doctor_day(session: Session, actor: Actor, practitioner_id: int, day: date, now: datetime) -> PractitionerDay:
    """The doctor's day over all their centres, in the zone of the one where they work that day."""
    centres = [load_centre(session, place) for place in centres_of(session, practitioner_id)]
    hours = load_hours(session, [practitioner_id], [centre.id for centre in centres], day, day)
    timetables = [hours.timetable(practitioner_id, centre.id, centre.zone) for centre in centres]
    worked = [working_time(timetable, day) for timetable in timetables]
    at = next((index for index, stretches in enumerate(worked) if stretches), 0)
    centre = centres[at]
    period = day_period(day, centre.zone)
    cards, rows = load_cards(session, actor, practitioner_id, period, now)
    is_today = local_day(now, centre.zone) == day
    queue = queue_of(session, actor, practitioner_id, [item.id for item in centres], now) if is_today else ()
    doctor = session.execute(
        select(Practitioner.name, Schedule.late_minutes, Schedule.late_until)
        .outerjoin(Schedule, Schedule.practitioner_id == Practitioner.id)
        .where(Practitioner.id == practitioner_id)
    ).one()
    said = doctor.late_minutes if doctor.late_until is not None and now < doctor.late_until else 0
    here = [row for row in rows if row.queue_state in ("waiting", "called", "in_room")]
    return PractitionerDay(
        practitioner_id=practitioner_id,
        practitioner_name=doctor.name,
        zone=centre.zone,
        day=day,
        now=now,
        working=tuple(sorted(stretch for stretches in worked for stretch in stretches)),
        closed=closed_time(timetables[at], day, period),
        cards=cards,
        with_me=next((card for card in cards if card.state is _S.IN_PROGRESS), None),
        queue=queue,
        next_card=_next(cards, queue, now),
        done=sum(card.state is _S.COMPLETED for card in cards),
        late_minutes=max(late_minutes(here, now), said),
    )


def _next(cards: tuple[Card, ...], queue: tuple[QueueEntry, ...], now: datetime) -> Card | None:
    """Who goes in next: the first of the queue, else the next who is booked."""
    by_id = {card.appointment_id: card for card in cards}
    for entry in queue:
        if entry.queue_state != "held" and entry.appointment_id in by_id:
            return by_id[entry.appointment_id]
    return next((card for card in cards if card.state is _S.CONFIRMED and card.period.end > now), None)
