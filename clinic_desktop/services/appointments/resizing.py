"""Making an appointment longer or shorter: its start, doctor and centre stay."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from clinic_desktop.domain.errors import Invalid, SlotTaken, StepNotAllowed
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.permissions import Actor, Permission
from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.services.appointments.answering import read_view
from clinic_desktop.services.appointments.facts import load_facts
from clinic_desktop.services.appointments.moving import former_place, lock_rooms, lock_schedules
from clinic_desktop.services.appointments.placing import find_place
from clinic_desktop.services.appointments.reading import MOVABLE
from clinic_desktop.services.appointments.steps import Held, change_row, look_for, moment, record, take
from clinic_desktop.services.appointments.values import AppointmentView
from clinic_desktop.services.messages.telling import Known, tell
from clinic_desktop.services.settings import settings_for

CHANGE_LENGTH = "change_length"
LEAST_MINUTES, MOST_MINUTES = 5, 12 * 60
"""What a visit set by hand may take, both included."""


def checked_minutes(minutes: int) -> int:
    """The length; Invalid where no visit takes that."""
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        raise Invalid({"minutes": "out_of_bounds"})
    return minutes


def change_length(
    session: Session, actor: Actor, appointment_id: int, version: int, minutes: int, now: datetime
) -> AppointmentView:
    """Lets the appointment take that many minutes from its start.

    Refuses with SlotTaken where what follows, a pause, a break or the end of the hours is in the way, or where it would
    be over already; with Invalid for one of a group session, whose visits end together. A start that has passed is no
    obstacle: who waits may be given more time.
    """
    checked_minutes(minutes)
    look_for(session, actor, appointment_id, Permission.RESCHEDULE)
    lock_schedules(session, appointment_id)
    lock_rooms(session, appointment_id)
    held = take(session, actor, appointment_id, version, Permission.RESCHEDULE)
    if held.state_at(now) not in MOVABLE or held.queue_only:
        raise StepNotAllowed(held.state_at(now), CHANGE_LENGTH)
    wanted = Period(held.starts_at, held.starts_at + timedelta(minutes=minutes))
    if wanted.end <= now:
        raise SlotTaken(wanted, WhyNot.PAST)
    _take_time(session, actor, held, wanted, now)
    detail: dict[str, object] = {
        "ends_at": [moment(held.ends_at), moment(wanted.end)],
        "minutes": [held.period.minutes, minutes],
        "former": former_place(held),
    }
    record(session, actor, held, CHANGE_LENGTH, held.state, now, detail=detail)
    # The patient hears of a start, not of an end; but a letter that has not left yet carries the new one.
    tell(session, actor, held.id, now, before=Known(held.starts_at, held.practitioner_id, held.location_id))
    return read_view(session, actor, held.id)


def _take_time(session: Session, actor: Actor, held: Held, wanted: Period, now: datetime) -> None:
    """Finds the room for it under the locks, and writes the row. What it has already needs no finding."""
    facts = load_facts(
        session, held.practitioner_id, held.location_id, held.service_id, duration_minutes=wanted.minutes, past=True
    )
    if facts.service.capacity > 1:
        raise Invalid({"minutes": "group_session"})
    if wanted.end <= held.ends_at:
        change_row(session, held, actor, now, ends_at=wanted.end)
        return
    if held.room_reserved:
        facts = replace(facts, room_id=held.room_id)
    place = find_place(
        session, actor, held.practitioner_id, held.location_id, facts,
        settings_for(session, held.location_id, held.practitioner_id), wanted.start, now,
        squeeze_in=held.squeezed_in, moving_id=held.id, grace=max(now - wanted.start, timedelta(0)),
    )  # fmt: skip
    change_row(
        session, held, actor, now,
        ends_at=place.period.end, room_id=place.room_id if held.room_reserved else held.room_id,
        room_reserved=place.room_reserved, seat=place.seat, squeezed_in=place.squeezed_in,
        passed_over=",".join(place.passed_over),
    )  # fmt: skip
