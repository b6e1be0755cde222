"""A visit's note: written by the doctor whose visit it is, read by those who treat the patient."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.appointments import Encounter
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import NotAllowed, StaleRecord
from clinic_desktop.domain.lengths import NOTE_LENGTH
from clinic_desktop.domain.permissions import Actor, Permission, not_there, permits, require
from clinic_desktop.services import audit
from clinic_desktop.services.appointments.steps import checked_text
from clinic_desktop.services.appointments.values import NoteView, VisitNote
from clinic_desktop.services.patients.treating import note_reader

_TEXTS = ("complaint", "findings", "diagnosis", "plan", "note")


def read_note(session: Session, actor: Actor, encounter_id: int, now: datetime) -> NoteView:
    """The note, for whom ``treating.note_reader`` lets read it; who read it is written down."""
    require(actor, Permission.READ_NOTES)
    row = _row(session, actor, Permission.READ_NOTES, encounter_id)
    if not note_reader(session, actor, row.patient_id, now).reads(row.practitioner_id):
        raise NotAllowed(Permission.READ_NOTES)
    audit.record(session, actor, "read_note", "encounter", encounter_id, now, row.location_id)
    return _view(actor, row)


def write_note(
    session: Session, actor: Actor, encounter_id: int, version: int | None, note: VisitNote, now: datetime
) -> NoteView:
    """Keeps the note. ``version`` None is for the end of a visit, whose appointment is locked already."""
    require(actor, Permission.WRITE_NOTES)
    row = _row(session, actor, Permission.WRITE_NOTES, encounter_id)
    _require(actor, Permission.WRITE_NOTES, row)
    texts = {field: checked_text(field, getattr(note, field), NOTE_LENGTH) for field in _TEXTS}
    changed = session.execute(
        update(Encounter)
        .where(Encounter.id == encounter_id, Encounter.version == (row.version if version is None else version))
        .values(
            **texts,
            follow_up_on=note.follow_up_on,
            note_saved_at=now,
            note_saved_by_id=actor.account_id,
            version=Encounter.version + 1,
        )
        .returning(Encounter.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if changed is None:
        raise _stale(row, note)
    audit.record(session, actor, "save_note", "encounter", encounter_id, now, row.location_id)
    announce(session, Topic.QUEUE, row.appointment_id, now)
    return _view(actor, _row(session, actor, Permission.WRITE_NOTES, encounter_id))


def _row(session: Session, actor: Actor, permission: Permission, encounter_id: int) -> Any:
    row = session.execute(
        select(
            Encounter.id,
            Encounter.version,
            Encounter.appointment_id,
            Encounter.patient_id,
            Encounter.practitioner_id,
            Encounter.location_id,
            Encounter.complaint,
            Encounter.findings,
            Encounter.diagnosis,
            Encounter.plan,
            Encounter.note,
            Encounter.follow_up_on,
            Encounter.note_saved_at,
            Account.name.label("saved_by"),
        )
        .outerjoin(Account, Account.id == Encounter.note_saved_by_id)
        .where(Encounter.id == encounter_id)
    ).one_or_none()
    if row is None:
        raise not_there(actor, permission, "visit", encounter_id)
    return row


def _require(actor: Actor, permission: Permission, row: Any) -> None:
    require(
        actor,
        permission,
        location_id=row.location_id,
        practitioner_id=row.practitioner_id,
        patient_id=row.patient_id,
    )


def _view(actor: Actor, row: Any) -> NoteView:
    may_write = permits(actor, Permission.WRITE_NOTES, location_id=row.location_id, practitioner_id=row.practitioner_id)
    note = VisitNote(row.complaint, row.findings, row.diagnosis, row.plan, row.note, row.follow_up_on)
    return NoteView(
        row.id, row.version, row.appointment_id, row.patient_id, note, row.note_saved_at, row.saved_by or "", may_write
    )


def _stale(row: Any, note: VisitNote) -> StaleRecord:
    """What is stored now, field by field where it differs from what was to be saved."""
    stored = {field: getattr(row, field) for field in (*_TEXTS, "follow_up_on")}
    changes = {field: value for field, value in stored.items() if value != getattr(note, field)}
    return StaleRecord("note", row.saved_by, row.note_saved_at, changes)
