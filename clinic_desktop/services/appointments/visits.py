"""Visits: arrival, the queue, the consultation, its note, and those who did not come."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import AppointmentState, QueueState, Topic, Urgency
from clinic_desktop.domain.errors import NotFound, StaleRecord, StepNotAllowed
from clinic_desktop.domain.period import Clock, day_period
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.services.appointments.answering import read_view
from clinic_desktop.services.appointments.arrivals import Arrival, arrive, was_here
from clinic_desktop.services.appointments.notes import read_note, write_note
from clinic_desktop.services.appointments.promises import note_call_taken_back, note_called
from clinic_desktop.services.appointments.queue import next_in_queue
from clinic_desktop.services.appointments.reading import in_time
from clinic_desktop.services.appointments.steps import Held, change_row, record, take, take_for_step
from clinic_desktop.services.appointments.timetables import zone_of
from clinic_desktop.services.appointments.values import AppointmentView, CheckedIn, NoShows, NoteView, VisitNote
from clinic_desktop.services.billing.desk import refund_on_cancel, settle_visit
from clinic_desktop.services.messages.telling_money import tell_refunds_of
from clinic_desktop.services.settings import settings_for

_BOTH = (Topic.APPOINTMENTS, Topic.QUEUE)
_WAITING = frozenset({QueueState.WAITING})
_HERE = frozenset({QueueState.WAITING, QueueState.CALLED, QueueState.HELD})

_BACK_AS = {QueueState.WAITING: "back_to_queue", QueueState.CALLED: "call_in", QueueState.HELD: "hold"}


class VisitService:
    """What happens to an appointment on its day. ``version`` is always the appointment's, but for notes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def check_in(self, actor: Actor, appointment_id: int, version: int) -> CheckedIn:
        """The patient has arrived: gives a token and a place in the queue. Only on the day of the appointment."""
        now = self._clock()
        with self._database.write() as session:
            held, state = _take(session, actor, appointment_id, version, Step.CHECK_IN, now)
            change_row(session, held, actor, now, state=state)
            arrival = _arrive(session, held, now)
            record(session, actor, held, Step.CHECK_IN, state, now, topics=_BOTH)
            view = read_view(session, actor, held.id)
        return CheckedIn(
            view, arrival.encounter_id, arrival.encounter_version, arrival.token, arrival.wait_minutes, arrival.ahead
        )

    def call_in(self, actor: Actor, appointment_id: int, version: int) -> AppointmentView:
        """Calls a waiting or held patient; the screens show token and room."""
        return self._queue(actor, appointment_id, version, "call_in", _HERE, QueueState.CALLED)

    def hold(self, actor: Actor, appointment_id: int, version: int) -> AppointmentView:
        """Sets a waiting or called patient aside."""
        return self._queue(actor, appointment_id, version, "hold", _HERE - {QueueState.HELD}, QueueState.HELD)

    def skip(self, actor: Actor, appointment_id: int, version: int) -> AppointmentView:
        """Called but not there: back behind those with the same urgency who were skipped less often, and counted."""
        return self._queue(actor, appointment_id, version, "skip", _HERE, QueueState.WAITING)

    def undo_skip(
        self, actor: Actor, appointment_id: int, version: int, former: QueueState, called_at: datetime | None = None
    ) -> AppointmentView:
        """Takes a skip back: one less is counted, and the patient is called (at ``called_at``), held or waiting as
        they were. Refuses with StepNotAllowed who does not wait, or was never skipped."""
        now = self._clock()
        with self._database.write() as session:
            held = take(session, actor, appointment_id, version, Permission.CALL_IN)
            _undo_skip(session, held, former, called_at, actor, now)
            return read_view(session, actor, held.id)

    def back_to_queue(self, actor: Actor, appointment_id: int, version: int) -> AppointmentView:
        """Puts a held or called patient back to their place."""
        return self._queue(actor, appointment_id, version, "back_to_queue", _HERE - _WAITING, QueueState.WAITING)

    def set_urgency(self, actor: Actor, appointment_id: int, version: int, urgency: Urgency) -> AppointmentView:
        """Puts a patient who has not gone in yet before or behind those who are less or more urgent; their token and
        wait stay."""
        now = self._clock()
        with self._database.write() as session:
            held = take(session, actor, appointment_id, version, Permission.CALL_IN)
            _reorder(session, held, urgency, actor, now)
            return read_view(session, actor, held.id)

    def start(self, actor: Actor, appointment_id: int, version: int) -> AppointmentView:
        """The consultation begins."""
        now = self._clock()
        with self._database.write() as session:
            return _start(session, actor, appointment_id, version, now)

    def complete(
        self, actor: Actor, appointment_id: int, version: int, note: VisitNote | None = None
    ) -> AppointmentView:
        """Ends the visit, with its note if there is one; arrival and start are filled in where they were left out."""
        now = self._clock()
        with self._database.write() as session:
            return _complete(session, actor, appointment_id, version, note, now)

    def complete_and_call_next(
        self, actor: Actor, appointment_id: int, version: int, note: VisitNote | None = None
    ) -> tuple[AppointmentView, AppointmentView | None]:
        """Ends the visit and calls the next in that doctor's queue (None: nobody waits). Who was called goes in
        first."""
        now = self._clock()
        with self._database.write() as session:
            done = _complete(session, actor, appointment_id, version, note, now)
            following = next_in_queue(session, done.practitioner_id, done.location_id, now)
            if following is None:
                return done, None
            number, following_version, queue_state = following
            if queue_state == QueueState.CALLED:
                return done, read_view(session, actor, number)
            held = take(session, actor, number, following_version, Permission.CALL_IN)
            _requeue(session, held, "call_in", _HERE, QueueState.CALLED, actor, now)
            return done, read_view(session, actor, number)

    def no_show(self, actor: Actor, appointment_id: int, version: int) -> AppointmentView:
        """The patient did not come; only after the start. What the policy says goes back to them."""
        now = self._clock()
        with self._database.write() as session:
            held, state = _take(session, actor, appointment_id, version, Step.NO_SHOW, now)
            _miss(session, actor, held, state, now)
            return read_view(session, actor, held.id)

    def no_show_all(self, actor: Actor, location_id: int, day: date) -> NoShows:
        """Marks every confirmed appointment of the day whose time is over. A doctor marks their own. What another desk
        changes at the same moment is left as it is, and named; the rest is marked."""
        require(actor, Permission.MARK_NO_SHOW, location_id=location_id)
        now = self._clock()
        with self._database.write() as session:
            rows = _overdue(session, actor, location_id, day, now)
            skipped = tuple(row.patient_name for row in rows if not _missed(session, actor, row, now))
        return NoShows(len(rows) - len(skipped), skipped)

    def save_note(self, actor: Actor, encounter_id: int, version: int, note: VisitNote) -> NoteView:
        """Keeps the note; only the treating doctor may. Refuses a stale version with what is stored now."""
        with self._database.write() as session:
            return write_note(session, actor, encounter_id, version, note, self._clock())

    def note(self, actor: Actor, encounter_id: int) -> NoteView:
        """The note, for those who may read notes; the read is audited."""
        with self._database.write() as session:
            return read_note(session, actor, encounter_id, self._clock())

    def _queue(
        self,
        actor: Actor,
        appointment_id: int,
        version: int,
        action: str,
        sources: frozenset[QueueState],
        target: QueueState,
    ) -> AppointmentView:
        now = self._clock()
        with self._database.write() as session:
            held = take(session, actor, appointment_id, version, Permission.CALL_IN)
            _requeue(session, held, action, sources, target, actor, now)
            return read_view(session, actor, held.id)


def _take(
    session: Session, actor: Actor, appointment_id: int, version: int, step: Step, now: datetime
) -> tuple[Held, AppointmentState]:
    """Locks the row for a step that the clock has to permit, too."""
    held, state = take_for_step(session, actor, appointment_id, version, step, now)
    if not in_time(step, held.starts_at, _place(session, held.location_id)[0], now):
        raise StepNotAllowed(held.state, step)
    return held, state


def _start(session: Session, actor: Actor, appointment_id: int, version: int, now: datetime) -> AppointmentView:
    held, state = take_for_step(session, actor, appointment_id, version, Step.START, now)
    change_row(session, held, actor, now, state=state)
    encounter_id = _set_visit(session, held, queue_state=QueueState.IN_ROOM, started_at=now)
    note_called(session, encounter_id, now)
    record(session, actor, held, Step.START, state, now, topics=_BOTH)
    return read_view(session, actor, held.id)


def _complete(
    session: Session, actor: Actor, appointment_id: int, version: int, note: VisitNote | None, now: datetime
) -> AppointmentView:
    held, state = _take(session, actor, appointment_id, version, Step.COMPLETE, now)
    change_row(session, held, actor, now, state=state)
    if held.state is AppointmentState.CONFIRMED:
        _arrive(session, held, now, told=False)
    values = {"queue_state": QueueState.DONE, "ended_at": now}
    if held.state is not AppointmentState.IN_PROGRESS:
        values["started_at"] = now
    encounter_id = _set_visit(session, held, **values)
    note_called(session, encounter_id, now)
    was_here(session, held.patient_id, held.practitioner_id, now)
    settle_visit(session, actor, held.id, now)
    if note is not None:
        write_note(session, actor, encounter_id, None, note, now)
    record(session, actor, held, Step.COMPLETE, state, now, topics=_BOTH)
    return read_view(session, actor, held.id)


def _requeue(
    session: Session,
    held: Held,
    action: str,
    sources: frozenset[QueueState],
    target: QueueState,
    actor: Actor,
    now: datetime,
) -> None:
    """Moves a checked-in patient within the queue."""
    row = session.execute(
        select(Encounter.queue_state, Encounter.skips, Encounter.called_at).where(Encounter.appointment_id == held.id)
    ).one_or_none()
    if held.state is not AppointmentState.CHECKED_IN or row is None or row.queue_state not in sources:
        raise StepNotAllowed(held.state, action)
    skips = row.skips + 1 if action == "skip" else row.skips
    called_at = now if target is QueueState.CALLED else None
    encounter_id = _set_visit(session, held, queue_state=target, skips=skips, called_at=called_at)
    if target is QueueState.CALLED:
        note_called(session, encounter_id, now)
    elif action == "back_to_queue" and row.queue_state == QueueState.CALLED:
        note_call_taken_back(session, encounter_id)
    record(session, actor, held, action, held.state, now, topics=(Topic.QUEUE,))


def _undo_skip(
    session: Session, held: Held, former: QueueState, called_at: datetime | None, actor: Actor, now: datetime
) -> None:
    row = session.execute(
        select(Encounter.queue_state, Encounter.skips).where(Encounter.appointment_id == held.id)
    ).one_or_none()
    waits = row is not None and row.queue_state in _WAITING and row.skips > 0
    if held.state is not AppointmentState.CHECKED_IN or row is None or not waits or former not in _HERE:
        raise StepNotAllowed(held.state, "back_to_queue")
    called = (called_at or now) if former is QueueState.CALLED else None
    _set_visit(session, held, queue_state=former, skips=row.skips - 1, called_at=called)
    # Each with the word that the history has for where the patient is now.
    record(session, actor, held, _BACK_AS[former], held.state, now, topics=(Topic.QUEUE,))


def _reorder(session: Session, held: Held, urgency: Urgency, actor: Actor, now: datetime) -> None:
    """Another urgency for a patient who waits, is called or is set aside."""
    standing = session.execute(
        select(Encounter.queue_state).where(Encounter.appointment_id == held.id)
    ).scalar_one_or_none()
    if held.state is not AppointmentState.CHECKED_IN or standing not in _HERE:
        raise StepNotAllowed(held.state, "set_urgency")
    _set_visit(session, held, urgency=urgency)
    change_row(session, held, actor, now, urgency=urgency)
    detail = {"urgency": [held.urgency, urgency]}
    record(session, actor, held, "set_urgency", held.state, now, detail=detail, topics=_BOTH)


def _set_visit(session: Session, held: Held, **values: object) -> int:
    """Writes columns of the appointment's visit, and gives its number."""
    return session.execute(
        update(Encounter)
        .where(Encounter.appointment_id == held.id)
        .values(**values, version=Encounter.version + 1)
        .returning(Encounter.id)
        .execution_options(synchronize_session=False)
    ).scalar_one()


def _arrive(session: Session, held: Held, now: datetime, told: bool = True) -> Arrival:
    zone, prefix = _place(session, held.location_id)
    return arrive(
        session,
        appointment_id=held.id,
        patient_id=held.patient_id,
        practitioner_id=held.practitioner_id,
        location_id=held.location_id,
        zone=zone,
        token_prefix=prefix,
        urgency=held.urgency,
        service_id=held.service_id,
        period=held.period,
        queue_only=held.queue_only,
        now=now,
        told=told,
    )


def _place(session: Session, location_id: int) -> tuple[ZoneInfo, str]:
    row = session.execute(select(Location.zone, Location.token_prefix).where(Location.id == location_id)).one_or_none()
    if row is None:
        raise NotFound("location", location_id)
    return zone_of(row.zone), row.token_prefix


def _missed(session: Session, actor: Actor, row: Any, now: datetime) -> bool:
    """Marks one of many; False where somebody else was first."""
    try:
        held, state = _take(session, actor, row.id, row.version, Step.NO_SHOW, now)
    except (StaleRecord, StepNotAllowed):
        return False
    _miss(session, actor, held, state, now)
    return True


def _miss(session: Session, actor: Actor, held: Held, state: AppointmentState, now: datetime) -> None:
    """Writes that nobody came, and owes back the part of what was paid that the clinic's policy gives back then."""
    change_row(session, held, actor, now, state=state)
    percent = settings_for(session, held.location_id, held.practitioner_id).no_show_refund_percent
    owed = refund_on_cancel(session, actor, held.id, percent=percent, amount_minor=None, reason="", now=now)
    detail = {"refund_minor": owed} if owed else None
    record(session, actor, held, Step.NO_SHOW, state, now, detail=detail)
    if owed:
        tell_refunds_of(session, actor, held.id, now)


def _overdue(session: Session, actor: Actor, location_id: int, day: date, now: datetime) -> Sequence[Any]:
    """The confirmed appointments of the day that are over, in the order of their numbers: the order in which they are
    locked."""
    period = day_period(day, _place(session, location_id)[0])
    statement = (
        select(Appointment.id, Appointment.version, Appointment.patient_name)
        .where(
            Appointment.location_id == location_id,
            Appointment.starts_at >= period.start,
            Appointment.starts_at < period.end,
            Appointment.ends_at <= now,
            Appointment.state == AppointmentState.CONFIRMED,
        )
        .order_by(Appointment.id)
    )
    if actor.practitioner_id is not None:
        statement = statement.where(Appointment.practitioner_id == actor.practitioner_id)
    return session.execute(statement).all()
