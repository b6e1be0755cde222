"""The verbs of a series: each is one transaction, and what is refused changes nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.series import AppointmentSeries
from clinic_desktop.domain.codes import AppointmentState, Channel, MessageKind
from clinic_desktop.domain.errors import Conflict, Invalid, SlotTaken
from clinic_desktop.domain.period import Clock, Period
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.services.appointments.facts import load_facts
from clinic_desktop.services.appointments.making import made_before, make, with_home
from clinic_desktop.services.appointments.requests import check_permissions, check_request
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.messages.outbox import appointment_facts, enqueue_for_patient, read_appointment
from clinic_desktop.services.patients.registration import add_patient
from clinic_desktop.services.series.changing import (
    cancel_all,
    load_series,
    move_all,
    preview_cancel,
    preview_move,
    series_cause,
    undo_all,
)
from clinic_desktop.services.series.planning import plan
from clinic_desktop.services.series.recurrence import days_of
from clinic_desktop.services.series.values import (
    CancelPreview,
    Changed,
    Scope,
    SeriesPlan,
    SeriesRequest,
    SeriesShift,
    SeriesView,
    SeriesWish,
)
from clinic_desktop.services.settings import settings_for


class SeriesService:
    """Appointments that repeat. Refuses as ``BookingService`` does, and with Invalid a rule that cannot be."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def plan(self, actor: Actor, wish: SeriesWish) -> SeriesPlan:
        """Every occurrence with what is in its way and what is free near it, before anything is booked."""
        require(actor, Permission.BOOK, location_id=wish.location_id, practitioner_id=wish.practitioner_id)
        with self._database.read() as session:
            return plan(session, actor, wish, self._clock())

    def book(self, actor: Actor, request: SeriesRequest) -> SeriesView:
        """Books every chosen start, or none: then SlotTaken says which one is not free any more. One message tells the
        patient of all. Repeating a request gives the first result again."""
        bookings = _bookings(request)
        for booking in bookings:
            check_request(booking)
        check_permissions(actor, bookings[0], check_in=False)
        now = self._clock()
        try:
            with self._database.write() as session:
                return _book(session, actor, request, bookings, now)
        except Conflict:
            with self._database.read() as session:
                known = made_before(session, actor, request, AppointmentSeries)
                if known is None:
                    raise SlotTaken(Period(request.starts[0], request.starts[0]), WhyNot.TAKEN) from None
                return load_series(session, actor, known)

    def series(self, actor: Actor, series_id: int) -> SeriesView:
        """The series with all its appointments."""
        with self._database.read() as session:
            return load_series(session, actor, series_id)

    def preview_move(
        self, actor: Actor, appointment_id: int, practitioner_id: int, starts_at: datetime, scope: Scope
    ) -> SeriesShift:
        """Where each of the scope would go if this appointment went there, with what is in the way."""
        with self._database.read() as session:
            return preview_move(session, actor, appointment_id, practitioner_id, starts_at, scope, self._clock())

    def move(
        self,
        actor: Actor,
        moves: Sequence[tuple[int, int, datetime]],
        practitioner_id: int,
        reason: str = "",
    ) -> tuple[Changed, ...]:
        """Moves appointments (number, version, new start) to the doctor, all or none. Give the answer to ``undo``."""
        if not moves:
            raise Invalid({"starts_at": "required"})
        with self._database.write() as session:
            return tuple(move_all(session, actor, moves, practitioner_id, reason, self._clock()))

    def preview_cancel(
        self, actor: Actor, appointment_id: int, scope: Scope, *, by_clinic: bool | None = None
    ) -> CancelPreview:
        """Which of the scope would be cancelled, and what goes back by the policy."""
        with self._database.read() as session:
            return preview_cancel(session, actor, appointment_id, scope, by_clinic, self._clock())

    def cancel(
        self, actor: Actor, members: Sequence[tuple[int, int]], reason: str, *, by_clinic: bool | None = None
    ) -> tuple[Changed, ...]:
        """Cancels appointments (number, version) with one reason, all or none."""
        if not members:
            raise Invalid({"series": "required"})
        with self._database.write() as session:
            return tuple(cancel_all(session, actor, members, reason, by_clinic, self._clock()))

    def undo(self, actor: Actor, changed: Sequence[Changed], reason: str = "") -> tuple[Changed, ...]:
        """Takes back what one call of ``move`` or ``cancel`` did, all or none."""
        if not changed:
            raise Invalid({"series": "required"})
        with self._database.write() as session:
            return tuple(undo_all(session, actor, changed, reason, self._clock()))


def _bookings(request: SeriesRequest) -> list[BookingRequest]:
    """A booking for each start, in order of time. Its key follows from the request's, so that it is the same when the
    request is repeated."""
    if not request.starts or len(set(request.starts)) < len(request.starts):
        raise Invalid({"starts_at": "required" if not request.starts else "twice"})
    try:
        root = uuid.UUID(request.request_key)
    except ValueError:
        raise Invalid({"request_key": "required"}) from None
    wish = request.wish
    return [
        BookingRequest(
            request_key=str(uuid.uuid5(root, str(position))),
            practitioner_id=wish.practitioner_id,
            location_id=wish.location_id,
            service_id=wish.service_id,
            starts_at=start,
            patient_id=request.patient_id,
            draft=request.draft,
            channel=Channel.PHONE,
            reason=request.reason,
            notes=request.notes,
            hold_key=wish.hold_key,
        )
        for position, start in enumerate(sorted(request.starts), 1)
    ]


def _book(
    session: Session, actor: Actor, request: SeriesRequest, bookings: Sequence[BookingRequest], now: datetime
) -> SeriesView:
    known = made_before(session, actor, request, AppointmentSeries)
    if known is not None:
        return load_series(session, actor, known)
    wish = request.wish
    limit = settings_for(session, wish.location_id, wish.practitioner_id).series_limit
    if len(bookings) > limit:
        raise Invalid({"rule": "too_many"})
    zone = load_facts(session, wish.practitioner_id, wish.location_id, wish.service_id).zone
    days_of(wish.rule, wish.first_day, limit)
    patient_id = request.patient_id
    if patient_id is None and request.draft is not None:
        patient_id = add_patient(session, actor, with_home(request.draft, wish.location_id), now).id
    if patient_id is None:
        raise Invalid({"patient": "required"})
    series_id = _insert(session, actor, request, patient_id, str(zone), bookings[0].starts_at, now)
    numbers = []
    for position, booking in enumerate(bookings, 1):
        own = replace(booking, patient_id=patient_id, draft=None)
        made = make(session, actor, own, now, tell_patient=False, series=(series_id, position))
        if isinstance(made, int):
            raise Invalid({"request_key": "taken"})
        numbers.append((made.appointment_id, made.state))
    _tell(session, actor, series_id, numbers, zone, now)
    return load_series(session, actor, series_id)


def _insert(
    session: Session, actor: Actor, request: SeriesRequest, patient_id: int, zone: str, first: datetime, now: datetime
) -> int:
    values = {
        "version": 1,
        "request_key": request.request_key,
        "rule": request.wish.rule,
        "patient_id": patient_id,
        "practitioner_id": request.wish.practitioner_id,
        "location_id": request.wish.location_id,
        "service_id": request.wish.service_id,
        "first_starts_at": first,
        "zone": zone,
        "created_at": now,
        "created_by_id": actor.account_id,
    }
    return int(session.execute(insert(AppointmentSeries).values(**values).returning(AppointmentSeries.id)).scalar_one())


def _tell(
    session: Session,
    actor: Actor,
    series_id: int,
    made: Sequence[tuple[int, AppointmentState]],
    zone: ZoneInfo,
    now: datetime,
) -> None:
    """One confirmation for all: it lists every time, and its calendar file holds every event."""
    first, state = made[0]
    if state is not AppointmentState.CONFIRMED:
        return
    events = [appointment_facts(read_appointment(session, number)) for number, _ in made]
    local = [datetime.fromisoformat(str(event["starts_at"])).astimezone(zone) for event in events]
    note = "\n".join(f"{place}/{len(local)}  {start:%Y-%m-%d  %H:%M}" for place, start in enumerate(local, 1))
    row = read_appointment(session, first)
    # It is about no single one of them: what becomes of one later does not take the others' news back.
    enqueue_for_patient(
        session, actor, MessageKind.CONFIRMATION, row.patient_id, row.location_id, now,
        cause=series_cause(series_id), facts=appointment_facts(row) | {"note": note, "series": events},
    )  # fmt: skip
