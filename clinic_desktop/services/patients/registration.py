"""Registering patients and keeping what is known of them right."""

from dataclasses import fields, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.models.organisation import Location, Organization
from clinic_desktop.db.models.patient_records import MedicalHistoryEntry
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import Role, Topic
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound, StaleRecord
from clinic_desktop.domain.period import Clock, local_day
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.domain.search_words import patient_number
from clinic_desktop.services import audit
from clinic_desktop.services.patients.drafts import HistoryDraft, PatientDraft, PatientKey
from clinic_desktop.services.patients.search_index import index_patient
from clinic_desktop.services.patients.treating import reads_history
from clinic_desktop.services.patients.validation import checked

__all__ = ["HistoryDraft", "PatientDraft", "PatientKey", "Registration", "add_patient"]

COLUMNS = tuple(field.name for field in fields(PatientDraft) if field.name not in ("age_years", "history"))
"""The fields of a draft that are columns of the patient."""

# What patients may say about themselves; the rest is the desk's.
_FOR_THE_DESK = ("allergies", "desk_notes", "lead_source", "home_location_id")
# What doctors may change, beside the medical history.
_OF_THE_DOCTOR = ("allergies", "blood_group")


def add_patient(session: Session, actor: Actor, draft: PatientDraft, now: datetime) -> PatientKey:
    """Registers a patient inside the caller's transaction, and makes them findable. Refuses with Invalid.

    The caller has asked for permission. Phones without a calling code are read as those of the draft's centre.
    """
    if draft.history:
        require(actor, Permission.WRITE_HISTORY)
    region, today = place_of(session, draft.home_location_id, now)
    kept = checked(draft, region, today)
    patient = Patient(**_values(kept), registered_at=now)
    session.add(patient)
    session.flush()
    patient.number = patient_number(patient.id)
    _write_history(session, patient.id, kept.history or ())
    session.flush()
    index_patient(session, patient)
    audit.record(session, actor, "register", "patient", patient.id, now, kept.home_location_id)
    announce(session, Topic.PATIENTS, patient.id, now)
    return PatientKey(patient.id, patient.number, patient.name)


class Registration:
    """Registers, changes and retires patients."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def register(self, actor: Actor, draft: PatientDraft) -> PatientKey:
        """Registers a patient. Refuses with Invalid({field: code})."""
        _require_desk(actor)
        with self._database.write() as session:
            return add_patient(session, actor, draft, self._clock())

    def save(self, actor: Actor, patient_id: int, version: int, draft: PatientDraft) -> int:
        """Keeps the changed fields and gives the new version. Refuses with Invalid, NotFound, and StaleRecord when
        somebody else was first. Patients change their own name and contacts; what is the desk's stays. Doctors change
        what concerns the health of their patients, which the desk leaves as it is (``history`` None)."""
        writes = Permission.WRITE_HISTORY if actor.role is Role.DOCTOR else Permission.EDIT_PATIENTS
        require(actor, writes, patient_id=patient_id)
        now = self._clock()
        with self._database.write() as session:
            patient = _locked(session, patient_id)
            draft = _of_the_actor(session, actor, draft, patient)
            region, today = place_of(session, draft.home_location_id, now)
            kept = checked(draft, region, today)
            _refuse_stale(session, patient, version, kept)
            changed = [name for name, value in _values(kept).items() if getattr(patient, name) != value]
            for name in changed:
                setattr(patient, name, getattr(kept, name))
            if kept.history is not None:
                _write_history(session, patient_id, kept.history)
            return _kept(session, actor, patient, "change", now, sorted(changed))

    def deactivate(self, actor: Actor, patient_id: int, version: int) -> None:
        """Takes the patient out of searches; nothing is deleted."""
        self._set_active(actor, patient_id, version, False)

    def reactivate(self, actor: Actor, patient_id: int, version: int) -> None:
        """Puts the patient back into searches."""
        self._set_active(actor, patient_id, version, True)

    def _set_active(self, actor: Actor, patient_id: int, version: int, active: bool) -> None:
        _require_desk(actor)
        now = self._clock()
        with self._database.write() as session:
            patient = _locked(session, patient_id)
            _refuse_stale(session, patient, version, None)
            patient.active = active
            _kept(session, actor, patient, "reactivate" if active else "deactivate", now, ["active"])


def _require_desk(actor: Actor) -> None:
    require(actor, Permission.EDIT_PATIENTS)
    if actor.role is Role.PATIENT:
        raise NotAllowed(Permission.EDIT_PATIENTS)


def _locked(session: Session, patient_id: int) -> Patient:
    """The patient, whose row nobody else changes until the transaction ends."""
    session.execute(
        update(Patient)
        .where(Patient.id == patient_id)
        .values(version=Patient.version)
        .execution_options(synchronize_session=False)
    )
    patient = session.get(Patient, patient_id)
    if patient is None or patient.merged_into_id is not None:
        raise NotFound("patient", patient_id)
    return patient


def _of_the_actor(session: Session, actor: Actor, draft: PatientDraft, patient: Patient) -> PatientDraft:
    """The draft with what is not the person's to change as it is kept. Refuses with NotAllowed a medical history of
    somebody who may not write it, and a doctor to whom the patient does not come."""
    if actor.role is Role.PATIENT:
        return replace(draft, history=None, **{name: getattr(patient, name) for name in _FOR_THE_DESK})
    if actor.role is Role.DOCTOR:
        if not reads_history(session, actor, patient.id):
            raise NotAllowed(Permission.WRITE_HISTORY)
        others = (name for name in COLUMNS if name not in _OF_THE_DOCTOR)
        return replace(draft, age_years=None, **{name: getattr(patient, name) for name in others})
    if draft.history is not None:
        require(actor, Permission.WRITE_HISTORY)
    return draft


def _refuse_stale(session: Session, patient: Patient, version: int, wanted: PatientDraft | None) -> None:
    if patient.version == version:
        return
    last = session.execute(
        select(AuditEvent.actor_name, AuditEvent.at)
        .where(AuditEvent.entity == "patient", AuditEvent.entity_id == patient.id, AuditEvent.action != "view")
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).one_or_none()
    theirs = {
        name: getattr(patient, name)
        for name in (COLUMNS if wanted else ())
        if getattr(patient, name) != getattr(wanted, name)
    }
    raise StaleRecord("patient", last.actor_name if last else None, last.at if last else None, theirs)


def _kept(session: Session, actor: Actor, patient: Patient, action: str, now: datetime, changed: list[str]) -> int:
    patient.version += 1
    session.flush()
    index_patient(session, patient)
    audit.record(session, actor, action, "patient", patient.id, now, detail={"fields": changed})
    announce(session, Topic.PATIENTS, patient.id, now)
    return patient.version


def _values(draft: PatientDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in COLUMNS}


def _write_history(session: Session, patient_id: int, entries: tuple[HistoryDraft, ...]) -> None:
    session.execute(delete(MedicalHistoryEntry).where(MedicalHistoryEntry.patient_id == patient_id))
    for entry in entries:
        session.add(
            MedicalHistoryEntry(
                patient_id=patient_id,
                condition=entry.condition,
                diagnosed_on=entry.diagnosed_on,
                treatment=entry.treatment,
                practitioner_name=entry.practitioner_name,
                active=entry.active,
            )
        )


def place_of(session: Session, location_id: int | None, now: datetime) -> tuple[str, date]:
    """For a centre or the clinic: the country whose phones need no calling code, and the date there."""
    if location_id is None:
        country = session.execute(select(Organization.country).order_by(Organization.id).limit(1)).scalar_one_or_none()
        return country or "", now.date()
    centre = session.execute(select(Location.country, Location.zone).where(Location.id == location_id)).one_or_none()
    if centre is None:
        raise Invalid({"home_location_id": "unknown"})
    return centre.country, local_day(now, ZoneInfo(centre.zone))
