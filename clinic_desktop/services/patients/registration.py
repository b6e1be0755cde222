"""Registering patients and keeping what is known of them right."""

from datetime import datetime

from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.patients.drafts import PatientDraft, PatientKey


def add_patient(session: Session, actor: Actor, draft: PatientDraft, now: datetime) -> PatientKey:
    """Registers a patient inside the caller's transaction. Refuses with Invalid; the caller has asked for permission."""
    raise NotImplementedError


class PatientService:
    """Registers, changes and retires patients."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def register(self, actor: Actor, draft: PatientDraft) -> PatientKey:
        """Registers a patient. Refuses with Invalid({field: code})."""
        raise NotImplementedError

    def save(self, actor: Actor, patient_id: int, version: int, draft: PatientDraft) -> int:
        """Keeps the changed fields and gives the new version. Refuses with StaleRecord when somebody else was first."""
        raise NotImplementedError

    def deactivate(self, actor: Actor, patient_id: int, version: int) -> None:
        """Takes the patient out of searches; nothing is deleted."""
        raise NotImplementedError

    def reactivate(self, actor: Actor, patient_id: int, version: int) -> None:
        """Puts the patient back into searches."""
        raise NotImplementedError
