"""Making one patient of two records of the same person, and taking that back."""

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.locks import hold_schedule
from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.messages import Message
from clinic_desktop.db.models.patient_records import MedicalHistoryEntry, PatientMerge
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.series import AppointmentSeries
from clinic_desktop.db.models.waiting import WaitingEntry
from clinic_desktop.domain.codes import Gender, Topic
from clinic_desktop.domain.errors import Invalid, NotFound
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.services import audit
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.patients.registration import COLUMNS, place_of
from clinic_desktop.services.patients.search_index import index_patient
from clinic_desktop.services.patients.validation import checked

BELONGINGS: tuple[Table, ...] = tuple(
    model.__table__  # type: ignore[misc]
    for model in (Appointment, Encounter, Invoice, MedicalHistoryEntry, WaitingEntry, AppointmentSeries, Message)
)
"""Everything that belongs to a patient, in the order in which rows are touched everywhere; the patients come last."""
# What the record that is given up may know and the kept one does not.
_FILLED_IN = tuple(
    name for name in COLUMNS if name not in ("name", "birth_estimated", "home_location_id", "desk_notes")
)
_UNKNOWN = ("", None, Gender.UNDISCLOSED)


class PatientMerging:
    """Merges two records of one person: everything of the one moves to the other, and can be moved back."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def merge(self, actor: Actor, keep_id: int, merge_id: int, choose: dict[str, object] | None = None) -> int:
        """Moves what belongs to ``merge_id`` to ``keep_id`` and gives the merge's number.

        ``choose`` sets fields of the kept patient, by the names of PatientDraft; of the others, what the kept record
        does not know is taken from the one given up. Its row stays and points to the kept one. Refuses with NotFound,
        and with Invalid what is no field, cannot be kept, or is one patient twice.
        """
        require(actor, Permission.MERGE_PATIENTS)
        now = self._clock()
        with self._database.write() as session:
            _lock_belongings(session, (keep_id, merge_id))
            moved = {table.name: _move(session, table, merge_id, keep_id) for table in BELONGINGS}
            kept, merged = _two(session, keep_id, merge_id)
            before = _state(kept)
            wanted = _wanted(session, kept, merged, choose or {}, now)
            given_up = {"account_id": merged.account_id, "active": merged.active}
            _take_over(session, kept, merged, wanted)
            session.flush()
            after = _state(kept)
            changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
            record = {"moved": moved, "changed": changed, "given_up": given_up}
            merge = PatientMerge(
                kept_id=keep_id, merged_id=merge_id, at=now, account_id=actor.account_id, moved=json.dumps(record)
            )
            session.add(merge)
            session.flush()
            _finish(session, actor, "merge", (kept, merged), merge.id, now)
            return merge.id

    def undo_merge(self, actor: Actor, merge_number: int) -> None:
        """Moves everything back to where it was, and puts back those fields of the kept patient that nobody has changed
        since. What came after the merge stays with the kept patient. Refuses with NotFound what was undone before."""
        require(actor, Permission.MERGE_PATIENTS)
        now = self._clock()
        with self._database.write() as session:
            merge = session.execute(
                update(PatientMerge)
                .where(PatientMerge.id == merge_number, PatientMerge.undone_at.is_(None))
                .values(undone_at=now)
                .returning(PatientMerge.kept_id, PatientMerge.merged_id, PatientMerge.moved)
                .execution_options(synchronize_session=False)
            ).one_or_none()
            if merge is None:
                raise NotFound("merge", merge_number)
            record = json.loads(merge.moved)
            _lock_belongings(session, (merge.kept_id, merge.merged_id))
            for table in BELONGINGS:
                # A merge from before a table was there moved nothing of it.
                _move_back(session, table, record["moved"].get(table.name, []), merge.kept_id, merge.merged_id)
            locked = {number: _locked(session, number) for number in sorted((merge.kept_id, merge.merged_id))}
            kept, merged = locked[merge.kept_id], locked[merge.merged_id]
            _give_back(session, kept, merged, record["changed"], record["given_up"])
            _finish(session, actor, "undo_merge", (kept, merged), merge_number, now)


def _locked(session: Session, patient_id: int) -> Patient:
    session.execute(
        update(Patient)
        .where(Patient.id == patient_id)
        .values(version=Patient.version + 1)
        .execution_options(synchronize_session=False)
    )
    patient = session.get(Patient, patient_id)
    if patient is None:
        raise NotFound("patient", patient_id)
    return patient


def _two(session: Session, keep_id: int, merge_id: int) -> tuple[Patient, Patient]:
    if keep_id == merge_id:
        raise Invalid({"merge_id": "same_patient"})
    # In one order everywhere: two desks that merge the same two must not wait for each other in a circle.
    locked = {patient_id: _locked(session, patient_id) for patient_id in sorted((keep_id, merge_id))}
    for patient_id, patient in locked.items():
        if patient.merged_into_id is not None:
            raise NotFound("patient", patient_id)
    return locked[keep_id], locked[merge_id]


def _wanted(
    session: Session, kept: Patient, merged: Patient, choose: dict[str, object], now: datetime
) -> dict[str, object]:
    """The values of the kept patient's fields after the merge."""
    unknown = {name: "unknown" for name in choose if name not in COLUMNS}
    if unknown:
        raise Invalid(unknown)
    values = {name: getattr(kept, name) for name in COLUMNS}
    filled = {name: getattr(merged, name) for name in _FILLED_IN if values[name] in _UNKNOWN}
    if "birth_date" in filled:
        filled["birth_estimated"] = merged.birth_estimated
    notes = dict.fromkeys(note for note in (kept.desk_notes, merged.desk_notes) if note)
    values |= filled | {"desk_notes": "\n".join(notes)} | choose
    draft = replace(PatientDraft(name=""), **values)
    region, today = place_of(session, draft.home_location_id, now)
    judged = checked(draft, region, today)
    return {name: getattr(judged, name) for name in COLUMNS}


def _lock_belongings(session: Session, patient_ids: tuple[int, int]) -> None:
    """Locks in the order of everybody: the schedules of the doctors, the appointments and then the invoices, each by
    number. A move or a payment at another desk waits, and neither waits for the other in a circle."""
    of_both = Appointment.patient_id.in_(patient_ids)
    for number in session.scalars(
        select(Appointment.practitioner_id).where(of_both).distinct().order_by(Appointment.practitioner_id)
    ).all():
        hold_schedule(session, number)
    # SQLite, which knows no FOR UPDATE, has locked the whole database by now.
    session.execute(select(Appointment.id).where(of_both).order_by(Appointment.id).with_for_update(key_share=True))
    invoices = Invoice.patient_id.in_(patient_ids)
    session.execute(select(Invoice.id).where(invoices).order_by(Invoice.id).with_for_update(key_share=True))


def _move(session: Session, table: Table, from_id: int, to_id: int) -> list[int]:
    statement = update(table).where(table.c.patient_id == from_id).values(patient_id=to_id).returning(table.c.id)
    return sorted(session.execute(statement).scalars())


def _move_back(session: Session, table: Table, ids: list[int], from_id: int, to_id: int) -> None:
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        session.execute(
            update(table).where(table.c.id.in_(some), table.c.patient_id == from_id).values(patient_id=to_id)
        )


def _take_over(session: Session, kept: Patient, merged: Patient, wanted: dict[str, object]) -> None:
    account_id, merged.account_id = merged.account_id, None
    merged.merged_into_id = kept.id
    merged.active = False
    # A login belongs to one patient: first the one lets go of it, then the other takes it.
    session.flush()
    if kept.account_id is None:
        kept.account_id = account_id
    for name, value in wanted.items():
        setattr(kept, name, value)
    if merged.last_visit_at and (kept.last_visit_at is None or kept.last_visit_at < merged.last_visit_at):
        kept.last_visit_at, kept.last_practitioner_id = merged.last_visit_at, merged.last_practitioner_id
    kept.registered_at = min(kept.registered_at, merged.registered_at)


_STATE = (*COLUMNS, "account_id", "last_visit_at", "last_practitioner_id", "registered_at")


def _state(patient: Patient) -> dict[str, object]:
    """The fields that a merge may change, as JSON can keep them."""
    return {name: _plain(getattr(patient, name)) for name in _STATE}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _give_back(
    session: Session, kept: Patient, merged: Patient, changed: dict[str, list[object]], given_up: dict[str, Any]
) -> None:
    now_known = _state(kept)
    for name, (before, after) in changed.items():
        if now_known[name] == after:
            setattr(kept, name, _revived(name, before))
    merged.merged_into_id = None
    merged.active = given_up["active"]
    session.flush()
    if given_up["account_id"] != kept.account_id:
        merged.account_id = given_up["account_id"]
    session.flush()


def _revived(name: str, value: object) -> object:
    if isinstance(value, str) and name == "birth_date":
        return date.fromisoformat(value)
    if isinstance(value, str) and name.endswith("_at"):
        return datetime.fromisoformat(value)
    return value


def _finish(
    session: Session, actor: Actor, action: str, both: tuple[Patient, Patient], merge_id: int, now: datetime
) -> None:
    session.flush()
    for patient in both:
        index_patient(session, patient)
        audit.record(session, actor, action, "patient", patient.id, now, detail={"merge": merge_id})
        announce(session, Topic.PATIENTS, patient.id, now)
    announce(session, Topic.APPOINTMENTS, None, now)
    announce(session, Topic.WAITING_LIST, None, now)
