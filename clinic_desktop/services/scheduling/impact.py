"""Which coming appointments a change of hours would leave outside working time."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.domain.permissions import Actor, Permission, permits
from clinic_desktop.domain.scheduling import Timetable, working_time
from clinic_desktop.services.appointments.timetables import load_hours, zone_of
from clinic_desktop.services.scheduling.values import AppointmentHit, Treatment

Change = Callable[[Timetable], Timetable]

# A patient who is with the doctor already is not sent away by new hours.
STATES = (AppointmentState.PENDING, AppointmentState.CONFIRMED, AppointmentState.CHECKED_IN)
_booked, _person, _invoice = Appointment.__table__.c, Patient.__table__.c, Invoice.__table__.c
_COLUMNS = (
    _booked.id, _booked.version, _booked.state, _booked.starts_at, _booked.ends_at, _booked.location_id,
    _booked.patient_id, _booked.patient_name, _booked.patient_phone, _booked.practitioner_id,
    _booked.practitioner_name, _booked.service_id, _booked.service_name, _booked.currency,
    _booked.buffer_before_minutes, _booked.buffer_after_minutes, _booked.squeezed_in, _person.email,
    func.coalesce(_invoice.paid_minor - _invoice.refunded_minor, 0).label("paid_minor"),
)  # fmt: skip


def hits(
    session: Session,
    actor: Actor,
    practitioner_ids: Sequence[int],
    zones: Mapping[int, str],
    now: datetime,
    change: Change,
) -> tuple[AppointmentHit, ...]:
    """The doctors' coming appointments at the centres of ``zones`` that lie in working time and after the change would
    not, by time.

    Who was squeezed in outside the hours is not hit: that was known when it was done.
    """
    coming = coming_rows(session, practitioner_ids, now, location_ids=list(zones))
    if not coming:
        return ()
    places = {centre: zone_of(name) for centre, name in zones.items()}
    days = [local_day(row.starts_at, places[row.location_id]) for row in coming]
    hours = load_hours(session, practitioner_ids, zones, min(days), max(days))
    known: dict[tuple[int, int], tuple[_Days, _Days]] = {}
    found = []
    for row, day in zip(coming, days, strict=True):
        key = (row.practitioner_id, row.location_id)
        if key not in known:
            before = hours.timetable(row.practitioner_id, row.location_id, places[row.location_id])
            known[key] = _Days(before), _Days(change(before))
        now_open, then_open = known[key]
        if now_open.hold(day, row) and not then_open.hold(day, row):
            found.append(hit_of(actor, row))
    return tuple(found)


def coming_rows(
    session: Session,
    practitioner_ids: Sequence[int],
    now: datetime,
    *,
    location_ids: Sequence[int] | None = None,
    until: datetime | None = None,
) -> Sequence[Any]:
    """The doctors' appointments that are not over and have not begun, with a time of their own, by time."""
    statement = (
        select(*_COLUMNS)
        .join_from(Appointment.__table__, Patient.__table__, _person.id == _booked.patient_id)
        .outerjoin(Invoice.__table__, _invoice.appointment_id == _booked.id)
        .where(
            _booked.practitioner_id.in_(practitioner_ids),
            _booked.ends_at > now,
            _booked.state.in_(STATES),
            _booked.queue_only.is_(False),
            or_(_booked.expires_at.is_(None), _booked.expires_at > now),
        )
        .order_by(_booked.starts_at, _booked.id)
    )
    if location_ids is not None:
        statement = statement.where(_booked.location_id.in_(location_ids))
    if until is not None:
        statement = statement.where(_booked.starts_at < until)
    return session.execute(statement).all()


def hit_of(actor: Actor, row: Any) -> AppointmentHit:
    """A row of ``coming_rows`` as screens and services take it."""
    sees_money = _may(actor, Permission.SEE_PAYMENTS, row)
    return AppointmentHit(
        id=row.id,
        version=row.version,
        period=Period(row.starts_at, row.ends_at),
        location_id=row.location_id,
        patient_id=row.patient_id,
        patient_name=row.patient_name,
        patient_phone=row.patient_phone,
        service_name=row.service_name,
        practitioner_id=row.practitioner_id,
        practitioner_name=row.practitioner_name,
        service_id=row.service_id,
        state=AppointmentState(row.state),
        reachable=bool(row.email),
        paid=Money(row.paid_minor, row.currency) if sees_money and row.paid_minor else None,
        allowed=_allowed(actor, row),
    )


def _allowed(actor: Actor, row: Any) -> frozenset[Treatment]:
    allowed = {Treatment.KEEP}
    if _may(actor, Permission.RESCHEDULE, row):
        allowed.add(Treatment.MOVE)
    if _may(actor, Permission.CANCEL, row):
        allowed.add(Treatment.CANCEL)
    return frozenset(allowed)


def _may(actor: Actor, permission: Permission, row: Any) -> bool:
    return permits(actor, permission, location_id=row.location_id, practitioner_id=row.practitioner_id)


class _Days:
    """The working time of one timetable, each day computed once."""

    def __init__(self, timetable: Timetable) -> None:
        self.timetable = timetable
        self._known: dict[date, tuple[Period, ...]] = {}

    def hold(self, day: date, row: Any) -> bool:
        if day not in self._known:
            self._known[day] = working_time(self.timetable, day)
        return any(open.start <= row.starts_at and row.ends_at <= open.end for open in self._known[day])
