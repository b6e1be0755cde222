"""Putting somebody on the waiting list, changing what they wait for, and taking them off it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.locks import hold_schedule
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService, PractitionerService
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.practitioners import PractitionerRole, Speciality
from clinic_desktop.db.models.waiting import WaitingEntry
from clinic_desktop.domain.codes import Topic, WaitingKind, WaitingState
from clinic_desktop.domain.errors import NotFound, StepNotAllowed
from clinic_desktop.domain.lengths import WISH_NOTE_LENGTH
from clinic_desktop.domain.period import local_day
from clinic_desktop.domain.permissions import Actor, Permission, not_there, require
from clinic_desktop.domain.scheduling.values import MINUTES_IN_DAY
from clinic_desktop.domain.waiting import EVERY_DAY
from clinic_desktop.services import audit
from clinic_desktop.services.appointments.making import with_home
from clinic_desktop.services.appointments.reading import MOVABLE
from clinic_desktop.services.appointments.steps import look_for
from clinic_desktop.services.appointments.timetables import zone_of
from clinic_desktop.services.fields import Fields
from clinic_desktop.services.patients.registration import add_patient
from clinic_desktop.services.versions import stale
from clinic_desktop.services.waiting.ending import end_offers
from clinic_desktop.services.waiting.reading import views, wishes
from clinic_desktop.services.waiting.values import WishDraft, WishView

_table = WaitingEntry.__table__
_row = _table.c
_ENTITY = "waiting_entry"
_FURTHEST_DAYS = 3 * 366


def require_edit(actor: Actor, location_id: int, practitioner_id: int | None) -> None:
    """Refuses unless the person may change the list there; a doctor only what is for themselves."""
    require(actor, Permission.EDIT_WAITING_LIST, location_id=location_id, practitioner_id=practitioner_id or 0)


def add(session: Session, actor: Actor, draft: WishDraft, now: datetime) -> WishView:
    """Puts the patient on the list, registering them if need be. Refuses with Invalid what nobody can fulfil."""
    require_edit(actor, draft.location_id, draft.practitioner_id)
    values = _checked(session, draft, now, new=True)
    if draft.draft is not None:
        require(actor, Permission.EDIT_PATIENTS, location_id=draft.location_id)
        patient_id = add_patient(session, actor, with_home(draft.draft, draft.location_id), now).id
    else:
        patient_id = draft.patient_id or 0
    number = session.execute(
        insert(_table)  # type: ignore[arg-type]
        .values(
            **values, kind=draft.kind, patient_id=patient_id, appointment_id=draft.earlier_than_id,
            created_at=now, created_by_id=actor.account_id, version=1, state=WaitingState.OPEN,
        )
        .returning(_row.id)
    ).scalar_one()  # fmt: skip
    _note(session, actor, "add_to_waiting_list", number, draft.location_id, now)
    return read(session, number, now)


def recall(session: Session, actor: Actor, draft: WishDraft, now: datetime) -> WishView:
    """Puts the patient down to be seen again by that doctor. A recall for the same service that waits already gets the
    new days: nobody is called twice."""
    require_edit(actor, draft.location_id, draft.practitioner_id)
    if draft.practitioner_id is not None:
        # Two desks at one moment would each find none, and the patient would be called twice.
        hold_schedule(session, draft.practitioner_id)
    known = session.execute(
        select(_row.id, _row.version)
        .where(
            _row.kind == WaitingKind.RECALL,
            _row.state == WaitingState.OPEN,
            _row.patient_id == draft.patient_id,
            _row.practitioner_id == draft.practitioner_id,
            _row.service_id == draft.service_id,
            _row.location_id == draft.location_id,
        )
        .order_by(_row.id.desc())
        .limit(1)
    ).one_or_none()
    if known is None:
        return add(session, actor, draft, now)
    return change(session, actor, known.id, known.version, draft, now)


def earlier_draft(session: Session, actor: Actor, appointment_id: int, now: datetime) -> WishDraft:
    """The wish of a patient who would give a coming visit up for an earlier time, with the same doctor and service.
    Refuses with StepNotAllowed where the visit cannot be moved any more."""
    visit = look_for(session, actor, appointment_id, Permission.SEE_APPOINTMENTS)
    state = visit.state_at(now)
    if state not in MOVABLE or visit.queue_only or visit.starts_at <= now:
        raise StepNotAllowed(state, "reschedule")
    zone = zone_of(session.get_one(Location, visit.location_id).zone)
    today, local = local_day(now, zone), visit.starts_at.astimezone(zone)
    # On the visit's own day only what is over before it would be earlier.
    same_day = local.date() == today
    return WishDraft(
        service_id=visit.service_id,
        location_id=visit.location_id,
        first_day=today,
        last_day=today if same_day else local.date() - timedelta(days=1),
        patient_id=visit.patient_id,
        practitioner_id=visit.practitioner_id,
        until_minute=local.hour * 60 + local.minute if same_day else MINUTES_IN_DAY,
        earlier_than_id=appointment_id,
    )


def change(session: Session, actor: Actor, entry_id: int, version: int, draft: WishDraft, now: datetime) -> WishView:
    """Changes what an open entry waits for; the patient and the kind stay. A time that is offered for another service
    is let go of. Refuses with StaleRecord."""
    require_edit(actor, draft.location_id, draft.practitioner_id)
    values = _checked(session, draft, now, new=False)
    if session.scalar(select(_row.service_id).where(_row.id == entry_id)) != draft.service_id:
        end_offers(session, actor, entry_id, now)
    take(session, actor, entry_id, version, (WaitingState.OPEN,))
    write(session, entry_id, **values)
    _note(session, actor, "change_wish", entry_id, draft.location_id, now)
    return read(session, entry_id, now)


def withdraw(session: Session, actor: Actor, entry_id: int, version: int, now: datetime) -> WishView:
    """Takes the entry off the list, with the time that is offered to it."""
    end_offers(session, actor, entry_id, now)
    held = take(session, actor, entry_id, version, (WaitingState.OPEN,))
    write(session, entry_id, state=WaitingState.WITHDRAWN, ended_at=now)
    _note(session, actor, "withdraw_wish", entry_id, held.location_id, now)
    return read(session, entry_id, now)


def reopen(
    session: Session, actor: Actor, entry_id: int, version: int, now: datetime, earlier_than_id: int | None = None
) -> WishView:
    """Puts an entry back that was withdrawn or booked; ``earlier_than_id`` is the later visit of one that was moved."""
    held = take(session, actor, entry_id, version, (WaitingState.WITHDRAWN, WaitingState.BOOKED))
    kept = held.appointment_id if held.state == WaitingState.WITHDRAWN else earlier_than_id
    write(session, entry_id, state=WaitingState.OPEN, ended_at=None, appointment_id=kept)
    _note(session, actor, "reopen_wish", entry_id, held.location_id, now)
    return read(session, entry_id, now)


def mark_booked(
    session: Session, actor: Actor, entry_id: int, location_id: int, appointment_id: int, now: datetime
) -> None:
    """The entry has come to its visit."""
    write(session, entry_id, state=WaitingState.BOOKED, ended_at=now, appointment_id=appointment_id)
    _note(session, actor, "fulfil_wish", entry_id, location_id, now)


def fulfil(session: Session, actor: Actor, entry_id: int, patient_id: int, appointment_id: int, now: datetime) -> None:
    """The patient's entry has come to a visit that was booked elsewhere. One that is over already stays as it is: the
    visit is what counts."""
    own = select(_row.id).where(_row.id == entry_id, _row.patient_id == patient_id, _row.state == WaitingState.OPEN)
    if session.scalar(own) is None:
        return
    end_offers(session, actor, entry_id, now)
    row = session.execute(
        update(_table)  # type: ignore[arg-type]
        .where(_row.id == entry_id, _row.patient_id == patient_id, _row.state == WaitingState.OPEN)
        .values(version=_row.version + 1)
        .returning(_row.location_id)
    ).one_or_none()
    if row is not None:
        mark_booked(session, actor, entry_id, row.location_id, appointment_id, now)


def take(session: Session, actor: Actor, entry_id: int, version: int, states: tuple[WaitingState, ...]) -> Any:
    """Locks the entry and raises its version. Refuses with StaleRecord what somebody changed first, or what is in
    another state."""
    require(actor, Permission.EDIT_WAITING_LIST)
    row = session.execute(
        update(_table)  # type: ignore[arg-type]
        .where(_row.id == entry_id, _row.version == version, _row.state.in_(states))
        .values(version=_row.version + 1)
        .returning(*_row)
    ).one_or_none()
    if row is None:
        location_id = session.scalar(select(_row.location_id).where(_row.id == entry_id))
        if location_id is None:
            raise not_there(actor, Permission.EDIT_WAITING_LIST, _ENTITY, entry_id)
        raise stale(session, _ENTITY, entry_id)
    require_edit(actor, row.location_id, row.practitioner_id)
    return row


def write(session: Session, entry_id: int, **values: object) -> None:
    """Writes columns of a locked entry."""
    session.execute(update(_table).where(_row.id == entry_id).values(**values))  # type: ignore[arg-type]


def read(session: Session, entry_id: int, now: datetime) -> WishView:
    """One entry as it stands."""
    return views(session, session.execute(wishes(_row.id == entry_id)).all(), now)[0]


def find(session: Session, actor: Actor, entry_id: int, now: datetime) -> WishView:
    """One entry for somebody who may change it; one that is not there is refused as one elsewhere is."""
    found = views(session, session.execute(wishes(_row.id == entry_id)).all(), now)
    if not found:
        raise not_there(actor, Permission.EDIT_WAITING_LIST, _ENTITY, entry_id)
    require_edit(actor, found[0].location_id, found[0].practitioner_id)
    return found[0]


def _note(session: Session, actor: Actor, action: str, number: int, location_id: int, now: datetime) -> None:
    audit.record(session, actor, action, _ENTITY, number, now, location_id)
    announce(session, Topic.WAITING_LIST, number, now)


def _checked(session: Session, draft: WishDraft, now: datetime, *, new: bool) -> Mapping[str, object]:
    """The columns of the wish. Refuses with NotFound, or Invalid with every field that is wrong."""
    zone = session.scalar(select(Location.zone).where(Location.id == draft.location_id, Location.active))
    if zone is None:
        raise NotFound("location", draft.location_id)
    fields = Fields()
    note = fields.text("note", draft.note, WISH_NOTE_LENGTH)
    if new and (draft.patient_id is None) == (draft.draft is None):
        fields.problem("patient", "required")
    elif new and draft.patient_id is not None:
        _check_patient(session, draft, fields)
    elif new and draft.earlier_than_id is not None:
        # Who is new has no visit to give up; it would be somebody else's.
        fields.problem("patient", "not_found")
    _check_window(draft, local_day(now, zone_of(zone)).toordinal(), fields)
    _check_whom(session, draft, fields)
    fields.done()
    return {
        "practitioner_id": draft.practitioner_id,
        "speciality_id": None if draft.practitioner_id else draft.speciality_id,
        "service_id": draft.service_id,
        "location_id": draft.location_id,
        "first_day": draft.first_day,
        "last_day": draft.last_day,
        "weekdays": draft.weekdays,
        "from_minute": draft.from_minute,
        "until_minute": draft.until_minute,
        "urgency": draft.urgency,
        "note": note,
    }


def _check_patient(session: Session, draft: WishDraft, fields: Fields) -> None:
    known = select(Patient.id).where(Patient.id == draft.patient_id, Patient.active)
    if session.scalar(known) is None:
        fields.problem("patient", "not_found")
    later = select(Appointment.id).where(
        Appointment.id == draft.earlier_than_id, Appointment.patient_id == draft.patient_id
    )
    if draft.earlier_than_id is not None and session.scalar(later) is None:
        fields.problem("patient", "not_found")


def _check_window(draft: WishDraft, today: int, fields: Fields) -> None:
    if draft.last_day < draft.first_day:
        fields.problem("last_day", "ends_before_start")
    elif draft.last_day.toordinal() < today:
        fields.problem("last_day", "in_the_past")
    elif draft.last_day.toordinal() > today + _FURTHEST_DAYS:
        fields.problem("last_day", "too_far_ahead")
    if not 0 < draft.weekdays <= EVERY_DAY:
        fields.problem("weekdays", "required")
    if not 0 <= draft.from_minute < MINUTES_IN_DAY:
        fields.problem("from_minute", "out_of_bounds")
    if not draft.from_minute < draft.until_minute <= MINUTES_IN_DAY:
        fields.problem("until_minute", "ends_before_start")


def _check_whom(session: Session, draft: WishDraft, fields: Fields) -> None:
    """That the service is there, and the doctor offers it at the centre."""
    service = select(HealthcareService.id).where(HealthcareService.id == draft.service_id, HealthcareService.active)
    if session.scalar(service) is None:
        fields.problem("service", "not_found")
        return
    if draft.practitioner_id is None:
        wanted = select(Speciality.id).where(Speciality.id == draft.speciality_id)
        if draft.speciality_id is not None and session.scalar(wanted) is None:
            fields.problem("practitioner", "not_found")
        return
    here = select(PractitionerRole.id).where(
        PractitionerRole.practitioner_id == draft.practitioner_id, PractitionerRole.location_id == draft.location_id
    )
    offers = select(PractitionerService.service_id).where(
        PractitionerService.practitioner_id == draft.practitioner_id,
        PractitionerService.service_id == draft.service_id,
    )
    if session.scalar(here) is None:
        fields.problem("practitioner", "not_at_centre")
    elif session.scalar(offers) is None:
        fields.problem("service", "not_offered")
