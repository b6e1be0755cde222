"""The waiting room: who waits, in which order, and who is due."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.organisation import Location, Room
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole
from clinic_desktop.domain.codes import AppointmentState, QueueState, Urgency
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.period import Period, day_period, local_day, minutes
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.reading import (
    RowMoney,
    booked,
    cards_statement,
    money_of,
    visit,
    wait_minutes,
)
from clinic_desktop.services.appointments.standing import expected_minutes, row_key
from clinic_desktop.services.appointments.timetables import centre_day, zone_of
from clinic_desktop.services.appointments.views import DueEntry, QueueEntry, WaitingRoom
from clinic_desktop.services.settings import SettingsBook, load_settings, settings_for

_HERE = (QueueState.WAITING, QueueState.CALLED, QueueState.HELD, QueueState.IN_ROOM)
_DUE_AHEAD = timedelta(hours=2)
_MOST_DUE = 60


def next_in_queue(
    session: Session, practitioner_id: int, location_id: int, now: datetime
) -> tuple[int, int, QueueState] | None:
    """The appointment that is to go in next to a doctor, with its version and place: who is called already comes
    first."""
    rows = session.execute(
        select(
            Appointment.id,
            Appointment.version,
            Appointment.starts_at,
            Encounter.id.label("encounter_id"),
            Encounter.queue_state,
            Encounter.urgency,
            Encounter.skips,
            Encounter.arrived_at,
        )
        .join(Encounter, Encounter.appointment_id == Appointment.id)
        .where(
            Encounter.practitioner_id == practitioner_id,
            Encounter.location_id == location_id,
            Encounter.day == _today(session, location_id, now),
            Encounter.queue_state.in_((QueueState.WAITING, QueueState.CALLED)),
        )
    ).all()
    if not rows:
        return None
    first = min(rows, key=lambda row: (row.queue_state != QueueState.CALLED, row_key(row)))
    return first.id, first.version, QueueState(first.queue_state)


def load_waiting_room(
    session: Session, actor: Actor, location_id: int, now: datetime, practitioner_id: int | None = None
) -> WaitingRoom:
    """The waiting room of a centre, or of one doctor there."""
    here = load_queue(session, actor, location_id, now, practitioner_id)
    due = _due(session, actor, location_id, now, practitioner_id)
    settings = settings_for(session, location_id)

    def standing(*states: QueueState) -> tuple[QueueEntry, ...]:
        return tuple(entry for entry in here if entry.queue_state in states)

    waiting = standing(QueueState.WAITING)
    called = standing(QueueState.CALLED)
    return WaitingRoom(
        location_id=location_id,
        now=now,
        called=called,
        waiting=waiting,
        held=standing(QueueState.HELD),
        with_doctor=standing(QueueState.IN_ROOM),
        due=due,
        unpaid=sum(bool(entry.due) for entry in here),
        longest_wait_minutes=max((entry.wait_minutes for entry in (*waiting, *called)), default=0),
        warn_minutes=settings.wait_warn_minutes,
        alert_minutes=settings.wait_alert_minutes,
    )


def load_queue(
    session: Session, actor: Actor, location_id: int, now: datetime, practitioner_id: int | None = None
) -> tuple[QueueEntry, ...]:
    """Everybody who is at the centre, in queue order."""
    statement = cards_statement().where(
        visit.location_id == location_id,
        visit.day == _today(session, location_id, now),
        visit.queue_state.in_(_HERE),
        booked.state.in_((AppointmentState.CHECKED_IN, AppointmentState.IN_PROGRESS)),
    )
    if practitioner_id is not None:
        statement = statement.where(visit.practitioner_id == practitioner_id)
    rows = sorted(session.execute(statement), key=row_key)
    rooms = _rooms(session, location_id)
    zone = zone_of(_zone(session, location_id))
    expected = expected_minutes(session, location_id, zone, local_day(now, zone), rows, now)
    return _entries(session, actor, rows, rooms, expected, now)


def _entries(
    session: Session,
    actor: Actor,
    rows: Sequence[Any],
    rooms: dict[int, str],
    expected: dict[int, int],
    now: datetime,
) -> tuple[QueueEntry, ...]:
    settings = load_settings(session)
    return tuple(
        QueueEntry(
            appointment_id=row.id,
            version=row.version,
            encounter_id=row.encounter_id,
            encounter_version=row.encounter_version,
            state=AppointmentState(row.state),
            queue_state=QueueState(row.queue_state),
            token=row.token,
            patient_id=row.patient_id,
            patient_name=row.patient_name,
            patient_number=row.patient_number,
            practitioner_id=row.practitioner_id,
            practitioner_name=row.practitioner_name,
            room=rooms.get(row.practitioner_id, ""),
            service_name=row.service_name,
            reason=row.reason,
            urgency=Urgency(row.urgency),
            starts_at=None if row.queue_only else row.starts_at,
            arrived_at=row.arrived_at,
            called_at=row.called_at,
            started_at=row.started_at,
            wait_minutes=wait_minutes(row, now),
            expected_minutes=expected[row.id],
            skips=row.skips,
            alert=row.allergies,
            first_visit=row.first_visit,
            due=money.due if money else None,
            payment=money.word if money else None,
            seems_gone=row.skips >= settings.at(row.location_id, row.practitioner_id).skip_limit,
        )
        for row, money in _with_money(actor, rows, settings)
    )


def _due(
    session: Session, actor: Actor, location_id: int, now: datetime, practitioner_id: int | None
) -> tuple[DueEntry, ...]:
    """Who should be here by now or soon, today, and is not."""
    day = _day_period(session, location_id, now)
    statement = (
        cards_statement()
        .where(
            booked.location_id == location_id,
            booked.starts_at >= day.start,
            booked.starts_at < min(day.end, now + _DUE_AHEAD),
            booked.state == AppointmentState.CONFIRMED,
        )
        .order_by(booked.starts_at, booked.id)
        .limit(_MOST_DUE)
    )
    if practitioner_id is not None:
        statement = statement.where(booked.practitioner_id == practitioner_id)
    return tuple(
        DueEntry(
            appointment_id=row.id,
            version=row.version,
            patient_id=row.patient_id,
            patient_name=row.patient_name,
            patient_phone=row.patient_phone,
            practitioner_id=row.practitioner_id,
            practitioner_name=row.practitioner_name,
            starts_at=row.starts_at,
            late_minutes=minutes(now - row.starts_at),
            due=money.due if money else None,
            payment=money.word if money else None,
        )
        for row, money in _with_money(actor, session.execute(statement).all(), load_settings(session))
    )


def _with_money(actor: Actor, rows: Sequence[Any], settings: SettingsBook) -> list[tuple[Any, RowMoney | None]]:
    """The rows, each with its money as far as the person may see it."""
    return [(row, money_of(actor, row, settings.at(row.location_id, row.practitioner_id))) for row in rows]


def _rooms(session: Session, location_id: int) -> dict[int, str]:
    rows = session.execute(
        select(Practitioner.id, Room.name)
        .join(PractitionerRole, PractitionerRole.practitioner_id == Practitioner.id)
        .join(Room, Room.id == PractitionerRole.room_id)
        .where(PractitionerRole.location_id == location_id)
    )
    return {row.id: row.name for row in rows}


def _zone(session: Session, location_id: int) -> str:
    zone = session.execute(select(Location.zone).where(Location.id == location_id)).scalar_one_or_none()
    if zone is None:
        raise NotFound("location", location_id)
    return zone


def _today(session: Session, location_id: int, now: datetime) -> date:
    return centre_day(_zone(session, location_id), now)


def _day_period(session: Session, location_id: int, now: datetime) -> Period:
    zone = zone_of(_zone(session, location_id))
    return day_period(local_day(now, zone), zone)
