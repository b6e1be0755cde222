"""Moving, cancelling and taking back several appointments of a series, all or none."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.locks import hold_rooms, hold_schedule
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.series import AppointmentSeries
from clinic_desktop.domain.codes import AppointmentState, MessageKind
from clinic_desktop.domain.errors import Invalid, NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.domain.scheduling import WhyNot, wall_instant
from clinic_desktop.domain.scheduling.values import MINUTES_IN_DAY
from clinic_desktop.services.appointments.cancelling import cancel, refund_preview
from clinic_desktop.services.appointments.facts import load_facts
from clinic_desktop.services.appointments.moving import Move, move
from clinic_desktop.services.appointments.rooms import needs_room
from clinic_desktop.services.appointments.steps import Held, check, look
from clinic_desktop.services.appointments.timetables import zone_of
from clinic_desktop.services.appointments.undoing import lock_to_undo, undo
from clinic_desktop.services.messages.outbox import drop, drop_cause
from clinic_desktop.services.series.planning import surroundings
from clinic_desktop.services.series.values import (
    CancelPreview,
    Changed,
    Scope,
    SeriesMember,
    SeriesShift,
    SeriesView,
    Shifted,
)

_OPEN = (AppointmentState.PENDING, AppointmentState.CONFIRMED)
_row = Appointment.__table__.c


def load_series(session: Session, actor: Actor, series_id: int) -> SeriesView:
    """The series with its members in order of time. Refuses with NotFound or NotAllowed."""
    head = session.execute(
        select(AppointmentSeries.rule, AppointmentSeries.zone, AppointmentSeries.patient_id,
               AppointmentSeries.location_id, AppointmentSeries.practitioner_id)
        .where(AppointmentSeries.id == series_id)
    ).one_or_none()  # fmt: skip
    if head is None:
        raise NotFound("series", series_id)
    rows = session.execute(
        select(
            _row.id, _row.version, _row.series_position, _row.starts_at, _row.ends_at, _row.state,
            _row.practitioner_id, _row.practitioner_name, _row.patient_name, _row.location_id, _row.patient_id,
        )
        .where(_row.series_id == series_id)
        .order_by(_row.starts_at, _row.id)
    ).all()  # fmt: skip
    for row in rows:
        require(
            actor, Permission.SEE_APPOINTMENTS,
            location_id=row.location_id, practitioner_id=row.practitioner_id, patient_id=row.patient_id,
        )  # fmt: skip
    members = tuple(
        SeriesMember(
            row.id, row.version, row.series_position or 0, Period(row.starts_at, row.ends_at),
            AppointmentState(row.state), row.practitioner_id, row.practitioner_name,
        )
        for row in rows
    )  # fmt: skip
    name = rows[0].patient_name if rows else ""
    return SeriesView(series_id, head.rule, zone_of(head.zone), head.patient_id, name, members)


def in_scope(
    session: Session, actor: Actor, appointment_id: int, scope: Scope, now: datetime
) -> tuple[Held, SeriesView, list[SeriesMember]]:
    """Those of the appointment's series that a change of that scope is for: still to come, neither arrived nor over."""
    held = look(session, appointment_id)
    check(actor, Permission.SEE_APPOINTMENTS, held)
    if held.series_id is None:
        raise Invalid({"series": "required"})
    series = load_series(session, actor, held.series_id)
    chosen = [
        member
        for member in series.members
        if member.appointment_id == appointment_id
        or (
            scope is not Scope.THIS
            and member.state in _OPEN
            and member.period.start > now
            and (scope is Scope.ALL or member.period.start >= held.starts_at)
        )
    ]
    return held, series, chosen


def preview_move(
    session: Session,
    actor: Actor,
    appointment_id: int,
    practitioner_id: int,
    starts_at: datetime,
    scope: Scope,
    now: datetime,
) -> SeriesShift:
    """Where each would go if this one went there: as many days and minutes on by the wall clock, each with what is in
    its way. Nothing is moved."""
    held, series, chosen = in_scope(session, actor, appointment_id, scope, now)
    check(actor, Permission.RESCHEDULE, held)
    own_length = held.period.minutes if practitioner_id == held.practitioner_id else None
    facts = load_facts(session, practitioner_id, held.location_id, held.service_id, duration_minutes=own_length)
    zone = facts.zone
    days = (local_day(starts_at, zone) - local_day(held.starts_at, zone)).days
    minutes = _minute(starts_at, zone) - _minute(held.starts_at, zone)
    starts = [_shifted(member.period.start, days, minutes, zone) for member in chosen]
    known = [start for start in starts if start is not None] or [starts_at]
    around = surroundings(
        session, actor, facts, local_day(min(known), zone), local_day(max(known), zone), now,
        moving=frozenset(member.appointment_id for member in chosen),
    )  # fmt: skip
    length = timedelta(minutes=facts.service.duration_minutes)
    shifted = []
    for member, start in zip(chosen, starts, strict=True):
        target = None if start is None else Period(start, start + length)
        why = WhyNot.NO_SUCH_TIME if target is None else around.why_not(target)
        shifted.append(Shifted(member, target, why))
    return SeriesShift(practitioner_id, series.zone, tuple(shifted))


def move_all(
    session: Session,
    actor: Actor,
    moves: Sequence[tuple[int, int, datetime]],
    practitioner_id: int,
    reason: str,
    now: datetime,
) -> list[Changed]:
    """Moves appointments, each named with its version and its new start. One that cannot go refuses them all.

    They go in the order in which none is in another's way: from the last where they move on, else from the first.
    """
    held = {number: look(session, number) for number, _, _ in moves}
    for doctor in sorted({practitioner_id, *(item.practitioner_id for item in held.values())}):
        hold_schedule(session, doctor)
    # All rooms before the first appointment: each move alone would lock its own after the row of the one before.
    if any(needs_room(session, service) for service in {item.service_id for item in held.values()}):
        for location_id in sorted({item.location_id for item in held.values()}):
            hold_rooms(session, location_id)
    onwards = any(start > held[number].starts_at for number, _, start in moves)
    ordered = sorted(moves, key=lambda item: held[item[0]].starts_at, reverse=onwards)
    done = []
    for number, version, start in ordered:
        wish = Move(number, version, practitioner_id, start, reason, None, None, None)
        view = move(session, actor, wish, now)
        done.append(Changed(view.id, view.version))
    return done


def preview_cancel(
    session: Session, actor: Actor, appointment_id: int, scope: Scope, by_clinic: bool | None, now: datetime
) -> CancelPreview:
    """Who would be cancelled, and what would go back by the policy of each."""
    _, _, chosen = in_scope(session, actor, appointment_id, scope, now)
    total: Money | None = None
    for member in chosen:
        refund = refund_preview(session, actor, member.appointment_id, by_clinic, now).refund
        if refund is not None:
            total = refund if total is None else Money(total.minor + refund.minor, refund.currency)
    return CancelPreview(tuple(chosen), total)


def cancel_all(
    session: Session,
    actor: Actor,
    members: Sequence[tuple[int, int]],
    reason: str,
    by_clinic: bool | None,
    now: datetime,
) -> list[Changed]:
    """Cancels appointments, each named with its version, and owes back what the policy says of each."""
    done = []
    for number, version in sorted(members):
        view = cancel(session, actor, number, version, reason, None, by_clinic, now)
        done.append(Changed(view.id, view.version))
    _forget_untold(session, actor, [item.appointment_id for item in done], now)
    return done


def series_cause(series_id: int) -> str:
    """The cause of the message that tells of a whole series."""
    return f"{MessageKind.CONFIRMATION}:series:{series_id}"


def _forget_untold(session: Session, actor: Actor, appointment_ids: Sequence[int], now: datetime) -> None:
    """A series that is taken back before its message left is not told of at all, neither that it is nor that it is
    not."""
    found = session.execute(select(_row.series_id).where(_row.id.in_(appointment_ids)).distinct()).scalars()
    for series_id in [number for number in found if number is not None]:
        left = session.execute(
            select(_row.id).where(_row.series_id == series_id, _row.state.in_(_OPEN)).limit(1)
        ).one_or_none()
        if left is None and drop_cause(session, actor, series_cause(series_id), now):
            for number in appointment_ids:
                drop(session, actor, number, now, kinds=(MessageKind.CANCELLATION,))


def undo_all(session: Session, actor: Actor, changed: Sequence[Changed], reason: str, now: datetime) -> list[Changed]:
    """Takes the last change of each back, the latest first, so that none is in another's way."""
    lock_to_undo(session, [item.appointment_id for item in changed])
    done = []
    for item in reversed(changed):
        view = undo(session, actor, item.appointment_id, item.version, reason, now)
        done.append(Changed(view.id, view.version))
    return done


def _shifted(start: datetime, days: int, minutes: int, zone: ZoneInfo) -> datetime | None:
    """The instant so many days and minutes on by the wall clock; None where the clocks skip it."""
    day = local_day(start, zone) + timedelta(days=days)
    more, minute = divmod(_minute(start, zone) + minutes, MINUTES_IN_DAY)
    return wall_instant(day + timedelta(days=more), minute, zone)


def _minute(instant: datetime, zone: ZoneInfo) -> int:
    local = instant.astimezone(zone)
    return local.hour * 60 + local.minute
