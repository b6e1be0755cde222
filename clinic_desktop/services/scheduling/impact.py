"""Which coming appointments a change of hours would leave outside working time."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models import Appointment
from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.domain.scheduling import Timetable, working_time
from clinic_desktop.services.appointments.timetables import load_hours
from clinic_desktop.services.scheduling.values import AppointmentHit

Change = Callable[[Timetable], Timetable]

# A patient who is with the doctor already is not sent away by new hours.
_STATES = (AppointmentState.PENDING, AppointmentState.CONFIRMED, AppointmentState.CHECKED_IN)


def hits(
    session: Session, practitioner_id: int, zones: Mapping[int, str], now: datetime, change: Change
) -> tuple[AppointmentHit, ...]:
    """The doctor's coming appointments that lie in working time and after the change would not, by time.

    Who was squeezed in outside the hours is not hit: that was known when it was done.
    """
    coming = [row for row in _coming(session, practitioner_id, now) if row.location_id in zones]
    if not coming:
        return ()
    places = {centre: ZoneInfo(name) for centre, name in zones.items()}
    days = [local_day(row.starts_at, places[row.location_id]) for row in coming]
    hours = load_hours(session, [practitioner_id], zones, min(days), max(days))
    before = {centre: _Days(hours.timetable(practitioner_id, centre, zone)) for centre, zone in places.items()}
    after = {centre: _Days(change(days.timetable)) for centre, days in before.items()}
    return tuple(
        _hit(row)
        for row, day in zip(coming, days, strict=True)
        if before[row.location_id].hold(day, row) and not after[row.location_id].hold(day, row)
    )


class _Days:
    """The working time of one timetable, each day computed once."""

    def __init__(self, timetable: Timetable) -> None:
        self.timetable = timetable
        self._known: dict[date, tuple[Period, ...]] = {}

    def hold(self, day: date, row: Appointment) -> bool:
        if day not in self._known:
            self._known[day] = working_time(self.timetable, day)
        return any(open.start <= row.starts_at and row.ends_at <= open.end for open in self._known[day])


def _coming(session: Session, practitioner_id: int, now: datetime) -> list[Appointment]:
    statement = (
        select(Appointment)
        .where(
            Appointment.practitioner_id == practitioner_id,
            Appointment.ends_at > now,
            Appointment.state.in_(_STATES),
            Appointment.queue_only.is_(False),
            or_(Appointment.expires_at.is_(None), Appointment.expires_at > now),
        )
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return list(session.scalars(statement))


def _hit(row: Appointment) -> AppointmentHit:
    return AppointmentHit(
        id=row.id,
        version=row.version,
        period=Period(row.starts_at, row.ends_at),
        location_id=row.location_id,
        patient_id=row.patient_id,
        patient_name=row.patient_name,
        patient_phone=row.patient_phone,
        service_name=row.service_name,
    )
